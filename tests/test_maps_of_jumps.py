"""What stands inside signs and what decides a jump is solved for, though no small change of it is felt."""

from __future__ import annotations

import pytest

from tests.campaign.pairs.record import rule
from tests.test_maps import between, image

SIGNS = """
def f(w, g, t, m=0, *, lr, a: "0 <= a < 1", b: "0 <= b < 1"):
    w = w - lr*sign(a*m + (1 - a)*g)
    m = b*m + (1 - b)*g
"""
OTHER_SIGNS = """
def f(w, g, t, m=0, *, lr, p: "0 < p <= 1", q: "q >= 1"):
    w = w - 2*lr*sign(m - p*m + p*g)
    m = m + (g - m)/q
"""


def test_what_stands_inside_signs_is_solved_for() -> None:
    assert image(between(SIGNS, OTHER_SIGNS)) == {"p": "1 - a", "q": "1/(1 - b)", "lr": "lr/2"}


JUMPS = {
    "a threshold of a scaled average": (
        ("m=0", "beta, a: 'a > 0'", "m = beta*m + g\nw = w - where(m > a, lr*m, 0)"),
        ("m=0", "beta, c: 'c > 0'", "m = beta*m + (1 - beta)*g\nw = w - where(m > c, lr*m, 0)"),
        {"c": "(1 - beta)*a", "lr": "lr/(1 - beta)"},
    ),
    "a threshold on the other side of a difference, and one of two": (
        ("m=0", "beta, a: 'a > 0'", "m = beta*m + g\nw = w - where(m - a > 0 and g > 0, lr*g, 0)"),
        (
            "m=0",
            "beta, c: 'c > 0'",
            "m = beta*m + (1 - beta)*g\nw = w - where(not (g <= 0 or m <= c), lr*g, 0)",
        ),
        {"c": "(1 - beta)*a"},
    ),
    "a step from which the rate is another": (
        ("", "a: 'a > 0'", "w = w - where(t > a, lr, lr/2)*g"),
        ("", "c: 'c > 0'", "w = w - where(2*t > c, lr, lr/2)*g"),
        {"c": "2*a"},
    ),
    "a step counted from zero": (
        ("", "a: 'a > 0'", "w = w - where(t - 1 > a, lr, lr/2)*g"),
        ("", "c: 'c > 0'", "w = w - where(t > c, lr, lr/2)*g"),
        {"c": "1 + a"},
    ),
    "a step that is a share of another": (
        ("", "a: 'a > 0', p: '0 < p < 1'", "w = w - where(t > p*a, lr, lr/2)*g"),
        ("", "c: 'c > 0'", "w = w - where(t > c, lr, lr/2)*g"),
        {"c": "a*p"},
    ),
    "a step held by its square": (
        ("", "a: 'a > 0'", "w = w - where(t*t + 2*t > a - 1, lr, lr/2)*g"),
        ("", "c: 'c > 1'", "w = w - where(t + 1 > c, lr, lr/2)*g"),
        {"a": "c**2"},
    ),
    "a letter beyond one, whose root is not said of how far beyond": (
        ("", "a: 'a > 1'", "w = w - where(t*t > a, lr, lr/2)*g"),
        ("", "c: 'c > 0'", "w = w - where(t > c + 1, lr, lr/2)*g"),
        {"c": "sqrt(a) - 1"},
    ),
    "a difference that is said without a minus in front": (
        ("", "a: 'a > 1'", "w = w - where(t*t + t > a, lr, lr/2)*g"),
        ("", "c: 'c > 0'", "w = w - where(t > c, lr, lr/2)*g"),
        {"c": "(sqrt(1 + 4*a) - 1)/2"},
    ),
    "a step held by its reciprocal": (
        ("", "a: '0 < a < 1'", "w = w - where((t - 1)/t > a, lr, lr/2)*g"),
        ("", "c: 'c > 1'", "w = w - where(t > c, lr, lr/2)*g"),
        {"c": "1/(1 - a)"},
    ),
    "a power that falls below a number": (
        ("", "a: '0 < a < 1'", "w = w - where(a**t < 1/2, lr, lr/2)*g"),
        ("", "c: '0 < c < 1'", "w = w - where(c**(3*t) < 1/2, lr, lr/2)*g"),
        {"a": "c**3"},
    ),
    "an exponential that falls below a number": (
        ("", "a: 'a > 0'", "w = w - where(exp(-a*t) < 1/2, lr, lr/2)*g"),
        ("", "c: 'c > 0'", "w = w - where(exp(-3*c*t) < 1/4, lr, lr/2)*g"),
        {"c": "2*a/3"},
    ),
    "a power, and an exponential of a rate": (
        ("", "a: '0 < a < 1'", "w = w - where(a**t < 1/2, lr, lr/2)*g"),
        ("", "c: 'c > 0'", "w = w - where(exp(-c*t) >= 1/2, lr/2, lr)*g"),
        {"c": "log(1/a)"},
    ),
    "the one step that is another": (
        ("", "a: 'a > 0'", "w = w - where(t == a, lr, lr/2)*g"),
        ("", "c: 'c > 1'", "w = w - where(t != c - 1, lr/2, lr)*g"),
        {"c": "1 + a"},
    ),
    "the one step whose square is a number": (
        ("", "a: '0 < a < 9'", "w = w - where(t == 2*a, lr, lr/2)*g"),
        ("", "c: '0 < c < 9'", "w = w - where(t*t == c, lr, lr/2)*g"),
        {"a": "sqrt(c)/2"},
    ),
    "the end of a second phase": (
        ("", "a: 'a > 0', b: 'b > 0'", "w = w - where(a < t and t <= a + b, lr, lr/2)*g"),
        ("", "a: 'a > 0', c: 'c > 0'", "w = w - where(a < t and t <= c, lr, lr/2)*g"),
        {"c": "b + a"},
    ),
    "a number": (
        ("", "", "w = w - where(abs(g) > 1/4, lr*g, 0)"),
        ("", "c: 'c > 0'", "w = w - where(abs(g) > c**2, lr*g, 0)"),
        {"c": "1/2"},
    ),
    "a hard threshold of the weight": (
        ("", "l: 'l > 0'", "y = w - lr*g\nw = where(abs(y) > lr*l, y, 0)"),
        ("", "k: 'k > 0'", "y = w - lr*g\nw = where(abs(y) > k, y, 0)"),
        {"k": "lr*l"},
    ),
}


def _rule(states: str, letters: str, body: str) -> str:
    return rule(f"w, g, t, {states + ', ' if states else ''}*, lr, {letters}", body)


@pytest.mark.parametrize(("left", "right", "wanted"), JUMPS.values(), ids=JUMPS)
def test_what_decides_a_jump_is_solved_for(
    left: tuple[str, str, str], right: tuple[str, str, str], wanted: dict[str, str]
) -> None:
    assert image(between(_rule(*left), _rule(*right))) == wanted


@pytest.mark.parametrize("slip", [("m > c", "m < c"), ("lr*m, 0", "lr*m, m"), ("m > c", "m - g > c")])
def test_no_map_makes_another_jump_the_same(slip: tuple[str, str]) -> None:
    left, right, _ = JUMPS["a threshold of a scaled average"]
    assert between(_rule(*left), _rule(*right).replace(*slip)).translation is None


SHARE, COUNT = "0 < {} < 1", "0 < {} < 9"


@pytest.mark.parametrize(
    ("one", "other", "domain"), [("a**t < 1/2", "c**(t + 1) < 1/2", SHARE), ("t == a", "t > c", COUNT)]
)
def test_no_map_makes_steps_the_same_that_another_rule_picks(one: str, other: str, domain: str) -> None:
    left, right = (
        _rule("", f"{name}: '{domain.format(name)}'", f"w = w - where({at}, lr, lr/2)*g")
        for name, at in (("a", one), ("c", other))
    )
    assert between(left, right).translation is None


SIZED = [("d", "translated"), ("d: '0 <= d <= 2'", "translated"), ("d: '0 <= d < 2'", "conditional")]


@pytest.mark.parametrize(("given", "verdict"), SIZED)
def test_an_image_that_is_a_size_lies_where_it_does_in_each_case(given: str, verdict: str) -> None:
    """It asks for the sign of what it is the size of, and has its place whatever that is."""
    left = _rule("", "c: '-2 <= c <= 1'", "w = w - lr*abs(c)*g")
    found = between(left, _rule("", given, "w = w - lr*d*g"))
    assert (found.verdict, image(found)) == (verdict, {"d": "sqrt(c**2)"})
