"""Weight decay from which every variable is excluded stops training on Keras' torch backend.

The documentation of ``exclude_from_weight_decay``: "any of which appear in a variable's name, then the
variable is excluded". NumPy and JAX do so; on torch the step fails with "Tensor list must have at least one
tensor".
"""

from __future__ import annotations

import os
import subprocess
import sys


def shown() -> str:
    """What happens on the backend of this process."""
    import keras

    weight = keras.Variable([1.0], name="bias")
    solver = keras.optimizers.SGD(0.1, weight_decay=0.1)
    solver.exclude_from_weight_decay(var_names=["bias"])
    try:
        solver.apply([keras.ops.ones(1)], [weight])
    except RuntimeError as error:
        return str(error)
    return f"{weight.numpy()[0]:.3f}"


def on(backend: str) -> str:
    """What happens on a backend, in a process of its own."""
    command = [sys.executable, "-W", "ignore", __file__, "here"]
    environment = os.environ | {"KERAS_BACKEND": backend}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.strip()


def main() -> None:
    """Show it."""
    found = {backend: on(backend) for backend in ("numpy", "torch")}
    print("one step of 0.1 from the weight 1:", found)
    assert found["numpy"] == "0.900"
    assert found["torch"].startswith("Tensor list must have at least one tensor")


if __name__ == "__main__":
    print(shown()) if sys.argv[1:] else main()
