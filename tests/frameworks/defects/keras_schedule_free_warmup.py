"""`keras.optimizers.ScheduleFreeAdamW(warmup_steps=…)` averages the small first steps as if they were whole.

The article that it cites (Defazio and others 2024, equation 23): "a weighted c_t sequence when warmup is
used, weighted by the square of the γ_t used during warmup", c_{t+1} = γ_t²/Σγ_i². Keras has 1/t throughout.
"""

from __future__ import annotations

import os


def main() -> None:
    """Show it."""
    os.environ["KERAS_BACKEND"] = "numpy"
    import keras

    weight = keras.Variable([1.0])
    solver = keras.optimizers.ScheduleFreeAdamW(learning_rate=0.1, beta_2=0.0, epsilon=1e-30, warmup_steps=2)
    for _ in range(2):
        solver.apply([keras.ops.ones(1)], [weight])
    first, second = 1 - 0.05, 1 - 0.15  # z after steps with the rates 0.05 and 0.1
    printed = 0.1 * second + 0.9 * (0.05**2 * first + 0.1**2 * second) / (0.05**2 + 0.1**2)
    plain = 0.1 * second + 0.9 * (first + second) / 2
    print(f"two steps of warmup: {weight.numpy()[0]:.4f}; the article's weights give {printed:.4f}")
    assert abs(weight.numpy()[0] - plain) < 1e-6
    assert abs(plain - printed) > 0.01


if __name__ == "__main__":
    main()
