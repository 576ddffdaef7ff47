"""What is run in which arithmetic: a system, a format, and what is rounded to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from verifier.hazards.formats import Format
from verifier.system import System
from verifier.term import WEIGHT, Term, state


@dataclass(frozen=True)
class Arithmetic:
    """Which numbers are rounded to what.

    Attributes
    ----------
    name : str
    text : str
        For a reader.
    scalars : str or None
        The format of what depends on hyperparameters and the step number alone; None for the arrays' own.
    arrays : str or None
        The format of operations on arrays; None for the one that the arrays are stored in.
    states : str or None
        The format in which states are stored; None for that of the weights.
    """

    name: str
    text: str
    scalars: str | None = None
    arrays: str | None = None
    states: str | None = None


EVERYTHING = Arithmetic("everything", "every operation, the step counter and the hyperparameters too")
KERNEL = Arithmetic(
    "arrays", "arrays; scalars are computed in double precision, then rounded", scalars="float64"
)
ACCUMULATED = Arithmetic(
    "stored", "what is stored; every operation is computed in float32", "float32", "float32"
)


@dataclass(frozen=True)
class Setup:
    """What is run: a system at some hyperparameters, in some arithmetic.

    Attributes
    ----------
    system : System
    fmt : Format
    arithmetic : Arithmetic
    hypers : mapping of str to float
        A given sequence is constant.
    """

    system: System
    fmt: Format
    arithmetic: Arithmetic
    hypers: Mapping[str, Any]


def roots(system: System) -> tuple[Term, ...]:
    """The new weight and the new states."""
    return (system.weight, *(s.update for s in system.states))


def places(system: System) -> tuple[Term, ...]:
    """The weight and the states."""
    return (WEIGHT, *(state(s.name) for s in system.states))
