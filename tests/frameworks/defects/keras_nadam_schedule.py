"""`keras.optimizers.Nadam` is through with its warming of the momentum 250 times too early.

The report that it cites (Dozat 2015) has μ_t = μ(1 − 0.5·0.96^(t/250)), which Keras 2 had as its
``schedule_decay=0.004``, with "Default parameters follow those provided in the paper". The code has 0.96^t:
over after some hundred steps instead of twenty-five thousand.
"""

from __future__ import annotations

import os


def main() -> None:
    """Show it."""
    os.environ["KERAS_BACKEND"] = "numpy"
    import keras

    weight = keras.Variable([1.0])
    solver = keras.optimizers.Nadam(beta_1=0.9)
    products = []
    for _ in range(100):
        solver.apply([keras.ops.ones(1)], [weight])
        products.append(float(solver._u_product.numpy()))
    found, printed = products[-1] / products[-2] / 0.9, 1 - 0.5 * 0.96 ** (100 / 250)
    print(f"step 100 uses the momentum {found:.4f}*beta_1; the report's schedule gives {printed:.4f}*beta_1")
    assert abs(found - (1 - 0.5 * 0.96**100)) < 1e-4
    assert found - printed > 0.4


if __name__ == "__main__":
    main()
