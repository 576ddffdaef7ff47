"""`LossScaleOptimizer.exclude_from_weight_decay` excludes nothing.

The documentation of the method, which it has as every optimizer: "Exclude variables from weight decay." It
notes the names in the wrapper, while the optimizer inside decays. A model with the policy mixed_float16 wraps
its optimizer unasked, so that ``model.optimizer.exclude_from_weight_decay`` has no effect either.
"""

from __future__ import annotations

import os


def main() -> None:
    """Show it."""
    os.environ["KERAS_BACKEND"] = "numpy"
    import keras

    found = []
    for wrap in (lambda solver: solver, keras.optimizers.LossScaleOptimizer):
        weight = keras.Variable([1.0], name="bias")
        solver = wrap(keras.optimizers.SGD(1.0, weight_decay=0.5))
        solver.exclude_from_weight_decay(var_names=["bias"])
        solver.apply([keras.ops.zeros(1)], [weight])
        found.append(float(weight.numpy()[0]))
    print("gradient 0, decay 0.5, the weight 1 excluded; alone and in LossScaleOptimizer it becomes", found)
    assert found == [1, 0.5]


if __name__ == "__main__":
    main()
