"""Are two optimizers the same, and if not, how does one become the other."""

from verifier.comparison.pairwise import Answer, Question, answered, compare_systems, searched
from verifier.comparison.record import Comparison

__all__ = ["Answer", "Comparison", "Question", "answered", "compare_systems", "searched"]
