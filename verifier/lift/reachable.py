"""What code can reach: global names, attributes of classes and functions, closures, defaults."""

from __future__ import annotations

import random
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import count
from pathlib import Path
from types import (
    BuiltinMethodType,
    CodeType,
    FunctionType,
    GeneratorType,
    MethodType,
    MethodWrapperType,
    ModuleType,
    SimpleNamespace,
)
from typing import Any

import numpy as np

from verifier.lift.frameworks.raised import PACKAGE, is_machinery

MOST = 50_000
"""Values: what reaches more is looked at so far."""
DRAWN = "random numbers"
"""The place of the states of what draws them."""
_PLAIN = (int, float, complex, str, bytes, type(None))
Place = tuple[str, Any]
"""Where a value lies, as a reader would write it, and the value."""


@dataclass
class Kept:
    """What code can reach, by place.

    Attributes
    ----------
    seen : dict of (str, int) to object
        What is compared: a number, the numbers of an array, or the value itself. Of several values that
        would be written alike each has a number.
    """

    seen: dict[tuple[str, int], object] = field(default_factory=dict)
    _reached: dict[int, object] = field(default_factory=dict)

    @staticmethod
    def of(roots: Iterable[Place], spared: Callable[[object], bool] = lambda _: False) -> Kept:
        """What functions, classes and objects can reach, and the states of what draws random numbers.

        Parameters
        ----------
        roots : iterable of (str, object)
        spared : callable
            Whether a value is no matter: a state of the optimizer, which may change.
        """
        kept = Kept()
        kept._see(DRAWN, _generators())
        waiting: deque[Place] = deque(roots)
        while waiting and len(kept._reached) < MOST:
            place, value = waiting.popleft()
            if isinstance(value, _PLAIN):
                kept._see(place, _comparable(value))
            elif id(value) not in kept._reached and not spared(value):
                kept._reached[id(value)] = value  # alive, so that its identity is its own
                inner = _inside(place, value)
                if inner is None:
                    kept._see(place, _comparable(value))
                else:
                    waiting.extend(inner)
        return kept

    def functions(self) -> Iterator[FunctionType]:
        """The functions that were reached and are somebody's own, but for constructors."""
        found = (value for value in self._reached.values() if isinstance(value, FunctionType))
        own = (function for function in found if _is_own(function.__code__.co_filename))
        return (function for function in own if function.__name__ != "__init__")

    def changed(self, later: Kept) -> list[str]:
        """The places that hold something else later, that are new, or that are gone."""
        places = dict.fromkeys((*later.seen, *self.seen))
        return [p[0] for p in places if self.seen.get(p, _NOTHING) != later.seen.get(p, _NOTHING)]

    def _see(self, place: str, value: object) -> None:
        self.seen[place, next(i for i in count() if (place, i) not in self.seen)] = value


_NOTHING = object()


def _inside(place: str, value: Any) -> list[Place] | None:
    """What a value is made of; None for what is compared as a whole."""
    if (members := _members(place, value)) is not None:
        return members
    if (code := _code(value)) is not None:
        return code
    if _is_own_class(type(value)) or isinstance(value, SimpleNamespace):
        return [("", type(value)), *_attributes(place, value)]
    return None


def _members(place: str, value: Any) -> list[Place] | None:
    """What is in a container, or in the frame of a generator."""
    if isinstance(value, Mapping):
        return [(f"{place}[{key!r}]", each) for key, each in list(value.items())]
    if isinstance(value, list | tuple | deque):
        return [(f"{place}[{i}]", each) for i, each in enumerate(value)]
    if isinstance(value, Set):
        return [(f"{place} with {each!r}", each) for each in value]
    if isinstance(value, GeneratorType):
        names = value.gi_frame.f_locals if value.gi_frame else {}
        return [(f"{name} of {value.__qualname__}", each) for name, each in names.items()]
    return None


def _code(value: Any) -> list[Place] | None:
    """What a function or a class can reach."""
    match value:
        case FunctionType():
            return list(_of_function(value))
        case type():
            return list(_of_class(value)) if _is_own_class(value) else []
        case ModuleType():
            return []
        case MethodType():
            return [("", value.__func__), ("self", value.__self__)]
        case BuiltinMethodType() | MethodWrapperType():
            return [("self", value.__self__)]
        case property():
            return [("", part) for part in (value.fget, value.fset) if part is not None]
        case partial():
            return [("", value.func), ("", value.args), ("", value.keywords)]
    wrapped = _wrapped(value)
    return None if wrapped is None else [("", wrapped)]


def _wrapped(value: Any) -> FunctionType | None:
    """The function that one of a class, one with a memory, or a compiled one stands for."""
    try:
        found = value.__wrapped__
    except Exception:  # what an object does that is asked for an attribute is its own affair
        return None
    return found if isinstance(found, FunctionType) else None


def _of_function(function: FunctionType) -> Iterator[Place]:
    """Its closure, its defaults, its attributes; of its global names those that its code uses.

    Of a framework's function only the functions that it closes over: what else it keeps is no state.
    """
    name, own = function.__qualname__, _is_own(function.__code__.co_filename)
    for cell, held in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        try:
            value = held.cell_contents
        except ValueError:  # a cell that nothing was put into
            continue
        if own or callable(value) or isinstance(value, tuple | list | Mapping):
            yield f"{cell} of {name}", value
    defaults = function.__defaults__ or ()
    code = function.__code__
    last = code.co_varnames[code.co_argcount - len(defaults) : code.co_argcount]
    for parameter, value in (*zip(last, defaults, strict=True), *(function.__kwdefaults__ or {}).items()):
        yield f"{parameter} of {name}", value
    yield from ((f"{name}.{key}", value) for key, value in vars(function).items())
    if own:
        yield from _named(function.__globals__, frozenset(_names(code)))


def _names(code: CodeType) -> Iterator[str]:
    """The names that code uses, that of functions inside it too."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def _named(
    owner: Mapping[str, Any], names: frozenset[str], prefix: str = "", depth: int = 3
) -> Iterator[Place]:
    """What has one of these names, in a module and in the modules that it names."""
    for name in sorted(names & owner.keys()):
        value = owner[name]
        if not isinstance(value, ModuleType):
            yield prefix + name, value
        elif depth and _is_own(getattr(value, "__file__", None) or ""):
            yield from _named(vars(value), names, f"{value.__name__}.", depth - 1)


def _of_class(cls: type) -> Iterator[Place]:
    for name, value in vars(cls).items():
        if not (name.startswith("__") and isinstance(value, (*_PLAIN, dict, tuple))):
            yield f"{cls.__name__}.{name}", value
    yield from (("", base) for base in cls.__bases__)


def _attributes(place: str, value: Any) -> list[Place]:
    held = vars(value) if hasattr(value, "__dict__") else {}
    slots = [name for cls in type(value).__mro__ for name in vars(cls).get("__slots__", ())]
    held = held | {name: getattr(value, name) for name in slots if hasattr(value, name)}
    return [(f"{place}.{name}", each) for name, each in held.items()]


def _is_own_class(cls: type) -> bool:
    file = getattr(sys.modules.get(cls.__module__), "__file__", None)
    return cls.__module__ not in sys.builtin_module_names if file is None else _is_own(file)


@lru_cache
def _is_own(file: str) -> bool:
    """Whether a file is somebody's own: neither Python's, nor of a framework, nor of this package."""
    path = Path(file)
    return bool(file) and not is_machinery(path) and PACKAGE not in path.parents


def _comparable(value: Any) -> object:
    """What tells whether a value is what it was: itself, the numbers of an array, a generator's state."""
    if isinstance(value, float | complex):
        return type(value).__name__, repr(value)
    if isinstance(value, int | str | bytes | type(None)):
        return value
    if isinstance(value, count):
        return repr(value)
    return _drawing(value) or _numbers(value) or _Same(value)


def _drawing(value: Any) -> str | None:
    if isinstance(value, random.Random):
        return repr(value.getstate())
    generator = value.bit_generator if isinstance(value, np.random.Generator) else value
    if isinstance(generator, np.random.BitGenerator):
        return repr(generator.state)
    return repr(value.get_state()) if isinstance(value, np.random.RandomState) else None


def _numbers(value: Any) -> tuple[object, ...] | None:
    """The shape and numbers of an array, of whichever library."""
    if not hasattr(value, "__array__"):
        return None
    try:
        array = np.asarray(value)
    except Exception:  # an array that has no numbers now, or is elsewhere: itself is compared
        return None
    return array.shape, str(array.dtype), array.tobytes()


@dataclass(frozen=True, eq=False)
class _Same:
    """A value that equals itself alone; kept, so that nothing else takes its identity."""

    value: object

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.value is self.value

    __hash__ = object.__hash__


def _generators() -> tuple[str, ...]:
    """The states of those that Python, NumPy and PyTorch draw random numbers from."""
    torch: Any = sys.modules.get("torch")
    name, numbers, *rest = np.random.get_state()
    found = (repr(random.getstate()), repr((name, *rest)), np.asarray(numbers).tobytes().hex())
    return (*found, *([torch.get_rng_state().numpy().tobytes().hex()] if torch is not None else []))
