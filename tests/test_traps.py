"""Claims that look true and are false, claims that look false and are true: each is judged, never wrongly.

Equal for a thousand steps only, except at one irrational gradient, but for a division by zero at the
third zero gradient; or different texts of one rule.
"""

from __future__ import annotations

import pytest

from tests.parts import some_of
from verifier.findings import Verdict
from verifier.lift.formula import read_source
from verifier.referee import judge

PLAIN = ("", "w = w - lr*g")
BALL = ("m=0", "m = beta*m + g; w = w - lr*m")
ROOT = ("v=0", "v = beta*v + (1-beta)*g*g; w = w - lr*g/sqrt(v)")
SIGNED = ("m=0", "m = beta*m + (1-beta)*sign(g); w = w - lr*m")
SPREAD = ("m=0, v=0", "m = b*m + (1-b)*g; v = c*v + (1-c)*g*g; w = w - lr*g/sqrt(v - m*m + 2*epsilon)")


def step(states: str, body: str) -> str:
    """A formula file with these states; the statements are separated by semicolons."""
    parameters = ", ".join(["w", "g", "t", *([states] if states else [])])
    hypers = "lr, beta, epsilon, b: '0 <= b < 1', c: '0 <= c < 1'"
    lines = "".join(f"    {line.strip()}\n" for line in body.split(";"))
    return f"def step({parameters}, *, {hypers}):\n{lines}"


FALSE = {
    "for a thousand steps": (PLAIN, ("", "w = w - lr*g*where(t <= 1000, 1, 2)")),
    "but at one irrational gradient": (PLAIN, ("", "w = w - lr*g*where(g*g*g == 2, 2, 1)")),
    "but where the gradient's square is the rate": (PLAIN, ("", "w = w - lr*g*where(g*g == lr, 2, 1)")),
    "but after the weight was the last step": (
        PLAIN,
        ("p=0", "p = where(w == lr*g, 1, 0) + 0*p; w = w - lr*g*(1 + p)"),
    ),
    "but where the gradient is zero twice": (
        PLAIN,
        ("n=0", "n = where(g == 0, n + 1, 0); w = w - lr*g + 0/(2 - n)"),
    ),
    "but where a gradient comes four times": (
        PLAIN,
        ("n=0, q=1", "n = where(g == q, n + 1, 0); q = g; w = w - lr*g*where(n == 3, 2, 1)"),
    ),
    "but without momentum": (BALL, ("m=0", "m = beta*m + g; w = w - lr*where(beta == 0, 2, 1)*m")),
    "but undefined without momentum": (BALL, ("m=0", "m = beta*m + g; w = w - lr*m*beta/beta")),
    "but undefined at the first step without momentum": (
        BALL,
        ("m=0", "m = beta*m + g; w = w - lr*m*(1 - 0*beta**(t-2))"),
    ),
    "but at the fifth step": (PLAIN, ("", "w = w - lr*g*(1 + where(t >= 5, 0**(t-5), 0))")),
    "a guard for an empty average": (
        ROOT,
        ("v=0", "v = beta*v + (1-beta)*g*g; w = w - where(v == 0, 0, lr*g/sqrt(v))"),
    ),
    "a power that vanishes at zero": (PLAIN, ("", "w = w - lr*g*where(beta**t > 0, 1, 2)")),
    "a root of a square without its sign": (PLAIN, ("", "w = w - lr*sqrt(g*g)")),
    "the square of a root": (PLAIN, ("", "w = w - lr*sqrt(g)**2")),
    "the root of a cube": (PLAIN, ("", "w = w - lr*(g*g*g)**(1/3)")),
    "a power by a logarithm, at zero": (PLAIN, ("", "w = w - lr*g*exp(log(abs(g)))/abs(g)")),
    "every other step turned": (PLAIN, ("", "w = w - lr*g*(-1)**t")),
    "undefined at the third step": (PLAIN, ("", "w = w - lr*g*(t-3)/(t-3)")),
    "a threshold that one step meets": (PLAIN, ("", "w = w - lr*g*where(3*t*t == 48, 2, 1)")),
    "a variance of two rates is never negative": (
        SPREAD,
        (SPREAD[0], SPREAD[1].replace("v - m*m", "max(v - m*m, -epsilon)")),
    ),
    "a bound that is nearly never met": (
        SIGNED,
        ("m=0", "m = beta*m + (1-beta)*sign(g); w = w - lr*clip(m, -0.999999, 0.999999)"),
    ),
    "a state without a first value": (
        ("p=0", "w = w - lr*g + 0*p; p = g"),
        ("p='1/(lr-lr)'", "w = w - lr*g + 0*p; p = g"),
    ),
    "undefined a step later": (PLAIN, ("p=0", "w = w - lr*g + 0*p; p = 1/g")),
    "a rate that is kept too long": (
        ("p=0", "w = w - lr*p; p = g"),
        ("q=7", "w = w - lr*where(t <= 2, 0, q); q = g"),
    ),
    "a counter that begins late": (
        ("", "w = w - lr*g*t*(t+1)/2"),
        ("n=1", "n = n + t; w = w - lr*g*n"),
    ),
    "a bound that is wider at one step only": (
        ("v='lr', u=0", "n = where(g*u > 0, min(v*6/5, 50), v/2); w = w - sign(g)*n; v = n; u = g"),
        (
            "v='lr', u=0",
            "n = where(g*u > 0, min(v*6/5, 50), v/2); w = w - sign(g)*n;"
            "v = where(g*u > 0, min(v*6/5, where(t == 3, 100, 50)), v/2); u = g",
        ),
    ),
    "a start that a small epsilon lets be seen": (
        ("u=0", "u = max(beta*u, abs(g) + epsilon); w = w - lr*g/u"),
        ("u='1/10'", "u = max(beta*u, abs(g) + epsilon); w = w - lr*g/u"),
    ),
    "a cut that only a large bound lets be seen": (
        ("", "w = w - lr*clip(g, -epsilon, epsilon)"),
        ("", "w = w - lr*clip(max(g, -100), -epsilon, epsilon)"),
    ),
    "undefined at the fifth step after zeros only": (
        ("m=0", "w = w - lr*g*where(t > 4, 2, 1); m = beta*m + g"),
        ("m=0", "w = w - lr*g*where(t > 4, 2*m/m, 1); m = where(t > 4, 1, beta*m + g)"),
    ),
    "a bound that a thousand steps do not reach": (PLAIN, ("", "w = w - lr*g*min(1, 1000/t)")),
    "a divisor that is zero at one late step": (PLAIN, ("", "w = w - lr*g*(t - 1500)/(t - 1500)")),
    "a root that ends late": (("", "w = w - lr*g*(900 - t)"), ("", "w = w - lr*g*sqrt(900 - t)**2")),
    "a sign that only a loud gradient before it turns": (
        ("m=0", "u = b*m + (1-b)*g; m = c*m + (1-c)*g; w = w - lr*sign(u)"),
        ("m=0", "u = b*m + (1-b)*g; m = c*m + (1-c)*g + where(abs(g) > 100, 1, 0); w = w - lr*sign(u)"),
    ),
    "a state's late slip that only later zeros show": (
        ("u=0", "u = max(beta*u, abs(g) + 1); w = w - lr*g/u - lr/u"),
        ("u=0", "u = max(beta*u, abs(g) + 1) + where(t == 700, 1, 0); w = w - lr*g/u - lr/u"),
    ),
}

TRUE = {
    "a root of a square over itself": (
        ROOT,
        ("v=0", "v = beta*v + (1-beta)*g*g; w = w - lr*g*sqrt(v)/v"),
    ),
    "a size times a sign": (PLAIN, ("", "w = w - lr*abs(g)*sign(g)")),
    "a logarithm of an exponential": (PLAIN, ("", "w = w - lr*g + log(exp(w)) - w")),
    "an exponential of a logarithm": (PLAIN, ("", "w = w - exp(log(lr))*g")),
    "an even power of minus one": (PLAIN, ("", "w = w - lr*g*(-1)**(2*t)")),
    "a denominator without a whole root": (PLAIN, ("", "w = w - lr*g*(t*t-2)/(t*t-2)")),
    "a threshold that no step meets": (PLAIN, ("", "w = w - lr*g*where(2*t == 5, 2, 1)")),
    "a step of which nothing is seen at first": (
        ("p=0", "w = w - lr*p; p = g"),
        ("q=7", "w = w - lr*where(t == 1, 0, q); q = g"),
    ),
    "a bound that signs never pass": (
        SIGNED,
        ("m=0", "m = beta*m + (1-beta)*sign(g); w = w - lr*clip(m, -1, 1)"),
    ),
    "a state that nothing reads may not exist": (PLAIN, ("p=0", "w = w - lr*g; p = 1/g")),
    "a variance of one rate is never negative": (
        (SPREAD[0], SPREAD[1].replace("c", "b")),
        (SPREAD[0], SPREAD[1].replace("c", "b").replace("v - m*m", "max(v - m*m, -epsilon)")),
    ),
    "a square by two roots of two": (PLAIN, ("", "w = w - lr*g*(1 + g**(sqrt(2)*sqrt(2)) - g*g)")),
    "the logarithm of e": (PLAIN, ("", "w = w - lr*g*log(exp(1))")),
    "a power of e": (("p=1", "p = p*exp(1); w = w - lr*g*p"), ("", "w = w - lr*g*exp(t)")),
    "a half-life as a power and as an exponential": (
        ("m=0, p=1", "m = exp(-1/lr)*m + g; p = p*exp(-1/lr); w = w - lr*m/(1 - p)"),
        ("m=0", "m = m/exp(1/lr) + g; w = w - lr*m/(1 - exp(-t/lr))"),
    ),
    "a power turned round": (
        ("", "w = w - lr*g*(9/4)**t"),
        ("p=1", "p = p*(3/2); w = w - lr*g/(2/3)**t*p"),
    ),
}


@pytest.mark.parametrize("name", some_of(list(FALSE), every=2))
def test_what_looks_true_is_refuted(name: str) -> None:
    left, right = (read_source(step(*side)) for side in FALSE[name])
    assert judge(left, right).verdict is Verdict.REFUTED
    assert judge(right, left).verdict is Verdict.REFUTED


def test_no_map_mends_a_weight_that_does_not_exist() -> None:
    """The points that are asked at are the same for ever, the mean of them is undefined on one side."""
    body = "g = grad(z)\n    z = z - lr*g\n    w = beta*w + (1-beta)*z\n"
    mean = f"def step(w, t, z='w', *, lr, beta):\n    {body}"
    lost = mean.replace("(1-beta)*z", "(1-beta)*z*g/g")
    judgement = judge(read_source(mean), read_source(lost))
    assert judgement.verdict is Verdict.REFUTED
    assert judgement.witness is not None
    assert judgement.witness.right.startswith("undefined")


@pytest.mark.parametrize("name", TRUE)
def test_what_looks_false_is_proved(name: str) -> None:
    left, right = (read_source(step(*side)) for side in TRUE[name])
    assert judge(left, right).verdict is Verdict.PROVED
    assert judge(right, left).verdict is Verdict.PROVED
