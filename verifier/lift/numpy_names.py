"""NumPy's makers of arrays, which ask none of their arguments: replaced while a kernel is traced."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from verifier.lift.branches import Branches
from verifier.lift.numpy_arrays import Array, Number, check_type
from verifier.term import ONE, ZERO, Term

_AS_THEY_ARE = ("asarray", "asanyarray", "ascontiguousarray", "asfarray", "atleast_1d")
_COPIED = ("array",)
_NEW = {"zeros": ZERO, "ones": ONE, "empty": ZERO / ZERO}


@contextmanager
def replaced(branches: Branches) -> Iterator[None]:
    """Within, `np.asarray` lets arrays of terms pass, and `np.empty` makes one that terms can be put into.

    This changes NumPy for the whole process: use it in a process of its own.
    """
    names = [name for name in (*_AS_THEY_ARE, *_COPIED, *_NEW) if hasattr(np, name)]
    plain = {name: getattr(np, name) for name in names}
    for name in names:
        maker = _made(_NEW[name], branches) if name in _NEW else _passed(plain[name], name in _COPIED)
        setattr(np, name, maker)
    try:
        yield
    finally:
        for name in names:
            setattr(np, name, plain[name])


def _passed(plain: Callable[..., Any], copies: bool) -> Callable[..., Any]:
    def call(value: Any, dtype: Any = None, *rest: Any, **named: Any) -> Any:
        if not isinstance(value, Array | Number):
            return plain(value, dtype, *rest, **named)
        check_type(dtype)
        return value.copy() if copies and isinstance(value, Array) else value

    return call


def _made(value: Term, branches: Branches) -> Callable[..., Array]:
    def call(shape: Any, dtype: Any = None, *_: Any, **__: Any) -> Array:
        check_type(dtype)
        terms = np.ndarray(shape, dtype=object)
        terms[...] = value
        return Array(terms, branches)

    return call
