"""States that a step sets anew, and states that need not be related since nothing reads them in earnest."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from tests.campaign.pairs.record import rule
from tests.test_maps import between
from verifier.findings import Verdict
from verifier.lift.formula import read_source
from verifier.referee import judge

Side = tuple[str, str]


class Equal(NamedTuple):
    """Two rules that are the same, and a slip in the second one that makes them different."""

    left: Side
    right: Side
    slip: tuple[str, str]


MOMENTUM, ADAM = "u=0, *, lr, mu", "m=0, v=0, *, lr, b1, b2, eps"
ROOT = "w = w - lr*m/(sqrt(v) + eps)"
RESETS = {
    "a buffer that is put back after a step, or before the next": Equal(
        (MOMENTUM, "u = (mu*u if t != 10 else 0) + g\nw = w - lr*u"),
        (MOMENTUM, "u = mu*u + g\nw = w - lr*u\nu = 0 if t == 9 else u"),
        ("t == 9", "t == 8"),
    ),
    "one that is put back early, the other scaled": Equal(
        (MOMENTUM, "u = (mu*u if t != 3 else 0) + g\nw = w - lr*u"),
        (MOMENTUM, "u = mu*u - lr*g\nw = w + u\nu = 0 if t == 2 else u"),
        ("t == 2", "t == 3"),
    ),
    "one that is put back in some steps": Equal(
        (MOMENTUM, "u = (mu*u if t > 10 else 0) + g\nw = w - lr*u"),
        (MOMENTUM, "u = mu*u + g\nw = w - lr*u\nu = u if t >= 10 else 0"),
        ("t >= 10", "t >= 11"),
    ),
    "one that is put back, and then kept in another unit": Equal(
        (MOMENTUM, "u = (mu*u if t != 10 else 0) + g\nw = w - lr*u"),
        ("u=1, *, lr, mu", "u = mu*(u - 1)/3 + g\nw = w - lr*u\nu = 3*(0 if t == 9 else u) + 1"),
        ("0 if t == 9 else u", "0 if t == 10 else u"),
    ),
    "two moments that begin again, one kept as a root": Equal(
        (ADAM, f"m = (0 if t == 5 else b1*m) + g\nv = (0 if t == 5 else b2*v) + g**2\n{ROOT}"),
        (
            ADAM,
            "m = b1*m + g\nv = sqrt(b2*v*v + g**2)\nw = w - lr*m/(v + eps)\n"
            "m = 0 if t == 4 else m\nv = 0 if t == 4 else v",
        ),
        ("v = 0 if t == 4", "v = 0 if t == 5"),
    ),
    "a slow weight that is set to the fast one": Equal(
        ("z='w', *, lr, a", "z = w if t == 8 else z\nw = w - lr*g + a*(z - w)"),
        ("z='w', *, lr, a", "w = w - lr*g + a*(z - w)\nz = w if t == 7 else z"),
        ("t == 7", "t == 8"),
    ),
    "a slow weight in another unit": Equal(
        ("z='w', *, lr, a", "z = w if t == 8 else z\nw = w - lr*g + a*(z - w)"),
        ("z='w/2', *, lr, a", "w = w - lr*g + a*(2*z - w)\nz = (w if t == 7 else 2*z)/2"),
        ("t == 7", "t == 6"),
    ),
    "a buffer that is another one's only where it is read": Equal(
        (MOMENTUM, "u = g if g != 0 else u\nw = w - lr*u if g != 0 else w"),
        (MOMENTUM, "u = g\nw = w - lr*u"),
        ("w = w - lr*u", "w = w - lr*(u + 0.001*(1 - abs(sign(g))))"),
    ),
    "a moment that matters, beside one that does not": Equal(
        ("m=0, u=0, *, lr, mu", "m = mu*m + g\nu = g if g != 0 else u\nw = w - m*u if g != 0 else w"),
        ("m=0, u=0, *, lr, mu", "m = mu*m + g\nu = g\nw = w - m*u"),
        ("m = mu*m + g", "m = mu*m + abs(g)"),
    ),
}


def _texts(pair: Equal) -> tuple[str, str, str]:
    left, right = (rule(f"w, g, t, {heading}", body) for heading, body in pair[:2])
    return left, right, right.replace(*pair.slip)


@pytest.mark.parametrize("pair", RESETS.values(), ids=RESETS)
def test_states_are_the_same_but_where_they_are_set_anew_or_not_read(pair: Equal) -> None:
    left, right, slipped = _texts(pair)
    assert slipped != right
    verdicts = [judge(read_source(left), read_source(other)).verdict for other in (right, slipped)]
    assert verdicts == [Verdict.PROVED, Verdict.REFUTED]


def test_the_relation_says_after_which_step_a_state_is_another() -> None:
    left, right, _ = _texts(RESETS["a buffer that is put back after a step, or before the next"])
    assert between(left, right).relations == ["right.u == where(t == 9, 0, left.u)"]


HELD = rule(f"w, g, t, {MOMENTUM}", "u = mu*u + g if g != 0 else u\nw = w - lr*u if g != 0 else w")
LATE = rule(f"w, g, t, {MOMENTUM}", "u = mu*u + g\nw = w - lr*u\nu = 0 if t == 10 else u")


@pytest.mark.parametrize("other", [HELD, LATE])
def test_a_buffer_that_is_forgotten_may_be_kept_or_put_back(other: str) -> None:
    early = rule(f"w, g, t, {MOMENTUM}", "u = (mu*u if t != 10 else 0) + g\nw = w - lr*u")
    assert "mu == 0" in between(other, early).conditions
