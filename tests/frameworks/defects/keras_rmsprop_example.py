"""The example in the documentation of `keras.optimizers.RMSprop` does not run.

It says "opt.minimize(loss, [var1])", but optimizers of Keras 3 have no ``minimize``.
"""

from __future__ import annotations

import os


def main() -> None:
    """Show it."""
    os.environ["KERAS_BACKEND"] = "numpy"
    import keras

    assert "opt.minimize(loss, [var1])" in keras.optimizers.RMSprop.__doc__
    missing = not hasattr(keras.optimizers.RMSprop(), "minimize")
    print("RMSprop has no minimize:", missing)
    assert missing


if __name__ == "__main__":
    main()
