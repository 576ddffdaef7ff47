"""One side to be mapped onto the other: unknown hyperparameters, and from where they are solved for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import islice, product

from verifier.domain import Domain
from verifier.prove.invariants import with_invariants
from verifier.prove.relation import Pair, pair_of
from verifier.prove.times import eliminate_times
from verifier.prove.trace import setting
from verifier.system import System, rename_hypers
from verifier.term import ONE, ZERO, Term, hyper, postorder, term

UNKNOWN = "{}?"
"""How an unknown of the side that is mapped is named while it is solved for."""

MOST_STARTS = 8
MOST_TRIED_FROM_ELSEWHERE = 2
"""Larger sets of unknowns are solved for from their namesakes' values alone."""


@dataclass(frozen=True)
class Problem:
    """One side to be mapped onto the other, its hyperparameters under names of unknowns."""

    fixed: System
    moved: System
    to: str
    pair: Pair
    names: tuple[str, ...]

    @property
    def alone(self) -> tuple[str, ...]:
        """The names that the other side does not have."""
        return tuple(n for n in self.names if n not in self.partners)

    @cached_property
    def numbers(self) -> tuple[Term, ...]:
        """The numbers of the other side's formulas, but for 0 and 1, in order; then their reciprocals."""
        nodes = postorder([*self.fixed.outputs, *(s.initial for s in self.fixed.states)])
        found = sorted({n.value for n in nodes if n.op == "num"} - {0, 1})
        reciprocals = (1 / n for n in found)
        return tuple(map(term, dict.fromkeys((*found, *reciprocals))))

    @property
    def partners(self) -> frozenset[str]:
        """The names that the other side has too."""
        return frozenset(h.name for h in self.fixed.hypers)

    def unknown(self, name: str) -> Term:
        """The symbol that stands for a hyperparameter of the side that is mapped."""
        return hyper(UNKNOWN.format(name))

    @property
    def known(self) -> list[Term]:
        """The other side's hyperparameters."""
        return [hyper(h.name) for h in self.fixed.hypers if not h.varies]

    def starts(self, names: tuple[str, ...], point: int) -> Iterator[dict[Term, float]]:
        """Points from which to solve: namesakes first, then other values of the same domain.

        The unknowns that are not solved for always have their namesakes' values.
        """
        here = setting(self.pair, None, point)(0)
        base = {self.unknown(n): here.get(hyper(n), here[self.unknown(n)]) for n in self.names}
        yield base
        if len(names) > MOST_TRIED_FROM_ELSEWHERE:
            return
        choices = [[*(here[k] for k in self.known if self._alike(n, k)), *self._ends(n)] for n in names]
        for values in islice(product(*choices), MOST_STARTS):
            yield base | {self.unknown(n): v for n, v in zip(names, values, strict=True)}

    def _ends(self, name: str) -> list[float]:
        """Zero and one, where the closure of the domain holds them."""
        domain = self.domain(name)
        closure = replace(domain, lower_open=False, upper_open=False)
        return [float(n.value) for n in (ZERO, ONE) if closure.contains(n.value)]

    def _alike(self, name: str, known: Term) -> bool:
        return self.pair.domains[self.unknown(name)] == self.pair.domains[known]

    def domain(self, name: str) -> Domain:
        """Where the hyperparameter may lie."""
        return self.pair.domains[self.unknown(name)]


@lru_cache(maxsize=4)
def problem(fixed: System, moved: System, to: str) -> Problem:
    """The problem of mapping ``moved`` onto ``fixed``; given sequences are not mapped."""
    names = tuple(h.name for h in moved.hypers if not h.varies)
    unknown = rename_hypers(moved, {n: UNKNOWN.format(n) for n in names})
    pair, _ = eliminate_times(pair_of(fixed, unknown))
    return Problem(fixed, moved, to, with_invariants(pair), names)
