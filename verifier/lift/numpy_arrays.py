"""Arrays that hold terms, for tracing NumPy code: every element a term, the shapes and views NumPy's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NoReturn

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from verifier.lift.branches import Branches
from verifier.lift.numpy_functions import UFUNCS, choose
from verifier.lift.reals import Real, Untraceable, as_condition, is_condition, literal
from verifier.lift.term_arrays import Terms, elementwise, filled, single
from verifier.term import ONE, ZERO, Term

_ACROSS = "joins several coordinates; only what acts on each coordinate alone is traced"


class Array(NDArrayOperatorsMixin):
    """An array of terms that NumPy's functions take for one of float64.

    Parameters
    ----------
    terms : ndarray of object
        A view of it is a view of the array: slices are written through.
    branches : Branches
        Who answers when code asks whether an element is true.
    """

    __slots__ = ("branches", "terms")
    dtype = np.dtype(float)

    def __init__(self, terms: Terms, branches: Branches) -> None:
        self.terms, self.branches = terms, branches

    shape = property(lambda self: self.terms.shape)
    ndim = property(lambda self: self.terms.ndim)
    size = property(lambda self: self.terms.size)
    T = property(lambda self: Array(self.terms.T, self.branches))

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **named: Any) -> Any:
        return applied(self.branches, ufunc, method, inputs, named)

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        return called(self.branches, func, args, kwargs)

    def __array__(self, *_: Any, **__: Any) -> NoReturn:
        raise Untraceable("NumPy makes a plain array of one that is traced")

    def __len__(self) -> int:
        return len(self.terms)

    def __getitem__(self, index: Any) -> Array:
        if isinstance(index, Array):
            raise Untraceable("`x[mask]` picks elements by their values; `np.where(mask, a, b)` is traced")
        found = self.terms[index]
        return Array(found if isinstance(found, np.ndarray) else single(found), self.branches)

    def __setitem__(self, index: Any, value: Any) -> None:
        if isinstance(index, Array):
            chosen = elementwise(choose, [index.terms, terms_of(value), self.terms])
            self.terms[...] = chosen
        else:
            new = terms_of(value)
            self.terms[index] = new if new.ndim else new[()]  # NumPy would put the array into the place

    def __bool__(self) -> bool:
        return self._decision(as_condition(self._only()))

    def _only(self) -> Term:
        if self.size != 1:
            raise Untraceable(f"the truth of {self.size} elements at once; `np.where` decides for each")
        found = self.terms.reshape(-1)[0]
        assert isinstance(found, Term)
        return found

    def _decision(self, condition: Term) -> bool:
        return self.branches.decide(condition, True)

    def _refused(self, *_: object) -> NoReturn:
        raise Untraceable("a conversion of an array to a number")

    __float__ = __int__ = __index__ = _refused

    def __iter__(self) -> Iterator[Array]:
        return (self[i] for i in range(len(self)))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise Untraceable(
            f"`.{name}` of an array is not traced" if name not in _JOINING else f"`.{name}` {_ACROSS}"
        )

    def reshape(self, *shape: Any, **_: Any) -> Array:
        """A view of another shape."""
        return Array(self.terms.reshape(*shape), self.branches)

    def ravel(self, *_: Any) -> Array:
        """A view of one dimension."""
        return Array(self.terms.reshape(-1), self.branches)

    def flatten(self, *_: Any) -> Array:
        """A copy of one dimension."""
        return Array(self.terms.reshape(-1).copy(), self.branches)

    def copy(self, order: str = "C") -> Array:
        """An array of its own with the same elements."""
        return Array(self.terms.copy(), self.branches)

    def astype(self, dtype: Any, **_: Any) -> Array:
        """A copy as float64; other types round, and are refused."""
        check_type(dtype)
        return self.copy()

    def fill(self, value: Any) -> None:
        """Let every element be one number."""
        self.terms[...] = terms_of(value)

    def clip(self, low: Any = None, high: Any = None, out: Any = None) -> Any:
        """The elements between two bounds."""
        return np.clip(self, low, high, out=out)


class Number(Real):
    """A symbolic float that NumPy's functions take as well."""

    __slots__ = ()

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **named: Any) -> Any:
        return applied(self.branches, ufunc, method, inputs, named)

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        return called(self.branches, func, args, kwargs)


def terms_of(value: Any) -> Terms:
    """The terms of an operand: an array of terms, a symbolic float, numbers."""
    if isinstance(value, Array):
        return value.terms
    if isinstance(value, Real):
        return single(value.term)
    array = np.asarray(value)
    if array.dtype.kind not in "fiub":
        raise Untraceable(f"an array of {array.dtype}")
    return filled(array.shape, (_literal(number) for number in array.flat))


def _literal(number: Any) -> Term:
    """A number as written: of a float of lower precision the shortest decimal in that precision."""
    return literal(float(str(number)) if isinstance(number, np.floating) else int(number))


_JOINING = frozenset(
    "sum mean max min prod std var dot any all argmax argmin cumsum sort norm trace ptp argsort".split()
)


def check_type(dtype: Any) -> None:
    """Refuse types that hold fewer numbers than float64."""
    if dtype is not None and np.dtype(dtype) not in (np.dtype(float), np.dtype(bool)):
        raise Untraceable(f"a conversion to {np.dtype(dtype)}, which rounds")


def applied(
    branches: Branches, ufunc: np.ufunc, method: str, inputs: tuple[Any, ...], named: Mapping[str, Any]
) -> Any:
    """What a NumPy function of each element makes of terms.

    Raises
    ------
    Untraceable
        When it is not one of `UFUNCS`, or joins elements.
    """
    if method != "__call__":
        raise Untraceable(f"`np.{ufunc.__name__}.{method}` {_ACROSS}")
    if ufunc.__name__ not in UFUNCS:
        raise Untraceable(f"`np.{ufunc.__name__}` is not traced")
    check_type(named.get("dtype"))
    values = elementwise(UFUNCS[ufunc.__name__], map(terms_of, inputs))
    (out,) = named.get("out") or (None,)
    mask = named.get("where", True)
    if out is None:
        if mask is not True:
            raise Untraceable("`where=` without `out=` leaves elements that nobody wrote")
        return scalar_or_array(values, branches)
    if not isinstance(out, Array):
        raise Untraceable("a result written into a plain array, which cannot hold it")
    out.terms[...] = values if mask is True else elementwise(choose, [terms_of(mask), values, out.terms])
    return out


def scalar_or_array(values: Terms, branches: Branches) -> Any:
    """A symbolic float for a single number, an array for everything else."""
    if values.ndim:
        return Array(values, branches)
    (found,) = values.reshape(-1)
    return Array(values, branches) if is_condition(found) else Number(0.5772156649015329, found, branches)


def called(branches: Branches, func: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
    """What one of NumPy's other functions makes of terms.

    Raises
    ------
    Untraceable
        When it is not known here.
    """
    name = func.__name__
    if name not in _FUNCTIONS:
        linear = "linalg" in func.__module__
        told = _ACROSS if name in _JOINING or linear else "is not traced"
        raise Untraceable(f"`np.{'linalg.' * linear}{name}` {told}")
    return _FUNCTIONS[name](branches, *args, **kwargs)


def _where(branches: Branches, condition: Any, yes: Any, no: Any) -> Any:
    return scalar_or_array(elementwise(choose, map(terms_of, (condition, yes, no))), branches)


def _bounded(
    branches: Branches, x: Any, low: Any = None, high: Any = None, out: Any = None, **named: Any
) -> Any:
    low, high = named.get("min", low), named.get("max", high)
    values = terms_of(x)
    for bound, op in ((low, "maximum"), (high, "minimum")):
        if bound is not None:
            values = elementwise(UFUNCS[op], [values, terms_of(bound)])
    if out is None:
        return scalar_or_array(values, branches)
    out.terms[...] = values
    return out


def _like(value: Term | None) -> Callable[..., Array]:
    def make(branches: Branches, x: Any, fill_value: Any = None, dtype: Any = None, **_: Any) -> Array:
        check_type(dtype)
        content = value if value is not None else terms_of(fill_value)
        terms = np.ndarray(terms_of(x).shape, dtype=object)
        terms[...] = content
        return Array(terms, branches)

    return make


def _copied(branches: Branches, x: Any, **_: Any) -> Any:
    return scalar_or_array(terms_of(x).copy(), branches)


def _copyto(branches: Branches, target: Array, source: Any, where: Any = True, **_: Any) -> None:
    mask = np.array(where, dtype=object) if where is True else terms_of(where)
    values = terms_of(source)
    chosen = values if where is True else elementwise(choose, [mask, values, target.terms])
    target.terms[...] = chosen


_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "where": _where,
    "clip": _bounded,
    "zeros_like": _like(ZERO),
    "ones_like": _like(ONE),
    "empty_like": _like(ZERO / ZERO),
    "full_like": _like(None),
    "copy": _copied,
    "copyto": _copyto,
    "shape": lambda _, x: terms_of(x).shape,
    "ndim": lambda _, x: terms_of(x).ndim,
    "size": lambda _, x: terms_of(x).size,
    "reshape": lambda _, x, *shape, **__: x.reshape(*shape),
    "ravel": lambda _, x, *__: x.ravel(),
}
