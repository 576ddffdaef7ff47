"""Generated kernels: what they keep, what they print, and that text from outside never becomes code."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from tests.kernel_calls import ADAM, SYSTEMS, call, everywhere, inputs, loaded, usual
from verifier import handwritten
from verifier.domain import POSITIVE
from verifier.errors import InputError
from verifier.kernel import compile_numpy, generate
from verifier.system import Hyper, State, System
from verifier.term import GRADIENT, HALF, STEP, WEIGHT, ZERO, Term, hyper, sequence, sqrt, state, term, where


def _scalar(weight: Term, *hypers: Hyper, states: tuple[State, ...] = ()) -> Callable[[float], float]:
    kernel = compile_numpy(System("f", hypers, states, weight))
    return lambda g: float(kernel(np.array(0.5), np.array(float(g)), 1)[0])


# --- what a kernel keeps


@everywhere
def test_generated_and_hand_written_kernels_have_the_same_parameters(name: str) -> None:
    generated = inspect.signature(compile_numpy(SYSTEMS[name])).parameters.values()
    written = inspect.signature(handwritten.find(name)).parameters.values()
    assert [(p.name, p.kind) for p in generated if p.kind is p.POSITIONAL_OR_KEYWORD] == [
        (p.name, p.kind) for p in written if p.kind is p.POSITIONAL_OR_KEYWORD
    ]
    assert {p.name for p in generated if p.kind is p.KEYWORD_ONLY} == {
        p.name for p in written if p.kind is p.KEYWORD_ONLY
    }


def test_every_specification_has_a_hand_written_kernel_and_no_other_lies_about() -> None:
    files = {p.stem for p in Path(handwritten.__file__).parent.glob("*.py")} - {"__init__"}
    assert files == set(SYSTEMS)


def test_hand_written_kernels_import_numpy_alone() -> None:
    for path in Path(handwritten.__file__).parent.glob("[a-z]*.py"):
        imported = [n.module for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.ImportFrom)]
        assert set(imported) <= {"__future__", "typing", "numpy.typing"}


@everywhere
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("shape", [(), (3,), (2, 3, 4), (0,)])
def test_shape_and_dtype_are_kept(name: str, dtype: str, shape: tuple[int, ...]) -> None:
    system = SYSTEMS[name]
    arrays = inputs(system, shape, dtype)
    for kernel in (compile_numpy(system), handwritten.find(name)):
        results = call(kernel, arrays, **usual(system))
        assert [(r.shape, r.dtype) for r in results] == [(shape, np.dtype(dtype))] * (1 + len(system.states))


@everywhere
def test_numpy_numbers_as_hyperparameters_do_not_widen_float32(name: str) -> None:
    system = SYSTEMS[name]
    arrays = inputs(system, (5,), "float32")
    plain = call(compile_numpy(system), arrays, **usual(system))
    numpy = call(
        compile_numpy(system), arrays, np.int64(3), **{k: np.float64(x) for k, x in usual(system).items()}
    )
    assert [r.dtype for r in numpy] == [np.float32] * len(numpy)
    assert all(np.array_equal(a, b) for a, b in zip(plain, numpy, strict=True))


@everywhere
def test_arrays_need_not_be_contiguous(name: str) -> None:
    system = SYSTEMS[name]
    arrays = inputs(system, (4, 6), "float64")
    views = [np.asfortranarray(a)[::2, ::-1] for a in arrays]
    copies = [np.ascontiguousarray(v) for v in views]
    kernel = compile_numpy(system)
    assert not views[0].flags.c_contiguous
    for a, b in zip(call(kernel, views), call(kernel, copies), strict=True):
        np.testing.assert_array_max_ulp(a, b, maxulp=0)


@everywhere
def test_inputs_are_left_alone_and_results_are_new(name: str) -> None:
    system = SYSTEMS[name]
    arrays = inputs(system, (5,), "float64")
    before = [a.copy() for a in arrays]
    for kernel in (compile_numpy(system), handwritten.find(name)):
        results = call(kernel, arrays, **usual(system))
        assert all(np.array_equal(a, b) for a, b in zip(arrays, before, strict=True))
        assert not any(np.shares_memory(a, r) for a in arrays for r in results)


def test_a_state_that_is_only_handed_on_is_copied_and_a_scalar_result_is_an_array() -> None:
    kept, clock = State("kept", ZERO, state("kept")), State("clock", ZERO, STEP / 2)
    system = System("f", (), (kept, clock), WEIGHT)
    arrays = [np.ones(3, np.float32) for _ in range(4)]
    for kernel in (compile_numpy(system), loaded(generate(system), "f")):
        w, same, half = kernel(arrays[0], arrays[1], 3, *arrays[2:])
        assert not any(np.shares_memory(a, r) for a in arrays for r in (w, same, half))
        assert (half.tolist(), half.dtype) == ([1.5] * 3, np.float32)


def test_usual_values_are_defaults_and_others_must_be_given() -> None:
    defaults = {n: p.default for n, p in inspect.signature(compile_numpy(ADAM)).parameters.items()}
    assert {n: defaults[n] for n in usual(ADAM)} == usual(ADAM)
    bare = compile_numpy(System("f", (Hyper("lr", POSITIVE),), (), WEIGHT - hyper("lr") * GRADIENT))
    with pytest.raises(TypeError, match="lr"):
        bare(np.ones(2), np.ones(2), 1)
    with pytest.raises(TypeError, match="beta_3"):
        call(compile_numpy(ADAM), inputs(ADAM, (2,), "float64"), beta_3=0.5)


def test_integers_as_weights_are_refused() -> None:
    with pytest.raises(TypeError, match="floating-point"):
        compile_numpy(SYSTEMS["sgd"])(np.array([1, 2]), np.array([1, 2]), 1)


def test_a_rate_read_at_the_next_step_has_a_parameter_of_its_own() -> None:
    weight = WEIGHT - sequence("lr", 1) * GRADIENT + sequence("lr", -1)
    kernel = compile_numpy(System("f", (Hyper("lr", varies=True),), (), weight))
    assert list(inspect.signature(kernel).parameters)[3:] == ["lr_previous", "lr", "lr_next"]
    (w,) = kernel(np.array([1.0]), np.array([2.0]), 1, lr_previous=8, lr=100, lr_next=4)
    assert w.tolist() == [1.0]


# --- what a kernel means


def test_a_quotient_of_equal_values_stays_undefined_at_zero() -> None:
    f = _scalar(GRADIENT / GRADIENT)
    assert f(3) == 1
    with np.errstate(invalid="ignore"):
        assert np.isnan(f(0))


def test_sign_of_zero_is_zero_and_zero_to_the_zero_is_one() -> None:
    assert [_scalar(Term("sign", GRADIENT))(x) for x in (-2, 0, 5)] == [-1, 0, 1]
    assert _scalar(GRADIENT**GRADIENT)(0) == 1


def test_where_takes_the_branch_that_it_needs_without_a_warning() -> None:
    roots = System("f", (), (), where(Term("lt", GRADIENT, ZERO), sqrt(-GRADIENT), sqrt(GRADIENT)))
    g = np.array([-4.0, 0.0, 9.0])
    (from_file,) = loaded(generate(roots), "f")(g, g, 1)
    with np.errstate(invalid="ignore"):
        (compiled,) = compile_numpy(roots)(g, g, 1)
    assert from_file.tolist() == compiled.tolist() == [2, 0, 3]


def test_a_condition_on_the_step_number_chooses_for_the_whole_array() -> None:
    late = Term("and", Term("le", term(3), STEP), Term("not", Term("eq", STEP, term(5))))
    kernel = compile_numpy(System("f", (), (), where(late, GRADIENT, WEIGHT)))
    assert [kernel(np.zeros(1), np.ones(1), t)[0][0] for t in (2, 3, 5, 6)] == [0, 1, 0, 1]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Term("max", GRADIENT, WEIGHT), 2.0),
        (Term("min", GRADIENT, WEIGHT), 0.5),
        (Term("abs", -GRADIENT), 2.0),
        (Term("exp", GRADIENT * 0), 1.0),
        (Term("log", GRADIENT / 2), 0.0),
        (where(Term("ne", GRADIENT, WEIGHT), WEIGHT, GRADIENT), 0.5),
        (
            where(Term("or", Term("lt", GRADIENT, WEIGHT), Term("eq", GRADIENT, term(2))), term(7), term(8)),
            7.0,
        ),
        (WEIGHT - (GRADIENT - (WEIGHT - GRADIENT)), -3.0),
        (GRADIENT / (WEIGHT / GRADIENT), 8.0),
        ((GRADIENT / WEIGHT) / GRADIENT, 2.0),
        ((-GRADIENT) ** 2, 4.0),
        (-(GRADIENT**2), -4.0),
        (GRADIENT ** (WEIGHT * 6), 8.0),
        ((-WEIGHT) / (-GRADIENT), 0.25),
        (term(-1) * (term(-1) * GRADIENT), 2.0),
        (term(Fraction(-3, 2)) * GRADIENT, -3.0),
        (term(2) ** (term(0) - 1), 0.5),
        (WEIGHT**HALF**2, 0.5**0.25),
    ],
)
def test_operations_mean_what_terms_mean(value: Term, expected: float) -> None:
    system = System("f", (), (), value)
    arrays = np.array([0.5]), np.array([2.0])
    assert compile_numpy(system)(*arrays, 1)[0] == [expected]
    assert loaded(generate(system), "f")(*arrays, 1)[0] == [expected]


def test_a_power_with_a_billion_digits_is_not_computed_exactly() -> None:
    monster = term(2) ** (term(10) ** term(9))
    with np.errstate(over="ignore"):
        assert _scalar(WEIGHT + GRADIENT / monster)(1) == 0.5


def test_a_number_beyond_double_precision_is_refused_in_words() -> None:
    with pytest.raises(InputError, match="double precision"):
        generate(System("f", (), (), WEIGHT * term(10**400)))
