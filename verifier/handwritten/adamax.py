"""AdaMax, written by hand from the article."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]


def adamax(
    w: Array,
    g: Array,
    t: int,
    m: Array,
    u: Array,
    *,
    lr: float,
    beta_1: float,
    beta_2: float,
) -> tuple[Array, ...]:
    """One step of AdaMax.

    Parameters
    ----------
    w, g : array of float32 or float64, any shape
        Weights and their gradient.
    t : int
        The number of this step, from 1.
    m : array like w
        First moment; 0 at the start.
    u : array like w
        Weighted infinity norm; 0 at the start.
    lr : float
        Learning rate.
    beta_1 : float
        Decay rate of the first moment.
    beta_2 : float
        Decay rate of the norm.

    Returns
    -------
    (w, m, u) : new arrays of the shape and dtype of w

    Notes
    -----
    Kingma and Ba 2015, Algorithm 2: no epsilon.
    """
    m = beta_1 * m + (1 - beta_1) * g
    u = np.maximum(beta_2 * u, np.abs(g))
    return w - lr / (1 - beta_1**t) * m / u, m, u
