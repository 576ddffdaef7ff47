"""Signum, written by hand from the article."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]


def signum(
    w: Array,
    g: Array,
    t: int,
    m: Array,
    *,
    lr: float,
    momentum: float,
) -> tuple[Array, ...]:
    """One step of Signum.

    Parameters
    ----------
    w, g : array of float32 or float64, any shape
        Weights and their gradient.
    t : int
        The number of this step, from 1.
    m : array like w
        First moment; 0 at the start.
    lr : float
        Learning rate.
    momentum : float
        Decay rate of the first moment.

    Returns
    -------
    (w, m) : new arrays of the shape and dtype of w

    Notes
    -----
    Bernstein and others 2018, Algorithm 2: the sign of the moment with the new gradient in it.
    """
    m = momentum * m + (1 - momentum) * g
    return w - lr * np.sign(m), m
