"""Run a script against frameworks with changed sources: Python imports this when it starts.

The variable ``VERIFIER_MEND`` has a JSON list of ``[module, old text, new text]``. A change whose old text is
not in the module ends the process with status 3, so that it is never taken for one that had no effect.
"""

from __future__ import annotations

import json
import os
import sys
from importlib.machinery import SourceFileLoader
from types import CodeType

CHANGES = json.loads(os.environ.get("VERIFIER_MEND", "[]"))
AS_IT_IS = SourceFileLoader.get_code


def changed(loader: SourceFileLoader, name: str) -> CodeType | None:
    """The code of a module after the changes to it."""
    mine = [(old, new) for module, old, new in CHANGES if module == name]
    if not mine:
        return AS_IT_IS(loader, name)
    text = loader.get_data(loader.path).decode()
    for old, new in mine:
        if old not in text:
            print(f"{name} has no {old!r}", file=sys.stderr)
            os._exit(3)
        text = text.replace(old, new)
    return compile(text, loader.path, "exec")


if CHANGES:
    SourceFileLoader.get_code = changed  # type: ignore[method-assign]
