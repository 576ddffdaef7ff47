"""`keras.optimizers.ScheduleFreeAdamW` is another recurrence on the torch backend than on JAX and NumPy.

Its code: "Store momentum_old before any updates", by ``momentum_old = momentum.value``. On torch that is
the tensor which the next line but one changes in place, so the old momentum is the new one.
"""

from __future__ import annotations

import os
import subprocess
import sys


def shown() -> str:
    """What happens on the backend of this process."""
    import keras

    weight = keras.Variable([1.0])
    solver = keras.optimizers.ScheduleFreeAdamW(learning_rate=0.1)
    for gradient in (1.0, 1.0):
        solver.apply([keras.ops.convert_to_tensor([gradient])], [weight])
    return f"{weight.numpy()[0]:.4f}"


def on(backend: str) -> str:
    """What happens on a backend, in a process of its own."""
    command = [sys.executable, "-W", "ignore", __file__, "here"]
    environment = os.environ | {"KERAS_BACKEND": backend}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.strip()


def main() -> None:
    """Show it."""
    found = {backend: on(backend) for backend in ("numpy", "torch")}
    print("gradients 1, 1, rate 0.1 take the weight from 1 to", found)
    assert found == {"numpy": "0.8450", "torch": "0.8500"}


if __name__ == "__main__":
    print(shown()) if sys.argv[1:] else main()
