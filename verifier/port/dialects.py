"""How each framework writes an optimizer of one's own: the text around the lines of a step.

In the lines ``w``, ``g``, ``t`` are the weight, the gradient and the number of the step, ``old_NAME`` the
states before the step and ``new_NAME`` those after it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

RATE = "lr"
"""The hyperparameter that Keras keeps itself, so that schedules and callbacks reach it."""
_OPERATIONS = "sign exp log cos max min lt le eq ne and or not where".split()
_TORCH = "sign exp log cos maximum minimum lt le eq ne logical_and logical_or logical_not where".split()
_NUMPY = (
    "sign exp log cos maximum minimum less less_equal equal not_equal logical_and logical_or logical_not "
    "where"
).split()


def _named(library: str, names: list[str]) -> dict[str, str]:
    return {op: f"{library}.{name}" for op, name in zip(_OPERATIONS, names, strict=True)}


@dataclass(frozen=True)
class Dialect:
    """What the text of an optimizer is made of.

    Attributes
    ----------
    text : str
        With places for ``title``, ``step`` and the texts of ``each`` and ``every``.
    each_hyper, each_state : mapping
        Places, and what stands there for each hyperparameter or state, one after the other; ``{name}`` is
        what it is called, ``{default}`` its usual value with ``=``, ``{initial}`` its first value.
    functions : mapping
        Operations that are no arithmetic; all their arguments are tensors.
    copy : str
        A value that later assignments do not change.
    """

    text: str
    each_hyper: Mapping[str, str]
    each_state: Mapping[str, str]
    functions: Mapping[str, str]
    copy: str = "{}"


TORCH = Dialect(
    '''\
import torch


class Ported(torch.optim.Optimizer):
    """{title}, step for step."""

    def __init__(self, params{parameters}):
        super().__init__(params, {{{defaults}}})

    @torch.no_grad()
    def step(self, closure=None):
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        for group in self.param_groups:
            for w in group["params"]:
                if w.grad is not None:
                    self._update(w{passed})
        return loss

    def _update(self, w{names}):
        g, state = w.grad, self.state[w]
        if not state:
            state["step"] = 0
{starts}        state["step"] += 1
        t = state["step"]
{before}{step}{after}        w.copy_(new_w)


def sqrt(x):
    return x**0.5


def full(x, like):
    return torch.as_tensor(x, dtype=like.dtype, device=like.device).expand_as(like)
''',
    each_hyper={
        "parameters": ", {name}{default}",
        "defaults": '"{name}": {name}, ',
        "passed": ', group["{name}"]',
        "names": ", {name}",
    },
    each_state={
        "starts": '            state["{name}"] = torch.zeros_like(w){initial}\n',
        "before": '        old_{name} = state["{name}"]\n',
        "after": '        state["{name}"] = new_{name}\n',
    },
    functions=_named("torch", _TORCH),
    copy="{}.clone()",
)

KERAS = Dialect(
    '''\
import keras
from keras import ops


class Ported(keras.optimizers.Optimizer):
    """{title}, step for step."""

    def __init__(self{parameters}, **options):
        super().__init__(**{{"learning_rate": {rate}}} | options)
        self.numbers = {{{defaults}}}

    def build(self, variables):
        if self.built:
            return
        super().build(variables)
        lr = self.learning_rate
{names}{starts}
    def update_step(self, gradient, variable, learning_rate):
        w, g = ops.convert_to_tensor(variable), ops.cast(gradient, variable.dtype)
        t, lr = ops.cast(self.iterations + 1, w.dtype), ops.cast(learning_rate, w.dtype)
        i = self._get_variable_index(variable)
{names}{before}{step}{after}        self.assign(variable, new_w)

    def get_config(self):
        return super().get_config() | self.numbers


def sqrt(x):
    return x**0.5


def full(x, like):
    return ops.broadcast_to(ops.cast(x, like.dtype), like.shape)
''',
    each_hyper={
        "parameters": ", {name}{default}",
        "defaults": '"{name}": {name}, ',
        "names": '        {name} = self.numbers["{name}"]\n',
    },
    each_state={
        "starts": (
            '        self.held_{name} = self.add_optimizer_variables(variables, "{name}")\n'
            "        for held, variable in zip(self.held_{name}, variables):\n"
            "            w = ops.convert_to_tensor(variable)\n"
            "            held.assign(ops.zeros_like(w){initial})\n"
        ),
        "before": "        old_{name} = ops.convert_to_tensor(self.held_{name}[i])\n",
        "after": "        self.assign(self.held_{name}[i], new_{name})\n",
    },
    functions=_named("ops", _NUMPY),
    copy="ops.copy({})",
)

OPTAX = Dialect(
    '''\
import jax
import jax.numpy as jnp
import optax


def ported({parameters}):
    """{title}, step for step: a gradient transformation."""

    def starts(w):
        return [{starts}]

    def step(w, g, t{before}):
        t = t.astype(w.dtype)
{step}        return [new_w - w{after}]

    def init(params):
        count = len(starts(jnp.zeros([])))
        states = [jax.tree.map(lambda w, i=i: starts(w)[i], params) for i in range(count)]
        return jnp.zeros([], jnp.int32), states

    def update(gradients, state, params):
        t, states = state[0] + 1, state[1]
        made = jax.tree.map(lambda w, g, *old: step(w, g, t, *old), params, gradients, *states)
        count = len(states) + 1
        found = [jax.tree.map(lambda _, each, i=i: each[i], params, made) for i in range(count)]
        return found[0], (t, found[1:])

    return optax.GradientTransformation(init, update)


def sqrt(x):
    return x**0.5


def full(x, like):
    return jnp.broadcast_to(jnp.asarray(x, like.dtype), like.shape)
''',
    each_hyper={"parameters": "{name}{default}, "},
    each_state={
        "starts": "jnp.zeros_like(w){initial}, ",
        "before": ", old_{name}",
        "after": ", new_{name}",
    },
    functions=_named("jnp", _NUMPY),
)

DIALECTS = {"keras": KERAS, "torch": TORCH, "optax": OPTAX}
