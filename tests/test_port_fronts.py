"""What stands in front of an optimizer: told as what the gradient becomes, or not at all."""

from __future__ import annotations

import pytest

from tests.test_port import lifted
from verifier.port.fronts import changed_gradient

STEP = """
def step(w, g, t, b=0, *, lr=0.1, mu=0.5):
    c = {becomes}
    b = mu*b + c
    w = w - lr*(b + {read})
    return w
"""
CLIPPED = "min(max(g, -1), 1)"


@pytest.mark.parametrize(("read", "told"), [("c", CLIPPED), ("g", None), ("(c + g)/2", None)])
def test_what_a_gradient_becomes_is_told_where_no_step_reads_it_raw_as_well(
    read: str, told: str | None
) -> None:
    """Beside an average of the clipped gradient the step goes along it, along the raw one, or both."""
    core = lifted(STEP.format(becomes="g", read="g"))
    assert changed_gradient(lifted(STEP.format(becomes=CLIPPED, read=read)), core, 5.0) == told


def test_what_only_guards_a_formula_is_left_out_where_that_is_proved_to_be_equal() -> None:
    guarded = {
        "where(0 < g**2, sqrt(where(0 < g**2, g**2, 1)), g**2)": "sqrt(g**2)",
        "g*(2 + sqrt(g**2) - sqrt(g**2))": "2*g",
        "where(0 < g, g, 0)": "where(0 < g, g, 0)",
    }
    core = lifted(STEP.format(becomes="g", read="c"))
    for becomes, told in guarded.items():
        assert changed_gradient(lifted(STEP.format(becomes=becomes, read="c")), core, 5.0) == told
