"""RAdam, written by hand from the article."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]


def radam(
    w: Array,
    g: Array,
    t: int,
    m: Array,
    v: Array,
    *,
    lr: float,
    beta_2: float,
    beta_1: float,
) -> tuple[Array, ...]:
    """One step of RAdam.

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
    beta_2 : float
        Decay rate of the second moment.
    beta_1 : float
        Decay rate of the first moment.

    Returns
    -------
    (w, m, v) : new arrays of the shape and dtype of w

    Notes
    -----
    Liu and others 2020, Algorithm 2.
    """
    rho_inf = 2 / (1 - beta_2) - 1
    v = beta_2 * v + (1 - beta_2) * g**2
    m = beta_1 * m + (1 - beta_1) * g
    step = lr * m / (1 - beta_1**t)
    rho = rho_inf - 2 * t * beta_2**t / (1 - beta_2**t)
    if rho > 4:
        r = float(np.sqrt((rho - 4) * (rho - 2) * rho_inf / ((rho_inf - 4) * (rho_inf - 2) * rho)))
        step = step * r * np.sqrt((1 - beta_2**t) / v)
    return w - step, m, v
