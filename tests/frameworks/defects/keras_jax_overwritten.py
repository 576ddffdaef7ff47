"""Averaged weights beside one that its gradient overwrites fail on Keras' JAX backend.

``ema_overwrite_frequency``: "Every `ema_overwrite_frequency` steps of iterations, we overwrite the model
variable by its moving average", and a variable with `overwrite_with_gradient`, as float8 training has them,
gets no average: "`None`, into the output list". NumPy and torch pass over the None; JAX multiplies it.
"""

from __future__ import annotations

import os
import subprocess
import sys


def shown() -> str:
    """What happens on the backend of this process."""
    import keras

    weight, scale = keras.Variable([1.0]), keras.Variable([1.0])
    scale.overwrite_with_gradient = True
    solver = keras.optimizers.SGD(0.5, use_ema=True, ema_overwrite_frequency=2)
    try:
        solver.apply([keras.ops.ones(1), keras.ops.ones(1)], [weight, scale])
        return f"{float(weight.numpy()[0]):.2f}"
    except TypeError as error:
        return f"TypeError: {error}"


def on(backend: str) -> str:
    """What happens on a backend, in a process of its own."""
    command = [sys.executable, "-W", "ignore", __file__, "here"]
    environment = os.environ | {"KERAS_BACKEND": backend}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.strip()


def main() -> None:
    """Show it."""
    found = {backend: on(backend) for backend in ("numpy", "jax")}
    print("the weight 1 after one step of 0.5:", found)
    assert found["numpy"] == "0.50"
    assert found["jax"].startswith("TypeError: unsupported operand type(s) for *: 'NoneType'")


if __name__ == "__main__":
    print(shown()) if sys.argv[1:] else main()
