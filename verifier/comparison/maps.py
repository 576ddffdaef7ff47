"""What a proof says of the states and weights of both sides, and of itself, as plain data."""

from __future__ import annotations

from functools import partial
from typing import Any

from verifier.algebra.in_front import sign_in_front, written
from verifier.prove.proof import Attempt
from verifier.prove.readings import by_the_right, weight_reading
from verifier.referee import Judgement
from verifier.term import WEIGHT, Term, state, substitute, symbols


def maps(judgement: Judgement) -> dict[str, Any]:
    """State map, weight map, relations and the proof's data."""
    attempt = judgement.attempt
    assert attempt is not None
    assert attempt.proof is not None
    proof = attempt.proof
    told, rest = map(partial(_true_of_the_sides, attempt), by_the_right(proof.relation))
    states = {_plain(k): _shown(v) for k, v in told.items()}
    states |= {
        _plain(k): written(v)
        for k, v in _true_of_the_sides(attempt, {state(n): v for n, v in attempt.closed.items()}).items()
        if k.name.startswith("left.")
    }
    relations = [f"{k.name} == {written(v)}" for k, v in rest.items()]
    if len(attempt.pair.ways) == 1:
        relations += [f"{written(x)} == 0" for x in attempt.pair.ways[0]]
    return {
        "state_map": states,
        "weight_map": weight_map(attempt),
        "relations": relations,
        "proof": {
            "method": "induction over t",
            "checked_by": list(proof.checked_by),
            "steps": list(judgement.proof),
            "side_conditions": list(proof.conditions),
            "certificate": None,
        },
    }


def _true_of_the_sides(attempt: Attempt, told: dict[Term, Term]) -> dict[Term, Term]:
    """What is told of states that the proof leaves as they are in the texts."""
    kept = attempt.idle.states if attempt.idle else frozenset()
    return {key: value for key, value in told.items() if kept.isdisjoint(symbols([key, value]))}


def _plain(each: Term) -> str:
    return each.name.split(".", 1)[-1]


def _shown(value: Term) -> str:
    plain = {s: Term("sym", "state", _plain(s)) for s in symbols([value], "state")}
    return written(substitute([value], plain)[0])


def weight_map(attempt: Attempt) -> dict[str, str]:
    """``w' = w + d`` as equal readings of both weights, each with its own side's states."""
    assert attempt.proof is not None
    right = weight_reading(attempt.proof.relation)
    assert right is not None
    readings = {"left": "w", "right": "w"}
    for part in _summands(right):
        if part is WEIGHT:
            continue
        own = all(s.name.startswith("left.") for s in symbols([part], "state"))
        negative, size = sign_in_front(part)
        sign = "+" if own != negative else "-"
        readings["left" if own else "right"] += f" {sign} {_shown(size)}"
    return readings


def _summands(value: Term) -> list[Term]:
    return [s for part in value.terms for s in _summands(part)] if value.op == "add" else [value]
