"""Optax: factories as people write them outside of Optax."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.frameworks.formulas import judged
from verifier import catalogue
from verifier.errors import InputError
from verifier.findings import Verdict
from verifier.lift.formula import read_source
from verifier.lift.frameworks.call import FrameworkCall
from verifier.lift.frameworks.lift import lift_all
from verifier.lift.frameworks.record import Lift

pytestmark = pytest.mark.skipif(
    any(find_spec(name) is None for name in ("optax", "jax")),
    reason="Optax or JAX is not installed: python -m pip install '.[frameworks]'",
)

FACTORIES = """
import math
from typing import Any, NamedTuple
import jax
import numpy as np
import optax

def averaged(learning_rate=0.1, beta=0.9):
    class State(NamedTuple):
        m: Any

    scale = -float(learning_rate)*math.sqrt(1 - beta)

    def init(params):
        return State(jax.tree.map(jax.numpy.zeros_like, params))

    def update(gradients, state, params=None):
        m = jax.tree.map(lambda m, g: beta*m + (1 - 0.9)*g, state.m, gradients)
        return jax.tree.map(lambda m: scale*m, m), State(m)

    return optax.GradientTransformation(init, update)

def by_shape(learning_rate=0.1, share=0.1):
    decay = optax.add_decayed_weights(share, mask=lambda p: jax.tree.map(lambda x: x.ndim > 1, p))
    return optax.chain(decay, optax.scale(-learning_rate))

def with_numpy(learning_rate=0.1, beta=0.9):
    return optax.chain(optax.trace(beta), optax.scale(-learning_rate*np.sqrt(1 - beta)))

def whole(learning_rate=0.1):
    def update(gradients, state, params=None):
        return jax.tree.map(lambda g: -learning_rate*(g @ g.T @ g), gradients), state

    return optax.GradientTransformation(lambda params: optax.EmptyState(), update)
"""
FORMULA = """
def averaged(w, g, t, m=0, *, lr=0.1, beta=0.9):
    m = beta*m + g/10
    w = w - lr*sqrt(1 - beta)*m
"""
REFUSED = {
    "by_shape": "its step on a matrix is not its step on a vector",
    "with_numpy": "strangers.py:28: NumPy computes with a hyperparameter or a weight",
    "whole": "strangers.py:32: it acts across coordinates ('dot_general')",
}


def test_factories_of_strangers_are_read_or_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "strangers.py").write_text(FACTORIES)
    calls = [FrameworkCall("optax", name, module="strangers") for name in ("averaged", *REFUSED)]
    averaged, *refused = lift_all(calls, catalogue.vocabulary(), folders=[str(tmp_path)])
    assert isinstance(averaged, Lift), averaged
    assert judged(read_source(FORMULA), averaged.system).verdict is Verdict.PROVED
    for words, error in zip(REFUSED.values(), refused, strict=True):
        assert isinstance(error, InputError)
        assert words in str(error)
