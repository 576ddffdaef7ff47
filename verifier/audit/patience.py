"""Patience: how long a search for slips goes on asking the referee in vain."""

from __future__ import annotations

from dataclasses import dataclass

MAX_ASKED = 16
"""How many slips may be asked about that are seen to fit over many steps, and then do not."""
MAX_OPEN = 1
"""How many questions the referee may leave open."""


@dataclass
class Patience:
    """How many questions one search has asked in vain, and how many of these the referee left open."""

    asked: int = 0
    open: int = 0

    def lost(self, *, open_: bool) -> None:
        """Another question was asked in vain."""
        self.asked += 1
        self.open += open_

    @property
    def is_over(self) -> bool:
        """Whether to give the search up."""
        return self.asked > MAX_ASKED or self.open > MAX_OPEN
