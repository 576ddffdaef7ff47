"""How long to run: the steps at which conditions on the step number change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from verifier.evaluate import Given
from verifier.evaluate.program import compile_terms
from verifier.evaluate.trajectory import Machine, start_at, working_precision
from verifier.system import System
from verifier.term import RELATIONS, ZERO, Term, fold, postorder

_SHORT, _LONGEST = 40, 20_000


def timed_conditions(system: System) -> list[Term]:
    """What the step number and constant hyperparameters alone decide, as comparisons."""
    roots = (*system.outputs, *(s.initial for s in system.states))
    asked = [question for node in postorder(roots) if (question := _question(node)) is not None]
    kinds = fold(asked, lambda node, below: {_kind(node)}.union(*below))
    return [n for n in dict.fromkeys(asked) if "time" in kinds[n] <= {"", "time", "hyper"}]


def _question(node: Term) -> Term | None:
    """The comparison on which a value depends, or whether there is one; None where there is none."""
    if node.op in RELATIONS:
        return node
    if node.op in ("max", "min"):
        return Term("lt", *node.terms)
    if node.op in ("abs", "sign", "log", "pow"):
        return Term("lt", node.terms[0], ZERO)
    return Term("lt", node.terms[1], ZERO) if node.op == "div" else None


def _kind(node: Term) -> str:
    return str(node.args[0]) if node.op == "sym" else ""


def turning_steps(system: System, hypers: Mapping[str, Given | tuple[Given, ...]]) -> list[int]:
    """Steps by which a condition on the step number has changed its truth, the earliest first.

    The first forty steps are looked at one by one; later ones are found between powers of two.
    """
    conditions = timed_conditions(system)
    if not conditions:
        return []
    with working_precision(128):
        machine = Machine(compile_terms(conditions), start_at(hypers, 0, ()).hypers)
        truth = {t: tuple(machine.run({}, t)) for t in (*range(1, _SHORT + 1), *_powers())}
        turns = {t for t in range(2, _SHORT + 1) if truth[t] != truth[t - 1]}
        for low, high in zip((_SHORT, *_powers()), _powers(), strict=False):
            if truth[low] != truth[high]:
                turns.add(_bisect(machine, low, high, truth[low]))
    return sorted(turns)


def _powers() -> tuple[int, ...]:
    return tuple(2**k for k in range(6, 15))


def _bisect(machine: Machine, low: int, high: int, before: tuple[Any, ...]) -> int:
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if tuple(machine.run({}, middle)) == before else (low, middle)
    return high


def compared_numbers(systems: Sequence[System]) -> list[int]:
    """Whole numbers that something is compared with: a counter kept as a state may reach them."""
    roots = [root for system in systems for root in system.outputs]
    numbers = {
        int(a.value)
        for node in postorder(roots)
        if node.op in (*RELATIONS, "min", "max")
        for a in node.terms
        if a.op == "num" and a.value.denominator == 1 and 4 < a.value <= _LONGEST
    }
    return sorted(numbers)
