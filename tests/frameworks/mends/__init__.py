"""What would mend each defect: the positive control of its script, which must fail once the defect is gone.

A change of the releases in ``.ci/constraints.txt`` that makes the framework do what the script says it
should. Where documentation and code contradict each other, either is mended.
"""

from __future__ import annotations

from tests.frameworks.mends import keras, optax, torch

MENDS = keras.MENDS | optax.MENDS | torch.MENDS
"""By the name of the script: module, what stands in it, what should."""
