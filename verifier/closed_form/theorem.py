"""Theorems about a recurrence, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from verifier.findings import Verdict


@dataclass(frozen=True)
class Theorem:
    """A statement about every run of an optimizer, with its hypotheses and its proof.

    Attributes
    ----------
    id : str
        The name of the sequence, then what is said of it: ``m-discounted-sum``.
    statement : str
        One line of plain text.
    latex : str
        The same, to be typeset in mathematics mode.
    hypotheses : tuple of str
        What the proof uses beyond the recurrence; nothing else is used.
    verdict : Verdict
    proof : tuple of str
        The steps, in the order in which they are read.
    sharp : tuple of str
        What goes wrong where a hypothesis is dropped, with the numbers.
    """

    id: str
    statement: str
    latex: str
    hypotheses: tuple[str, ...]
    verdict: Verdict
    proof: tuple[str, ...]
    sharp: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """What is said, of whatever sequence: ``discounted-sum``."""
        return self.id.partition("-")[2]


@dataclass(frozen=True)
class Unsolved:
    """A sequence for which no closed form was found, and why."""

    name: str
    reason: str


@dataclass(frozen=True)
class Derivation:
    """All theorems about one recurrence."""

    name: str
    theorems: tuple[Theorem, ...]
    unsolved: tuple[Unsolved, ...]


def to_json(derivation: Derivation) -> dict[str, Any]:
    """The derivation as JSON data."""
    return {
        "name": derivation.name,
        "theorems": [
            {
                "id": theorem.id,
                "statement": theorem.statement,
                "latex": theorem.latex,
                "hypotheses": list(theorem.hypotheses),
                "verdict": str(theorem.verdict),
                "proof": list(theorem.proof),
                "sharp": list(theorem.sharp),
            }
            for theorem in derivation.theorems
        ],
        "unsolved": [{"name": u.name, "reason": u.reason} for u in derivation.unsolved],
    }
