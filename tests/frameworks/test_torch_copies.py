"""PyTorch: copies with one line changed, and small optimizers of one's own."""

from __future__ import annotations

import importlib
import inspect
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from verifier import InputError, catalogue
from verifier.findings import Verdict
from verifier.lift.frameworks.call import FrameworkCall
from verifier.lift.frameworks.lift import lift_all
from verifier.lift.frameworks.record import Lift
from verifier.referee import judge
from verifier.term import hyper, postorder

pytestmark = pytest.mark.skipif(
    find_spec("torch") is None, reason="needs PyTorch: python -m pip install 'optimizer-verifier[frameworks]'"
)

# Copies with one line changed.

MUTANTS = [
    ("sgd", "SGD", "buf.mul_(momentum).add_(grad, alpha=1 - dampening)", "buf.mul_(momentum).add_(grad)"),
    ("adam", "Adam", "exp_avg.lerp_(grad, 1 - device_beta1)", "exp_avg.lerp_(grad, 1 - device_beta1**2)"),
    ("adagrad", "Adagrad", "std = state_sum.sqrt().add_(eps)", "std = state_sum.add(eps).sqrt_()"),
    ("rprop", "Rprop", "grad[sign.eq(etaminus)] = 0", "pass"),
    ("radam", "RAdam", "if rho_t > 5.0:", "if rho_t > 4.0:"),
]


def changed(folder: Path, module: str, name: str, old: str, new: str) -> str:
    """A module with a copy of an optimizer under another class name and with one line changed."""
    source = inspect.getsource(importlib.import_module(f"torch.optim.{module}"))
    assert old in source
    text = source.replace("from .optimizer", "from torch.optim.optimizer").replace(old, new)
    text = text.replace(f"class {name}(", f"class My{name}(").replace(f"{name}.__doc__", f"My{name}.__doc__")
    (folder / f"my_{module}.py").write_text(text.replace("from .adam ", "from torch.optim.adam "))
    return f"my_{module}"


@pytest.fixture(scope="module")
def mutants(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Lift | InputError]:
    folder = tmp_path_factory.mktemp("mutants")
    settings: dict[str, Any] = {"SGD": (("momentum", 0.9), ("dampening", 0.25))}
    calls = []
    for module, name, old, new in MUTANTS:
        at = changed(folder, module, name, old, new)
        calls.append(FrameworkCall("torch", f"My{name}", keywords=settings.get(name, ()), module=at))
    found = lift_all(calls, catalogue.vocabulary(), folders=[str(folder)])
    return {name: each for (_, name, _, _), each in zip(MUTANTS, found, strict=True)}


@pytest.mark.parametrize("name", [name for _, name, _, _ in MUTANTS])
def test_a_copy_with_one_line_changed_is_read_with_the_change(
    name: str, mutants: dict[str, Lift | InputError]
) -> None:
    copy = mutants[name]
    assert isinstance(copy, Lift), copy
    original = "torch:SGD(momentum=0.9, dampening=0.1)" if name == "SGD" else f"torch:{name}()"
    assert judge(copy.system, catalogue.system(original), seconds=30).verdict is Verdict.REFUTED


def test_an_optimizer_at_hand_is_read_with_its_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    from verifier.lift.frameworks.torch_object import lift_object

    module = changed(tmp_path, *MUTANTS[1])
    monkeypatch.syspath_prepend(str(tmp_path))
    cls = importlib.import_module(module).MyAdam
    found = lift_object(cls([torch.zeros(2)], lr=0.5, amsgrad=True), catalogue.vocabulary())
    assert "max_exp_avg_sq" in {s.name for s in found.system.states}
    assert found.given["lr"] == Fraction(1, 2)
    moment = next(s for s in found.system.states if s.name == "exp_avg")
    assert hyper("beta_1") ** 2 in set(postorder([moment.update]))


# A small optimizer of one's own, for what the real ones do not do.

OWN = """
import math
import numpy as np
import torch
from torch.optim import Optimizer
from torch.optim.optimizer import required

TABLE = [[None] for _ in range(10)]


class {name}(Optimizer):
    def __init__(self, params, lr=required, rho=0.9, kind=1):
        super().__init__(params, dict(lr=lr, rho=rho, kind=kind))
        self.n, self.table, self.most = 0, [[None] for _ in range(10)], math.inf

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            lr, rho = group["lr"], group["rho"]
            for p in group["params"]:
                grad, state, first = p.grad, self.state[p], int(p is group["params"][0])
                begins = int(p is self.param_groups[0]["params"][0])
                {body}
"""

BODIES = {
    "Counted": ("state['n'] = state.get('n', 0) + 1; p.sub_(grad, alpha=lr/math.sqrt(state['n']))", None),
    "Views": ("p.view(-1)[:].copy_(p - lr*grad.clone().view(-1))", None),
    "Masked": ("u = grad.clone(); u[grad < 0] = rho; p.add_(u, alpha=-lr)", None),
    "Limited": ("p.sub_(lr*torch.clamp(grad, -rho, rho))", None),
    "Single": ("p.sub_((lr*grad).float())", None),
    "Branching": ("p.sub_(lr*grad if bool((grad > rho).all()) else grad)", "`all` joins several"),
    "Normed": ("p.sub_(lr*grad/grad.norm())", "joins several coordinates"),
    "Noisy": ("p.sub_(lr*grad*torch.rand_like(grad))", "is random"),
    "Shaped": ("p.sub_(lr*(grad if grad.dim() < 2 else grad/grad.norm()))", "on a tensor of 2 dimensions: `"),
    "Folded": ("p.sub_(lr*grad*min(grad.dim(), 3))", "is not its step on a vector"),
    "Failing": ("raise KeyError('a\\nb')", "own_failing.py:23: KeyError: 'a"),
    "Rounding": ("p.sub_(grad*round(lr, 2))", "`round`"),
    "Escaping": ("p.sub_(grad*lr*grad.tolist()[0])", "`tolist` takes a tensor's value out"),
    "Unknown": ("p.sub_(lr*torch.erf(grad))", "the operation `erf` is not known here"),
    "Attribute": ("self.k = getattr(self, 'k', 0) + begins; p.sub_(grad, alpha=lr*self.k)", None),
    "Counting": ("group['k'] = group.get('k', 0) + first; p.sub_(grad, alpha=lr/group['k'])", None),
    "OfAll": ("self.k = getattr(self, 'k', 0) + 1; p.sub_(grad, alpha=lr*self.k)", "kept for all"),
    "OfAGroup": ("k = group['k'] = group.get('k', 0) + 1; p.sub_(grad, alpha=lr/k)", "kept for all"),
    "Squashed": ("p.sub_(lr*(torch.sigmoid(grad) + torch.tanh(grad)))", None),
    "Pointing": ("p.data = p.data - lr*grad", None),
    "Converted": ("p.sub_(grad, alpha=float(lr)*math.pow(rho, 2)*np.sqrt(rho))", None),
    "Cached": ("self.n += 1; T = self.table[int(self.n % 10)]; T[0] = lr; p.sub_(T[0]*grad)", None),
    "Chosen": ("k = group['kind']; p.sub_((1 if k == 0 else 2 if k == 1 else NONE)*lr*grad)", None),
    "Stacked": ("p.sub_(lr*torch.amax(torch.cat([grad.unsqueeze(0), p.unsqueeze(0)], 0), 0))", None),
    "Guarded": ("p.sub_(lr*grad if rho != 1 else 1/0*grad)", None),
    "Outside": ("TABLE.append(lr); p.sub_(grad, alpha=lr*min(len(TABLE), 13))", "a step changes `TABLE["),
    "Toggled": ("state['on'] = not state.get('on', True); p.sub_(lr*grad)", "is made, or switched, after"),
    "Late": ("state[len(state)] = grad*lr; p.sub_(lr*grad)", "is made, or switched, after"),
    "Halved": (
        "b = state.setdefault('b', torch.zeros_like(p, dtype=torch.bfloat16)); "
        "b.mul_(rho).add_(grad); p.sub_(b, alpha=lr)",
        "a part of its step has fewer digits",
    ),
    "Boundless": ("p.sub_(lr*grad*self.most)", ".py:23: the number inf is not finite"),
    "Looking": ("n = state['n'] = state.get('n', 0) + 1; p.sub_([lr, lr, rho][n % 3]*grad)", "a second time"),
}  # fmt: skip


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Lift | InputError]:
    folder = tmp_path_factory.mktemp("own")
    for name, (body, _) in BODIES.items():
        (folder / f"own_{name.lower()}.py").write_text(OWN.format(name=name, body=body))
    names = [*BODIES, "Absent"]
    calls = [FrameworkCall("torch", name, module=f"own_{name.lower()}") for name in names]
    found = lift_all(calls, catalogue.vocabulary(), folders=[str(folder)])
    return dict(zip(names, found, strict=True))


EVERY = """
import torch


class Every(torch.optim.Optimizer):
    def __init__(self, params, lr=0.1, k=5):
        super().__init__(params, dict(lr=lr, k=k))

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            for p in group["params"]:
                n = self.state[p]["n"] = self.state[p].get("n", 0) + 1
                if n % group["k"] == 0:
                    p.mul_(0.5)
                p.sub_(p.grad, alpha=group["lr"] / (1 + n // group["k"]))
"""


def test_what_is_done_every_so_many_steps_is_read_with_the_number_of_the_call(tmp_path: Path) -> None:
    (tmp_path / "every.py").write_text(EVERY)
    calls = [FrameworkCall("torch", "Every", keywords=k, module="every") for k in ((), (("k", 3),))]
    found = lift_all(calls, catalogue.vocabulary(), folders=[str(tmp_path)])
    for each, name in zip(found, ("steps_mod_5", "steps_mod_3"), strict=True):
        assert isinstance(each, Lift), each
        assert [s.name for s in each.system.states] == [name]


def test_a_scheduler_is_no_optimizer() -> None:
    for name in ("StepLR(7)", "SGD(lr=OneCycleLR(0.1))"):
        with pytest.raises(InputError, match="a scheduler of PyTorch changes an optimizer from outside"):
            catalogue.system(f"torch:{name}")


WRAPPER = """
from torch.optim import Optimizer


class {}(Optimizer):
    def __init__(self, params, {}, rho=0.05):
        super().__init__(params, dict(rho=rho))
        self.inner = {}

    def step(self, closure=None):
        self.inner.step()
"""


@pytest.mark.parametrize(
    ("name", "argument", "made", "said"),
    [
        (
            "Around",
            "base_optimizer",
            "base_optimizer(self.param_groups)",
            "is made of another optimizer",
        ),
        ("Handed", "inner", "inner(self.param_groups)", "'inner' is no number here"),
        ("Asked", "inner", "inner.param_groups", "'inner' is no number here"),
    ],
)
def test_what_is_made_of_another_optimizer_is_said_to_be(
    name: str, argument: str, made: str, said: str, tmp_path: Path
) -> None:
    (tmp_path / "around.py").write_text(WRAPPER.format(name, argument, made))
    call = FrameworkCall("torch", name, module="around")
    (found,) = lift_all([call], catalogue.vocabulary(), folders=[str(tmp_path)])
    assert isinstance(found, InputError), found
    assert said in str(found)


def test_a_module_that_cannot_be_imported_is_refused_with_its_reason(
    own: dict[str, Lift | InputError],
) -> None:
    assert "the module own_absent cannot be imported: ModuleNotFoundError" in str(own["Absent"])


@pytest.mark.parametrize("name", [name for name, (_, refusal) in BODIES.items() if refusal is None])
def test_code_of_ones_own_is_read(name: str, own: dict[str, Lift | InputError]) -> None:
    found = own[name]
    assert isinstance(found, Lift), found
    assert not found.system.states  # a counter is the number of the step
    assert {h.name for h in found.system.hypers} <= {"lr", "rho"}
    assert any("fewer digits" in note for note in found.notes) == (name == "Single")


@pytest.mark.parametrize("name", [name for name, (_, refusal) in BODIES.items() if refusal is not None])
def test_code_that_no_trace_follows_is_refused(name: str, own: dict[str, Lift | InputError]) -> None:
    found = own[name]
    assert isinstance(found, InputError), found
    assert str(BODIES[name][1]) in str(found)
