"""Many files that are written all or not at all."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from verifier.errors import InputError
from verifier.files import beside


def must_be_writable(folder: Path) -> None:
    """Say that a folder cannot be written before minutes of work, not after.

    Raises
    ------
    InputError
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        beside(folder / "index", "").unlink()
    except OSError as error:
        raise _unwritable(folder, error) from error


def _unwritable(folder: Path, error: OSError) -> InputError:
    problem = f"{folder}: cannot be written: {error.strerror or error}"
    return InputError(f"{problem}; what was there is as it was; choose another folder with --out")


def write_all(folder: Path, texts: Mapping[str, str]) -> list[Path]:
    """Write texts under their names in a folder, all or none as far as a file system can.

    Everything is written beside its place first and renamed last, so that a full disk, a failure or
    an interruption leaves what was there before.

    Raises
    ------
    InputError
        When the folder cannot be written.
    """
    drafts: dict[Path, Path] = {}
    try:
        for name, text in texts.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            drafts[target] = beside(target, text)
        for target, temporary in drafts.items():
            os.replace(temporary, target)
    except OSError as error:
        raise _unwritable(folder, error) from error
    finally:
        for temporary in drafts.values():
            with suppress(FileNotFoundError):
                temporary.unlink()
    return list(drafts)
