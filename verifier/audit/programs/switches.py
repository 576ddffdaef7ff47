"""Switches of a program: its drafts with them as they are by default, and set otherwise."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from verifier.audit.drafts.draft import NEW, OLD, Definition, Draft
from verifier.audit.drafts.slots import displayed
from verifier.audit.programs.conditions import flag_of, switch_called
from verifier.audit.programs.program import Program
from verifier.audit.programs.simultaneous import carry_out
from verifier.audit.programs.walk import Walk
from verifier.lift.reading import Name, Span

MAX_READINGS = 14
"""How many ways to set the switches of one function are read."""


def readings(
    body: Sequence[ast.stmt],
    program: Program,
    usual: Mapping[str, Fraction],
    known: Mapping[str, bool],
    title: str,
    span: Span,
) -> Iterator[tuple[Walk, Draft]]:
    """The drafts of a body: with its switches as they are by default, then set otherwise.

    A switch that is asked for behind another one is turned together with that; what is not 0 where one is on
    has not its default of 0 there.
    """
    walk, draft = _walked(body, replace(program, settings=known), usual, title, span)
    yield walk, draft
    waiting = _changes(walk.asked)
    for _ in range(MAX_READINGS - 1):
        if not waiting:
            return
        change = waiting.pop(0)
        settings = {**known, **walk.asked, **change}
        on = set[str]().union(*(_held(switch) for switch in change if change[switch]))
        own = {name: value for name, value in usual.items() if value or displayed(name) not in on}
        turned, other = _walked(body, replace(program, settings=settings), own, title, span)
        starts = {s: x for s, x in other.starts.items() if s in other.carried or displayed(s) not in on}
        behind = [text for text in turned.asked if text not in walk.asked and text not in change]
        waiting += [{**change, text: not turned.asked[text]} for text in behind]
        yield turned, replace(other, settings=change, starts=starts)


def _changes(asked: Mapping[str, bool]) -> list[dict[str, bool]]:
    """Each switch the other way; where several are on by default, also all of them off, and one alone on."""
    on = [text for text, holds in asked.items() if holds]
    turned = [{text: not holds} for text, holds in asked.items()]
    off = dict.fromkeys(on, False)
    return [off, *turned, *({**off, text: True} for text in asked)] if len(on) > 1 else turned


def _held(switch: str) -> set[str]:
    """What a switch asks for that is on: the names of all that must not be nought."""
    try:
        test = ast.parse(switch, mode="eval").body
    except SyntaxError:  # cut short, or a name of another language
        return {displayed(switch)}
    parts = test.values if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) else [test]
    held = (flag_of(part) for part in parts)
    return {switch_called(text) for text, holds in held if holds}


def _walked(
    body: Sequence[ast.stmt], program: Program, usual: Mapping[str, Fraction], title: str, span: Span
) -> tuple[Walk, Draft]:
    walk = Walk(program, body)
    walk.body(body)
    carry_out(walk)
    walk.elements()
    definitions = {line.version: Definition(line.slot, line.value, line.span) for line in walk.lines}
    last = {line.slot: line.version for line in walk.lines}
    kept = {slot for slot in walk.entries if walk.resolved(Name(last.get(slot, ""), NEW)) == Name(slot, OLD)}
    carried = {slot: last[slot] for slot in walk.entries if slot in last and slot not in kept}
    draft = Draft(title, definitions, carried, walk.starts, usual, walk.loops, {}, walk.returned, span)
    draft = replace(draft, notes=tuple(walk.notes), guessed=walk.guessed)
    return walk, draft
