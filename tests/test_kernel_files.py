"""The kernel as a file: it computes the same bits, needs NumPy alone, and outside text never becomes code."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.kernel_calls import ADAM, SYSTEMS, call, everywhere, inputs, loaded
from tests.parts import some_of
from verifier.errors import InputError
from verifier.kernel import TARGETS, compile_numpy, digest, generate
from verifier.system import Hyper, State, System, rename_hypers
from verifier.term import GRADIENT, WEIGHT, ZERO, hyper, state


@everywhere
def test_the_file_computes_what_the_compiled_kernel_computes_bit_for_bit(name: str) -> None:
    system = SYSTEMS[name]
    for dtype in ("float32", "float64"):
        arrays = inputs(system, (50,), dtype)
        file = call(loaded(generate(system), name), arrays)
        for a, b in zip(file, call(compile_numpy(system), arrays), strict=True):
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


@pytest.mark.parametrize("name", some_of(list(SYSTEMS), 4))
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
    doc = inspect.getdoc(loaded(text, "adam"))
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
    doc = inspect.getdoc(loaded(generate(SYSTEMS["nesterov"]), "nesterov"))
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
    for kernel in (compile_numpy(system), loaded(generate(system), "f")):
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
    assert [n.names[0].name for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Import)] == [
        "math",
        "numpy",
    ]
    keywords = {
        p: 1.0
        for p, q in inspect.signature(compile_numpy(system)).parameters.items()
        if q.kind is q.KEYWORD_ONLY
    }
    arrays = [np.zeros(2)] * (2 + len(states))
    for kernel in (compile_numpy(system), loaded(text, "kernel")):
        assert all((r == 1).all() for r in call(kernel, arrays, **keywords)[1:])
