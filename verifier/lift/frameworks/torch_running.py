"""PyTorch's optimizers as they run: made, stepped, and read, with symbolic floats or with plain ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from inspect import Parameter, signature
from typing import Any

from verifier.errors import InputError
from verifier.lift.frameworks.binding import Bound
from verifier.lift.frameworks.call import OUTSIDE, SCHEDULER, FrameworkCall
from verifier.lift.frameworks.meaning import Free
from verifier.lift.frameworks.raised import own_module
from verifier.lift.frameworks.torch_memory import Slot, slots
from verifier.lift.frameworks.validate import Runner, Step
from verifier.lift.outside import Watch
from verifier.lift.reachable import Place
from verifier.lift.reals import Untraceable
from verifier.lift.vocabulary import nearest, quoted
from verifier.term import Term


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
    every = list(signature(found_class(call, name)).parameters.values())
    for each in every:
        if each.default is each.empty and ("optim" in each.name or "model" in each.name):
            raise InputError(
                f"{call}: its argument {quoted(each.name)}: what is made of another optimizer, or of a "
                "model, is not read; write the whole step as one class that takes `params`"
            )
    wanted = every[1:]
    return [p.replace(default=Parameter.empty) if _is_required(p.default) else p for p in wanted]


_VARIADIC = (Parameter.VAR_POSITIONAL, Parameter.VAR_KEYWORD)


def _is_required(default: object) -> bool:
    """Whether it is PyTorch's object for an argument that has no default."""
    return type(default).__name__ == "_RequiredParameter"


def found_class(call: FrameworkCall, name: str) -> Any:
    """The class of that name.

    Raises
    ------
    InputError
        When there is none.
    """
    from torch import optim
    from torch.optim import Optimizer

    module = optim if call.module is None else own_module(call)
    found = getattr(module, name, None)
    if not _is_a(found, Optimizer) or found is Optimizer:
        schedulers = vars(optim.lr_scheduler)
        if _is_a(schedulers.get(name.removeprefix(OUTSIDE)), optim.lr_scheduler.LRScheduler):
            raise InputError(f"{call}: {quoted(name)}: {SCHEDULER}")
        known = [n for n, v in vars(module).items() if _is_a(v, Optimizer)]
        hint = nearest(name, set(known) - {"Optimizer"})
        raise InputError(f"{call}: {module.__name__} has no optimizer {quoted(name)}; {hint}")
    return found


def _is_a(thing: Any, base: type) -> bool:
    return isinstance(thing, type) and issubclass(thing, base)


class Remembering(dict[str, Any]):
    """The state of one parameter; what each entry was when it was first put in goes to ``born``."""

    def __init__(self, terms: Callable[[str, Any], dict[str, Term]], *values: Any) -> None:
        super().__init__()
        self.born: dict[str, Term] = {}
        self._terms = terms
        for key, value in dict(*values).items():
            self[key] = value

    def __setitem__(self, key: str, value: Any) -> None:
        if key not in self:
            self.born = self._terms(str(key), value) | self.born
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

    def slots(self) -> dict[str, Slot]:
        """By name all that the optimizer keeps, but for what is the weight itself."""
        found = slots(self.optimizer, self.weight)
        return {name: slot for name, slot in found.items() if slot.value is not self.weight}

    def give(self, gradient: Any) -> None:
        """Set the gradient of the next step; a tensor of the parameter's shape."""
        self.weight.grad = gradient_of(gradient, self.form)
        self.kept.append(self.weight.grad)

    def step(self) -> None:
        """Take a step.

        Raises
        ------
        Untraceable
            When the optimizer wants to compute the loss itself.
        """
        wanted = signature(self.optimizer.step).parameters.values()
        if any(p.default is Parameter.empty and p.kind not in _VARIADIC for p in wanted if p.name != "self"):
            raise Untraceable("`step` computes the loss anew; what is read takes one gradient a step")
        self.optimizer.step()

    def elsewhere(self) -> Iterator[Place]:
        """What the code may keep things in besides its states: its class, objects that it holds."""
        yield "", type(self.optimizer)
        yield "p", vars(self.weight)
        yield from ((slot.place, slot.value) for slot in self.slots().values() if slot.is_object)

    def keeps(self) -> Callable[[object], bool]:
        """Whether a value is a state, or holds the optimizer's states now: their changes are followed."""
        own = (self.optimizer, self.optimizer.state, self.optimizer.param_groups, self.weight)
        tensors = (slot.value for slot in self.slots().values() if slot.is_tensor)
        kept = {id(value): value for value in (*own, *tensors)}
        return lambda value: id(value) in kept


def gradient_of(gradient: Any, form: Form) -> Any:
    """The gradient as it is laid out; a sparse one has an entry for every element."""
    import torch

    if not form.sparse:
        return gradient
    indices = torch.arange(gradient.shape[0]).unsqueeze(0)
    return torch.sparse_coo_tensor(indices, gradient, gradient.shape, check_invariants=False)


def made(
    call: FrameworkCall,
    bound: Bound,
    number: Callable[[Free], float],
    values: Any,
    *,
    form: Form,
    terms: Callable[[str, Any], dict[str, Term]] | None = None,
) -> Running:
    """The optimizer of a call for a parameter that holds these values.

    Raises
    ------
    InputError
        With the constructor's own words, when it refuses.
    """
    import torch

    weight = torch.nn.Parameter(values.clone())
    optimizer = constructed(call, bound, number, [weight])
    if terms is not None:
        kept = dict(optimizer.state)
        optimizer.state = defaultdict(lambda: Remembering(terms), kept)
        optimizer.state[weight] = Remembering(terms, kept.get(weight, {}))
    return Running(optimizer, weight, form)


def constructed(call: FrameworkCall, bound: Bound, number: Callable[[Free], float], params: list[Any]) -> Any:
    """The optimizer of a call for parameters or for groups of them, ready to train with."""
    optimizer = found_class(call, call.name)(params, **bound.filled(number))
    for group in optimizer.param_groups:
        for weight in group["params"] if group.get("differentiable") else ():
            weight.requires_grad_(False)  # such a step is not for leaves of the graph that it is part of
    if callable(train := getattr(optimizer, "train", None)):
        train()  # those that average the weights want to be told that they are trained with
    return optimizer


def sample(free: Free) -> float:
    """A number that a symbolic argument may be: the framework's default, if it lies inside the domain."""
    inside = [v for v in (free.default, free.given) if v is not None and free.domain.contains(v) and v]
    if inside:
        return float(inside[0])
    lower, upper = free.domain.lower, free.domain.upper
    if lower is not None and upper is not None:
        return float(lower + (upper - lower) * Fraction(3, 8))
    return float(lower) + 0.375 if lower is not None else float(upper or 1) - 0.375


def other_sample(free: Free) -> float:
    """Another number that it may be, near the first."""
    first = sample(free)
    near = (first * share for share in (0.984375, 1.015625))
    return next((x for x in near if free.domain.contains(Fraction(x))), first)


def steps(call: FrameworkCall, bound: Bound, form: Form, names: Iterable[str]) -> Runner:
    """A runner of the plain optimizer on a parameter of several coordinates, for `validate`.

    The first coordinate is the one that is read; the others have other weights and gradients, so that a
    coordinate that depends on them differs from what was lifted.
    """
    import torch

    def run(hypers: Mapping[str, float], w0: float, gradients: Sequence[float]) -> Iterator[Step]:
        def number(free: Free) -> float:
            return hypers.get(free.name, sample(free))

        def coordinates(first: float, second: float, third: float) -> Any:
            return torch.tensor([first, second, third]).reshape(form.shape(3))

        running = made(call, bound, number, coordinates(w0, 0.25 - w0, 3.0), form=form)
        given = (coordinates(gradient, 1.5 - gradient, -0.125) for gradient in gradients)
        return Watch(running.elsewhere, running.keeps).over(_taken(running, given, names), len(gradients))

    return run


def _taken(running: Running, gradients: Iterable[Any], names: Iterable[str]) -> Iterator[Step]:
    """What the optimizer holds after each step."""
    for gradient in gradients:
        running.give(gradient)
        try:
            running.step()
        except (ArithmeticError, ValueError):  # a root of a negative number, say: undefined from here on
            yield {"w": float("nan")}
            return
        yield {"w": float(running.weight.detach().reshape(-1)[0]), **_numbers(running.slots(), names)}


def _numbers(found: Mapping[str, Slot], names: Iterable[str]) -> dict[str, float]:
    """The first coordinate of each state that is there."""
    held = {name: found[name].value for name in names if name in found and found[name].is_number}
    return {n: float(v.detach().reshape(-1)[0] if hasattr(v, "reshape") else v) for n, v in held.items()}
