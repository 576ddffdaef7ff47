"""AMSGrad without projection, written by hand from the article."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]


def amsgrad(
    w: Array,
    g: Array,
    t: int,
    m: Array,
    v: Array,
    v_max: Array,
    *,
    lr: float,
    beta_1: float,
    beta_2: float,
) -> tuple[Array, ...]:
    """One step of AMSGrad without projection.

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
    v_max : array like w
        Largest second moment so far, the article's v hat; 0 at the start.
    lr : float
        Learning rate.
    beta_1 : float
        Decay rate of the first moment.
    beta_2 : float
        Decay rate of the second moment.

    Returns
    -------
    (w, m, v, v_max) : new arrays of the shape and dtype of w

    Notes
    -----
    Reddi, Kale and Kumar 2018, Algorithm 2: no bias correction, no epsilon.
    """
    m = beta_1 * m + (1 - beta_1) * g
    v = beta_2 * v + (1 - beta_2) * g**2
    v_max = np.maximum(v_max, v)
    return w - lr * m / np.sqrt(v_max), m, v, v_max
