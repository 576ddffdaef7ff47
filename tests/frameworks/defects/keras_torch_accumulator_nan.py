"""An overflow in one accumulated gradient is never forgotten on Keras' torch backend.

``clipvalue``: "the gradient of each weight is clipped to be no higher than this value". NumPy and JAX do
that to an infinite gradient and set the accumulator to 0 after it; torch multiplies it by 0, and 0 times
infinity is NaN for the rest of the training.
"""

from __future__ import annotations

import os
import subprocess
import sys


def shown() -> str:
    """What happens on the backend of this process."""
    import keras

    weight = keras.Variable([1.0])
    solver = keras.optimizers.SGD(0.1, clipvalue=1.0, gradient_accumulation_steps=2)
    for gradient in (float("inf"), 1.0, 1.0, 1.0):
        solver.apply([keras.ops.convert_to_tensor([gradient])], [weight])
    return f"{weight.numpy()[0]:.3f}"


def on(backend: str) -> str:
    """What happens on a backend, in a process of its own."""
    command = [sys.executable, "-W", "ignore", __file__, "here"]
    environment = os.environ | {"KERAS_BACKEND": backend}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.strip()


def main() -> None:
    """Show it."""
    found = {backend: on(backend) for backend in ("numpy", "torch")}
    print("gradients inf, 1, then 1, 1, clipped at 1, take the weight from 1 to", found)
    assert found == {"numpy": "0.800", "torch": "nan"}


if __name__ == "__main__":
    print(shown()) if sys.argv[1:] else main()
