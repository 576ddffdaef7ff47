"""schedule-free SGD, written by hand from the article."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]


def schedule_free_sgd(
    w: Array,
    g: Array,
    t: int,
    z: Array,
    average: Array,
    *,
    lr: float,
    beta_1: float,
) -> tuple[Array, ...]:
    """One step of schedule-free SGD.

    Parameters
    ----------
    w, g : array of float32 or float64, any shape
        Weights and their gradient.
    t : int
        The number of this step, from 1.
    z : array like w
        Iterate; the first weights at the start.
    average : array like w
        Mean of the iterates, to be evaluated; the first weights at the start.
    lr : float
        Learning rate.
    beta_1 : float
        Share of the mean in the weights.

    Returns
    -------
    (w, z, average) : new arrays of the shape and dtype of w

    Notes
    -----
    Defazio and others 2024, section 1: ``w`` is their y.
    """
    c = 1 / (t + 1)
    z = z - lr * g
    average = (1 - c) * average + c * z
    return (1 - beta_1) * z + beta_1 * average, z, average
