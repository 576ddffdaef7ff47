"""What does not change when gradients are turned round, or weights are shifted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product

from verifier.closed_form.bound import element
from verifier.closed_form.draft import Study
from verifier.system import System, map_terms
from verifier.term import (
    GRADIENT,
    STEP,
    WEIGHT,
    Term,
    hyper,
    postorder,
    state,
)
from verifier.theorems.degrees import Inhomogeneous
from verifier.theorems.draft import Check, Draft, equals, say
from verifier.theorems.regime import Regime, side_by_side
from verifier.theorems.step import STEPPED
from verifier.theorems.symmetry import OTHER_STEP, added

MANY = 8
"""Recurrences with more states are not searched for a mirror."""


def theorems(study: Study) -> Iterator[Draft]:
    """Mirroring and shifting."""
    yield from mirrored(study)
    yield from shifted(study)


def shifted(study: Study) -> Iterator[Draft]:
    """That the first weight only moves the whole run, where nothing but the gradient knows the weight."""
    if added(study) is None:
        return
    d = hyper(next(x for x in "dqkab" if x not in study.taken))
    system = study.reading.system
    yield Draft(
        WEIGHT.name,
        "shift-of-weights",
        say("the same gradients from another first weight give the same steps"),
        (),
        (
            "The recurrence adds to the weight what is made of gradients, rates and states; none of "
            "these reads the weight.",
        ),
        (
            Check(
                equals(OTHER_STEP, STEPPED),
                Regime(rates_vary=True, letters=((d.name, Fraction(7, 3)),)),
                (1, 2, 3, 4),
                side_by_side(system, system, WEIGHT + d),
            ),
        ),
    )


def mirrored(study: Study) -> Iterator[Draft]:
    """That gradients and first weight with the other sign give the weights with the other sign."""
    system = study.reading.system
    found = next((p for p in _parities(system) if _is_mirrored(system, p)), None)
    if found is None:
        return
    turned = [study.plain.name(n) for n, odd in found.items() if odd]
    kept = [study.plain.name(n) for n, odd in found.items() if not odd]
    parts = [
        (turned, "changes its sign", "change their signs"),
        (kept, "stays", "stay"),
    ]
    states = "; ".join(
        f"{', '.join(names)} {one if len(names) == 1 else many}" for names, one, many in parts if names
    )
    other = map_terms(system, {GRADIENT: -GRADIENT}, {WEIGHT: -WEIGHT})
    yield Draft(
        WEIGHT.name,
        "mirror",
        say("gradients and first weight with the opposite sign give every weight with the opposite sign"),
        (),
        (
            f"{states or 'There is no state'}: it is so at the start, and each update, read with these "
            "signs, "
            "has the sign that belongs to it, since sums and products of odd and even quantities, sizes, "
            "even powers "
            "and signs have one: induction over t.",
        ),
        (
            Check(
                equals(element("w*", STEP), -element(WEIGHT.name, STEP)),
                Regime(rates_vary=True),
                (1, 2, 3, 4),
                side_by_side(system, other, -WEIGHT),
            ),
        ),
    )


def _parities(system: System) -> Iterator[dict[str, bool]]:
    names = [s.name for s in system.states]
    if len(names) <= MANY:
        for odd in product((True, False), repeat=len(names)):
            yield dict(zip(names, odd, strict=True))


def _is_mirrored(system: System, odd: Mapping[str, bool]) -> bool:
    """Whether the parities of the states prove themselves and make the weight odd."""
    letters = {WEIGHT: True, GRADIENT: True} | {state(n): value for n, value in odd.items()}
    wanted = [(system.weight, True), (system.query, True)]
    wanted += [(x, odd[s.name]) for s in system.states for x in (s.update, s.initial)]
    try:
        return all(parity(value, letters) in (None, want) for value, want in wanted)
    except Inhomogeneous:
        return False


def parity(value: Term, letters: Mapping[Term, bool]) -> bool | None:
    """Whether a term is odd; None of zero, which is both.

    Raises
    ------
    Inhomogeneous
        Where it is neither.
    """
    known: dict[Term, bool | None] = {}
    for node in postorder([value]):
        known[node] = _parity(node, [known[x] for x in node.terms], letters)
    return known[value]


def _parity(node: Term, args: list[bool | None], letters: Mapping[Term, bool]) -> bool | None:
    match node.op:
        case "num":
            return None if node.value == 0 else False
        case "sym":
            return letters.get(node, False)
        case "add":
            return _common(args)
        case "mul" | "div":
            return None if args[0] is None or args[-1] is None else args[0] != args[1]
        case "abs":
            return False
        case "sign":
            return args[0]
        case "pow" if node.terms[1].op == "num" and node.terms[1].value.denominator == 1:
            return bool(args[0]) and node.terms[1].value % 2 == 1
    if any(args) or node.op == "where":
        raise Inhomogeneous
    return False


def _common(args: list[bool | None]) -> bool | None:
    present = {a for a in args if a is not None}
    if len(present) > 1:
        raise Inhomogeneous
    return next(iter(present), None)
