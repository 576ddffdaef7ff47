"""What rounding does to each form of each optimizer, by step and over long runs. Not part of the tests:

    python -m tests.benchmarks.rounding

Every specification, and every framework's printed form of it, is computed in float32 and float64 in its own
order of operations, and held against certified balls of 256 bits. `reports/measured/rounding.md` and `.json`
are written.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from verifier import catalogue
from verifier.evaluate.number import is_number
from verifier.evaluate.program import compile_system
from verifier.evaluate.trajectory import Run, start_at, working_precision
from verifier.findings import Verdict
from verifier.hazards.inputs import usual_setting
from verifier.hazards.rewrites import RULES
from verifier.kernel import compile_numpy, digest
from verifier.kernel.names import keywords
from verifier.referee import judge
from verifier.system import System

ROOT = Path(__file__).parent.parent.parent
STEPS = 20_000
MARKS = (1, 10, 100, 1_000, 10_000, 20_000, 100_000)
SEED = 1960
BITS = 256
KEYS = ("keras", "pytorch", "optax")
DTYPES = ("float32", "float64")


def forms() -> Iterator[str]:
    """The specifications and the frameworks' printed forms of them that can be computed."""
    for name in catalogue.names():
        yield name
        yield from (f"{name}/{key}" for key in KEYS if _exists(f"{name}/{key}"))


def _exists(name: str) -> bool:
    try:
        return bool(catalogue.system(name))
    except ValueError:
        return False


def measure(name: str, steps: int = STEPS) -> dict[str, Any]:
    """The errors of a form over a long run."""
    system = catalogue.system(name)
    return measured(name, system, system, steps)


def measure_rewritten(name: str, steps: int = STEPS // 10) -> list[dict[str, Any]]:
    """The errors of the forms of a specification that are proved to be the same, over a shorter run."""
    system = catalogue.system(name)
    other = [(text, made) for rule in RULES for text, made in rule(system) if made != system]
    proved = [(text, made) for text, made in other if judge(system, made).verdict is Verdict.PROVED]
    shown = [("as specified", system), *proved]
    return [measured(f"{name}: {text}", made, system, steps) for text, made in shown]


def measured(name: str, system: System, same: System, steps: int) -> dict[str, Any]:
    """Errors of the weight at the marks of one run with normal gradients; the exact run is the same one's."""
    gradients = np.random.default_rng(SEED).standard_normal(steps).astype(np.float32)
    exact = exact_weights(same, gradients)
    found = {dtype: errors(system, gradients, exact, dtype) for dtype in DTYPES}
    return {"name": name, "hash": digest(system), "errors": found}


def exact_weights(system: System, gradients: Any) -> list[Fraction]:
    """The weights after each step, as the middle of a ball; as far as balls of that many bits reach."""
    given = [Fraction(float(g)) for g in gradients]
    weights = []
    with working_precision(BITS):
        course = Run(compile_system(system), start_at(usual_setting(system), Fraction(0), given), 0)
        for gradient in start_at(usual_setting(system), Fraction(0), given).gradients:
            course.advance(gradient)
            if not is_number(course.weight):
                break  # a branch that the balls do not decide
            weights.append(_middle(course.weight))
    return weights


def _middle(value: Any) -> Fraction:
    middle = value.mid() if hasattr(value, "mid") else value
    if hasattr(middle, "man_exp"):
        mantissa, exponent = middle.man_exp()
        return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
    return Fraction(int(middle.p), int(middle.q))


def errors(system: System, gradients: Any, exact: list[Fraction], dtype: str) -> dict[str, Any]:
    """The largest error up to each mark, in ulps of the largest weight by then."""
    kernel, names = compile_numpy(system), keywords(system)
    hypers = {name: float(usual_setting(system)[term.name]) for term, name in names.items()}
    now = [np.zeros(1, dtype), *(np.array([float(x)], dtype) for x in starts(system))]
    worst, largest, at, size = {}, 0.0, 0, np.zeros(1, dtype)
    for t, g in enumerate(gradients[: len(exact)], start=1):
        now = list(kernel(now[0], np.array([g], dtype), t, *now[1:], **hypers))
        size = np.maximum(size, np.abs(now[0]))
        unit = float(np.spacing(size)[0])
        error = abs(float(Fraction(float(now[0][0])) - exact[t - 1])) / unit
        if error > largest:
            largest, at = error, t
        if t in MARKS:
            worst[str(t)] = round(largest, 2)
    return {"up_to": worst, "at": at}


def starts(system: System) -> list[Fraction]:
    """The first values of the states, from the weight zero."""
    course = Run(compile_system(system), start_at(usual_setting(system), Fraction(0), []), 0)
    return [_middle(value) for value in course.states]


def corrections() -> list[dict[str, Any]]:
    """The relative error of ``1 - beta**t`` and of ``-expm1(t*log(beta))``, in units of roundoff, by t."""
    import mpmath

    mpmath.mp.dps = 60
    rows = []
    for beta in ("0.9", "0.99", "0.999", "0.9999"):
        for dtype in DTYPES:
            real, unit = np.dtype(dtype).type, np.finfo(dtype).eps / 2
            for t in (1, 10, 100, 1000):
                given = real(float(beta))
                exact = 1 - mpmath.mpf(float(given)) ** t
                usual = real(1) - given ** real(t)
                other = -np.expm1(real(t) * np.log(given))
                off = [float(abs(mpmath.mpf(float(x)) / exact - 1) / unit) for x in (usual, other)]
                rows.append({"beta": beta, "dtype": dtype, "t": t, "1 - beta**t": off[0], "expm1": off[1]})
    return rows


def main() -> None:
    """Measure with two processes, then write."""
    from tests.benchmarks.rounding_page import page

    steps = int(sys.argv[1]) if len(sys.argv) > 1 else STEPS
    with ProcessPoolExecutor(2) as pool:
        found = list(pool.map(measure, list(forms()), [steps] * len(list(forms()))))
        others = list(pool.map(measure_rewritten, catalogue.names(), [steps // 10] * len(catalogue.names())))
    data = {"steps": steps, "seed": SEED, "bits": BITS, "forms": found, "corrections": corrections()}
    data["same"] = [form for each in others if len(each) > 1 for form in each]
    (ROOT / "reports/measured/rounding.json").write_text(json.dumps(data, indent=1) + "\n")
    (ROOT / "reports/measured/rounding.md").write_text(page(data))


if __name__ == "__main__":
    main()
