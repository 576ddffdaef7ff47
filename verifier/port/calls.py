"""Calls of the other framework: which may be the same optimizer, and how one is written with its numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from verifier.lift.frameworks.call import Construction, FrameworkCall, Value, parse, written
from verifier.lift.frameworks.meaning import Free
from verifier.lift.frameworks.record import Lift

PLACES = {"keras": "keras.optimizers.", "torch": "torch.optim.", "optax": "optax."}
WITHIN = {"keras": "keras.optimizers.schedules.", "optax": "optax.", "torch": ""}
"""Where that lies which stands in a call."""
FIRST = {"torch": "params"}
"""What a call of the framework is given before all that is written in it."""
CHAIN = "chain"
"""What takes the steps of one transformation after the other, in a framework that has it."""
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

    The members of a tuple must all be symbolic, or stand in the call; the members of a chain have theirs all
    by keyword already.
    """
    arguments = tuple(arguments)
    if all(_is_given(free, values[free.name]) for free in arguments):
        return call
    if any(isinstance(member, Construction) for member in call.positional):
        return _filled_chain(call, iter(arguments), values)
    found: dict[str, Value] = {}
    for free in arguments:
        if _stands(call, free, values[free.name]):
            continue
        inner = _holding(call, free.argument)
        if inner is not None:
            found[inner] = _replaced(found.get(inner, dict(call.keywords)[inner]), free, values)
            continue
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


def _stands(call: FrameworkCall, free: Free, value: float) -> bool:
    """Whether the number stands already in what stands in the call."""
    nested = any(isinstance(v, Construction) for _, v in call.keywords)
    own = free.argument.partition("[")[0] in dict(call.keywords)
    return nested and not own and _is_given(free, value)


def _is_given(free: Free, value: float) -> bool:
    return free.given is not None and float(free.given) == value


def _holding(call: FrameworkCall, argument: str) -> str | None:
    """The argument of a call in which that stands which has an argument of its own."""
    return next(
        (k for k, v in call.keywords if isinstance(v, Construction) and argument in dict(v.keywords)), None
    )


def _replaced(value: Value, free: Free, values: Mapping[str, float]) -> Value:
    """What stands in a call, with a number; one that is whole there, and the same, stays so."""
    assert isinstance(value, Construction)
    keywords = dict(value.keywords)
    if keywords[free.argument] != values[free.name]:
        keywords[free.argument] = values[free.name]
    return replace(value, keywords=tuple(keywords.items()))


def _filled_chain(call: FrameworkCall, waiting: Iterator[Free], values: Mapping[str, float]) -> FrameworkCall:
    free = next(waiting, None)
    members: list[Value] = []
    for member in call.positional:
        assert isinstance(member, Construction)
        keywords = dict(member.keywords)
        for name, value in member.keywords:
            if free is not None and free.argument == name and isinstance(value, float):
                keywords[name], free = values[free.name], next(waiting, None)
        members.append(replace(member, keywords=tuple(keywords.items())))
    return replace(call, positional=tuple(members))


def chained(*calls: FrameworkCall) -> FrameworkCall:
    """A chain of calls; of a call that is a chain itself its members."""
    members = (each for call in calls for each in _members(call))
    return FrameworkCall(calls[0].framework, CHAIN, tuple(members))


def _members(call: FrameworkCall) -> tuple[Value, ...]:
    if call.name == CHAIN:
        return call.positional
    return (Construction(call.name, call.positional, call.keywords),)


def named(call: FrameworkCall, lift: Lift) -> FrameworkCall:
    """A call with those of its positional arguments by keyword that are numbers or switches turned on.

    The members of a chain, and what has a schedule in front, stay as they are.
    """
    if any(isinstance(value, Construction) for value in call.positional):
        return call
    numbers: dict[str, Value] = {
        f.argument: float(f.given) for f in lift.arguments if f.given is not None and "[" not in f.argument
    }
    switches: dict[str, Value] = {name: True for name, value in lift.off if value is True}
    return with_arguments(replace(call, positional=()), numbers | switches) if call.positional else call


def _with_member(known: Value, index: int, value: float) -> Value:
    members = list(known) if isinstance(known, tuple) else []
    members += [None] * (index + 1 - len(members))
    members[index] = value
    return tuple(members)


def _placed(call: FrameworkCall) -> Construction:
    """The call with the places of what stands in it."""

    def placed(value: Value) -> Value:
        if isinstance(value, tuple):
            return tuple(map(placed, value))
        if not isinstance(value, Construction):
            return value
        keywords = tuple((name, placed(each)) for name, each in value.keywords)
        return Construction(
            WITHIN[call.framework] + value.name, tuple(map(placed, value.positional)), keywords
        )

    keywords = tuple((name, placed(each)) for name, each in call.keywords)
    return Construction(call.name, tuple(map(placed, call.positional)), keywords)


def constructor(call: FrameworkCall) -> str:
    """The call as a program writes it."""
    text = written(_placed(call))
    first = FIRST.get(call.framework)
    if first is not None:
        text = text.replace("(", f"({first}, ", 1).replace(", )", ")")
    return PLACES[call.framework] + text
