"""``python -m verifier``, and the script ``verifier``."""

import gc
from typing import NoReturn

from verifier import cli

SELDOM = 100_000
"""How many objects more than before make Python look for garbage."""


def main() -> NoReturn:
    """Run one command in a process of its own.

    Such a process keeps most of what it makes and is over soon. To look for garbage among that as often as
    Python does by default, and once more at the end, would take a quarter of its time.
    """
    gc.set_threshold(SELDOM)
    try:
        cli.main()
    finally:
        gc.freeze()


if __name__ == "__main__":
    main()
