"""A cache by content: what was found in a text is found in it again, as long as this program is the same."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

from platformdirs import user_cache_dir

from verifier import __version__
from verifier.audit.audit import audit_file
from verifier.audit.finding import FileAudit, of_json, to_json
from verifier.loading import SPECS

FOLDER = "audit"


def audited(path: Path, *, anew: bool = False) -> FileAudit:
    """The findings in a file, from the cache where its content was audited before."""
    place = _place(path)
    if place is not None and not anew and (found := _load(place, path)) is not None:
        return found
    result = audit_file(path)
    if place is not None:
        _save(place, result)
    return result


def _place(path: Path) -> Path | None:
    try:
        content = path.read_bytes()
    except OSError:
        return None
    key = hashlib.sha256(_program() + path.suffix.lower().encode() + b"\0" + content).hexdigest()
    return Path(user_cache_dir("optimizer-verifier")) / FOLDER / f"{key}.json"


@cache
def _program() -> bytes:
    """A digest of all sources on which a finding depends."""
    digest = hashlib.sha256(__version__.encode())
    for folder in (Path(__file__).parent.parent, SPECS):
        for source in sorted(folder.rglob("*.py")):
            digest.update(source.read_bytes())
    return digest.digest()


def _load(place: Path, path: Path) -> FileAudit | None:
    try:
        data = json.loads(place.read_text(encoding="utf-8"))
        return FileAudit(str(path), of_json(data).findings)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _save(place: Path, result: FileAudit) -> None:
    """Kept if it can be; a cache that cannot be written is no fault."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        draft = place.with_suffix(".part")
        draft.write_text(json.dumps(to_json([result])["files"][0], ensure_ascii=False), encoding="utf-8")
        draft.replace(place)
    except OSError:
        return
