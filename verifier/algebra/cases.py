"""All cases of a task: the paths that its questions of sign lead to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from verifier.algebra.path import Path, Split
from verifier.algebra.ring import Unsupported
from verifier.algebra.signs import Signs, factor_signs

T = TypeVar("T")

MAX_PATHS = 256


def explore(start: Path, task: Callable[[Path], T]) -> Iterator[tuple[Path, T]]:
    """The task's result on every path that its questions of sign lead to.

    Raises
    ------
    Unsupported
        When there are more than `MAX_PATHS` paths.
    """
    waiting, count = [start], 0
    while waiting:
        path = waiting.pop()
        count += 1
        if count > MAX_PATHS:
            raise Unsupported(f"more than {MAX_PATHS} cases")
        try:
            result = task(path)
        except Split as split:
            children = [path.child(split.polynomial, part) for part in reversed(_parts(path, split))]
            waiting += [child for child in children if child is not None]
        else:
            yield path, result


def _parts(path: Path, split: Split) -> tuple[Signs, ...]:
    """The parts of a split, and what its question left out.

    It may have been asked where a value exists: whoever divides by x asks for the signs of x that are
    not zero. On the path x may be zero, and then the value does not exist.
    """
    signs = factor_signs(path.ring, split.polynomial, path.assumptions)
    missing = signs.difference(*split.parts)
    return (*split.parts, missing) if missing else split.parts
