"""Formulas of numbers and lists of numbers, by which arguments of schedules are carried over."""

import pytest

from verifier.lift.frameworks.call import Value
from verifier.port.reckoning import reckoned


@pytest.mark.parametrize(
    ("formula", "letters", "value"),
    [
        ("a*products(s)", {"a": 0.1, "s": (0.5, 0.1)}, (0.1, 0.05, 0.005)),
        ("b - 1", {"b": (100, 200)}, (99, 199)),
        ("first(v)", {"v": (0.3, 0.2)}, 0.3),
        ("ratios(v)", {"v": (0.4, 0.2, 0.1)}, (0.5, 0.5)),
        ("a/n", {"a": 1, "n": 4}, 0.25),
    ],
)
def test_a_formula_is_reckoned_exactly(formula: str, letters: dict[str, Value], value: Value) -> None:
    assert reckoned(formula, letters) == value


@pytest.mark.parametrize("other", [True, float("inf"), float("nan"), "1", None, (1, True), 0])
def test_what_is_no_number_or_divides_by_zero_has_no_value(other: Value) -> None:
    assert reckoned("1/a", {"a": other}) is None
