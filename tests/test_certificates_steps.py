"""Certificates of what depends on the step alone: it changes its sign at a step, where steps part."""

from __future__ import annotations

import pytest

from tests.campaign.claims import true
from tests.sample_proofs import formula, written
from verifier.certificate import Uncertified
from verifier.checker import check

PLAIN = "*, lr"
SWITCHES = {
    "a power": ("0.9**t > 0.5", "t <= 6"),
    "a power that is met at a step": ("0.5**t > 1/64", "t < 6"),
    "a power that grows": ("2**t > 100", "t >= 7"),
    "a correction": ("1 - 0.99**t > 0.5", "t >= 69"),
    "a square": ("t*t <= 50", "t < 8"),
    "a square that is met at a step": ("t*t < 49", "t < 7"),
    "between two steps": ("2*t == 5", "t < 1"),
    "between two steps, at least": ("3*t >= 10", "t > 3"),
    "a cube between two numbers": ("t**3 > 10 and t**3 < 100", "t > 2 and t < 5"),
}


@pytest.mark.parametrize("name", SWITCHES)
def test_a_branch_at_what_the_step_tells_is_one_at_a_step(name: str) -> None:
    sides = [formula(PLAIN, f"w = w - (lr*g if {condition} else g)") for condition in SWITCHES[name]]
    data = written(*sides)
    assert check(data) == []
    assert true(data)


def test_a_floor_under_a_power_that_is_kept() -> None:
    left = formula("p=1, *, lr", "p = 0.9*p", "w = w - lr*max(p, 0.01)*g")
    right = formula(PLAIN, "w = w - lr*(0.9**t if t <= 43 else 0.01)*g")
    assert check(written(left, right)) == []


def test_what_is_settled_too_late_has_no_certificate() -> None:
    sides = [formula(PLAIN, f"w = w - (lr*g if {c} else g)") for c in ("0.999**t > 0.2", "t <= 1608")]
    with pytest.raises(Uncertified):
        written(*sides)
