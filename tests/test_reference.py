"""The independent unroller: it shares no code with the hybrid numbers, and agrees with them."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from time import monotonic

import pytest
from flint import arb, fmpq
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.evaluated import ADAM_NUMBERS, F, again
from tests.sample_systems import adam, g, lr, m, system, t, v, w
from verifier.evaluate import (
    UNSETTLED,
    Undefined,
    fraction_of,
    reference,
    run,
)
from verifier.evaluate.number import ball
from verifier.evaluate.reference import Missing, unroll
from verifier.evaluate.trajectory import working_precision
from verifier.term import ONE, Term, sqrt, term, where

numbers = st.fractions(-3, 3, max_denominator=4)
leaves = st.one_of(st.sampled_from([g, w, m, v, lr, t]), numbers.map(term))


def grown(inner: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    """Terms with one more operation."""
    conditions = st.builds(Term, st.sampled_from(["lt", "le", "eq", "ne"]), inner, inner)
    return st.one_of(
        st.builds(Term, st.sampled_from(["add", "mul", "div", "max", "min"]), inner, inner),
        st.builds(Term, st.sampled_from(["abs", "sign"]), inner),
        st.builds(lambda x, n: x**n, inner, st.sampled_from([2, 3, -1, F(1, 2), F(1, 3)])),
        st.builds(lambda x: Term("log", Term("exp", Term("min", x, term(3)))), inner),
        st.builds(where, conditions, inner, inner),
    )


random_terms = st.recursive(leaves, grown, max_leaves=12)


known = Term("log", Term("exp", Term("min", w, term(3))))


@example(m, where(Term("lt", g, where(Term("lt", w, known), g, g**-1)), g, g), g, [F(0), F(0)])
@settings(max_examples=60, deadline=None)
@given(random_terms, random_terms, random_terms, st.lists(numbers, min_size=1, max_size=4))
def test_both_unrollers_agree_on_random_systems(x: Term, y: Term, z: Term, gradients: list[Fraction]) -> None:
    sample = system("lr", w + x, {"m": y, "v": z})
    one = run(sample, {"lr": F(2)}, F(1), gradients, precision=512)
    other = unroll(sample, {"lr": F(2)}, F(1), gradients, digits=120)
    for a, c in zip((*one.weights, *one.queries), (*other.weights, *other.queries), strict=True):
        if a is UNSETTLED or (isinstance(c, Missing) and c.beyond_reach):
            break
        assert isinstance(a, Undefined) == isinstance(c, Missing)
        if isinstance(a, Undefined):
            continue
        if isinstance(c, Fraction) and fraction_of(a) is not None:
            assert fraction_of(a) == c
        else:
            with working_precision(512):
                c_ball = ball(fmpq(c.numerator, c.denominator)) if isinstance(c, Fraction) else arb(c)
                assert abs(ball(a) - c_ball) <= (1 + abs(c_ball)) * arb(10) ** -25 + 2 * ball(a).rad()


def test_the_comparison_of_the_unrollers_would_see_a_wrong_operation() -> None:
    """Positive control: a system with one sign changed is told apart by the same comparison."""
    one = run(system("", g - 1), {}, F(0), [F(2)]).weights[1]
    assert fraction_of(one) != unroll(system("", g + 1), {}, F(0), [F(2)]).weights[1]


def test_the_independent_unroller_shares_no_code_with_the_hybrid_numbers() -> None:
    text = Path(reference.__file__).read_text()
    imports = [line for line in text.splitlines() if line.startswith(("import", "from"))]
    ours = [line for line in imports if "verifier" in line]
    assert ours == [
        "from verifier.evaluate.algebraic import AlgebraicNumber",
        "from verifier.system import System",
        "from verifier.term import Term",
    ]
    assert not any("flint" in line for line in imports)


def test_the_independent_unroller_tells_tiny_numbers_from_zero() -> None:
    tiny = Term("exp", term(-5000)) * sqrt(term(2))
    zero = sqrt(term(2)) * sqrt(term(3)) - sqrt(term(6))
    assert again(Term("sign", tiny)) == 1
    assert again(Term("sign", zero)) == 0
    assert isinstance(again(ONE / zero), Missing)
    assert again(where(Term("eq", tiny, tiny * 2), ONE, term(2))) == 2


def test_the_independent_unroller_stops_in_time() -> None:
    with pytest.raises(TimeoutError):
        unroll(adam(), ADAM_NUMBERS, F(0), [F(1)] * 10, until=monotonic())
