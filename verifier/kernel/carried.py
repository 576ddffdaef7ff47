"""Functions of this package that a generated file carries with it, as text."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

from verifier.kernel import blocks, handed

CHECKS: tuple[Callable[..., Any], ...] = (
    handed.admit,
    handed.alike,
    handed.apart,
    handed.folded,
    handed.refuse_infinities,
    handed.counted,
    handed.numbers,
)
IN_PLACE: tuple[Callable[..., Any], ...] = (*CHECKS, handed.lone)
BLOCKS: tuple[Callable[..., Any], ...] = (
    blocks.in_place,
    blocks.all_finite,
    blocks.on_threads,
    blocks.spare,
    blocks.pool,
)

TAKEN = frozenset(function.__name__ for function in IN_PLACE + BLOCKS)
"""Names that the kernel's own function must not have."""


def imports(*, threads: bool, compiled: bool) -> Iterator[str]:
    """The import statements of a generated file."""
    yield from ("from __future__ import annotations", "")
    yield "import math"
    if threads:
        yield from ("import os", "import threading")
    yield f"from collections.abc import {'Callable, ' if threads else ''}Iterable, Sequence"
    if threads:
        yield from ("from concurrent.futures import ThreadPoolExecutor", "from functools import lru_cache")
    yield from ("from typing import Any", "")
    if compiled:
        yield "import numba"
    yield "import numpy"


def constants(*, threads: bool) -> Iterator[str]:
    """The constants that the carried functions read, which the user of the file may change."""
    for module in (blocks, handed) if threads else (handed,):
        text = inspect.getsource(module).split("\nimport numpy\n", 1)[1]
        yield from ("", *text.split("\n\n\n", 1)[0].strip().split("\n"))


def functions(chosen: tuple[Callable[..., Any], ...]) -> Iterator[str]:
    """The texts of functions, two empty lines before each."""
    for function in chosen:
        yield from ("", "", *inspect.getsource(function).rstrip().split("\n"))
