"""Powers of a state that may be linear in others, and how they are undone."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from verifier.prove.vectors import Array
from verifier.term import ONE, Term, sqrt


class Shape(NamedTuple):
    """A power of the solved state that is linear in the features, and how it is undone."""

    exponent: int

    def apply(self, y: Array) -> Array:
        """The power's value."""
        with np.errstate(all="ignore"):
            result: Array = y**self.exponent
        return result

    def invert(self, value: Term, negative: bool) -> Term:
        """The state, given the value of the power; which root of a square, its sign says."""
        square = abs(self.exponent) == 2
        root = sqrt(value) if square else value
        root = ONE / root if self.exponent < 0 else root
        return -root if square and negative else root


SHAPES = (Shape(1), Shape(2), Shape(-1), Shape(-2))
