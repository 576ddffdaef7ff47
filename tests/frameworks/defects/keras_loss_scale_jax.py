"""`LossScaleOptimizer.apply` fails on Keras' JAX backend.

Its documentation: "`LossScaleOptimizer` wraps another optimizer and applies dynamic loss scaling to it", and
of ``apply``: "Update traininable variables according to provided gradient values." The other optimizers do so
on JAX, and this one does on NumPy and torch; on JAX it assigns variables inside a traced condition.
"""

from __future__ import annotations

import os
import subprocess
import sys


def shown() -> str:
    """What happens on the backend of this process."""
    import keras

    weight = keras.Variable([1.0])
    solver = keras.optimizers.LossScaleOptimizer(keras.optimizers.SGD(0.5), initial_scale=2.0)
    try:
        solver.apply([keras.ops.ones(1)], [weight])
        return f"{float(weight.numpy()[0]):.2f}"
    except Exception as error:  # JAX has its own classes
        return type(error).__name__


def on(backend: str) -> str:
    """What happens on a backend, in a process of its own."""
    command = [sys.executable, "-W", "ignore", __file__, "here"]
    environment = os.environ | {"KERAS_BACKEND": backend}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.strip()


def main() -> None:
    """Show it."""
    found = {backend: on(backend) for backend in ("numpy", "jax")}
    print("rate 0.5, scale 2, scaled gradient 1: the weight 1 becomes", found)
    assert found == {"numpy": "0.75", "jax": "UnexpectedTracerError"}


if __name__ == "__main__":
    print(shown()) if sys.argv[1:] else main()
