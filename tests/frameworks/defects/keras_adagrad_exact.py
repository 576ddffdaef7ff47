"""`keras.optimizers.Adagrad(1.0)` is not what its documentation says it is, the form of the article.

Its documentation of the rate: "To match the exact form in the original paper, use `1.0`." The article (Duchi
and others 2011, equation 1) has a rate of its own, and divides by the root of the sum of the squared
gradients, whose first step is the rate. Here the sum starts at 0.1 by default: the first step is 0.95
instead of 1, and no rate alone makes this the article's form.
"""

from __future__ import annotations

import os


def main() -> None:
    """Show it."""
    os.environ["KERAS_BACKEND"] = "numpy"
    import keras

    documented = " ".join(keras.optimizers.Adagrad.__doc__.split())
    assert "To match the exact form in the original paper, use `1.0`." in documented
    weight = keras.Variable([0.0])
    keras.optimizers.Adagrad(1.0).apply([keras.ops.ones(1)], [weight])
    print(f"the first step for the gradient 1: {-weight.numpy()[0]:.4f}; in the article 1")
    assert abs(-weight.numpy()[0] - 1.1**-0.5) < 1e-6


if __name__ == "__main__":
    main()
