"""Lion, written by hand from the article."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]


def lion(
    w: Array,
    g: Array,
    t: int,
    m: Array,
    *,
    lr: float,
    beta_1: float,
    beta_2: float,
    weight_decay: float,
) -> tuple[Array, ...]:
    """One step of Lion.

    Parameters
    ----------
    w, g : array of float32 or float64, any shape
        Weights and their gradient.
    t : int
        The number of this step, from 1.
    m : array like w
        Momentum; 0 at the start.
    lr : float
        Learning rate.
    beta_1 : float
        Interpolation rate of the update.
    beta_2 : float
        Decay rate of the momentum.
    weight_decay : float
        Decay of the weights.

    Returns
    -------
    (w, m) : new arrays of the shape and dtype of w

    Notes
    -----
    Chen and others 2023, Algorithm 2: the weights move before the momentum is renewed.
    """
    c = beta_1 * m + (1 - beta_1) * g
    w = w - lr * (np.sign(c) + weight_decay * w)
    m = beta_2 * m + (1 - beta_2) * g
    return w, m
