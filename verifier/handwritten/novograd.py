"""NovoGrad for one layer, written by hand from the article."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]


def novograd(
    w: Array,
    g: Array,
    t: int,
    v: Array,
    m: Array,
    *,
    lr: float,
    norm: float,
    beta_2: float,
    weight_decay: float,
    beta_1: float,
    epsilon: float,
) -> tuple[Array, ...]:
    """One step of NovoGrad for one layer.

    Parameters
    ----------
    w, g : array of float32 or float64, any shape
        Weights and their gradient.
    t : int
        The number of this step, from 1.
    v : array like w
        Averaged squared norm; set by the first step.
    m : array like w
        First moment; set by the first step.
    lr : float
        Learning rate.
    norm : float
        Norm of the gradient of the whole layer.
    beta_2 : float
        Decay rate of the squared norm.
    weight_decay : float
        Decay of the weights, inside the moment.
    beta_1 : float
        Decay rate of the first moment.
    epsilon : float
        Constant added to the root.

    Returns
    -------
    (w, v, m) : new arrays of the shape and dtype of w

    Notes
    -----
    Ginsburg and others 2019, Algorithm 1.
    """
    square = np.full_like(w, norm**2)
    if t == 1:
        v = square
        m = g / norm + weight_decay * w
    else:
        v = beta_2 * v + (1 - beta_2) * square
        m = beta_1 * m + (g / (np.sqrt(v) + epsilon) + weight_decay * w)
    return w - lr * m, v, m
