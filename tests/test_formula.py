"""A formula file is read as its author means it: every construct that is accepted."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from tests.formula_texts import g, m, t, v, w, weight_of, written
from verifier.domain import NON_NEGATIVE, POSITIVE, REAL, UNIT, Domain
from verifier.lift.formula import read, read_source
from verifier.system import Hyper
from verifier.term import (
    HALF,
    ONE,
    WEIGHT,
    ZERO,
    Term,
    hyper,
    sqrt,
    term,
    where,
)

ADAM = """
def adam(w, g, t, m=0, v=0, *, lr=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    m = beta_1*m + (1 - beta_1)*g
    v = beta_2*v + (1 - beta_2)*g**2
    m_hat = m/(1 - beta_1**t)
    v_hat = v/(1 - beta_2**t)
    w = w - lr*m_hat/(sqrt(v_hat) + epsilon)
    return w
"""


def test_the_example_of_the_interface_is_adam() -> None:
    adam = read_source(ADAM)
    b1, b2 = hyper("beta_1"), hyper("beta_2")
    new_m = b1 * m + (ONE - b1) * g
    new_v = b2 * v + (ONE - b2) * g**2
    m_hat, v_hat = new_m / (ONE - b1**t), new_v / (ONE - b2**t)
    assert adam.name == "adam"
    assert adam.weight is w - hyper("lr") * m_hat / (sqrt(v_hat) + hyper("epsilon"))
    assert [(s.name, s.initial, s.update) for s in adam.states] == [("m", ZERO, new_m), ("v", ZERO, new_v)]
    assert adam.query is WEIGHT
    assert adam.lets == (("m", new_m), ("v", new_v), ("m_hat", m_hat), ("v_hat", v_hat), ("w", adam.weight))


def test_hyperparameters_have_their_sample_value_and_the_domain_of_their_name() -> None:
    assert read_source(ADAM).hypers == (
        Hyper("lr", POSITIVE, Fraction(1, 1000)),
        Hyper("beta_1", UNIT, Fraction(9, 10)),
        Hyper("beta_2", UNIT, Fraction(999, 1000)),
        Hyper("epsilon", POSITIVE, Fraction(1, 10**8)),
    )


@pytest.mark.parametrize(
    ("names", "domain"),
    [
        ("lr learning_rate eta alpha epsilon eps e", POSITIVE),
        ("beta beta_1 beta1 b1 mu momentum rho gamma decay beta_2 beta2 b2", UNIT),
        ("weight_decay wd lambda_", NON_NEGATIVE),
        ("dampening beta_3 kappa", REAL),
    ],
)
def test_standard_names_carry_their_domain(names: str, domain: Domain) -> None:
    for name in names.split():
        assert written(f"def f(w, g, *, {name}): return w - {name}*g").hypers == (Hyper(name, domain),)


@pytest.mark.parametrize(
    ("written_domain", "described"),
    [
        ("0 < k < 1/2", "0 < k < 1/2"),
        ("-1/3 <= k", "k >= -1/3"),
        ("0 <= k and k < 1.5/2", "0 <= k < 3/4"),
        ("0 ≤ k < 1e-3", "0 <= k < 1/1000"),
    ],
)
def test_a_domain_is_a_chain_of_comparisons_with_numbers(written_domain: str, described: str) -> None:
    (k,) = written(f"def f(w, g, *, k: {written_domain!r}): return w - k*g").hypers
    assert k.domain.describe("k") == described


def test_an_annotation_overrides_the_domain_of_the_name() -> None:
    found = written('def f(w, g, *, rho: "0 < rho <= 3" = 0.5, lr: float = 1): return w - lr*rho*g')
    rho = found.hyper("rho")
    lr = found.hyper("lr")
    assert rho == Hyper("rho", Domain(Fraction(0), Fraction(3), lower_open=True), HALF.value)
    assert lr == Hyper("lr", POSITIVE, Fraction(1))


def test_a_hyperparameter_needs_no_default() -> None:
    assert written("def f(w, g, *, lr): return w - lr*g").hypers == (Hyper("lr", POSITIVE, None),)


def test_a_sample_value_may_be_computed_from_numbers() -> None:
    found = written("""
        TINY = 1e-8
        def f(w, g, *, a=-1, b=1/3, c=1 - 0.9, d=10**-8, e=TINY): return w - a*b*c*d*e*g
    """)
    sample = [h.usual for h in found.hypers]
    assert sample == [-1, Fraction(1, 3), Fraction(1, 10), Fraction(1, 10**8), Fraction(1, 10**8)]


@pytest.mark.parametrize(
    ("literal", "value"),
    [
        ("0.96", Fraction(24, 25)),
        ("0.1234567890123456789", Fraction(1234567890123456789, 10**19)),
        ("1e-8", Fraction(1, 10**8)),
        ("2.5E+3", Fraction(2500)),
        ("1_000.000_1", Fraction(10000001, 10000)),
        (".5", Fraction(1, 2)),
        ("5.", Fraction(5)),
        ("0x10", Fraction(16)),
        ("1e400", Fraction(10**400)),
        ("-0.1", Fraction(-1, 10)),
        ("9007199254740993.0", Fraction(9007199254740993)),
    ],
)
def test_numbers_are_exact(literal: str, value: Fraction) -> None:
    assert weight_of(literal) is term(value)
    assert written(f"def f(w, g, m='{literal}'): m = g; return w - m").states[0].initial is term(value)


def test_numbers_are_exact_behind_letters_of_several_bytes() -> None:
    assert weight_of("β*0.96", "β = w") is w * Fraction(24, 25)


def test_terms_are_not_simplified() -> None:
    assert weight_of("w/w") is w / w
    assert weight_of("0*w + 0") is ZERO * w + ZERO
    assert weight_of("2**3**2") is term(2) ** (term(3) ** term(2))


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("w + g", w + g),
        ("w - g", w - g),
        ("w*g", w * g),
        ("w/g", w / g),
        ("w**g", w**g),
        ("-w", -w),
        ("+w", w),
        ("sqrt(w)", sqrt(w)),
        ("abs(w)", Term("abs", w)),
        ("sign(w)", Term("sign", w)),
        ("max(w, g)", Term("max", w, g)),
        ("max(w, g, m)", Term("max", Term("max", w, g), m)),
        ("min(w, g)", Term("min", w, g)),
        ("maximum(w, g)", Term("max", w, g)),
        ("minimum(w, g)", Term("min", w, g)),
        ("exp(w)", Term("exp", w)),
        ("log(w)", Term("log", w)),
        ("where(w > g, m, v)", where(Term("lt", g, w), m, v)),
        ("clip(w, -1, 1)", Term("min", Term("max", w, term(-1)), ONE)),
        ("power(w, 3)", w**3),
        ("square(w)", w**2),
        ("reciprocal(w)", ONE / w),
        ("rsqrt(w)", ONE / sqrt(w)),
    ],
)
def test_operators_and_functions(expression: str, expected: Term) -> None:
    assert weight_of(expression) is expected


@pytest.mark.parametrize("prefix", ["np", "numpy", "math", "jnp", "ops", "torch", "tf", "K"])
def test_functions_may_stand_behind_a_module(prefix: str) -> None:
    assert weight_of(f"{prefix}.sqrt({prefix}.maximum(w, g))") is sqrt(Term("max", w, g))


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("w < g", Term("lt", w, g)),
        ("w <= g", Term("le", w, g)),
        ("w > g", Term("lt", g, w)),
        ("w >= g", Term("le", g, w)),
        ("w == g", Term("eq", w, g)),
        ("w != g", Term("ne", w, g)),
        ("0 < w < g", Term("and", Term("lt", ZERO, w), Term("lt", w, g))),
        ("w < g and t > 1", Term("and", Term("lt", w, g), Term("lt", ONE, t))),
        ("w < g or t > 1", Term("or", Term("lt", w, g), Term("lt", ONE, t))),
        ("not w < g", Term("not", Term("lt", w, g))),
    ],
)
def test_conditions(condition: str, expected: Term) -> None:
    assert weight_of(f"m if {condition} else v") is where(expected, m, v)


def test_a_comparison_may_be_kept_under_a_name() -> None:
    assert weight_of("where(mask, m, v)", "mask = w*g > 0") is where(Term("lt", ZERO, w * g), m, v)


def test_a_comparison_beside_a_number_counts_as_one_or_zero() -> None:
    assert weight_of("g*(w > 0)") is g * where(Term("lt", ZERO, w), ONE, ZERO)


def test_a_half_of_a_condition_that_python_skips_is_not_needed() -> None:
    first, second = Term("ne", g, ZERO), Term("lt", ONE, ONE / g)
    assert weight_of("m if g != 0 and 1/g > 1 else v") is where(first, where(second, m, v), v)
    assert weight_of("m if g == 0 or 1/g > 1 else v") is where(Term("eq", g, ZERO), m, where(second, m, v))
    assert weight_of("m if not (g != 0 and 1/g > 1) else v") is where(first, where(second, v, m), m)


def test_a_call_of_another_function_of_the_file_is_read_in_place() -> None:
    found = written(
        """
        BASE = 3
        def corrected(x, b, t, *, scale=BASE): return scale*x/(1 - b**t)
        def moments(m, v, g):
            m = m + g
            return m, v + g**2
        def unit(x):
            if x > 0: return 1
            return -1
        def f(w, g, t, m=0, v=0, *, beta=0.9):
            m, v = moments(m, v, g)
            return w - corrected(m, t=t, b=beta) - corrected(v, beta, t, scale=1)*unit(g)
        """,
        "f",
    )
    corrected = term(3) * (m + g) / (ONE - hyper("beta") ** t)
    other = ONE * (v + g**2) / (ONE - hyper("beta") ** t)
    assert found.weight is w - corrected - other * where(Term("lt", ZERO, g), ONE, term(-1))


def test_a_function_of_the_file_goes_before_one_of_ours() -> None:
    assert written("def clip(x): return x/2\ndef f(w, g): return w - clip(g)", "f").weight is w - g / 2


def test_a_name_of_a_function_may_be_that_of_a_value() -> None:
    assert weight_of("sign*2", "sign = g") is g * 2


def test_the_same_names_in_another_function_are_others() -> None:
    assert (
        written("def h(w): m = w*2; return m\ndef f(w, g, m=0): m = g; return w - h(m)", "f").weight
        is w - g * 2
    )


def test_docstrings_comments_imports_and_numbers_are_passed_over() -> None:
    found = written('''
        """An optimizer with a \\hat{m}."""
        from __future__ import annotations
        import math
        import numpy as np
        import jax.numpy as jnp
        from keras import ops
        from tensorflow.keras import backend as K
        import numpy.typing as npt
        from numpy import sqrt, where
        from typing import Any
        RATE = 0.5  # a number is no hyperparameter
        HALF_RATE = RATE/2

        def sgd(w: Any, g: Any, /) -> Any:
            """One step."""
            pass
            return w - HALF_RATE*g  # down

        if __name__ == "__main__":
            print(sgd(1, 2))
    ''')
    assert found.weight is w - term(HALF.value) / 2 * g
    assert found.hypers == ()


def test_what_the_chosen_function_does_not_call_is_not_judged() -> None:
    text = "def train(steps):\n    for i in range(steps): print(i)\ndef f(w, g): return w - g"
    assert read_source(text, "f").weight is w - g


def test_a_file_is_read_by_its_path(tmp_path: Path) -> None:
    file = tmp_path / "some: steps.py"
    file.write_text(ADAM + "\ndef other(w, g): return w - g\n", encoding="utf-8-sig")
    assert read(f"{file}:adam") == read_source(ADAM)
    assert read(f"{file}:other").name == "other"
    single = tmp_path / "adam.py"
    single.write_bytes(ADAM.replace("\n", "\r\n").encode())
    assert read(str(single)) == read_source(ADAM)


def test_reading_runs_nothing(tmp_path: Path) -> None:
    note = tmp_path / "note"
    effect = f"open({str(note)!r}, 'w')"
    text = f"def f(w: {effect}, g, *, lr: {effect} = 1) -> {effect}: return w - lr*g"
    assert read_source(text).weight is w - hyper("lr") * g
    assert not note.exists()
