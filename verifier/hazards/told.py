"""Hazards as data and as text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from verifier.evaluate.infix import infix
from verifier.hazards.blame import happened
from verifier.hazards.finding import Hazard, Hazards
from verifier.hazards.formats import Format, format_of
from verifier.hazards.rewrites import Rewriting
from verifier.hazards.search import Trigger
from verifier.hazards.suspects import Culprit
from verifier.numerics.apriori import HYPOTHESES, SETTLED, StepBound
from verifier.system import System
from verifier.term import Term, symbols

SHOWN = 8
"""How many gradients of a trigger are written out; of a constant sequence one is enough."""

BESIDE = 2
"""How many operations are named that share the blame."""

BEFORE = "Before any run, one step of the kernel is off by fewer ulps of its largest operand than:"

DOUBT = " (goes wrong first; what is to blame was not found)"
"""Behind an operation that is not sure to be to blame."""


def to_json(found: Hazards) -> dict[str, Any]:
    """The hazards as data."""
    return {
        "name": found.system.name,
        "dtype": found.fmt.name,
        "seed": found.seed,
        "hazards": [_as_json(found, hazard) for hazard in found.found],
        "domains": [asdict(edge) for edge in found.edges],
        "bounds": {
            "results": [asdict(bound) for bound in found.bounds.bounds],
            "hypotheses": [*HYPOTHESES, *(f"{name} >= 0" for name in found.bounds.nonnegative)],
        },
    }


def _as_json(found: Hazards, hazard: Hazard) -> dict[str, Any]:
    trigger, culprit, fmt = hazard.trigger, hazard.culprit, found.fmt
    return {
        "kind": trigger.kind,
        "also": list(hazard.also),
        "trigger": {
            "hyperparameters": {name: str(value) for name, value in trigger.setting.items()},
            "w0": repr(float(trigger.columns.weights[0])),
            "gradients": _gradients(trigger),
            "steps": trigger.steps,
            "result": trigger.place.name,
            "rounded": trigger.arithmetic.text,
        },
        "bits": {
            "operands": [_held(fmt, x) for x in culprit.operands],
            "result": _held(fmt, culprit.result),
            "exact": repr(culprit.exact) if np.isfinite(culprit.exact) else "beyond the range of float64",
            "step": culprit.step,
        },
        "operation": operation_text(found.system, culprit.node)
        + f" {happened(culprit)}{_since(found, culprit, trigger)}{_beside(found, culprit)}",
        "sure": culprit.sure,
        "rewrite": _rewrite(found, hazard),
    }


def _rewrite(found: Hazards, hazard: Hazard) -> dict[str, Any] | None:
    if hazard.rewriting is None:
        return None
    same = hazard.rewriting.system == found.system
    proof = "the same formula" if same else "proved the same for all steps"
    return {
        "text": hazard.rewriting.text,
        "proof": proof,
        "updates": {} if same else _updates(hazard.rewriting),
    }


def _updates(rewriting: Rewriting) -> Mapping[str, str]:
    system = rewriting.system
    names = {s.update: f"{s.name}_new" for s in system.states}
    updates = {s.name: infix(s.update, names, depth=12) for s in system.states}
    return updates | {"w": infix(system.weight, names, depth=12)}


def _held(fmt: Format, value: float) -> dict[str, str]:
    """A number with its bits in the format, if the format holds it."""
    with np.errstate(all="ignore"):
        held = float(fmt.round(np.array(value))) == value or np.isnan(value)
    return {"value": repr(float(value)), **({"bits": fmt.bits(value)} if held else {})}


def _gradients(trigger: Trigger) -> list[str]:
    """The gradients; a constant sequence is one of them."""
    given = [repr(float(g)) for g in trigger.columns.gradients[:, 0]]
    if len(set(given)) == 1:
        return given[:1]
    return given


def _since(found: Hazards, culprit: Culprit, trigger: Trigger) -> str:
    """Which hyperparameters of the operation are rounded to whole numbers.

    Where scalars are computed in more digits, these are only those that arrays are combined with as they are.
    """
    setting, arithmetic = trigger.setting, trigger.arithmetic
    every = symbols((culprit.node,)) if arithmetic.scalars is None else culprit.node.terms
    below = [n.name for n in every if n.op == "sym" and n.name in setting and n is not culprit.node]
    fmt = found.fmt if arithmetic.arrays is None else format_of(arithmetic.arrays)
    held = {name: float(fmt.round(np.array(float(setting[name])))) for name in below}
    whole = [f"{name} is rounded to {x:.0f}" for name, x in held.items() if x == round(x) != setting[name]]
    return f", since {' and '.join(whole)}" if whole else ""


def _beside(found: Hazards, culprit: Culprit) -> str:
    """What shares the blame."""
    others = [operation_text(found.system, node) for node in culprit.beside]
    many = f" and of {len(others) - BESIDE} more operations" if len(others) > BESIDE else ""
    return f", together with the rounding of {' and '.join(others[:BESIDE])}{many}" if others else ""


def operation_text(system: System, node: Term) -> str:
    """An operation in the names of the source, new values of states with a prime."""
    names = {value: f"{name}'" for name, value in system.lets if value is not node}
    names |= {s.update: f"{s.name}'" for s in system.states if s.update is not node}
    return infix(node, names, depth=8)


def lines(found: Hazards) -> list[str]:
    """The hazards for a reader, the worst first."""
    many = len(found.found)
    head = f"{found.system.name} in {found.fmt.name}: {many} hazard{'s'[: many != 1]} (seed {found.seed})"
    body = [line for i, hazard in enumerate(found.found, 1) for line in _paragraph(found, i, hazard)]
    ends = [f"{edge.condition}: {edge.consequence}" for edge in found.edges]
    exact = ["", "In exact arithmetic:", *ends] if ends else []
    return [head, *body, *exact, "", BEFORE, *map(_bounded, found.bounds.bounds)]


def _bounded(bound: StepBound) -> str:
    if bound.ulps is None:
        return f"{bound.result}: no bound: {bound.reason}"
    at = "" if bound.at is None else f", at step {bound.at}"
    later = "" if bound.settled in (None, bound.ulps) else f"; {bound.settled:g} from step {SETTLED} on"
    return f"{bound.result}: {bound.ulps:g}{at}{later}"


def _paragraph(found: Hazards, number: int, hazard: Hazard) -> list[str]:
    data = _as_json(found, hazard)
    trigger, bits, rewrite = data["trigger"], data["bits"], data["rewrite"]
    settings = ", ".join(f"{name} = {value}" for name, value in trigger["hyperparameters"].items())
    given = trigger["gradients"]
    many = f" at each of {trigger['steps']} steps" if len(given) == 1 and trigger["steps"] > 1 else ""
    shown = ", ".join(given[:SHOWN]) + (f", … ({len(given)} in all)" if len(given) > SHOWN else "")
    operands = ", ".join(_number(x) for x in bits["operands"])
    from_what = f" of {operands}" if operands else ""
    doubt = "" if data["sure"] else DOUBT
    told = [
        f"{number}. {trigger['result']}, {data['kind']}: {data['operation']}{doubt}",
        f"   with {settings}, first weight {trigger['w0']}, gradient {shown}{many}",
        f"   rounded: {trigger['rounded']}",
        f"   at step {bits['step']}{from_what}: {_number(bits['result'])}, without rounding {bits['exact']}",
        f"   also: {', '.join(data['also'])}" if data["also"] else "",
        f"   instead: {rewrite['text']} ({rewrite['proof']})"
        if rewrite
        else "   no rewriting that was tried helps",
    ]
    return ["", *filter(None, told)]


def _number(held: Mapping[str, str]) -> str:
    return f"{held['value']} [{held['bits']}]" if "bits" in held else held["value"]
