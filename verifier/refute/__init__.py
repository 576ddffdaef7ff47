"""Refutation: a witness in exact numbers that two systems are not the same."""

from verifier.refute.candidate import Candidate
from verifier.refute.explain import explain
from verifier.refute.search import WORK, SameQueriesOtherWeights, parts, refute
from verifier.refute.witness import WitnessRejectedError

__all__ = [
    "WORK",
    "Candidate",
    "SameQueriesOtherWeights",
    "WitnessRejectedError",
    "explain",
    "parts",
    "refute",
]
