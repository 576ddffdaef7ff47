"""Adan, written by hand after the article and its authors' program."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]


def adan(
    w: Array,
    g: Array,
    t: int,
    m: Array,
    trend: Array,
    v: Array,
    g_last: Array,
    *,
    lr: float,
    beta_1: float,
    beta_2: float,
    beta_3: float,
    epsilon: float,
    weight_decay: float,
) -> tuple[Array, ...]:
    """One step of Adan.

    Parameters
    ----------
    w, g : array of float32 or float64, any shape
        Weights and their gradient.
    t : int
        The number of this step, from 1.
    m : array like w
        Average of the gradients; 0 at the start.
    trend : array like w
        Average of the changes of the gradient; 0 at the start.
    v : array like w
        Average of the squared gradients that look ahead; 0 at the start.
    g_last : array like w
        The gradient of the step before.
    lr : float
        Learning rate.
    beta_1, beta_2, beta_3 : float
        Decay rates of the three averages.
    epsilon : float
        Constant added to the root.
    weight_decay : float
        Weights are divided by 1 plus its product with the rate.

    Returns
    -------
    (w, m, trend, v, g_last) : new arrays of the shape and dtype of w

    Notes
    -----
    Xie and others 2022, Algorithm 1; the bias is corrected as in github.com/sail-sg/Adan.
    """
    difference = g - g_last if t > 1 else np.zeros_like(g)
    m = beta_1 * m + (1 - beta_1) * g
    trend = beta_2 * trend + (1 - beta_2) * difference
    ahead = g + beta_2 * difference
    v = beta_3 * v + (1 - beta_3) * ahead * ahead
    denominator = np.sqrt(v) / float(np.sqrt(1 - beta_3**t)) + epsilon
    w = w - lr / (1 - beta_1**t) * m / denominator
    w = w - lr * beta_2 / (1 - beta_2**t) * trend / denominator
    return w / (1 + lr * weight_decay), m, trend, v, g.copy()
