"""What a kernel may be handed. Generated files carry these functions as they stand here."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy

CHECK_FINITE = True
"""Whether the arrays are read once before the step, so that what is not finite is refused."""

DTYPES = (numpy.dtype("float32"), numpy.dtype("float64"))
"""The dtypes that are taken."""


def admit(names: Sequence[str], arrays: Sequence[Any], written: Sequence[str]) -> bool:
    """Refuse arrays that a step in place could not take, before anything is written.

    Parameters
    ----------
    names, arrays : sequence of str, of array
        The first is the weight, which says what shape and dtype the others must have.
    written : sequence of str
        The names of the arrays that the step overwrites.

    Returns
    -------
    bool
        Whether all arrays are contiguous.

    Raises
    ------
    TypeError
        For what is no array, or no float32 or float64, or of another dtype than the weight.
    ValueError
        For another shape, a read-only array, and arrays that share memory.
    """
    alike(names, arrays, written)
    apart(names, arrays, written)
    return all(array.flags.c_contiguous for array in arrays)


def alike(names: Sequence[str], arrays: Sequence[Any], written: Sequence[str]) -> None:
    """Refuse what is no array of float32 or float64, is unlike the first array, or cannot be written."""
    for name, array in zip(names, arrays, strict=True):
        # A mask would be lost, and a matrix is never flat.
        if type(array) not in (numpy.ndarray, numpy.memmap) or array.dtype not in DTYPES:
            raise TypeError(f"{name} must be a NumPy array of float32 or float64")
        if array.dtype != arrays[0].dtype:
            raise TypeError(
                f"{name} is {array.dtype} and {names[0]} is {arrays[0].dtype}; convert one of them"
            )
        if array.shape != arrays[0].shape:
            raise ValueError(f"{name} has the shape {array.shape} and {names[0]} {arrays[0].shape}")
        if name in written and not array.flags.writeable:
            raise ValueError(f"{name} is read-only; the step writes it in place: give a copy")


def apart(names: Sequence[str], arrays: Sequence[Any], written: Sequence[str]) -> None:
    """Refuse an array that is written and shares memory with another, or with itself."""
    lent = [not array.flags.owndata for array in arrays]
    for i, second in enumerate(names):
        if lent[i] and second in written and folded(arrays[i]):
            raise ValueError(f"elements of {second} share memory with each other; give a copy")
        for j, first in enumerate(names[:i]):
            matters = first in written or second in written
            if matters and numpy.may_share_memory(arrays[i], arrays[j]):
                raise ValueError(f"{first} and {second} may share memory; give one of them as a copy")


def lone(*arrays: Any) -> bool:
    """Whether no two arrays share memory, as parts of a longer one may."""
    return not any(numpy.may_share_memory(a, b) for i, a in enumerate(arrays) for b in arrays[:i])


def folded(array: Any) -> bool:
    """Whether elements of an array may lie on each other, as in a view that repeats them."""
    reach = array.itemsize
    for stride, length in sorted(zip(map(abs, array.strides), array.shape, strict=True)):
        if length > 1 and stride < reach:
            return True
        reach += stride * max(length - 1, 0)
    return False


def refuse_infinities(names: Sequence[str], arrays: Sequence[Any]) -> None:
    """Look at every element, and refuse an array that holds an infinity or a NaN."""
    for name, array in zip(names, arrays, strict=True):
        if not numpy.isfinite(array).all():
            raise ValueError(f"{name} holds an infinity or a NaN; nothing was written")


def counted(name: str, value: Any) -> None:
    """Refuse what is no step number, that is no 1, 2, 3 and so on."""
    numbers((name,), (value,))
    if value < 1 or value % 1:
        raise ValueError(f"{name} is {value}; steps are counted 1, 2, 3, …")


def numbers(names: Sequence[str], values: Sequence[Any]) -> Iterable[Any]:
    """The step number and the hyperparameters in double precision.

    Raises
    ------
    TypeError
        For what is no number.
    ValueError
        For an infinity or a NaN.
    """
    for name, value in zip(names, values, strict=True):
        try:
            if math.isfinite(value):
                continue
        except (TypeError, ValueError):
            raise TypeError(f"{name} must be a number") from None
        raise ValueError(f"{name} is {value}; give a finite number")
    return map(numpy.float64, values)
