"""What an interrupted run has finished, until it is started again and ends."""

from __future__ import annotations

import base64
import io
import pickle
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from verifier import files
from verifier.work.unit import Unit

FOLDER = "unfinished"
FORGOTTEN = 30 * 24 * 3600.0
"""Seconds after which an interrupted run is taken for given up."""
ELSEWHERE = {
    "builtins": {"set", "frozenset", "complex", "range", "bytearray"},
    "fractions": {"Fraction"},
    "pathlib": {"Path", "PosixPath", "WindowsPath", "PurePosixPath", "PureWindowsPath"},
}
"""Classes that results hold besides records of ours."""


@dataclass(frozen=True)
class Store:
    """Results by the keys of their units, each in a file that is whole or not there.

    Attributes
    ----------
    folder : Path or None
        None keeps nothing.
    """

    folder: Path | None

    def load(self, unit: Unit[Any]) -> tuple[Any] | None:
        """The unit's result in a tuple; None where there is none, or the file is not what was written."""
        if self.folder is None:
            return None
        text = files.kept(self.folder, unit.key)
        try:
            return None if text is None else (Records(text, unit.function.__module__).load(),)
        except Exception:  # whatever is wrong with it, the unit is done anew
            return None

    def save(self, unit: Unit[Any], result: Any) -> None:
        """Keep a result; a folder that cannot be written keeps none."""
        if self.folder is not None:
            text = base64.b64encode(pickle.dumps(result, pickle.HIGHEST_PROTOCOL)).decode()
            files.keep(self.folder, unit.key, text)

    def forget(self) -> None:
        """Remove all that is kept here, and what other runs left a month ago and nobody went on with."""
        if self.folder is not None:
            for folder in (self.folder, *filter(_old, self.folder.parent.glob("*/"))):
                shutil.rmtree(folder, ignore_errors=True)


def _old(folder: Path) -> bool:
    with suppress(OSError):
        return time.time() - folder.stat().st_mtime > FORGOTTEN
    return False


class Records(pickle.Unpickler):
    """Reads records of ours and of a module's package, and calls nothing but their classes.

    A file in a cache is no program, whoever wrote it.
    """

    def __init__(self, text: str, module: str) -> None:
        super().__init__(io.BytesIO(base64.b64decode(text)))
        self._packages = {"verifier", module.partition(".")[0]}

    def find_class(self, module: str, name: str) -> Any:
        own = module.partition(".")[0] in self._packages
        found = super().find_class(module, name) if own or name in ELSEWHERE.get(module, ()) else None
        if not isinstance(found, type) or (own and found.__module__ != module):
            raise pickle.UnpicklingError(f"{module}.{name} is no record")
        return found
