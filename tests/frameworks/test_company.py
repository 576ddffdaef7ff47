"""What was read of one parameter is the step of each, of every place, group, name, shape; or it is said."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from verifier import catalogue
from verifier.errors import InputError
from verifier.lift.frameworks.call import FrameworkCall
from verifier.lift.frameworks.lift import lift_all
from verifier.lift.frameworks.record import Lift

pytestmark = pytest.mark.skipif(
    any(find_spec(name) is None for name in ("keras", "optax", "torch")),
    reason="needs the frameworks: python -m pip install 'optimizer-verifier[frameworks]'",
)

TORCH = """
import math
import torch


class Plain(torch.optim.Optimizer):
    def __init__(self, params, lr=0.1, momentum=0.9):
        super().__init__(params, dict(lr=lr, momentum=momentum))
        self.steps = 0

    @torch.no_grad()
    def step(self):
        for place, group in enumerate(self.param_groups):
            for i, p in enumerate(group["params"]):
                buffer = self.state[p].setdefault("buffer", torch.zeros_like(p))
                buffer.mul_(group["momentum"]).add_(p.grad)
                p.sub_(buffer, alpha=group["lr"] * self.factor(place, group, i, p))

    def factor(self, place, group, i, p):
        return 1.0
"""
KERAS = """
import keras


class Plain(keras.optimizers.SGD):
    def update_step(self, gradient, variable, learning_rate):
        i = self._get_variable_index(variable)
        super().update_step(gradient * self.factor(i, variable), variable, learning_rate)

    def factor(self, i, v):
        return 1.0
"""
OPTAX = """
import optax
from jax.tree_util import keystr, tree_flatten_with_path, tree_unflatten


def plain(lr, factor):
    def update(updates, state, params=None):
        found, form = tree_flatten_with_path(updates)
        new = [-lr * factor(i, len(found), keystr(at), x) * x for i, (at, x) in enumerate(found)]
        return tree_unflatten(form, new), state

    return optax.GradientTransformation(lambda params: (), update)
"""
FACTORS = {
    "torch": {
        "place": "0.5**i",
        "from_the_end": "0.5 ** (len(group['params']) - 1 - i)",
        "of_the_first": "1.0 if p is self.param_groups[0]['params'][0] else 2.0",
        "counted": "1.0 / (setattr(self, 'steps', self.steps + 1) or self.steps)",
        "three_dimensions": "2.0 if p.ndim == 3 else 1.0",
        "no_dimension": "2.0 if p.dim() == 0 else 1.0",
        "long": "2.0 if p.dim() and p.shape[0] >= 128 else 1.0",
        "wide": "2.0 if p.size(-1) >= 128 else 1.0",
        "many": "2.0 if math.prod(p.shape) > 1000 else 1.0",
        "large_matrix": "2.0 if p.ndim == 2 and min(p.shape) >= 4 else 1.0",
        "kernel": "2.0 if p.ndim == 4 and p.size(2) == p.size(3) > 1 else 1.0",
    },
    "keras": {
        "place": "0.5**i",
        "from_the_end": "0.5 ** (len(self._trainable_variables) - 1 - i)",
        "three_dimensions": "2.0 if len(v.shape) == 3 else 1.0",
        "no_dimension": "2.0 if len(v.shape) == 0 else 1.0",
        "long": "2.0 if v.shape and v.shape[0] >= 128 else 1.0",
        "large_matrix": "2.0 if len(v.shape) == 2 and min(v.shape) >= 128 else 1.0",
    },
    "optax": {
        "place": "0.5**i",
        "from_the_end": "0.5 ** (n - 1 - i)",
        "number": "1 / n",
        "in_a_tree": "2.0 if at else 1.0",
        "three_dimensions": "2.0 if x.ndim == 3 else 1.0",
        "no_dimension": "2.0 if x.ndim == 0 else 1.0",
        "many": "2.0 if x.size > 1000 else 1.0",
        "large_matrix": "2.0 if x.ndim == 2 and min(x.shape) >= 128 else 1.0",
    },
}
"""Of the rate: what goes by a parameter's place, its group or its shape."""
NOTED = {
    "torch": {
        "attribute": ("getattr(p, 'lr_scale', 1.0)", "a parameter without `lr_scale`"),
        "setting": ("group.get('lr_scale', 1.0)", "a parameter group without `lr_scale`"),
        "names": ("2.0 if 'param_names' in group else 1.0", "a parameter group without `param_names`"),
        "group": ("0.5**place", "read for the first parameter group"),
        "rate_of_the_first": ("self.param_groups[0]['lr'] / group['lr']", "groups of the same settings"),
    },
    "keras": {
        "name": ("2.0 if 'bias' in v.name else 1.0", "read for a variable with no name"),
        "path": ("2.0 if v.path.endswith('gamma') else 1.0", "read for a variable with no name"),
        "attribute": ("getattr(v, 'lr_scale', 1.0)", "a variable without `lr_scale`"),
    },
    "optax": {
        "decayed": ("1.0 if 'bias' in at else 2.0", "read for an array without a name"),
        "kernels": ("2.0 if 'kernel' in at else 1.0", "read for an array without a name"),
    },
}
"""Factors of the rate that are 1 where nothing else is said, and what is then said of the reading."""
PLAIN = {
    "torch": {
        "trained": "1.0 if p.requires_grad and isinstance(p, torch.nn.Parameter) else 2.0",
        "alike": "len(p.shape) / max(p.ndim, 1) if p.ndim else 1.0",
    },
    "keras": {"alike": "1.0 if v.trainable else 2.0", "halved": "0.5"},
    "optax": {"alike": "max(x.ndim, 1) / max(len(x.shape), 1)"},
}
CASES = {
    framework: {**FACTORS[framework], **{n: f for n, (f, _) in NOTED[framework].items()}, **PLAIN[framework]}
    for framework in FACTORS
}
TEXT = {
    "torch": (TORCH, "class {}(Plain):\n    def factor(self, place, group, i, p):\n        return {}\n"),
    "keras": (KERAS, "class {}(Plain):\n    def factor(self, i, v):\n        return {}\n"),
    "optax": (OPTAX, "def {}(lr=0.1):\n    return plain(lr, lambda i, n, at, x: {})\n"),
}


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Lift | InputError]:
    folder = tmp_path_factory.mktemp("company")
    calls = {
        (framework, name): FrameworkCall(framework, name, module=_written(folder, framework))
        for framework, cases in CASES.items()
        for name in cases
    }
    found = lift_all(calls.values(), catalogue.vocabulary(), folders=[str(folder)])
    return dict(zip(calls, found, strict=True))


def _written(folder: Path, framework: str) -> str:
    begun, each = TEXT[framework]
    text = begun + "".join(f"\n\n{each.format(name, factor)}" for name, factor in CASES[framework].items())
    (folder / f"company_{framework}.py").write_text(text)
    return f"company_{framework}"


@pytest.mark.parametrize(("framework", "name"), [(f, n) for f, cases in FACTORS.items() for n in cases])
def test_a_rate_that_goes_by_place_group_or_shape_is_refused(
    framework: str, name: str, read: dict[tuple[str, str], Lift | InputError]
) -> None:
    found = read[framework, name]
    assert isinstance(found, InputError), found.system.weight
    assert "not its step" in str(found), found


@pytest.mark.parametrize(("framework", "name"), [(f, n) for f, cases in NOTED.items() for n in cases])
def test_what_the_code_asks_for_and_has_not_is_said(
    framework: str, name: str, read: dict[tuple[str, str], Lift | InputError]
) -> None:
    found = read[framework, name]
    assert isinstance(found, Lift), found
    assert any(NOTED[framework][name][1] in note for note in found.notes), found.notes


@pytest.mark.parametrize(("framework", "name"), [(f, n) for f, cases in PLAIN.items() for n in cases])
def test_what_is_the_same_for_each_is_read_with_no_word(
    framework: str, name: str, read: dict[tuple[str, str], Lift | InputError]
) -> None:
    found = read[framework, name]
    assert isinstance(found, Lift), found
    assert not [note for note in found.notes if note.startswith("read for")]
    assert {h.name for h in found.system.hypers} & {"lr", "learning_rate"}
