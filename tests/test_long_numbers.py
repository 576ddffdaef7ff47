"""Numbers of thousands of digits, which Python does not write, end in a verdict and in no traceback."""

from __future__ import annotations

import pytest

from tests.campaign.pairs.record import rule
from verifier.compare import compare_read
from verifier.lift.formula import read_source

PLAIN, KEPT = "w, g, t, *, lr, c", "w, g, t, m=0, *, lr, c"
LONG = {
    "a factor": (KEPT, "m = c*m + g*{}\nw = w - lr*m", "m = c*m + g\nw = w - lr*m*{}"),
    "a sum": (PLAIN, "w = w - lr*g + c*{}", "w = w - lr*g"),
    "a base": (PLAIN, "w = w - lr*g*(1/{})**t", "w = w - lr*g/({})**t"),
    "an exponent": (PLAIN, "w = w - lr*g*exp(c*{})", "w = w - lr*g*exp(c)**{}"),
    "of what is an exponent": (PLAIN, "w = w - lr*g*2**{}", "w = w - lr*g*2**(-{})"),
}


@pytest.mark.parametrize("number", ["3**15000", "((10**48)**48)**2", "(3**5000*7**2800)", "3**400"])
@pytest.mark.parametrize("name", LONG)
def test_long_numbers_are_no_fault(name: str, number: str) -> None:
    parameters, *bodies = LONG[name]
    left, right = (read_source(rule(parameters, body.format(number))) for body in bodies)
    found = compare_read((left, right), ("left", "right"), timeout=10.0).to_json()
    same = name not in ("a sum", "of what is an exponent")
    assert found["as_given"] in (("proved", "undecided") if same else ("refuted", "undecided"))
    assert found["as_given"] != "undecided" or number != "3**400" or "exponent" in name
