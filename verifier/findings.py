"""Findings: what the toolkit says, as plain data. Reports only read findings."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Verdict(StrEnum):
    """The three verdicts of the referee. A failed simplification is none of the first two."""

    PROVED = "proved"
    REFUTED = "refuted"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class Witness:
    """Numbers at which two optimizers part, to be checked by hand.

    All numbers are exact, written as text: ``"1/7"``. A value that is irrational is a certified
    decimal with its radius, ``"0.7071067811865475 +/- 1e-30"``; a value that does not exist is
    ``"undefined"`` followed by the operation. ``queries`` is there when the gradients were asked
    for at different points.
    """

    hyperparameters: dict[str, Any]
    w0: str
    gradients: list[str]
    t: int
    left: str
    right: str
    queries: list[dict[str, Any]] | None = None


@dataclass(frozen=True)
class Finding:
    """One thing that was checked, and whether it came out as claimed.

    Attributes
    ----------
    kind : str
        ``closed form``, ``kernel``, ``printed form``, ``units`` or ``framework``.
    subject : str
        What was judged, e.g. ``adam/kerasy``.
    verdict : Verdict
    as_claimed : bool or None
        None where the verdict neither supports nor contradicts the claim.
    summary : str
        One line of reason.
    details : dict
        Numbers, proof steps, witness; JSON data.
    """

    kind: str
    subject: str
    verdict: Verdict
    as_claimed: bool | None
    summary: str
    details: dict[str, Any] = field(default_factory=dict)
