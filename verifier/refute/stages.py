"""What is tried, in which order: stages of candidates from simple to complex."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from random import Random

from verifier.evaluate import Given
from verifier.evaluate.number import EXACT_BITS
from verifier.refute.candidate import (
    Candidate,
    Choice,
    assignment,
    pattern,
    varying,
)
from verifier.refute.cells import cells
from verifier.refute.parting import SHORT_BITS
from verifier.refute.space import STEPS, Search
from verifier.refute.thresholds import compared_numbers, turning_steps
from verifier.refute.ties import Unknown, ties
from verifier.term import RELATIONS, postorder

Trial = tuple[Candidate, int]
"""A candidate, and the length up to which its numbers stay exact."""

_QUICK = ((0, 0, 0), (1, 1, 1), (2, 2, -1), (0, 3, 1), (3, 5, 2), (0, 4, 0), (5, 7, -1))
"""Which hyperparameters, which gradients, which first weight."""
_QUICK_TIES = 4
_LONG = (50, 300)
_NEAR = 24
"""Steps up to which ties are solved for."""
_FAR = Fraction(1000)
_SILENCE = (Fraction(0),) * 24
_RANDOM_TRIALS = 150
_TURNS = 0.3
"""How often a gradient that keeps its sign turns."""


def glance(search: Search) -> Iterator[Trial]:
    """Two short runs with rates that vary."""
    for i in (1, 2):
        yield varying(search.options, search.candidate(*_QUICK[i]), i), EXACT_BITS


def quick(search: Search) -> Iterator[Trial]:
    """A few short runs with simple numbers, varying rates, boundary values and nearby ties."""
    grid = [search.candidate(*numbers) for numbers in _QUICK]
    yield grid[0], EXACT_BITS
    varies = any(option.varies for option in search.options)
    for i, candidate in enumerate(grid[1:]):
        yield candidate, EXACT_BITS
        if varies and i < 3:
            yield varying(search.options, candidate, i), EXACT_BITS
    for candidate in (_at_zero(search, grid[2]), _all_equal(search, grid[1])):
        yield candidate, EXACT_BITS
    if _branches(search):
        yield from _near_ties(search, grid[0])


def thorough(search: Search) -> Iterator[Trial]:
    """Longer runs, every boundary and coincidence of hyperparameters, ties, thresholds, chance."""
    yield from _grid(search)
    yield from _coincidences(search)
    yield from _extremes(search)
    yield from _echoes(search)
    for candidate in (search.candidate(0, 0, 0), search.candidate(1, 5, 1)):
        yield from _with_gradient_ties(search, candidate, (1, 2, 3), (Fraction(1), Fraction(-2)))
        yield from _with_start_ties(search, candidate)
        yield from _with_hyper_ties(search, candidate)
    yield from _ties_past_turns(search)
    yield from _long_runs(search)
    yield from _by_chance(search)
    yield from _by_persistence(search)
    yield from _scaled_ties(search)


def _near_ties(search: Search, base: Candidate) -> Iterator[Trial]:
    """Gradients at the rational ties of the first two steps, between and beyond them."""
    for step in (1, 2):
        short = replace(base, gradients=base.gradients[: step + 1])
        found = _ties(search, short, ("gradient", step), (Fraction(1),), step)
        rational = [tie for tie in found if isinstance(tie, Fraction)][:_QUICK_TIES]
        for value in cells(rational):
            yield short.with_gradient(step - 1, value), EXACT_BITS


def _at_zero(search: Search, candidate: Candidate) -> Candidate:
    for option in search.options:
        if option.domain.contains(Fraction(0)):
            candidate = candidate.with_hyper(option.name, option.constant(Fraction(0)))
    return candidate


def _all_equal(search: Search, candidate: Candidate) -> Candidate:
    for option in search.options:
        candidate = candidate.with_hyper(option.name, option.constant(option.menu[0]))
    return candidate


def _branches(search: Search) -> bool:
    roots = (root for system in search.systems for root in system.outputs)
    return any(node.op in (*RELATIONS, "max", "min") for node in postorder(roots))


def _grid(search: Search) -> Iterator[Trial]:
    for row in range(8):
        for shift in (0, 1, 4, 6):
            candidate = search.candidate(shift, row, (0, 1, -1, 2)[(row + shift) % 4], 8)
            yield candidate, EXACT_BITS
            if shift < 2:
                yield varying(search.options, candidate, row), EXACT_BITS


def _coincidences(search: Search) -> Iterator[Trial]:
    """Each hyperparameter at the ends of its domain and at 1; pairs of them equal."""
    for row in (0, 2, 3):
        base = search.candidate(row, row, 1)
        for option in search.options:
            for value in {Fraction(0), Fraction(1), *_ends(option)}:
                if option.domain.contains(value):
                    yield base.with_hyper(option.name, option.constant(value)), EXACT_BITS
        for a, b in combinations(search.options, 2):
            common = [x for x in a.menu if b.domain.contains(x)]
            if common and not a.varies and not b.varies:
                yield base.with_hyper(a.name, common[0]).with_hyper(b.name, common[0]), EXACT_BITS


def _ends(option: Choice) -> list[Fraction]:
    return [x for x in (option.domain.lower, option.domain.upper) if x is not None]


def _extremes(search: Search) -> Iterator[Trial]:
    for factor in (Fraction(1000), Fraction(1, 1000), Fraction(10**6), Fraction(1, 10**6)):
        for row in (0, 1):
            candidate = search.candidate(row, row, row)
            gradients = tuple(Fraction(g) * factor for g in pattern(row, STEPS))
            yield replace(candidate, gradients=gradients), EXACT_BITS
            yield replace(candidate, w0=factor), EXACT_BITS


def _echoes(search: Search) -> Iterator[Trial]:
    """One gradient and then silence: of means that fade at several rates, the slowest is left."""
    for size in (Fraction(1), _FAR):
        for shift in range(4):
            yield replace(search.candidate(shift, 0, 1), gradients=(size, *_SILENCE)), SHORT_BITS


def _with_gradient_ties(
    search: Search, base: Candidate, steps: tuple[int, ...], samples: tuple[Fraction, ...]
) -> Iterator[Trial]:
    for step in steps:
        found = [base.with_gradient(step - 1, v) for v in _tied_gradients(search, base, step, samples)]
        yield from ((candidate, EXACT_BITS) for candidate in found)
        yield from ((_louder(candidate, step), EXACT_BITS) for candidate in found)


def _tied_gradients(
    search: Search, base: Candidate, step: int, samples: tuple[Fraction, ...]
) -> Iterable[Given]:
    return cells(_ties(search, base, ("gradient", step), samples, step + 1))


def _louder(candidate: Candidate, step: int) -> Candidate:
    """The candidate with ten times the gradients after the step: no earlier maximum hides them."""
    after = tuple(g * 10 if isinstance(g, Fraction) else g for g in candidate.gradients[step:])
    return replace(candidate, gradients=(*candidate.gradients[:step], *after))


def _scaled_ties(search: Search) -> Iterator[Trial]:
    """Ties after loud gradients, and where hyperparameters are small or large beside the text's numbers."""
    base = search.candidate(0, 0, 0)
    loud = replace(base, gradients=tuple(g * _FAR for g in pattern(0, STEPS)))
    yield from _with_gradient_ties(search, loud, (1, 2, 3), (Fraction(1), Fraction(-2)))
    for size in (1 / _FAR, _FAR, *_faint(search)):
        scaled = {o.name: o.constant(size) for o in search.options if not o.group and o.domain.contains(size)}
        far = replace(base, hypers={**base.hypers, **scaled})
        yield from _with_gradient_ties(search, far, (1, 2), (Fraction(1), Fraction(-2)))


def _faint(search: Search) -> list[Fraction]:
    """The smallest of the text's numbers that are small: a guard shows where all beside it is as small."""
    roots = [root for system in search.systems for root in system.outputs]
    numbers = {abs(n.value) for n in postorder(roots) if n.op == "num"}
    return sorted(x for x in numbers if 0 < x < 1 / _FAR)[:1]


def _with_start_ties(search: Search, base: Candidate) -> Iterator[Trial]:
    for value in cells(_ties(search, base, ("w0",), (Fraction(1), Fraction(-2)), 2)):
        yield replace(base, w0=value), EXACT_BITS


def _with_hyper_ties(search: Search, base: Candidate) -> Iterator[Trial]:
    base = replace(base, gradients=pattern(0, 10))
    for option in search.options:
        found = _ties(search, base, ("hyper", option.name), option.menu[:3:2], 8)
        for value in cells(found, option.domain):
            yield base.with_hyper(option.name, option.constant(value)), EXACT_BITS


def _ties(
    search: Search, base: Candidate, place: tuple[str | int, ...], samples: tuple[Fraction, ...], steps: int
) -> list[Given]:
    found = {
        tie: None
        for system in search.systems
        for sample in samples
        for tie in ties(system, base, Unknown(place, sample), steps)
    }
    return list(found)


def _long_runs(search: Search) -> Iterator[Trial]:
    """Runs that pass the thresholds on the step number, with numbers that pass them early first."""
    lengths: dict[tuple[int, int], None] = {}
    for shift in range(8):
        hypers = assignment(search.options, shift)
        for system in search.systems:
            lengths.update(dict.fromkeys((t + 3, shift) for t in turning_steps(system, hypers)))
    lengths.update(
        dict.fromkeys((t + 3, shift) for t in compared_numbers(search.systems) for shift in (0, 1))
    )
    lengths.update(dict.fromkeys((t, shift) for t in _LONG for shift in (0, 4)))
    runs = [search.candidate(shift, shift, 1, length) for length, shift in sorted(lengths)]
    short = [run for run in runs if len(run.gradients) <= min(_LONG)]
    yield from ((_silent(run, loud), EXACT_BITS) for loud in (2, 3, 4) for run in short)
    yield from ((run, SHORT_BITS) for run in runs)
    yield from ((_resting(run), SHORT_BITS) for run in runs)
    calm = (_at_zero(search, run) for run in runs if len(run.gradients) not in _LONG)
    yield from ((run, SHORT_BITS) for run in calm)  # of a weight that grew too large nothing shows


def _ties_past_turns(search: Search) -> Iterator[Trial]:
    """Gradients at the ties of a step that takes another branch than the first ones do."""
    for shift in (0, 1, 4):
        hypers = assignment(search.options, shift)
        turns = {t for system in search.systems for t in turning_steps(system, hypers) if 3 < t < _NEAR}
        for t in sorted(turns):
            base = search.candidate(shift, shift, 1, t + 3)
            yield from _with_gradient_ties(search, base, (t, t + 1), (Fraction(1),))


def _resting(candidate: Candidate) -> Candidate:
    """The run with zeros for its last gradients: what the states hold then shows."""
    return replace(candidate, gradients=(*candidate.gradients[:-3], *(Fraction(0),) * 3))


def _silent(candidate: Candidate, loud: int) -> Candidate:
    """The run with zeros for all but its last gradients: what the states do not hold then shows."""
    zeros = (Fraction(0),) * (len(candidate.gradients) - loud)
    return replace(candidate, gradients=(*zeros, *pattern(0, loud)))


def _by_chance(search: Search) -> Iterator[Trial]:
    chance = Random(0)
    for trial in range(_RANDOM_TRIALS):
        hypers: dict[str, Given | tuple[Given, ...]] = {}
        for option in search.options:
            row = tuple(chance.choice(option.menu) for _ in range(12))
            hypers[option.name] = row if option.varies else row[0]
        length = 3 + trial % 10
        gradients = tuple(Fraction(chance.randint(-6, 6), chance.choice((1, 1, 2, 3))) for _ in range(length))
        yield Candidate(hypers, Fraction(chance.randint(-3, 3)), gradients), EXACT_BITS


def _by_persistence(search: Search) -> Iterator[Trial]:
    """Gradients that keep their sign for some steps, hyperparameters far from one: bounds are met."""
    chance = Random(1)
    for trial in range(_RANDOM_TRIALS):
        chosen = assignment(search.options, trial)
        option = chance.choice(search.options) if search.options else None
        if option is not None and not option.varies:
            chosen[option.name] = chance.choice(option.menu) * chance.choice((1, 10, 60, 100))
        sign, gradients = 1, list[Fraction]()
        for _ in range(4 + trial % 6):
            sign = -sign if chance.random() < _TURNS else sign
            gradients.append(Fraction(sign * chance.randint(1, 4), chance.choice((1, 1, 2))))
        candidate = Candidate(chosen, Fraction(chance.randint(-1, 1)), tuple(gradients))
        if search.admits(candidate):
            yield candidate, EXACT_BITS
