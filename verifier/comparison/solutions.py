"""Unknown hyperparameters solved for at many settings at once, and what expressions these numbers are of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from re import findall
from typing import NamedTuple

import numpy as np

from verifier.algebra.back import term_of_fraction
from verifier.algebra.evaluate import Evaluation
from verifier.algebra.fraction import Fraction
from verifier.algebra.in_front import written
from verifier.algebra.path import Split
from verifier.algebra.ring import Unsupported
from verifier.comparison.recognize import product_at_once, recognised, without_others
from verifier.comparison.solve import residual, solve_all
from verifier.comparison.unknowns import Problem
from verifier.prove.vectors import Array
from verifier.term import Term

FEW, ENOUGH = 8, 24
"""Settings that are tried first, and how many solutions a quotient of polynomials needs."""

MOST_ROUNDS = 6
"""How many times as many settings are tried at most, where not all lead to a solution."""

STRIDES, FEWEST = 8, 3
"""In how many strides a solution is followed to other settings, where fewer are found from the starts."""

ASIDE, EFFECT, ALONE = 1e-4, 1e-7, 1e-3
"""How far an unknown is moved to see its effect, what is one, and how unlike those of others it must be."""

Map = dict[str, Term]
Solutions = list[tuple[dict[Term, float], Array]]
"""Settings of the other side's hyperparameters, with starts of the unknowns, and what solves for these."""


class Solution(NamedTuple):
    """Numbers for all hyperparameters of both sides, and from which kind of start they were found."""

    kind: int
    numbers: dict[Term, float]


def first_solutions(
    problem: Problem, subsets: Sequence[tuple[str, ...]]
) -> Iterator[tuple[tuple[str, ...], list[Solution]]]:
    """For each set of names, solutions at a generic setting from all its starts, then at a small one.

    What an earlier start or a smaller set has led to is left out.
    """
    starts = {
        names: [*enumerate(problem.starts(names, 0)), (0, next(problem.starts(names, 1)))]
        for names in subsets
    }
    asked = [([problem.unknown(n) for n in names], start) for names in subsets for _, start in starts[names]]
    solved = iter(solve_all(problem.pair, asked, 0))
    seen: list[Array] = []
    for names in subsets:
        found = [(kind, _filled(problem, names, start, next(solved))) for kind, start in starts[names]]
        yield names, [Solution(kind, each) for kind, each in found if each and _is_new(each, seen)]


def _filled(
    problem: Problem, names: Sequence[str], start: dict[Term, float], found: Array | None
) -> dict[Term, float] | None:
    if found is None:
        return None
    return start | {problem.unknown(n): float(x) for n, x in zip(names, found, strict=True)}


def _is_new(numbers: dict[Term, float], seen: list[Array]) -> bool:
    here = np.array(list(numbers.values()))
    if any(np.allclose(here, other, rtol=1e-7, atol=1e-9) for other in seen):
        return False
    seen.append(here)
    return True


def recognised_map(
    problem: Problem, names: tuple[str, ...], wanted: tuple[str, ...], first: Solution
) -> Map | None:
    """The wanted unknowns as expressions, from solutions at several settings.

    All solutions begin at starts of one kind: where weights move in jumps, others may fit by chance. Those
    that are reached from few of these starts are followed from the first one.
    """
    solutions = _at_many(problem, names, wanted, first)
    if len(solutions) < 2:
        return None
    places = np.array([[here[k] for k in problem.known] for here, _ in solutions])
    values = {name: np.array([found[names.index(name)] for _, found in solutions]) for name in wanted}
    guess = _expressions(problem, values, places)
    if guess is None:
        alike = (without_others(each, problem.known, places) for each in values.values())
        kept = next((each for each in alike if each is not None), None)
        if kept is not None and len(kept) < len(places):
            few = {name: each[kept] for name, each in values.items()}
            return _expressions(problem, few, places[kept])
    return guess


def recognised_at_once(problem: Problem, wanted: Sequence[str], first: Solution) -> Map | None:
    """The wanted unknowns as products of few factors, from one solution.

    Where weights move in pieces, other settings may lead to none, or to those of other pieces.
    """
    known, numbers = problem.known, [first.numbers[k] for k in problem.known]
    values = {name: first.numbers[problem.unknown(name)] for name in wanted}
    guess: Map = {}
    for name, value in values.items():
        found = product_at_once(value, known, numbers)
        if found is None:
            return None
        guess[name] = found
    return guess


def _expressions(problem: Problem, values: dict[str, Array], places: Array) -> Map | None:
    """What each unknown is of the other side's; None where the numbers of one are recognised as nothing."""
    guess: Map = {}
    for name, numbers in values.items():
        value = recognised(numbers, problem.known, places)
        if value is None:
            return None
        guess[name] = _factored(problem, value)
    return guess


def _determined(
    problem: Problem, names: tuple[str, ...], wanted: tuple[str, ...], solutions: Solutions
) -> Solutions:
    """The solutions beside which there are no others: a bound that nothing comes near has no effect."""
    if not (wanted and solutions):
        return solutions
    solved = [
        here | {problem.unknown(n): float(x) for n, x in zip(names, found, strict=True)}
        for here, found in solutions
    ]
    moved = [
        {s: _aside(x) if s is unknown else x for s, x in numbers.items()}
        for unknown in map(problem.unknown, wanted)
        for numbers in solved
    ]
    apart = _residuals(problem, moved) - np.tile(_residuals(problem, solved), (len(wanted), 1))
    effects = apart.reshape(len(wanted), len(solved), -1).swapaxes(0, 1)
    sizes = np.maximum(np.linalg.norm(effects, axis=2, keepdims=True), EFFECT)
    least = np.linalg.svd(effects / sizes, compute_uv=False)[:, -1]
    return [
        each for each, apart_from_others in zip(solutions, least, strict=True) if apart_from_others > ALONE
    ]


def _aside(x: float) -> float:
    return x + ASIDE * max(1.0, abs(x)) * (-1 if x > 0.5 else 1)


def _residuals(problem: Problem, settings: Sequence[dict[Term, float]]) -> Array:
    """How far the two sides are apart, a row a setting; zero where a weight does not exist."""
    columns = {s: np.array([[numbers[s]] for numbers in settings]) for s in settings[0]}
    found = residual(problem.pair, columns, 0)
    return np.where(np.isfinite(found), found, 0.0)


def _factored(problem: Problem, value: Term) -> Term:
    """A sum, or a quotient with one, in factors, unless these repeat more names and numbers."""
    if value.op != "add" and not (value.op == "div" and any(part.op == "add" for part in value.terms)):
        return value
    path = problem.pair.path(1)
    try:
        found = Evaluation(path).value(value)
    except (Split, Unsupported):
        return value
    factored = term_of_fraction(path, found) if isinstance(found, Fraction) else value
    return min(factored, value, key=lambda way: len(findall(r"\w+", written(way))))


def _at_many(problem: Problem, names: tuple[str, ...], wanted: tuple[str, ...], first: Solution) -> Solutions:
    """The other side's hyperparameters and the unknowns, at as many settings as an expression needs."""
    unknowns = [problem.unknown(n) for n in names]

    def at(points: range, follow: bool) -> Solutions:
        starts = [next(islice(problem.starts(names, point), first.kind, None)) for point in points]
        asked = [(unknowns, start) for start in starts]
        solved = _followed(problem, asked, first.numbers) if follow else solve_all(problem.pair, asked, 0)
        found = [(start, x) for start, x in zip(starts, solved, strict=True) if x is not None]
        return _determined(problem, names, wanted, found)

    enough = max(ENOUGH, 3 * len(problem.known) + FEW)
    found, seen, most = at(range(FEW), False), FEW, 2 * enough
    follow = len(found) < FEWEST
    found = at(range(FEW), True) if follow else found
    while len(found) > 1 and len(found) < enough and seen < MOST_ROUNDS * enough:  # from some starts few are
        found += at(range(seen, most), follow)
        seen, most = most, most + 2 * enough
    return found


def _followed(
    problem: Problem, asked: Sequence[tuple[Sequence[Term], dict[Term, float]]], begun: dict[Term, float]
) -> list[Array | None]:
    """What solves for the unknowns at settings far from one that is solved, in strides from there."""
    going = dict.fromkeys(range(len(asked)), begun)
    for part in (np.arange(STRIDES) + 1) / STRIDES:
        ways = [
            (unknowns, _between(begun, end, float(part)) | {u: going[place][u] for u in unknowns})
            for place, (unknowns, end) in enumerate(asked)
            if place in going
        ]
        solved = zip(list(going), ways, solve_all(problem.pair, ways, 0), strict=True)
        going = {
            place: start | dict(zip(unknowns, map(float, x), strict=True))
            for place, (unknowns, start), x in solved
            if x is not None
        }
    return [
        np.array([going[place][u] for u in unknowns]) if place in going else None
        for place, (unknowns, _) in enumerate(asked)
    ]


def _between(begun: dict[Term, float], end: dict[Term, float], part: float) -> dict[Term, float]:
    """Numbers between those of two settings: in the same ratios where both are positive."""
    return {
        s: begun[s] * (x / begun[s]) ** part if begun[s] > 0 < x else begun[s] + (x - begun[s]) * part
        for s, x in end.items()
    }
