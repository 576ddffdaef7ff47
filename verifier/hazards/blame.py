"""Which operation is to blame: the first bad one without whose rounding all would be well."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from verifier.hazards.formats import Array
from verifier.hazards.machine import Machine, Setup
from verifier.hazards.search import KINDS, Trigger, wrong
from verifier.kernel.registers import outcomes
from verifier.system import System
from verifier.term import GRADIENT, WEIGHT, Term, fold, state

SUSPECTS, FEW, BRIEF = 6, 2, 200
"""How many operations are tried, and how many for runs of more steps than the last number."""


@dataclass(frozen=True)
class Culprit:
    """The operation to blame, at the step at which it goes wrong.

    Attributes
    ----------
    node : Term
        The operation; a symbol or a number where the rounding of a given value is to blame.
    step : int
    operands : tuple of float
        What the machine has of its operands.
    result, exact : float
        What the machine makes of them, and what the exact run has there.
    sure : bool
        Whether the fault is gone when this operation alone is not rounded.
    """

    node: Term
    step: int
    operands: tuple[float, ...]
    result: float
    exact: float
    sure: bool


def blame(made: Setup, trigger: Trigger) -> Culprit | None:
    """The operation to blame for a fault, if one can be told.

    Asked first is what helps by itself when it is not rounded; then what helps when nothing that depends
    on it is rounded either, as where a number is too small for the format and stays so.

    Parameters
    ----------
    made : Setup
    trigger : Trigger
    """
    suspects, replay = _bad(made, trigger)
    suspects = suspects[: SUSPECTS if trigger.steps <= BRIEF else FEW]
    for along in (False, True):
        for suspect in suspects:
            also = _depending(made.system, suspect.node) if along else frozenset[Term]()
            if not persists(made, trigger, also | {suspect.node}, replay):
                return replace(suspect, sure=True)
    return suspects[0] if suspects else None


def persists(
    made: Setup,
    trigger: Trigger,
    repaired: frozenset[Term] = frozenset(),
    replay: Sequence[Mapping[Term, Array]] = (),
) -> bool:
    """Whether the result, or the weight, is still as wrong as the trigger says, or nearly."""
    worst = max(KINDS.index(trigger.kind), KINDS.index("wrong in the leading digit"))
    found = wrong(made, trigger.columns, repaired, replay)
    return any(KINDS.index(kind) <= worst and place in (trigger.place, WEIGHT) for kind, place, _, _ in found)


def _depending(system: System, node: Term) -> frozenset[Term]:
    """The operations of a step that depend on one of them."""
    roots = (system.weight, *(s.update for s in system.states))
    reached = fold(roots, lambda term, args: term is node or any(args))
    return frozenset(term for term, depends in reached.items() if depends)


def _bad(made: Setup, trigger: Trigger) -> tuple[list[Culprit], list[Mapping[Term, Array]]]:
    """The operations that make bad values of good ones, in the order in which they do; the exact run."""
    machine = Machine(made, trigger.columns.weights)
    found: dict[Term, Culprit] = {}
    replay = []
    for gradient in trigger.columns.gradients:
        before = dict(machine.machine)
        machine.take(gradient)
        replay.append(machine.exact)
        for culprit in (*_bad_now(machine, trigger, before), *_absorbed(machine, trigger, before)):
            found.setdefault(culprit.node, culprit)
    return list(found.values()), replay


def _bad_now(machine: Machine, trigger: Trigger, before: Mapping[Term, Array]) -> Iterator[Culprit]:
    """Of the last step: roundings of what is given, operations, and roundings of what is stored."""

    def bad(value: Array, exact: Array) -> bool:
        return _is_bad(machine.setup, value, exact, trigger)

    off = {n for n, x in machine.values.items() if bad(x, machine.exact[n])}
    handed = [n for n, x in machine.handed.items() if n not in off and bad(x, machine.exact[n])]
    for node in handed:
        yield _rounded(machine, node, (), machine.handed[node], machine.exact[node])
    for node in machine.values:
        inherited = any(a in off or a in handed for a in node.terms)
        if node in off and not inherited and node not in before and node is not GRADIENT:
            yield _culprit(machine, node)
    for place, update in outcomes(machine.setup.system).items():
        if update not in off and bad(machine.machine[place], machine.shadow[place]):
            computed = (machine.values[update],)
            yield _rounded(machine, place, computed, machine.machine[place], machine.shadow[place])


def _rounded(machine: Machine, node: Term, given: Sequence[Array], kept: Array, exact: Array) -> Culprit:
    operands = tuple(float(np.ravel(x)[0]) for x in given)
    return Culprit(node, machine.t, operands, float(np.ravel(kept)[0]), float(np.ravel(exact)[0]), sure=False)


def _is_bad(made: Setup, value: Array, exact: Array, trigger: Trigger) -> bool:
    """Whether a value has lost what the fault has lost: finiteness, its sign, its size, or digits."""
    if np.asarray(value).dtype == bool:
        return bool(np.ravel(value)[0] != np.ravel(exact)[0])
    x, e = float(np.ravel(value)[0]), np.ravel(exact)[0]
    if not np.isfinite(e):
        return False
    if not np.isfinite(x) or (x == 0) != (e == 0) or x * e < 0:
        return True
    half = np.sqrt(made.fmt.unit)
    allowed = half if trigger.kind.startswith("wrong in more") else 0.1
    return bool(abs(x - e) > allowed * abs(e))


def _absorbed(machine: Machine, trigger: Trigger, before: Mapping[Term, Array]) -> Iterator[Culprit]:
    """The operation that gives the result, if that is what it was before and should not be."""
    updates = {state(s.name): s.update for s in machine.setup.system.states}
    node = updates.get(trigger.place, machine.setup.system.weight)
    now, then = (float(np.ravel(x[trigger.place])[0]) for x in (machine.machine, before))
    stands = now == then != 0 and float(np.ravel(machine.exact[node])[0]) != then
    if stands and trigger.kind == "no longer moving":
        yield _culprit(machine, node)


def _culprit(machine: Machine, node: Term) -> Culprit:
    def of(term: Term) -> float:
        return float(np.ravel(machine.handed[term] if term in machine.handed else machine.values[term])[0])

    exact = float(np.ravel(machine.exact[node])[0])
    return Culprit(node, machine.t, tuple(of(a) for a in node.terms), of(node), exact, sure=False)


def happened(culprit: Culprit) -> str:
    """What the operation does wrong, in words."""
    node, result, exact = culprit.node, culprit.result, culprit.exact
    if node.op in ("sym", "num"):
        what = "zero" if result == 0 else "infinity" if np.isinf(result) else "another number"
        return f"is rounded to {what}{' when it is stored' if culprit.operands else ''}"
    if np.isnan(result):
        return "gives no number"
    if np.isinf(result):
        return "divides by zero" if node.op == "div" and culprit.operands[1] == 0 else "overflows"
    if result == 0 and exact != 0:
        return "underflows" if node.op in ("mul", "div", "pow") else "cancels to zero"
    if node.op == "add" and result in culprit.operands:
        return "absorbs the smaller term"
    if node.op == "add" and abs(result) < max(map(abs, culprit.operands)) / 2:
        return "cancels"
    return "loses digits"
