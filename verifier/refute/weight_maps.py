"""No weight map: exact runs whose weights no linear function of the states relates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from random import Random
from typing import Any

from flint import fmpq, fmpq_mat

from verifier.evaluate import Undefined, is_number, run
from verifier.evaluate.trajectory import Trajectory
from verifier.findings import Witness
from verifier.system import System

STEPS = (2, 3, 4)
NUMBERS = tuple(Fraction(n) for n in (1, 2, -1, 3, 0, -2))
EXTRA_RUNS = 3
MOST_TRIES = 200
MOST_COMPARED = 400
"""Of so many runs each is compared with all others."""
SEED = 7


def no_weight_map(left: System, right: System, witness: Witness) -> bool:
    """Whether it is proved that no weight map exists at the witness's hyperparameters, or with one at zero.

    A map says ``w + d.x = w' + e.y`` with coefficients that may depend on the step. At one step,
    over several runs, that is a linear system for ``d`` and ``e`` (and here for a constant too, of
    any first weight); in exact rationals its ranks show that it has no solution. Nor is there a
    map where one side's weight is undefined and nothing of the other side is; nor where each weight is
    linear in its own states, so that it cancels in ``w + d.x``, and is not told by the other side: runs
    after which that is the same in all, and the weight is not. Where one weight alone is so, a map proves
    nothing and is no refutation either.
    """
    setting = _numbers(witness.hyperparameters)
    if setting is None:
        return False
    if _one_is_lost(left, right, setting, witness) or _is_impossible(left, right, setting):
        return True
    if _row(*(run(side, setting, NUMBERS[0], NUMBERS[:2]) for side in (left, right))) is not None:
        return False
    return any(_is_impossible(left, right, each) for each in _with_a_zero(left, right, setting))


def _with_a_zero(left: System, right: System, setting: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The setting with one hyperparameter at zero, where roots that are not rational may be left out."""
    zero = Fraction(0)
    for name, value in setting.items():
        known = [h for h in (left.hyper(name), right.hyper(name)) if h is not None]
        if value != zero and not any(h.varies for h in known) and all(h.domain.contains(zero) for h in known):
            yield {**setting, name: zero}


def _is_impossible(left: System, right: System, setting: dict[str, Any]) -> bool:
    return any(_contradictory(left, right, setting, steps) for steps in STEPS) or any(
        _untold(left, right, setting, steps) and _untold(right, left, setting, steps) for steps in STEPS
    )


def _one_is_lost(left: System, right: System, setting: dict[str, Any], witness: Witness) -> bool:
    """Whether at the witness one weight is undefined, the other side's weight and states all numbers."""
    given = _numbers({"w0": witness.w0, "gradients": witness.gradients})
    if given is None:
        return False
    one, two = (run(side, setting, given["w0"], given["gradients"]) for side in (left, right))
    return _lost_against(one, two) or _lost_against(two, one)


def _lost_against(one: Trajectory, two: Trajectory) -> bool:
    others = (two.weights[-1], *two.states[-1])
    return isinstance(one.weights[-1], Undefined) and all(is_number(x) for x in others)


def _numbers(values: dict[str, Any]) -> dict[str, Any] | None:
    try:
        return {
            name: [Fraction(v) for v in value] if isinstance(value, list) else Fraction(value)
            for name, value in values.items()
        }
    except (TypeError, ValueError):
        return None


def _contradictory(left: System, right: System, setting: dict[str, Any], steps: int) -> bool:
    wanted = len(left.states) + len(right.states) + 1 + EXTRA_RUNS
    rows: list[list[fmpq]] = []
    chosen = Random(SEED)
    for _ in range(MOST_TRIES):
        gradients = chosen.choices(NUMBERS, k=steps)
        first = chosen.choice(NUMBERS)
        row = _row(run(left, setting, first, gradients), run(right, setting, first, gradients))
        if row is not None:
            rows.append(row)
        if len(rows) == wanted:
            break
    if len(rows) < wanted:
        return False
    return bool(fmpq_mat([row[:-1] for row in rows]).rank() < fmpq_mat(rows).rank())


def _untold(one: System, two: System, setting: dict[str, Any], steps: int) -> bool:
    """Whether one side's states tell its weight, and all that the other side has does not."""
    if not _tells_itself(one, setting, steps):
        return False
    told: dict[tuple[fmpq, ...], fmpq] = {}
    alike = _ending_alike(two, setting, steps)
    for first, gradients in alike or _many(steps):
        known, weight = _end(two, setting, first, gradients), _end(one, setting, first, gradients)
        if known is None or weight is None:
            return False
        if told.setdefault(known, weight[-1]) != weight[-1]:
            return True
    return False


def _tells_itself(one: System, setting: dict[str, Any], steps: int) -> bool:
    """Whether a side's weight is linear in its own states, in several runs."""
    rows = []
    for first, gradients in _many(steps)[: len(one.states) + 1 + EXTRA_RUNS]:
        end = _end(one, setting, first, gradients)
        if end is None:
            return False
        rows.append([*end[:-1], fmpq(1), end[-1]])
    return bool(fmpq_mat([row[:-1] for row in rows]).rank() == fmpq_mat(rows).rank())


def _end(
    side: System, setting: dict[str, Any], first: Fraction, gradients: Sequence[Fraction]
) -> tuple[fmpq, ...] | None:
    """The states and the weight after a run; None where some are not rational."""
    found = run(side, setting, first, gradients)
    values = (*found.states[-1], found.weights[-1])
    return values if all(isinstance(value, fmpq) for value in values) else None


def _many(steps: int) -> list[tuple[Fraction, tuple[Fraction, ...]]]:
    """First weights and gradients of runs, some of which end alike."""
    all_of_them = list(product(NUMBERS[:2], product(NUMBERS[:4], repeat=steps)))
    Random(SEED).shuffle(all_of_them)
    return all_of_them[:MOST_COMPARED]


def _ending_alike(
    side: System, setting: dict[str, Any], steps: int
) -> list[tuple[Fraction, tuple[Fraction, ...]]]:
    """Two runs after which a side that is linear in the gradients ends alike, where there are such."""
    base = NUMBERS[: steps + 1]
    moved = [(*base[:i], base[i] + 1, *base[i + 1 :]) for i in range(len(base))]
    start, *ends = (_end(side, setting, first, gradients) for first, *gradients in (base, *moved))
    if start is None or any(end is None for end in ends):
        return []
    slopes = [[end[k] - value for end in ends if end is not None] for k, value in enumerate(start)]
    reduced, rank = fmpq_mat(slopes).rref()
    table = [[Fraction(int(x.p), int(x.q)) for x in row] for row in reduced.tolist()[:rank]]
    pivots = [next(i for i, x in enumerate(row) if x) for row in table]
    free = {i: 1 + i for i in range(len(base)) if i not in pivots}
    step = free | {i: -sum(row[k] * n for k, n in free.items()) for i, row in zip(pivots, table, strict=True)}
    first, *other = (x + step[i] for i, x in enumerate(base))
    alike = bool(free) and _end(side, setting, first, other) == start
    return [(base[0], base[1:]), (first, tuple(other))] if alike else []


def _row(left: Trajectory, right: Trajectory) -> list[fmpq] | None:
    """States of both sides, one, and the difference of the weights; None where some are not rational."""
    values = [*left.states[-1], *right.states[-1], left.weights[-1], right.weights[-1]]
    if not all(isinstance(value, fmpq) for value in values):
        return None
    *states, one, other = values
    return [*states, fmpq(1), other - one]
