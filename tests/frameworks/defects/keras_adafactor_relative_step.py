"""`keras.optimizers.Adafactor(relative_step=False)` takes relative steps all the same.

Its documentation: "If `learning_rate` is a constant and `relative_step=True`, learning rate will be
adjusted based on current iterations." The code takes the minimum of the rate and 1/√t once if the switch is
on, and then once more always.
"""

from __future__ import annotations

import os


def main() -> None:
    """Show it."""
    os.environ["KERAS_BACKEND"] = "numpy"
    import keras

    documented = " ".join(keras.optimizers.Adafactor.__doc__.split())
    assert (
        "and `relative_step=True`, learning rate will be adjusted based on current iterations" in documented
    )
    found = []
    for switch in (True, False):
        weight = keras.Variable([1.0])
        solver = keras.optimizers.Adafactor(1.0, relative_step=switch)
        for _ in range(4):
            solver.apply([keras.ops.ones(1)], [weight])
        found.append(float(weight.numpy()[0]))
    print("four steps with the rate 1, relative and not, end at", found)
    assert found[0] == found[1]
    assert found[1] > -0.01  # each step of the rate 1 takes the weight's own size or 0.001, whichever is more


if __name__ == "__main__":
    main()
