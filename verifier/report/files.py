"""Many files that are written all or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from verifier.errors import InputError
from verifier.files import beside

FORMER = ".former"
"""How the second name of a file ends while it is replaced."""


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

    Everything is written beside its place first and renamed last; where one cannot be renamed, those before
    it are put back. So a full disk, a failure or an interruption leaves what was there before.

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
        _put(drafts)
    except OSError as error:
        raise _unwritable(folder, error) from error
    finally:
        for temporary in drafts.values():
            with suppress(FileNotFoundError):
                temporary.unlink()
    return list(drafts)


def _put(drafts: Mapping[Path, Path]) -> None:
    """Give all drafts their names; where one cannot have it, all is put back."""
    former: dict[Path, Path | None] = {}
    try:
        for target, temporary in drafts.items():
            former[target] = _second_name(target)
            os.replace(temporary, target)
    except BaseException:
        for target, old in former.items():
            with suppress(OSError):
                target.unlink() if old is None else os.replace(old, target)
        raise
    finally:
        for old in filter(None, former.values()):
            old.unlink(missing_ok=True)


def _second_name(target: Path) -> Path | None:
    """Another name for what is there, or a copy where a file cannot have two; None where nothing is."""
    if not target.exists():
        return None
    name = target.with_name(f".{target.name}.{os.getpid()}{FORMER}")
    try:
        os.link(target, name)
    except OSError:
        shutil.copy2(target, name)
    return name
