"""A witness worked out: every intermediate value of one side, step by step, to be checked by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from verifier.evaluate import Given, Value, compile_system, run, text_of
from verifier.evaluate.trajectory import Trajectory
from verifier.system import System
from verifier.term import WEIGHT

DIGITS = 9
"""How many digits of an irrational value are shown."""

LONGEST = 12
"""A run of more steps is not written out."""


@dataclass(frozen=True)
class Working:
    """The steps of one side.

    Attributes
    ----------
    names : tuple of str
        The quantities that a step computes, in order; the weight last.
    rows : tuple of tuple of str
        For each step: the number of the step, the gradient, the quantities.
    """

    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def worked(system: System, witness: Mapping[str, Any]) -> Working | None:
    """The run of a witness, with everything that the source gives a name.

    Parameters
    ----------
    system : System
    witness : mapping
        The fields of a `verifier.findings.Witness`.

    Returns
    -------
    Working or None
        None where the witness has algebraic numbers or too many steps to be worked by hand.
    """
    if witness["t"] > LONGEST or any(not isinstance(x, str) for x in _flat(witness)):
        return None
    lets = {name: value for name, value in system.lets if value is not system.weight and value.terms}
    hypers = {name: _given(value) for name, value in witness["hyperparameters"].items()}
    gradients = [Fraction(g) for g in witness["gradients"]]
    done = run(compile_system(system, lets.values()), hypers, Fraction(witness["w0"]), gradients)
    asked = ["asked at"] if system.query is not WEIGHT or witness["queries"] else []
    return Working((*asked, *lets, WEIGHT.name), tuple(_rows(done, witness["gradients"], bool(asked))))


def _rows(done: Trajectory, gradients: Sequence[str], asked: bool) -> list[tuple[str, ...]]:
    return [
        (
            str(t),
            gradients[t - 1],
            *([_shown(done.queries[t - 1])] if asked else []),
            *map(_shown, done.besides[t - 1]),
            _shown(done.weights[t]),
        )
        for t in range(1, len(gradients) + 1)
    ]


def _flat(witness: Mapping[str, Any]) -> list[Any]:
    values = [witness["w0"], *witness["gradients"]]
    for value in witness["hyperparameters"].values():
        values += value if isinstance(value, list) else [value]
    return values


def _given(value: Any) -> Given | list[Given]:
    return [Fraction(x) for x in value] if isinstance(value, list) else Fraction(value)


def _shown(value: Value) -> str:
    return text_of(value, DIGITS).split(" +/- ")[0]
