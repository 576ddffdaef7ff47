"""`keras.optimizers.Ftrl` regularizes twice as much as its documentation says.

Its documentation: "w = (sgn(z) * lambda_1 - z) / ((beta + sqrt(n)) / alpha + lambda_2)", as the article
that it cites (McMahan and others 2013, Algorithm 1). The code adds 2*lambda_2.
"""

from __future__ import annotations

import os


def main() -> None:
    """Show it."""
    os.environ["KERAS_BACKEND"] = "numpy"
    import keras

    documented = " ".join(keras.optimizers.Ftrl.__doc__.split())
    assert "w = (sgn(z) * lambda_1 - z) / ((beta + sqrt(n)) / alpha + lambda_2)" in documented
    before, after, decay = 0.25, 1.25, 0.5
    weight = keras.Variable([1.0])
    solver = keras.optimizers.Ftrl(1.0, initial_accumulator_value=before, l2_regularization_strength=decay)
    solver.apply([keras.ops.ones(1)], [weight])
    z = 1 - (after**0.5 - before**0.5)
    once, twice = -z / (after**0.5 + decay), -z / (after**0.5 + 2 * decay)
    print(f"the weight 1 becomes {weight.numpy()[0]:.4f}; documented is {once:.4f}")
    assert abs(weight.numpy()[0] - twice) < 1e-6
    assert abs(once - twice) > 0.01


if __name__ == "__main__":
    main()
