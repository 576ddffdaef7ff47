"""Arrays of terms: NumPy's object arrays, with its shapes, views and broadcasting."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from verifier.term import Term

Terms = NDArray[np.object_]


def filled(shape: Iterable[int], values: Iterable[Term]) -> Terms:
    """An array of these terms, in the order of its elements."""
    array = np.ndarray(tuple(shape), dtype=object)
    for index, value in zip(np.ndindex(array.shape), values, strict=True):
        array[index] = value
    return array


def single(value: Term | None) -> Terms:
    """An array without dimensions that holds one term."""
    array = np.ndarray((), dtype=object)
    array[()] = value
    return array


def elementwise(function: Callable[..., Term], operands: Iterable[Terms]) -> Terms:
    """A function of terms at each element, the operands broadcast against each other."""
    arrays = np.broadcast_arrays(*operands)
    return filled(arrays[0].shape, (function(*(a[i] for a in arrays)) for i in np.ndindex(arrays[0].shape)))
