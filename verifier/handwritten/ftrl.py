"""FTRL-Proximal, written by hand from the article."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]


def ftrl(
    w: Array,
    g: Array,
    t: int,
    z: Array,
    n: Array,
    *,
    lr: float,
    l1: float,
    beta: float,
    l2: float,
) -> tuple[Array, ...]:
    """One step of FTRL-Proximal.

    Parameters
    ----------
    w, g : array of float32 or float64, any shape
        Weights and their gradient.
    t : int
        The number of this step, from 1.
    z : array like w
        Sum of the adjusted gradients; 0 at the start.
    n : array like w
        Sum of the squared gradients; 0 at the start.
    lr : float
        Learning rate.
    l1 : float
        Strength of the absolute value.
    beta : float
        Constant in the rate.
    l2 : float
        Strength of the square.

    Returns
    -------
    (w, z, n) : new arrays of the shape and dtype of w

    Notes
    -----
    McMahan and others 2013, Algorithm 1.
    """
    sigma = (np.sqrt(n + g**2) - np.sqrt(n)) / lr
    z = z + g - sigma * w
    n = n + g**2
    shrunk = z - np.sign(z) * l1
    w = np.where(np.abs(z) <= l1, np.zeros_like(w), -shrunk / ((beta + np.sqrt(n)) / lr + l2))
    return w, z, n
