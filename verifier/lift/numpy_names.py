"""NumPy's makers of arrays, which ask none of their arguments: replaced while a kernel is traced."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from verifier.lift.branches import Branches
from verifier.lift.numpy_arrays import Array, Number, check_type, terms_of
from verifier.lift.term_arrays import Terms, single
from verifier.term import ONE, ZERO, Term

_AS_THEY_ARE = ("asarray", "asanyarray", "ascontiguousarray", "asfarray", "atleast_1d")
_COPIED = ("array",)
_NEW = {"zeros": ZERO, "ones": ONE, "empty": ZERO / ZERO}
_FILLED = "full"


@contextmanager
def replaced(branches: Branches) -> Iterator[None]:
    """Within, `np.asarray` lets arrays of terms pass, and `np.empty` makes one that terms can be put into.

    This changes NumPy for the whole process: use it in a process of its own.
    """
    names = [name for name in (*_AS_THEY_ARE, *_COPIED, *_NEW, _FILLED) if hasattr(np, name)]
    plain = {name: getattr(np, name) for name in names}
    makers = {name: _made(value, branches) for name, value in _NEW.items()} | {_FILLED: _filled(branches)}
    for name in names:
        setattr(np, name, makers.get(name) or _passed(plain[name], name in _COPIED))
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
        return _of(shape, single(value), dtype, branches)

    return call


def _filled(branches: Branches) -> Callable[..., Array]:
    def call(shape: Any, fill_value: Any, dtype: Any = None, *_: Any, **__: Any) -> Array:
        return _of(shape, terms_of(fill_value), dtype, branches)

    return call


def _of(shape: Any, value: Terms, dtype: Any, branches: Branches) -> Array:
    check_type(dtype)
    terms = np.ndarray(shape, dtype=object)
    terms[...] = value
    return Array(terms, branches)
