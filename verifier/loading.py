"""Loading the specifications: ours, whatever else is called ``specs``, with errors placed by line."""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType, TracebackType

from verifier.errors import InputError

SPECS = Path(__file__).resolve().parent.parent / "specs"
"""The folder of the specifications: beside the package, in a clone as in an installation."""


@cache
def module(name: str) -> ModuleType:
    """A module of our ``specs``; an error in its text names the file and the line."""
    with _our_specs():
        try:
            return import_module(name)
        except Exception as error:  # whatever the text of a specification does wrong is its author's to read
            place = _place(error)
            if place is None:
                raise
            raise InputError(f"{_shown(place[0])}:{place[1]}: {_said(error)}") from error


@contextmanager
def _our_specs() -> Iterator[None]:
    """Within, ``import specs`` means the package beside `verifier`, whatever else has that name.

    A folder ``specs/`` in the current directory comes first on the path of ``python -m verifier``,
    and the program that uses us may have imported a package ``specs`` of its own. So ours is imported
    from where it lies, and ``sys.modules`` is left as it was found; in between, ours wait there under
    names that nobody can import.
    """
    if _plainly_ours():
        yield
        return
    foreign = _take("specs")
    sys.modules.update({name.removeprefix("verifier:"): m for name, m in _take("verifier:specs").items()})
    try:
        if "specs" not in sys.modules:
            _import_from(SPECS)
        yield
    finally:
        sys.modules.update({f"verifier:{name}": module for name, module in _take("specs").items()})
        sys.modules.update(foreign)


def _plainly_ours() -> bool:
    try:
        spec = find_spec("specs")
    except ValueError:
        return False
    return spec is not None and spec.origin is not None and Path(spec.origin).resolve().parent == SPECS


def _take(package: str) -> dict[str, ModuleType]:
    chosen = [name for name in sys.modules if name == package or name.startswith(f"{package}.")]
    return {name: sys.modules.pop(name) for name in chosen}


def _import_from(folder: Path) -> None:
    start, places = folder / "__init__.py", [str(folder)]
    spec = spec_from_file_location(folder.name, start, submodule_search_locations=places)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[folder.name] = module_from_spec(spec)
    spec.loader.exec_module(module)


def _place(error: Exception) -> tuple[Path, int] | None:
    """The line of a specification at which an error was raised, if it was one's."""
    if isinstance(error, SyntaxError) and error.filename and SPECS in Path(error.filename).parents:
        return Path(error.filename), error.lineno or 1
    frames = [frame for frame in _frames(error.__traceback__) if SPECS in frame[0].parents]
    return _equation(frames[-1], str(error)) if frames else None


def _frames(traceback: TracebackType | None) -> Iterator[tuple[Path, int]]:
    while traceback is not None:
        yield Path(traceback.tb_frame.f_code.co_filename), traceback.tb_lineno
        traceback = traceback.tb_next


def _equation(place: tuple[Path, int], message: str) -> tuple[Path, int]:
    """The line of the equation that the message names, where it names one; else the line as given."""
    for node in ast.walk(ast.parse(place[0].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and len(node.args) == 2 and node.lineno >= place[1]:
            left = ast.unparse(node.args[0])
            if f": {left} = " in message:
                return place[0], node.lineno
    return place


def _said(error: Exception) -> str:
    if isinstance(error, InputError):
        return str(error)
    return f"{error.msg}" if isinstance(error, SyntaxError) else f"{type(error).__name__}: {error}"


def _shown(path: Path) -> str:
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative
