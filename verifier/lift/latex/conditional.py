"""Equations that hold under conditions, as equations that always hold."""

from __future__ import annotations

from dataclasses import dataclass, replace

from verifier.lift.reading import Apply, Equation, Name, Node, Refusal, parts

Outcome = tuple[Node, bool]
_UNSAID = "it holds only under a condition, and nothing says what holds otherwise"


@dataclass(frozen=True)
class Conditional:
    """An equation and the comparisons, each with its outcome, under which it holds."""

    equation: Equation
    conditions: tuple[Outcome, ...]


def unconditional(said: list[Conditional]) -> tuple[tuple[Equation, ...], tuple[Refusal, ...]]:
    """Each equation for all cases.

    A letter that is set in both branches has the one value or the other. One that is set in one branch keeps
    otherwise what it had, or, where it is read in that branch alone, may have any value elsewhere.
    """
    equations: list[Equation] = []
    refused: list[Refusal] = []
    for each in _merged(said):
        equation = each.equation
        known = any(e.target == equation.target for e in equations)
        if not known and each.conditions and not _read_within(equation.target, each.conditions, said):
            refused.append(Refusal(equation.span, _UNSAID, equation.target.text))
            continue
        for condition, holds in reversed(each.conditions) if known else ():
            equation = replace(equation, value=_chosen(condition, holds, equation.value, equation.target))
        equations.append(equation)
    return tuple(equations), tuple(refused)


def _read_within(target: Name, conditions: tuple[Outcome, ...], said: list[Conditional]) -> bool:
    """Whether a letter is read only where these conditions hold."""
    reading = [
        each
        for each in said
        if any(isinstance(part, Name) and part.text == target.text for part in parts(each.equation.value))
    ]
    return all(set(conditions) <= set(each.conditions) for each in reading)


def _merged(said: list[Conditional]) -> list[Conditional]:
    """The two branches of one condition that set one letter, as one equation."""
    merged: list[Conditional] = []
    for each in said:
        other = next((m for m in merged if _opposite(m, each)), None)
        if other is None:
            merged.append(each)
            continue
        condition, holds = each.conditions[-1]
        yes, no = (each, other) if holds else (other, each)
        value = Apply("where", (condition, yes.equation.value, no.equation.value), each.equation.span)
        place = merged.index(other)
        merged[place] = Conditional(replace(other.equation, value=value), each.conditions[:-1])
    return merged


def _opposite(one: Conditional, other: Conditional) -> bool:
    """Whether two equations are the two branches of one condition."""
    if not one.conditions or len(one.conditions) != len(other.conditions):
        return False
    *before, (condition, holds) = one.conditions
    *around, (same, outcome) = other.conditions
    targets = one.equation.target == other.equation.target
    return before == around and condition == same and holds != outcome and targets


def _chosen(condition: Node, holds: bool, value: Node, old: Node) -> Node:
    return Apply("where", (condition, value, old) if holds else (condition, old, value))
