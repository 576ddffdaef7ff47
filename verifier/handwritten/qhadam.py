"""QHAdam, written by hand from the article."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]


def qhadam(
    w: Array,
    g: Array,
    t: int,
    m: Array,
    v: Array,
    *,
    lr: float,
    beta_1: float,
    beta_2: float,
    nu_1: float,
    nu_2: float,
    epsilon: float,
) -> tuple[Array, ...]:
    """One step of QHAdam.

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
    nu_1 : float
        Weight of the first moment in the step.
    nu_2 : float
        Weight of the second moment under the root.
    epsilon : float
        Constant added to the root.

    Returns
    -------
    (w, m, v) : new arrays of the shape and dtype of w

    Notes
    -----
    Ma and Yarats 2019, section 4.
    """
    g2 = g**2
    m = beta_1 * m + (1 - beta_1) * g
    v = beta_2 * v + (1 - beta_2) * g2
    m_hat = m / (1 - beta_1**t)
    v_hat = v / (1 - beta_2**t)
    top = (1 - nu_1) * g + nu_1 * m_hat
    return w - lr * top / (np.sqrt((1 - nu_2) * g2 + nu_2 * v_hat) + epsilon), m, v
