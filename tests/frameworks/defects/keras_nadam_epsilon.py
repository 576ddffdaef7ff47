"""`keras.optimizers.Nadam` has the epsilon of Algorithm 1, which its documentation denies.

Its documentation: 'This epsilon is "epsilon hat" in the Kingma and Ba paper (in the formula just before
Section 2.1), not the epsilon in Algorithm 1 of the paper.' The code adds it to the root of the corrected
average, as Algorithm 1 does; epsilon hat stands beside the root of the average itself.
"""

from __future__ import annotations

import os


def main() -> None:
    """Show it."""
    os.environ["KERAS_BACKEND"] = "numpy"
    import keras

    documented = " ".join(keras.optimizers.Nadam.__doc__.split())
    assert "not the epsilon in Algorithm 1 of the paper" in documented
    weight = keras.Variable([1.0])
    solver = keras.optimizers.Nadam(1.0, beta_1=0.0, beta_2=0.75, epsilon=1.0)
    solver.apply([keras.ops.ones(1)], [weight])
    root = (1 - 0.75) ** 0.5
    hat, plain = 1 - root / (root + 1), 1 - 1 / (1 + 1)
    print(f"the weight 1 becomes {weight.numpy()[0]:.4f}; with epsilon hat it is {hat:.4f}")
    assert abs(weight.numpy()[0] - plain) < 1e-6
    assert abs(hat - plain) > 0.1


if __name__ == "__main__":
    main()
