"""`ema_overwrite_frequency=0` passes Keras' check, and then means each backend something else.

The check says "`ema_overwrite_frequency` must be an integer >= 1 or None". On JAX the weights are
overwritten by their average at every step, on torch and NumPy never.
"""

from __future__ import annotations

import os
import subprocess
import sys


def shown() -> str:
    """What happens on the backend of this process."""
    import keras

    weight = keras.Variable([1.0])
    solver = keras.optimizers.SGD(0.1, use_ema=True, ema_overwrite_frequency=0)
    for _ in range(3):
        solver.apply([keras.ops.ones(1)], [weight])
    return f"{weight.numpy()[0]:.3f}"


def on(backend: str) -> str:
    """What happens on a backend, in a process of its own."""
    command = [sys.executable, "-W", "ignore", __file__, "here"]
    environment = os.environ | {"KERAS_BACKEND": backend}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.strip()


def main() -> None:
    """Show it."""
    found = {backend: on(backend) for backend in ("numpy", "jax")}
    print("three steps of 0.1 take the weight from 1 to", found)
    assert found == {"numpy": "0.700", "jax": "0.898"}


if __name__ == "__main__":
    print(shown()) if sys.argv[1:] else main()
