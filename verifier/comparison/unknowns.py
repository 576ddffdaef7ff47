"""One side to be mapped onto the other: unknown hyperparameters, and from where they are solved for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import islice, product
from math import isqrt

from verifier.domain import Domain
from verifier.prove.clocks import eliminate_times
from verifier.prove.invariants import with_invariants
from verifier.prove.relation import Pair, pair_of
from verifier.prove.trace import generic, setting
from verifier.system import System, rename_hypers
from verifier.term import ONE, ZERO, Term, hyper, postorder, symbols, term

UNKNOWN = "{}?"
"""How an unknown of the side that is mapped is named while it is solved for."""

SMALL = 0.125
"""How much smaller the numbers of small settings are."""

COMPARED = ("lt", "le", "eq", "ne", "min", "max")
LATER = 4.0
"""How much larger those are that the step is compared with: nothing is learnt where a warm-up is over."""

ELSEWHERE = (2, 5)
"""Two places of a domain to solve from, where no name of the other side has that domain."""

MOST_STARTS = 8
MOST_AT_ENDS = 2
"""Larger sets of unknowns are not solved for from the ends, and those with a partner from its value alone."""


@dataclass(frozen=True)
class Problem:
    """One side to be mapped onto the other, its hyperparameters under names of unknowns."""

    fixed: System
    moved: System
    to: str
    pair: Pair
    names: tuple[str, ...]

    @cached_property
    def alone(self) -> tuple[str, ...]:
        """The names that the other side does not have."""
        return tuple(n for n in self.names if n not in self.partners)

    @cached_property
    def numbers(self) -> tuple[Term, ...]:
        """The numbers of the other side's formulas, but for 0, in order; 1; their reciprocals and roots."""
        nodes = postorder([*self.fixed.outputs, *(s.initial for s in self.fixed.states)])
        found = sorted({n.value for n in nodes if n.op == "num"} - {0, 1})
        reciprocals = (1 / n for n in found)
        roots = filter(None, map(_root, found))
        one = [Fraction(1)] if found else []
        return tuple(map(term, dict.fromkeys((*found, *one, *reciprocals, *roots))))

    @cached_property
    def partners(self) -> frozenset[str]:
        """The names that the other side has too."""
        return frozenset(h.name for h in self.fixed.hypers)

    def unknown(self, name: str) -> Term:
        """The symbol that stands for a hyperparameter of the side that is mapped."""
        return self._unknowns[name]

    @cached_property
    def _unknowns(self) -> dict[str, Term]:
        return {name: hyper(UNKNOWN.format(name)) for name in self.names}

    @cached_property
    def known(self) -> list[Term]:
        """The other side's hyperparameters."""
        return [hyper(h.name) for h in self.fixed.hypers if not h.varies]

    def numbers_at(self, point: int) -> dict[Term, float]:
        """Numbers for the other side's hyperparameters: generic ones, at odd points small where they may be.

        A map that fails for large rates may hold for small ones.
        """
        here = setting(self.pair, None, point)(0)
        small = point % 2 == 1
        return {k: here[k] * self._scale(k, small) for k in self.known}

    def _scale(self, known: Term, small: bool) -> float:
        if not self._may_grow(known):
            return 1.0
        return LATER if known in self._times else SMALL if small else 1.0

    @cached_property
    def _times(self) -> frozenset[Term]:
        """The hyperparameters that a comparison or a smallest or largest value holds against the step."""
        compared = (n for n in postorder(self.fixed.outputs) if n.op in COMPARED)
        held = (symbols([node]) for node in compared)
        return frozenset(s for each in held if {x.args[0] for x in each} == {"time", "hyper"} for s in each)

    def _may_grow(self, known: Term) -> bool:
        domain = self.pair.domains[known]
        return domain.upper is None and domain.lower in (None, 0)

    def starts(self, names: tuple[str, ...], point: int) -> Iterator[dict[Term, float]]:
        """Numbers to solve from: namesakes first, then other values of the same domain.

        The unknowns that are not solved for always have their namesakes' values.
        """
        here, base = self._bases(point)
        yield base
        choices = [self._choices(n, here, ends=len(names) <= MOST_AT_ENDS) for n in names]
        if len(names) > MOST_AT_ENDS:
            choices = [
                c if n in self.alone else [base[self.unknown(n)]] for n, c in zip(names, choices, strict=True)
            ]
        if all(choices) and (len(names) <= MOST_AT_ENDS or self.alone):
            for values in islice(product(*choices), MOST_STARTS):
                yield base | {self.unknown(n): v for n, v in zip(names, values, strict=True)}

    def _bases(self, point: int) -> tuple[dict[Term, float], dict[Term, float]]:
        """Numbers for all symbols at a setting, and of these what a start has."""
        if point not in self._at_points:
            numbers = self.numbers_at(point)
            here = setting(self.pair, None, point)(0) | numbers
            alike = {u: here.get(hyper(n), here[u]) for n, u in self._unknowns.items()}
            self._at_points[point] = here, numbers | alike
        return self._at_points[point]

    @cached_property
    def _at_points(self) -> dict[int, tuple[dict[Term, float], dict[Term, float]]]:
        return {}

    def _choices(self, name: str, here: Mapping[Term, float], ends: bool) -> list[float]:
        """The values of names of the same domain, and perhaps the ends of that."""
        alike = [here[k] for k in self._alike[name]]
        alike = alike or [generic(self.domain(name), place) for place in ELSEWHERE]
        return [*alike, *self._ends(name)] if ends else alike

    def _ends(self, name: str) -> list[float]:
        """Zero and one, where the closure of the domain holds them."""
        closure = self.domain(name).closed
        return [float(n.value) for n in (ZERO, ONE) if closure.contains(n.value)]

    @cached_property
    def _alike(self) -> dict[str, list[Term]]:
        """The other side's hyperparameters of the same domain, by name."""
        ends = {k: self.pair.domains[k].closed for k in self.known}
        return {n: [k for k in self.known if ends[k] == self.domain(n).closed] for n in self.names}

    def domain(self, name: str) -> Domain:
        """Where the hyperparameter may lie."""
        return self.pair.domains[self.unknown(name)]


def _root(number: Fraction) -> Fraction | None:
    """The square root, where it is rational."""
    if number < 0:
        return None
    root = Fraction(isqrt(number.numerator), isqrt(number.denominator))
    return root if root * root == number else None


@lru_cache(maxsize=4)
def problem(fixed: System, moved: System, to: str) -> Problem:
    """The problem of mapping ``moved`` onto ``fixed``; given sequences are not mapped."""
    names = tuple(h.name for h in moved.hypers if not h.varies)
    unknown = rename_hypers(moved, {n: UNKNOWN.format(n) for n in names})
    pair, _ = eliminate_times(pair_of(fixed, unknown))
    return Problem(fixed, moved, to, with_invariants(pair), names)
