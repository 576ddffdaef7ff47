"""Weight maps that say nothing: weights that cancel in them have nothing to do with each other."""

import pytest

from verifier.comparison import Question, answered, compare_systems
from verifier.lift.formula import read_source

PLAIN = "w = z"
KEPT = "a = d*a + (1 - d)*z; w = a"
FASTER = "a = d*d*a + (1 - d*d)*z; w = a"
MEAN = "a = a + z; w = a/t"
STILL = "a = a; w = a"
SUM_OF_TWO = "a = d*a + (1 - d)*z; w = (a + z)/2"
OTHER_SUM = "a = a + (z - a)/t; w = (a + z)/2"


def average(rest: str, first: str = "w") -> str:
    lines = ["z = z - lr*grad(z)", *rest.split("; ")]
    kept = f', a="{first}"' if "a =" in rest else ""
    return f"def f(w, t, z='w'{kept}, *, lr, d: '0 < d < 1'):\n" + "".join(f"    {line}\n" for line in lines)


def verdict(left: str, right: str) -> str:
    found = answered(Question(read_source(left), read_source(right), ("left", "right"), {}, {}), 30.0).fields
    assert found["as_given"] != "refuted" or found["witness"] is not None
    return str(found["as_given"])


@pytest.mark.parametrize(
    ("left", "right"),
    [
        *((kept, PLAIN) for kept in (KEPT, FASTER, SUM_OF_TWO, STILL)),
        (KEPT, FASTER),
        (KEPT, STILL),
        (SUM_OF_TWO, OTHER_SUM),
        (SUM_OF_TWO, STILL),
    ],
)
def test_that_weights_cancel_neither_proves_nor_refutes(left: str, right: str) -> None:
    for one, two in ((left, right), (right, left)):
        assert verdict(average(one), average(two)) == "undecided"


def test_an_average_and_a_mean_that_are_kept_as_states_are_not_told_to_be_the_same() -> None:
    assert verdict(average(KEPT), average(MEAN, "0")) == "undecided"


@pytest.mark.parametrize("phase", ["t > 3", "t < 14", "t <= 20", "10000 > t"])
@pytest.mark.parametrize("other", ["d*d*a + (1 - d*d)*z", "a"])
def test_weights_that_cancel_in_one_phase_alone_say_nothing(phase: str, other: str) -> None:
    left, right = (average(f"a = z if {phase} else {a}; w = a") for a in ("d*a + (1 - d)*z", other))
    assert verdict(left, right) != "proved"


@pytest.mark.parametrize("phase", ["t > 3", "t <= 5"])
def test_weights_that_each_other_side_tells_in_each_phase_are_read_by_a_map(phase: str) -> None:
    kept = f"a = z if {phase} else d*a + (1 - d)*z"
    assert verdict(average(f"{kept}; w = a"), average(f"{kept}; w = (a + z)/2")) == "proved"


@pytest.mark.parametrize("step", ["lr*y", "lr*sign(y)", "lr*y/sqrt(1 + y*y)"])
@pytest.mark.parametrize("other", ["a = d*d*a + (1 - d*d)*z", "a = min(a, z)", "a = a"])
def test_a_step_from_what_is_kept_cancels_with_that(other: str, step: str) -> None:
    def side(kept: str) -> str:
        text = average(f"{kept}; w = a - {step}")
        return text.replace("z = z - lr*grad(z)", "y = grad(z)\n    z = z - lr*y")

    averaged = side("a = d*a + (1 - d)*z")
    assert verdict(averaged, side(other)) != "proved"
    assert verdict(averaged, side("a = a + (1 - d)*(z - a)").replace("w = a", "w = 2*a - z")) == "proved"


def test_weights_that_each_other_side_tells_are_read_by_a_map() -> None:
    for read in ("2*a - z", "(a + z)/2"):
        assert verdict(average(KEPT), average(f"a = d*a + (1 - d)*z; w = {read}")) == "proved"


def test_a_schedule_survives_under_no_map_that_says_nothing() -> None:
    kept = average(KEPT)
    closed = (
        "def f(w, t, a=0, z='w', x='w', *, lr, d: '0 < d < 1'):\n"
        "    z = z - lr*grad(z)\n    a = d*a + (1 - d)*z\n    w = a + d**t*x\n    x = x\n"
    )
    answer = answered(Question(read_source(kept), read_source(closed), ("left", "right"), {}, {}), 30.0)
    assert answer.fields["as_given"] == "proved"
    varied = answer.comparison({}, 0.0).schedules
    assert varied["lr"] == "proved"
    assert varied["d"] != "proved"


def test_a_map_of_an_average_alone_is_found_where_both_ask_at_the_same_points() -> None:
    backwards = average("a = (1 - d)*a + d*z; w = a")
    found = compare_systems(read_source(backwards), read_source(average(KEPT)))
    assert found.verdict == "undecided"
    assert found.translation is not None
    assert found.translation["map"] == {"d": "1 - d"}
