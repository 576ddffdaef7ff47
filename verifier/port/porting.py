"""`port`: the call of another framework that makes the same optimizer, proved and run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from typing import Any

from verifier import bounded, catalogue
from verifier.algebra.in_front import written
from verifier.errors import InputError
from verifier.lift.frameworks.cache import versions
from verifier.lift.frameworks.call import FrameworkCall, parse
from verifier.lift.frameworks.lift import lift
from verifier.lift.frameworks.record import Lift
from verifier.lift.vocabulary import nearest
from verifier.port import effect
from verifier.port.bound import bound
from verifier.port.calls import NEAREST, constructor, filled
from verifier.port.closer import closer
from verifier.port.fronts import changed_gradient
from verifier.port.numbers import Written, written_number
from verifier.port.record import Port
from verifier.port.running import DERIVATION, Agreement, agreement, constructed
from verifier.port.search import Candidate, Search, in_two
from verifier.port.subclass import subclass
from verifier.port.translate import (
    IMPOSSIBLE_SECONDS,
    Found,
    impossible,
    inside,
    moving,
    namesakes,
    norms_of,
    numbers_of,
    same,
    unmatched,
)
from verifier.system import System, fix_hypers
from verifier.term import Term

SECONDS = 30.0
BOUND_SECONDS = 20.0
"""For what is proved of an effect; the work of its proofs is counted and far less."""
COUNTERS = {
    "keras": "optimizer.iterations",
    "torch": "state[p]['step'], where there is one",
    "optax": "count",
}
"""Where a framework counts the steps; a recurrence has t in its place."""


def port(source: str, to: str, *, timeout: float = SECONDS) -> Port:
    """The constructor call of a framework that gives the same training run.

    Parameters
    ----------
    source : str
        A call such as ``keras:SGD(learning_rate=0.01, momentum=0.9)``; numbers that are given are numbers,
        the others are the framework's defaults.
    to : str
        ``keras``, ``torch`` or ``optax``.
    timeout : float
        Seconds for the search and the proof of each candidate.

    Raises
    ------
    InputError
        When the call cannot be read, its framework refuses its numbers, or an argument without a default is
        left out.
    """
    if to not in catalogue.FRAMEWORKS:
        raise InputError(f"--to {to}: there is no such framework; {nearest(to, catalogue.FRAMEWORKS)}")
    versions(to)
    call = parse(source)
    original = Candidate(call, _read(call))
    if not inside(original.lift.system, numbers_of(original.lift)):
        constructed(call)  # what its framework refuses makes no run
    return _ported(original, to, timeout)


def _read(call: FrameworkCall) -> Lift:
    found = lift(call, catalogue.vocabulary())
    missing = [f.argument for f in found.arguments if f.usual is None]
    if missing:
        raise InputError(
            f"{call}: {' and '.join(missing)} has no default; give a number, such as {missing[0]}=0.001"
        )
    return found


def _ported(original: Candidate, to: str, timeout: float) -> Port:
    tried = []
    for other in Search(original, to).candidates():
        tried.append(other)
        found = bounded.run(same, original.lift, other.lift, timeout, seconds=timeout + 1)
        if isinstance(found, Found):
            return _proved(original, to, other, found)
    return _behind(original, to, timeout) or _refused(
        original, to, _nearest_first(original, tried)[:NEAREST], timeout
    )


def _behind(original: Candidate, to: str, timeout: float) -> Port | None:
    """The port of a call without what it does to gradients before all else, with that in words."""
    front = in_two(original.call)
    if front is None:
        return None
    try:
        core = Candidate(front.core, _read(front.core))
    except InputError:  # what stands in front is not all that is to be left out
        return None
    gradient = bounded.run(changed_gradient, original.lift, core.lift, timeout, seconds=timeout + 1)
    if not isinstance(gradient, str):
        return None
    found = _ported(core, to, timeout)
    notes = (n for n in original.lift.notes if n not in found.remarks)
    found = replace(
        found,
        source=str(original.call),
        left=found.left or str(core.call),
        remarks=(*found.remarks, *notes),
    )
    if found.call is None:
        does = f"of each gradient g {front.front} makes {gradient}"
        return replace(found, reason=f"{does}. What is left, {core.call}: {found.reason}")
    does = f"no call of {to} was found with {front.front} in front; with {gradient} for each gradient g"
    return replace(
        found,
        verdict="not the same",
        call=None,
        reason=f"{does}, it is proved to be {found.call}",
        effect={"nearest": found.call, "map": None, "steps": [], "bound": None, "closer": None},
    )


def _nearest_first(original: Candidate, tried: Sequence[Candidate]) -> list[Candidate]:
    """The calls that share most with the original, its schedule first; what brings no more is not turned."""

    def distance(other: Candidate) -> tuple[bool, int, int]:
        return not other.carried, len(unmatched(original.lift, other.lift)), len(other.turned)

    meant = [other for other in tried if other.meant] or list(tried)
    plain = [distance(other)[:2] for other in meant if not other.turned]
    near = [o for o in meant if not o.turned or not plain or distance(o)[:2] < min(plain)]
    return sorted(near, key=distance)


def _proved(original: Candidate, to: str, other: Candidate, found: Found) -> Port:
    """The port that was proved, once the running optimizers agree too."""
    numbers = {name: written_number(value) for name, value in found.values.items()}
    known = {name: number for name, number in numbers.items() if number is not None}
    call = filled(other.call, other.lift.arguments, {n: x.number for n, x in known.items()})
    systems = (
        fix_hypers(original.lift.system, numbers_of(original.lift)),
        fix_hypers(other.lift.system, found.values),
    )
    reason, runs = None, None
    try:
        said = agreement((original.call, call), systems)
        runs, reason = asdict(said) | {"derivation": DERIVATION}, _parted(said, constructor(call))
    except InputError as error:
        reason = (
            f"{constructor(call)} is proved equal in real numbers, but the running optimizers cannot be held "
            f"against each other: {error}"
        )
    return Port(
        source=str(original.call),
        to=to,
        verdict="not the same" if reason else "equal",
        call=None if reason else constructor(call),
        values={f.argument: asdict(known[f.name]) for f in other.lift.arguments},
        state=_state(original, other, found),
        runs=runs,
        reason=reason,
        remarks=tuple(_remarks(known, original, other)),
    )


def _parted(said: Agreement, call: str) -> str | None:
    if said.within:
        return None
    return (
        f"{call} is proved equal in real numbers, but the running optimizers are {said.ulps:g} ulps apart "
        f"within {said.steps} steps, and rounding comes to {said.limit:.3g} at most ({DERIVATION})"
    )


def _state(original: Candidate, other: Candidate, found: Found) -> dict[str, Any]:
    """What a checkpoint needs: each state of the port, where it lies, and from what it is computed."""
    here, there = other.call.framework, original.call.framework
    return {
        "states": found.state_map,
        "places": {here: dict(other.lift.state_places), there: dict(original.lift.state_places)},
        "weight_map": found.weight_map,
        "step": f"after t steps both counters are t ({here}: {COUNTERS[here]}; {there}: {COUNTERS[there]})",
    }


def _remarks(numbers: dict[str, Written], original: Candidate, other: Candidate) -> Iterator[str]:
    for name, number in numbers.items():
        if not number.is_exact:
            yield f"{name} is {number.exact}, no short decimal; {number.number!r} is the nearest float"
    for each in (original, other):
        for said in (*each.lift.conditions, *each.lift.notes):
            yield f"{each.call.framework}: {said}"


def _refused(original: Candidate, to: str, others: list[Candidate], timeout: float) -> Port:
    """Why there is no port, what can be used instead, and how much it matters."""
    nearby, moved = _with_map(original, others, timeout)
    meant = [o for o in (nearby, *others) if o is not None and (o is nearby or o.meant)]
    usable = [o for o in meant if not norms_of(original.lift) and _taken(original, o)]
    text = subclass(original.lift.system, str(original.call), to) if _writable(original) else None
    return Port(
        source=str(original.call),
        to=to,
        verdict="not the same",
        effect=_effect(original, usable[0], moved if usable[0] is nearby else {}) if usable else None,
        schedule=_schedule(nearby, moved) if nearby else None,
        subclass=text,
        reason=_reason(original, to, others, moved),
        remarks=original.lift.notes,
    )


def _with_map(
    original: Candidate, others: list[Candidate], timeout: float
) -> tuple[Candidate | None, dict[str, Term]]:
    for other in others:
        found = bounded.run(moving, original.lift, other.lift, timeout, seconds=timeout + 1)
        if isinstance(found, dict) and found:
            return other, found
    return None, {}


def _writable(original: Candidate) -> bool:
    return not any(h.varies for h in original.lift.system.hypers)


def _schedule(other: Candidate, moved: dict[str, Term]) -> str:
    arguments = {f.name: f.argument for f in other.lift.arguments}
    return ", ".join(f"{arguments[name]} = {written(value)}" for name, value in moved.items())


def _reason(original: Candidate, to: str, others: list[Candidate], moved: dict[str, Term]) -> str:
    if not others:
        return f"no optimizer of {to} that may be the same can be read"
    if not others[0].meant:
        return f"{to} has no optimizer that is meant to be {original.call}, and none was found to be it"
    said = "; ".join(_without_constants(original, other) for other in others)
    return f"{said}; {' and '.join(moved)} would have to depend on the step" if moved else said


def _without_constants(original: Candidate, other: Candidate) -> str:
    proof = bounded.run(impossible, original.lift, other.lift, seconds=IMPOSSIBLE_SECONDS)
    return proof if isinstance(proof, str) else f"no constants were found that make {other.call} the same"


def _effect(original: Candidate, other: Candidate, moved: dict[str, Term]) -> dict[str, Any] | None:
    """How far the nearest call is from the original, with its namesakes' numbers; with others, if closer."""
    values = namesakes(original.lift, other.lift)
    assert values is not None
    ours = fix_hypers(original.lift.system, numbers_of(original.lift))
    maps = [effect.of_map(name, value, values[name]) for name, value in moved.items()]
    found = bounded.run(closer, ours, other.lift.system, values, seconds=BOUND_SECONDS)
    return {
        **_apart(ours, other, values),
        "map": maps[0] if maps else None,
        "closer": _apart(ours, other, found) if isinstance(found, dict) else None,
    }


def _taken(original: Candidate, other: Candidate) -> bool:
    """Whether the other's framework takes the original's numbers."""
    values = namesakes(original.lift, other.lift)
    if not values or inside(other.lift.system, values):
        return bool(values)
    try:
        constructed(_at(other, values))
    except InputError:
        return False
    return True


def _at(other: Candidate, values: dict[str, Term]) -> FrameworkCall:
    numbers = {name: written_number(value) for name, value in values.items()}
    known = {name: number.number for name, number in numbers.items() if number is not None}
    return filled(other.call, other.lift.arguments, known)


def _apart(ours: System, other: Candidate, values: dict[str, Term]) -> dict[str, Any]:
    """A call with these numbers, and how far it is from the original."""
    theirs = fix_hypers(other.lift.system, values)
    proved = bounded.run(bound, ours, theirs, seconds=BOUND_SECONDS)
    return {
        "nearest": constructor(_at(other, values)),
        "steps": effect.of_steps(ours, theirs),
        "bound": None if proved is None or isinstance(proved, bounded.Stopped) else proved.to_json(),
    }
