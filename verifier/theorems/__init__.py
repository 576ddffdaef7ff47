"""Theorems about optimizers: what their recurrences imply, derived, proved, and held against numbers.

`derive` adds to the closed forms of `verifier.closed_form` what follows from them: answers to special
gradients, spread and memory of averages, first and largest steps, symmetries, stability on a quadratic.
"""

from verifier.theorems.derivation import derive

__all__ = ["derive"]
