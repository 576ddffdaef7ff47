"""What an optimizer of one's own keeps where no trace looks is named, however late it would tell."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from verifier import catalogue
from verifier.errors import InputError
from verifier.lift.frameworks.call import FrameworkCall
from verifier.lift.frameworks.lift import lift_all
from verifier.lift.frameworks.record import Lift

pytestmark = pytest.mark.skipif(
    any(find_spec(name) is None for name in ("keras", "optax", "torch")),
    reason="Keras, Optax or PyTorch is not installed: python -m pip install '.[frameworks]'",
)

COUNTS = """
import time
from itertools import count

CALLS = {"made": 0}
LATE = 50_000


class Held:
    calls = 0


def in_a_global():
    CALLS["made"] += 1
    return 1.0 if CALLS["made"] < LATE else 2.0


def in_a_class():
    Held.calls += 1
    return 1.0 if Held.calls < LATE else 2.0


def of_the_clock():
    return 1.0 if time.time() < 1e10 else 2.0


def nowhere():
    return 1.0
"""

TORCH = """
import torch
from counts import *


class Plain(torch.optim.Optimizer):
    def __init__(self, params, lr=0.1):
        super().__init__(params, dict(lr=lr))
        self.turns, self.held = count(), Held()

    @torch.no_grad()
    def step(self):
        for p in self.param_groups[0]["params"]:
            p.sub_(p.grad, alpha=self.param_groups[0]["lr"] * self.factor(p))

    def factor(self, p):
        return nowhere()


class OfModule(Plain):
    def factor(self, p):
        return in_a_global()


class OfClock(Plain):
    def factor(self, p):
        return of_the_clock()


class OfClass(Plain):
    def factor(self, p):
        return in_a_class()


class OfIterator(Plain):
    def factor(self, p):
        return 1.0 if next(self.turns) < LATE else 2.0


class OfObject(Plain):
    def factor(self, p):
        self.held.calls += 1
        return 1.0 if self.held.calls < LATE else 2.0


class OfWeight(Plain):
    def factor(self, p):
        p.calls = getattr(p, "calls", 0) + 1
        return 1.0 if p.calls < LATE else 2.0
"""

KERAS = """
import keras
from counts import *


class OfModule(keras.optimizers.SGD):
    def update_step(self, gradient, variable, learning_rate):
        super().update_step(gradient * in_a_global(), variable, learning_rate)


class OfClock(keras.optimizers.SGD):
    def update_step(self, gradient, variable, learning_rate):
        super().update_step(gradient * of_the_clock(), variable, learning_rate)


class OfItself(keras.optimizers.SGD):
    calls = 0

    def update_step(self, gradient, variable, learning_rate):
        self.calls += 1
        super().update_step(gradient * (1.0 if self.calls < LATE else 2.0), variable, learning_rate)
"""

OPTAX = """
import jax
import optax
from counts import *


def of_module(learning_rate):
    def update(gradients, state, params=None):
        factor = in_a_global()
        return jax.tree.map(lambda g: -learning_rate * factor * g, gradients), state

    return optax.chain(optax.GradientTransformation(lambda params: (), update))


def of_clock(learning_rate):
    def update(gradients, state, params=None):
        return jax.tree.map(lambda g: -learning_rate * of_the_clock() * g, gradients), state

    return optax.GradientTransformation(lambda params: (), update)


def of_closure(learning_rate):
    last = [None]

    def update(gradients, state, params=None):
        before, last[0] = last[0], gradients
        new = gradients if before is None else jax.tree.map(lambda g, b: g + b, gradients, before)
        return jax.tree.map(lambda g: -learning_rate * g, new), state

    return optax.GradientTransformation(lambda params: (), update)
"""

PLACES = {
    ("torch", "OfModule"): "`CALLS['made']`",
    ("torch", "OfClass"): "`Held.calls`",
    ("torch", "OfIterator"): "`self.turns`",
    ("torch", "OfObject"): "`self.held.calls`",
    ("torch", "OfWeight"): "`p['calls']`",
    ("keras", "OfModule"): "`CALLS['made']`",
    ("keras", "OfItself"): "`self.calls`",
    ("optax", "of_module"): "`CALLS['made']`",
    ("optax", "of_closure"): "`last of of_closure.<locals>.update[0]`",
}

CLOCKS = [("torch", "OfClock"), ("keras", "OfClock"), ("optax", "of_clock")]


@pytest.fixture(scope="module")
def lifts(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Lift | InputError]:
    folder = tmp_path_factory.mktemp("kept")
    texts = {"counts": COUNTS, "of_torch": TORCH, "of_keras": KERAS, "of_optax": OPTAX}
    for name, text in texts.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    named = [*PLACES, *CLOCKS, ("torch", "Plain")]
    calls = [FrameworkCall(framework, name, module=f"of_{framework}") for framework, name in named]
    return dict(zip(named, lift_all(calls, catalogue.vocabulary(), folders=[str(folder)]), strict=True))


@pytest.mark.parametrize("key", PLACES, ids=" ".join)
def test_a_count_kept_elsewhere_is_named(
    key: tuple[str, str], lifts: dict[tuple[str, str], Lift | InputError]
) -> None:
    found = lifts[key]
    assert isinstance(found, InputError)
    assert f"{key[0]}:{key[1]}(): a step changes {PLACES[key]}, which is kept outside" in str(found)


@pytest.mark.parametrize("key", CLOCKS, ids=" ".join)
def test_a_clock_that_is_read_is_named(
    key: tuple[str, str], lifts: dict[tuple[str, str], Lift | InputError]
) -> None:
    found = lifts[key]
    assert isinstance(found, InputError)
    assert f"{key[0]}:{key[1]}(): `of_the_clock` reads `time.time`" in str(found)


def test_an_optimizer_that_only_could_count_is_read(
    lifts: dict[tuple[str, str], Lift | InputError],
) -> None:
    assert isinstance(lifts["torch", "Plain"], Lift)
