"""Keras' NumPy backend computes optimizers in single precision when everything is in double precision.

The documentation of ``keras.config.set_floatx``: "Set the default float dtype", with 'float64' among them.
Its own torch backend then computes in float64; on NumPy, with weights, gradients and rates in float64,
products and comparisons are made in float32.
"""

from __future__ import annotations

import os
import subprocess
import sys


def shown() -> str:
    """What happens on the backend of this process."""
    import keras

    assert "Set the default float dtype" in keras.config.set_floatx.__doc__
    assert "'float64'" in keras.config.set_floatx.__doc__
    keras.config.set_floatx("float64")
    weight = keras.Variable([1.0], dtype="float64")
    third = keras.ops.convert_to_tensor([1 / 3], dtype="float64")
    keras.optimizers.SGD(1 / 3).apply([third], [weight])
    return f"{abs(float(weight.numpy()[0]) - 8 / 9):.1e}"


def on(backend: str) -> str:
    """What happens on a backend, in a process of its own."""
    command = [sys.executable, "-W", "ignore", __file__, "here"]
    environment = os.environ | {"KERAS_BACKEND": backend}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.strip()


def main() -> None:
    """Show it."""
    found = {backend: on(backend) for backend in ("numpy", "torch")}
    print("error of one step in float64:", found)
    assert float(found["torch"]) < 1e-15
    assert float(found["numpy"]) > 1e-10


if __name__ == "__main__":
    print(shown()) if sys.argv[1:] else main()
