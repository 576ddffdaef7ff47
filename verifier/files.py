"""Files that are written whole or not at all, and what is kept from one run to the next."""

from __future__ import annotations

import hashlib
import json
import os
import time
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import mkstemp
from typing import Any

ENVIRONMENT = "VERIFIER_CACHE"
"""A folder for what is kept; empty for none."""
DRAFT = ".draft"
ABANDONED = 3600.0
"""Seconds after which a draft is that of a process that was killed."""


def beside(target: Path, text: str) -> Path:
    """A file beside the target with the whole text, to be given its name; nothing where that fails.

    Raises
    ------
    OSError
    """
    handle, name = mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=DRAFT)
    path = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as draft:
            draft.write(text)
        path.chmod(0o644)
    except BaseException:
        path.unlink()
        raise
    return path


def write(target: Path, text: str) -> None:
    """The whole text under a name, or what was there before; other processes may do the same.

    Raises
    ------
    OSError
    """
    draft = beside(target, text)
    try:
        draft.replace(target)
    except BaseException:
        draft.unlink()
        raise


def cache_folder(part: str) -> Path | None:
    """Where a part of what is kept lies; None where the user wants nothing kept."""
    chosen = os.environ.get(ENVIRONMENT)
    if chosen is not None:
        return Path(chosen) / part if chosen else None
    from platformdirs import user_cache_path

    return user_cache_path("optimizer-verifier") / part


def keep(folder: Path | None, key: str, data: Any) -> None:
    """Keep data under a key, in a file that says which key it is and what its digest is.

    Where the folder cannot be written, nothing is kept.
    """
    if folder is None:
        return
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        _tidy(folder)
        text = json.dumps(data, ensure_ascii=False)
        write(folder / f"{key}.json", f"{key} {_digest(text)}\n{text}")


def kept(folder: Path | None, key: str) -> Any | None:
    """What is kept under a key; None where that is nothing, is cut off, or is not what was written."""
    if folder is None:
        return None
    try:
        head, _, text = (folder / f"{key}.json").read_text(encoding="utf-8").partition("\n")
        return json.loads(text) if head == f"{key} {_digest(text)}" else None
    except (OSError, ValueError, RecursionError):
        return None


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def _tidy(folder: Path) -> None:
    """Drafts that a killed process has left are removed, once in a process."""
    for draft in folder.glob(f".*{DRAFT}"):
        with suppress(OSError):
            if time.time() - draft.stat().st_mtime > ABANDONED:
                draft.unlink()
