"""Reading jaxprs: the program that JAX traced, run over arrays of terms.

A jaxpr is a straight list of primitives on arrays. Here every array is a NumPy array of terms (and of
conditions) of the same shape; a primitive that is not known is refused by its name.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from verifier.errors import InputError
from verifier.lift.frameworks import folding, stairs
from verifier.lift.frameworks.arrays import STRUCTURE, Array, as_array, each
from verifier.lift.frameworks.combining import COMBINING
from verifier.lift.frameworks.primitives import (
    ELEMENTWISE,
    LOGIC,
    UNCHANGED,
    Cell,
    choice,
    condition,
    infinite,
    number,
    unread,
)
from verifier.lift.frameworks.raised import Placed, place_of
from verifier.lift.frameworks.shadow import Path
from verifier.term import Term, symbols, term

LONGEST_LOOP = 64
FINITE = "every number is finite"


class Jaxpr:
    """A reader of jaxprs.

    Parameters
    ----------
    path : Path
        Its shadow numbers are found again among the literals.

    Attributes
    ----------
    saturating : set of str
        The largest numbers of integer types that a counter was assumed never to reach.
    across : dict of str to str
        The primitives that combined coordinates, and where, if that is somebody's own code.
    assumed : set of str
        What was assumed of the numbers, in words.
    whole : set of str
        The primitives that hold a program of their own, which JAX compiles anew in every eager call.
    demoted, single : set of str
        The types of less than single precision, and of single precision, to which numbers were cast.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = Path() if path is None else path
        self.saturating: set[int] = set()
        self.across: dict[str, str] = {}
        self._outermost: Any = None
        self.demoted: set[str] = set()
        self.single: set[str] = set()
        self.assumed: set[str] = set()
        self.whole: set[str] = set()

    def run(self, closed: Any, inputs: Sequence[Array]) -> list[Array]:
        """The outputs of a closed jaxpr for arrays of terms."""
        return self._run(closed.jaxpr, [self._constant(c) for c in closed.consts], inputs)

    def _run(self, jaxpr: Any, constants: Sequence[Array], inputs: Sequence[Array]) -> list[Array]:
        values: dict[Any, Array] = dict(zip(jaxpr.constvars, constants, strict=True))
        values |= dict(zip(jaxpr.invars, inputs, strict=True))

        def read(variable: Any) -> Array:
            return self._constant(variable.val) if hasattr(variable, "val") else values[variable]

        for equation in jaxpr.eqns:
            found = self._placed(equation, [read(v) for v in equation.invars])
            values.update(zip(equation.outvars, found, strict=True))
        return [read(v) for v in jaxpr.outvars]

    def _placed(self, equation: Any, inputs: list[Array]) -> list[Array]:
        """The results of an equation; a refusal names its line (those within may be other calls')."""
        outermost = self._outermost is None
        if outermost:
            self._outermost = equation
        try:
            return self._equation(equation, inputs)
        except InputError as error:
            where = place_of(self._outermost) if type(error) is InputError else ""
            raise (Placed(f"{where}: {error}") if where else error) from None
        finally:
            if outermost:
                self._outermost = None

    def _constant(self, value: Any) -> Array:
        """A literal, or an array of numbers, as an array of terms."""
        if "key<" in str(getattr(value, "dtype", "")):
            raise InputError("it draws random numbers: no recurrence of the gradients alone")
        numbers = np.asarray(value)
        cells = np.empty(numbers.shape, object)
        for place in np.ndindex(numbers.shape):
            cells[place] = self._literal(value if isinstance(value, float) else numbers[place])
        return cells

    def _literal(self, value: Any) -> Cell:
        if isinstance(value, bool | np.bool_):
            return bool(value)
        if not math.isfinite(value):
            return float(value)
        return self.path.term_of(value)

    def _equation(self, equation: Any, inputs: list[Array]) -> list[Array]:
        name = equation.primitive.name
        if name in ("cond", "scan", "while"):
            self.whole.add(name)
        if name in ELEMENTWISE:
            return [self._elementwise(equation, name, inputs)]
        if name in UNCHANGED:
            return inputs
        if name in STRUCTURE:
            return STRUCTURE[name](equation, *inputs)
        if name in COMBINING:  # what depends on other coordinates is found by looking at the result
            self.across[name] = self.across.get(name) or place_of(self._outermost)
            return [COMBINING[name](equation, *inputs)]
        method = getattr(self, f"_{name}", None) or self._call(equation)
        if method is None:
            raise InputError(unread(name))
        found = method(equation, *inputs)
        return found if isinstance(found, list) else [found]

    def _elementwise(self, equation: Any, name: str, inputs: list[Array]) -> Array:
        if name in ("lt", "ge") and self._never_saturates(equation, inputs):
            return each(lambda a, b: name == "lt", *inputs)
        if name == "lt" and np.dtype(equation.invars[0].aval.dtype).kind in "iu":
            return each(lambda a, b: not stairs.is_below(a, b) and self._cell(name, a, b), *inputs)
        return each(partial(self._cell, name), *inputs)

    def _cell(self, name: str, *cells: Cell) -> Cell:
        """A primitive of one number of each input; that a real number is no NaN and finite is assumed."""
        if name in ("ne", "eq") and cells[0] is cells[1]:
            self.assumed |= set() if isinstance(cells[0], bool) else {FINITE}
            return name == "eq"
        if any(isinstance(cell, float) for cell in cells):
            self.assumed.add(FINITE)
            return infinite(name, *cells)
        return ELEMENTWISE[name](*cells)

    def _is_finite(self, equation: Any, x: Array) -> Array:
        self.assumed.add(FINITE)
        return each(lambda a: True, x)

    def _never_saturates(self, equation: Any, inputs: list[Array]) -> bool:
        """Whether a counter is compared with the largest number of its type: assumed not to be reached."""
        kind = np.dtype(equation.invars[0].aval.dtype)
        if kind.kind not in "iu":
            return False
        largest = np.iinfo(kind).max
        if not all(cell is term(largest) for cell in inputs[1].flat):
            return False
        self.saturating.add(int(largest))
        return True

    def _call(self, equation: Any) -> Callable[..., list[Array]] | None:
        """A primitive that calls another jaxpr once: jit, custom derivatives, checkpoints."""
        for key in ("jaxpr", "call_jaxpr", "fun_jaxpr"):
            inner = equation.params.get(key)
            if inner is not None and equation.primitive.name not in ("scan", "while", "cond", "pallas_call"):
                return lambda _, *inputs: self._inner(inner, inputs)
        return None

    def _inner(self, inner: Any, inputs: Sequence[Array]) -> list[Array]:
        return self.run(inner, inputs) if hasattr(inner, "consts") else self._run(inner, [], inputs)

    # Types.

    def _convert_element_type(self, equation: Any, x: Array) -> Array:
        old, new = (np.dtype(v.aval.dtype) for v in (equation.invars[0], equation.outvars[0]))
        if new.kind == "b":
            return each(condition, x)
        if new.kind in "iu" and old.kind not in "iub":
            raise InputError("it rounds a number to an integer (convert_element_type)")
        if new.kind not in "iub" and new.itemsize < 8:
            (self.demoted if new.itemsize < 4 else self.single).add(str(new))
        return each(_real, x)

    def _and(self, equation: Any, *inputs: Array) -> Array:
        return self._connective(equation, inputs)

    _or = _not = _and

    def _connective(self, equation: Any, inputs: Sequence[Array]) -> Array:
        name = equation.primitive.name
        if np.dtype(equation.invars[0].aval.dtype).kind != "b":
            raise InputError(f"it computes with the bits of integers ('{name}')")
        return each(LOGIC[name], *inputs)

    # Arithmetic whose meaning depends on the type or on a parameter.

    def _div(self, equation: Any, a: Array, b: Array) -> Array:
        if np.dtype(equation.outvars[0].aval.dtype).kind in "iu":
            return each(_whole_quotient, a, b)
        return each(lambda x, y: folding.div(number(x), number(y)), a, b)

    def _rem(self, equation: Any, a: Array, b: Array) -> Array:
        return each(_whole_remainder, a, b)

    def _round(self, equation: Any, x: Array) -> Array:
        """Whole numbers divided as floats, by a hyperparameter that must be a whole number then."""
        names = {symbol.name for symbol in symbols(map(number, x.flat), "hyper")}
        raise stairs.Stairs(tuple(sorted(names))) if names else InputError(unread("round"))

    def _integer_pow(self, equation: Any, x: Array) -> Array:
        exponent = term(int(equation.params["y"]))
        return each(lambda a: folding.power(number(a), exponent), x)

    def _select_n(self, equation: Any, chosen: Array, *cases: Array) -> Array:
        if len(cases) != 2:
            raise InputError("it selects among more than two values (select_n)")
        return each(choice, chosen, cases[1], cases[0])

    # Control flow.

    def _cond(self, equation: Any, index: Array, *inputs: Array) -> list[Array]:
        branches = equation.params["branches"]
        chosen = index[()]
        if isinstance(chosen, Term) and chosen.op == "num":
            return self.run(branches[min(max(int(chosen.value), 0), len(branches) - 1)], inputs)
        results = [self.run(branch, inputs) for branch in branches]
        found = results[-1]
        for place in range(len(branches) - 2, -1, -1):
            here = _is_branch(chosen, place)
            found = [
                each(lambda a, b, c=here: choice(c, a, b), x, y)
                for x, y in zip(results[place], found, strict=True)
            ]
        return found

    def _scan(self, equation: Any, *inputs: Array) -> list[Array]:
        p = equation.params
        if p["length"] > LONGEST_LOOP:
            raise InputError(f"it has a loop of {p['length']} rounds (scan); at most {LONGEST_LOOP} are read")
        constants, start = inputs[: p["num_consts"]], p["num_consts"] + p["num_carry"]
        carry, rows = list(inputs[p["num_consts"] : start]), inputs[start:]
        order = range(p["length"] - 1, -1, -1) if p["reverse"] else range(p["length"])
        stacked: dict[int, list[Array]] = {}
        for i in order:
            found = self.run(p["jaxpr"], [*constants, *carry, *(as_array(row[i]) for row in rows)])
            carry, stacked[i] = found[: p["num_carry"]], found[p["num_carry"] :]
        return [
            *carry,
            *(np.stack(each_row) for each_row in zip(*(stacked[i] for i in sorted(stacked)), strict=True)),
        ]

    def _while(self, equation: Any, *inputs: Array) -> list[Array]:
        p = equation.params
        split = p["cond_nconsts"], p["cond_nconsts"] + p["body_nconsts"]
        asked, done, carry = inputs[: split[0]], inputs[split[0] : split[1]], list(inputs[split[1] :])
        for _ in range(LONGEST_LOOP):
            again = self.run(p["cond_jaxpr"], [*asked, *carry])[0][()]
            if not isinstance(again, bool):
                raise InputError("it has a loop whose length depends on values (while)")
            if not again:
                return carry
            carry = self.run(p["body_jaxpr"], [*done, *carry])
        raise InputError(f"it has a loop of more than {LONGEST_LOOP} rounds (while)")


def _real(cell: Cell) -> Cell:
    return cell if isinstance(cell, float) else number(cell)


def _is_branch(chosen: Cell, place: int) -> Cell:
    """That an index (clamped to the branches) chooses a branch that is not the last."""
    index = number(chosen)
    if index.op == "where" and index.terms[1:] == (term(1), term(0)) and place == 0:
        return Term("not", index.terms[0])
    return folding.relation("le", index, term(place))


def _whole_quotient(a: Cell, b: Cell) -> Cell:
    x, y = number(a), number(b)
    if x.op == y.op == "num" and y.value != 0:
        return term(int(x.value / y.value))
    return Term(stairs.WHOLE, x, y)


def _whole_remainder(a: Cell, b: Cell) -> Cell:
    x, y = number(a), number(b)
    if x.op == y.op == "num" and y.value != 0:
        return term(x.value - y.value * int(x.value / y.value))
    return Term(stairs.REST, x, y)


__all__ = ["Array", "Jaxpr", "each"]
