"""Floating-point formats and units in the last place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Format:
    """A binary format.

    Attributes
    ----------
    name : str
        NumPy's name of the dtype.
    unit : float
        The unit roundoff: the largest relative error of one rounding.
    smallest, largest : float
        The smallest subnormal and the largest finite number.
    exponents : int
        How many powers of two there are from 1 to the largest number.
    """

    name: str
    unit: float
    smallest: float
    largest: float
    exponents: int

    @property
    def dtype(self) -> np.dtype[Any]:
        """The NumPy dtype."""
        return np.dtype(self.name)


def format_of(name: str) -> Format:
    """The format of a NumPy dtype.

    Examples
    --------
    >>> format_of("float32").unit == 2**-24
    True
    """
    about = np.finfo(name)
    return Format(
        name, float(about.eps) / 2, float(about.smallest_subnormal), float(about.max), int(about.maxexp)
    )


SINGLE, DOUBLE = format_of("float32"), format_of("float64")


def ulp(x: Array, fmt: Format) -> Array:
    """The distance from |x| to the next larger number of the format; of larger numbers, that of the last.

    Examples
    --------
    >>> ulp(np.array([1.0, 0.0]), SINGLE) == [2**-23, 2**-149]
    array([ True,  True])
    """
    below_largest = np.nextafter(fmt.dtype.type(fmt.largest), fmt.dtype.type(0))
    inside = np.minimum(np.abs(x), below_largest).astype(fmt.dtype)
    return np.asarray(np.spacing(inside), dtype=np.float64)
