"""Adagrad, diagonal, as composite mirror descent without constraint, written by hand from the article."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]


def adagrad(w: Array, g: Array, t: int, s: Array, *, lr: float, delta: float) -> tuple[Array, ...]:
    """One step of Adagrad, diagonal, as composite mirror descent without constraint.

    Parameters
    ----------
    w, g : array of float32 or float64, any shape
        Weights and their gradient.
    t : int
        The number of this step, from 1.
    s : array like w
        Sum of the squared gradients; 0 at the start.
    lr : float
        Learning rate.
    delta : float
        Constant added to the root.

    Returns
    -------
    (w, s) : new arrays of the shape and dtype of w

    Notes
    -----
    Duchi, Hazan and Singer 2011, Figure 1 with update 4.
    """
    s = s + g * g
    return w - lr * g / (delta + np.sqrt(s)), s
