"""What code reads that no recurrence is given: the clock, the environment, chance of the machine's.

A step that reads the clock is followed by no trace and differs from what was read on another day alone; so
what its code names is looked at, in all branches, whether they are taken or not.
"""

from __future__ import annotations

import builtins
import datetime
import os
import random
import secrets
import sys
import time
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from dis import Instruction, get_instructions
from types import CodeType, FunctionType, ModuleType
from typing import Any

CLOCKS = "time time_ns monotonic monotonic_ns perf_counter perf_counter_ns process_time process_time_ns"
READ: tuple[tuple[object, str], ...] = (
    *((time, name) for name in (*CLOCKS.split(), "thread_time", "localtime", "gmtime", "ctime")),
    *((datetime.datetime, name) for name in ("now", "utcnow", "today")),
    (datetime.date, "today"),
    *((os, name) for name in ("environ", "environb", "getenv", "urandom", "getpid", "times", "getloadavg")),
    *((secrets, name) for name in secrets.__all__),
    *((uuid, name) for name in ("uuid1", "uuid4")),
    (random, "SystemRandom"),
)
"""What is given by no argument: where it lies, and its name."""
_FOLLOWED = (ModuleType, type)
"""Of what attributes are followed."""
_GLOBALS = {"LOAD_GLOBAL", "LOAD_NAME"}
_ATTRIBUTES = {"LOAD_ATTR", "LOAD_METHOD"}
_STORED = {"STORE_FAST", "STORE_NAME", "STORE_DEREF"}
_LOCALS = {"LOAD_FAST", "LOAD_FAST_BORROW", "LOAD_FAST_CHECK", "LOAD_DEREF", "LOAD_CLOSURE"}
_NOTHING = object()


def surroundings(function: FunctionType) -> Iterator[str]:
    """What the code of a function reads of its surroundings, as it is called there.

    Parameters
    ----------
    function : function
        With all functions that are written inside it; what it calls is not followed.

    Examples
    --------
    >>> def step(w, g):
    ...     import time
    ...
    ...     return w - g * (time.time() < 2e9)
    >>> list(surroundings(step))
    ['time.time']
    """
    return _of_code(function.__code__, function.__globals__)


def _of_code(code: CodeType, names: Mapping[str, Any]) -> Iterator[str]:
    reader = _Reader(names)
    for instruction in get_instructions(code):
        yield from reader.told(instruction)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _of_code(constant, names)


@dataclass
class _Reader:
    """Follows names from modules to what lies in them, one instruction after the other."""

    names: Mapping[str, Any]
    imported: dict[str, Any] = field(default_factory=dict)
    module: Any = _NOTHING
    value: Any = _NOTHING

    def told(self, instruction: Instruction) -> Iterator[str]:
        """What an instruction reads."""
        before, self.value = self.value, self._value(instruction)
        if self.value is before:
            return
        yield from (
            f"{getattr(place, '__name__', '')}.{name}"
            for place, name in READ
            if _is(self.value, getattr(place, name, _NOTHING))
        )

    def _value(self, instruction: Instruction) -> Any:
        """What an instruction leaves on top, where that is known."""
        name, operation = instruction.argval, instruction.opname
        if operation in _GLOBALS:
            return self.names.get(name, getattr(builtins, name, _NOTHING))
        if operation in _LOCALS:
            return self.imported.get(name, _NOTHING)
        if operation in _ATTRIBUTES and isinstance(self.value, _FOLLOWED):
            return getattr(self.value, name, _NOTHING)
        if operation == "IMPORT_NAME":
            self.module = sys.modules.get(name, _NOTHING)
            return self.module
        if operation == "IMPORT_FROM":
            return getattr(self.module, name, _NOTHING)
        if operation == "STORE_FAST_LOAD_FAST":  # both in one, from Python 3.13 on
            self.imported[name[0]] = self.value
            return self.imported.get(name[1], _NOTHING)
        if operation in _STORED:
            self.imported[name] = self.value
        return self.value if operation in ("CACHE", "PUSH_NULL", "EXTENDED_ARG") else _NOTHING


def _is(value: Any, other: Any) -> bool:
    """Whether two are one; methods of a class are made anew each time they are asked for."""
    if value is other:
        return value is not _NOTHING
    bound = getattr(value, "__self__", _NOTHING)
    same = bound is getattr(other, "__self__", None) and bound is not _NOTHING
    return same and getattr(value, "__name__", "") == getattr(other, "__name__", None)
