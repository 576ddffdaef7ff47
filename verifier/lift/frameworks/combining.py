"""The primitives of JAX that combine the cells of an array: reductions, running totals, an inner product."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial, reduce
from itertools import accumulate
from typing import Any

import numpy as np

from verifier.errors import InputError
from verifier.lift.frameworks.arrays import Array, as_array, each
from verifier.lift.frameworks.primitives import ELEMENTWISE, Cell, both, either, unread

Build = Callable[[Cell, Cell], Cell]


def _reduced(build: Build, equation: Any, x: Array) -> Array:
    for axis in sorted(equation.params["axes"], reverse=True):
        parts = [as_array(np.take(x, i, axis=axis)) for i in range(x.shape[axis])]
        x = reduce(partial(each, build), parts)
    return x


def _running(build: Build, equation: Any, x: Array) -> Array:
    axis, way = equation.params["axis"], -1 if equation.params["reverse"] else 1
    rows = [as_array(row) for row in np.moveaxis(x, axis, 0)][::way]
    found = list(accumulate(rows, partial(each, build)))[::way]
    return np.moveaxis(np.stack(found), 0, axis)


def _inner_product(equation: Any, a: Array, b: Array) -> Array:
    """That of two vectors; what is done to matrices is not read."""
    if a.ndim != 1 or b.ndim != 1 or equation.params["dimension_numbers"] != (((0,), (0,)), ((), ())):
        raise InputError(unread("dot_general"))
    return as_array(reduce(ELEMENTWISE["add"], map(ELEMENTWISE["mul"], a, b)))


COMBINING: Mapping[str, Callable[..., Array]] = {
    "reduce_sum": partial(_reduced, ELEMENTWISE["add"]),
    "reduce_max": partial(_reduced, ELEMENTWISE["max"]),
    "reduce_min": partial(_reduced, ELEMENTWISE["min"]),
    "reduce_prod": partial(_reduced, ELEMENTWISE["mul"]),
    "reduce_and": partial(_reduced, both),
    "reduce_or": partial(_reduced, either),
    "cumsum": partial(_running, ELEMENTWISE["add"]),
    "cumprod": partial(_running, ELEMENTWISE["mul"]),
    "dot_general": _inner_product,
}
