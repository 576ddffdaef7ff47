"""The prover of closed forms: what it proves is true, and what is false it does not prove."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp, mpf

from verifier.algebra.ring import Unsupported
from verifier.closed_form.bound import COUNT, at, element, index, product, summation, tidy
from verifier.closed_form.bound import replace as put
from verifier.closed_form.identities import Identities
from verifier.closed_form.induction import PREVIOUS, Induction, proves
from verifier.closed_form.numeric import DIGITS, Run, holds
from verifier.domain import POSITIVE, UNIT
from verifier.term import GRADIENT, ONE, STEP, ZERO, Term, hyper, term

b, c, i, j = hyper("b"), hyper("c"), index("i"), index("j")
DOMAINS = {"b": UNIT, "lr": POSITIVE}
LEFT, G = element("m", STEP), element("g", STEP)


def identities() -> Identities:
    return Identities(DOMAINS)


def average(closed: Term) -> Induction:
    """The claim that an exponential moving average is ``closed``."""
    return Induction(LEFT, closed, ZERO, b * PREVIOUS + (ONE - b) * G)


def discounted(body: Term, low: int = 1, high: Term = STEP) -> Term:
    return summation(body * element("g", i), i, low, high)


TRUE = (ONE - b) * discounted(b ** tidy(STEP - i))
FALSE = {
    "a factor too many": b * TRUE,
    "an exponent too large": (ONE - b) * discounted(b ** tidy(STEP - i + 1)),
    "an exponent counted from the start": (ONE - b) * discounted(b ** tidy(i - 1)),
    "no normalisation": discounted(b ** tidy(STEP - i)),
    "another factor": (ONE - c) * discounted(c ** tidy(STEP - i)),
    "a sum that starts late": (ONE - b) * discounted(b ** tidy(STEP - i), low=2),
    "a sum that ends early": (ONE - b) * discounted(b ** tidy(STEP - i), high=tidy(STEP - 1)),
    "the square of the gradient": (ONE - b)
    * summation(b ** tidy(STEP - i) * element("g", i) ** 2, i, 1, STEP),
    "an offset": TRUE + b**STEP,
    "an offset that is no solution": TRUE + ONE,
}


def test_the_true_closed_form_is_proved():
    assert proves(identities(), average(TRUE))


@pytest.mark.parametrize("closed", FALSE.values(), ids=FALSE.keys())
def test_a_false_closed_form_is_not_proved(closed: Term):
    assert not proves(identities(), average(closed))


def test_the_base_case_is_needed():
    shifted = average(TRUE + b**STEP)
    assert not proves(identities(), shifted)
    assert proves(identities(), replace(shifted, start=ONE))


def test_the_boundary_of_the_domain_is_not_lost_by_cancelling():
    power = Induction(LEFT, b * b ** tidy(STEP - 1), ONE, b * PREVIOUS)
    assert not proves(identities(), power)  # at t = 0 and b = 0 it would be 0 times 1/0
    assert proves(identities(), replace(power, closed=b**STEP))


def test_a_product_of_schedules_is_proved_and_its_neighbours_are_not():
    mu = element("mu", STEP)
    claim = Induction(LEFT, product(element("mu", i), i, 1, STEP), ONE, mu * PREVIOUS)
    assert proves(identities(), claim)
    assert not proves(identities(), replace(claim, closed=product(element("mu", i), i, 0, STEP)))
    assert not proves(identities(), replace(claim, closed=product(element("mu", i), i, 2, STEP)))


def test_sums_of_products_are_proved_and_their_neighbours_are_not():
    a = element("a", STEP)
    weight = product(element("a", j), j, tidy(i + 1), STEP)
    claim = Induction(LEFT, discounted(weight), ZERO, a * PREVIOUS + G)
    assert proves(identities(), claim)
    late = product(element("a", j), j, tidy(i + 2), STEP)
    early = product(element("a", j), j, i, STEP)
    assert not proves(identities(), replace(claim, closed=discounted(late)))
    assert not proves(identities(), replace(claim, closed=discounted(early)))


def test_a_geometric_sum_is_proved_where_its_denominator_is_not_zero():
    geometric = c * (ONE - b**STEP) / (ONE - b)
    claim = Induction(LEFT, geometric, ZERO, b * PREVIOUS + c)
    assert proves(identities(), claim)
    assert not proves(identities(), replace(claim, closed=c * (ONE - b ** (STEP + 1)) / (ONE - b)))


def test_a_power_of_a_sum_is_one_quantity():
    factor = ONE - hyper("lr") * c
    claim = Induction(LEFT, factor**STEP, ONE, factor * PREVIOUS)
    assert proves(identities(), claim)
    assert not proves(identities(), replace(claim, closed=(ONE + hyper("lr") * c) ** STEP))


def test_powers_that_are_too_large_are_refused_and_not_computed():
    with pytest.raises(Unsupported):
        identities().fraction((b + c) ** term(10**9))
    assert not proves(identities(), average(TRUE ** term(10**9)))


def test_division_by_zero_is_no_proof():
    nothing = b - b
    assert not proves(identities(), average(TRUE + ONE / nothing))


def test_signs_hold_on_the_closed_domain():
    known = identities()
    assert known.positive(ONE - b**STEP)
    assert known.non_zero(ONE - b)
    assert not known.non_zero(ONE - b**COUNT)  # 0 at the start
    assert not known.positive(b)  # b may be 0
    assert known.non_negative(b * element("lr", STEP) + element("x", STEP) ** 2)
    assert not known.non_negative(element("x", STEP))


def test_numbers_in_functions_are_computed():
    known = identities()
    assert known.equal(Term("abs", term(-2)), term(2))
    assert known.equal(Term("max", term(1), ZERO), ONE)
    assert known.equal(Term("sign", ZERO), ZERO)
    assert known.equal(ZERO ** term(1) / 2, ZERO)


def test_an_even_power_of_an_absolute_value_forgets_the_sign():
    known, size = identities(), Term("abs", GRADIENT)
    assert known.equal(size ** term(2), GRADIENT ** term(2))
    assert not known.equal(size ** term(3), GRADIENT ** term(3))


def test_terms_are_read_at_the_step_and_states_before_it():
    step = Term("sym", "state", "m") * b + GRADIENT * Term("sym", "sequence", "lr", 1)
    assert at(step, i) == element("m", tidy(i - 1)) * b + element("g", i) * element("lr", tidy(i + 1))


def test_an_index_is_replaced_where_it_is_free_and_not_where_it_is_bound():
    inner = summation(b**i, i, 1, i)
    assert put(inner * element("g", i), {i: STEP}) == summation(b**i, i, 1, STEP) * G


ATOMS = st.sampled_from(
    [b, c, G, element("g", tidy(STEP - 1)), ONE, term(2), b ** tidy(STEP - 1), b**STEP, TRUE],
)


def combine(children: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    pairs = st.tuples(children, children)
    return st.one_of(
        pairs.map(lambda p: p[0] + p[1]),
        pairs.map(lambda p: p[0] * p[1]),
        pairs.map(lambda p: p[0] - p[1]),
        children.map(lambda x: summation(x * b ** tidy(STEP - i), i, 1, STEP)),
        children.map(lambda x: x * x),
    )


TERMS = st.recursive(ATOMS, combine, max_leaves=6)


def run() -> Run:
    with mp.workdps(DIGITS):
        values = {k: mpf(7 * k + 3) / (11 - k) for k in range(-1, 6)}
        return Run({"b": mpf(3) / 7, "c": mpf(-5) / 3}, {"g": values})


@settings(max_examples=60, deadline=None)
@given(TERMS, TERMS)
def test_terms_that_are_found_equal_have_equal_values(left: Term, right: Term):
    known, after = identities(), {STEP: tidy(COUNT + 1)}
    for other in (right, left * (b + c) - left * c, known.simplest(left)):
        try:
            same = known.equal(put(left, after), put(other, after))
        except Unsupported:
            continue
        values = [holds(Term("eq", left, other), run(), t) for t in (1, 2, 3)]
        assert all(values) or not same


@settings(max_examples=40, deadline=None)
@given(TERMS, TERMS)
def test_distributing_and_peeling_are_found_equal(left: Term, right: Term):
    known, after = identities(), {STEP: tidy(COUNT + 1)}
    x, y = put(left, after), put(right, after)
    assert known.equal(x * (y + b), y * x + x * b)
    body = element("g", i) * b ** tidy(STEP - i)
    whole, part = summation(body, i, 1, STEP), summation(body, i, 1, tidy(STEP - 1))
    assert known.equal(put(whole, after), put(part + G, after))
