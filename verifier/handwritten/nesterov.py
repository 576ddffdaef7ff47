"""Nesterov's accelerated gradient in velocity form, written by hand from the article."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]


def nesterov(w: Array, g: Array, t: int, velocity: Array, *, lr: float, momentum: float) -> tuple[Array, ...]:
    """One step of Nesterov's accelerated gradient in velocity form.

    Parameters
    ----------
    w, g : array of float32 or float64, any shape
        Weights, and the gradient at the look-ahead point ``w + momentum * velocity`` (not at ``w``).
    t : int
        The number of this step, from 1.
    velocity : array like w
        Velocity; 0 at the start.
    lr : float
        Learning rate.
    momentum : float
        Momentum coefficient.

    Returns
    -------
    (w, velocity) : new arrays of the shape and dtype of w

    Notes
    -----
    Sutskever, Martens, Dahl and Hinton 2013, eqs. 3 and 4.
    """
    velocity = momentum * velocity - lr * g
    return w + velocity, velocity
