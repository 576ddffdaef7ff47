"""``python -m verifier``, and the script ``verifier``."""

import gc
import sys
from typing import NoReturn

SELDOM = 100_000
"""How many objects more than before make Python look for garbage."""
OURS = {"specs", "verifier"}


def main() -> NoReturn:
    """Run one command in a process of its own.

    Such a process keeps most of what it makes and is over soon. To look for garbage among that as often as
    Python does by default, and once more at the end, would take a quarter of its time.
    """
    gc.set_threshold(SELDOM)
    try:
        from verifier import cli

        cli.main()
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] in OURS:
            raise
        cure = "python -m pip install optimizer-verifier"
        sys.stderr.write(f"verifier: '{missing.name}' is not installed: {cure}\n")
        sys.exit(2)
    finally:
        gc.freeze()


if __name__ == "__main__":
    main()
