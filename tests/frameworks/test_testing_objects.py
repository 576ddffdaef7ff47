"""`assert_equivalent` on optimizers that a test holds in its hands."""

from __future__ import annotations

import os
from importlib.util import find_spec
from typing import Any

import pytest

from verifier import InputError
from verifier.lift.frameworks.at_hand import framework_of
from verifier.testing import assert_equivalent

if not all(map(find_spec, ("keras", "jax", "optax", "torch"))):
    pytest.skip("needs the frameworks: '.[frameworks]'", allow_module_level=True)

os.environ.setdefault("KERAS_BACKEND", "jax")
import jax
import keras
import optax
import torch

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # Keras' own
SINGLE = 1e-5
"""What float32 leaves of a bias correction."""


class Overshooting(torch.optim.SGD):
    """Gradient descent that walks twice as far as it is told."""

    def step(self, closure: Any = None) -> Any:
        super().step(closure)
        return super().step(closure)


def compiled(rate: float) -> optax.GradientTransformation:
    """A transformation of one's own, whose update JAX compiles."""

    def update(gradients: Any, state: Any, parameters: Any = None) -> Any:
        return jax.tree.map(lambda g: -rate * g, gradients), state

    return optax.GradientTransformation(lambda parameters: (), jax.jit(update))


def made_of(cls: Any, **settings: Any) -> Any:
    return cls([torch.zeros(2)], **settings)


RIGHT = {
    "torch sgd": (lambda: made_of(torch.optim.SGD, lr=0.1), "sgd"),
    "torch adam": (lambda: made_of(torch.optim.Adam, lr=0.01, betas=(0.8, 0.99)), "adam"),
    "keras sgd": (lambda: keras.optimizers.SGD(learning_rate=0.05), "sgd"),
    "keras adamax": (lambda: keras.optimizers.Adamax(), "adamax/keras"),
    "optax sgd": (lambda: optax.sgd(0.1), "sgd"),
    "optax momentum": (lambda: optax.sgd(0.3, momentum=0.9), "momentum"),
    "optax adam": (lambda: optax.adam(3e-4, b1=0.85), "adam"),
    "optax compiled": (lambda: compiled(0.3), "sgd"),
    "optax chain": (lambda: optax.chain(optax.trace(0.7), optax.scale(-0.02)), "momentum"),
}


@pytest.mark.parametrize("name", RIGHT)
def test_an_object_is_what_it_is_meant_to_be(name: str) -> None:
    make, meant = RIGHT[name]
    assert_equivalent(make(), meant)


WRONG = {
    "torch amsgrad": (lambda: made_of(torch.optim.Adam, lr=0.01, amsgrad=True), "adam"),
    "torch subclass": (lambda: made_of(Overshooting, lr=0.1), "sgd"),
    "keras momentum": (lambda: keras.optimizers.SGD(learning_rate=0.05, momentum=0.5), "sgd"),
    "optax nesterov": (lambda: optax.sgd(0.3, momentum=0.9, nesterov=True), "momentum"),
    "optax clipped": (lambda: optax.chain(optax.clip(100.0), optax.sgd(0.3)), "sgd"),
    "optax clipped by its norm": (lambda: optax.chain(optax.clip_by_global_norm(1.0), optax.sgd(0.1)), "sgd"),
    "optax uphill": (lambda: optax.scale(0.3), "sgd"),
    "optax warmup": (lambda: optax.sgd(optax.piecewise_constant_schedule(0.1, {1000: 0.5})), "sgd"),
}


@pytest.mark.parametrize("name", WRONG)
def test_an_object_that_is_something_else_fails(name: str) -> None:
    make, meant = WRONG[name]
    with pytest.raises(AssertionError, match="not the same optimizer"):
        assert_equivalent(make(), meant, timeout=20.0)


def test_two_objects_are_compared_with_each_other() -> None:
    assert_equivalent(optax.sgd(0.1), made_of(torch.optim.SGD, lr=0.1))


def test_nothing_of_the_callers_process_is_changed() -> None:
    before = (jax.config.jax_enable_x64, torch.get_default_dtype(), keras.config.floatx())
    transformation = optax.adam(0.1)
    assert_equivalent(transformation, "adam")
    assert before == (jax.config.jax_enable_x64, torch.get_default_dtype(), keras.config.floatx())
    state = transformation.init(jax.numpy.zeros(2))
    assert float(transformation.update(jax.numpy.ones(2), state)[0][0]) == pytest.approx(-0.1, rel=SINGLE)


def test_what_is_no_recurrence_of_one_coordinate_is_an_input_error() -> None:
    with pytest.raises(InputError, match="coordinate"):
        assert_equivalent(optax.lamb(0.1), "sgd")


@pytest.mark.parametrize("other", [optax.adam, optax.MultiSteps(optax.sgd(0.1), 4), torch.nn.Linear(1, 1)])
def test_what_is_no_optimizer_is_said_to_be_none(other: Any) -> None:
    with pytest.raises(InputError, match="is no optimizer; hand over the optimizer itself"):
        assert_equivalent(other, "adam")


def zero_gradients_move(rate: float) -> optax.GradientTransformation:
    """Gradient descent that is wrong only where the gradient is zero."""

    def update(gradients: Any, state: Any, params: Any = None) -> Any:
        ones = jax.tree.map(lambda g: -rate * jax.numpy.where(g == 0, 1.0, g), gradients)
        return ones, state

    return optax.GradientTransformation(lambda params: (), update)


class TiredTorch(torch.optim.Optimizer):
    """Gradient descent that halves its rate after a thousand steps."""

    def __init__(self, params: Any, lr: float = 0.1) -> None:
        super().__init__(params, {"lr": lr})

    @torch.no_grad()
    def step(self, closure: Any = None) -> Any:
        for group in self.param_groups:
            for p in group["params"]:
                state = self.state[p]
                state["n"] = state.get("n", 0) + 1
                p.add_(p.grad, alpha=-group["lr"] if state["n"] <= 1000 else -group["lr"] / 2)


class TiredKeras(keras.optimizers.SGD):
    """The same."""

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        part = keras.ops.where(self.iterations >= 1000, 0.5, 1.0)
        self.assign_sub(variable, part * learning_rate * gradient)


OVERLOOKED = {
    "optax at zero": (lambda: zero_gradients_move(0.1), "same if g != 0"),
    "torch after a thousand": (lambda: made_of(TiredTorch), "first differing step: t = 1001"),
    "keras after a thousand": (lambda: TiredKeras(0.1), "first differing step: t = 1001"),
}


@pytest.mark.parametrize("name", OVERLOOKED)
def test_what_a_short_run_does_not_show_is_found(name: str) -> None:
    make, said = OVERLOOKED[name]
    with pytest.raises(AssertionError, match="not the same optimizer") as failure:
        assert_equivalent(make(), "sgd")
    assert said in str(failure.value)


def test_an_object_of_no_framework_is_known_to_be_none() -> None:
    assert framework_of(lambda w, g: w) is None
    assert framework_of("adam") is None
    assert framework_of(torch.nn.Linear(1, 1)) is None
    assert framework_of(torch.optim.Adam) == "torch"


class Tilted(torch.optim.Optimizer):
    """Gradient descent that keeps one argument as an attribute, and what is made of another one."""

    def __init__(self, params: Any, lr: float = 0.1, scale: float = 1, ascend: bool = False) -> None:
        super().__init__(params, {"lr": lr})
        self.scale = scale
        self.sign = -1 if ascend else 1
        self.taken = 0

    @torch.no_grad()
    def step(self, closure: Any = None) -> None:  # type: ignore[override]
        self.taken += 1
        for group in self.param_groups:
            for p in group["params"]:
                p.sub_(p.grad, alpha=group["lr"] * self.sign * self.scale)


def scheduled(make: Any) -> Any:
    optimizer = made_of(torch.optim.SGD, lr=0.1, momentum=0.9)
    optimizer.made = make(optimizer)  # which would else be collected
    return optimizer


def hooked(register: str) -> Any:
    optimizer = made_of(torch.optim.SGD, lr=0.1)
    getattr(optimizer, register)(lambda *given: None)
    return optimizer


def touched(**settings: Any) -> Any:
    optimizer = made_of(torch.optim.SGD, lr=0.1)
    vars(optimizer).update(settings)
    return optimizer


def with_setting() -> Any:
    return Tilted([{"params": [torch.zeros(2)], "bound": 3.0}])


class Steered(keras.optimizers.SGD):
    """Gradient descent with arguments of its own, of which its configuration says nothing."""

    def __init__(
        self, learning_rate: float = 0.1, scale: float = 1, ascend: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(learning_rate, **kwargs)
        self.scale = scale
        self.sign = -1 if ascend else 1

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        super().update_step(gradient * self.scale * self.sign, variable, learning_rate)


class Told(Steered):
    """The same, whose configuration says what was lost."""

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "ascend": self.sign < 0}


def replaced() -> Any:
    optimizer = keras.optimizers.SGD(0.1)
    optimizer.update_step = lambda *given: None
    return optimizer


schedulers = torch.optim.lr_scheduler
OUTSIDE = {
    "steps": (lambda: scheduled(lambda o: schedulers.StepLR(o, 7)), "a scheduler changes"),
    "function": (
        lambda: scheduled(lambda o: schedulers.LambdaLR(o, lambda t: 0.9**t)),
        "a scheduler changes",
    ),
    "cosine": (lambda: scheduled(lambda o: schedulers.CosineAnnealingLR(o, 9)), "a scheduler changes"),
    "cycle": (lambda: scheduled(lambda o: schedulers.OneCycleLR(o, 1.0, 9)), "a scheduler changes"),
    "plateau": (lambda: scheduled(schedulers.ReduceLROnPlateau), "a scheduler changes"),
    "hook before": (lambda: hooked("register_step_pre_hook"), "hooks run before or after its step"),
    "hook after": (lambda: hooked("register_step_post_hook"), "hooks run before or after its step"),
    "another step": (lambda: touched(step=lambda: None), "its 'step' is replaced on the object"),
    "another step of Keras": (replaced, "its 'update_step' is replaced on the object"),
    "unsaid argument": (lambda: Steered(ascend=True), "its `get_config` does not say what 'ascend' is"),
    "lost argument": (lambda: made_of(Tilted, ascend=True), "`self.sign` is -1 here, and 1 in one made anew"),
    "trained": (lambda: trained(made_of(Tilted)), "`self.taken` is 1 here, and 0 in one made anew"),
    "setting": (with_setting, "`param_groups[0]['bound']` is 3.0 here, and nothing in one made anew"),
}


def trained(optimizer: Any) -> Any:
    optimizer.param_groups[0]["params"][0].grad = torch.ones(2)
    optimizer.step()
    return optimizer


@pytest.mark.parametrize("name", OUTSIDE)
def test_what_changes_an_object_from_outside_is_said(name: str) -> None:
    make, said = OUTSIDE[name]
    with pytest.raises(InputError) as refused:
        assert_equivalent(make(), "sgd")
    assert said in str(refused.value)


def test_an_argument_that_is_kept_as_an_attribute_is_read() -> None:
    assert_equivalent(made_of(Tilted, lr=0.3), "sgd")
    assert_equivalent(Told(0.3), "sgd")
    with pytest.raises(AssertionError, match="not the same"):
        assert_equivalent(Told(0.3, ascend=True), "sgd")
    with pytest.raises(AssertionError, match="scale"):
        assert_equivalent(made_of(Tilted, scale=3), "sgd")


def test_an_optimizer_that_was_trained_is_what_it_was() -> None:
    assert_equivalent(trained(made_of(torch.optim.Adam)), "adam")
