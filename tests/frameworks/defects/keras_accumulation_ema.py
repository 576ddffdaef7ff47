"""Keras changes weights in calls that only accumulate gradients.

The documentation of ``gradient_accumulation_steps``: "model & optimizer variables will not be updated at
every step; instead they will be updated every `gradient_accumulation_steps` steps". With ``use_ema`` the
average moves in every call, and with ``ema_overwrite_frequency`` the weights are overwritten between two
updates.
"""

from __future__ import annotations

import os


def main() -> None:
    """Show it."""
    os.environ["KERAS_BACKEND"] = "numpy"
    import keras

    assert "variables will not be updated at every step" in " ".join(keras.optimizers.SGD.__doc__.split())
    weight = keras.Variable([1.0])
    solver = keras.optimizers.SGD(
        0.1, gradient_accumulation_steps=2, use_ema=True, ema_momentum=0.5, ema_overwrite_frequency=2
    )
    moved = []
    for call in range(1, 9):
        before = float(weight.numpy()[0])
        solver.apply([keras.ops.ones(1)], [weight])
        if call % 2 == 1 and float(weight.numpy()[0]) != before:
            moved.append(call)
    print("calls that only accumulate, and yet move the weight:", moved)
    assert moved == [7]


if __name__ == "__main__":
    main()
