"""Kernels called on drawn arrays: what tests of kernels share."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest

from verifier import catalogue
from verifier.kernel import generate
from verifier.sympy_terms import system_of
from verifier.system import System

SYSTEMS = {r.name: system_of(r) for r in catalogue.recurrences()}
ADAM = SYSTEMS["adam"]
everywhere = pytest.mark.parametrize("name", SYSTEMS)


@cache
def text(system: System, target: str) -> str:
    return generate(system, target)


def inputs(system: System, shape: tuple[int, ...], dtype: str, seed: int = 7) -> list[np.ndarray]:
    rng = np.random.default_rng(seed)
    arrays = [rng.standard_normal(shape) for _ in range(2)]
    arrays += [rng.uniform(0.6, 0.75, shape) for _ in system.states]  # also a variance stays positive
    return [np.asarray(a, dtype=dtype) for a in arrays]


def call(kernel: Callable[..., Any], arrays: list[np.ndarray], t: Any = 3, **hypers: Any) -> tuple[Any, ...]:
    return kernel(arrays[0], arrays[1], t, *arrays[2:], **hypers)


def usual(system: System) -> dict[str, float]:
    return {h.name: float(h.usual) for h in system.hypers if h.usual is not None}


def loaded(text: str, name: str) -> Callable[..., Any]:
    space: dict[str, Any] = {}
    exec(compile(text, "<generated>", "exec"), space)
    return space[name]
