"""With ``use_ema`` a Keras model ends with weights that break the constraints of its variables.

``ema_momentum``: "new_average = ema_momentum * old_average + (1 - ema_momentum) * current_variable_value",
and of ``NonNeg``: "Constrains the weights to be non-negative." Constraints are applied after the average is
taken, which is then of values that no variable ever has; at the end of training it becomes the weight.
"""

from __future__ import annotations

import os


def main() -> None:
    """Show it."""
    os.environ["KERAS_BACKEND"] = "numpy"
    import keras

    assert "Constrains the weights to be non-negative" in keras.constraints.NonNeg.__doc__
    weight = keras.Variable([0.5])
    weight.constraint = keras.constraints.NonNeg()  # as `Layer.add_weight` does
    solver = keras.optimizers.SGD(1.0, use_ema=True, ema_momentum=0.5)
    values = []
    for _ in range(3):
        solver.apply([keras.ops.ones(1)], [weight])
        values.append(float(weight.numpy()[0]))
    solver.finalize_variable_values([weight])
    print(f"the variable was {values} after three steps, and is made {weight.numpy()[0]} at the end")
    assert values == [0, 0, 0]
    assert weight.numpy()[0] == -0.875


if __name__ == "__main__":
    main()
