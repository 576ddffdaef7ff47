"""Translations: maps of hyperparameters under which one side becomes the other, solved for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations
from time import monotonic

import numpy as np

from verifier.algebra.back import written
from verifier.algebra.ring import Unsupported
from verifier.comparison import recognize
from verifier.comparison.solve import agree, solve
from verifier.comparison.symbolic import at_any_step, from_start
from verifier.domain import Domain
from verifier.prove.guess import guess_relation
from verifier.prove.invariants import with_invariants
from verifier.prove.relation import Pair, pair_of
from verifier.prove.times import eliminate_times
from verifier.prove.trace import Array, setting
from verifier.referee import Judgement
from verifier.system import System, fix_hypers, rename_hypers
from verifier.term import Term, hyper

Judge = Callable[[System, System], Judgement]

UNKNOWN = "{}?"
"""How an unknown of the side that is mapped is named while it is solved for."""

LARGEST = 3


@dataclass(frozen=True)
class Translation:
    """A proved map.

    Attributes
    ----------
    kind : str
        ``constant`` or ``step-dependent``.
    to : str
        The side whose hyperparameters are replaced.
    map : dict of str to Term
        Expressions in the other side's hyperparameters, and in the step.
    sides : (System, System)
        Both sides, the map put in.
    judgement : Judgement
        The proof that these two are equal.
    """

    kind: str
    to: str
    map: dict[str, Term]
    sides: tuple[System, System]
    judgement: Judgement

    def to_json(self) -> dict[str, object]:
        """The map as text."""
        return {"kind": self.kind, "to": self.to, "map": {k: written(v) for k, v in self.map.items()}}


@dataclass(frozen=True)
class Problem:
    """One side to be mapped onto the other, its hyperparameters under names of unknowns."""

    fixed: System
    moved: System
    to: str
    pair: Pair
    names: tuple[str, ...]

    def unknown(self, name: str) -> Term:
        """The symbol that stands for a hyperparameter of the side that is mapped."""
        return hyper(UNKNOWN.format(name))

    @property
    def known(self) -> list[Term]:
        """The other side's hyperparameters."""
        return [hyper(h.name) for h in self.fixed.hypers if not h.varies]

    def start(self, point: int) -> dict[Term, float]:
        """Every unknown at the value of the other side's hyperparameter of its name."""
        here = setting(self.pair, None, point)(0)
        return {self.unknown(n): here.get(hyper(n), here[self.unknown(n)]) for n in self.names}

    def domain(self, name: str) -> Domain:
        """Where the hyperparameter may lie."""
        return self.pair.domains[self.unknown(name)]


def problem(fixed: System, moved: System, to: str) -> Problem:
    """The problem of mapping ``moved`` onto ``fixed``; given sequences are not mapped."""
    names = tuple(h.name for h in moved.hypers if not h.varies)
    unknown = rename_hypers(moved, {n: UNKNOWN.format(n) for n in names})
    pair, _ = eliminate_times(pair_of(fixed, unknown))
    return Problem(fixed, moved, to, with_invariants(pair), names)


def constant_translation(problem_: Problem, judge: Judge, deadline: float) -> Translation | None:
    """The first proved constant map, with as few hyperparameters replaced as can be."""
    for names in _subsets(problem_):
        if monotonic() > deadline:
            return None
        for candidate in _constant_candidates(problem_, names):
            found = _proved(problem_, candidate, "constant", judge)
            if found is not None:
                return found
    return None


def _subsets(problem_: Problem) -> Iterator[tuple[str, ...]]:
    """Sets of hyperparameters to solve for; one without a partner is always among them."""
    partners = {h.name for h in problem_.fixed.hypers}
    alone = [n for n in problem_.names if n not in partners]
    paired = [n for n in problem_.names if n in partners]
    for size in range(LARGEST + 1):
        for chosen in combinations(paired, size):
            if chosen or alone:
                yield (*alone, *chosen)


def _constant_candidates(problem_: Problem, names: tuple[str, ...]) -> Iterator[dict[str, Term]]:
    unknowns = [problem_.unknown(n) for n in names]
    first = solve(problem_.pair, unknowns, problem_.start(0), 0)
    if first is None:
        return
    values, points = _continued(problem_, names, first)
    if values is None:
        return
    guess: dict[str, Term] = {}
    for i, name in enumerate(names):
        value = recognize.constant(values[:, i])
        if value is None:
            value = recognize.product_of_factors(values[:, i], problem_.known, points)
        if value is not None:
            guess[name] = value
    if len(guess) == len(names):
        yield guess
    if len(names) == 1:
        for steps in (1, 2):
            for value in from_start(_others_equal(problem_, names[0]), unknowns[0], steps):
                yield {names[0]: value}


def _continued(problem_: Problem, names: tuple[str, ...], first: Array) -> tuple[Array | None, Array]:
    """The solutions at as many settings as a product of factors needs."""
    known = problem_.known
    values, points = [first], [_place(problem_, known, 0)]
    for point in range(1, 3 * len(known) + 4):
        found = solve(problem_.pair, [problem_.unknown(n) for n in names], problem_.start(point), point)
        if found is None:
            return None, np.array(points)
        values.append(found)
        points.append(_place(problem_, known, point))
    return np.array(values), np.array(points)


def _place(problem_: Problem, known: list[Term], point: int) -> list[float]:
    here = setting(problem_.pair, None, point)(0)
    return [float(here[s]) for s in known]


def _others_equal(problem_: Problem, name: str) -> Pair:
    """The pair with every other unknown at the value of its namesake."""
    moved = rename_hypers(problem_.moved, {name: UNKNOWN.format(name)})
    return pair_of(problem_.fixed, moved)


def step_dependent_translation(problem_: Problem, judge: Judge, deadline: float) -> Translation | None:
    """The first proved map of one hyperparameter that depends on the step."""
    for name in problem_.names:
        if monotonic() > deadline:
            return None
        pair = with_invariants(eliminate_times(_others_equal(problem_, name))[0])
        relation = guess_relation(pair)
        if relation is None:
            continue
        for value in at_any_step(pair, relation, problem_.unknown(name)):
            found = _proved(problem_, {name: value}, "step-dependent", judge)
            if found is not None:
                return found
    return None


def _proved(problem_: Problem, candidate: dict[str, Term], kind: str, judge: Judge) -> Translation | None:
    mapped = mapped_system(problem_, candidate)
    pair = pair_of(problem_.fixed, mapped)
    if not agree(pair):
        return None
    left, right = (problem_.fixed, mapped) if problem_.to == "right" else (mapped, problem_.fixed)
    try:
        judgement = judge(left, right)
    except Unsupported:
        return None
    return Translation(kind, problem_.to, candidate, (left, right), judgement) if judgement.proof else None


def mapped_system(problem_: Problem, candidate: dict[str, Term]) -> System:
    """The mapped side with its hyperparameters replaced, in the other side's names."""
    hidden = rename_hypers(problem_.moved, {n: UNKNOWN.format(n) for n in candidate})
    return fix_hypers(hidden, {UNKNOWN.format(n): value for n, value in candidate.items()})
