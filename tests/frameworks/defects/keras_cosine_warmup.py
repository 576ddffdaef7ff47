"""`CosineDecay` warms up by another formula than the one that its documentation prints.

Its documentation: "completed_fraction = step / warmup_steps", "return completed_fraction * total_delta".
The code adds the initial rate to that, as the sentence above the formula says: from 0.1 to 0.2, not from 0
to 0.1.
"""

from __future__ import annotations

import os


def main() -> None:
    """Show it."""
    os.environ["KERAS_BACKEND"] = "numpy"
    import keras

    schedule = keras.optimizers.schedules.CosineDecay
    assert "return completed_fraction * total_delta" in schedule.__doc__
    rate = schedule(0.1, 10, warmup_target=0.2, warmup_steps=10)
    found, documented = float(rate(5)), 5 / 10 * (0.2 - 0.1)
    print(f"half way from 0.1 to 0.2 the rate is {found:.3f}; by the printed formula {documented:.3f}")
    assert abs(found - 0.15) < 1e-6


if __name__ == "__main__":
    main()
