"""PyTorch's optimizers as they run: made, stepped, and read, with symbolic floats or with plain ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from inspect import Parameter, signature
from typing import Any

from verifier.errors import InputError
from verifier.lift.frameworks.binding import Bound
from verifier.lift.frameworks.call import FrameworkCall
from verifier.lift.frameworks.meaning import Free
from verifier.lift.reals import Untraceable
from verifier.lift.vocabulary import nearest, quoted


@dataclass(frozen=True)
class Form:
    """What kind of parameter is given: how many dimensions, and how its gradients are laid out."""

    dimensions: int = 1
    sparse: bool = False

    def shape(self, coordinates: int) -> tuple[int, ...]:
        """The shape of a parameter of so many coordinates."""
        return (coordinates, *(1,) * (self.dimensions - 1))


FORMS = (Form(), Form(sparse=True), Form(dimensions=2))
"""In the order in which they are tried: some optimizers refuse the plain one."""


def parameters(call: FrameworkCall, name: str) -> Sequence[Parameter]:
    """The parameters of an optimizer's constructor without the list of what it optimizes."""
    return list(signature(found_class(call, name)).parameters.values())[1:]


def found_class(call: FrameworkCall, name: str) -> Any:
    """The class of that name.

    Raises
    ------
    InputError
        When there is none.
    """
    from importlib import import_module

    from torch.optim import Optimizer

    module = import_module(call.module or "torch.optim")
    found = getattr(module, name, None)
    if not (isinstance(found, type) and issubclass(found, Optimizer)) or found is Optimizer:
        known = [n for n, v in vars(module).items() if isinstance(v, type) and issubclass(v, Optimizer)]
        hint = nearest(name, set(known) - {"Optimizer"})
        raise InputError(f"{call}: {module.__name__} has no optimizer {quoted(name)}; {hint}")
    return found


class Remembering(dict[str, Any]):
    """The state of one parameter; what each entry was when it was first put in goes to ``born``."""

    def __init__(self, snapshot: Callable[[Any], Any], *values: Any) -> None:
        super().__init__()
        self.born: dict[str, Any] = {}
        self._snapshot = snapshot
        for key, value in dict(*values).items():
            self[key] = value

    def __setitem__(self, key: str, value: Any) -> None:
        if key not in self.born:
            self.born[key] = self._snapshot(value)
        super().__setitem__(key, value)


@dataclass
class Running:
    """An optimizer of one parameter, with the state in which it is.

    Attributes
    ----------
    optimizer, weight
        PyTorch's objects.
    form : Form
    """

    optimizer: Any
    weight: Any
    form: Form
    kept: list[Any] = field(default_factory=list)

    @property
    def state(self) -> Any:
        """What the optimizer keeps of the parameter: a dictionary, while it is traced a `Remembering` one."""
        return self.optimizer.state[self.weight]

    def give(self, gradient: Any) -> None:
        """Set the gradient of the next step; a tensor of the parameter's shape."""
        self.weight.grad = _sparse(gradient) if self.form.sparse else gradient
        self.kept.append(self.weight.grad)

    def step(self) -> None:
        """Take a step.

        Raises
        ------
        Untraceable
            When the optimizer wants to compute the loss itself.
        """
        wanted = signature(self.optimizer.step).parameters.values()
        if any(parameter.default is Parameter.empty for parameter in wanted):
            raise Untraceable("`step` computes the loss anew; what is read takes one gradient a step")
        self.optimizer.step()


def _sparse(gradient: Any) -> Any:
    """The gradient as a sparse tensor that has an entry for every element."""
    import torch

    indices = torch.arange(gradient.shape[0]).unsqueeze(0)
    return torch.sparse_coo_tensor(indices, gradient, gradient.shape, check_invariants=False)


def made(
    call: FrameworkCall,
    bound: Bound,
    number: Callable[[Free], float],
    values: Any,
    *,
    form: Form,
    snapshot: Callable[[Any], Any] | None = None,
) -> Running:
    """The optimizer of a call for a parameter that holds these values.

    Raises
    ------
    InputError
        With the constructor's own words, when it refuses.
    """
    weight = values.clone()
    kind = found_class(call, call.name)
    optimizer = kind([weight], **bound.filled(number))
    if snapshot is not None:
        start = optimizer.state.get(weight, {})
        optimizer.state = defaultdict(lambda: Remembering(snapshot))
        optimizer.state[weight] = Remembering(snapshot, start)
    return Running(optimizer, weight, form)


def sample(free: Free) -> float:
    """A number that a symbolic argument may be: the framework's default, if it lies inside the domain."""
    inside = [v for v in (free.default, free.given) if v is not None and free.domain.contains(v) and v]
    if inside:
        return float(inside[0])
    lower, upper = free.domain.lower, free.domain.upper
    if lower is not None and upper is not None:
        return float(lower + (upper - lower) * Fraction(3, 8))
    return float(lower) + 0.375 if lower is not None else float(upper or 1) - 0.375


def steps(
    call: FrameworkCall, bound: Bound, form: Form, names: Mapping[str, str]
) -> Callable[[Mapping[str, float], float, Sequence[float]], Iterator[dict[str, float]]]:
    """A runner of the plain optimizer on a parameter of several coordinates, for `validate`.

    The first coordinate is the one that is read; the others have other weights and gradients, so that a
    coordinate that depends on them differs from what was lifted.
    """
    import torch

    def run(hypers: Mapping[str, float], w0: float, gradients: Sequence[float]) -> Iterator[dict[str, float]]:
        def number(free: Free) -> float:
            return hypers.get(free.name, sample(free))

        def coordinates(first: float, second: float, third: float) -> Any:
            return torch.tensor([first, second, third]).reshape(form.shape(3))

        running = made(call, bound, number, coordinates(w0, 0.25 - w0, 3.0), form=form)
        for gradient in gradients:
            running.give(coordinates(gradient, 1.5 - gradient, -0.125))
            running.step()
            yield {"w": float(running.weight.reshape(-1)[0]), **_numbers(running.state, names)}

    return run


def _numbers(state: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, float]:
    return {
        name: float(value.reshape(-1)[0] if hasattr(value, "reshape") else value)
        for key, name in names.items()
        if (value := state.get(key)) is not None
    }
