"""RMSprop with epsilon inside the root, written by hand from the article."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]


def rmsprop(
    w: Array,
    g: Array,
    t: int,
    v: Array,
    *,
    lr: float,
    rho: float,
    epsilon: float,
) -> tuple[Array, ...]:
    """One step of RMSprop with epsilon inside the root.

    Parameters
    ----------
    w, g : array of float32 or float64, any shape
        Weights and their gradient.
    t : int
        The number of this step, from 1.
    v : array like w
        Mean square; 0 at the start.
    lr : float
        Learning rate.
    rho : float
        Decay rate.
    epsilon : float
        Constant inside the root.

    Returns
    -------
    (w, v) : new arrays of the shape and dtype of w

    Notes
    -----
    Tieleman and Hinton 2012, lecture 6e; epsilon placed as in Graves 2013, eq. 40.
    """
    v = rho * v + (1 - rho) * g**2
    return w - lr * g / np.sqrt(v + epsilon), v
