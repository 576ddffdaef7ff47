"""Certificates of powers: exponents with letters below the line, products of bases, negative bases."""

from __future__ import annotations

import pytest

from tests.campaign.claims import true
from tests.sample_proofs import formula, written
from verifier.checker import check

NORM, DECAY = "v=0, *, lr, p: 'p > 1', beta", "*, lr, T: 'T > 0', a: '0 < a < 1'"
KEPT = f"c=1, {DECAY}"
SUM = "v=0, *, lr, q: 'q > 0'"
AVERAGE = "m=0, *, lr, h: 'h > 0'"
PAIRS = {
    "norm": (
        (NORM, "v = beta*v + (1 - beta)*abs(g)**p", "w = w - lr*g/(v**(1/p) + 1)"),
        (NORM, "v = beta*v + abs(g)**p", "w = w - lr*g/((1 - beta)**(1/p)*v**(1/p) + 1)"),
    ),
    "norm, corrected": (
        (NORM, "v = beta*v + (1 - beta)*abs(g)**p", "w = w - lr*g/((v/(1 - beta**t))**(1/p) + 1)"),
        (NORM, "v = beta*v + (1 - beta)*abs(g)**p", "w = w - lr*g/(v**(1/p)/(1 - beta**t)**(1/p) + 1)"),
    ),
    "temperature": ((DECAY, "w = w - lr*a**(t/T)*g"), (DECAY, "w = w - lr*(a**(1/T))**t*g")),
    "temperature kept": ((DECAY, "w = w - lr*a**(t/T)*g"), (KEPT, "c = c*a**(1/T)", "w = w - lr*c*g")),
    "exponential": ((DECAY, "w = w - lr*exp(-t/T)*g"), (KEPT, "c = c*exp(-1/T)", "w = w - lr*c*g")),
    "logarithm": ((DECAY, "w = w - lr*a**(t/T)*g"), (DECAY, "w = w - lr*exp(t*log(a)/T)*g")),
    "half-life": (
        (AVERAGE, "b = 2**(-1/h)", "m = b*m + (1-b)*g", "w = w - lr*m/(1 - b**t)"),
        (AVERAGE, "b = (1/2)**(1/h)", "m = m + (1-b)*(g-m)", "w = w - lr*m/(1 - exp(-t*log(2)/h))"),
    ),
    "power of a quotient": ((DECAY, "w = w - lr*(t/T)**a*g"), (DECAY, "w = w - lr*t**a/T**a*g")),
    "power of a root": (
        (SUM, "v = v + g*g", "w = w - lr*g/(1 + v)**(q/2)"),
        (SUM, "v = v + g*g", "w = w - lr*g/sqrt(1 + v)**q"),
    ),
    "a power of a maximum": (
        (SUM, "v = maximum(v, abs(g))", "w = w - lr*g/(1 + v**q)"),
        (SUM, "v = maximum(v, abs(g)**q)", "w = w - lr*g/(1 + v)"),
    ),
    "a power of a maximum, moved": (
        (SUM, "v = maximum(v, abs(g))", "w = w - lr*g/(1 + v)**q"),
        (SUM.replace("v=0", "v=1"), "v = maximum(v, (1 + abs(g))**q)", "w = w - lr*g/v"),
    ),
    "below a sum": (
        (SUM, "v = v + g*g", "w = w - lr*g/(1 + v)**(1/(1 + q))"),
        (SUM, "v = v + g*g", "w = w - lr*g*(1 + v)**(q/(1 + q))/(1 + v)"),
    ),
    "signs in turn": (("*, lr", "w = w - lr*(1 + (-1)**t)*g"), ("*, lr", "w = w - lr*(1 + 1/(-1)**t)*g")),
    "even powers": (("*, lr", "w = w - lr*(-1)**(2*t)*g"), ("*, lr", "w = w - lr*g")),
    "a negative number": (("*, lr", "w = w - lr*(-2)**t*g"), ("*, lr", "w = w - lr*(-1)**t*2**t*g")),
    "two of any sign": (("*, lr, a, b", "w = w - lr*(a*b)**t*g"), ("*, lr, a, b", "w = w - lr*a**t*b**t*g")),
    "one that may be zero": (
        ("*, lr, a: '0 <= a < 1', b: '0 <= b < 1'", "w = w - lr*(a*(b - 1))**t*g"),
        ("*, lr, a: '0 <= a < 1', b: '0 <= b < 1'", "w = w - lr*a**t*(-1)**t*(1 - b)**t*g"),
    ),
}


@pytest.mark.parametrize("name", PAIRS)
def test_a_proof_about_powers_is_written_so_that_the_checker_accepts_it(name: str) -> None:
    data = written(*(formula(*side) for side in PAIRS[name]))
    assert check(data) == []
    assert true(data)
