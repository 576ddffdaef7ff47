"""Files that are written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp

from verifier.errors import InputError


def write_all(folder: Path, texts: Mapping[str, str]) -> list[Path]:
    """Write texts under their names in a folder, all or none as far as a file system can.

    Everything is written beside its place first and renamed last, so that a full disk, a failure or
    an interruption leaves what was there before.

    Raises
    ------
    InputError
        When the folder cannot be written.
    """
    beside: dict[Path, Path] = {}
    try:
        for name, text in texts.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            beside[target] = _beside(target, text)
        for target, temporary in beside.items():
            os.replace(temporary, target)
    except OSError as error:
        problem = f"{folder}: cannot be written: {error.strerror}"
        raise InputError(f"{problem}; choose another folder with --out") from error
    finally:
        for temporary in beside.values():
            with suppress(FileNotFoundError):
                temporary.unlink()
    return list(beside)


def _beside(target: Path, text: str) -> Path:
    handle, name = mkstemp(dir=target.parent, prefix=f".{target.name}.")
    path = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as temporary:
            temporary.write(text)
        path.chmod(0o644)
    except BaseException:
        path.unlink()
        raise
    return path
