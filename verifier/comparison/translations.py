"""Translations: maps of hyperparameters under which one side becomes the other, solved for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, islice, permutations, product

from verifier.algebra.in_front import written
from verifier.comparison.first_steps import hopeful
from verifier.comparison.guesses import Guesses
from verifier.comparison.mapping import (
    Mapped,
    changes_with_time,
    mapped,
    mapped_system,
    without_an_end,
)
from verifier.comparison.smoothed import smoothed
from verifier.comparison.solutions import Map, Solution, first_solutions, recognised_at_once, recognised_map
from verifier.comparison.solve import agree, agree_late, closest, matters
from verifier.comparison.symbolic import at_any_step, from_start
from verifier.comparison.unknowns import UNKNOWN, Problem
from verifier.domain import Domain
from verifier.prove.clocks import eliminate_times
from verifier.prove.guess import guess_relation
from verifier.prove.invariants import with_invariants
from verifier.prove.relation import Pair, pair_of
from verifier.referee import Judgement
from verifier.system import System, rename_hypers
from verifier.term import HALF, ONE, ZERO, Term, hyper, substitute

LARGEST = 3
FEW = 3
MOST_WAYS, MOST_BEGUN, MOST_NUMBERS = 8000, 40, 12
"""How many ways of giving the other side's numbers to names are looked at, kept after a step, and tried."""


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
    map: Map
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


def constant_translation(problem: Problem, guesses: Guesses) -> Translation | None:
    """The first proved constant map, with as few hyperparameters replaced as can be.

    One that holds for all settings is preferred to one that has limits.
    """
    limited: Translation | None = None
    tried: list[Map] = []
    for candidate in _constant_maps(problem):
        if guesses.over:
            break
        plain = {n: v for n, v in candidate.items() if v is not hyper(n)}
        if plain and plain not in tried:
            tried.append(plain)
            found = _proved(problem, plain, "constant", guesses)
            if found is not None and not found.constraints:
                return found
            limited = limited or found
            if limited is not None and len(plain) > len(limited.map):
                break
    return limited


def _constant_maps(problem: Problem) -> Iterator[Map]:
    """Maps that the other side's numbers and the runs suggest."""
    yield from _with_numbers(problem)
    for each in filter(None, (problem, smoothed(problem))):
        if agree(pair_of(each.fixed, each.moved)):  # then any numbers fit the runs, and suggest nothing
            continue
        for names, solutions in first_solutions(each, list(_subsets(each))):
            yield from _from_solutions(each, names, solutions)
    yield from _with_zeros_and_ones(problem)


def at_zero_or_one(problem: Problem, guesses: Guesses) -> Translation | None:
    """A proved map of what the other side has no name for, each to 0 or 1."""
    found = (_proved(problem, candidate, "constant", guesses) for candidate in _with_zeros_and_ones(problem))
    return next((each for each in found if each is not None), None)


def _with_zeros_and_ones(problem: Problem) -> Iterator[Map]:
    """0 and 1 for what the other side has no name for: what switches a branch is solved for by no runs."""
    alone = problem.alone
    held = [[n for n in (ZERO, ONE) if problem.domain(name).contains(n.value)] for name in alone]
    if alone:
        yield from (dict(zip(alone, values, strict=True)) for values in islice(product(*held), MOST_NUMBERS))


def _with_numbers(problem: Problem) -> Iterator[Map]:
    """Numbers of the other side's formulas, for what it has no name for: those that fit best first."""
    names = problem.alone
    if not (names and problem.numbers):
        return
    start = next(problem.starts((), 0))
    if len(problem.numbers) ** len(names) > MOST_WAYS:
        names, ways = _by_the_first_step(problem, start)
    else:
        ways = _ways(problem, names)
    unknowns = [problem.unknown(n) for n in names]
    for way in islice(closest(problem.pair, unknowns, start, ways), MOST_NUMBERS):
        given = dict(zip(names, way, strict=True))
        yield {n: given[n] for n in problem.alone}


def _by_the_first_step(
    problem: Problem, start: Mapping[Term, float]
) -> tuple[tuple[str, ...], list[tuple[Term, ...]]]:
    """The names in another order, and few of the many ways: the first weight tells what it depends on."""
    alone = problem.alone
    first = [n for n in alone if matters(problem.pair, problem.unknown(n), start, 0, steps=1)]
    rest = [n for n in alone if n not in first]
    unknowns = [problem.unknown(n) for n in first]
    begun = closest(problem.pair, unknowns, start, _ways(problem, first), steps=1)
    ways = product(islice(begun, MOST_BEGUN), _ways(problem, rest))
    return (*first, *rest), [one + other for one, other in islice(ways, MOST_WAYS)]


def _ways(problem: Problem, names: Sequence[str]) -> list[tuple[Term, ...]]:
    """The ways of giving the other side's numbers to these names; of many numbers the first."""
    most = int(MOST_WAYS ** (1 / max(1, len(names))))
    held = [[n for n in problem.numbers if problem.domain(name).contains(n.value)][:most] for name in names]
    return list(product(*held))


def _subsets(problem: Problem) -> Iterator[tuple[str, ...]]:
    """Sets of hyperparameters to solve for; one without a partner is always among them."""
    paired = [n for n in problem.names if n in problem.partners]
    for size in range(LARGEST + 1):
        for chosen in combinations(paired, size):
            if chosen or problem.alone:
                yield (*problem.alone, *chosen)


def _from_solutions(problem: Problem, names: tuple[str, ...], solutions: Sequence[Solution]) -> Iterator[Map]:
    """Maps that the numbers suggest, one from each kind of start that leads to a solution of its own."""
    unknowns = [problem.unknown(n) for n in names]
    for each in solutions:
        idle = [n for n in names if not matters(problem.pair, problem.unknown(n), each.numbers, 0)]
        rest = tuple(n for n in names if n not in idle)
        guess = recognised_map(problem, names, rest, each) or recognised_at_once(problem, rest, each)
        if guess is not None:
            yield {n: _simplest(problem.domain(n)) for n in idle if n not in problem.partners} | guess
        if len(names) == 1 and not idle and each.kind == 0:
            for steps in (1, 2):
                for value in from_start(_others_equal(problem, names, {}), unknowns[0], steps):
                    yield {names[0]: value}


def _simplest(domain: Domain) -> Term:
    """Zero where the domain holds it, else one, else a half."""
    numbers = (ZERO, ONE, HALF)
    return next((n for n in numbers if domain.contains(n.value)), ONE)


def _others_equal(problem: Problem, names: Sequence[str], base: Map) -> Pair:
    """The pair with some names unknown, some as given, every other at the value of its namesake."""
    moved = rename_hypers(mapped_system(problem, base), {n: UNKNOWN.format(n) for n in names})
    return pair_of(problem.fixed, moved)


def step_dependent_translation(problem: Problem, guesses: Guesses) -> Translation | None:
    """The first proved map by the step of one hyperparameter, or of two that need each other."""
    for base in _identified(problem):
        found = _by_the_step(problem, base, guesses)
        if found is not None:
            return found
    return None


def _identified(problem: Problem) -> Iterator[Map]:
    """Names without a partner as those of the other side, those of the same domain first; then nothing."""
    if problem.alone:
        theirs = [s for s in problem.known if s.name not in problem.names]
        ways = (
            dict(zip(problem.alone, each, strict=True)) for each in permutations(theirs, len(problem.alone))
        )
        yield from sorted(ways, key=lambda way: _unlike(problem, way))[:FEW]
    yield {}


def _unlike(problem: Problem, names: Map) -> int:
    return sum(problem.domain(name) != problem.pair.domains[partner] for name, partner in names.items())


def _by_the_step(problem: Problem, base: Map, guesses: Guesses) -> Translation | None:
    """The first proved map that extends one of other names by one or two images that depend on the step."""
    for names in hopeful(problem, base):
        if guesses.over:
            return None
        pair = _others_equal(problem, names, base)
        for values in _at_any_step(problem, pair, names):
            images = {n: v for n, v in zip(names, values, strict=True) if v is not hyper(n)}
            found = _proved(problem, base | images, "step-dependent", guesses) if images else None
            if found is not None:
                return found
    return None


def _at_any_step(problem: Problem, pair: Pair, names: Sequence[str]) -> Iterator[tuple[Term, ...]]:
    """Images that make one step from related states the same."""
    pair = with_invariants(eliminate_times(pair)[0])
    relation = guess_relation(pair)
    if relation is not None:
        yield from at_any_step(pair, relation, [problem.unknown(n) for n in names])


def _proved(problem: Problem, candidate: Map, kind: str, guesses: Guesses) -> Translation | None:
    sides = mapped(problem, candidate)
    if sides is None:
        return None
    pair = pair_of(sides.left, sides.right)
    if not agree(pair) or not agree_late(pair):
        return None
    judgement = guesses.judged(sides.left, sides.right)
    if not judgement.proof and kind == "constant":
        sides, judgement = _within(sides, judgement, guesses)
    if not judgement.proof:
        return None
    moving = changes_with_time(candidate)
    actual = "step-dependent" if moving else "constant" if kind == "step-dependent" else kind
    return Translation(actual, problem.to, candidate, sides.constraints, (sides.left, sides.right), judgement)


def _within(sides: Mapped, judgement: Judgement, guesses: Guesses) -> tuple[Mapped, Judgement]:
    """Sides that part at an end of a domain alone are judged without that end."""
    for inner in without_an_end(sides):
        if guesses.over:
            break
        judged = guesses.judged(inner.left, inner.right)
        if judged.proof:
            return inner, judged
    return sides, judgement
