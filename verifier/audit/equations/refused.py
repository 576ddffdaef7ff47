"""Formulas that define a letter and cannot be read."""

from __future__ import annotations

import re
from dataclasses import dataclass

from verifier.audit.drafts.meaning import named_in
from verifier.audit.drafts.vocabulary import FORMULA_WEIGHT
from verifier.audit.pages.document import Region, Unread
from verifier.lift.reading import Refusal

MOVED = re.compile(r"\\nabla|∇|\\partial|\\eta|\\alpha|\\sqrt|√|η|α|\bgrad|\blr\b|learning")
"""What stands in a rule that moves a weight: a gradient, a rate, a root."""


@dataclass(frozen=True)
class Refused:
    """A formula that defines a letter and cannot be read."""

    letter: str
    region: Region
    order: int
    refusal: Refusal

    @property
    def is_start(self) -> bool:
        """Whether it seems to give a first value."""
        return re.match(r".{0,20}?_\{?0", self.region.text[self.refusal.span.start :], re.DOTALL) is not None

    @property
    def is_rule(self) -> bool:
        """Whether it moves a weight by a gradient where a rule of an optimizer is to be expected."""
        weight = self.letter.removeprefix("Delta ")
        if FORMULA_WEIGHT.fullmatch(weight) is None or not named_in(" ".join(self.region.headings[:1])):
            return False
        span = self.refusal.span
        return MOVED.search(self.region.text[max(0, span.start - 80) : span.end + 80]) is not None

    @property
    def unread(self) -> Unread:
        """The place, the reason and the headings."""
        return Unread(self.region.place(self.refusal.span), self.refusal.reason, self.region.headings)
