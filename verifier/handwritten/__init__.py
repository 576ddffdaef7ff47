"""Kernels written by hand from the articles, one file each, found by the name of the optimizer.

They share nothing with the generated kernels and are never generated themselves: they are what
the generated ones are held against. A file ``NAME.py`` holds one function ``NAME``.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module, util
from typing import Any


def find(name: str) -> Callable[..., tuple[Any, ...]] | None:
    """The hand-written kernel of an optimizer, or None if nobody has written one.

    Parameters
    ----------
    name : str
        The optimizer's name; the file and the function have the same.

    Examples
    --------
    >>> find("no_such_optimizer") is None
    True
    """
    if not name.isidentifier() or util.find_spec(f"{__name__}.{name}") is None:
        return None
    kernel: Callable[..., tuple[Any, ...]] = getattr(import_module(f"{__name__}.{name}"), name)
    return kernel
