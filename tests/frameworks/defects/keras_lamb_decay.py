"""`keras.optimizers.Lamb(weight_decay=…)` decays outside the ratio of norms.

The article that it cites (You and others 2020, Algorithm 2) has x ← x − η·φ(‖x‖)/‖r + λx‖·(r + λx): every
step is as long as η times the weights. Keras decays the weights first, and then takes such a step for r
alone.
"""

from __future__ import annotations

import os


def main() -> None:
    """Show it."""
    os.environ["KERAS_BACKEND"] = "numpy"
    import keras

    weight = keras.Variable([1.0])
    keras.optimizers.Lamb(0.1, weight_decay=0.5).apply([keras.ops.ones(1)], [weight])
    print(f"rate 0.1, decay 0.5: the weight 1 becomes {weight.numpy()[0]:.3f}; the article: 1 - 0.1*1 = 0.9")
    assert abs(weight.numpy()[0] - 0.95 * 0.9) < 1e-6


if __name__ == "__main__":
    main()
