"""What a kernel may be handed. Generated files carry these functions as they stand here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy

CHECK_FINITE = True
"""Whether the arrays are read once before the step, so that what is not finite is refused."""


def admit(
    names: Sequence[str], arrays: Sequence[Any], written: Sequence[str], each: Callable[..., Any] = map
) -> None:
    """Refuse arrays that a step in place could not take, before anything is written.

    Parameters
    ----------
    names, arrays : sequence of str, of array
        The first is the weight, which says what shape and dtype the others must have.
    written : sequence of str
        The names of the arrays that the step overwrites.
    each : callable
        What applies a function to each array, as ``map`` does.

    Raises
    ------
    TypeError
        For what is no array, or no float32 or float64, or of another dtype than the weight.
    ValueError
        For another shape, a read-only array, arrays that share memory, and values that are not finite.
    """
    for name, array in zip(names, arrays, strict=True):
        if not isinstance(array, numpy.ndarray) or array.dtype not in (numpy.float32, numpy.float64):
            raise TypeError(f"{name} must be a NumPy array of float32 or float64")
        if array.dtype != arrays[0].dtype:
            raise TypeError(
                f"{name} is {array.dtype} and {names[0]} is {arrays[0].dtype}; convert one of them"
            )
        if array.shape != arrays[0].shape:
            raise ValueError(f"{name} has the shape {array.shape} and {names[0]} {arrays[0].shape}")
        if name in written and not array.flags.writeable:
            raise ValueError(f"{name} is read-only; the step writes it in place: give a copy")
    apart(names, arrays, written)
    for name, is_finite in zip(names, each(finite, arrays) if CHECK_FINITE else (), strict=False):
        if not is_finite:
            raise ValueError(f"{name} holds an infinity or a NaN; nothing was written")


def apart(names: Sequence[str], arrays: Sequence[Any], written: Sequence[str]) -> None:
    """Refuse an array that is written and shares memory with another."""
    for i, first in enumerate(names):
        for second, array in zip(names[:i], arrays[:i], strict=True):
            if (first in written or second in written) and numpy.may_share_memory(arrays[i], array):
                raise ValueError(f"{second} and {first} may share memory; give one of them as a copy")


def finite(array: Any) -> bool:
    """Whether no element is infinite or NaN."""
    if not array.flags.c_contiguous:
        return bool(numpy.isfinite(array).all())
    flat = array.reshape(-1)
    found = numpy.empty(min(flat.size, 16384), bool)
    parts = (flat[low : low + 16384] for low in range(0, flat.size, 16384))
    return all(numpy.isfinite(part, out=found[: part.size]).all() for part in parts)
