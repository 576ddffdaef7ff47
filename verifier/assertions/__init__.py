"""What documents say in words, recorded and judged.

A sentence is recorded in our words with evidence for and against it: theorems, comparisons, runs in exact
numbers, arithmetic. The verdict is not typed in; it follows from which evidence holds.
"""

from verifier.assertions.judge import Judged, Ruling, judge
from verifier.assertions.record import Assertion, Document

__all__ = ["Assertion", "Document", "Judged", "Ruling", "judge"]
