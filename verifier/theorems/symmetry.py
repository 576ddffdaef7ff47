"""What does not change when gradients are multiplied, turned round, or weights are shifted.

A recurrence is *homogeneous* when every state can be given a degree such that each update, with the
gradient multiplied by ``c``, a state by ``c`` to its degree and a constant by ``c`` to its own, is
multiplied by a power of ``c``. Degrees are read off the operations; they are linear equations, and their
solution is a proof by induction over the steps.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product

from verifier.algebra.ring import Unsupported
from verifier.closed_form.bound import element, tidy
from verifier.closed_form.draft import Study
from verifier.closed_form.structure import linear
from verifier.domain import POSITIVE
from verifier.system import State, System, map_terms
from verifier.term import GRADIENT, ONE, STEP, WEIGHT, ZERO, Term, hyper, postorder, state, substitute, symbols
from verifier.theorems.draft import Check, Draft, equals, say
from verifier.theorems.regime import Regime, side_by_side, trial
from verifier.theorems.step import STEPPED, small

OTHER_STEP = element("w*", STEP) - element("w*", tidy(STEP - 1))
MANY = 8
"""Recurrences with more states are not searched for a mirror."""

Line = dict[str, Fraction]
"""A degree as a linear form in unknown degrees; the key "" is the constant."""


class Inhomogeneous(Exception):
    """The operations have no common degrees."""


@dataclass
class Degrees:
    """Degrees that are being solved for: equations between linear forms, one variable eliminated by each."""

    solved: dict[str, Line]

    def equal(self, left: Line, right: Line) -> None:
        """Demand that two degrees agree."""
        rest = self.reduced(_plus(left, right, Fraction(-1)))
        name = next((n for n in rest if n), None)
        if name is None:
            if rest.get(""):
                raise Inhomogeneous
            return
        value = {n: -c / rest[name] for n, c in rest.items() if n != name}
        self.solved = {n: _put(line, name, value) for n, line in self.solved.items()} | {name: value}

    def reduced(self, line: Line) -> Line:
        """A degree with what is known put in."""
        for name in [n for n in line if n in self.solved]:
            line = _put(line, name, self.solved[name])
        return line


def _plus(left: Line, right: Line, by: Fraction = Fraction(1)) -> Line:
    total = {n: left.get(n, Fraction(0)) + by * right.get(n, Fraction(0)) for n in [*left, *right]}
    return {n: c for n, c in total.items() if c}


def _put(line: Line, name: str, value: Line) -> Line:
    rest = {n: c for n, c in line.items() if n != name}
    return _plus(rest, value, line.get(name, Fraction(0)))


def degree(term: Term, letters: Mapping[Term, Line], degrees: Degrees) -> Line | None:
    """The degree of a term; None of zero, which has every degree.

    Raises
    ------
    Inhomogeneous
        Where terms of different degrees are added or compared.
    """
    known: dict[Term, Line | None] = {}
    for node in postorder([term]):
        known[node] = _degree(node, [known[x] for x in node.terms], letters, degrees)
    return known[term]


def _degree(node: Term, args: list[Line | None], letters: Mapping[Term, Line], degrees: Degrees) -> Line | None:
    match node.op:
        case "num":
            return None if node.value == 0 else {}
        case "sym":
            return letters.get(node, {})
        case "add" | "max" | "min":
            return _same(args, degrees)
        case "mul":
            return None if None in args else _plus(*(a or {} for a in args))
        case "div":
            return None if args[0] is None else _plus(args[0], args[1] or {}, Fraction(-1))
        case "abs":
            return args[0]
        case "sign":
            return {}
        case "pow":
            return _power(node, args, degrees)
        case "lt" | "le" | "eq" | "ne":
            _same(args, degrees)
            return {}
        case "and" | "or" | "not":
            return {}
        case "where":
            return _same(args[1:], degrees)
    for each in args:
        degrees.equal(each or {}, {})
    return {}


def _same(args: list[Line | None], degrees: Degrees) -> Line | None:
    present = [a for a in args if a is not None]
    for other in present[1:]:
        degrees.equal(present[0], other)
    return degrees.reduced(present[0]) if present else None


def _power(node: Term, args: list[Line | None], degrees: Degrees) -> Line | None:
    base, exponent = node.terms
    if exponent.op == "num":
        return None if args[0] is None else {n: c * exponent.value for n, c in args[0].items()}
    degrees.equal(args[0] or {}, {})
    degrees.equal(args[1] or {}, {})
    return {}


@dataclass(frozen=True)
class Scaling:
    """How a recurrence answers to gradients that are multiplied: degrees of constants, states and step."""

    constants: dict[str, Fraction]
    states: dict[str, Fraction]
    step: Fraction


def scaling(study: Study, changed: tuple[str, ...], moving: Term | None) -> Scaling | None:
    """The degrees under which the step is homogeneous; None where there are none.

    Parameters
    ----------
    study : Study
    changed : tuple of str
        The hyperparameters that may be multiplied too.
    moving : Term or None
        The step that is added to a weight that is kept as it is, or None where the weight is part of it
        and is multiplied as the step is.
    """
    system = study.reading.system
    letters: dict[Term, Line] = {GRADIENT: {"": Fraction(1)}}
    letters |= {hyper(n): {f"h {n}": Fraction(1)} for n in changed}
    letters |= {state(s.name): {f"s {s.name}": Fraction(1)} for s in system.states}
    letters |= {WEIGHT: {"w": Fraction(1)}} if moving is None else {}
    degrees = Degrees({})
    try:
        for s in system.states:
            _demand(s.update, letters[state(s.name)], letters, degrees)
            _demand(s.initial, letters[state(s.name)], letters, degrees)
        _demand(system.weight if moving is None else moving, {"w": Fraction(1)}, letters, degrees)
    except Inhomogeneous:
        return None
    return _solution(degrees, changed, [s.name for s in system.states])


def _demand(value: Term, wanted: Line, letters: Mapping[Term, Line], degrees: Degrees) -> None:
    found = degree(value, letters, degrees)
    if found is not None:
        degrees.equal(found, wanted)


def _solution(degrees: Degrees, changed: tuple[str, ...], states: list[str]) -> Scaling:
    """The solution in which what may be chosen is 0."""
    value = {n: line.get("", Fraction(0)) for n, line in degrees.solved.items()}
    return Scaling(
        {n: value.get(f"h {n}", Fraction(0)) for n in changed},
        {n: value.get(f"s {n}", Fraction(0)) for n in states},
        value.get("w", Fraction(0)),
    )


def theorems(study: Study) -> Iterator[Draft]:
    """Scaling, mirroring and shifting."""
    yield from scaled(study)
    yield from mirrored(study)
    yield from shifted(study)


def added(study: Study) -> Term | None:
    """The step that a recurrence adds to a weight that it does not read otherwise."""
    system = study.reading.system
    free = not any(WEIGHT in symbols([x]) for s in system.states for x in (s.update, s.initial))
    try:
        own = linear(study.reading, WEIGHT.name, WEIGHT, system.weight, WEIGHT)
    except (Unsupported, ZeroDivisionError):
        return None
    return own.forcing if own is not None and own.factor == ONE and free else None


def scaled(study: Study) -> Iterator[Draft]:
    """What happens to the steps when every gradient is multiplied by a positive number."""
    moving = added(study)
    if moving is None and scaling(study, (), None) is None:
        return
    constants = tuple(small(study, study.reading.system.weight)) or _plus_constants(study)
    alone = scaling(study, (), moving)
    if alone is not None:
        if moving is not None or alone.step == 0:
            yield _scaled(study, alone, "scaling-of-gradients", ())
        return
    assert moving is not None
    bare = {hyper(n): ZERO for n in constants}
    without = _without(study, bare, moving)
    if without is not None and constants and _moves(study.reading.system, constants):
        yield _scaled(study, without, "scaling-of-gradients-without-epsilon", constants)
    whole = scaling(study, constants, moving)
    if whole is not None and any(whole.constants.values()):
        yield _scaled(study, whole, "scaling-of-gradients-and-epsilon", ())


def _moves(system: System, zero: tuple[str, ...]) -> bool:
    """Whether the weight moves at all when constants are zero."""
    run = trial(system, Regime(fixed=tuple((n, Fraction(0)) for n in zero)), 0)
    return len(set(run.families[WEIGHT.name].values())) > 1


def _plus_constants(study: Study) -> tuple[str, ...]:
    """Positive hyperparameters that are added to something in an update."""
    system = study.reading.system
    roots = [system.weight, *(s.update for s in system.states)]
    sums = {x for n in postorder(roots) if n.op == "add" for x in n.terms}
    return tuple(h.name for h in system.hypers if h.domain == POSITIVE and not h.varies and hyper(h.name) in sums)


def _without(study: Study, bare: dict[Term, Term], moving: Term) -> Scaling | None:
    system = map_terms(study.reading.system, bare, bare)
    return scaling(replace(study, reading=replace(study.reading, system=system)), (), substitute([moving], bare)[0])


def multiplied(system: System, by: Term, found: Scaling) -> System:
    """The recurrence that sees every gradient multiplied, its constants multiplied to match."""
    moved: dict[Term, Term] = {GRADIENT: by * GRADIENT}
    moved |= {hyper(n): _times(by, k) * hyper(n) for n, k in found.constants.items() if k}
    return map_terms(system, moved, {h: v for h, v in moved.items() if h is not GRADIENT})


def _times(by: Term, power: Fraction) -> Term:
    return by if power == 1 else by**power


def _scaled(study: Study, found: Scaling, kind: str, zero: tuple[str, ...]) -> Draft:
    c = hyper(next(x for x in "cqkab" if x not in study.taken))
    write, name = study.plain.write, study.plain.name
    also = [f"{name(n)} by {write(_times(c, k))}" for n, k in found.constants.items() if k]
    what = " and ".join(["every gradient by " + c.name, *also])
    does = "no step changes" if found.step == 0 else f"every step is multiplied by {write(_times(c, found.step))}"
    powers = [f"{name(n)} by {write(_times(c, k))}" for n, k in found.states.items() if k]
    states = f"multiplies {', '.join(powers)} at every step" if powers else "leaves the states as they are"
    fixed = tuple((n, Fraction(0)) for n in zero)
    regime = Regime(rates_vary=True, letters=((c.name, Fraction(7, 3)),), fixed=fixed)
    other = multiplied(study.reading.system, c, found)
    return Draft(
        "w",
        kind,
        say(f"multiplying {what}: {does}"),
        (f"{c.name} > 0", *(f"{name(n)} = 0" for n in zero)),
        (
            "Give each quantity a degree: the gradient 1, a product the sum, a root the half, a sum the common one of its terms. "
            f"The equations have the solution that multiplying {what} {states}.",
            "It holds for the first values; and each update, its arguments multiplied so, is multiplied so: induction over t.",
        ),
        (Check(_factor(c, found), regime, (1, 2, 3, 4), side_by_side(study.reading.system, other, WEIGHT)),),
    )


def _factor(c: Term, found: Scaling) -> Term:
    """That the second step is the first one, multiplied."""
    return equals(OTHER_STEP, STEPPED if found.step == 0 else _times(c, found.step) * STEPPED)


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
        ("The recurrence adds to the weight what is made of gradients, rates and states; none of these reads the weight.",),
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
    states = "; ".join(
        text
        for text in (
            f"{', '.join(turned)} change their signs" if turned else "",
            f"{', '.join(kept)} stay" if kept else "",
        )
        if text
    )
    other = map_terms(system, {GRADIENT: -GRADIENT}, {WEIGHT: -WEIGHT})
    yield Draft(
        WEIGHT.name,
        "mirror",
        say("gradients and first weight with the opposite sign give every weight with the opposite sign"),
        (),
        (
            f"{states or 'There is no state'}: it is so at the start, and each update, read with these signs, "
            "has the sign that belongs to it, since sums and products of odd and even quantities, sizes, even powers "
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
