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


def admit(names: Sequence[str], arrays: Sequence[Any], written: Sequence[str]) -> None:
    """Refuse arrays that a step in place could not take, before anything is written.

    Parameters
    ----------
    names, arrays : sequence of str, of array
        The first is the weight, which says what shape and dtype the others must have.
    written : sequence of str
        The names of the arrays that the step overwrites.

    Raises
    ------
    TypeError
        For what is no array, or no float32 or float64, or of another dtype than the weight.
    ValueError
        For another shape, a read-only array, arrays that share memory, and values that are not finite.
    """
    if not sound(arrays):
        alike(names, arrays, written)
        apart(names, arrays, written)
    for name, array in zip(names, arrays, strict=True) if CHECK_FINITE and not finite(arrays) else ():
        if not numpy.isfinite(array).all():
            raise ValueError(f"{name} holds an infinity or a NaN; nothing was written")


def sound(arrays: Sequence[Any]) -> bool:
    """Whether a short look finds arrays as they mostly are: alike, writeable, each with memory of its own."""
    plain, first = numpy.ndarray, arrays[0]
    if type(first) is not plain:
        return False
    dtype, shape = first.dtype, first.shape
    for array in arrays:
        if type(array) is not plain or array.dtype is not dtype or array.shape != shape:
            return False
        flags = array.flags
        if not (flags.carray and flags.owndata):
            return False
    return dtype in DTYPES and len({*map(id, arrays)}) == len(arrays)


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


def folded(array: Any) -> bool:
    """Whether elements of an array may lie on each other, as in a view that repeats them."""
    reach = array.itemsize
    for stride, length in sorted(zip(map(abs, array.strides), array.shape, strict=True)):
        if length > 1 and stride < reach:
            return True
        reach += stride * max(length - 1, 0)
    return False


def finite(arrays: Sequence[Any]) -> bool:
    """Whether all arrays are contiguous and a quick look shows that all their elements are finite.

    An infinity or a NaN in either array makes their scalar product one; so may an overflow.
    """
    if not all(array.flags.c_contiguous for array in arrays):
        return False
    # Of NumPy's scalar products, this one warns of no overflow.
    others = [*arrays[1::2], arrays[-1]]
    return all(math.isfinite(numpy.vdot(*pair)) for pair in zip(arrays[::2], others, strict=False))


def numbers(names: Sequence[str], values: Sequence[Any]) -> Iterable[Any]:
    """The step number and the hyperparameters in double precision.

    Raises
    ------
    TypeError
        For what is no number.
    ValueError
        For an infinity or a NaN, and a step number below 1.
    """
    for name, value in zip(names, values, strict=True):
        try:
            if math.isfinite(value):
                continue
        except (TypeError, ValueError):
            raise TypeError(f"{name} must be a number") from None
        raise ValueError(f"{name} is {value}; give a finite number")
    if values[0] < 1 or values[0] % 1:
        raise ValueError(f"{names[0]} is {values[0]}; steps are counted 1, 2, 3, …")
    return map(numpy.float64, values)
