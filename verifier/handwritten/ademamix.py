"""AdEMAMix, written by hand from the article."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]


def ademamix(
    w: Array,
    g: Array,
    t: int,
    m: Array,
    slow: Array,
    v: Array,
    *,
    lr: float,
    beta_1: float,
    beta_2: float,
    beta_3: float,
    mix: float,
    epsilon: float,
    weight_decay: float,
) -> tuple[Array, ...]:
    """One step of AdEMAMix with constant mixture and decay rates.

    Parameters
    ----------
    w, g : array of float32 or float64, any shape
        Weights and their gradient.
    t : int
        The number of this step, from 1.
    m : array like w
        Fast average of the gradients; 0 at the start.
    slow : array like w
        Slow average of the gradients; 0 at the start.
    v : array like w
        Second moment; 0 at the start.
    lr : float
        Learning rate.
    beta_1, beta_2, beta_3 : float
        Decay rates of the fast average, the second moment and the slow average.
    mix : float
        How many times the slow average enters the step.
    epsilon : float
        Constant added to the root.
    weight_decay : float
        Part of the weight, times the rate, that is subtracted.

    Returns
    -------
    (w, m, slow, v) : new arrays of the shape and dtype of w

    Notes
    -----
    Pagliardini and others 2024, Algorithm 1.
    """
    m = beta_1 * m + (1 - beta_1) * g
    slow = beta_3 * slow + (1 - beta_3) * g
    v = beta_2 * v + (1 - beta_2) * g * g
    direction = m / (1 - beta_1**t) + mix * slow
    step = direction / (np.sqrt(v / (1 - beta_2**t)) + epsilon)
    return w - lr * (step + weight_decay * w), m, slow, v
