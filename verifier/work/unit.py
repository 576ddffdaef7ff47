"""A unit of work: one call of many, that any process can make, here or on another machine."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import PurePath
from typing import Any, Generic, TypeVar

from verifier.work.program import digest, origin

T = TypeVar("T")

PLAIN = (str, bytes, int, float, bool, Fraction, PurePath, type(None))
"""What stands for itself: equal values have equal texts in every process."""


@dataclass(frozen=True)
class Unit(Generic[T]):
    """A call, what it is called, and on what its result depends.

    Attributes
    ----------
    name : str
        What is being done, in a few words, for the progress bar.
    function : callable
        Found by its name in its module, so that it can be pickled, and a function of its arguments alone.
    arguments : tuple
        Can be pickled, and so can the result.
    content : str
        All on which the result depends besides this program, as a text that is the same in every process;
        may be empty where the arguments are texts, numbers and paths, which then are the content. A unit
        that reads a file says here what is in it.
    """

    name: str
    function: Callable[..., T]
    arguments: tuple[Any, ...] = ()
    content: str = ""

    def __call__(self) -> T:
        """The result."""
        return self.function(*self.arguments)

    @cached_property
    def key(self) -> str:
        """A name for the result, another one for another content or another version of the program.

        Raises
        ------
        TypeError
            When the unit does not say on what its result depends.
        """
        if not self.content and not _plain(self.arguments):
            raise TypeError(f"{self.name}: say in `content` on what its result depends")
        parts = (digest(), origin(self.function), self.content or repr(self.arguments))
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _plain(value: object) -> bool:
    if isinstance(value, tuple):
        return all(map(_plain, value))
    return isinstance(value, PLAIN)
