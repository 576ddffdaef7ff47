"""Formula files run as the Python that they are, over decimals of 60 digits that may be undefined.

Shares no code with `verifier`: the text is compiled by Python itself, once its numbers are exact and its
``return`` says what all names hold.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import Any

import mpmath

DIGITS = 60
CLOSE = mpmath.mpf(10) ** -45

Oracle = Callable[[int, "Real"], "Real"]
"""The gradient at a step and a point."""


class Real:
    """A real number, or none: what an operation gives that does not exist."""

    def __init__(self, value: Any = None) -> None:
        if isinstance(value, Fraction):
            value = mpmath.mpf(value.numerator) / value.denominator
        elif isinstance(value, Real):
            value = value.value
        self.value = None if value is None else mpmath.mpf(value)

    def _with(self, other: Any, operation: Callable[[Any, Any], Any]) -> Real:
        x, y = self.value, Real(other).value
        return Real() if x is None or y is None else Real(operation(x, y))

    def __add__(self, other: Any) -> Real:
        return self._with(other, lambda x, y: x + y)

    def __sub__(self, other: Any) -> Real:
        return self._with(other, lambda x, y: x - y)

    def __mul__(self, other: Any) -> Real:
        return self._with(other, lambda x, y: x * y)

    def __truediv__(self, other: Any) -> Real:
        return self._with(other, lambda x, y: None if y == 0 else x / y)

    def __pow__(self, other: Any) -> Real:
        return self._with(other, power)

    def __radd__(self, other: Any) -> Real:
        return Real(other) + self

    def __rsub__(self, other: Any) -> Real:
        return Real(other) - self

    def __rmul__(self, other: Any) -> Real:
        return Real(other) * self

    def __rtruediv__(self, other: Any) -> Real:
        return Real(other) / self

    def __rpow__(self, other: Any) -> Real:
        return Real(other) ** self

    def __neg__(self) -> Real:
        return Real(0) - self

    def __pos__(self) -> Real:
        return self

    def __abs__(self) -> Real:
        return self if self.value is None else Real(abs(self.value))

    def __eq__(self, other: object) -> bool:
        return near(self, Real(other))

    def __lt__(self, other: Any) -> bool:
        x, y = self.value, Real(other).value
        return x is not None and y is not None and x < y and not near(self, Real(other))

    def __le__(self, other: Any) -> bool:
        return self < other or self == other

    def __gt__(self, other: Any) -> bool:
        return Real(other) < self

    def __ge__(self, other: Any) -> bool:
        return Real(other) <= self

    def __hash__(self) -> int:
        return 0

    def __repr__(self) -> str:
        return "undefined" if self.value is None else str(mpmath.nstr(self.value, 20))


def near(x: Real, y: Real) -> bool:
    """Whether two are the same up to what 60 digits lose; two undefined ones are."""
    if x.value is None or y.value is None:
        return x.value is y.value
    return bool(abs(x.value - y.value) <= CLOSE * max(1, abs(x.value), abs(y.value)))


def power(x: Any, y: Any) -> Any:
    """``0**0`` is one; a root of a negative number, and a negative power of zero, are none."""
    whole = bool(mpmath.isint(y))
    if x == 0:
        return 1 if y == 0 else None if y < 0 else 0
    return x ** int(y) if whole else None if x < 0 else x**y


def only(operation: Callable[..., Any]) -> Callable[..., Real]:
    """A function of numbers on reals: undefined where an argument is."""

    def lifted(*given: Any) -> Real:
        arguments = [Real(x).value for x in given]
        return Real() if None in arguments else Real(operation(*arguments))

    return lifted


FUNCTIONS: dict[str, Any] = {
    "sqrt": lambda x: Real(x) ** Fraction(1, 2),
    "abs": abs,
    "sign": only(mpmath.sign),
    "max": only(max),
    "min": only(min),
    "maximum": only(max),
    "minimum": only(min),
    "exp": only(mpmath.exp),
    "log": only(lambda x: mpmath.log(x) if x > 0 else None),
    "clip": only(lambda x, low, high: min(max(x, low), high)),
    "where": lambda condition, yes, no: Real(yes) if condition else Real(no),
    "square": lambda x: x**2,
    "power": lambda x, y: x**y,
    "reciprocal": lambda x: Real(1) / x,
    "rsqrt": lambda x: Real(1) / Real(x) ** Fraction(1, 2),
    "Real": Real,
    "Fraction": Fraction,
}


class _Exact(ast.NodeTransformer):
    """Numbers become exact, and every end of the step says what the names hold."""

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if type(node.value) in (int, float):
            return ast.parse(f"Real(Fraction({str(node.value)!r}))", mode="eval").body
        return node

    def visit_Return(self, node: ast.Return) -> ast.AST:
        value = ast.unparse(self.visit(node.value)) if node.value else "None"
        return ast.parse(f"return ({value}, locals())").body[0]

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.body = [self.visit(statement) for statement in node.body]
        node.body.append(ast.parse("return (None, locals())").body[0])
        node.args.kwonlyargs = [ast.arg(each.arg) for each in node.args.kwonlyargs]
        return node


@dataclass(frozen=True)
class Step:
    """A formula file that can be run: its parameters, and the function that Python makes of it."""

    run: Callable[..., tuple[Any, dict[str, Any]]]
    reads: tuple[str, ...]
    starts: Mapping[str, str]
    hypers: tuple[str, ...]
    sequences: frozenset[str] = field(default_factory=frozenset)


@lru_cache(maxsize=512)
def read(text: str) -> Step:
    """The one function of a formula file."""
    tree = ast.parse(text)
    (function,) = tree.body
    assert isinstance(function, ast.FunctionDef)
    given = [each.arg for each in function.args.args]
    defaults = [
        ast.unparse(each) if not isinstance(each, ast.Constant) else str(each.value)
        for each in function.args.defaults
    ]
    states = dict(zip(given[len(given) - len(defaults) :], defaults, strict=True))
    sequences = {
        n.value.id
        for n in ast.walk(function)
        if isinstance(n, ast.Subscript) and isinstance(n.value, ast.Name)
    }
    hypers = tuple(each.arg for each in function.args.kwonlyargs)
    function.args.defaults, function.args.kw_defaults = [], [None] * len(hypers)
    whole = ast.fix_missing_locations(_Exact().visit(tree))
    names = dict(FUNCTIONS)
    exec(compile(whole, "<formula file>", "exec"), names)
    return Step(names[function.name], tuple(given), states, hypers, frozenset(sequences))


def evaluated(text: str, names: Mapping[str, Any]) -> Real:
    """An expression, as the verifier prints one."""
    tree = ast.fix_missing_locations(_Exact().visit(ast.parse(text, mode="eval")))
    return Real(eval(compile(tree, "<expression>", "eval"), FUNCTIONS | dict(names)))


@dataclass(frozen=True)
class Course:
    """What a run did: query points of each step, weights and states after each step."""

    queries: list[Real]
    weights: list[Real]
    states: list[dict[str, Real]]


class _Sequence:
    """A given sequence: its element at an index; the last one is held."""

    def __init__(self, at: Callable[[int], Real]) -> None:
        self.at = at

    def __getitem__(self, index: Real) -> Real:
        return self.at(int(Real(index).value))


def course(
    text: str, hypers: Callable[[int], Mapping[str, Real]], w0: Any, oracle: Oracle, steps: int
) -> Course:
    """Run a formula file; ``hypers`` gives the hyperparameters of each step, of step 0 for the start."""
    step = read(text)
    first = {name: hypers(0)[name] for name in step.hypers}
    weight = Real(w0)
    states = {name: evaluated(start, first | {"w": weight}) for name, start in step.starts.items()}
    done = Course([], [weight], [states])
    for t in range(1, steps + 1):
        weight, states = _advanced(step, hypers, oracle, t, done)
        done.weights.append(weight)
        done.states.append(states)
    return done


def _advanced(
    step: Step, hypers: Callable[[int], Mapping[str, Real]], oracle: Oracle, t: int, done: Course
) -> tuple[Real, dict[str, Real]]:
    old = {"w": done.weights[-1], "t": Real(t), **done.states[-1]}
    asked: list[Real] = []

    def grad(point: Any) -> Real:
        asked.append(Real(point))
        return oracle(t, Real(point))

    if "g" in step.reads:
        old["g"] = grad(done.weights[-1])
    step.run.__globals__["grad"] = grad
    here = {
        n: _Sequence(lambda i, n=n: hypers(i)[n]) if n in step.sequences else hypers(t)[n]
        for n in step.hypers
    }
    result, names = step.run(*[old[name] for name in step.reads], **here)
    done.queries.append(asked[0] if asked else done.weights[-1])
    if isinstance(result, tuple):
        return Real(result[0]), {n: Real(x) for n, x in zip(step.starts, result[1:], strict=True)}
    return Real(names["w"] if result is None else result), {n: Real(names[n]) for n in step.starts}


def fixed(values: Mapping[str, Real]) -> Callable[[int], Mapping[str, Real]]:
    """Hyperparameters that are the same at each step."""
    return lambda t: values


def listed(gradients: Sequence[Any]) -> Oracle:
    """An oracle that gives the numbers of a list, whatever the point."""
    return lambda t, point: Real(gradients[t - 1])
