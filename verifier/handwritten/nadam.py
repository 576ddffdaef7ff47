"""Nadam with the momentum schedule, written by hand from the article."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]


def nadam(
    w: Array,
    g: Array,
    t: int,
    m: Array,
    v: Array,
    P: Array,
    *,
    lr: float,
    beta_1: float,
    beta_2: float,
    epsilon: float,
) -> tuple[Array, ...]:
    """One step of Nadam with the momentum schedule.

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
    P : array like w
        Product of the schedule so far; 1 at the start.
    lr : float
        Learning rate.
    beta_1 : float
        Limit of the momentum schedule and decay rate of the first moment.
    beta_2 : float
        Decay rate of the second moment.
    epsilon : float
        Constant added to the root.

    Returns
    -------
    (w, m, v, P) : new arrays of the shape and dtype of w

    Notes
    -----
    Dozat 2015, Algorithm 8 of the report.
    """
    mu = beta_1 * (1 - 0.5 * 0.96 ** (t / 250))
    mu_next = beta_1 * (1 - 0.5 * 0.96 ** ((t + 1) / 250))
    P = P * mu
    g_hat = g / (1 - P)
    m = beta_1 * m + (1 - beta_1) * g
    m_hat = m / (1 - P * mu_next)
    v = beta_2 * v + (1 - beta_2) * g**2
    v_hat = v / (1 - beta_2**t)
    m_bar = (1 - mu) * g_hat + mu_next * m_hat
    return w - lr * m_bar / (np.sqrt(v_hat) + epsilon), m, v, P
