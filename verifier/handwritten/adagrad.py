"""Adagrad in its diagonal form, written by hand from the article."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]


def adagrad(w: Array, g: Array, t: int, G: Array, *, lr: float, epsilon: float) -> tuple[Array, ...]:
    """One step of Adagrad in its diagonal form.

    Parameters
    ----------
    w, g : array of float32 or float64, any shape
        Weights and their gradient.
    t : int
        The number of this step, from 1.
    G : array like w
        Sum of the squared gradients; 0 at the start.
    lr : float
        Learning rate.
    epsilon : float
        Constant added to the root, the article's delta.

    Returns
    -------
    (w, G) : new arrays of the shape and dtype of w

    Notes
    -----
    Duchi, Hazan and Singer 2011, Figure 1 with update 4, no constraint and no regularizer.
    """
    G = G + g * g
    return w - lr * g / (epsilon + np.sqrt(G)), G
