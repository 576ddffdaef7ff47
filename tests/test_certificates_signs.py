"""Certificates of states that are scaled, mixed, bounded, begun late, there at times."""

from __future__ import annotations

import pytest

from tests.campaign.claims import true
from tests.sample_proofs import formula, written
from verifier.checker import check

MEANS = ("m = beta*m + (1 - beta)*g", "v = rho*v + (1 - rho)*g**2")
AVERAGES, SECOND = "m=0, v=0, x=0, *, lr, beta, rho", "v = beta*v + (1 - beta)*g**2"
DELTA = ("d = g*sqrt(u + epsilon)/sqrt(v + epsilon)", "u = beta*u + (1 - beta)*d**2")
TURN = ("v = where(0 < g*u, minimum(6/5*v, 50), v/2)", "u = g")
CENTRED, CENTRE = "v=0, m=0, *, lr, rho, epsilon", ("v = rho*v + (1 - rho)*g**2", "m = rho*m + (1 - rho)*g")
YOGI = "m=0, v='acc', *, lr, beta, rho, epsilon, acc: 'acc >= 0'"
MOMENTUM = "m=0, p=1, *, lr, beta"
PAIRS = {
    "a state is kept as a negative multiple": (
        ("v=0, *, lr, beta, epsilon", SECOND, "w = w - lr*g/sqrt(v + epsilon)"),
        (
            "y=1, *, lr, beta, epsilon",
            "v = where(t < 2, 0, y)/(-7/5)",
            SECOND,
            "y = -7/5*v",
            "w = w - lr*g/sqrt(v + epsilon)",
        ),
    ),
    "a state is kept less a quotient of another": (
        ("v=0, u=0, *, beta, epsilon", SECOND, *DELTA, "w = w - d"),
        (
            "v=0, y=0, *, beta, epsilon",
            "u = y + v/(1 - beta)",
            SECOND,
            *DELTA,
            "y = u - v/(1 - beta)",
            "w = w - d",
        ),
    ),
    "what is zero leaves a sum": (
        (AVERAGES, *MEANS, "x = maximum(v, x)", "w = w - lr*m/sqrt(x)"),
        (
            AVERAGES,
            *MEANS,
            "y = x",
            "x = maximum(v, 1*x)*(1 + beta)/(1 + beta)",
            "w = w - lr*m/sqrt(maximum(v, y))",
        ),
    ),
    "a bound of the step and of a state": (
        ("v='lr', u=0, *, lr", *TURN, "w = w - sign(g)*v"),
        ("y='w', u=0, *, lr", "v = where(t < 2, lr, y)/t", *TURN, "y = v*(t + 1)", "w = w - sign(g)*v"),
    ),
    "gradients are gathered over two steps": (
        (
            "a=0, k=0, *, lr",
            "a = a + g",
            "k = k + 1",
            "f = k == 2",
            "w = w - where(f, lr*a/2, 0)",
            "a = where(f, 0, a)",
            "k = where(f, 0, k)",
        ),
        (
            "a=0, k=0, *, lr",
            "f = k == 1",
            "w = where(f, w - lr*(a + g)/2, w)",
            "a = where(f, 0, g)",
            "k = 1 - k",
        ),
    ),
    "what was solved for becomes zero": (
        (YOGI, MEANS[0], "v = v - (1 - rho)*sign(v - g*g)*g*g", "w = w - lr*m/(sqrt(v) + epsilon)"),
        (
            YOGI,
            MEANS[0],
            "d = (rho - 1)*sign(v - g*g)*g*g",
            "v = v + where(g < 0, d, 1*d)",
            "w = w - lr*m/(sqrt(v) + epsilon)",
        ),
    ),
    "sums start again every three steps": (
        (
            "m=0, k=0, *, lr",
            "m = (0 if k == 0 else m) + g",
            "k = k + 1 if k < 2 else 0",
            "w = w - lr*m",
        ),
        (
            "m=0, k=0, *, lr",
            "m = m + g",
            "w = w - lr*m",
            "k = k + 1",
            "m = 0 if k == 3 else m",
            "k = 0 if k == 3 else k",
        ),
    ),
    "two symbols are solved for, one after the other": (
        (CENTRED, *CENTRE, "w = w - lr*g/sqrt(v - m**2 + epsilon)"),
        (
            CENTRED,
            *CENTRE,
            "w = where(g < 0, w - lr*g/sqrt(v - m**2 + epsilon), w - lr*g/sqrt(epsilon + v - m**2))",
        ),
    ),
    "a hyperparameter is negative": (
        ("*, lr, q: 'q < 0'", "w = w - lr*t**q*g"),
        ("*, lr, q: 'q < 0'", "w = w - lr*g*exp(q*log(t))"),
    ),
    "what is known of powers where the gradient is zero": (
        (MOMENTUM, "m = beta*m + (1 - beta)*g", "p = p*beta*(1 - (1/2)**t)", "w = w - lr*m/(1 - p)"),
        (
            MOMENTUM,
            "m = where(g < 0, beta*m, beta*m + 0) + (1 - beta)*g",
            "p = p*(beta*(1 - (1/2)**t))",
            "w = w - lr*m/(1 - p)",
        ),
    ),
}


@pytest.mark.parametrize("name", PAIRS)
def test_a_proof_about_signs_is_written_so_that_the_checker_accepts_it(name: str) -> None:
    data = written(*(formula(*side) for side in PAIRS[name]))
    assert check(data) == []
    assert true(data)
