"""Steps of optimizers in NumPy, as a library might have them."""

import numpy as np


def adam(w, g, t, m=0, v=0, *, lr=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    """Adam; the moments are updated in place."""
    m += (1 - beta_1) * (g - m)
    v += (1 - beta_2) * (g * g - v)
    w -= lr * (m / (1 - beta_1**t)) / (np.sqrt(v / (1 - beta_2**t)) + epsilon)


def momentum(w, g, velocity=0, *, lr=0.1, friction=0.9):
    """Stochastic gradient descent with momentum."""
    velocity = friction * velocity + g
    return w - lr * velocity, velocity


def drifting_at_zero(w, g, *, lr=0.1):
    """Gradient descent that is wrong only where the gradient is exactly zero."""
    return w - lr * np.where(g == 0, 1, g)


def tired(w, g, t, *, lr=0.1):
    """Gradient descent that is wrong only after a thousand steps."""
    return w - np.where(t > 1000, lr / 2, lr) * g


def averaged(w, g, velocity=0, *, lr=0.1, momentum=0.9):
    """Momentum that averages the gradients where it should add them up."""
    velocity = momentum * velocity + (1 - momentum) * g
    return w - lr * velocity, velocity
