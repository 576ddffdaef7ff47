"""Findings: what the toolkit says, as plain data. Reports only read findings."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Verdict(StrEnum):
    """The three verdicts of the referee. A failed simplification is none of the first two."""

    PROVED = "proved"
    REFUTED = "refuted"
    UNDECIDED = "undecided"


Number = str | dict[str, Any]
"""A rational number as text; a real algebraic one: ``polynomial``, constant term first, ``interval``."""


def said(number: Number) -> str:
    """A number of a witness in a sentence.

    Examples
    --------
    >>> said({"polynomial": [-2, 0, 1], "interval": ["1", "3/2"]})
    'the root in [1, 3/2] of x**2 - 2'
    """
    if isinstance(number, str):
        return number
    low, high = number["interval"]
    return f"the root in [{low}, {high}] of {_polynomial(number['polynomial'])}"


def _polynomial(coefficients: list[Any]) -> str:
    parts = [(int(c), power) for power, c in enumerate(coefficients) if int(c)]
    text = " + ".join(_monomial(c, power) for c, power in reversed(parts))
    return text.replace("+ -", "- ")


def _monomial(coefficient: int, power: int) -> str:
    letters = "" if power == 0 else "x" if power == 1 else f"x**{power}"
    sign = {1: "", -1: "-"}.get(coefficient) if letters else None
    return f"{coefficient}{'*' if letters else ''}{letters}" if sign is None else sign + letters


@dataclass(frozen=True)
class Witness:
    """Numbers at which two optimizers part, to be checked by hand.

    All numbers are exact, written as text: ``"1/7"``. A value that is irrational is a certified
    decimal with its radius, ``"0.7071067811865475 +/- 1e-30"``; a value that does not exist is
    ``"undefined"`` followed by the operation. ``queries`` is there when the gradients were asked
    for at different points.
    """

    hyperparameters: dict[str, Any]
    w0: Number
    gradients: list[Number]
    t: int
    left: str
    right: str
    queries: list[dict[str, Any]] | None = None


UNDEFINED = "undefined: "
"""What stands before the operation in the text of a value that does not exist."""


def witness_json(witness: Witness) -> dict[str, Any]:
    """A witness as JSON data; a value that does not exist is ``undefined``, with its operation beside."""
    data = asdict(witness)
    if data["queries"] is None:
        del data["queries"]
    for side in ("left", "right"):
        if data[side].startswith(UNDEFINED):
            data["operation"] = data[side].removeprefix(UNDEFINED)
            data[side] = "undefined"
    return data


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
