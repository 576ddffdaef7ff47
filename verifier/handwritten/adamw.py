"""Adam with decoupled weight decay, written by hand from the article."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]


def adamw(
    w: Array,
    g: Array,
    t: int,
    m: Array,
    v: Array,
    *,
    lr: float,
    eta: float,
    beta_1: float,
    beta_2: float,
    epsilon: float,
    weight_decay: float,
) -> tuple[Array, ...]:
    """One step of Adam with decoupled weight decay.

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
        Learning rate, the article's alpha.
    eta : float
        Schedule multiplier of this step.
    beta_1 : float
        Decay rate of the first moment.
    beta_2 : float
        Decay rate of the second moment.
    epsilon : float
        Constant added to the root.
    weight_decay : float
        Decay of the weights.

    Returns
    -------
    (w, m, v) : new arrays of the shape and dtype of w

    Notes
    -----
    Loshchilov and Hutter 2019, Algorithm 2: the decay is multiplied by the schedule, not by the rate.
    """
    m = beta_1 * m + (1 - beta_1) * g
    v = beta_2 * v + (1 - beta_2) * g**2
    m_hat = m / (1 - beta_1**t)
    v_hat = v / (1 - beta_2**t)
    return w - eta * (lr * m_hat / (np.sqrt(v_hat) + epsilon) + weight_decay * w), m, v
