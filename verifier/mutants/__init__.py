"""Mutants: every slip at every place of every equation of a system, in a fixed order."""

from verifier.mutants.mutant import Mutant, mutants
from verifier.mutants.slips import SLIPS, Slip

__all__ = ["SLIPS", "Mutant", "Slip", "mutants"]
