"""`CosineDecayRestarts(m_mul=…, alpha=…)` restarts with another rate than its documentation says.

Its documentation: "Each new warm restart runs … with `m_mul` times initial learning rate as the new learning
rate", and "alpha: … Minimum learning rate value as a fraction of the `initial_learning_rate`". The code
scales the part above the minimum alone: with m_mul = 1/2 and alpha = 1/2 it restarts at 3/4.
"""

from __future__ import annotations

import os


def main() -> None:
    """Show it."""
    os.environ["KERAS_BACKEND"] = "numpy"
    import keras

    schedule = keras.optimizers.schedules.CosineDecayRestarts
    documented = " ".join(schedule.__doc__.split())
    assert "with `m_mul` times initial learning rate as the new learning rate" in documented
    rate = schedule(1.0, 10, t_mul=1.0, m_mul=0.5, alpha=0.5)
    found = [round(float(rate(step)), 3) for step in (0, 10, 20)]
    print("rates at the start and the first two restarts:", found, "instead of [1, 0.5, 0.25 or 0.5]")
    assert found == [1, 0.75, 0.625]


if __name__ == "__main__":
    main()
