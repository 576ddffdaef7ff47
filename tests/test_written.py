"""A term that is shown to a person reads well, and reads as the term."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.algebra.in_front import written
from verifier.lift.formula import read_source
from verifier.term import GRADIENT, ONE, STEP, WEIGHT, Term, fold, hyper, term

A, B, W, G = hyper("a"), hyper("b"), WEIGHT, GRADIENT
READ = {A: Fraction(3, 7), B: Fraction(-5, 3), W: Fraction(11, 13), G: Fraction(-2, 17)}
TERMS = st.recursive(
    st.sampled_from([A, B, W, G, term(-1), term(0), term(1), term(Fraction(-2, 3))]),
    lambda inner: st.builds(Term, st.sampled_from(["add", "mul", "div"]), inner, inner),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ((-A) * G + W, "w - a*g"),
        (W - (-A) * G, "w + a*g"),
        (-(term(1) / A) * G, "-g/a"),
        (term(-2) * A * G - W, "-2*a*g - w"),
        (term(1) * (A + B) * G, "(a + b)*g"),
        ((-A) ** 2, "(-a)**2"),
        (A ** (-1), "a**(-1)"),
        (Term("mul", term(0), A) + B, "0*a + b"),
    ],
)
def test_signs_stand_in_front(value: Term, text: str) -> None:
    assert written(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (A * A**STEP, "a**(t + 1)"),
        (B * (ONE - A) * (ONE - A) ** (STEP - 1) / W, "b*(1 - a)**t/w"),
        (A * A ** (STEP + 2), "a**(t + 3)"),
        (A * A ** (STEP - 2), "a*a**(t - 2)"),
        (ONE - A * A**STEP, "1 - a**(t + 1)"),
        (A * B**STEP, "a*b**t"),
    ],
)
def test_a_base_beside_its_power_is_one_power_where_zero_allows_that(value: Term, text: str) -> None:
    assert written(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (term(Fraction(1, 10**16)), "1e-16"),
        (A / 10**8, "1e-8*a"),
        (-A / (B * 2 * 10**7), "-5e-8*a/b"),
        (A / 1000, "a/1000"),
        (A / (3 * 10**8), "a/300000000"),
        (A * 10**12, "1e12*a"),
        (A * 12345, "12345*a"),
    ],
)
def test_rows_of_zeros_are_exponents(value: Term, text: str) -> None:
    assert written(value) == text


def number(node: Term, args: tuple[Fraction | None, ...]) -> Fraction | None:
    """The value at the points of READ; None where it is not defined."""
    if not args:
        return READ[node] if node.op == "sym" else node.value
    left, right = args
    if left is None or right is None or (node.op == "div" and not right):
        return None
    return left + right if node.op == "add" else left * right if node.op == "mul" else left / right


@given(TERMS)
def test_what_is_written_reads_as_what_was_meant(value: Term) -> None:
    text = written(value)
    read = read_source(f"def step(w, g, *, a, b):\n    return {text}").weight
    meant, found = fold([value], number)[value], fold([read], number)[read]
    assert meant is None or meant == found
