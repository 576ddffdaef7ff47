"""schedule-free AdamW, written by hand from the article."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]


def schedule_free_adamw(
    w: Array,
    g: Array,
    t: int,
    z: Array,
    average: Array,
    v: Array,
    gamma_squares: Array,
    *,
    lr: float,
    beta_2: float,
    epsilon: float,
    weight_decay: float,
    beta_1: float,
) -> tuple[Array, ...]:
    """One step of schedule-free AdamW.

    Parameters
    ----------
    w, g : array of float32 or float64, any shape
        Weights and their gradient.
    t : int
        The number of this step, from 1.
    z : array like w
        Iterate; the first weights at the start.
    average : array like w
        Weighted mean of the iterates, to be evaluated; the first weights at the start.
    v : array like w
        Second moment; 0 at the start.
    gamma_squares : array like w
        Sum of the squared rates; 0 at the start.
    lr : float
        Learning rate.
    beta_2 : float
        Decay rate of the second moment.
    epsilon : float
        Constant added to the root.
    weight_decay : float
        Decay of the weights.
    beta_1 : float
        Share of the mean in the weights.

    Returns
    -------
    (w, z, average, v, gamma_squares) : new arrays of the shape and dtype of w

    Notes
    -----
    Defazio and others 2024, Algorithm 1, no warmup: ``w`` is their y.
    """
    v = beta_2 * v + (1 - beta_2) * g**2
    gamma = lr * float(np.sqrt(1 - beta_2**t))
    z = z - gamma * (g / (np.sqrt(v) + epsilon) + weight_decay * w)
    gamma_squares = gamma_squares + gamma**2
    c = gamma**2 / gamma_squares
    average = (1 - c) * average + c * z
    return (1 - beta_1) * z + beta_1 * average, z, average, v, gamma_squares
