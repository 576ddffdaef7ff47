"""`port`: the call of another framework that makes the same optimizer, proved and run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import chain
from typing import Any

from verifier import bounded, catalogue
from verifier.algebra.back import written
from verifier.errors import InputError
from verifier.lift.frameworks.cache import versions
from verifier.lift.frameworks.call import FrameworkCall, parse
from verifier.lift.frameworks.lift import lift, lift_all
from verifier.lift.frameworks.record import Lift
from verifier.lift.vocabulary import nearest
from verifier.port import effect
from verifier.port.calls import NEAREST, candidates, constructor, filled, with_arguments
from verifier.port.numbers import Written, written_number
from verifier.port.record import Port
from verifier.port.running import DERIVATION, Agreement, agreement
from verifier.port.subclass import subclass
from verifier.port.translate import (
    IMPOSSIBLE_SECONDS,
    Found,
    comparable,
    impossible,
    moving,
    namesakes,
    numbers_of,
    same,
    unmatched,
)
from verifier.system import fix_hypers
from verifier.term import Term

SECONDS = 30.0
COUNTERS = {
    "keras": "optimizer.iterations",
    "torch": "state[p]['step'], where there is one",
    "optax": "count",
}
"""Where a framework counts the steps; a recurrence has t in its place."""


@dataclass(frozen=True)
class Candidate:
    """A call of the target, and what was read of it."""

    call: FrameworkCall
    lift: Lift


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
        When the call cannot be read, or an argument without a default is left out.
    """
    if to not in catalogue.FRAMEWORKS:
        raise InputError(f"--to {to}: there is no such framework; {nearest(to, catalogue.FRAMEWORKS)}")
    versions(to)
    call = parse(source)
    original = Candidate(call, _read(call))
    given = candidates(call, to, catalogue.implementations())
    if not given:
        return Port(str(call), to, "not the same", reason=f"{to} has no optimizer that is meant to be {call}")
    return _ported(original, to, list(_lifted(original.lift, given)), timeout)


def _read(call: FrameworkCall) -> Lift:
    found = lift(call, catalogue.vocabulary())
    across = [h.name for h in found.system.hypers if h.name not in found.defaults]
    if across:
        raise InputError(f"{call}: its step depends on {', '.join(across)}, which no number stands for")
    missing = [f.argument for f in found.arguments if f.usual is None]
    if missing:
        raise InputError(
            f"{call}: {' and '.join(missing)} has no default; give a number, such as {missing[0]}=0.001"
        )
    return found


def _lifted(original: Lift, calls: Iterable[FrameworkCall]) -> Iterator[Candidate]:
    """Those of the calls that can be read and held against the original; each optimizer once."""
    wanted, seen = list(calls), set()
    for call, found in zip(wanted, lift_all(wanted, catalogue.vocabulary()), strict=True):
        if isinstance(found, Lift) and found.call not in seen and comparable(original, found):
            seen.add(found.call)
            yield Candidate(call, found)


def _ported(original: Candidate, to: str, others: list[Candidate], timeout: float) -> Port:
    tried = []
    for other in chain(others, _lifted(original.lift, _enriched(original, others))):
        tried.append(other)
        found = bounded.run(same, original.lift, other.lift, timeout, seconds=timeout + 1)
        if isinstance(found, Found):
            return _proved(original, to, other, found)
    nearest_first = sorted(tried, key=lambda other: len(unmatched(original.lift, other.lift)))
    return _refused(original, to, nearest_first[:NEAREST], timeout)


def _enriched(original: Candidate, others: list[Candidate]) -> Iterator[FrameworkCall]:
    """The candidates with those arguments of the original that they lack switched on, or off as there."""
    for other in others:
        more = {
            f.argument: float(f.usual)
            for f in original.lift.arguments
            if f.usual and "[" not in f.argument and other.lift.system.hyper(f.name) is None
        }
        more |= _literal(original.call, other.lift)
        if more:
            yield with_arguments(other.call, more)


def _literal(call: FrameworkCall, other: Lift) -> dict[str, float]:
    """The zeros and ones of a call under the names that the other call's arguments have."""
    vocabulary = catalogue.vocabulary()
    arguments = {f.name: f.argument for f in other.arguments if "[" not in f.argument}
    literal = {
        vocabulary.meaning(call.framework, call.name, name).name: float(value)
        for name, value in call.keywords
        if isinstance(value, int | float) and not isinstance(value, bool) and value in (0, 1)
    }
    return {arguments[name]: value for name, value in literal.items() if name in arguments}


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
        runs, reason = asdict(said) | {"derivation": DERIVATION}, _parted(said)
    except InputError as error:
        reason = f"the running optimizers cannot be held against each other: {error}"
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


def _parted(said: Agreement) -> str | None:
    if said.within:
        return None
    return (
        f"proved equal in real numbers, but the running optimizers are {said.ulps:g} ulps apart within "
        f"{said.steps} steps, and rounding comes to {said.limit:.3g} at most ({DERIVATION})"
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
    usable = [o for o in (nearby, *others) if o is not None and namesakes(original.lift, o.lift)]
    text = subclass(original.lift.system, str(original.call), to) if _writable(original) else None
    return Port(
        source=str(original.call),
        to=to,
        verdict="not the same",
        effect=_effect(original, usable[0], moved if usable[0] is nearby else {}) if usable else None,
        schedule=_schedule(nearby, moved) if nearby else None,
        subclass=text,
        reason=_reason(original, to, others, moved),
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
    said = "; ".join(_without_constants(original, other) for other in others)
    return f"{said}; {' and '.join(moved)} would have to depend on the step" if moved else said


def _without_constants(original: Candidate, other: Candidate) -> str:
    proof = bounded.run(impossible, original.lift, other.lift, seconds=IMPOSSIBLE_SECONDS)
    return proof if isinstance(proof, str) else f"no constants were found that make {other.call} the same"


def _effect(original: Candidate, other: Candidate, moved: dict[str, Term]) -> dict[str, Any] | None:
    """How far the nearest call is from the original, with its namesakes' numbers."""
    values = namesakes(original.lift, other.lift)
    assert values is not None
    numbers = {name: written_number(value) for name, value in values.items()}
    call = filled(
        other.call, other.lift.arguments, {n: x.number for n, x in numbers.items() if x is not None}
    )
    systems = (
        fix_hypers(original.lift.system, numbers_of(original.lift)),
        fix_hypers(other.lift.system, values),
    )
    maps = [effect.of_map(name, value, values[name]) for name, value in moved.items()]
    return {
        "nearest": constructor(call),
        "map": maps[0] if maps else None,
        "steps": effect.of_steps(*systems),
    }
