"""Rprop, written by hand from the article."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]


def rprop(
    w: Array,
    g: Array,
    t: int,
    size: Array,
    delta: Array,
    g_kept: Array,
    *,
    lr: float,
    etas_2: float,
    step_sizes_2: float,
    etas_1: float,
    step_sizes_1: float,
) -> tuple[Array, ...]:
    """One step of Rprop.

    Parameters
    ----------
    w, g : array of float32 or float64, any shape
        Weights and their gradient.
    t : int
        The number of this step, from 1.
    size : array like w
        Step size of each weight; lr at the start.
    delta : array like w
        Last step; 0 at the start.
    g_kept : array like w
        Last gradient, 0 after a change of sign; 0 at the start.
    lr : float
        First step size; not read again.
    etas_2 : float
        Factor of the step size while the sign stays.
    step_sizes_2 : float
        Largest step size.
    etas_1 : float
        Factor of the step size when the sign turns.
    step_sizes_1 : float
        Smallest step size.

    Returns
    -------
    (w, size, delta, g_kept) : new arrays of the shape and dtype of w

    Notes
    -----
    Riedmiller and Braun 1993, with backtracking.
    """
    product = g_kept * g
    size = np.where(product > 0, np.minimum(etas_2 * size, step_sizes_2), size)
    size = np.where(product < 0, np.maximum(etas_1 * size, step_sizes_1), size)
    delta = np.where(product < 0, -delta, -np.sign(g) * size)
    return w + delta, size, delta, np.where(product < 0, np.zeros_like(g), g)
