"""`CosineDecayRestarts` misses a restart on Keras' torch backend: the rate is 0 where it should be whole.

Its documentation: "a warm restart is performed. Each new warm restart runs for `t_mul` times more steps".
It finds the number of the restart by the floor of log/log, which rounding takes below 2 on torch at step
2500.
"""

from __future__ import annotations

import os
import subprocess
import sys


def shown() -> str:
    """What happens on the backend of this process."""
    import keras

    rate = keras.optimizers.schedules.CosineDecayRestarts(1.0, 1000, t_mul=1.5)
    return f"{float(rate(2500)):.3f}"


def on(backend: str) -> str:
    """What happens on a backend, in a process of its own."""
    command = [sys.executable, "-W", "ignore", __file__, "here"]
    environment = os.environ | {"KERAS_BACKEND": backend}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.strip()


def main() -> None:
    """Show it."""
    found = {backend: on(backend) for backend in ("numpy", "torch")}
    print("periods of 1000, 1500, 2250 steps; the rate at step 2500, the start of the third:", found)
    assert found == {"numpy": "1.000", "torch": "0.000"}


if __name__ == "__main__":
    print(shown()) if sys.argv[1:] else main()
