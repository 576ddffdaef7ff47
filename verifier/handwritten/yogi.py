"""Yogi, written by hand from the article."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]


def yogi(
    w: Array,
    g: Array,
    t: int,
    m: Array,
    v: Array,
    *,
    lr: float,
    beta_1: float,
    beta_2: float,
    epsilon: float,
) -> tuple[Array, ...]:
    """One step of Yogi.

    Parameters
    ----------
    w, g : array of float32 or float64, any shape
        Weights and their gradient.
    t : int
        The number of this step, from 1.
    m : array like w
        First moment; 0 at the start.
    v : array like w
        Second moment; 0 at the start.
    lr : float
        Learning rate.
    beta_1 : float
        Decay rate of the first moment.
    beta_2 : float
        Decay rate of the second moment.
    epsilon : float
        Constant added to the root.

    Returns
    -------
    (w, m, v) : new arrays of the shape and dtype of w

    Notes
    -----
    Zaheer and others 2018, Algorithm 2.
    """
    g2 = g**2
    m = beta_1 * m + (1 - beta_1) * g
    v = v + (1 - beta_2) * np.sign(g2 - v) * g2
    return w - lr * m / (np.sqrt(v) + epsilon), m, v
