"""A step as a machine computes it, operation by operation, beside the same step without rounding.

Columns are computed side by side, one gradient sequence each. The shadow is computed in NumPy's longest
format, whose errors are far below those of the formats in question; what is reported is computed again
in 50 digits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from verifier.hazards.formats import Array, Format, format_of
from verifier.kernel.program import scalar_terms
from verifier.system import System
from verifier.term import GRADIENT, HALF, STEP, WEIGHT, Term, postorder, state

LONG = np.longdouble


@dataclass(frozen=True)
class Arithmetic:
    """Which numbers are rounded to what.

    Attributes
    ----------
    name : str
    text : str
        For a reader.
    scalars : str or None
        The format of what depends on hyperparameters and the step number alone; None for the arrays' own.
    arrays : str or None
        The format of operations on arrays; None for the one that the arrays are stored in.
    states : str or None
        The format in which states are stored; None for that of the weights.
    """

    name: str
    text: str
    scalars: str | None = None
    arrays: str | None = None
    states: str | None = None


EVERYTHING = Arithmetic("everything", "every operation, the step counter and the hyperparameters too")
KERNEL = Arithmetic(
    "arrays", "arrays; scalars are computed in double precision, then rounded", scalars="float64"
)
ACCUMULATED = Arithmetic(
    "stored", "what is stored; every operation is computed in float32", "float32", "float32"
)
MASTER = Arithmetic(
    "weights",
    "the weights; states are stored and all is computed in float32",
    "float32",
    "float32",
    "float32",
)


@dataclass(frozen=True)
class Setup:
    """What is run: a system at some hyperparameters, in some arithmetic.

    Attributes
    ----------
    system : System
    fmt : Format
    arithmetic : Arithmetic
    hypers : mapping of str to float
        A given sequence is constant.
    """

    system: System
    fmt: Format
    arithmetic: Arithmetic
    hypers: Mapping[str, Any]


@dataclass
class Machine:
    """The run of a setup over columns, machine and shadow in step.

    Parameters
    ----------
    setup : Setup
    weights : array
        The first weight of each column.
    repaired : set of Term
        Operations that are not rounded, at every step, and states that are stored as they are.
    replay : sequence of dict
        What ``exact`` was at each step of an earlier run with the same gradients.

    Attributes
    ----------
    t : int
        The number of steps taken.
    machine, shadow : dict of Term to array
        Weight and states now, as the machine has them and without rounding.
    values, exact : dict of Term to array
        The same of every term of the last step.
    handed : dict of Term to array
        Scalars, rounded to the format of the arrays that they are combined with.
    """

    setup: Setup
    weights: Array
    repaired: frozenset[Term] = frozenset()
    replay: Sequence[Mapping[Term, Array]] = ()
    t: int = 0
    machine: dict[Term, Array] = field(default_factory=dict)
    shadow: dict[Term, Array] = field(default_factory=dict)
    values: dict[Term, Array] = field(default_factory=dict)
    exact: Mapping[Term, Array] = field(default_factory=dict)
    handed: dict[Term, Array] = field(default_factory=dict)

    def __post_init__(self) -> None:
        system = self.setup.system
        self._roots = (system.weight, *(s.update for s in system.states))
        self._order = [n for n in postorder(self._roots) if n.op != "sym"]
        self._scalar = scalar_terms(self._roots)
        self._places = (WEIGHT, *(state(s.name) for s in system.states))
        self._count = np.float64(0)
        self._exactly = self._given(self._roots, LONG)
        roughly = self._given(self._roots, np.float64)
        unrounded = {n: v for n, v in roughly.items() if n in self.repaired}
        self._roughly = {n: self._leaf(v) for n, v in roughly.items()} | unrounded
        self._start()

    def _start(self) -> None:
        starts = [s.initial for s in self.setup.system.states]
        order = [n for n in postorder(starts) if n.op != "sym"]
        exact: dict[Term, Array] = {WEIGHT: self.weights.astype(LONG)} | self._given(starts, LONG)
        rough = {WEIGHT: self.weights} | {
            n: self._leaf(v) for n, v in self._given(starts, np.float64).items()
        }
        for node in order:
            exact[node] = _exact(node, exact)
            rough[node] = self._store(_operate(node, rough, np.float64))
        shape = self.weights.shape
        self.machine = {WEIGHT: self.weights}
        self.shadow = {WEIGHT: self.weights.astype(LONG)}
        for place, start in zip(self._places[1:], starts, strict=True):
            self.machine[place] = np.broadcast_to(self._store(np.asarray(rough[start])), shape)
            self.shadow[place] = np.broadcast_to(np.asarray(exact[start]), shape)

    def _given(self, roots: Sequence[Term], dtype: Any) -> dict[Term, Array]:
        kinds = ("hyper", "sequence")
        used = [n for n in postorder(roots) if n.op == "sym" and n.args[0] in kinds]
        return {n: dtype(self.setup.hypers[n.name]) for n in used}

    def take(self, gradient: Array) -> None:
        """One step with this gradient; `machine` and `shadow` then hold every value of the step."""
        self.t += 1
        with np.errstate(all="ignore"):
            self._count = self._scalars(self._count + 1)
            rough = {**self.machine, GRADIENT: gradient, STEP: self._count, **self._roughly}
            for node in self._order:
                rough[node] = self._rough(node, rough)
            exact = self.replay[self.t - 1] if self.replay else self._without_rounding(gradient)
        self.values, self.exact = rough, exact
        self.machine = {p: self._kept(rough, r, p) for p, r in zip(self._places, self._roots, strict=True)}
        self.shadow = {p: self._wide(exact[r]) for p, r in zip(self._places, self._roots, strict=True)}

    def _without_rounding(self, gradient: Array) -> Mapping[Term, Array]:
        exact = {**self.shadow, GRADIENT: gradient.astype(LONG), STEP: LONG(self.t), **self._exactly}
        for node in self._order:
            exact[node] = _exact(node, exact)
        return exact

    def _wide(self, value: Array) -> Array:
        return np.broadcast_to(np.asarray(value), self.weights.shape)

    def _kept(self, rough: Mapping[Term, Array], root: Term, place: Term) -> Array:
        own, wide = self.setup.arithmetic.states, self._wide(rough[root])
        if root in self.repaired or place in self.repaired:
            return wide
        with np.errstate(all="ignore"):
            return format_of(own).round(wide) if own and place is not WEIGHT else self._store(wide)

    def _rough(self, node: Term, rough: Mapping[Term, Array]) -> Array:
        if node in self.repaired:
            return np.asarray(_operate(node, rough, np.float64))
        if node in self._scalar:
            return self._scalars(_operate(node, rough, np.float64))
        args = {a: self._hand(a, rough[a]) if self._is_handed(a) else rough[a] for a in node.terms}
        return self._arrays(np.asarray(_operate(node, args, np.float64)))

    def _hand(self, node: Term, value: Array) -> Array:
        self.handed[node] = self._arrays(np.asarray(value))
        return self.handed[node]

    def _is_handed(self, node: Term) -> bool:
        """Whether it is a scalar that has to be rounded to the format of the arrays first."""
        return node in self._scalar and node not in self.repaired

    def _leaf(self, value: Array) -> Array:
        return self._scalars(np.asarray(value))

    def _scalars(self, value: Array) -> Array:
        return self._in(self.setup.arithmetic.scalars, np.asarray(value))

    def _arrays(self, value: Array) -> Array:
        return self._in(self.setup.arithmetic.arrays, value)

    def _in(self, name: str | None, value: Array) -> Array:
        return self.setup.fmt.round(value) if name is None else format_of(name).round(value)

    def _store(self, value: Array) -> Array:
        return self.setup.fmt.round(np.asarray(value, dtype=np.float64))


def _exact(node: Term, known: Mapping[Term, Array]) -> Array:
    """A value of the shadow; NaN where the mathematics has none."""
    value = _operate(node, known, LONG)
    args = [known[a] for a in node.terms]
    match node.op:
        case "div":
            return np.where(args[1] == 0, LONG("nan"), value)
        case "pow" | "log" | "exp":
            return np.where(np.isfinite(value), value, LONG("nan"))
        case "lt" | "le" | "eq" | "ne":
            return value
    return value


def _operate(node: Term, known: Mapping[Term, Array], number: Callable[[Any], Any]) -> Array:
    if node.op == "num":
        return number(node.value.numerator) / number(node.value.denominator)
    if node.op == "pow":
        return _power(node, known[node.terms[0]], known[node.terms[1]])
    return OPERATIONS[node.op](*(known[a] for a in node.terms))


def _power(node: Term, base: Array, exponent: Array) -> Array:
    written = node.terms[1]
    if written is HALF:
        return np.sqrt(base)
    if written.op == "num" and written.value == 2:
        return base * base
    return np.power(base, exponent)


OPERATIONS: Mapping[str, Callable[..., Array]] = {
    "add": np.add,
    "mul": np.multiply,
    "div": np.divide,
    "abs": np.abs,
    "sign": np.sign,
    "max": np.maximum,
    "min": np.minimum,
    "exp": np.exp,
    "log": np.log,
    "lt": np.less,
    "le": np.less_equal,
    "eq": np.equal,
    "ne": np.not_equal,
    "and": np.logical_and,
    "or": np.logical_or,
    "not": np.logical_not,
    "where": np.where,
}
"""What each operation of a term is in NumPy."""
