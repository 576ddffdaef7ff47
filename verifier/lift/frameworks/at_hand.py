"""Optimizers that are at hand as Python objects: where another process can import their class from."""

from __future__ import annotations

import sys
from pathlib import Path

from verifier.errors import InputError


def folder_of(cls: type) -> str:
    """The folder from which the module of a class is imported.

    Raises
    ------
    InputError
        When the class lies in no file, or inside a function.
    """
    file = getattr(sys.modules[cls.__module__], "__file__", None)
    if cls.__module__ == "__main__" or "<locals>" in cls.__qualname__ or file is None:
        raise InputError(
            f"{cls.__qualname__} cannot be imported elsewhere; put the class into a module of its own"
        )
    depth = cls.__module__.count(".")
    return str(Path(file).resolve().parents[depth])
