"""`keras.optimizers.RMSprop` has its epsilon inside the root, where its documentation puts it outside.

Its documentation: 'This epsilon is "epsilon hat" in the Kingma and Ba paper (in the formula just before
Section 2.1)', which is m/(√v + ε̂). The code has g/√(v + ε): where gradients are small, the two steps
differ by a factor of up to 1/√ε, 3000 at the default.
"""

from __future__ import annotations

import os


def main() -> None:
    """Show it."""
    os.environ["KERAS_BACKEND"] = "numpy"
    import keras

    documented = " ".join(keras.optimizers.RMSprop.__doc__.split())
    assert '"epsilon hat" in the Kingma and Ba paper (in the formula just before Section 2.1)' in documented
    weight = keras.Variable([1.0])
    solver = keras.optimizers.RMSprop(1.0, rho=0.0, epsilon=1.0)
    solver.apply([keras.ops.ones(1)], [weight])
    print(f"the weight 1 becomes {weight.numpy()[0]:.4f}; documented is 1 - 1/(1 + 1) = 0.5")
    assert abs(weight.numpy()[0] - (1 - 2**-0.5)) < 1e-6


if __name__ == "__main__":
    main()
