"""The documented use of `CosineDecay` with warmup has the rate 0 for ever.

Its documentation gives ``initial_learning_rate = 0`` and ``target_learning_rate = 0.1`` with 1000 steps of
warmup. The integer makes int32 the type of the whole schedule, and 0.1 as an integer is 0. With 0.0 it
works.
"""

from __future__ import annotations

import os


def main() -> None:
    """Show it."""
    os.environ["KERAS_BACKEND"] = "numpy"
    import keras

    schedule = keras.optimizers.schedules.CosineDecay
    documented = " ".join(schedule.__doc__.split())
    assert "initial_learning_rate = 0 warmup_steps = 1000 target_learning_rate = 0.1" in documented
    rates = []
    for start in (0, 0.0):
        rate = schedule(start, 1000, warmup_target=0.1, warmup_steps=1000)
        rates.append([round(float(rate(step)), 3) for step in (0, 500, 1000, 1500)])
    print(f"rates at steps 0, 500, 1000, 1500: {rates[0]} as documented, {rates[1]} from 0.0")
    assert rates == [[0, 0, 0, 0], [0, 0.05, 0.1, 0.05]]


if __name__ == "__main__":
    main()
