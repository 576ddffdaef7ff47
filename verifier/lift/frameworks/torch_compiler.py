"""PyTorch's compiler, imported only where more of it is asked for than code that runs uncompiled asks.

An optimizer's ``step`` and every function that is kept from the compiler import ``torch._dynamo``, which
takes as long as PyTorch itself, to be told that nothing is compiled.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import Any

NAME = "torch._dynamo"
_ASKED_OF_PACKAGES = "__path__"


class _Absent(ModuleType):
    """Stands for the compiler until anything else of it is read: then the compiler itself is imported."""

    @staticmethod
    def graph_break(msg: str = "") -> None:
        """Where nothing is compiled there is no graph to end."""

    @staticmethod
    def disable(fn: Callable[..., Any], recursive: bool = True, *, wrapping: bool = True) -> Any:
        """The function, kept from the compiler once there is one."""

        def kept_from_it(*args: Any, **kwargs: Any) -> Any:
            absent = isinstance(sys.modules[NAME], _Absent)
            called = fn if absent else sys.modules[NAME].disable(fn, recursive, wrapping=wrapping)
            return called(*args, **kwargs)

        return kept_from_it

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name != _ASKED_OF_PACKAGES:  # what is asked of any module
            raise AttributeError(name)
        return getattr(_compiler(), name)


def leave_out() -> None:
    """In this process, which is one for reading: do not import the compiler before it is used."""
    import torch

    if NAME not in sys.modules:
        sys.modules[NAME] = torch._dynamo = _Absent(NAME)


def _compiler() -> ModuleType:
    """The compiler itself, in its place."""
    import torch

    if isinstance(sys.modules.get(NAME), _Absent):
        del sys.modules[NAME], torch._dynamo
    return import_module(NAME)
