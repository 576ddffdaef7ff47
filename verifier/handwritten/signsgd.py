"""signSGD, written by hand from the article."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]


def signsgd(
    w: Array,
    g: Array,
    t: int,
    *,
    lr: float,
) -> tuple[Array, ...]:
    """One step of signSGD.

    Parameters
    ----------
    w, g : array of float32 or float64, any shape
        Weights and their gradient.
    t : int
        The number of this step, from 1.
    lr : float
        Learning rate.

    Returns
    -------
    (w,) : new arrays of the shape and dtype of w

    Notes
    -----
    Bernstein and others 2018, Algorithm 1.
    """
    return (w - lr * np.sign(g),)
