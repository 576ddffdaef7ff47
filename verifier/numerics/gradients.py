"""Sequences of gradients, each kind made to hurt in its own way."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from verifier.numerics.precision import Array, Format

Shape = tuple[int, int]
Kind = Callable[[np.random.Generator, Shape, Format], Array]


def _normal(rng: np.random.Generator, shape: Shape, fmt: Format) -> Array:
    return rng.standard_normal(shape)


def _constant(rng: np.random.Generator, shape: Shape, fmt: Format) -> Array:
    return np.broadcast_to(rng.standard_normal(shape[1]), shape)


def _alternating(rng: np.random.Generator, shape: Shape, fmt: Format) -> Array:
    signs = 1.0 - 2.0 * (np.arange(shape[0]) % 2)
    return signs[:, None] * rng.uniform(0.5, 2, shape[1])


def _one_then_zeros(rng: np.random.Generator, shape: Shape, fmt: Format) -> Array:
    return np.where(np.arange(shape[0])[:, None] == 0, rng.standard_normal(shape[1]), 0.0)


def _sparse(rng: np.random.Generator, shape: Shape, fmt: Format) -> Array:
    return np.where(rng.random(shape) < 0.3, rng.standard_normal(shape), 0.0)


def _zeros(rng: np.random.Generator, shape: Shape, fmt: Format) -> Array:
    return np.zeros(shape)


def _whole(rng: np.random.Generator, shape: Shape, fmt: Format) -> Array:
    return rng.integers(-2, 3, shape).astype(np.float64)


def _scattered(rng: np.random.Generator, shape: Shape, fmt: Format) -> Array:
    return rng.standard_normal(shape) * 10.0 ** rng.uniform(-6, 6, shape)


def _tiny(rng: np.random.Generator, shape: Shape, fmt: Format) -> Array:
    return rng.standard_normal(shape) * 2.0 ** (-fmt.exponents // 4)


def _huge(rng: np.random.Generator, shape: Shape, fmt: Format) -> Array:
    return rng.standard_normal(shape) * 2.0 ** (fmt.exponents // 4)


def _square_underflows(rng: np.random.Generator, shape: Shape, fmt: Format) -> Array:
    return rng.standard_normal(shape) * 2.0 ** (-5 * fmt.exponents // 8)


def _square_overflows(rng: np.random.Generator, shape: Shape, fmt: Format) -> Array:
    return rng.standard_normal(shape) * 2.0 ** (5 * fmt.exponents // 8)


KINDS: Mapping[str, Kind] = {
    "normal": _normal,
    "constant": _constant,
    "alternating": _alternating,
    "one, then zeros": _one_then_zeros,
    "sparse": _sparse,
    "zeros": _zeros,
    "whole numbers": _whole,
    "of all sizes": _scattered,
    "tiny": _tiny,
    "huge": _huge,
    "tiny, the square underflows": _square_underflows,
    "huge, the square overflows": _square_overflows,
}
"""Every kind is one or more columns of every run."""


def draw(
    rng: np.random.Generator, steps: int, columns: int, fmt: Format, leading_zero: bool
) -> tuple[Array, tuple[str, ...]]:
    """Gradients of shape (steps, kinds times columns) that the format holds, and each column's kind.

    Parameters
    ----------
    rng : numpy.random.Generator
    steps, columns : int
        Steps of a sequence, and sequences of each kind.
    fmt : Format
    leading_zero : bool
        Whether the first gradient may be zero; it is put to 1 where it is, otherwise.
    """
    drawn = [kind(rng, (steps, columns), fmt) for kind in KINDS.values()]
    found = np.concatenate(drawn, axis=1).astype(fmt.dtype).astype(np.float64)
    if not leading_zero:
        found[0][found[0] == 0] = 1.0
    return found, tuple(name for name in KINDS for _ in range(columns))
