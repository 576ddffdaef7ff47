"""`keras.optimizers.ScheduleFreeAdamW(weight_decay=…)` does not decay weights in the first step.

The article that it cites (Defazio and others 2024, section 4): "Weight decay for Schedule-Free methods can
be computed at either the y or z sequences", where it moves z; after the first step all three are what z is.
Keras decays the variable, which is y, before the step, and the step takes it for an older x. The decay
never reaches z, and that of step 1 is lost, since the first average forgets x.
"""

from __future__ import annotations

import os


def main() -> None:
    """Show it."""
    os.environ["KERAS_BACKEND"] = "numpy"
    import keras

    weight = keras.Variable([1.0])
    solver = keras.optimizers.ScheduleFreeAdamW(learning_rate=0.1, weight_decay=0.5, epsilon=1.0)
    solver.apply([keras.ops.zeros(1)], [weight])
    print(f"gradient 0, rate 0.1, decay 0.5: the weight 1 becomes {weight.numpy()[0]:.3f}; the article: 0.95")
    assert weight.numpy()[0] == 1


if __name__ == "__main__":
    main()
