"""Patience: how long a search for slips goes on asking the referee in vain."""

from __future__ import annotations

from dataclasses import dataclass

from verifier.findings import Verdict
from verifier.referee import Judgement

MAX_ASKED = 16
"""How many slips may be asked about that are seen to fit over many steps, and then do not."""
MAX_DEAR = 6
"""Of how many of these a proof may have been looked for: that takes most of the time."""
MAX_OPEN = 1
"""How many questions the referee may leave open."""


@dataclass
class Patience:
    """How many questions one search has asked in vain; how many were dear, how many left open."""

    asked: int = 0
    dear: int = 0
    open: int = 0

    def lost(self, answer: Judgement | None) -> None:
        """Another question was asked in vain; None where it could not be asked."""
        self.asked += 1
        self.dear += answer is not None and answer.attempt is not None
        self.open += answer is None or answer.verdict is Verdict.UNDECIDED

    @property
    def is_over(self) -> bool:
        """Whether to give the search up."""
        return self.asked > MAX_ASKED or self.dear > MAX_DEAR or self.open > MAX_OPEN
