"""Equations that define nothing: numbers to reckon with, and first values that are only supposed."""

from __future__ import annotations

import re

from verifier.audit.drafts.vocabulary import is_gradient_name
from verifier.lift.reading import Equation, Number

SUPPOSED = re.compile(
    r"\b(?:if|had|were|would|could|might|may|instead|suppose\w*|initiali[sz]\w+ (?:with|to))\b(?!.*[.;]\s)",
    re.DOTALL | re.IGNORECASE,
)
"""Words before a first value that is not the update's own."""


def is_example(equation: Equation) -> bool:
    """Whether a gradient gets a number, ``g = 0.1``: what a method makes of it is reckoned by hand."""
    value = equation.value
    return is_gradient_name(equation.target.text) and isinstance(value, Number) and value.value != 0


def is_supposed(equation: Equation, before: str) -> bool:
    """Whether the words before it only suppose that a gradient is a first value: "if ``v_0 = g_1^2``"."""
    return not isinstance(equation.value, Number) and SUPPOSED.search(before) is not None


__all__ = ["is_example", "is_supposed"]
