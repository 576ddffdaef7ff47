"""What is proved of the effect where there is no port, held against runs."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import pairwise
from math import isfinite
from random import Random

import pytest

from tests.test_port import BESIDE_ROOT, EARLY, INSIDE, LATE, OUTSIDE, UNDER_ROOT, at_usual, lifted, number
from verifier.evaluate import compile_system, run
from verifier.lift.formula import read_source
from verifier.port.bound import Bound, bound
from verifier.port.closer import closer
from verifier.port.question import Question, above, below
from verifier.port.record import Port
from verifier.port.rounding import bounds
from verifier.port.translate import namesakes
from verifier.prove.relation import pair_of
from verifier.system import System, fix_hypers
from verifier.term import GRADIENT, ONE, WEIGHT, sqrt, term

ROOTED = "def f(w, g, t, v=0, *, lr, rho, eps):\n v = rho*v + (1 - rho)*g*g\n w = w - lr*g/{}\n return w\n"
UNDER, BESIDE = "sqrt(v + eps)", "(sqrt(v) + eps)"
DAMPED = """
def damped(w, g, t, b=0, *, lr=0.1, mu=0.5, tau=0.25):
    b = g if t == 1 else mu*b + (1 - tau)*g
    w = w - lr*b
    return w
"""
DECAYED = "def decayed" + UNDER_ROOT.replace("w = w -", "w = 0.99*w -").partition("def under_root")[2]
WARMED = """
def warmed(w, g, t, b=0, p=1, *, lr=0.1, mu=0.5):
    c = mu*(1 - 0.96**(t/250)/2)
    p = p*c
    b = mu*b + (1 - mu)*g
    w = w - lr*((1 - c)*g + c*b)/(1 - p)
    return w
"""
COLD = """
def cold(w, g, t, b=0, *, lr=0.1, mu=0.5):
    b = mu*b + (1 - mu)*g
    w = w - lr*b/(1 - mu**t)
    return w
"""
STEPS = 12


def sides(left: str, right: str) -> tuple[System, System]:
    source, other = lifted(left), lifted(right)
    values = namesakes(source, other)
    assert values is not None
    return at_usual(source), fix_hypers(other.system, values)


@cache
def found(left: str, right: str) -> Bound:
    proved = bound(*sides(left, right))
    assert proved is not None
    return proved


def moves(system: System, gradients: list[Fraction]) -> list[float]:
    """The steps in certified balls, so that small ones beside a weight keep their digits."""
    trajectory = run(compile_system(system), {}, Fraction(0), gradients, exact_bits=256)
    return [number(b - a) for a, b in pairwise(trajectory.weights)]  # type: ignore[operator]


def test_where_later_steps_have_no_bound_the_first_is_bounded_closely() -> None:
    proved = found(WARMED, COLD)
    assert proved.low is proved.high is None
    assert proved.first_low is not None
    assert proved.first_high is not None
    for gradient in (Fraction(1, 10**9), Fraction(-7)):
        ours, theirs = (moves(system, [gradient])[0] for system in sides(WARMED, COLD))
        assert proved.first_low <= ours / theirs <= proved.first_high
    assert proved.first_high - proved.first_low < 0.01


def course(random: Random) -> list[Fraction]:
    """Gradients of one magnitude from 1e-12 to 1, none of them zero."""
    size = Fraction(10) ** random.randint(-12, 0)
    return [random.choice((-1, 1)) * random.randint(1, 9) * size for _ in range(STEPS)]


@pytest.mark.parametrize(("left", "right"), [(UNDER_ROOT, BESIDE_ROOT), (EARLY, LATE), (LATE, EARLY)])
def test_no_run_leaves_the_bounds(left: str, right: str) -> None:
    systems, proved = sides(left, right), found(left, right)
    assert proved.low is not None
    assert proved.high is not None
    random, seen = Random(7), list[float]()
    for _ in range(12):
        gradients = course(random)
        ours, theirs = (moves(system, gradients) for system in systems)
        seen += [a / b for a, b in zip(ours, theirs, strict=True)]
    assert proved.low <= min(seen)
    assert max(seen) <= proved.high * (1 + 1e-12)


@pytest.mark.parametrize(("left", "right"), [(UNDER_ROOT, BESIDE_ROOT), (EARLY, LATE)])
def test_the_first_step_is_close_from_the_gradient_on_that_is_named(left: str, right: str) -> None:
    proved = found(left, right)
    assert proved.first_gradient is not None
    for factor, close in ((Fraction(1), True), (Fraction(1, 4), False)):
        size = Fraction(str(proved.first_gradient)) * factor
        ours, theirs = (moves(system, [size])[0] for system in sides(left, right))
        assert (abs(ours / theirs - 1) <= 0.01) is close


def test_a_correction_of_the_bias_that_fades_is_close_from_a_step_on() -> None:
    proved = found(EARLY, LATE)
    assert proved.close_from == 38
    tiny = [Fraction(1, 10**20)] * proved.close_from
    ours, theirs = (moves(system, tiny) for system in sides(EARLY, LATE))
    assert abs(ours[-1] / theirs[-1] - 1) <= 0.01 < abs(ours[-2] / theirs[-2] - 1)


def test_a_constant_inside_the_root_is_close_where_the_mean_square_is_large() -> None:
    proved = found(UNDER_ROOT, BESIDE_ROOT)
    assert proved.close_if == {"v": 5e-06}
    assert proved.close_from is None
    assert proved.shared == {"v": "v"}


def test_a_decay_of_weights_that_both_have_is_no_part_of_the_steps() -> None:
    beside = BESIDE_ROOT.replace("w = w -", "w = 0.99*w -")
    assert found(DECAYED, beside) == found(UNDER_ROOT, BESIDE_ROOT)
    assert bound(*sides(DECAYED, BESIDE_ROOT)) is None


def test_states_without_a_partner_bound_nothing() -> None:
    proved = bound(*sides(INSIDE, OUTSIDE))
    assert proved is not None
    assert (proved.low, proved.high, proved.shared) == (None, None, {})


def test_a_first_step_of_its_own_is_the_same_where_only_later_ones_differ() -> None:
    proved = found(DAMPED, DAMPED.replace("tau)*g", "tau)*g/2"))
    assert proved.first_gradient == 0
    assert proved.shared == {}


def test_a_false_bound_is_not_proved() -> None:
    system = at_usual(lifted(UNDER_ROOT))
    pair = pair_of(system, system)
    ratio = GRADIENT**2 / (GRADIENT**2 + 1)
    question = Question(ratio, pair)
    assert question.bounds() == (None, 1)
    assert question._proved(term(1) - ratio, pair)
    assert not question._proved(term(Fraction(99, 100)) - ratio, pair)
    close = question.close_above(GRADIENT)
    assert close == 10.0
    assert question._close(question._above(GRADIENT, close))
    assert not question._close(question._above(GRADIENT, 9.0))


def test_a_ratio_that_grows_has_no_upper_bound() -> None:
    system = at_usual(lifted(UNDER_ROOT))
    assert Question(ONE / sqrt(GRADIENT**2), pair_of(system, system)).bounds()[1] is None
    assert Question(ONE + WEIGHT**2, pair_of(system, system)).bounds() == (1, None)


def test_roundings_go_outwards() -> None:
    for value in (3.16e-4, 0.31622, 0.7071, 0.99999995, 1.00000005, 31.62, 3170.2):
        assert below(value) <= Fraction(value) <= above(value)
        assert below(value, 1) <= below(value)
        assert above(value) <= above(value, 1)


def test_a_person_reads_what_is_proved() -> None:
    effect = {"nearest": "B()", "map": None, "steps": [], "bound": found(EARLY, LATE).to_json()}
    lines = list(Port("a", "b", "not the same", effect=effect, reason="why").lines())
    assert "proved for all gradients: the ratio of the steps is at least 0.316 and at most 1" in lines
    assert "proved: within 1 % from t = 38 on, whatever the gradients" in lines
    nothing = replace(Port("a", "b", "not the same"), effect=effect | {"bound": None})
    assert not any("proved" in line for line in nothing.lines())


@pytest.mark.parametrize(("source", "other", "eps"), [(UNDER, BESIDE, "1/1000"), (BESIDE, UNDER, "1e-12")])
def test_an_epsilon_at_the_other_side_of_a_root_is_its_root_or_its_square(
    source: str, other: str, eps: str
) -> None:
    ours, theirs = (read_source(ROOTED.format(step)) for step in (source, other))
    values = {"lr": term(Fraction(1, 10)), "rho": term(Fraction(9, 10)), "eps": term(Fraction(1, 10**6))}
    way = closer(fix_hypers(ours, values), theirs, values)
    assert way == values | {"eps": term(Fraction(eps))}
    assert closer(fix_hypers(ours, values), ours, values) is None


def test_a_call_with_another_number_is_named_beside_that_with_the_same() -> None:
    effect = {"nearest": "B(eps=1)", "map": None, "steps": [], "bound": None}
    near = effect | {"nearest": "B(eps=2)", "bound": found(EARLY, LATE).to_json()}
    lines = list(Port("a", "b", "not the same", effect=effect | {"closer": near}).lines())
    assert lines[1:3] == [
        "the nearest call with the same numbers is B(eps=1)",
        "where they are farthest apart, B(eps=2) is closer",
    ]
    assert "at least 0.316 and at most 1" in lines[3]


def test_where_rounding_may_choose_two_values_must_be_the_same_but_for_rounding() -> None:
    nearly = "w - lr*(x if x*x*x < 0.1*0.1*0.1 else x/x*0.1)"
    apart = "w - lr*(x if x*x*x < 0.1*0.1*0.1 else 1)"
    for step, finite in ((nearly, True), (apart, False)):
        source = f"def f(w, g, t, *, lr=0.5):\n x = g/3*0.3\n w = {step}\n return w\n"
        system = fix_hypers(read_source(source), {"lr": term(Fraction(1, 2))})
        ((_, error),) = bounds(system, 1.0, [1.0], {})
        assert isfinite(error) is finite
