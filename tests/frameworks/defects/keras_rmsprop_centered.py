"""`keras.optimizers.RMSprop(centered=True)` makes weights NaN where the gradient stays constant.

Its documentation: "gradients are normalized by the estimated variance of the gradient", and epsilon is "A
small constant for numerical stability". A variance is never negative; the difference v − ḡ² is, by rounding,
as soon as gradients are large enough for that to be more than epsilon.
"""

from __future__ import annotations

import os


def main() -> None:
    """Show it."""
    os.environ["KERAS_BACKEND"] = "numpy"
    import keras
    import numpy as np

    documented = " ".join(keras.optimizers.RMSprop.__doc__.split())
    assert "normalized by the estimated variance of the gradient" in documented
    gradients = np.linspace(1, 100, 1000, dtype="float32")
    weight = keras.Variable(np.zeros(1000))
    solver = keras.optimizers.RMSprop(1e-3, centered=True)
    with np.errstate(invalid="ignore"):
        for _ in range(300):
            solver.apply([gradients], [weight])
    lost = int(np.isnan(weight.numpy()).sum())
    print(f"after 300 steps with constant gradients between 1 and 100, {lost} of 1000 weights are NaN")
    assert lost > 0


if __name__ == "__main__":
    main()
