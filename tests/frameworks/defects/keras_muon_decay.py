"""`keras.optimizers.Muon` decays the weights of its AdamW steps by the rate of its other steps.

Its documentation: "For any variable that isn't 2D, the AdamW step will be used", and "adam_lr_ratio: Float,
the ratio of the learning rate when using Adam to the main learning rate". `keras.optimizers.AdamW` decays by
its learning rate. Muon decays by the main one: with adam_lr_ratio=0.01 a hundred times as much as AdamW.
"""

from __future__ import annotations

import os

os.environ["KERAS_BACKEND"] = "jax"


def main() -> None:
    """Show it."""
    import keras
    import numpy as np

    def weight(optimizer: keras.Optimizer) -> float:
        variable = keras.Variable(np.array([1.0]))
        optimizer.apply([np.array([0.0])], [variable])
        return float(np.asarray(variable.value)[0])

    ours = weight(keras.optimizers.Muon(1.0, adam_lr_ratio=0.01, adam_weight_decay=0.5))
    theirs = weight(keras.optimizers.AdamW(0.01, weight_decay=0.5))
    print(f"a weight of 1, no gradient, a rate of 0.01: {ours} after Muon's step, {theirs:.4f} after AdamW's")
    assert ours == 0.5
    assert abs(theirs - 0.995) < 1e-6


if __name__ == "__main__":
    main()
