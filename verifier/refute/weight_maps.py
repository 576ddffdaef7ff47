"""No weight map: exact runs whose weights no linear function of the states relates."""

from __future__ import annotations

from fractions import Fraction
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
SEED = 7


def no_weight_map(left: System, right: System, witness: Witness) -> bool:
    """Whether it is proved that no weight map exists at the witness's hyperparameters.

    A map says ``w + d.x = w' + e.y`` with coefficients that may depend on the step. At one step,
    over several runs, that is a linear system for ``d`` and ``e`` (and here for a constant too, of
    any first weight); in exact rationals its ranks show that it has no solution. Nor is there a
    map where one side's weight is undefined and nothing of the other side is.
    """
    setting = _numbers(witness.hyperparameters)
    if setting is None:
        return False
    lost = _one_is_lost(left, right, setting, witness)
    return lost or any(_contradictory(left, right, setting, steps) for steps in STEPS)


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


def _row(left: Trajectory, right: Trajectory) -> list[fmpq] | None:
    """States of both sides, one, and the difference of the weights; None where some are not rational."""
    values = [*left.states[-1], *right.states[-1], left.weights[-1], right.weights[-1]]
    if not all(isinstance(value, fmpq) for value in values):
        return None
    *states, one, other = values
    return [*states, fmpq(1), other - one]
