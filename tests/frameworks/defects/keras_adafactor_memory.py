"""`keras.optimizers.Adafactor` takes more memory than RMSprop, not less.

Its documentation: it "has the advantage of taking less memory because it only saves partial information of
previous gradients". It keeps a velocity of the weights' full size beside the averages of rows and columns.
"""

from __future__ import annotations

import os


def main() -> None:
    """Show it."""
    os.environ["KERAS_BACKEND"] = "numpy"
    import keras
    import numpy as np

    documented = " ".join(keras.optimizers.Adafactor.__doc__.split())
    assert "taking less memory because it only saves partial information of previous gradients" in documented
    sizes = []
    for solver in (keras.optimizers.Adafactor(), keras.optimizers.RMSprop()):
        solver.build([keras.Variable(np.zeros((100, 100)))])
        sizes.append(sum(int(np.prod(variable.shape)) for variable in solver.variables) - 2)
    print("numbers kept for a 100 x 100 matrix: Adafactor {}, RMSprop {}".format(*sizes))
    assert sizes == [10200, 10000]


if __name__ == "__main__":
    main()
