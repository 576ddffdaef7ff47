"""Adadelta, written by hand from the article."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]


def adadelta(
    w: Array,
    g: Array,
    t: int,
    v: Array,
    d: Array,
    *,
    rho: float,
    epsilon: float,
) -> tuple[Array, ...]:
    """One step of Adadelta.

    Parameters
    ----------
    w, g : array of float32 or float64, any shape
        Weights and their gradient.
    t : int
        The number of this step, from 1.
    v : array like w
        Average of the squared gradients; 0 at the start.
    d : array like w
        Average of the squared updates; 0 at the start.
    rho : float
        Decay rate.
    epsilon : float
        Constant inside both roots.

    Returns
    -------
    (w, v, d) : new arrays of the shape and dtype of w

    Notes
    -----
    Zeiler 2012, Algorithm 1.
    """
    v = rho * v + (1 - rho) * g**2
    dx = -np.sqrt(d + epsilon) / np.sqrt(v + epsilon) * g
    d = rho * d + (1 - rho) * dx**2
    return w + dx, v, d
