"""Rules of two phases: what their states hold in each is related there, and carried over to the next."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from tests.campaign.pairs.record import rule
from verifier.findings import Verdict
from verifier.lift.formula import read_source
from verifier.referee import judge

Side = tuple[str, str]


class Equal(NamedTuple):
    """Two rules that are the same, and a slip in the second one after which they are not proved so."""

    left: Side
    right: Side
    slip: tuple[str, str]
    slipped: Verdict


TWO = "w, g, t, m=0, u=0, *, lr, beta"
ONE = "w, g, t, m=0, *, lr, beta"
AVERAGED = "z = z - lr*grad(z)\n"
PHASES = {
    "a moment for each phase, or one that is set anew": Equal(
        (TWO, "m = beta*m + g if t <= 20 else 0\nu = beta*u + g if t > 20 else 0\nw = w - lr*(m + u)"),
        (ONE, "m = (0 if t == 21 else beta*m) + g\nw = w - lr*m"),
        ("t == 21", "t == 20"),
        Verdict.REFUTED,
    ),
    "a moment that is handed over and left, or kept": Equal(
        (
            TWO,
            "m = beta*m + g if t <= 20 else m\n"
            "u = beta*(m if t == 21 else u) + g if t > 20 else 0\n"
            "w = w - lr*(m if t <= 20 else u)",
        ),
        (ONE, "m = beta*m + g\nw = w - lr*m"),
        ("m = beta*m + g", "m = (0 if t == 21 else beta*m) + g"),
        Verdict.REFUTED,
    ),
    "an average of the weights from a step on, or their sum": Equal(
        ("w, t, z='w', *, lr", f"{AVERAGED}w = z if t <= 5 else w + (z - w)/(t - 4)"),
        ("w, t, z='w', s=0, *, lr", f"{AVERAGED}s = z if t <= 5 else s + z\nw = s/(t - 4) if t > 5 else z"),
        ("s/(t - 4)", "s/(t - 5)"),
        Verdict.UNDECIDED,
    ),
    "an average of the weights after a late step, or their sum": Equal(
        ("w, t, z='w', *, lr", f"{AVERAGED}w = z if t <= 100 else w + (z - w)/(t - 100)"),
        (
            "w, t, z='w', s=0, *, lr",
            f"{AVERAGED}s = s + z if t > 100 else 0\nw = s/(t - 100) if t > 100 else z",
        ),
        ("s = s + z if t > 100 else 0", "s = s + z if t > 99 else 0"),
        Verdict.UNDECIDED,
    ),
}
"""Averages that are not asked at may be told by others in a map: no witness speaks against it."""


@pytest.mark.parametrize("pair", PHASES.values(), ids=PHASES)
def test_states_are_related_by_phases(pair: Equal) -> None:
    left, right = (rule(*side) for side in (pair.left, pair.right))
    slipped = right.replace(*pair.slip)
    assert slipped != right
    verdicts = [judge(read_source(left), read_source(other)).verdict for other in (right, slipped)]
    assert verdicts == [Verdict.PROVED, pair.slipped]
