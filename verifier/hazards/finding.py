"""The hazards of a recurrence in a number format: found, blamed, made small, and mended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from verifier.evaluate.infix import infix
from verifier.hazards.blame import BRIEF, blame, happened, persists
from verifier.hazards.certain import is_certain
from verifier.hazards.domains import Edge, edges
from verifier.hazards.formats import Format, format_of
from verifier.hazards.inputs import nearby
from verifier.hazards.rewrites import Rewriting, rewritings
from verifier.hazards.search import Trigger, search, setup
from verifier.hazards.suspects import Culprit
from verifier.hazards.watch import KINDS
from verifier.kernel.cheaper import signs_in_front
from verifier.system import System
from verifier.term import Term, symbols

SEED = 2024
"""The seed of the drawn gradients."""

SHOWN = 8
"""How many gradients of a trigger are written out; of a constant sequence one is enough."""

PATTERNS_EACH = 2
"""How many gradient sequences are asked about for each kind of fault of a result in an arithmetic."""


@dataclass(frozen=True)
class Hazard:
    """An input that is answered wrongly, with what to blame and what to do.

    Attributes
    ----------
    trigger : Trigger
    culprit : Culprit
    rewriting : Rewriting or None
        The cheapest that was found to help; None if none did.
    also : tuple of str
        The other kinds of wrong results for which the same operation is to blame.
    """

    trigger: Trigger
    culprit: Culprit
    rewriting: Rewriting | None
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hazards:
    """What was found for one recurrence in one format."""

    system: System
    fmt: Format
    seed: int
    found: tuple[Hazard, ...]
    edges: tuple[Edge, ...] = ()


def hazards(system: System, dtype: str, seed: int = SEED) -> Hazards:
    """Search for inputs of the domain at which floating point breaks the formula.

    Parameters
    ----------
    system : System
    dtype : str
        ``float16``, ``bfloat16``, ``float32`` or ``float64``.
    seed : int
        Of the drawn gradients; the same seed finds the same.

    Raises
    ------
    InputError
        When there is no such format.
    """
    fmt, plain = format_of(dtype), signs_in_front(system)
    grouped: dict[tuple[Term, str], list[tuple[Trigger, Culprit]]] = {}
    for trigger in _worth_asking(search(plain, fmt, seed)):
        culprit = blame(setup(plain, fmt, trigger.arithmetic, trigger.setting), trigger)
        if culprit is not None:
            grouped.setdefault((culprit.node, happened(culprit)), []).append((trigger, culprit))
    every = (_hazard(plain, fmt, group) for group in grouped.values())
    found = sorted((hazard for hazard in every if hazard), key=lambda hazard: _rank(hazard.trigger))
    return Hazards(plain, fmt, seed, tuple(found), edges(plain))


def _worth_asking(triggers: Iterable[Trigger]) -> list[Trigger]:
    """The simplest triggers of each kind, result and arithmetic, long runs apart; the usual setting first."""
    chosen: list[Trigger] = []
    counts: dict[tuple[object, ...], int] = {}
    for trigger in sorted(triggers, key=lambda found: (found.changed, *_rank(found))):
        long = trigger.steps > BRIEF
        key = (trigger.kind, trigger.place, None if long else trigger.arithmetic, long)
        counts[key] = counts.get(key, 0) + 1
        if counts[key] <= (1 if long else PATTERNS_EACH):
            chosen.append(trigger)
    return chosen


def _rank(trigger: Trigger) -> tuple[object, ...]:
    return (KINDS.index(trigger.kind), *trigger.simplicity)


def _hazard(system: System, fmt: Format, group: Sequence[tuple[Trigger, Culprit]]) -> Hazard | None:
    """One operation's hazard: the worst and simplest trigger of the certain ones, sure culprits first."""
    ordered = sorted(group, key=lambda pair: (not pair[1].sure, pair[0].changed, *_rank(pair[0])))
    for trigger, culprit in ordered:
        if is_certain(setup(system, fmt, trigger.arithmetic, trigger.setting), trigger):
            also = dict.fromkeys(t.kind for t, _ in group if t.kind != trigger.kind)
            return Hazard(trigger, culprit, _mended(system, fmt, trigger), tuple(also))
    return None


def _mended(system: System, fmt: Format, trigger: Trigger) -> Rewriting | None:
    """The first rewriting with which nothing is wrong any more, at the trigger and at inputs like it."""
    around = replace(trigger, columns=nearby(fmt, trigger.columns, SEED))
    for rewriting in rewritings(system, trigger.arithmetic, 8 * fmt.dtype.itemsize):
        arithmetic = rewriting.arithmetic or trigger.arithmetic
        if not persists(setup(rewriting.system, fmt, arithmetic, trigger.setting), around):
            return rewriting
    return None


def to_json(found: Hazards) -> dict[str, Any]:
    """The hazards as data."""
    return {
        "name": found.system.name,
        "dtype": found.fmt.name,
        "seed": found.seed,
        "hazards": [_as_json(found, hazard) for hazard in found.found],
        "domains": [asdict(edge) for edge in found.edges],
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
        + f" {happened(culprit)}{_since(found, culprit, trigger)}",
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
    return [head, *body, *(["", "In exact arithmetic:", *ends] if ends else [])]


def _paragraph(found: Hazards, number: int, hazard: Hazard) -> list[str]:
    data = _as_json(found, hazard)
    trigger, bits, rewrite = data["trigger"], data["bits"], data["rewrite"]
    settings = ", ".join(f"{name} = {value}" for name, value in trigger["hyperparameters"].items())
    given = trigger["gradients"]
    many = f" at each of {trigger['steps']} steps" if len(given) == 1 and trigger["steps"] > 1 else ""
    shown = ", ".join(given[:SHOWN]) + (f", … ({len(given)} in all)" if len(given) > SHOWN else "")
    operands = ", ".join(_number(x) for x in bits["operands"])
    from_what = f" of {operands}" if operands else ""
    likely = "" if data["sure"] else " (likely)"
    told = [
        f"{number}. {trigger['result']}, {data['kind']}: {data['operation']}{likely}",
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
