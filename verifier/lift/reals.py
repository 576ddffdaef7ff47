"""Numbers for tracing Python code: floats that carry their terms."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import Any, NoReturn

from verifier.errors import InputError
from verifier.lift.branches import Branches
from verifier.lift.frameworks import stairs
from verifier.lift.frameworks.meaning import exact
from verifier.term import CONNECTIVES, ONE, RELATIONS, ZERO, Term, sqrt, symbols, where


class Untraceable(InputError):
    """Code did something that a trace cannot follow: the message names the operation."""


def literal(number: float | int) -> Term:
    """A number written in code as an exact one: the shortest decimal that rounds to it (`exact`).

    Raises
    ------
    Untraceable
        When it is infinite or no number.

    Examples
    --------
    >>> literal(0.96)
    24/25
    """
    if isinstance(number, int):
        return Term("num", Fraction(number))
    if not math.isfinite(number):
        raise Untraceable(f"the number {number} is not finite; a formula has none such")
    return Term("num", exact(float.__float__(number)))


def is_condition(value: Term) -> bool:
    """Whether a term is true or false, and not a number."""
    return value.op in RELATIONS or value.op in CONNECTIVES


def as_number(value: Term) -> Term:
    """A truth value as 1 or 0; a number as itself."""
    return where(value, ONE, ZERO) if is_condition(value) else value


def as_condition(value: Term) -> Term:
    """A number as whether it is not 0; a truth value as itself."""
    return value if is_condition(value) else Term("ne", value, ZERO)


def relation(op: str, left: Term, right: Term) -> Term:
    """A comparison, written with the relations that terms have."""
    if op in ("gt", "ge"):
        return Term("lt" if op == "gt" else "le", right, left)
    return Term(op, left, right)


class Real(float):
    """A float that carries its term.

    Its own value is one that the term might have. Arithmetic gives such floats again; a comparison
    is a branch of the program that is traced.

    Parameters
    ----------
    value : float
    term : Term
    branches : Branches
        Who answers comparisons.
    """

    __slots__ = ("branches", "term")
    term: Term
    branches: Branches

    def __new__(cls, value: float, term: Term, branches: Branches) -> Real:
        real = float.__new__(cls, value)
        real.term, real.branches = term, branches
        return real

    def _with(self, value: Callable[[], Any], term: Term) -> Real:
        return type(self)(_finite(value), term, self.branches)

    def _two(self, other: object, op: str, swap: bool = False) -> Any:
        if not isinstance(other, float | int):
            return NotImplemented
        a, b = (other, self) if swap else (self, other)
        left, right = _term(a), _term(b)
        return self._with(lambda: _VALUE[op](_plain(a), _plain(b)), _TERM[op](left, right))

    def __add__(self, other: Any) -> Any:
        return self._two(other, "add")

    def __radd__(self, other: Any) -> Any:
        return self._two(other, "add", swap=True)

    def __sub__(self, other: Any) -> Any:
        return self._two(other, "sub")

    def __rsub__(self, other: Any) -> Any:
        return self._two(other, "sub", swap=True)

    def __mul__(self, other: Any) -> Any:
        return self._two(other, "mul")

    def __rmul__(self, other: Any) -> Any:
        return self._two(other, "mul", swap=True)

    def __truediv__(self, other: Any) -> Any:
        return self._two(other, "div")

    def __rtruediv__(self, other: Any) -> Any:
        return self._two(other, "div", swap=True)

    def __pow__(self, other: Any, modulo: None = None) -> Any:
        return self._two(other, "pow")

    def __rpow__(self, other: Any, modulo: None = None) -> Any:
        return self._two(other, "pow", swap=True)

    def __neg__(self) -> Any:
        return self._with(lambda: -_plain(self), -self.term)

    def __pos__(self) -> Any:
        return self

    def __abs__(self) -> Any:
        return self._with(lambda: abs(_plain(self)), Term("abs", self.term))

    def sqrt(self) -> Real:
        """The square root, as `math.sqrt` gives it."""
        return self._with(lambda: math.sqrt(_plain(self)), sqrt(self.term))

    def exp(self) -> Real:
        """The exponential, as `math.exp` gives it."""
        return self._with(lambda: math.exp(_plain(self)), Term("exp", self.term))

    def log(self) -> Real:
        """The natural logarithm, as `math.log` gives it."""
        return self._with(lambda: math.log(_plain(self)), Term("log", self.term))

    def floor(self) -> Real:
        """The number rounded down, as `math.floor` gives it; read where it counts steps (`stairs`)."""
        return self._with(lambda: math.floor(_plain(self)), stairs.floor(self.term))

    def whole(self) -> Real:
        """The number without what is behind the point, as `int` gives it."""
        return self._with(lambda: math.trunc(_plain(self)), stairs.truncated(self.term))

    def ceil(self) -> Real:
        """The number rounded up, as `math.ceil` gives it."""
        return self._with(lambda: math.ceil(_plain(self)), stairs.ceiling(self.term))

    def pow(self, other: float) -> Real:
        """The power, as `math.pow` gives it."""
        found: Real = self**other
        return found

    def __mod__(self, other: Any) -> Any:
        return self._two(other, "mod")

    def __rmod__(self, other: Any) -> Any:
        return self._two(other, "mod", swap=True)

    def __floordiv__(self, other: Any) -> Any:
        return self._two(other, "floordiv")

    def __rfloordiv__(self, other: Any) -> Any:
        return self._two(other, "floordiv", swap=True)

    def __index__(self) -> int:
        """A whole number for a place in a list: what depends on it is found by running with others.

        Raises
        ------
        Stairs
            When it is one of a hyperparameter, of which what is written is to be taken.
        """
        names = tuple(dict.fromkeys(symbol.name for symbol in symbols([self.term], "hyper")))
        if names:
            raise stairs.Stairs(names)
        value = _plain(self)
        if value != int(value):
            self._refused()
        self.branches.escaped = True
        return int(value)

    def _compare(self, other: object, op: str) -> Any:
        if not isinstance(other, float | int):
            return NotImplemented
        actual = bool(getattr(operator, op)(_plain(self), _plain(other)))
        if isinstance(other, float) and math.isinf(other):
            return actual
        return self.branches.decide(relation(op, self.term, _term(other)), actual)

    def __lt__(self, other: Any) -> Any:
        return self._compare(other, "lt")

    def __le__(self, other: Any) -> Any:
        return self._compare(other, "le")

    def __gt__(self, other: Any) -> Any:
        return self._compare(other, "gt")

    def __ge__(self, other: Any) -> Any:
        return self._compare(other, "ge")

    def __eq__(self, other: object) -> Any:
        return self._compare(other, "eq")

    def __ne__(self, other: object) -> Any:
        return self._compare(other, "ne")

    def __bool__(self) -> bool:
        return self.branches.decide(as_condition(self.term), float.__bool__(self))

    __hash__ = float.__hash__

    def _refused(self, *_: object) -> NoReturn:
        raise Untraceable("`float`, `int`, `round` or `divmod` of a number that the formula depends on")

    __float__ = __int__ = __trunc__ = __floor__ = __ceil__ = __round__ = _refused
    __divmod__ = __rdivmod__ = is_integer = as_integer_ratio = hex = _refused

    def __reduce__(self) -> NoReturn:
        raise Untraceable("a number that the formula depends on leaves the process")

    def __deepcopy__(self, memo: object) -> Real:
        return self

    def __copy__(self) -> Real:
        return self


_VALUE: dict[str, Callable[[Any, Any], Any]] = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "div": operator.truediv,
    "pow": operator.pow,
    "mod": operator.mod,
    "floordiv": operator.floordiv,
}
_TERM: dict[str, Callable[[Any, Any], Any]] = {
    **_VALUE,
    "mod": lambda a, b: Term(stairs.REST, a, b),
    "floordiv": lambda a, b: Term(stairs.WHOLE, a, b),
}


def _term(number: object) -> Term:
    if isinstance(number, Real):
        return number.term
    assert isinstance(number, float | int)
    return literal(number)


def _plain(number: Any) -> float | int:
    return float.__add__(number, 0.0) if isinstance(number, Real) else number


def _finite(value: Callable[[], Any]) -> float:
    """The value, or, where there is none, a number of no significance: only terms are read."""
    try:
        found = value()
    except (ArithmeticError, ValueError):
        return 0.7320508075688772
    return float(found) if isinstance(found, float | int) and math.isfinite(found) else 0.7320508075688772


@contextmanager
def symbolic_math() -> Iterator[None]:
    """Within, the functions of `math` take symbolic floats, whoever calls them in this process."""
    names = ("sqrt", "exp", "log", "pow", "floor", "ceil")
    plain: dict[str, Callable[..., Any]] = {name: getattr(math, name) for name in names}

    def either(name: str) -> Callable[..., Any]:
        def call(x: Any, *more: Any) -> Any:
            if isinstance(x, float) and hasattr(x, name) and len(more) == (name == "pow"):
                return getattr(x, name)(*more)
            if name == "pow" and isinstance(more[-1], float) and hasattr(more[-1], name):
                return x ** more[-1]
            return plain[name](x, *more)

        return call

    for name in names:
        setattr(math, name, either(name))
    try:
        yield
    finally:
        for name in names:
            setattr(math, name, plain[name])
