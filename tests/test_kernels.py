"""Generated kernels: what they keep, what they print, and that text from outside never becomes code."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from verifier import catalogue, handwritten
from verifier.domain import POSITIVE
from verifier.errors import InputError
from verifier.kernel import TARGETS, compile_numpy, digest, generate
from verifier.sympy_terms import system_of
from verifier.system import Hyper, State, System, rename_hypers
from verifier.term import GRADIENT, HALF, STEP, WEIGHT, ZERO, Term, hyper, sequence, sqrt, state, term, where

SYSTEMS = {r.name: system_of(r) for r in catalogue.recurrences()}
ADAM = SYSTEMS["adam"]
everywhere = pytest.mark.parametrize("name", SYSTEMS)


def _inputs(system: System, shape: tuple[int, ...], dtype: str, seed: int = 7) -> list[np.ndarray]:
    rng = np.random.default_rng(seed)
    arrays = [rng.standard_normal(shape) for _ in range(2)]
    arrays += [rng.uniform(0.6, 0.75, shape) for _ in system.states]  # also a variance stays positive
    return [np.asarray(a, dtype=dtype) for a in arrays]


def _call(kernel: Callable[..., Any], arrays: list[np.ndarray], t: Any = 3, **hypers: Any) -> tuple[Any, ...]:
    return kernel(arrays[0], arrays[1], t, *arrays[2:], **hypers)


def _usual(system: System) -> dict[str, float]:
    return {h.name: float(h.usual) for h in system.hypers if h.usual is not None}


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
    arrays = _inputs(system, shape, dtype)
    for kernel in (compile_numpy(system), handwritten.find(name)):
        results = _call(kernel, arrays, **_usual(system))
        assert [(r.shape, r.dtype) for r in results] == [(shape, np.dtype(dtype))] * (1 + len(system.states))


@everywhere
def test_numpy_numbers_as_hyperparameters_do_not_widen_float32(name: str) -> None:
    system = SYSTEMS[name]
    arrays = _inputs(system, (5,), "float32")
    plain = _call(compile_numpy(system), arrays, **_usual(system))
    numpy = _call(
        compile_numpy(system), arrays, np.int64(3), **{k: np.float64(x) for k, x in _usual(system).items()}
    )
    assert [r.dtype for r in numpy] == [np.float32] * len(numpy)
    assert all(np.array_equal(a, b) for a, b in zip(plain, numpy, strict=True))


@everywhere
def test_arrays_need_not_be_contiguous(name: str) -> None:
    system = SYSTEMS[name]
    arrays = _inputs(system, (4, 6), "float64")
    views = [np.asfortranarray(a)[::2, ::-1] for a in arrays]
    copies = [np.ascontiguousarray(v) for v in views]
    kernel = compile_numpy(system)
    assert not views[0].flags.c_contiguous
    for a, b in zip(_call(kernel, views), _call(kernel, copies), strict=True):
        np.testing.assert_array_max_ulp(a, b, maxulp=0)


@everywhere
def test_inputs_are_left_alone_and_results_are_new(name: str) -> None:
    system = SYSTEMS[name]
    arrays = _inputs(system, (5,), "float64")
    before = [a.copy() for a in arrays]
    for kernel in (compile_numpy(system), handwritten.find(name)):
        results = _call(kernel, arrays, **_usual(system))
        assert all(np.array_equal(a, b) for a, b in zip(arrays, before, strict=True))
        assert not any(np.shares_memory(a, r) for a in arrays for r in results)


def test_a_state_that_is_only_handed_on_is_copied_and_a_scalar_result_is_an_array() -> None:
    kept, clock = State("kept", ZERO, state("kept")), State("clock", ZERO, STEP / 2)
    system = System("f", (), (kept, clock), WEIGHT)
    arrays = [np.ones(3, np.float32) for _ in range(4)]
    for kernel in (compile_numpy(system), _loaded(generate(system), "f")):
        w, same, half = kernel(arrays[0], arrays[1], 3, *arrays[2:])
        assert not any(np.shares_memory(a, r) for a in arrays for r in (w, same, half))
        assert (half.tolist(), half.dtype) == ([1.5] * 3, np.float32)


def test_usual_values_are_defaults_and_others_must_be_given() -> None:
    defaults = {n: p.default for n, p in inspect.signature(compile_numpy(ADAM)).parameters.items()}
    assert {n: defaults[n] for n in _usual(ADAM)} == _usual(ADAM)
    bare = compile_numpy(System("f", (Hyper("lr", POSITIVE),), (), WEIGHT - hyper("lr") * GRADIENT))
    with pytest.raises(TypeError, match="lr"):
        bare(np.ones(2), np.ones(2), 1)
    with pytest.raises(TypeError, match="beta_3"):
        _call(compile_numpy(ADAM), _inputs(ADAM, (2,), "float64"), beta_3=0.5)


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
    (from_file,) = _loaded(generate(roots), "f")(g, g, 1)
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
    assert _loaded(generate(system), "f")(*arrays, 1)[0] == [expected]


def test_a_power_with_a_billion_digits_is_not_computed_exactly() -> None:
    monster = term(2) ** (term(10) ** term(9))
    with np.errstate(over="ignore"):
        assert _scalar(WEIGHT + GRADIENT / monster)(1) == 0.5


def test_a_number_beyond_double_precision_is_refused_in_words() -> None:
    with pytest.raises(InputError, match="double precision"):
        generate(System("f", (), (), WEIGHT * term(10**400)))


# --- what is printed


def _loaded(text: str, name: str) -> Callable[..., Any]:
    space: dict[str, Any] = {}
    exec(compile(text, "<generated>", "exec"), space)
    return space[name]


@everywhere
def test_the_file_computes_what_the_compiled_kernel_computes_bit_for_bit(name: str) -> None:
    system = SYSTEMS[name]
    for dtype in ("float32", "float64"):
        arrays = _inputs(system, (50,), dtype)
        file = _call(_loaded(generate(system), name), arrays)
        for a, b in zip(file, _call(compile_numpy(system), arrays), strict=True):
            assert a.dtype == b.dtype
            np.testing.assert_array_max_ulp(a, b, maxulp=0)


ALONE = """
import importlib.abc, sys
class Nothing(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"sympy", "mpmath", "flint", "verifier", "specs", "z3"}:
            raise ImportError(name)
sys.meta_path.insert(0, Nothing())
sys.path.insert(0, sys.argv[1])
import numpy, NAME
results = NAME.NAME(*[numpy.ones(3, numpy.float32)] * 2, 1, *[numpy.full(3, 0.5, numpy.float32)] * STATES)
assert all(r.dtype == numpy.float32 and numpy.isfinite(r).all() for r in results)
print(len(results))
"""


@everywhere
def test_the_file_runs_where_there_is_numpy_alone(name: str, tmp_path: Path) -> None:
    states = len(SYSTEMS[name].states)
    (tmp_path / f"{name}.py").write_text(generate(SYSTEMS[name]))
    script = ALONE.replace("NAME", name).replace("STATES", str(states))
    done = subprocess.run(
        [sys.executable, "-I", "-W", "error", "-c", script, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{1 + states}\n", "")


def test_the_docstring_tells_shapes_dtypes_units_source_and_hash() -> None:
    text = generate(
        ADAM,
        title="Adam",
        source="Kingma and Ba",
        meanings={"m": "first moment"},
        units={"lr": "theta", "m": "L/theta"},
    )
    doc = inspect.getdoc(_loaded(text, "adam"))
    assert doc is not None
    for said in (
        "float32 or float64",
        "any shape",
        "First moment; 0 at the start; unit L/theta.",
        "Kingma and Ba",
    ):
        assert said in doc
    assert "lr > 0; unit theta." in doc
    assert digest(ADAM) in doc


def test_the_docstring_says_where_a_look_ahead_method_takes_its_gradient() -> None:
    doc = inspect.getdoc(_loaded(generate(SYSTEMS["nesterov"]), "nesterov"))
    assert "Gradient at momentum*velocity + w." in str(doc)


def test_the_hash_is_that_of_the_mathematics() -> None:
    assert digest(ADAM) == digest(System("other", ADAM.hypers, ADAM.states, ADAM.weight, ADAM.query))
    changed = System("adam", ADAM.hypers, ADAM.states, ADAM.weight + ZERO, ADAM.query)
    assert digest(ADAM) != digest(changed)
    assert digest(ADAM) != digest(rename_hypers(ADAM, {"beta_1": "mu"}))


def test_the_assignments_of_the_source_are_kept_and_nothing_is_computed_twice() -> None:
    body = generate(ADAM).split("real = ")[1]
    assert "m_hat_t = m_t/" in body
    assert body.count("beta_1**t") == body.count("sqrt(") == body.count("g**2") == 1


def test_a_formula_of_any_depth_is_compiled_and_printed() -> None:
    total = WEIGHT
    for _ in range(3000):
        total = total + GRADIENT
    system = System("f", (), (), total)
    for kernel in (compile_numpy(system), _loaded(generate(system), "f")):
        assert kernel(np.array([1.0]), np.array([2.0]), 1)[0].tolist() == [6001.0]


def test_a_target_that_does_not_exist_is_refused_with_the_list_of_those_that_do() -> None:
    with pytest.raises(InputError, match=r"'fortran'.*numpy"):
        generate(ADAM, target="fortran")
    assert "numpy" in TARGETS


PLAIN_CLASHES = ("lambda", "class", "numpy", "real", "x0", "c1", "a2", "w", "t")
HOSTILE = (*PLAIN_CLASHES, "__import__", "os.system('true')", "a\nb", 'q"""', "ü")


def test_names_from_outside_never_become_code() -> None:
    hypers = tuple(Hyper(f"{n}") for n in HOSTILE)
    states = tuple(State(f"{n}'", ZERO, state(f"{n}'") + hyper(n)) for n in HOSTILE)
    lets = tuple((n, s.update) for n, s in zip(HOSTILE, states, strict=True))
    system = System('x"""\nimport os\n"""', hypers, states, WEIGHT - GRADIENT, lets=lets)
    text = generate(
        system, title='"""\nimport os', source="\\" + '"""', meanings={h.name: 'a"""b' for h in hypers}
    )
    names = {n.id for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Name)}
    assert all(n.isascii() and not n.startswith("_") for n in names)
    assert [n.names[0].name for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Import)] == ["numpy"]
    keywords = {
        p: 1.0
        for p, q in inspect.signature(compile_numpy(system)).parameters.items()
        if q.kind is q.KEYWORD_ONLY
    }
    arrays = [np.zeros(2)] * (2 + len(states))
    for kernel in (compile_numpy(system), _loaded(text, "kernel")):
        assert all((r == 1).all() for r in _call(kernel, arrays, **keywords)[1:])
