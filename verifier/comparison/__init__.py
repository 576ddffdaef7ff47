"""Are two optimizers the same, and if not, how does one become the other."""

from verifier.comparison.pairwise import Answer, Question, answered, compare_systems, searched
from verifier.comparison.record import Comparison
from verifier.comparison.supposition import Found, Supposition

__all__ = [
    "Answer",
    "Comparison",
    "Found",
    "Question",
    "Supposition",
    "answered",
    "compare_systems",
    "searched",
]
