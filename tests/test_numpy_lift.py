"""NumPy kernels, traced by running them: what they mean."""

from __future__ import annotations

import logging
import math
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from verifier import catalogue
from verifier.comparison import compare_systems
from verifier.domain import POSITIVE, UNIT, Domain
from verifier.findings import Verdict
from verifier.lift.formula import read_source
from verifier.lift.numpy_kernel import read, trace
from verifier.referee import judge
from verifier.system import Hyper, System
from verifier.term import GRADIENT, ONE, STEP, WEIGHT, ZERO, Term, hyper, postorder, sqrt, state, where

w, g, t = WEIGHT, GRADIENT, STEP
lr, rho = hyper("lr"), hyper("rho")

Step = Callable[..., Any]


def verdict(step: Step, specification: str) -> str:
    return compare_systems(trace(step), catalogue.system(specification)).verdict


def same(left: System, right: System) -> bool:
    return judge(left, right, seconds=20).verdict is Verdict.PROVED


# Whole kernels, in the styles in which people write them.


def textbook(w, g, t, m=0, v=0, *, lr=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    m = beta_1 * m + (1 - beta_1) * g
    v = beta_2 * v + (1 - beta_2) * g**2
    return w - lr * (m / (1 - beta_1**t)) / (np.sqrt(v / (1 - beta_2**t)) + epsilon), m, v


def by_names(w, g, t, m=0, v=0, *, lr=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    m = beta_1 * m + (1 - beta_1) * g
    v = beta_2 * v + (1 - beta_2) * g * g
    rate = lr * math.sqrt(1 - beta_2**t) / (1 - beta_1**t)
    return w - rate * m / (np.sqrt(v) + epsilon * math.sqrt(1 - beta_2**t))


def in_place(w, g, t, m=0, v=0, *, lr=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    m *= beta_1
    m += (1 - beta_1) * g
    scratch = np.empty_like(w)
    np.multiply(g, g, out=scratch)
    scratch *= 1 - beta_2
    v *= beta_2
    v += scratch
    np.sqrt(v, out=scratch)
    scratch /= np.sqrt(1 - beta_2**t)
    scratch += epsilon
    np.divide(m, scratch, out=scratch)
    scratch *= lr / (1 - beta_1**t)
    w -= scratch


def in_blocks(w, g, t, m=0, v=0, *, lr=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    w = np.asarray(w, dtype=np.float64)
    scratch = np.empty(1)
    for start in range(len(w)):
        block = slice(start, start + 1)
        m[block] = beta_1 * m[block] + (1 - beta_1) * g[block]
        v[block] = beta_2 * v[block] + (1 - beta_2) * np.square(g[block])
        np.sqrt(v[block] / (1 - np.power(beta_2, t)), out=scratch)
        w[block] -= lr * (m[block] / (1 - beta_1**t)) / (scratch + epsilon)
    return w, m, v


@pytest.mark.parametrize("step", [textbook, by_names, in_place, in_blocks])
def test_a_kernel_is_the_optimizer_that_it_computes(step: Step) -> None:
    assert verdict(step, "adam") == "equal"


def wrong_moment(w, g, t, m=0, v=0, *, lr=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    w, m, v = textbook(w, g, t, m, v, lr=lr, beta_1=beta_1, beta_2=beta_2, epsilon=epsilon)
    return w, m, v * beta_2


def overwritten(w, g, t, m=0, v=0, *, lr=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    g *= 2  # the array that the caller gave
    return textbook(w, g, t, m, v, lr=lr, beta_1=beta_1, beta_2=beta_2, epsilon=epsilon)


def aliased(w, g, t, m=0, v=0, *, lr=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    np.multiply(m, beta_1, out=m)
    m += (1 - beta_1) * g
    v *= beta_2
    v += (1 - beta_2) * np.square(g, out=g)
    w -= lr * (m / (1 - beta_1**t)) / (np.sqrt(v / (1 - beta_2**t)) + epsilon * (g >= 0))


@pytest.mark.parametrize(("step", "equal"), [(wrong_moment, False), (overwritten, False), (aliased, True)])
def test_writing_through_names_and_views_is_followed(step: Step, equal: bool) -> None:
    assert (verdict(step, "adam") == "equal") == equal


# The signature.


def signature(w, g, s=0, z="w", k="lr/2", *, lr=0.5, rho: 0 <= rho <= 0.5 = 0.25, beta=0.9):
    return w - lr * g, s + beta, z + g, k * rho


def test_the_signature_means_what_a_formula_files_does() -> None:
    found = trace(signature)
    half = Fraction(1, 2)
    assert found.hypers == (
        Hyper("lr", POSITIVE, half),
        Hyper("rho", Domain(Fraction(0), half), Fraction(1, 4)),
        Hyper("beta", UNIT, Fraction(9, 10)),
    )
    assert [(s.name, s.initial) for s in found.states] == [("s", ZERO), ("z", w), ("k", lr / 2)]


def look_ahead(w, u=0, *, lr=0.1, momentum=0.9):
    u = momentum * u + grad(w - lr * momentum * u)  # noqa: F821
    return w - lr * u


def test_a_kernel_may_ask_for_its_gradient_elsewhere() -> None:
    assert trace(look_ahead).query is not w
    assert verdict(look_ahead, "nesterov") == "equal"


# Single operations.

OPERATIONS: dict[str, Term] = {
    "np.where(g > rho, g, -w)": where(Term("lt", rho, g), g, -w),
    "np.where((g > 0) & ~(w <= g), g, w)": where(
        Term("and", Term("lt", ZERO, g), Term("not", Term("le", w, g))), g, w
    ),
    "np.maximum(np.abs(g), w)": Term("max", Term("abs", g), w),
    "np.clip(g, -rho, rho)": Term("min", Term("max", g, -rho), rho),
    "g.clip(-1, 1)": Term("min", Term("max", g, Term("num", Fraction(-1))), ONE),
    "np.sign(g)*rho": Term("sign", g) * rho,
    "np.exp(g) + np.log1p(np.exp(w))": Term("exp", g) + Term("log", Term("exp", w) + ONE),
    "np.power(g, 3)/np.float64(0.1)": g**3 / Fraction(1, 10),
    "np.sqrt(rho)*np.full_like(g, 0.96)": sqrt(rho) * Fraction(24, 25),
    "math.exp(-rho)*g": Term("exp", -rho) * g,
    "abs(g)*(g > 0)": Term("abs", g) * where(Term("lt", ZERO, g), ONE, ZERO),
    "np.zeros(w.shape) + np.ones_like(w)*t": t,
    "np.array(g, copy=True)": g,
    "g[::-1][::-1]": g,
    "np.full(np.shape(w), rho)*g.reshape(-1).ravel().flatten()": rho * g,
    "-g.T.copy().astype(float)": -g,
    "rho if rho > 1 else g": where(Term("lt", ONE, rho), rho, g),
    "max(rho, 1 - rho)*g": Term("max", rho, ONE - rho) * g,
    "g if t < 5 else 2*g": where(Term("lt", t, Term("num", Fraction(5))), g, g * 2),
}

PROLOGUE = "import math\nimport numpy as np\n"


@pytest.mark.parametrize("expression", OPERATIONS)
def test_an_operation_is_what_numpy_computes(expression: str, tmp_path: Path) -> None:
    file = tmp_path / "kernel.py"
    file.write_text(
        f"{PROLOGUE}def step(w, g, t, *, lr=0.1, rho: '0 < rho < 3'=0.5):\n    return w - lr*({expression})\n"
    )
    found = read(f"{file}:step")
    hypers = (Hyper("lr", POSITIVE), Hyper("rho", Domain(Fraction(0), Fraction(3), True, True)))
    assert same(found, System("meant", hypers, (), w - lr * OPERATIONS[expression]))


def masked(w, g, *, lr=0.1):
    g = g.copy()
    g[g < 0] = 0
    np.subtract(w, lr * g, out=w, where=w > 0)


def test_masks_choose_for_each_element() -> None:
    bounded_gradient = where(Term("lt", g, ZERO), ZERO, g)
    wanted = where(Term("lt", ZERO, w), w - lr * bounded_gradient, w)
    assert same(trace(masked), System("meant", (Hyper("lr", POSITIVE),), (), wanted))


def decided(w, g, t, u=0, *, lr=0.1, momentum=0.9, weight_decay=0.0):
    if weight_decay != 0:
        g = g + weight_decay * w
    u = g.copy() if t == 1 else momentum * u + g
    return w - lr * u, u


def test_both_sides_of_a_branch_are_followed_and_one_that_says_nothing_is_left_out() -> None:
    found = trace(decided)
    conditions = {n.terms[0] for n in postorder(found.outputs) if n.op == "where"}
    assert conditions == {Term("eq", t, ONE)}
    text = """
def momentum(w, g, u=0, *, lr=0.1, momentum=0.9, weight_decay=0.0):
    u = momentum*u + g + weight_decay*w
    return w - lr*u, u
"""
    assert same(found, read_source(text))


def by_coordinates(w, g, u=0, *, lr=0.1, momentum=0.9):
    for i in range(len(w)):
        u[i] = momentum * u[i] + g[i]
        w[i] -= lr * u[i]


def test_a_loop_over_coordinates_is_what_it_does_to_each() -> None:
    assert verdict(by_coordinates, "momentum") == "equal"


OBJECTS = """
from dataclasses import dataclass, field

import numpy as np


@dataclass
class Heavy:
    rate: float
    decay: float
    moved: dict = field(default_factory=dict)

    def __post_init__(self):
        if not 0.0 <= self.decay < 1.0 or self.rate <= 0:
            raise ValueError("the decay is in [0, 1), and the rate positive")

    def update(self, weights, slopes):
        for name, slope in slopes.items():
            before = self.moved.setdefault(name, np.zeros(np.shape(slope)))
            self.moved[name] = self.decay*before + slope
            weights[name] = weights[name] - self.rate*self.moved[name]


def step(w, g, u=0, *, lr=0.1, momentum=0.9):
    made, weights = Heavy(lr, momentum, {"only": u}), {"only": w}
    made.update(weights, {"only": g})
    return weights["only"], made.moved["only"]
"""


def test_a_class_whose_constructor_checks_its_numbers_is_read_in_the_function_that_uses_it(
    tmp_path: Path,
) -> None:
    (tmp_path / "objects.py").write_text(OBJECTS, encoding="utf-8")
    found = read(f"{tmp_path / 'objects.py'}:step")
    assert compare_systems(found, catalogue.system("momentum")).verdict == "equal"


def test_a_kernel_is_run_in_another_process_and_changes_nothing_here() -> None:
    before = (np.asarray, np.empty, math.sqrt, np.geterr(), sys.getprofile(), list(sys.path))
    trace(in_place)
    assert (np.asarray, np.empty, math.sqrt, np.geterr(), sys.getprofile(), list(sys.path)) == before


def test_running_the_file_is_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    file = tmp_path / "kernel.py"
    file.write_text("def step(w, g, *, lr=0.1):\n    return w - lr*g\n")
    with caplog.at_level(logging.WARNING, logger="verifier"):
        found = catalogue.system(f"numpy:{file}:step")
    assert found.weight == w - lr * g
    assert caplog.messages == [f"numpy:{file}:step: running the code of this file to trace it"]


def test_a_state_is_followed_by_its_name_where_the_weight_alone_is_returned() -> None:
    moment = next(s for s in trace(by_names).states if s.name == "m")
    assert state("m") in set(postorder([moment.update]))


def test_stairs_and_every_kth_step_are_read_with_a_state_that_counts_around() -> None:
    def step(w, g, t, slow="w", *, lr=0.1):
        w = w - float(lr) * 0.5 ** int(t // 10) * g
        if t % 3 == 0:
            slow = (slow + w) / 2
            w = slow
        return w, slow

    assert [s.name for s in trace(step).states] == ["slow", "steps_mod_10", "steps_mod_3"]
