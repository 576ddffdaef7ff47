"""`keras.optimizers.Adam` never moves a weight in bfloat16, and neither do AdamW and Lamb.

The documentation of ``keras.config.set_floatx`` offers the type, "value: String; 'bfloat16', 'float16', …",
and warns of float16 alone. The code rounds beta_2 to the type of the weight, where 0.999 is 1, so that the
factor √(1 − β₂ᵗ) of every step is 0. Nadam and ScheduleFreeAdamW divide by it and make weights NaN.
"""

from __future__ import annotations

import os


def main() -> None:
    """Show it."""
    os.environ["KERAS_BACKEND"] = "numpy"
    import keras

    documented = " ".join(keras.config.set_floatx.__doc__.split())
    assert "value: String; `'bfloat16'`, `'float16'`" in documented
    found = {}
    for name in ("SGD", "Adam", "Nadam", "ScheduleFreeAdamW"):
        weight = keras.Variable([1.0], dtype="bfloat16")
        solver = getattr(keras.optimizers, name)(learning_rate=0.125)
        for _ in range(4):
            solver.apply([keras.ops.ones(1, dtype="bfloat16")], [weight])
        found[name] = float(weight.numpy()[0])
    print("four steps of 0.125 for the gradient 1 take the weight from 1 to", found)
    assert found["SGD"] == 0.5
    assert found["Adam"] == 1
    assert str(found["Nadam"]) == str(found["ScheduleFreeAdamW"]) == "nan"


if __name__ == "__main__":
    main()
