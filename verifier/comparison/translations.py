"""Translations: maps of hyperparameters under which one side becomes the other, solved for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations, islice, product
from time import monotonic

import numpy as np

from verifier.algebra.back import written
from verifier.algebra.ring import Unsupported
from verifier.comparison import recognize
from verifier.comparison.images import meets, within
from verifier.comparison.solve import agree, matters, solve
from verifier.comparison.symbolic import at_any_step, from_start
from verifier.domain import Domain
from verifier.prove.guess import guess_relation
from verifier.prove.invariants import with_invariants
from verifier.prove.relation import Pair, pair_of
from verifier.prove.times import eliminate_times
from verifier.prove.trace import setting
from verifier.prove.vectors import Array
from verifier.referee import Judgement
from verifier.system import System, fix_hypers, rename_hypers
from verifier.term import HALF, ONE, ZERO, Term, hyper, substitute, symbols

Judge = Callable[[System, System], Judgement]

UNKNOWN = "{}?"
"""How an unknown of the side that is mapped is named while it is solved for."""

LARGEST = 3
MOST_STARTS = 8
MOST_TRIED_FROM_ELSEWHERE = 2
"""Larger sets of unknowns are solved for from their namesakes' values alone."""
FEW = 3


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
    constraints : tuple of str
        Where the images leave the domains of what they replace: the map holds only where these do.
    sides : (System, System)
        Both sides, the map put in.
    judgement : Judgement
        The proof that these two are equal.
    """

    kind: str
    to: str
    map: dict[str, Term]
    constraints: tuple[str, ...]
    sides: tuple[System, System]
    judgement: Judgement

    def to_json(self, partners: Mapping[str, str]) -> dict[str, object]:
        """The map as text: keys in the names of the side mapped, values in those of the other.

        ``partners`` gives the right's own name of each hyperparameter that the left has too.
        """
        if self.to == "right":
            replaced = {partners.get(name, name): written(value) for name, value in self.map.items()}
        else:
            names: dict[Term, Term] = {hyper(ours): hyper(theirs) for ours, theirs in partners.items()}
            values = substitute(self.map.values(), names)
            replaced = {name: written(v) for name, v in zip(self.map, values, strict=True)}
        where = [" and ".join(self.constraints)] if self.constraints else []
        return {"kind": self.kind, "to": self.to, "map": replaced, "where": where}


@dataclass(frozen=True)
class Problem:
    """One side to be mapped onto the other, its hyperparameters under names of unknowns."""

    fixed: System
    moved: System
    to: str
    pair: Pair
    names: tuple[str, ...]

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
    alone = [n for n in problem_.names if n not in problem_.partners]
    paired = [n for n in problem_.names if n in problem_.partners]
    for size in range(LARGEST + 1):
        for chosen in combinations(paired, size):
            if chosen or alone:
                yield (*alone, *chosen)


def _constant_candidates(problem_: Problem, names: tuple[str, ...]) -> Iterator[dict[str, Term]]:
    """Maps that the numbers suggest, one from each kind of start that leads to a solution."""
    unknowns = [problem_.unknown(n) for n in names]
    for kind, start in enumerate(problem_.starts(names, 0)):
        found = solve(problem_.pair, unknowns, start, 0)
        if found is None:
            continue
        solution = start | dict(zip(unknowns, found, strict=True))
        idle = [n for n in names if not matters(problem_.pair, problem_.unknown(n), solution, 0)]
        rest = tuple(n for n in names if n not in idle)
        guess = _recognised(problem_, names, rest, kind)
        if guess is not None:
            yield {n: _simplest(problem_.domain(n)) for n in idle if n not in problem_.partners} | guess
        if len(names) == 1 and not idle and kind == 0:
            for steps in (1, 2):
                for value in from_start(_others_equal(problem_, names[0]), unknowns[0], steps):
                    yield {names[0]: value}


def _simplest(domain: Domain) -> Term:
    """Zero where the domain holds it, else one, else a half."""
    numbers = (ZERO, ONE, HALF)
    return next((n for n in numbers if domain.contains(n.value)), ONE)


def _recognised(
    problem_: Problem, names: tuple[str, ...], wanted: tuple[str, ...], kind: int
) -> dict[str, Term] | None:
    """The wanted unknowns as expressions, from solutions at several settings.

    All solutions begin at starts of one kind: where weights move in jumps, others may fit by chance.
    """
    solutions = list(_solutions(problem_, names, kind))
    places = np.array([point for point, _ in solutions])
    guess: dict[str, Term] = {}
    for name in wanted:
        values = np.array([found[names.index(name)] for _, found in solutions])
        value = recognize.recognised(values, problem_.known, places) if len(values) > 1 else None
        if value is None:
            return None
        guess[name] = value
    return guess


def _solutions(problem_: Problem, names: tuple[str, ...], kind: int) -> Iterator[tuple[list[float], Array]]:
    """The other side's hyperparameters and the unknowns, at as many settings as a product needs."""
    unknowns, known = [problem_.unknown(n) for n in names], problem_.known
    enough = 3 * len(known) + 4
    count = 0
    for point in range(2 * enough):
        start = next(islice(problem_.starts(names, point), kind, None))
        found = solve(problem_.pair, unknowns, start, point)
        if found is not None:
            here = setting(problem_.pair, None, point)(0)
            yield [float(here[s]) for s in known], found
            count += 1
        if count == enough or (point >= FEW and count <= 1):
            return


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
    constraints = images(problem_, candidate)
    if constraints is None or all(v is hyper(n) for n, v in candidate.items()):
        return None
    mapped = mapped_system(problem_, candidate)
    if not agree(pair_of(problem_.fixed, mapped)):
        return None
    left, right = (problem_.fixed, mapped) if problem_.to == "right" else (mapped, problem_.fixed)
    try:
        judgement = judge(left, right)
    except Unsupported:
        return None
    if not judgement.proof:
        return None
    moving = any(symbols([v], "time") or symbols([v], "sequence") for v in candidate.values())
    actual = "step-dependent" if moving else "constant" if kind == "step-dependent" else kind
    return Translation(actual, problem_.to, candidate, constraints, (left, right), judgement)


def images(problem_: Problem, candidate: dict[str, Term]) -> tuple[str, ...] | None:
    """Conditions under which the images lie in their domains; None where they never do.

    An image that lies on an open boundary everywhere is kept: the boundary is the condition.
    """
    constraints: list[str] = []
    for name, value in candidate.items():
        domain = problem_.domain(name)
        if within(problem_.pair, value, domain):
            continue
        if value.op == "num":
            if value.value not in (domain.lower, domain.upper):
                return None
            constraints.append(f"{name} == {value.value}")
        elif meets(problem_.pair, value, domain):
            constraints.append(domain.describe(written(value)))
        else:
            return None
    return tuple(constraints)


def mapped_system(problem_: Problem, candidate: dict[str, Term]) -> System:
    """The mapped side with its hyperparameters replaced, in the other side's names."""
    hidden = rename_hypers(problem_.moved, {n: UNKNOWN.format(n) for n in candidate})
    return fix_hypers(hidden, {UNKNOWN.format(n): value for n, value in candidate.items()})
