"""A report that an earlier run has written, read again: it must be one of this version, of these sources."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from verifier import catalogue
from verifier.errors import InputError
from verifier.kernel import digest
from verifier.report.frameworks import SCHEMA

CURE = "`report --all` makes it anew where all frameworks are installed; or remove it"


def matrix_in(path: Path) -> str:
    """The text of the matrix of frameworks that an earlier run wrote; empty where there is none.

    Raises
    ------
    InputError
        When it cannot be read, is cut off, is of another version, or was made from other specifications.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read: {error}") from error
    fault = _fault(text)
    if fault:
        raise InputError(f"{path}: {fault}: {CURE}")
    return text


def _fault(text: str) -> str:
    try:
        data: Any = json.loads(text)
    except (ValueError, RecursionError):
        return "is no whole report"
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        return "is a report of another version"
    made = data.get("specifications")
    names = [name for name in catalogue.names() if name in catalogue.implementations()]
    if made != {name: digest(catalogue.system(name)) for name in names}:
        return "is stale: it was made from other specifications"
    return ""
