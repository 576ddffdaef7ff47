"""Keras' NumPy backend computes optimizers in single precision when everything is in double precision.

The documentation of ``keras.config.set_floatx``: "Set the default float dtype", with "float64" among them.
With that and float64 weights, gradients and rates, products and comparisons of the backend are made in
float32.
"""

from __future__ import annotations

import os


def main() -> None:
    """Show it."""
    os.environ["KERAS_BACKEND"] = "numpy"
    import keras
    import numpy as np

    assert "Set the default float dtype" in keras.config.set_floatx.__doc__
    assert "'float64'" in keras.config.set_floatx.__doc__
    keras.config.set_floatx("float64")
    weight = keras.Variable(np.ones(1), dtype="float64")
    third = keras.ops.convert_to_tensor(np.full(1, 1 / 3), dtype="float64")
    keras.optimizers.SGD(1 / 3).apply([third], [weight])
    error = abs(float(weight.numpy()[0]) - 8 / 9)
    print(f"weights, gradient and rate in {weight.dtype}: error of one step {error:.1e}")
    assert error > 1e-10
    assert keras.ops.maximum(third, third).dtype == "float32"


if __name__ == "__main__":
    main()
