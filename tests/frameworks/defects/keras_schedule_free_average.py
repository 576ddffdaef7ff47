"""`keras.optimizers.ScheduleFreeAdamW` has no x, so a model is never evaluated where the method says.

Its documentation: "The optimizer maintains two sets of variables internally", of which "`x`: The averaged
sequence used for evaluation". Its variables are momentum and velocity, and nothing sets a model to x: what
finishes training, ``finalize_variable_values``, leaves the weights at the point where gradients are asked.
"""

from __future__ import annotations

import os


def main() -> None:
    """Show it."""
    os.environ["KERAS_BACKEND"] = "numpy"
    import keras

    assert "The averaged sequence used for evaluation" in keras.optimizers.ScheduleFreeAdamW.__doc__
    weight = keras.Variable([1.0], name="w")
    solver = keras.optimizers.ScheduleFreeAdamW(learning_rate=0.1, beta_1=0.5, beta_2=0.0, epsilon=1e-30)
    for _ in range(2):
        solver.apply([keras.ops.ones(1)], [weight])
    solver.finalize_variable_values([weight])
    kept = [variable.name for variable in solver.variables]
    print(f"variables: {kept}; the weight is {weight.numpy()[0]:.3f}, x is (0.9 + 0.8)/2 = 0.85")
    assert kept == ["iteration", "learning_rate", "w_momentum", "w_velocity"]
    assert abs(weight.numpy()[0] - 0.825) < 1e-6


if __name__ == "__main__":
    main()
