"""`LossScaleOptimizer` refuses every argument of the base class that its documentation lists.

Its documentation has the same list as that of every optimizer: "weight_decay: Float. If set, weight decay is
applied.", "clipnorm: Float. If set, …". Its constructor raises an error at each.
"""

from __future__ import annotations

import os


def main() -> None:
    """Show it."""
    os.environ["KERAS_BACKEND"] = "numpy"
    import keras

    documented = keras.optimizers.LossScaleOptimizer.__doc__
    options = {
        "weight_decay": 0.1,
        "clipnorm": 1.0,
        "clipvalue": 1.0,
        "global_clipnorm": 1.0,
        "use_ema": True,
        "gradient_accumulation_steps": 2,
    }
    refused = []
    for name, value in options.items():
        assert f"{name}: " in documented
        try:
            keras.optimizers.LossScaleOptimizer(keras.optimizers.SGD(), **{name: value})
        except ValueError:
            refused.append(name)
    print("documented and refused:", *refused)
    assert refused == list(options)


if __name__ == "__main__":
    main()
