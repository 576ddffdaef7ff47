"""Small recurrences that sentences of several documents are held against."""

DESCENT = """
def descent(w, g, *, lr=0.1):
    return w - lr*w
"""
"""Gradient descent on w²/2, whose gradient at w is w."""

HEAVY_BALL = """
def heavy_ball(w, g, v=0, *, lr=0.1, momentum: "0 <= momentum < 1" = 0.9):
    v = momentum*v - lr*w
    w = w + v
    return w
"""
"""Momentum on w²/2."""

BY_THE_SUM = """
def by_the_sum(w, g, accumulator=0, *, lr=0.1, e: "e > 0" = 1e-7):
    accumulator = accumulator + g**2
    w = w - lr*g/(accumulator + e)
    return w
"""
"""A rate that is divided by the sum of squares itself."""

OLD_STEP = """
def old_step(w, g, step=1, *, lr=0.1):
    step = lr*step
    w = w - step
    return w
"""
"""A step that is the rate times the old step."""

HALF_ADADELTA = """
def half_adadelta(w, g, v=0, *, lr=0.001, rho=0.9, epsilon=1e-6):
    v = rho*v + (1 - rho)*g**2
    delta = -lr/sqrt(v + epsilon)*g
    w = w + delta
    return w
"""
"""Adadelta with a rate in the place of the root mean square of its steps."""
