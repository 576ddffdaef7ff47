"""Arrays of terms: the primitives of JAX that move numbers and compute none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from verifier.lift.frameworks.primitives import Cell
from verifier.term import term

Array = Any
"""A NumPy array of objects."""


def each(build: Callable[..., Cell], *arrays: Array) -> Array:
    """A function of cells on arrays of one shape, or with single cells among them."""
    wide = np.broadcast_arrays(*arrays)
    cells = np.empty(wide[0].shape, object)
    for place in np.ndindex(cells.shape):
        cells[place] = build(*(a[place] for a in wide))
    return cells


def as_array(cells: Any) -> Array:
    """A cell as an array without axes; an array as itself."""
    if isinstance(cells, np.ndarray):
        return cells
    single = np.empty((), object)
    single[()] = cells
    return single


def _broadcast(equation: Any, x: Array, *_: Array) -> list[Array]:
    shape, places = equation.params["shape"], equation.params["broadcast_dimensions"]
    wide = [1] * len(shape)
    for place, size in zip(places, x.shape, strict=True):
        wide[place] = size
    return [np.broadcast_to(x.reshape(wide), shape)]


def _reshaped(equation: Any, x: Array, *_: Array) -> list[Array]:
    return [x.reshape(equation.outvars[0].aval.shape)]


def _transposed(equation: Any, x: Array) -> list[Array]:
    return [np.transpose(x, equation.params["permutation"])]


def _concatenated(equation: Any, *inputs: Array) -> list[Array]:
    return [np.concatenate(inputs, axis=equation.params["dimension"])]


def _stacked(equation: Any, *inputs: Array) -> list[Array]:
    return [np.stack(inputs, axis=equation.params["axis"])]


def _sliced(equation: Any, x: Array) -> list[Array]:
    p = equation.params
    strides = p["strides"] or (1,) * x.ndim
    return [x[tuple(slice(*s) for s in zip(p["start_indices"], p["limit_indices"], strides, strict=True))]]


def _split(equation: Any, x: Array) -> list[Array]:
    return list(np.split(x, np.cumsum(equation.params["sizes"])[:-1], axis=equation.params["axis"]))


def _numbered(equation: Any, *_: Array) -> list[Array]:
    shape, along = equation.params["shape"], equation.params["dimension"]
    cells = np.empty(shape, object)
    for place in np.ndindex(*shape):
        cells[place] = term(place[along])
    return [cells]


STRUCTURE: Mapping[str, Callable[..., list[Array]]] = {
    "broadcast_in_dim": _broadcast,
    "reshape": _reshaped,
    "squeeze": _reshaped,
    "expand_dims": _reshaped,
    "transpose": _transposed,
    "concatenate": _concatenated,
    "stack": _stacked,
    "slice": _sliced,
    "split": _split,
    "iota": _numbered,
}
