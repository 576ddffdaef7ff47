"""Terms: the expressions that recurrences are made of, inert and hash-consed.

A term is never simplified when it is built. ``x/x`` stays a division, so that its value at
``x = 0`` stays *undefined*; ``2**10**9`` stays a power, so that reading it costs nothing.
Equal terms are the same object, and a sequence of assignments is a graph with sharing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import lru_cache
from itertools import chain
from operator import is_
from typing import TypeVar, cast
from weakref import WeakValueDictionary

T = TypeVar("T")

ARITHMETIC = ("add", "mul", "div", "pow")
FUNCTIONS = ("abs", "sign", "max", "min", "exp", "log", "cos")
RELATIONS = ("lt", "le", "eq", "ne")
CONNECTIVES = ("and", "or", "not")

_interned: WeakValueDictionary[tuple[object, ...], Term] = WeakValueDictionary()


class Term:
    """A node: an operation and its arguments.

    ``num`` has a `Fraction`; ``sym`` has its kind and its name (a ``sequence`` also the offset
    from the step number at which it is read); every other operation has terms. The operations
    are those of `ARITHMETIC`, `FUNCTIONS`, `RELATIONS`, `CONNECTIVES`, and ``where``
    (condition, value, value), which needs only the branch that it takes. ``terms`` are the
    arguments that are terms.
    """

    __slots__ = ("__weakref__", "args", "depth", "op", "terms")
    op: str
    args: tuple[object, ...]
    depth: int
    terms: tuple[Term, ...]

    def __new__(cls, op: str, *args: object) -> Term:
        key = (op, *args)
        found = _interned.get(key)
        if found is not None:
            return found
        term = object.__new__(cls)
        term.op, term.args = op, args
        term.terms = tuple(a for a in args if isinstance(a, Term))
        term.depth = 1 + max((a.depth for a in term.terms), default=0)
        return _interned.setdefault(key, term)

    def __reduce__(self) -> tuple[object, ...]:
        return (Term, (self.op, *self.args))

    @property
    def name(self) -> str:
        """The name of a symbol."""
        return str(self.args[1])

    @property
    def value(self) -> Fraction:
        """The value of a number."""
        value = self.args[0]
        assert isinstance(value, Fraction)
        return value

    def __add__(self, other: Term | int | Fraction) -> Term:
        return Term("add", self, term(other))

    def __sub__(self, other: Term | int | Fraction) -> Term:
        return Term("add", self, Term("mul", MINUS_ONE, term(other)))

    def __mul__(self, other: Term | int | Fraction) -> Term:
        return Term("mul", self, term(other))

    def __truediv__(self, other: Term | int | Fraction) -> Term:
        return Term("div", self, term(other))

    def __pow__(self, other: Term | int | Fraction) -> Term:
        return Term("pow", self, term(other))

    def __neg__(self) -> Term:
        return Term("mul", MINUS_ONE, self)

    def __repr__(self) -> str:
        if self.op == "num":
            return str(self.value)
        if self.op == "sym":
            offset = self.args[2] if len(self.args) > 2 else None
            return self.name if offset is None else f"{self.name}[t{offset:+d}]"
        return f"{self.op}({', '.join(map(repr, self.args))})"


def term(value: Term | int | Fraction) -> Term:
    """An exact number as a term; a term as itself."""
    return value if isinstance(value, Term) else Term("num", Fraction(value))


MINUS_ONE = Term("num", Fraction(-1))
ZERO = Term("num", Fraction(0))
ONE = Term("num", Fraction(1))
HALF = Term("num", Fraction(1, 2))

STEP = Term("sym", "time", "t")
WEIGHT = Term("sym", "weight", "w")
GRADIENT = Term("sym", "gradient", "g")


def hyper(name: str) -> Term:
    """A hyperparameter that does not change with the step."""
    return Term("sym", "hyper", name)


def sequence(name: str, offset: int) -> Term:
    """A given sequence (a learning rate) read at step ``t + offset``."""
    return Term("sym", "sequence", name, offset)


def state(name: str) -> Term:
    """A state's value before the step."""
    return Term("sym", "state", name)


def sqrt(x: Term) -> Term:
    """The square root, a power with exponent 1/2."""
    return Term("pow", x, HALF)


def where(condition: Term, yes: Term, no: Term) -> Term:
    """The first value where the condition holds, else the second."""
    return Term("where", condition, yes, no)


def postorder(roots: Iterable[Term]) -> list[Term]:
    """Every term below the roots once, arguments before the terms that use them."""
    return list(dict.fromkeys(chain.from_iterable(map(_below, roots))))


@lru_cache(maxsize=256)
def _below(root: Term) -> tuple[Term, ...]:
    """The terms below one root, itself the last: remembered, since most are asked about again and again."""
    seen: set[Term] = set()
    order: list[Term] = []
    stack: list[Term | None] = [root]
    while stack:
        node = stack.pop()
        if node is None:  # the arguments of the next are done
            order.append(cast("Term", stack.pop()))
        elif node not in seen:
            seen.add(node)
            if node.terms:
                stack += (node, None, *[a for a in reversed(node.terms) if a not in seen])
            else:
                order.append(node)
    return tuple(order)


def fold(roots: Iterable[Term], combine: Callable[[Term, tuple[T, ...]], T]) -> dict[Term, T]:
    """The value of every term below the roots, each computed once from those of its arguments."""
    values: dict[Term, T] = {}
    for node in postorder(roots):
        values[node] = combine(node, tuple([values[a] for a in node.terms]))
    return values


def substitute(roots: Iterable[Term], replacement: Mapping[Term, Term]) -> list[Term]:
    """The roots with terms replaced, all at once; a replacement is not replaced again."""
    targets = list(roots)
    values: dict[Term, Term] = {}
    for node in postorder(root for root in targets if not replacement.keys().isdisjoint(_below(root))):
        found = replacement.get(node)
        if found is None and node.terms:  # most often nothing below has changed: then nothing is built
            args = [values[a] for a in node.terms]
            found = node if all(map(is_, args, node.terms)) else Term(node.op, *args)
        values[node] = found or node
    return [values.get(root, root) for root in targets]


def symbols(roots: Iterable[Term], kind: str | None = None) -> list[Term]:
    """The symbols below the roots in order of first use, all or those of one kind."""
    found = dict.fromkeys(chain.from_iterable(map(_symbols_below, roots)))
    return [symbol for symbol in found if kind in (None, symbol.args[0])]


@lru_cache(maxsize=1024)
def _symbols_below(root: Term) -> tuple[Term, ...]:
    return tuple(node for node in _below(root) if node.op == "sym")


def shift(roots: Iterable[Term], by: int) -> list[Term]:
    """Terms in the step number and given sequences, read ``by`` steps later."""
    targets = list(roots)
    if not by:
        return targets
    moved: dict[Term, Term] = {STEP: STEP + by}
    for symbol in symbols(targets, "sequence"):
        moved[symbol] = sequence(symbol.name, int(str(symbol.args[2])) + by)
    return substitute(targets, moved)
