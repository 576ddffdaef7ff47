"""RMSprop with momentum, the rate inside the buffer, written by hand from the article."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]


def rmsprop_momentum(
    w: Array,
    g: Array,
    t: int,
    v: Array,
    delta: Array,
    *,
    lr: float,
    rho: float,
    momentum: float,
    epsilon: float,
) -> tuple[Array, ...]:
    """One step of RMSprop with momentum, the rate inside the buffer.

    Parameters
    ----------
    w, g : array of float32 or float64, any shape
        Weights and their gradient.
    t : int
        The number of this step, from 1.
    v : array like w
        Mean square; 0 at the start.
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
    (w, v, delta) : new arrays of the shape and dtype of w

    Notes
    -----
    Graves 2013, eqs. 38, 40 and 41, without the centring term.
    """
    v = rho * v + (1 - rho) * g**2
    delta = momentum * delta - lr * g / np.sqrt(v + epsilon)
    return w + delta, v, delta
