"""AdaBelief, written by hand from the article."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]


def adabelief(
    w: Array,
    g: Array,
    t: int,
    m: Array,
    belief: Array,
    *,
    lr: float,
    beta_1: float,
    epsilon: float,
    beta_2: float,
) -> tuple[Array, ...]:
    """One step of AdaBelief.

    Parameters
    ----------
    w, g : array of float32 or float64, any shape
        Weights and their gradient.
    t : int
        The number of this step, from 1.
    m : array like w
        First moment; 0 at the start.
    belief : array like w
        Variance about the first moment; 0 at the start.
    lr : float
        Learning rate.
    beta_1 : float
        Decay rate of the first moment.
    epsilon : float
        Constant added to the variance in each step, and to the root.
    beta_2 : float
        Decay rate of the variance.

    Returns
    -------
    (w, m, belief) : new arrays of the shape and dtype of w

    Notes
    -----
    Zhuang and others 2020, Algorithm 2.
    """
    m = beta_1 * m + (1 - beta_1) * g
    belief = beta_2 * belief + (1 - beta_2) * (g - m) ** 2 + epsilon
    m_hat = m / (1 - beta_1**t)
    s_hat = belief / (1 - beta_2**t)
    return w - lr * m_hat / (np.sqrt(s_hat) + epsilon), m, belief
