"""`keras.optimizers.Adam(beta_1=callable)` fails, as it does in Nadam, Lion, Lamb and ScheduleFreeAdamW.

Their documentation: "beta_1: A float value or a constant float tensor, or a callable that takes no
arguments and returns the actual value to use." Only the learning rate may be a callable.
"""

from __future__ import annotations

import os


def main() -> None:
    """Show it."""
    os.environ["KERAS_BACKEND"] = "numpy"
    import keras

    failed = []
    for name in ("Adam", "AdamW", "Nadam", "Lion", "Lamb", "ScheduleFreeAdamW"):
        optimizer = getattr(keras.optimizers, name)
        assert "callable that takes no arguments and returns the actual value" in " ".join(
            optimizer.__doc__.partition("beta_1:")[2].split()
        )
        try:
            optimizer(beta_1=lambda: 0.9).apply([keras.ops.ones(1)], [keras.Variable([1.0])])
        except (TypeError, ValueError):
            failed.append(name)
    print("a callable beta_1 raises an error in", *failed)
    assert len(failed) == 6


if __name__ == "__main__":
    main()
