"""Which hyperparameters a map by the step may replace: those that the first steps do not exclude."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from verifier.comparison.solve import solve_all
from verifier.comparison.unknowns import Problem
from verifier.prove.relation import Pair, pair_of
from verifier.system import Hyper, System, map_terms
from verifier.term import ONE, STEP, Term, hyper, where

Names = tuple[str, ...]
Numbers = dict[Term, float]

FACTORS = (1.0, 0.25, 4.0)
"""From where numbers are searched for: the other side's value, less, and more."""

TIMES = ("start", "first", "second")
"""When a hyperparameter has a number of its own."""


def hopeful(problem: Problem, base: Mapping[str, Term]) -> Iterator[Names]:
    """One name or two, for which some numbers make the first steps the same, other ones at each step.

    Of two, neither would do alone for the first step. Without such numbers no map by the step exists.
    """
    left = [n for n in problem.names if n not in base]
    asked: list[Names] = [*combinations(left, 1), *combinations(left, 2)]
    here = next(problem.starts((), 0))
    here |= {problem.unknown(n): here[partner] for n, partner in base.items()}
    once = _solved_once(problem, here, asked)
    alone = {names[0] for names in once if len(names) == 1}
    kept = [names for names in once if len(names) == 1 or alone.isdisjoint(names)]
    if kept:
        yield from _solved_twice(problem, {names: once[names] for names in kept})


def _solved_once(problem: Problem, here: Numbers, asked: Sequence[Names]) -> dict[Names, Numbers]:
    """Those for which numbers make the first step the same, and these numbers."""
    starts = [(names, _scaled(problem, here, names, f)) for names in asked for f in FACTORS]
    unknowns = [([problem.unknown(n) for n in names], start) for names, start in starts]
    found: dict[Names, Numbers] = {}
    for (names, start), (symbols, _), values in zip(
        starts, unknowns, solve_all(problem.pair, unknowns, 0, steps=1), strict=True
    ):
        if values is not None and names not in found:
            found[names] = start | dict(zip(symbols, map(float, values), strict=True))
    return found


def _scaled(problem: Problem, here: Numbers, names: Names, factor: float) -> Numbers:
    return here | {problem.unknown(n): factor * here[problem.unknown(n)] for n in names}


def _solved_twice(problem: Problem, solved: Mapping[Names, Numbers]) -> list[Names]:
    """Those for which numbers make two steps the same, searched for from what solves the first."""
    pair = _moved_apart(problem)
    starts = [
        (names, _scaled(problem, numbers, names, f)) for names, numbers in solved.items() for f in FACTORS
    ]
    asked = [
        ([_own(problem, n, time) for n in names for time in TIMES], _apart(problem, start))
        for names, start in starts
    ]
    found = solve_all(pair, asked, 0, steps=2)
    return list(dict.fromkeys(n for (n, _), x in zip(starts, found, strict=True) if x is not None))


def _apart(problem: Problem, numbers: Numbers) -> Numbers:
    own = {_own(problem, n, time): numbers[problem.unknown(n)] for n in problem.names for time in TIMES}
    return {s: numbers[s] for s in problem.known} | own


def _own(problem: Problem, name: str, time: str) -> Term:
    """What stands for a hyperparameter at one time."""
    return hyper(f"{problem.unknown(name).name} {time}")


def _moved_apart(problem: Problem) -> Pair:
    """Both sides, each hyperparameter of the moved one being three: at the start, and at either step."""
    late = Term("lt", ONE, STEP)
    at_start: dict[Term, Term] = {hyper(n): _own(problem, n, "start") for n in problem.names}
    by_step: dict[Term, Term] = {
        hyper(n): where(late, _own(problem, n, "second"), _own(problem, n, "first")) for n in problem.names
    }
    moved = replace(map_terms(problem.moved, by_step, at_start), hypers=tuple(_three(problem, problem.moved)))
    return pair_of(problem.fixed, moved)


def _three(problem: Problem, system: System) -> Iterator[Hyper]:
    for h in system.hypers:
        if h.varies:
            yield h
        else:
            yield from (replace(h, name=_own(problem, h.name, time).name) for time in TIMES)
