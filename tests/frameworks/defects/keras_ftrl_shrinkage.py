"""`keras.optimizers.Ftrl` accumulates the gradient without shrinkage.

Its documentation has one g in "n = n + g ** 2" and "z = z + g - sigma * w", and "when shrinkage is enabled
… gradient is replaced with a gradient with shrinkage". The code replaces the one in z alone.
"""

from __future__ import annotations

import os


def main() -> None:
    """Show it."""
    os.environ["KERAS_BACKEND"] = "numpy"
    import keras

    documented = " ".join(keras.optimizers.Ftrl.__doc__.split())
    assert "gradient is replaced with a gradient with shrinkage" in documented
    weight = keras.Variable([1.0])
    solver = keras.optimizers.Ftrl(
        1.0, initial_accumulator_value=1.0, l2_shrinkage_regularization_strength=0.5
    )
    solver.apply([keras.ops.ones(1)], [weight])
    shrunk = 1 + 2 * 0.5 * 1
    held = float(solver.variables[2].numpy()[0])
    print(f"n after the gradient 1 at the weight 1: {held}; with the replaced gradient {1 + shrunk**2}")
    assert (held, 1 + shrunk**2) == (2, 5)


if __name__ == "__main__":
    main()
