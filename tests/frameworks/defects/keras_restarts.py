"""`CosineDecayRestarts` misses restarts: the rate is 0 where it should be whole.

Its documentation: "a warm restart is performed. Each new warm restart runs for `t_mul` times more steps". The
code finds the number of the restart by the floor of log/log in single precision, which rounding takes below
the number at a restart: with t_mul=1.2 at most restarts on every backend, with 1.5 on torch.
"""

from __future__ import annotations

import os


def main() -> None:
    """Show it."""
    os.environ["KERAS_BACKEND"] = "numpy"
    import keras

    schedule = keras.optimizers.schedules.CosineDecayRestarts
    assert "Each new warm restart runs for `t_mul` times more steps" in " ".join(schedule.__doc__.split())
    rate = schedule(1.0, 1000, t_mul=1.2)
    found = [round(float(rate(step)), 3) for step in (0, 1000, 2200, 3640)]
    print("periods of 1000, 1200, 1440 steps; the rates at steps 0, 1000, 2200, 3640:", found)
    assert found == [1, 1, 0, 0]


if __name__ == "__main__":
    main()
