"""RMSprop, centred, written by hand from the article."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]


def rmsprop_centered(
    w: Array,
    g: Array,
    t: int,
    v: Array,
    m: Array,
    delta: Array,
    *,
    lr: float,
    rho: float,
    momentum: float,
    epsilon: float,
) -> tuple[Array, ...]:
    """One step of RMSprop, centred.

    Parameters
    ----------
    w, g : array of float32 or float64, any shape
        Weights and their gradient.
    t : int
        The number of this step, from 1.
    v : array like w
        Mean square; 0 at the start.
    m : array like w
        Mean; 0 at the start.
    delta : array like w
        Last update; 0 at the start.
    lr : float
        Learning rate.
    rho : float
        Decay rate.
    momentum : float
        Momentum coefficient.
    epsilon : float
        Constant inside the root.

    Returns
    -------
    (w, v, m, delta) : new arrays of the shape and dtype of w

    Notes
    -----
    Graves 2013, eqs. 38 to 41.
    """
    v = rho * v + (1 - rho) * g**2
    m = rho * m + (1 - rho) * g
    delta = momentum * delta - lr * g / np.sqrt(v - m**2 + epsilon)
    return w + delta, v, m, delta
