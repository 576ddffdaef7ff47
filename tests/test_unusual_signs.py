"""Signs of what turns with the step, and of states that start with another sign than they keep."""

from __future__ import annotations

import pytest

from tests.campaign.pairs.record import rule
from verifier.comparison import compare_systems
from verifier.findings import Verdict
from verifier.lift.formula import read_source
from verifier.prove.proof import prove
from verifier.referee import judge

NEVER_ZERO = ("3 + (-1)**(t - 1)", "2 + beta + beta*(-1)**t", "beta - 2*(-1)**t", "(-1)**t*(lr + beta**t)")
AT_TIMES_ZERO = ("lr + (-1)**t", "1 + lr + 2*(-1)**t", "lr - 2*beta*(-1)**t", "lr*beta + beta**t*(-1)**t")


@pytest.mark.parametrize(
    ("divisor", "exists"), [*((d, True) for d in NEVER_ZERO), *((d, False) for d in AT_TIMES_ZERO)]
)
def test_what_turns_with_the_step_and_never_vanishes_is_no_condition(divisor: str, exists: bool) -> None:
    texts = (f"w = w - g/({divisor})", f"w = w - 2*g/(2*({divisor}))")
    found = compare_systems(*(read_source(rule("w, g, t, *, lr, beta", text)) for text in texts))
    assert found.as_given == "proved"
    assert found.proof is not None
    assert (found.proof["side_conditions"] == []) is exists


@pytest.mark.parametrize("turning", ["2 - beta*(-1)**t", "1 + (-1)**t", "3*lr + lr*(-1)**t"])
def test_the_size_of_what_turns_with_the_step_is_proved_where_its_sign_does_not_turn(turning: str) -> None:
    def verdict(factor: str) -> Verdict:
        texts = (f"w = w - abs({factor})*g", f"w = w - ({factor})*g")
        return judge(*(read_source(rule("w, g, t, *, lr, beta", text)) for text in texts)).verdict

    assert verdict(turning) is Verdict.PROVED
    assert verdict(f"{turning} - 3*lr") is Verdict.REFUTED


STARTED = (
    "w, g, t, v=0, *, lr, rho, epsilon",
    "v = rho*v + (1 - rho)*g**2\nw = w - lr*g/(sqrt(v) + epsilon)",
)
STARTED_ELSEWHERE = (
    "w, g, t, v='w', *, lr, rho, epsilon",
    "v = rho*(0 if t <= 1 else v) + (1 - rho)*g**2\nw = w - lr*g/(sqrt(v) + epsilon)",
)


@pytest.mark.parametrize("root", ["sqrt(v)", "sqrt(sqrt(v)*sqrt(v))", "sqrt(abs(v))", "sqrt(max(v, 0))"])
def test_a_state_has_the_sign_of_the_one_that_it_is_on_the_other_side(root: str) -> None:
    other = (STARTED_ELSEWHERE[0], STARTED_ELSEWHERE[1].replace("sqrt(v)", root))
    found = compare_systems(*(read_source(rule(*text)) for text in (STARTED, other)))
    assert found.verdict == "equal"
    assert found.proof is not None
    assert found.proof["side_conditions"] == []


@pytest.mark.parametrize("slip", [("t <= 1", "t < 1"), ("g**2\n", "g\n"), ("0 if t <= 1", "0 if t == 2")])
def test_a_state_that_starts_with_another_sign_is_no_other_one(slip: tuple[str, str]) -> None:
    other = (STARTED_ELSEWHERE[0], STARTED_ELSEWHERE[1].replace(*slip).replace("sqrt(v)", "sqrt(abs(v))"))
    assert judge(*(read_source(rule(*text)) for text in (STARTED, other))).verdict is Verdict.REFUTED


@pytest.mark.parametrize("base", ["-1", "-2"])
@pytest.mark.parametrize("late", [2, 3, 4, 5])
def test_what_is_known_of_what_turns_at_one_step_is_not_known_of_it_later(late: int, base: str) -> None:
    now, next_ = (f"({base})**(t + {k})*g + beta > 0" for k in (0, 1))
    sides = [
        rule("w, g, t, *, lr, beta", f"w = w - where({now}, where(t > {late}, {value}, 0), 0)")
        for value in ("lr*g", f"where({next_}, lr*g, 2*lr*g)")
    ]
    assert prove(*map(read_source, sides)).proof is None


TURNS = ("(-1)**t > 0", "(-1)**(t + 1) < 0", "(-1)**t >= beta", "1 + (-1)**t != 0", "2*(-1)**t == 2")


@pytest.mark.parametrize("turn", TURNS[1:])
def test_branches_at_every_other_step_are_told_by_what_turns_there(turn: str) -> None:
    def verdict(other: str) -> Verdict:
        conditions = (TURNS[0], other)
        texts = (f"w = w - where({c}, lr*g, 2*lr*g*(-1)**t)" for c in conditions)
        return judge(*(read_source(rule("w, g, t, *, lr, beta", text)) for text in texts)).verdict

    assert verdict(turn) is Verdict.PROVED
    assert verdict(f"not {turn}") is Verdict.REFUTED
    assert verdict(f"{turn} and t < 40") is Verdict.REFUTED
    assert verdict(f"({turn} and t > 1) or (-1)**t > 1/2") is Verdict.PROVED
