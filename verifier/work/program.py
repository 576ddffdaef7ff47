"""Which program this is: a result that is kept, or comes from another machine, is one of the same program."""

from __future__ import annotations

import hashlib
import platform
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from verifier import __version__
from verifier.loading import SPECS

NAME = "optimizer-verifier"
PACKAGE = Path(__file__).resolve().parents[1]
COMPUTING = ("mpmath", "numpy", "python-flint", "sympy", "z3-solver")
"""The libraries that compute: another version of one may find something else."""


@cache
def program() -> dict[str, str]:
    """Name to version of all on which a result depends, our own with a digest of its sources."""
    own = f"{__version__} (sources {sources(PACKAGE, SPECS)[:12]})"
    return {NAME: own, "Python": platform.python_version()} | {name: _version(name) for name in COMPUTING}


@cache
def digest() -> str:
    """`program` in one word."""
    return hashlib.sha256(repr(sorted(program().items())).encode()).hexdigest()


@cache
def sources(*places: Path) -> str:
    """A digest of files, and of all Python files in folders."""
    found = hashlib.sha256()
    for place in places:
        for path in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            found.update(path.relative_to(place).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def origin(function: Callable[..., Any]) -> str:
    """What a function is called and, where it is none of ours, a digest of its module or its package."""
    named = f"{function.__module__}:{function.__qualname__}"
    module = sys.modules.get(function.__module__)
    file = getattr(module, "__file__", None)
    if file is None or PACKAGE in Path(file).resolve().parents:
        return named
    path = Path(file).resolve()
    among = path.parent if getattr(module, "__package__", None) else path
    return f"{named} {sources(among)}"


def differences(here: dict[str, str], there: dict[str, str]) -> list[str]:
    """What another process has in another version: ``numpy 1.26.4 instead of 2.1.0``."""
    names = dict.fromkeys((*here, *there))
    return [
        f"{name} {there.get(name, 'not at all')} instead of {here.get(name, 'none')}"
        for name in names
        if here.get(name) != there.get(name)
    ]


def _version(name: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
