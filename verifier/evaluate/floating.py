"""The operations of terms as NumPy's functions of numbers: what they are in floating point."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

OPERATIONS: Mapping[str, Callable[..., Any]] = {
    "add": np.add,
    "mul": np.multiply,
    "div": np.divide,
    "pow": np.power,
    "abs": np.abs,
    "sign": np.sign,
    "max": np.maximum,
    "min": np.minimum,
    "exp": np.exp,
    "cos": np.cos,
    "log": np.log,
    "lt": np.less,
    "le": np.less_equal,
    "eq": np.equal,
    "ne": np.not_equal,
    "and": np.logical_and,
    "or": np.logical_or,
    "not": np.logical_not,
    "where": np.where,
}
"""Each as NumPy has it; who needs more (ties, undefined values, kernels' roots) starts from here."""
