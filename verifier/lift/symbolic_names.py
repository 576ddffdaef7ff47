"""`int` and `float` that let symbolic floats pass, put into the modules whose code is traced.

``int(step)`` gives a plain number: Python sees to that. So while code is traced, the names mean types that
are the plain ones but for what a call of them makes of a symbolic float.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from verifier.lift.reals import Real


def _is_symbolic(value: object) -> bool:
    """Whether it is a float of another kind that carries its term."""
    return isinstance(value, float) and hasattr(value, "term")


def _standing_for(plain: type, of_real: Callable[[Real], Any]) -> type:
    class Standing(type):
        """The type of a name that stands for a plain type."""

        def __call__(cls, *arguments: Any, **named: Any) -> Any:
            if len(arguments) == 1 and isinstance(arguments[0], Real):
                return of_real(arguments[0])
            if plain is float and len(arguments) == 1 and _is_symbolic(arguments[0]):
                return arguments[0]
            return plain(*arguments, **named)

        def __instancecheck__(cls, value: object) -> bool:
            return isinstance(value, plain)

        def __subclasscheck__(cls, other: type) -> bool:
            return issubclass(other, plain)

        def __eq__(cls, other: object) -> bool:
            return other is plain or other is cls

        __hash__ = type.__hash__

    return Standing(plain.__name__, (plain,), {"dtype": np.dtype(plain)})  # which NumPy asks a type for


@contextmanager
def symbolic_names(namespaces: Iterable[dict[str, Any]]) -> Iterator[None]:
    """Within, ``int(x)`` and ``float(x)`` give terms for symbolic floats to code with these global names."""
    names = {"int": _standing_for(int, Real.whole), "float": _standing_for(float, lambda real: real)}
    changed = [(owner, name) for owner in namespaces for name in names if name not in owner]
    for owner, name in changed:
        owner[name] = names[name]
    try:
        yield
    finally:
        for owner, name in changed:
            del owner[name]
