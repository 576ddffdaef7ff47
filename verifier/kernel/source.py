"""Kernels to take away: source files that import nothing of this package."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module

from verifier.errors import InputError
from verifier.kernel.docstring import About
from verifier.system import System


def generate(
    system: System,
    target: str = "numpy",
    *,
    title: str | None = None,
    source: str | None = None,
    meanings: Mapping[str, str] | None = None,
    units: Mapping[str, str] | None = None,
) -> str:
    """The kernel as the text of a source file that needs nothing of this package.

    Parameters
    ----------
    system : System
    target : str
        One of `TARGETS`.
    title, source : str, optional
        What the method is, and where it is printed.
    meanings, units : mapping of str to str, optional
        What the system's names stand for, and in which unit, for the docstring.

    Raises
    ------
    InputError
        When there is no such target.
    """
    if target not in TARGETS:
        raise InputError(f"kernel: there is no target '{target}'; choose one of: {', '.join(TARGETS)}")
    write: Callable[[System, About], str] = import_module(TARGETS[target]).source
    return write(system, About(title, source, meanings or {}, units or {}))


TARGETS: Mapping[str, str] = {
    "numpy": "verifier.kernel.plain",
    "blocked": "verifier.kernel.blocked",
    "numba": "verifier.kernel.loop",
}
"""What kernels can be generated for, and the module whose ``source(system, about)`` writes the file."""
