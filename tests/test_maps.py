"""Maps of hyperparameters are solved for: sums, exponentials, and maps that hold for some settings alone."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from verifier import compare
from verifier.comparison import Question, answered, compare_systems
from verifier.comparison.quotients import of_a_quotient
from verifier.comparison.recognize import product_at_once, without_others
from verifier.comparison.record import Comparison
from verifier.lift.formula import read_source
from verifier.term import hyper, sqrt, term
from verifier.verify import verify


def between(left: str, right: str) -> Comparison:
    return compare_systems(read_source(left), read_source(right), 100.0)


def image(found: Comparison) -> dict[str, str]:
    assert found.translation is not None
    return dict(found.translation["map"])


TRIPLE = """
def f(w, g, t, v=0, *, lr, a: "0 <= a < 1", c: "0 <= c < 1"):
    v = a*v + g
    w = w - lr*(g + c*v)
"""
QUASI_HYPERBOLIC = """
def f(w, g, t, m=0, *, lr, mu, nu: "0 <= nu <= 1"):
    m = mu*m + (1 - mu)*g
    w = w - lr*((1 - nu)*g + nu*m)
"""


def test_a_filter_is_mapped_onto_another_form_of_it() -> None:
    found = between(TRIPLE, QUASI_HYPERBOLIC)
    assert found.verdict == "translated"
    assert image(found) == {"mu": "a", "nu": "c/(1 + c - a)", "lr": "lr*(1 + c - a)/(1 - a)"}


AFTER = """
def f(w, g, t, *, lr, wd):
    w = w - lr*sign(g)
    w = w - lr*wd*w
"""
BEFORE = """
def f(w, g, t, *, lr, wd):
    w = w - lr*wd*w - lr*sign(g)
"""


def test_a_decay_after_the_step_is_one_before_it_with_other_numbers_where_these_are_positive() -> None:
    found = between(BEFORE, AFTER)
    assert found.verdict == "conditional"
    assert image(found) == {"lr": "lr/(1 - wd*lr)", "wd": "wd*(1 - wd*lr)"}
    assert found.translation is not None
    assert found.translation["where"] == ["1 - lr*wd > 0"]
    assert found.constant_translation == "found"


def test_what_holds_for_some_settings_is_certified(tmp_path: Path) -> None:
    names = [str(tmp_path / f"{name}.py") for name in ("before", "after")]
    for name, text in zip(names, (BEFORE, AFTER), strict=True):
        Path(name).write_text(text, encoding="utf-8")
    path = str(tmp_path / "proof.json")
    compare(names[0], names[1], certificate=path, timeout=100.0)
    found = verify(path, names)
    assert found.verified
    assert any("1 - lr*wd > 0" in str(claim.supposed) for claim in found.claims)


def test_what_holds_for_gradients_that_are_never_zero_is_certified_where_a_side_compares_them(
    tmp_path: Path,
) -> None:
    names = [str(tmp_path / f"{name}.py") for name in ("left", "right")]
    for name, slip in zip(names, ("log(abs(g)) > c", "g != 0 and abs(g) > exp(c)"), strict=True):
        text = f"def f(w, g, t, *, lr, c):\n    w = w - lr*(g if {slip} else 0)\n"
        Path(name).write_text(text, encoding="utf-8")
    path = str(tmp_path / "proof.json")
    assert compare(names[0], names[1], certificate=path).conditions == ["g != 0"]
    assert verify(path, names).verified


def test_a_half_life_is_mapped_onto_a_decay() -> None:
    left = 'def f(w, g, t, m=0, *, lr, h: "h > 0"):\n    m = exp(-1/h)*m + g\n    w = w - lr*m\n'
    found = between(left, "def f(w, g, t, m=0, *, lr, beta):\n    m = beta*m + g\n    w = w - lr*m\n")
    assert found.verdict == "translated"
    assert image(found) == {"beta": "exp(-1/h)"}


def test_a_map_that_leaves_the_domain_is_no_translation() -> None:
    wrong = AFTER.replace("w - lr*wd*w", "w - 2*lr*wd*w*abs(g)")
    assert between(BEFORE, wrong).translation is None


X, Y = hyper("x"), hyper("y")
PLACES = np.random.default_rng(3).uniform(0.2, 0.9, (30, 2))


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        (PLACES[:, 0] + PLACES[:, 1], X + Y),
        (1 / (1 - PLACES[:, 0] + PLACES[:, 1]), None),
        (np.sqrt(PLACES[:, 0] + PLACES[:, 1]), sqrt(X + Y)),
        (np.sin(PLACES[:, 0] * PLACES[:, 1]), "nothing"),
    ],
)
def test_a_quotient_is_read_off_its_values_and_nothing_else_is(values: np.ndarray, wanted: object) -> None:
    found = of_a_quotient(values, [X, Y], PLACES)
    if wanted == "nothing":
        assert found is None
    else:
        assert found is not None
        assert wanted is None or found is wanted


def test_a_number_that_is_given_is_in_the_scope_and_wants_no_partner() -> None:
    one = "def f(w, g, t, *, lr, k):\n    return w - lr*k*g\n"
    sides = read_source(one), read_source(one.replace("k", "n"))
    question = Question(*sides, ("f", "g"), {}, {"k": Fraction(1, 2)})
    fields = answered(question, 100.0).fields
    assert fields["unmatched"] == ["n"]
    assert fields["scope"] == "real numbers, each coordinate alone; lr > 0, k == 1/2, n real"


def test_an_image_in_a_letter_that_the_other_side_does_not_have_ends_in_no_error() -> None:
    left = "def f(w, g, t, *, init, scale):\n    w = w - where(t > 1000, init*scale, init)*g"
    assert between(left, "def f(w, g, t, *, lr):\n    w = w - lr*g").as_given == "refuted"


CLIPPED = """
def f(w, g, t, *, lr, c: "c > 0"):
    w = w - lr*clip(g, -c, c)
"""


def test_settings_at_which_a_bound_is_out_of_reach_do_not_spoil_a_map() -> None:
    found = between(CLIPPED, CLIPPED.replace("-c, c)", "-c*(1 + lr), c*(1 + lr))"))
    assert image(found) == {"c": "c/(1 + lr)"}


WARM = """
def f(w, g, t, *, lr, T: "T > 0"):
    w = w - lr*min(1, t/T)*g
"""


OTHER_WARM = """
def f(w, g, t, *, p: "p > 0", q):
    w = w - p**2/(1 + q**2)*min(1, t/exp(q))*g
"""


def test_an_unknown_inside_an_exponential_is_no_value_of_another() -> None:
    assert between(WARM, OTHER_WARM).as_given == "refuted"


ACCUMULATED = """
def f(w, g, t, s="a", *, lr, a: "a >= 0", eps):
    s = s + g*g
    w = w - lr*g/(sqrt(s) + eps)
"""
OTHER_ACCUMULATED = """
def f(w, g, t, s="3*p", *, q: "q > 0", p: "p >= 0", r: "r > 0"):
    s = s + g*g
    w = w - 2*q*g/(sqrt(s) + r**3)
"""
AVERAGED = """
def f(w, g, t, v=0, *, lr, mu):
    v = mu*v + g
    w = w - lr*v
"""
HALF_LIVES = """
def f(w, g, t, v=0, *, r: "r > 0", h: "h > 0"):
    v = 2**(-1/h)*v + g
    w = w - v/r
"""


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (AVERAGED, HALF_LIVES, {"lr": "1/r", "mu": "2**(-1/h)"}),
        (ACCUMULATED, OTHER_ACCUMULATED, {"lr": "2*q", "a": "3*p", "eps": "r**3"}),
    ],
    ids=["half-lives", "from few starts"],
)
def test_maps_are_found_whose_images_no_start_comes_near(
    left: str, right: str, expected: dict[str, str]
) -> None:
    assert image(between(left, right)) == expected


def test_a_map_to_the_end_of_a_domain_is_no_condition_on_a_name_that_the_other_side_reads() -> None:
    found = between(
        "def a(w, g, t, *, lr, b: '0 <= b < 1'):\n    w = w - lr*b**(t + 1)*g\n",
        "def b(w, g, t, *, lr, b: '0 <= b < 1'):\n    w = w - lr*g*b/(1 - b)\n",
    )
    assert image(found) == {"lr": "lr*b**t*(1 - b)"}
    assert found.conditions == ["b > 0"]


@pytest.mark.parametrize("domain", ["0 <= b < 1", "b < 1"])
def test_a_power_of_what_is_left_of_one_is_no_power_of_minus_one(domain: str) -> None:
    found = between(
        f"def a(w, g, t, m=0, *, k, b: '{domain}'):\n    m = b*m + g\n    w = w - k*m*(1 - b)**t\n",
        f"def b(w, g, t, m=0, *, k, b: '{domain}'):\n    m = b*m + g\n    w = w - k*m\n",
    )
    assert image(found) == {"k": "k*(1 - b)**t"}


def test_a_solution_of_another_piece_does_not_hide_the_map() -> None:
    moments = "    m = b1*m + (1 - b1)*g\n    h = b2*h + (1 - b2)*g*g\n"
    taken = "(w, g, t, m=0, h=0, *, lr, b1, b2, rho: 'rho > 0', eps):\n"
    found = between(
        f"def a{taken}{moments}    w = w - lr*clip(m/max(rho*h, eps), -1, 1)\n",
        f"def b{taken}{moments}    w = w - lr*clip(m/max(h, eps), -rho, rho)\n",
    )
    assert found.verdict == "translated"
    assert image(found) == {"lr": "lr/rho", "eps": "eps/rho"}


def test_few_numbers_that_no_expression_gives_are_told_from_the_rest() -> None:
    chance = np.random.default_rng(0)
    points = chance.uniform(0.1, 0.9, (24, 2))
    values = points[:, 0] / points[:, 1]
    values[[3, 17]] *= 1.3
    kept = without_others(values, [hyper("a"), hyper("b")], points)
    assert kept is not None
    assert {*range(24)} - {*kept} == {3, 17}
    assert without_others(points[:, 0] + points[:, 1], [hyper("a"), hyper("b")], points) is None


def test_a_map_that_is_undefined_inside_a_domain_holds_beside_that_point() -> None:
    average = (
        "def a(w, g, t, v=0, *, step_size, mass):\n    v = mass*v - (1 - mass)*g\n    w = w + step_size*v\n"
    )
    total = "def b(w, g, t, v=0, *, learning_rate, mass):\n    v = mass*v - learning_rate*g\n    w = w + v\n"
    found = between(average, total)
    assert image(found) == {"step_size": "learning_rate/(1 - mass)"}
    assert found.translation is not None
    assert found.translation["where"] == ["mass != 1"]
    assert {name: len(each.gradients) for name, each in found.schedule_witnesses.items()} == {
        "learning_rate": 2,
        "mass": 2,
    }


def test_a_map_that_holds_but_for_an_end_of_a_domain_is_found() -> None:
    new = "    m = b2*m + (1 - b2)*g\n    w = w - lr*sign((b2 - b1)*g + b1*m)\n"
    old = "    u = sign(b1*m + (1 - b1)*g)\n    m = b2*m + (1 - b2)*g\n    w = w - lr*(u + wd*w)\n"
    found = between(
        f"def a(w, g, t, m=0, *, lr, b1, b2):\n{new}", f"def b(w, g, t, m=0, *, lr, b1, b2, wd):\n{old}"
    )
    assert found.verdict == "conditional"
    assert image(found) == {"wd": "0"}
    assert found.translation is not None
    assert found.translation["where"] == ["b2 > 0"]


def test_solutions_are_followed_to_settings_that_are_not_reached_from_generic_starts() -> None:
    scaled = "def a(w, g, t, G=1, *, lr):\n    w = w - lr*g/sqrt(G)\n    G = G + (lr*g)**2\n"
    plain = "def b(w, g, t, G='k', *, s: 's > 0', k: 'k > 0'):\n    w = w - s*g/sqrt(G)\n    G = G + g*g\n"
    found = between(scaled, plain)
    assert found.verdict == "translated"
    assert image(found) == {"s": "1", "k": "1/lr**2"}


CLIPPED_QUOTIENT = """
def f(w, g, t, m=0, h=0, *, lr, b1, b2, eps, rho, k: "k > 0"):
    m = b1*m + (1 - b1)*g
    h = b2*h + (1 - b2)*g*g
    w = w - lr*clip(m/max(k*h, eps), -rho, rho)
"""


def test_three_images_that_need_each_other_are_told_by_one_setting_where_others_lie_in_other_pieces() -> None:
    found = between(CLIPPED_QUOTIENT, CLIPPED_QUOTIENT.replace(" rho,", "").replace("-rho, rho", "-1, 1"))
    assert image(found) == {"lr": "lr*rho", "eps": "eps*rho", "k": "rho*k"}
    assert found.conditions[0] == "rho > 0"


def test_one_setting_tells_products_of_two_factors_and_no_more() -> None:
    symbols, numbers = [hyper("a"), hyper("b"), hyper("c")], [0.58013, 0.68741, 1.34827]
    a, b, c = symbols
    assert product_at_once(0.58013 * (1 - 0.68741), symbols, numbers) is a * (term(1) - b)
    assert product_at_once(0.58013**0.5, symbols, numbers) is sqrt(a)
    assert product_at_once(1.34827 / 0.68741**2, symbols, numbers) is c / b ** term(2)
    assert product_at_once(0.58013 * 0.68741 * 1.34827, symbols, numbers) is None
    assert product_at_once(-0.58013, symbols, numbers) is None
