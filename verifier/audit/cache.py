"""A cache by content: what was found in a text is found in it again, as long as this program is the same."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from verifier import files
from verifier.audit.audit import audit_file
from verifier.audit.finding import FileAudit, of_json, to_json
from verifier.audit.pages.reading import opened
from verifier.work.program import digest

FOLDER = "audit"


def audited(path: Path, *, anew: bool = False) -> FileAudit:
    """The findings in a file, from the cache where its content was audited before."""
    key, folder = key_of(path), files.cache_folder(FOLDER)
    if key is None:
        return audit_file(path)
    if not anew and (found := _load(files.kept(folder, key), path)) is not None:
        return found
    result = audit_file(path)
    files.keep(folder, key, to_json([result])["files"][0])
    return result


def key_of(path: Path) -> str | None:
    """A name for the content of a file and all on which a finding in it depends."""
    try:
        content = opened(path)
    except OSError:
        return None
    return hashlib.sha256(f"{digest()}{path.suffix.lower()}\0".encode() + content).hexdigest()


def _load(data: Any, path: Path) -> FileAudit | None:
    try:
        return None if data is None else FileAudit(str(path), of_json(data).findings)
    except (KeyError, TypeError, ValueError):
        return None
