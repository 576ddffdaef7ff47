"""How far two computations of one recurrence in float64 may part: running error analysis.

Beside every value of a step go a bound of the error that the step's own operations make (half an ulp each,
two for a power or an exponential) and the value's derivatives by the weight and states before the step,
which pass on the errors of these (Higham 2002, Accuracy and Stability of Numerical Algorithms, section 3.3).
Frameworks take the operations in another order than the recurrence is written in; so the step's own errors
are doubled. Errors of second order are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import cos, exp, inf, log, sin

from verifier.system import System
from verifier.term import GRADIENT, STEP, WEIGHT, Term, fold, sequence, state

UNIT = 2.0**-53
"""Half an ulp of one."""
POWER = 4 * UNIT
"""What a power, an exponential or a logarithm is off by: two ulps."""
OTHER_ORDER = 2.0
CLOSE = 1e-6
"""A relative distance: of two values that are farther apart, rounding does not choose."""


@dataclass(frozen=True)
class Rounded:
    """A value of a step: ``error`` is the step's own, ``slopes`` pass on those before it."""

    value: float
    error: float = 0.0
    slopes: tuple[float, ...] = ()

    @property
    def exact(self) -> bool:
        """Whether nothing makes it err."""
        return self.error == 0 and not any(self.slopes)


def bounds(
    system: System, w0: float, gradients: Sequence[float], norms: Mapping[str, Sequence[float]]
) -> Iterator[tuple[float, float]]:
    """The weight after each step, with a bound of its error; the system has no hyperparameters but norms.

    Parameters
    ----------
    system : System
    w0 : float
    gradients : sequence of float
        For each step.
    norms : mapping of str to sequence of float
        By name what else is given at each step, rounded.
    """
    old = [WEIGHT, *(state(s.name) for s in system.states)]
    begun = _computed([s.initial for s in system.states], {WEIGHT: Rounded(w0)})
    values, errors = [w0, *(b.value for b in begun)], [0.0, *(b.error for b in begun)]
    roots = [system.weight, *(s.update for s in system.states)]
    for t, gradient in enumerate(gradients, start=1):
        given = {STEP: Rounded(float(t)), GRADIENT: Rounded(gradient)}
        given |= {sequence(n, 0): Rounded(each[t - 1], POWER * each[t - 1]) for n, each in norms.items()}
        given |= {
            s: Rounded(v, 0.0, _unit(i, len(old))) for i, (s, v) in enumerate(zip(old, values, strict=True))
        }
        new = _computed(roots, given)
        errors = [OTHER_ORDER * each.error + _passed(each.slopes, errors) for each in new]
        values = [each.value for each in new]
        yield values[0], errors[0]


def _unit(place: int, count: int) -> tuple[float, ...]:
    return tuple(float(i == place) for i in range(count))


def _passed(slopes: Sequence[float], errors: Sequence[float]) -> float:
    """What becomes of the errors before the step; what does not err has no say, whatever its slope."""
    return sum(abs(s) * e for s, e in zip(slopes, errors, strict=False) if e)


def _computed(roots: Sequence[Term], given: Mapping[Term, Rounded]) -> list[Rounded]:
    def combined(node: Term, args: tuple[Rounded, ...]) -> Rounded:
        if node.op == "num":
            number = float(node.value)
            return Rounded(number, 0.0 if Fraction(number) == node.value else UNIT * abs(number))
        if node.op == "sym":
            return given[node]
        return OPERATIONS[node.op](*args) if node.op in OPERATIONS else _decided(node.op, *args)

    found = fold(roots, combined)
    return [found[root] for root in roots]


def _passing(value: float, own: float, *parts: tuple[float, Rounded]) -> Rounded:
    """A value with the error of its operation, and its derivative by each argument."""
    width = max(len(each.slopes) for _, each in parts)
    slopes = [0.0] * width
    error = own
    for slope, each in parts:
        error += abs(slope) * each.error if each.error else 0.0
        for i, s in enumerate(each.slopes):
            slopes[i] += slope * s if s else 0.0
    return Rounded(value, error, tuple(slopes))


def _add(a: Rounded, b: Rounded) -> Rounded:
    value = a.value + b.value
    own = 0.0 if 0 in (a.value, b.value) or _are_whole(a, b, value) else UNIT * abs(value)
    return _passing(value, own, (1.0, a), (1.0, b))


def _are_whole(a: Rounded, b: Rounded, value: float) -> bool:
    """Whether these are whole numbers, as of steps, with which sums are exact in any order."""
    return a.exact and b.exact and a.value.is_integer() and b.value.is_integer() and abs(value) < 1 / UNIT


def _multiply(a: Rounded, b: Rounded) -> Rounded:
    value = a.value * b.value
    own = 0.0 if 1 in (abs(a.value), abs(b.value)) else UNIT * abs(value)
    return _passing(value, own, (b.value, a), (a.value, b))


def _divide(a: Rounded, b: Rounded) -> Rounded:
    if b.value == 0:
        return Rounded(inf, inf)
    value = a.value / b.value
    own = 0.0 if abs(b.value) == 1 else UNIT * abs(value)
    return _passing(value, own, (1 / b.value, a), (-value / b.value, b))


def _power(a: Rounded, b: Rounded) -> Rounded:
    x, y = a.value, b.value
    if (x < 0 and y != int(y)) or (x == 0 and y < 0):
        return Rounded(inf, inf)
    value = float(x**y)
    slope = y * value / x if x else (0.0 if y > 1 else inf if y else 0.0)
    own = 0.0 if (x in (0, 1) or y in (0, 1)) and a.exact and b.exact else POWER * abs(value)
    return _passing(value, own, (slope, a), (value * log(x) if x > 0 else 0.0, b))


def _maximum(a: Rounded, b: Rounded) -> Rounded:
    return _larger(a, b, a.value >= b.value)


def _minimum(a: Rounded, b: Rounded) -> Rounded:
    return _larger(a, b, a.value <= b.value)


def _larger(a: Rounded, b: Rounded, first: bool) -> Rounded:
    """One of two; as rounding may choose the other, with the larger error and slope of both."""
    wide = max(len(a.slopes), len(b.slopes))
    x, y = (each.slopes or (0.0,) * wide for each in (a, b))
    if abs(a.value - b.value) > CLOSE * max(abs(a.value), abs(b.value)):
        return a if first else b
    slopes = tuple(max(abs(p), abs(q)) for p, q in zip(x, y, strict=True))
    return Rounded((a if first else b).value, max(a.error, b.error), slopes)


def _sign(a: Rounded) -> Rounded:
    doubtful = 0 < abs(a.value) <= NEAR or (a.value == 0 and not a.exact and a.error > 0)
    return Rounded(float((a.value > 0) - (a.value < 0)), inf if doubtful else 0.0)


def _exponential(a: Rounded) -> Rounded:
    value = exp(a.value)
    return _passing(value, POWER * value, (value, a))


def _cosine(a: Rounded) -> Rounded:
    return _passing(cos(a.value), POWER, (-sin(a.value), a))


def _logarithm(a: Rounded) -> Rounded:
    if a.value <= 0:
        return Rounded(inf, inf)
    value = log(a.value)
    return _passing(value, POWER * abs(value), (1 / a.value, a))


def _where(condition: Rounded, yes: Rounded, no: Rounded) -> Rounded:
    """One of two; where rounding may have chosen, the two must be the same but for rounding."""
    chosen = yes if condition.value else no
    if not condition.error:
        return chosen
    apart = abs(yes.value - no.value)
    if not apart <= CLOSE * max(abs(yes.value), abs(no.value)):
        return Rounded(chosen.value, inf, chosen.slopes)
    either = _larger(yes, no, bool(condition.value))
    return Rounded(chosen.value, either.error + apart, either.slopes)


NEAR = 1e-12
"""So near to a jump rounding may decide on which side a value lies."""

OPERATIONS: Mapping[str, Callable[..., Rounded]] = {
    "add": _add,
    "mul": _multiply,
    "div": _divide,
    "pow": _power,
    "max": _maximum,
    "min": _minimum,
    "sign": _sign,
    "exp": _exponential,
    "cos": _cosine,
    "log": _logarithm,
    "where": _where,
    "abs": lambda a: _passing(abs(a.value), 0.0, (-1.0 if a.value < 0 else 1.0, a)),
}


def _decided(op: str, a: Rounded, b: Rounded | None = None) -> Rounded:
    """A truth value; its error is infinite where rounding may have decided it."""
    if b is None:
        return Rounded(float(not a.value), a.error)
    x, y = a.value, b.value
    if op in ("and", "or"):
        return Rounded(float(bool(x and y) if op == "and" else bool(x or y)), max(a.error, b.error))
    value = {"lt": x < y, "le": x <= y, "eq": x == y, "ne": x != y}[op]
    doubtful = not (a.exact and b.exact) and abs(x - y) <= NEAR * max(abs(x), abs(y))
    both_zero = x == y == 0
    return Rounded(float(value), inf if doubtful and not both_zero else 0.0)
