"""Keras forgets the gradients that a weight had accumulated, if it has none in the call that updates.

``gradient_accumulation_steps``: weights "will be updated every `gradient_accumulation_steps` steps, using the
average value of the gradients since the last update". A weight whose gradient is None in the last call, as
that of a branch which this batch did not take, is not updated, and its accumulator is set to 0 with the
others. On JAX it is kept, and counts in the next update.
"""

from __future__ import annotations

import os


def main() -> None:
    """Show it."""
    os.environ["KERAS_BACKEND"] = "numpy"
    import keras

    documented = " ".join(keras.optimizers.SGD.__doc__.split())
    assert "using the average value of the gradients since the last update" in documented
    first, second = keras.Variable([1.0]), keras.Variable([1.0])
    solver = keras.optimizers.SGD(0.5, gradient_accumulation_steps=2)
    one = keras.ops.ones(1)
    for gradients in ([one, one], [one, None]):
        solver.apply(gradients, [first, second])
    found = [float(first.numpy()[0]), float(second.numpy()[0])]
    print("gradients 1, 1 take the weight 1 to {}; gradients 1, None to {}".format(*found))
    assert found == [0.5, 1]
    assert not solver._accumulated_gradients[1].numpy().any()


if __name__ == "__main__":
    main()
