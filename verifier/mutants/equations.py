"""A system as its equations, one a name, so that a slip in one is carried to all that read it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from verifier.mutants.notation import NEW
from verifier.system import System
from verifier.term import GRADIENT, Term, substitute, symbols

OUTPUT, QUERY = "w", "query point"


@dataclass(frozen=True)
class Equation:
    """A name and its formula, in old states and in the names of other equations."""

    name: str
    symbol: Term
    formula: Term


@dataclass(frozen=True)
class Equations:
    """The equations of a system in an order in which they can be computed."""

    system: System
    every: tuple[Equation, ...]

    def of_state(self, name: str) -> Equation | None:
        """The equation of a state's new value, if it has one of its own."""
        update = next(s.update for s in self.system.states if s.name == name)
        return self._by_value.get(update)

    def with_formulas(self, formulas: dict[Term, Term]) -> System | None:
        """The system with formulas replaced, by symbol; None where one needs its own value."""
        changed = frozenset().union(*(self._readers[symbol] for symbol in formulas))
        kept = {symbol: value for symbol, value in self._values.items() if symbol not in changed}
        new_ones = {e.symbol: formulas.get(e.symbol, e.formula) for e in self.every if e.symbol in changed}
        values = _solved(new_ones, kept)
        if values is None:
            return None
        own = self._by_value
        new = [values[own[x].symbol] if x in own else x for x in self.system.outputs]
        if GRADIENT in symbols([new[-1]]):
            return None
        states = tuple(replace(s, update=u) for s, u in zip(self.system.states, new[1:-1], strict=True))
        return replace(self.system, weight=new[0], states=states, query=new[-1], lets=())

    @cached_property
    def _values(self) -> dict[Term, Term]:
        values = _solved({e.symbol: e.formula for e in self.every}, {})
        assert values is not None
        return values

    @cached_property
    def _by_value(self) -> dict[Term, Equation]:
        return {self._values[e.symbol]: e for e in self.every}

    @cached_property
    def _readers(self) -> dict[Term, frozenset[Term]]:
        """By a symbol it and those whose equations need it, directly or not."""
        found = dict[Term, frozenset[Term]]()
        for e in reversed(self.every):  # in the order of the equations each reads earlier ones
            direct = [other.symbol for other in self.every if e.symbol in _read_by(other.formula)]
            found[e.symbol] = frozenset((e.symbol,)).union(*(found[symbol] for symbol in direct))
        return found


def equations_of(system: System) -> Equations:
    """The equations of a system: the intermediate values that the source names, and what it puts out."""
    values: dict[Term, str] = {}
    for name, value in [*system.lets, *_outputs(system)]:
        if value.terms:
            values.setdefault(value, name)
    ordered = sorted(values, key=lambda value: value.depth)
    names = {value: Term("sym", NEW, values[value], i) for i, value in enumerate(ordered)}
    return Equations(system, tuple(Equation(values[v], names[v], _in_names(v, names)) for v in ordered))


def _outputs(system: System) -> list[tuple[str, Term]]:
    return [*((s.name, s.update) for s in system.states), (OUTPUT, system.weight), (QUERY, system.query)]


def _in_names(value: Term, names: dict[Term, Term]) -> Term:
    return substitute([value], {v: name for v, name in names.items() if v is not value})[0]


@lru_cache(maxsize=4096)
def _read_by(formula: Term) -> frozenset[Term]:
    """The names of equations in a formula."""
    return frozenset(symbols([formula], NEW))


def _solved(formulas: dict[Term, Term], known: dict[Term, Term]) -> dict[Term, Term] | None:
    """The value of each symbol, free of the others, of which some are known; None where one needs itself."""
    values, left = dict(known), dict(formulas)
    while left:
        ready = [s for s, formula in left.items() if _read_by(formula) <= values.keys()]
        if not ready:
            return None
        for symbol in ready:
            values[symbol] = substitute([left.pop(symbol)], values)[0]
    return values


def places(formula: Term) -> Iterator[tuple[Term, Callable[[Term], Term]]]:
    """Every node of a formula where it stands, and what the formula becomes with another one there.

    A sum in a sum, and a product in a product, is no place of its own.
    """
    waiting: list[tuple[Term, str, Callable[[Term], Term]]] = [(formula, "", lambda new: new)]
    while waiting:
        node, around, put = waiting.pop()
        if node.op != around or node.op not in ("add", "mul"):
            yield node, put
        for i in reversed(range(len(node.terms))):
            waiting.append((node.terms[i], node.op, _putting(node, i, put)))


def _putting(node: Term, i: int, put: Callable[[Term], Term]) -> Callable[[Term], Term]:
    return lambda new: put(Term(node.op, *node.terms[:i], new, *node.terms[i + 1 :]))
