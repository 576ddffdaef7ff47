"""An optimizer of PyTorch written from a recurrence: a class that is ready to be used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction

from verifier.evaluate.infix import infix
from verifier.system import System
from verifier.term import ARITHMETIC, GRADIENT, STEP, WEIGHT, Term, hyper, postorder, state

TARGETS = ("torch",)
FUNCTIONS = {
    "sign": "sign",
    "exp": "exp",
    "log": "log",
    "max": "maximum",
    "min": "minimum",
    "lt": "lt",
    "le": "le",
    "eq": "eq",
    "ne": "ne",
    "and": "logical_and",
    "or": "logical_or",
    "not": "logical_not",
}
"""Of PyTorch; all their arguments are tensors."""
_TAKEN = ("w", "g", "t", "state", "full", "sqrt", "self", "params", "torch")
_DEEP = 10**6

_CLASS = '''\
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
{initial}        state["step"] += 1
        t = state["step"]
{step}

def sqrt(x):
    return x**0.5


def full(x, like):
    return torch.as_tensor(x, dtype=like.dtype, device=like.device)
'''


def subclass(system: System, title: str) -> str:
    """The text of a class for PyTorch that takes the steps of a system, with a state for each of its own.

    Constants have the system's usual values as defaults.
    """
    names = {h.name: f"{h.name}_" if h.name in _TAKEN else h.name for h in system.hypers}
    return _CLASS.format(
        title=title,
        parameters="".join(f", {names[h.name]}{_default(h.usual)}" for h in system.hypers),
        defaults=", ".join(f'"{n}": {n}' for n in names.values()),
        passed="".join(f', group["{n}"]' for n in names.values()),
        names="".join(f", {n}" for n in names.values()),
        initial="".join(f"            {line}\n" for line in _starts(system, names)),
        step="".join(f"        {line}\n" for line in _lines(system, names)),
    )


def _default(usual: Fraction | None) -> str:
    return "" if usual is None else f"={float(usual)!r}"


def _symbols(system: System, names: Mapping[str, str]) -> dict[Term, str]:
    known = {WEIGHT: "w", GRADIENT: "g", STEP: "t"}
    known |= {hyper(name): text for name, text in names.items()}
    return known | {state(s.name): f'state["{s.name}"]' for s in system.states}


def _starts(system: System, names: Mapping[str, str]) -> Iterator[str]:
    for s in system.states:
        value = _text(s.initial, _symbols(system, names))
        yield f'state["{s.name}"] = torch.zeros_like(w)' + ("" if value == "0" else f" + {value}")


def _lines(system: System, names: Mapping[str, str]) -> Iterator[str]:
    """The new states and what is used twice, in the order in which they are needed; then all is stored."""
    known = _symbols(system, names)
    updates = {s.update: f"new_{s.name}" for s in reversed(system.states) if s.update.terms}
    roots = [*(s.update for s in system.states), system.weight]
    uses = Counter(argument for node in postorder(roots) for argument in node.terms)
    for node in postorder(roots):
        if node in updates or (node.terms and (uses[node] > 1 or node.op not in ARITHMETIC)):
            name = updates.get(node, f"x{len(known)}")
            yield f"{name} = {_text(node, known)}"
            known[node] = name
    yield f"w.copy_({_text(system.weight, known)})"
    for s in system.states:
        yield f'state["{s.name}"].copy_(full({_text(s.update, known)}, w))'


def _text(value: Term, known: dict[Term, str]) -> str:
    """A term as Python. What is no arithmetic is a line of its own; its arguments have names by then."""
    if value in known:
        return known[value]
    if value.op in ("num", "sym", "abs", *ARITHMETIC):
        return infix(value, known, _DEEP)
    parts = [f"full({_text(a, known)}, w)" for a in value.terms]
    if value.op == "where":
        return f"torch.where({_text(value.terms[0], known)}, {parts[1]}, {parts[2]})"
    return f"torch.{FUNCTIONS[value.op]}({', '.join(parts)})"
