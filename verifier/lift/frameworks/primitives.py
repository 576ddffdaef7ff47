"""What the primitives of JAX mean for one number: terms, and conditions, of terms and conditions.

A condition is a term that compares, or a Python bool where it is decided already.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from verifier.errors import InputError
from verifier.lift.frameworks import folding, stairs
from verifier.term import ONE, ZERO, Term, sqrt, term, where

Cell = Term | bool | float
"""A number as a term; a condition; an infinity or NaN, which no operation but a comparison may meet."""

TWO = term(2)


def _relation(op: str, *, swapped: bool = False) -> Callable[[Cell, Cell], Cell]:
    def build(a: Cell, b: Cell) -> Cell:
        sides = (number(b), number(a)) if swapped else (number(a), number(b))
        return folding.relation(op, *sides)

    return build


def number(cell: Cell) -> Term:
    """A condition as the number 1 or 0; a number as itself."""
    if isinstance(cell, bool):
        return term(int(cell))
    if isinstance(cell, float):
        raise InputError(f"it computes with {cell}, which is no real number")
    return where(cell, ONE, ZERO) if is_condition(cell) else cell


def condition(cell: Cell) -> Cell:
    """A number as the condition that it is not 0; a condition as itself."""
    if is_condition(cell):
        return cell
    return folding.relation("ne", number(cell), ZERO)


def is_condition(cell: Cell) -> bool:
    """Whether a cell is a condition and no number."""
    if not isinstance(cell, Term):
        return isinstance(cell, bool)
    return cell.op in ("lt", "le", "eq", "ne", "and", "or", "not")


def both(a: Cell, b: Cell) -> Cell:
    """That both conditions hold."""
    if isinstance(a, bool):
        return b if a else False
    return both(b, a) if isinstance(b, bool) else Term("and", a, b)


def negated(a: Cell) -> Cell:
    """That a condition does not hold."""
    return not a if isinstance(a, bool) else Term("not", a)


def either(a: Cell, b: Cell) -> Cell:
    """That one of two conditions holds."""
    if isinstance(a, bool):
        return True if a else b
    return either(b, a) if isinstance(b, bool) else Term("or", a, b)


def choice(chosen: Cell, yes: Cell, no: Cell) -> Cell:
    """The first value where the condition holds, else the second."""
    chosen = condition(chosen)
    if not isinstance(chosen, Term):
        return yes if chosen else no
    if yes is no:
        return yes
    if is_condition(yes) and is_condition(no):
        return either(both(chosen, yes), both(negated(chosen), no))
    return where(chosen, number(yes), number(no))


def infinite(name: str, a: Cell, b: Cell) -> Cell:
    """A primitive of which an argument is an infinity or NaN, the other a real number."""
    x, y = (c if isinstance(c, float) else 0.0 for c in (a, b))
    if name in _ORDERED:
        return bool(_ORDERED[name](x, y))
    if name in ("max", "min") and x == x and y == y:
        return a if (x > y) == (name == "max") else b
    return number(a if isinstance(a, float) else b)


_ORDERED = {n: getattr(operator, n) for n in ("lt", "le", "gt", "ge", "eq", "ne")}


def _function(op: str) -> Callable[..., Term]:
    return lambda *cells: Term(op, *map(number, cells))


def _two(build: Callable[[Term, Term], Term]) -> Callable[[Cell, Cell], Term]:
    return lambda a, b: build(number(a), number(b))


def _one(build: Callable[[Term], Term]) -> Callable[[Cell], Term]:
    return lambda a: build(number(a))


def root(a: Term) -> Term:
    """The square root; that of 0 and of 1 is a number."""
    return a if a in (ZERO, ONE) else sqrt(a)


def _exponential(a: Term) -> Term:
    return ONE if a is ZERO else Term("exp", a)


def _cosine(a: Term) -> Term:
    return ONE if a is ZERO else Term("cos", a)


def _cube_root(a: Term) -> Term:
    """The real one, of negative numbers too."""
    return folding.mul(Term("sign", a), folding.power(Term("abs", a), term(Fraction(1, 3))))


def _tanh(a: Term) -> Term:
    grown = Term("exp", folding.mul(TWO, a))
    return folding.div(folding.sub(grown, ONE), folding.add(grown, ONE))


def _logistic(a: Term) -> Term:
    return folding.div(ONE, folding.add(ONE, Term("exp", folding.neg(a))))


def _extreme(op: str, pick: Callable[..., Any]) -> Callable[[Cell, Cell], Term]:
    def build(a: Cell, b: Cell) -> Term:
        x, y = number(a), number(b)
        return term(pick(x.value, y.value)) if x.op == y.op == "num" else Term(op, x, y)

    return build


def _clamp(low: Cell, x: Cell, high: Cell) -> Term:
    return Term("min", Term("max", number(x), number(low)), number(high))


ELEMENTWISE: Mapping[str, Callable[..., Cell]] = {
    "add": _two(folding.add),
    "add_any": _two(folding.add),
    "sub": _two(folding.sub),
    "mul": _two(folding.mul),
    "pow": _two(folding.power),
    "neg": _one(folding.neg),
    "square": _one(lambda a: folding.power(a, TWO)),
    "sqrt": _one(root),
    "rsqrt": _one(lambda a: folding.div(ONE, root(a))),
    "abs": _function("abs"),
    "sign": _function("sign"),
    "exp": _one(_exponential),
    "exp2": _one(lambda a: folding.power(TWO, a)),
    "expm1": _one(lambda a: folding.sub(Term("exp", a), ONE)),
    "log": _function("log"),
    "cos": _one(_cosine),
    "floor": _one(stairs.floor),
    "ceil": _one(stairs.ceiling),
    "log1p": _one(lambda a: Term("log", folding.add(ONE, a))),
    "cbrt": _one(_cube_root),
    "tanh": _one(_tanh),
    "logistic": _one(_logistic),
    "max": _extreme("max", max),
    "min": _extreme("min", min),
    "clamp": _clamp,
    "lt": _relation("lt"),
    "le": _relation("le"),
    "gt": _relation("lt", swapped=True),
    "ge": _relation("le", swapped=True),
    "eq": _relation("eq"),
    "ne": _relation("ne"),
}
"""Primitives that act on each number alone and whose meaning does not depend on the type."""

LOGIC: Mapping[str, Callable[..., Cell]] = {"and": both, "or": either, "not": negated}
"""Connectives; on integers they are something else."""

UNCHANGED = frozenset(
    "copy copy_p stop_gradient optimization_barrier device_put sharding_constraint pbroadcast".split()
)
"""Primitives that are the identity on real numbers."""

ACROSS = frozenset(
    "dot_general reduce_sum reduce_max reduce_min reduce_prod reduce_and reduce_or argmax argmin sort cumsum "
    "cumprod cummax cummin svd qr eigh cholesky lu triangular_solve conv_general_dilated top_k".split()
)
"""Primitives that combine the coordinates of an array."""

RANDOM = ("random", "threefry", "rng")
"""Parts of the names of primitives that draw random numbers."""


TRANSCENDENTAL = frozenset("sin tan acos asin atan atan2 erf erf_inv lgamma digamma sinh cosh".split())
"""Functions that no recurrence here has."""

ROUNDING = frozenset("round nextafter".split())


def unread(name: str) -> str:
    """Why a primitive that has no meaning here is refused."""
    if any(part in name for part in RANDOM):
        return f"it draws random numbers ('{name}'): no recurrence of the gradients alone"
    if name in ACROSS:
        return f"it acts across coordinates ('{name}')"
    if name in TRANSCENDENTAL:
        return f"it computes '{name}', where a recurrence here has arithmetic, powers, exp, log and cos"
    if name in ROUNDING:
        return f"it rounds ('{name}'), where numbers of steps alone are read rounded, down or up"
    return f"JAX's operation '{name}' is not read"
