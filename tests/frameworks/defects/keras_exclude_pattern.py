"""`exclude_from_weight_decay(var_names=…)` takes the names for regular expressions.

Its documentation: "If any string in `var_names` appear in the model variable's name, then this model variable
is excluded". A name with a plus or a bracket does not match itself, and its weight decays all the same.
"""

from __future__ import annotations

import os


def main() -> None:
    """Show it."""
    os.environ["KERAS_BACKEND"] = "numpy"
    import keras

    solver = keras.optimizers.SGD(1.0, weight_decay=0.5)
    documented = " ".join(solver.exclude_from_weight_decay.__doc__.split())
    assert "If any string in `var_names` appear in the model variable's name" in documented
    weight = keras.Variable([1.0], name="bias+scale")
    solver.exclude_from_weight_decay(var_names=["bias+scale"])
    solver.apply([keras.ops.zeros(1)], [weight])
    print(f"gradient 0, decay 0.5, {weight.name!r} excluded by its name: 1 becomes {weight.numpy()[0]}")
    assert weight.numpy()[0] == 0.5


if __name__ == "__main__":
    main()
