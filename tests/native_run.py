"""A hazard's trigger run again by other means: the format's own arithmetic, and 50 digits beside it.

Nothing is shared with the search: there numbers of a format are rounded doubles, and the exact run is in the
longest format of NumPy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

import ml_dtypes
import mpmath
import numpy as np

from verifier.hazards.operations import OPERATIONS
from verifier.kernel.cheaper import signs_in_front
from verifier.kernel.program import scalar_terms
from verifier.numerics.reference import DIGITS, Reference
from verifier.system import System
from verifier.term import GRADIENT, HALF, STEP, WEIGHT, Term, postorder, state

TYPES: Mapping[str, Any] = {
    "float16": np.float16,
    "bfloat16": ml_dtypes.bfloat16,
    "float32": np.float32,
    "float64": np.float64,
}
WAYS: Mapping[str, tuple[Any, Any]] = {
    "every operation": (None, None),
    "arrays; scalars": (np.float64, None),
    "what is stored;": (np.float32, np.float32),
}
"""By the first words of what is rounded: the types of scalars and operations, None for the format itself."""
BACK = 16
"""Over how many steps a value has stood still that no longer moves."""

Values = dict[Term, Any]


def confirmed(system: System, dtype: str, hazard: Mapping[str, Any]) -> bool:
    """Whether the trigger, as `to_json` prints it, is answered as wrongly as the hazard says."""
    trigger, own = hazard["trigger"], TYPES[dtype]
    plain = signs_in_front(system)
    steps = list(zip(_machine(plain, own, trigger), _exact(plain, trigger), strict=True))
    place = WEIGHT if trigger["result"] == "w" else state(trigger["result"])
    way = sum(abs(b[WEIGHT] - a[WEIGHT]) for (_, a), (_, b) in pairwise(steps))
    run = [(float(machine[place]), exact[place]) for machine, exact in steps]
    return bool(_wrong(hazard["kind"], run, way, float(ml_dtypes.finfo(own).eps) / 2))


def _wrong(kind: str, run: Sequence[tuple[float, Any]], way: Any, unit: float) -> bool:
    x, exact = run[-1]
    match kind:
        case "not a number":
            return bool(np.isnan(x))
        case "infinite":
            return bool(np.isinf(x))
        case "wrong sign":
            return bool(x * exact < 0)
        case "stuck at zero":
            return bool(x == 0 != exact)
        case "no longer moving":
            return len({x for x, _ in run[-BACK:]}) == 1 and exact != run[-BACK - 1][1]
    share = 0.1 if kind == "wrong in the leading digit" else np.sqrt(unit)
    return bool(abs(x - exact) > share * way)


def _gradients(trigger: Mapping[str, Any]) -> list[float]:
    given = [float(g) for g in trigger["gradients"]]
    return given * trigger["steps"] if len(given) == 1 else given


def _hypers(system: System, trigger: Mapping[str, Any], number: Callable[[Fraction], Any]) -> Values:
    roots = (system.weight, *(x for s in system.states for x in (s.update, s.initial)))
    setting = {name: Fraction(x) for name, x in trigger["hyperparameters"].items()}
    used = (n for n in postorder(roots) if n.op == "sym" and n.args[0] in ("hyper", "sequence"))
    return {n: number(setting[n.name]) for n in used}


def _exact(system: System, trigger: Mapping[str, Any]) -> Iterator[Values]:
    """The weight and states at the start and after each step."""
    with mpmath.workdps(DIGITS):
        hypers = _hypers(system, trigger, lambda x: mpmath.mpf(x.numerator) / x.denominator)
        start = {WEIGHT: mpmath.mpf(float(trigger["w0"]))}
        firsts = Reference([s.initial for s in system.states]).at(start | hypers)
    places = [WEIGHT, *(state(s.name) for s in system.states)]
    step = Reference([system.weight, *(s.update for s in system.states)])
    now = dict(zip(places, [start[WEIGHT], *firsts], strict=True))
    yield now
    for t, g in enumerate(_gradients(trigger), start=1):
        now = dict(zip(places, step.at({**now, **hypers, GRADIENT: g, STEP: t}), strict=True))
        assert None not in now.values(), f"the exact step {t} is undefined"
        yield now


def _machine(system: System, own: Any, trigger: Mapping[str, Any]) -> Iterator[Values]:
    """The same as the machine has them."""
    scalar_type, array_type = (kind or own for kind in WAYS[trigger["rounded"][:15]])
    roots = [system.weight, *(s.update for s in system.states)]
    places, scalars = [WEIGHT, *(state(s.name) for s in system.states)], scalar_terms(roots)
    hypers = _hypers(system, trigger, lambda x: scalar_type(float(x)))
    now = {place: own(float(x)) for place, x in next(_exact(system, trigger)).items()}
    yield now
    count = scalar_type(0)
    with np.errstate(all="ignore"):
        for g in _gradients(trigger):
            count = scalar_type(count + scalar_type(1))
            known = {place: array_type(x) for place, x in now.items()} | hypers
            known |= {STEP: count, GRADIENT: array_type(own(g))}
            for node in postorder(roots):
                if node not in known:
                    known[node] = _native(node, known, scalars, (scalar_type, array_type))
            now = {place: own(known[root]) for place, root in zip(places, roots, strict=True)}
            yield now


def _native(node: Term, known: Values, scalars: set[Term], types: tuple[Any, Any]) -> Any:
    """An operation of NumPy on numbers of one type."""
    kind = types[node not in scalars]
    if node.op == "num":
        return types[0](node.value.numerator / node.value.denominator)
    args = [known[a] if known[a].dtype == bool else np.asarray(kind(known[a])) for a in node.terms]
    if node.op == "pow" and node.terms[1] is HALF:
        return np.sqrt(args[0])[()]
    if node.op == "pow" and node.terms[1].op == "num" and node.terms[1].value == 2:
        return (args[0] * args[0])[()]
    if node.op in ("pow", "exp", "log"):  # the nearest number, as libraries of few digits give it
        return kind(OPERATIONS[node.op](*(np.float64(a) for a in args)))
    return np.asarray(OPERATIONS[node.op](*args))[()]
