"""Keras: classes as people write them outside of Keras."""

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
    any(find_spec(name) is None for name in ("keras", "jax")),
    reason="Keras or JAX is not installed: python -m pip install '.[frameworks]'",
)

CLASSES = """
import math
import keras
from keras import ops

class Averaged(keras.optimizers.Optimizer):
    def __init__(self, lr=0.1, beta_1=0.9, beta_2=0.99, **kwargs):
        super().__init__(learning_rate=lr, **kwargs)
        self.settings = {"m": beta_1, "v": beta_2}

    def build(self, variables):
        if self.built:
            return
        super().build(variables)
        pairs = [[self.add_variable_from_reference(v, "w") for _ in range(2)] for v in variables]
        self.kept = dict(zip([v.path for v in variables], pairs))
        self.counts = [self.add_variable((), name="n", initializer="zeros") for v in variables]

    def update_step(self, gradient, variable, learning_rate):
        beta_1, beta_2 = self.settings["m"], self.settings["v"]
        m, v = self.kept[variable.path]
        first = ops.equal(self.iterations, 0)
        v.assign(ops.where(first, ops.square(gradient), v))
        m.assign(beta_1*m + math.sqrt(1 - beta_2)*gradient)
        v.assign(beta_2*v + (1 - beta_2)*ops.square(gradient))
        self.counts[self._get_variable_index(variable)].assign_add(1)
        variable.assign_sub(learning_rate*m/ops.sqrt(v + 1))

class Outside(keras.optimizers.SGD):
    def apply_gradients(self, grads_and_vars):
        super().apply_gradients([(2*g, v) for g, v in grads_and_vars])

class Wrapped(keras.optimizers.Optimizer):
    def __init__(self, inner, **kwargs):
        super().__init__(learning_rate=inner.learning_rate, **kwargs)
"""
FORMULA = """
def averaged(w, g, t, m=0, v=0, *, lr=0.1, beta_1=0.9, beta_2=0.99):
    m = beta_1*m + sqrt(1 - beta_2)*g
    v = beta_2*(g**2 if t == 1 else v) + (1 - beta_2)*g**2
    w = w - lr*m/sqrt(v + 1)
"""


def test_classes_of_strangers_are_read_or_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "strangers.py").write_text(CLASSES)
    calls = [FrameworkCall("keras", name, module="strangers") for name in ("Averaged", "Outside", "Wrapped")]
    averaged, *refused = lift_all(calls, catalogue.vocabulary(), folders=[str(tmp_path)])
    assert isinstance(averaged, Lift), averaged
    assert len(averaged.system.states) == 2
    assert averaged.notes[-1].startswith("on JAX, Keras takes no variable in `where`")
    assert judged(read_source(FORMULA), averaged.system).verdict is Verdict.PROVED
    said = ("has an `apply_gradients` of its own", "'float' object has no attribute 'learning_rate'; what is")
    assert all(isinstance(error, InputError) for error in refused)
    assert all(words in str(error) for words, error in zip(said, refused, strict=True))
