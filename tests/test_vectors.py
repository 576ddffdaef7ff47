"""Terms over many runs in floating point: what is undefined stays so, whether or not anything else is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from verifier.prove.vectors import compiled, run
from verifier.term import GRADIENT, ONE, WEIGHT, ZERO, Term, sqrt, term, where

X, Y = WEIGHT, GRADIENT
BELOW = Term("lt", X, Y)
UNDEFINED = {
    "a quotient": X / Y,
    "its power with 0": (X / Y) ** ZERO,
    "a choice that asks for it": where(Term("lt", X / Y, ONE), ONE, ZERO),
    "a choice that takes it": where(Term("eq", Y, ZERO), X / Y, ONE),
    "a root": sqrt(Y - ONE),
    "a logarithm": Term("log", Y),
    "a number too large": Term("exp", term(1000) * (ONE - Y)),
}


def values(root: Term, x: Any, y: Any) -> list[float]:
    found = run(compiled((root,)), {X: x, Y: y}, checked=True)[0]
    return [float(each) for each in np.broadcast_to(np.asarray(found, float), (3,))]


@pytest.mark.parametrize("name", UNDEFINED)
def test_what_is_undefined_in_one_run_is_so_there_alone(name: str) -> None:
    root = UNDEFINED[name]
    x, y = np.array([1.0, 2.0, 3.0]), np.array([1.5, 0.0, 2.5])
    found = values(root, x, y)
    assert np.isnan(found[1])
    assert found[::2] == [values(root, a, b)[0] for a, b in ((1.0, 1.5), (3.0, 2.5))]
    assert not np.isnan(found[::2]).any()


def test_what_is_undefined_before_stays_so() -> None:
    x, y = np.array([1.0, np.nan, 3.0]), np.array([2.0, 2.0, np.inf])
    assert np.isnan(values(X**ZERO, x, y)).tolist() == [False, True, False]
    assert np.isnan(values(where(BELOW, ONE, ZERO), x, y)).tolist() == [False, True, False]
    assert np.isnan(values(Y + ONE, x, y)).tolist() == [False, False, True]
    assert np.isnan(run(compiled((X**ZERO,)), {}, checked=True)[0])
