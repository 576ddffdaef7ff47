"""Calls of the other framework: which may be the same optimizer, and how one is written with its numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from verifier.lift.frameworks.call import Construction, FrameworkCall, Value, parse, written
from verifier.lift.frameworks.meaning import Free

PLACES = {"keras": "keras.optimizers.", "torch": "torch.optim.", "optax": "optax."}
FIRST = {"torch": "params"}
"""What a call of the framework is given before all that is written in it."""
_MEMBER = re.compile(r"(\w+)\[(\d+)\]")
NEAREST = 2
"""How many of the optimizers that one class implements are tried: those with the most alike arguments."""


def candidates(call: FrameworkCall, target: str, known: Mapping[str, Iterable[str]]) -> list[FrameworkCall]:
    """Calls of the target that are meant to be what a call is, as it is written in ``known``.

    Those come first whose partner in the call's own framework has the arguments of the call; to each
    belongs one with those arguments of the call that the partner lacks, under the same names.
    """
    groups = [[parse(text) for text in texts] for texts in known.values()]
    pairs = [
        (_missing(call, own), _distance(call, own), theirs)
        for group in groups
        for own in group
        if own.framework == call.framework and _short(own) == _short(call)
        for theirs in group
        if theirs.framework == target
    ]
    ordered = sorted(pairs, key=lambda pair: pair[1])[:NEAREST]
    return list(dict.fromkeys(c for missing, _, theirs in ordered for c in _variants(theirs, missing)))


def _short(call: FrameworkCall) -> str:
    return call.name.rpartition(".")[2]


def _distance(call: FrameworkCall, own: FrameworkCall) -> int:
    """How many arguments one of the two has and the other lacks, or has with another switch."""
    ours, theirs = dict(call.keywords), dict(own.keywords)
    apart = sum(isinstance(v, bool) and ours.get(k, v) is not v for k, v in theirs.items())
    return len(ours.keys() ^ theirs.keys()) + 2 * apart


def _missing(call: FrameworkCall, own: FrameworkCall) -> dict[str, Value]:
    return {name: value for name, value in call.keywords if name not in dict(own.keywords)}


def _variants(call: FrameworkCall, missing: Mapping[str, Value]) -> Iterator[FrameworkCall]:
    switches = {name: value for name, value in missing.items() if isinstance(value, bool)}
    yield call
    for more in (switches, dict(missing)):
        if more:
            yield with_arguments(call, more)


def with_arguments(call: FrameworkCall, more: Mapping[str, Value]) -> FrameworkCall:
    """The call with further keyword arguments; those that it has stay."""
    own = dict(call.keywords)
    return replace(call, keywords=(*call.keywords, *((k, v) for k, v in more.items() if k not in own)))


def filled(call: FrameworkCall, arguments: Iterable[Free], values: Mapping[str, float]) -> FrameworkCall:
    """The call with these numbers for its symbolic arguments, all by keyword.

    The members of a tuple must all be symbolic, or stand in the call.
    """
    found: dict[str, Value] = {}
    for free in arguments:
        member = _MEMBER.fullmatch(free.argument)
        if member is None:
            found[free.argument] = values[free.name]
        else:
            found[member[1]] = _with_member(
                found.get(member[1], dict(call.keywords).get(member[1], ())),
                int(member[2]),
                values[free.name],
            )
    rest = ((name, value) for name, value in call.keywords if name not in found)
    return replace(call, keywords=(*found.items(), *rest))


def _with_member(known: Value, index: int, value: float) -> Value:
    members = list(known) if isinstance(known, tuple) else []
    members += [None] * (index + 1 - len(members))
    members[index] = value
    return tuple(members)


def constructor(call: FrameworkCall) -> str:
    """The call as a program writes it."""
    text = written(Construction(call.name, call.positional, call.keywords))
    first = FIRST.get(call.framework)
    if first is not None:
        text = text.replace("(", f"({first}, ", 1).replace(", )", ")")
    return PLACES[call.framework] + text
