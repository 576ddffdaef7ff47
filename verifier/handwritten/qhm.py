"""quasi-hyperbolic momentum, written by hand from the article."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]


def qhm(
    w: Array,
    g: Array,
    t: int,
    m: Array,
    *,
    lr: float,
    momentum: float,
    nu: float,
) -> tuple[Array, ...]:
    """One step of quasi-hyperbolic momentum.

    Parameters
    ----------
    w, g : array of float32 or float64, any shape
        Weights and their gradient.
    t : int
        The number of this step, from 1.
    m : array like w
        Dampened momentum buffer; 0 at the start.
    lr : float
        Learning rate.
    momentum : float
        Decay rate of the buffer.
    nu : float
        Weight of the buffer in the step; the gradient has the rest.

    Returns
    -------
    (w, m) : new arrays of the shape and dtype of w

    Notes
    -----
    Ma and Yarats 2019, section 3.
    """
    m = momentum * m + (1 - momentum) * g
    return w - lr * ((1 - nu) * g + nu * m), m
