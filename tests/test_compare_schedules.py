"""Which verdicts of `compare` survive schedules: asked of all at once, and of what may vary alone."""

from __future__ import annotations

from typing import Any

import pytest

from verifier.comparison import compare_systems, schedules
from verifier.lift.formula import read_source
from verifier.referee import Judgement, judge
from verifier.system import System

KEPT = "def f(w, g, t, m=0, *, lr, beta):\n    m = beta*m + {}*g\n    return w - {}, m"


CLIPPED = (
    """
def f(w, g, t, m=0, h=0, *, lr, b1, b2, rho: "rho > 0", eps):
    m = b1*m + (1 - b1)*g
    h = b2*h + (1 - b2)*g*g
    w = w - lr*clip(m/max(rho*h, eps), -1, 1)
""",
    """
def f(w, g, t, m=0, h=0, *, lr, b1, b2, rho: "rho > 0", eps):
    m = b1*m + (1 - b1)*g
    h = b2*h + (1 - b2)*g*g
    w = w - lr*sign(m)*min(abs(m)/max(rho*h, eps), 1)
""",
)
BOUNDED = (
    """
def f(w, g, t, s=0.1, p=0, *, up: "up > 1", dn: "0 < dn < 1"):
    s = clip(s*(up if g*p > 0 else dn if g*p < 0 else 1), 1e-6, 50)
    w = w - s*sign(g)
    p = g
""",
    """
def f(w, g, t, s=0.1, p=0, *, up: "up > 1", dn: "0 < dn < 1"):
    s = where(g*p > 0, min(s*up, 50), where(g*p < 0, max(s*dn, 1e-6), s))
    w = w - s*sign(g)
    p = g
""",
)


@pytest.mark.parametrize("texts", [CLIPPED, BOUNDED], ids=["many cases", "facts about states"])
def test_schedules_that_all_survive_are_proved_at_once(
    texts: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def one_by_one(*_: object, **named: object) -> None:
        raise AssertionError("asked one by one")

    monkeypatch.setattr(schedules, "judge", one_by_one)
    found = compare_systems(*map(read_source, texts), 100.0)
    assert found.verdict == "equal"
    assert {*found.schedules.values()} == {"proved"}


def test_what_parts_at_a_glance_takes_part_in_no_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def one_alone(*sides: System, **named: Any) -> Judgement:
        asked.append([h.name for h in sides[0].hypers if h.varies])
        return judge(*sides, **named)

    monkeypatch.setattr(schedules, "judge", one_alone)
    outside = """
def f(w, g, t, m=0, *, beta, decay, lr):
    m = beta*m + g
    w = w - lr*m - decay*w
"""
    inside = outside.replace("+ g", "+ lr*g").replace("lr*m", "m")
    found = compare_systems(read_source(outside), read_source(inside))
    assert found.schedules == {"beta": "proved", "decay": "proved", "lr": "refuted"}
    assert asked == [["lr"]]


def test_whether_a_condition_survives_schedules_is_asked_of_gradients_for_which_it_holds() -> None:
    texts = (
        (KEPT.format("1", "lr*m*g/g"), KEPT.format("1", "lr*m")),
        (
            KEPT.format("lr", "m*g/g"),
            KEPT.format("1", "lr*m"),
        ),
    )
    same, other = (compare_systems(*map(read_source, pair)) for pair in texts)
    assert same.conditions == other.conditions == ["g != 0"]
    assert same.schedules == {"lr": "proved", "beta": "proved"}
    assert other.schedules == {"lr": "refuted", "beta": "proved"}
    assert "0" not in other.schedule_witnesses["lr"].gradients
    assert other.partings()["lr[t]"].startswith("with lr = [")
    assert "has no weight (division by zero in " in same.apart()
