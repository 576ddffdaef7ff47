"""averaged stochastic gradient descent, written by hand from the article."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]


def asgd(
    w: Array,
    g: Array,
    t: int,
    x: Array,
    *,
    lr: float,
) -> tuple[Array, ...]:
    """One step of averaged stochastic gradient descent.

    Parameters
    ----------
    w, g : array of float32 or float64, any shape
        Weights and their gradient.
    t : int
        The number of this step, from 1.
    x : array like w
        Iterate, where the gradient is taken; the first weights at the start.
    lr : float
        Learning rate.

    Returns
    -------
    (w, x) : new arrays of the shape and dtype of w

    Notes
    -----
    Polyak and Juditsky 1992: ``w`` is the mean of the iterates before this step.
    """
    w = w + (x - w) / t
    return w, x - lr * g
