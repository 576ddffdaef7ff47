"""Errors of somebody's own optimizer: where its code raised them, and what they say, in one line."""

from __future__ import annotations

import sys
import traceback
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from verifier.errors import InputError
from verifier.lift.frameworks.call import FrameworkCall

PACKAGE = Path(__file__).resolve().parents[2]
"""The folder of this package."""
_FOREIGN = ("torch", "keras", "jax", "jaxlib", "optax", "numpy", "ml_dtypes")
_STANDARD = Path(traceback.__file__).parent
_OPTIMIZERS = ("optim", "optimizers")
_BASES = ("optimizer.py", "base_optimizer.py")


class Placed(InputError):
    """What is not read, with the line that it is from."""


def own_module(call: FrameworkCall) -> ModuleType:
    """The module in which the class of a call is written.

    Raises
    ------
    InputError
        When it cannot be imported in this process.
    """
    assert call.module is not None
    try:
        return import_module(call.module)
    except Exception as error:  # a module of anyone's may raise anything
        raise InputError(f"{call}: the module {call.module} cannot be imported: {said(error)}") from error


def own_names(call: FrameworkCall) -> list[dict[str, Any]]:
    """The global names of the code of an optimizer of one's own, in all modules of its package."""
    if call.module is None:
        return []
    package = call.module.partition(".")[0]
    return [vars(m) for name, m in sys.modules.items() if name.partition(".")[0] == package]


def said(error: Exception) -> str:
    """Kind and message of an error in one line; the line that raised it where there is no message."""
    first = str(error).strip().partition("\n\n")[0].partition("\n-----")[0]
    line = traceback.extract_tb(error.__traceback__)[-1].line if error.__traceback__ else None
    return f"{type(error).__name__}: {' '.join(first.split()) or line or 'it says no more'}"


def is_ours(error: Exception) -> bool:
    """Whether code of this package raised it."""
    frames = traceback.extract_tb(error.__traceback__)
    return bool(frames) and PACKAGE in Path(frames[-1].filename).parents


def place(error: Exception) -> str:
    """The innermost line of an optimizer's own code on the way to an error: ``mine.py:12: ``."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if path.suffix == ".py" and PACKAGE not in path.parents and not is_machinery(path):
            return f"{path.name}:{frame.lineno}: "
    return ""


def place_of(equation: Any) -> str:
    """The line of somebody's own code that a primitive of JAX was traced from; none of installed packages."""
    frames = getattr(getattr(equation.source_info, "traceback", None), "frames", ())
    for frame in frames:
        path = Path(frame.file_name)
        own = path.suffix == ".py" and PACKAGE not in path.parents and "site-packages" not in path.parts
        if own and _STANDARD not in path.parents:
            return f"{path.name}:{frame.line_num}"
    return ""


def is_machinery(path: Path) -> bool:
    """Whether a file is one of Python's, or of a framework and none of its optimizers."""
    if path.parent.name in _OPTIMIZERS and path.name not in _BASES:
        return False
    parts = path.parts
    package = parts[parts.index("site-packages") + 1] if "site-packages" in parts[:-1] else ""
    return package in _FOREIGN or (not package and _STANDARD in path.parents)
