"""Number formats that a step may be computed in, and rounding to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from verifier.errors import InputError

Array = Any
"""A NumPy array of float64 or longdouble, one element for each column."""


TRUTH = np.dtype(bool)
"""What comparisons give, which is not rounded."""


@dataclass(frozen=True)
class Format:
    """A binary floating-point format.

    Attributes
    ----------
    name : str
        The name of its dtype.
    dtype : numpy.dtype
    unit : float
        The unit roundoff: the largest relative error of one rounding.
    tiny, normal, largest : float
        The smallest positive number, the smallest normal one, and the largest.
    """

    name: str
    dtype: Any
    unit: float
    tiny: float
    normal: float
    largest: float

    def round(self, values: Array) -> Array:
        """The nearest numbers of the format, as float64.

        Sums, products, quotients and roots of numbers of a format with at most 24 digits, computed in
        float64 and rounded again, are those that the format's own arithmetic gives (Figueroa 1995).
        """
        if values.dtype is TRUTH or self.name == "float64":
            return values
        return values.astype(self.dtype).astype(np.float64)

    def bits(self, value: float) -> str:
        """The number's bits in hexadecimal digits."""
        held = np.asarray(value, dtype=np.float64).astype(self.dtype)
        return f"0x{int(held.view(f'uint{8 * self.dtype.itemsize}')):0{2 * self.dtype.itemsize}x}"

    def spacing(self, values: Array) -> Array:
        """The distance of the numbers of the format near the values."""
        exponents = np.frexp(np.maximum(np.abs(values).astype(np.float64), self.normal))[1]
        return np.maximum(np.ldexp(2 * self.unit, exponents - 1), self.tiny)


def _numpy(name: str) -> Callable[[], Format]:
    def made() -> Format:
        about = np.finfo(name)
        tiny, normal = float(about.smallest_subnormal), float(about.tiny)
        return Format(name, np.dtype(name), float(about.eps) / 2, tiny, normal, float(about.max))

    return made


def _bfloat16() -> Format:
    import ml_dtypes

    about: Any = ml_dtypes.finfo(ml_dtypes.bfloat16)  # type: ignore[no-untyped-call]
    tiny, normal = float(about.smallest_subnormal), float(about.tiny)
    dtype = np.dtype(ml_dtypes.bfloat16)
    return Format("bfloat16", dtype, float(about.eps) / 2, tiny, normal, float(about.max))


FORMATS: dict[str, Callable[[], Format]] = {
    "float16": _numpy("float16"),
    "bfloat16": _bfloat16,
    "float32": _numpy("float32"),
    "float64": _numpy("float64"),
}
"""The formats that can be searched."""


@lru_cache
def format_of(name: str) -> Format:
    """The format of that name.

    Raises
    ------
    InputError
        When there is none.

    Examples
    --------
    >>> format_of("float16").bits(1.0)
    '0x3c00'
    """
    if name not in FORMATS:
        raise InputError(f"hazards: there is no format '{name}'; choose one of: {', '.join(FORMATS)}")
    return FORMATS[name]()
