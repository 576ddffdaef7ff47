"""States and schedules in unusual algebra: what is equal is proved, and a slip in it never is."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from tests.campaign.pairs.record import rule
from verifier.comparison import compare_systems
from verifier.comparison.maps import maps
from verifier.findings import Verdict
from verifier.lift.formula import read_source
from verifier.referee import judge
from verifier.system import System


class Equal(NamedTuple):
    """Two texts of one optimizer, and a slip in the second that makes it another one."""

    left: tuple[str, str]
    right: tuple[str, str]
    slip: tuple[str, str]


HALF_LINE = "k: 'k >= 0'"
EQUAL = {
    "a switch at a square of the step": Equal(
        ("w, g, t, *, lr, k: 'k > 0'", "w = w - lr*(g if t*t <= 50 else k)"),
        ("w, g, t, *, lr, k: 'k > 0'", "w = w - lr*(g if t < 8 else k)"),
        ("t < 8", "t < 7"),
    ),
    "a decay by a fifth root of a count that begins late": Equal(
        (
            f"w, g, t, v=0, *, lr, epsilon, {HALF_LINE}",
            "n = max(t - k, 1)\nv = v*(1 - n**-0.8) + g*g*n**-0.8\nw = w - lr*g/sqrt(v + epsilon)",
        ),
        (
            f"w, g, t, v=0, *, lr, epsilon, {HALF_LINE}",
            "n = t - k if t - k > 1 else 1\nv += (g*g - v)/n**0.8\nw -= lr*g*rsqrt(v + epsilon)",
        ),
        ("else 1", "else 2"),
    ),
    "the least rate so far, by a running maximum": Equal(
        ("w, g, t, x=0, *, lr, epsilon", "x = max(x, g*g)\nw = w - lr*g/(sqrt(x) + epsilon)"),
        ("w, g, t, r='lr/epsilon', *, lr, epsilon", "r = min(r, lr/(abs(g) + epsilon))\nw = w - r*g"),
        ("lr/(abs(g) + epsilon)", "lr/(abs(g) + 2*epsilon)"),
    ),
    "a power of a root of an average": Equal(
        ("w, g, t, v=0, *, lr, beta, p: '0 < p <= 1'", "v = beta*v + (1 - beta)*g*g\nw = w - lr*g/v**p"),
        ("w, g, t, v=0, *, lr, beta, p: '0 < p <= 1'", "v += (1 - beta)*(g*g - v)\nw -= lr*g/sqrt(v)**(2*p)"),
        ("sqrt(v)**(2*p)", "sqrt(v)**p"),
    ),
    "a mean over the root of what it is divided by": Equal(
        ("w, g, t, m=0, v=1, *, lr, beta", "m = beta*m + g\nv = v + g**2\nw = w - lr*m/sqrt(v)"),
        (
            "w, g, t, u=0, v=1, *, lr, beta",
            "n = v + g**2\nu = (beta*u*sqrt(v) + g)/sqrt(n)\nv = n\nw = w - lr*u",
        ),
        ("beta*u*sqrt(v)", "beta*u*sqrt(n)"),
    ),
    "the root of a square that has a root in it": Equal(
        ("w, g, t, m=0, *, lr, epsilon", "m = m + sqrt((sign(m) - sqrt(epsilon))**2)\nw = w - lr*m"),
        ("w, g, t, m=0, *, lr, epsilon", "m = m + abs(sign(m) - sqrt(epsilon))\nw = w - lr*m"),
        ("abs(sign(m) - sqrt(epsilon))", "abs(sign(m) + sqrt(epsilon))"),
    ),
    "a product of numbers as a sum of logarithms": Equal(
        ("w, g, t, a=1, *, lr", "a = a*(1 + g**2)\nw = w - lr*g/a"),
        ("w, g, t, s=0, *, lr", "s = s + log(1 + g**2)\nw = w - lr*g*exp(-s)"),
        ("exp(-s)", "exp(-2*s)"),
    ),
    "a sum of squares of the step": Equal(
        ("w, g, t, *, lr", "w = w - lr*g*t*(t + 1)*(2*t + 1)/6"),
        ("w, g, t, s=0, *, lr", "s = s + t**2\nw = w - lr*s*g"),
        ("s + t**2", "s + t**2 + (t - 1)*(t - 2)*(t - 3)"),
    ),
    "a warm-up that grows until its cap": Equal(
        ("w, g, t, *, lr, k: 'k > 0'", "w = w - lr*min(1, t/k)*g"),
        ("w, g, t, s=0, *, lr, k: 'k > 0'", "s = min(s + 1/k, 1)\nw = w - lr*s*g"),
        ("min(s + 1/k, 1)", "min(s, 1) + 1/k"),
    ),
    "a mean that vanishes with what guards it": Equal(
        (
            "w, g, t, m=0, v=0, *, lr, beta_1, beta_2",
            "m = beta_1*m + (1 - beta_1)*g\nv = v + beta_2*g**2 + abs(g)\nw = w - lr*m*(v > 0)",
        ),
        ("w, g, t, m=0, *, lr, beta_1, beta_2", "m = beta_1*m + g\nw = w - lr*(1 - beta_1)*m"),
        ("m = beta_1*m + g", "m = beta_1*m + g + 1/t"),
    ),
    "means that vanish with what guards either": Equal(
        (
            "w, g, t, m=0, v=0, *, lr",
            "m = m + g\nv = v + g**2\nw = w - lr*where(v > 0, m*v/v, 0)",
        ),
        (
            "w, g, t, u=0, s=0, *, lr",
            "u = u + 4*g**2\ns = s - 2*g\nw = w + lr*(s/2 if u > 0 else s)",
        ),
        ("s/2 if u > 0", "s/2 if u > 1"),
    ),
    "a power kept from a step on": Equal(
        (
            "w, g, t, v=0, p=1, *, lr, beta_2",
            "if t > 2:\n    v = beta_2*v + (1 - beta_2)*g**2\n    p = p*beta_2\n    w = w - lr*v*g/(1 - p)",
        ),
        (
            "w, g, t, v=0, *, lr, beta_2",
            "v = v + (1 - beta_2)*(g**2 - v) if t >= 3 else 0\n"
            "w = w - (lr*v*g/(1 - beta_2**(t - 2)) if not t < 3 else 0)",
        ),
        ("beta_2**(t - 2)", "beta_2**(t - 1)"),
    ),
    "a rate that falls between two steps": Equal(
        ("w, g, t, s=1, *, lr", "s = s - 0.1 if t > 10 and t <= 20 else s\nw = w - lr*g*s"),
        ("w, g, t, *, lr", "w = w - lr*g*(1 if t <= 10 else 2 - t/10 if t <= 20 else 0)"),
        ("t <= 20", "t <= 18"),
    ),
    "a factor taken once": Equal(
        ("w, g, t, s=2, *, lr, beta", "s = s*beta if t == 1 or t >= 7.5 else s\nw = w - lr*g*s"),
        ("w, g, t, *, lr, beta", "w = w - lr*g*2*beta**max(1, t - 6)"),
        ("t - 6", "t - 7"),
    ),
    "a mean that starts again, its counter begun where it never returns": Equal(
        (
            "w, g, t, m=0, k=0, *, lr",
            "k = k + 1 if k < 3 else 1\nm = g if k == 1 else m + (g - m)/k\nw = w - lr*m",
        ),
        (
            "w, g, t, s=0, k=0, *, lr",
            "s = (0 if k == 3 else s) + g\nk = (0 if k == 3 else k) + 1\nw = w - lr*s/k",
        ),
        ("s = (0 if k == 3 else s)", "s = (0 if k == 2 else s)"),
    ),
    "a sum begun with what the first step leaves out": Equal(
        (
            "w, g, t, m=5, k=7, *, lr",
            "m = (0 if k != 1 and k != 2 else m) + g\nk = k + 1 if k < 3 else 1\nw = w - lr*m",
        ),
        (
            "w, g, t, s=0, k=0, *, lr",
            "s = (0 if k == 3 else s) + g\nk = (0 if k == 3 else k) + 1\nw = w - lr*s",
        ),
        ("(0 if k == 3 else s)", "(0 if k == 0 else s)"),
    ),
    "a cap written with a comparison": Equal(
        ("w, g, t, c=0, *, lr, k: 'k > 0'", "c = where(c + 1 > k, k, c + 1)\nw = w - lr*c/k*g"),
        ("w, g, t, *, lr, k: 'k > 0'", "w = w - lr*min(t, k)/k*g"),
        ("min(t, k)", "min(t, k + 1)"),
    ),
    "an exponential of what is never negative": Equal(
        (f"w, g, t, *, lr, {HALF_LINE}", "w = w - lr*exp(k)*g"),
        (f"w, g, t, *, lr, {HALF_LINE}", "w = w - lr*max(exp(k), 1)*g"),
        ("max(exp(k), 1)", "max(exp(k), 2)"),
    ),
    "a power of a root": Equal(
        ("w, g, t, *, lr, p: 'p > 0'", "w = w - lr*t**(p/2)*g"),
        ("w, g, t, *, lr, p: 'p > 0'", "w = w - lr*sqrt(t)**p*g"),
        ("sqrt(t)**p", "sqrt(t)**(p + 1)"),
    ),
    "a state to a power and back": Equal(
        ("w, g, t, v=1, *, lr, p: '0 < p < 1'", "v = v + g**2\nw = w - lr*g/v**p"),
        ("w, g, t, y=1, *, lr, p: '0 < p < 1'", "y = (y**(1/p) + g**2)**p\nw = w - lr*g/y"),
        ("y**(1/p)", "y**p"),
    ),
    "a relation that is singular at the end of a domain": Equal(
        (
            "w, g, t, a=0, b=0, *, lr, beta_1, beta_2",
            "a = beta_1*a + (1 - beta_1)*g\nb = beta_2*b + (1 - beta_2)*a\nw = w - lr*b",
        ),
        (
            "w, g, t, a=0, b=0, *, lr, beta_1, beta_2",
            "a = beta_2*a + (1 - beta_2)*g\nb = beta_1*b + (1 - beta_1)*a\nw = w - lr*b",
        ),
        ("(1 - beta_1)*a", "(1 - beta_2)*a"),
    ),
    "a product of schedules put into a mean": Equal(
        (
            "w, g, t, m=0, p=1, *, lr, beta",
            "u = beta*(1 - 0.96**t/2)\np = p*u\nm = u*m + (1 - u)*g\nw = w - lr*m/(1 - p)",
        ),
        (
            "w, g, t, h=0, p=1, *, lr, beta",
            "u = beta*(1 - 0.96**t/2)\nq = p*u\nh = (u*(1 - p)*h + (1 - u)*g)/(1 - q)\np = q\nw = w - lr*h",
        ),
        ("u*(1 - p)*h", "u*(1 - q)*h"),
    ),
}


def _read(text: tuple[str, str]) -> System:
    return read_source(rule(*text))


@pytest.mark.parametrize("name", EQUAL)
def test_one_optimizer_in_two_kinds_of_algebra_is_proved(name: str) -> None:
    pair = EQUAL[name]
    assert judge(_read(pair.left), _read(pair.right)).verdict is Verdict.PROVED


@pytest.mark.parametrize("name", EQUAL)
def test_a_slip_in_unusual_algebra_is_refuted(name: str) -> None:
    pair = EQUAL[name]
    parameters, body = pair.right
    assert pair.slip[0] in body
    wrong = _read((parameters, body.replace(*pair.slip)))
    assert judge(_read(pair.left), wrong).verdict is Verdict.REFUTED


def test_a_relation_by_cases_tells_no_state_of_the_left_by_itself() -> None:
    pair = EQUAL["a relation that is singular at the end of a domain"]
    found = maps(judge(_read(pair.left), _read(pair.right)))
    assert "a" not in found["state_map"]
    assert any("left.a" in text for text in found["relations"])


PLAIN = ("w, g, t, *, lr", "w = w - lr*g")
MAPS = {
    "flag": (("w, g, t, *, lr, flag", "w = w - (lr if flag > 0 else 2*lr)*g"), PLAIN, {"flag": "1"}),
    "logarithm": (("w, g, t, *, a: 'a > 1'", "w = w - log(a)*g"), PLAIN, {"lr": "log(a)"}),
    "half-life": (
        ("w, g, t, m=0, *, lr, beta", "m = beta*m + g\nw = w - lr*m"),
        ("w, g, t, m=0, *, lr, h: 'h > 0'", "m = 0.5**(1/h)*m + g\nw = w - lr*m"),
        {"beta": "2**(-1/h)"},
    ),
}


@pytest.mark.parametrize("name", MAPS)
def test_a_map_whose_images_always_lie_in_their_domains_has_no_conditions(name: str) -> None:
    left, right, images = MAPS[name]
    found = compare_systems(_read(left), _read(right))
    assert found.verdict == "translated"
    assert found.translation is not None
    assert (found.translation["map"], found.translation["where"]) == (images, [])


OF_THE_STEP = {
    "exp(a/(t - 0))": "a",
    "exp(a*sqrt(t - 0))": "a",
    "a**(1/(t - 0))": "a: 'a > 0'",
    "a**sqrt(t - 0)": "a: 'a > 0'",
}


@pytest.mark.parametrize("relation", [">", "=="])
@pytest.mark.parametrize("value", OF_THE_STEP)
def test_what_is_known_of_an_exponent_at_one_step_is_not_known_of_it_earlier(
    value: str, relation: str
) -> None:
    parameters = f"w, g, t, *, lr, {OF_THE_STEP[value]}"
    branch = f"k = 3\nif {value} {relation} g:\n    k = "
    earlier = f"(1 if {value.replace('- 0', '- 3')} {relation} g else 7)"
    left, right = (f"{branch}{late} if t > 3 else 2\nw = w - lr*k*(1 + g**2)" for late in ("1", earlier))
    sides = _read((parameters, left)), _read((parameters, right))
    assert judge(*sides, seconds=5.0).verdict is not Verdict.PROVED
