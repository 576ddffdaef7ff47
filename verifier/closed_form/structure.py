"""The structure of a recurrence: which kind of equation each of its sequences obeys.

Nothing here knows a method by name. A state is recognised as

`Linear`
    ``x[t] = a x[t-1] + b``, where neither ``a`` nor ``b`` reads ``x``;
`Started`
    the same from the second step on, the first one being another;
`Rooted`
    ``x[t] = (a x[t-1]**q + b)**(1/q)``, so that the power ``x**q`` is linear;
`Maximum`
    ``x[t] = max(a x[t-1], b)``;
`Relay`
    ``x[t] = x[t-1] + k u sign(u - x[t-1])``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flint import fmpz_mpoly

from verifier.algebra import fraction as fr
from verifier.algebra.ring import Unsupported
from verifier.closed_form.bound import multiply, split
from verifier.closed_form.identities import DEEPEST, Identities
from verifier.closed_form.invariants import domains_of
from verifier.closed_form.naming import is_schedule, is_schedule_term, is_state, names_of, own_names
from verifier.closed_form.relay import Relay, relay
from verifier.domain import Domain
from verifier.system import State, System
from verifier.term import (
    ONE,
    STEP,
    Term,
    fold,
    postorder,
    state,
    substitute,
    symbols,
    term,
)

AT_FIRST = (
    Term("eq", STEP, ONE),
    Term("eq", ONE, STEP),
    Term("le", STEP, ONE),
    Term("lt", STEP, term(2)),
)
"""That a step is the first one."""
LONGEST = 60
LARGEST = 1500
"""Expressions that have more monomials, or more operations when written out, are left alone."""

CHANGING = ("gradient", "weight", "state", "sequence", "time", "now")
INPUTS = ("gradient", "sequence", "time", "hyper")


@dataclass(frozen=True)
class Linear:
    """``x[t] = factor * x[t-1] + scale * input``; the scale does not change with the step."""

    name: str
    initial: Term
    factor: Term
    scale: Term
    input: Term

    @property
    def forcing(self) -> Term:
        """What is added at each step."""
        return multiply([self.scale, self.input])

    @property
    def closed(self) -> bool:
        """Whether the step reads gradients, given sequences and the step number alone."""
        return reads_inputs_alone(self.factor) and reads_inputs_alone(self.forcing)


@dataclass(frozen=True)
class Rooted:
    """A state of which the power ``order`` obeys a linear recurrence, and which is not negative."""

    name: str
    order: int
    power: Linear


@dataclass(frozen=True)
class Maximum:
    """``x[t] = max(factor * x[t-1], input)``."""

    name: str
    initial: Term
    factor: Term
    input: Term


@dataclass(frozen=True)
class Unrecognised:
    """A state that obeys no equation of these kinds, and what stands against it."""

    name: str
    reason: str


@dataclass(frozen=True)
class Started:
    """A state that is ``first`` after the first step, and linear from the second step on."""

    name: str
    first: Term
    later: Linear


Structure = Linear | Started | Rooted | Maximum | Relay | Unrecognised


@dataclass(frozen=True)
class Reading:
    """A system with its quantities named and its states recognised.

    Attributes
    ----------
    system : System
    structures : dict of str to Structure
        One for each state, in their order.
    schedules : dict of str to Term
        The named functions of the step number.
    names : dict of Term to Term
        The symbol of every new value that the system names.
    domains : dict of str to Domain
        Of hyperparameters, and of the states that are proved never to be negative.
    """

    system: System
    structures: dict[str, Structure]
    schedules: dict[str, Term]
    names: dict[Term, Term]
    domains: dict[str, Domain]

    def identities(self, first: int = 0) -> Identities:
        """Fresh normal forms over the letters of the system."""
        return Identities(self.domains, first)


def reads_inputs_alone(value: Term) -> bool:
    """Whether a term of one step reads no state, weight or named quantity but schedules."""
    return all(s.args[0] in INPUTS or is_schedule(s) for s in symbols([value]))


def changes(value: Term) -> bool:
    """Whether a term of one step can differ from step to step."""
    return any(s.args[0] in CHANGING for s in symbols([value]))


def read(system: System) -> Reading:
    """The structure of a system."""
    lets = own_names(system)
    schedules = {name: value for name, value in lets.items() if is_schedule_term(value)}
    names = names_of(system, lets, schedules)
    domains = domains_of(system, schedules)
    reading = Reading(system, {}, schedules, names, domains)
    return Reading(system, {s.name: _recognise(reading, s) for s in system.states}, schedules, names, domains)


def expressions(reading: Reading, value: Term) -> Iterator[Term]:
    """The ways in which a new value can be written: in the inputs, in new states, in all names."""
    by_kind = [
        {t: n for t, n in reading.names.items() if is_schedule(n)},
        {t: n for t, n in reading.names.items() if is_schedule(n) or is_state(reading.system, n.name)},
        reading.names,
    ]
    for names in by_kind:
        yield substitute([value], {t: n for t, n in names.items() if t != value})[0]


def _recognise(reading: Reading, s: State) -> Structure:
    in_inputs, *named = expressions(reading, s.update)
    first = _structure(reading, s, in_inputs)
    if isinstance(first, Linear) and first.closed:
        return first
    for expression in named:
        found = _structure(reading, s, expression)
        if found is not None:
            return found
    return first or Unrecognised(s.name, _reason(s))


def _reason(s: State) -> str:
    own = state(s.name)
    if s.update.depth > DEEPEST:
        return f"its new value is nested more than {DEEPEST} operations deep"
    if written_out(s.update) > LARGEST:
        return f"its new value has more than {LARGEST} operations when it is written out"
    if own not in set(postorder([s.update])):
        return "its new value does not depend on its old one in a way that is understood"
    inside = sorted({n.op for n in postorder([s.update]) if own in set(postorder(n.terms)) and _opaque(n)})
    return (
        f"its new value is not linear in its old one, which stands inside {', '.join(inside)}"
        if inside
        else "its new value is not linear in its old one"
    )


def written_out(value: Term) -> int:
    """The number of operations and letters in a term, those that are shared counted each time."""
    return fold([value], lambda node, args: 1 + sum(args))[value]


def _opaque(node: Term) -> bool:
    return node.op not in ("add", "mul", "div", "sym")


def _structure(reading: Reading, s: State, update: Term) -> Structure | None:
    if written_out(update) > LARGEST:
        return None
    try:
        return (
            linear(reading, s.name, s.initial, update, state(s.name))
            or _started(reading, s, update)
            or _rooted(reading, s, update)
            or _maximum(reading, s, update)
            or relay(reading.identities(), s.name, s.initial, update)
        )
    except (Unsupported, ZeroDivisionError):
        return None


def linear(
    reading: Reading, name: str, initial: Term, update: Term, own: Term, order: int = 1
) -> Linear | None:
    """The coefficients of an update that is affine in ``own**order``, else None."""
    if written_out(update) > LARGEST:
        return None
    identities = reading.identities()
    above, below = identities.fraction(update)
    place = identities.place(own)
    if any(identities.hides(p, own) or len(p) > LONGEST for p in (above, below)):
        return None
    parts = {0: above} if place is None else identities.ring.coefficients(above, place)
    if not set(parts) <= {0, order} or (place is not None and below.degrees()[place]):
        return None
    factor, forcing = (
        fr.lowest(identities.ring, parts.get(k, identities.ring.zero), below) for k in (order, 0)
    )
    scale, rest = _split(identities, forcing.numerator, forcing.denominator)
    return Linear(name, initial, identities.term(factor), scale, rest)


def _started(reading: Reading, s: State, update: Term) -> Started | None:
    if update.op != "where" or update.terms[0] not in AT_FIRST:
        return None
    _, first, later = update.terms
    found = linear(reading, s.name, s.initial, later, state(s.name))
    return None if found is None else Started(s.name, first, found)


def _split(identities: Identities, above: fmpz_mpoly, below: fmpz_mpoly) -> tuple[Term, Term]:
    """A quotient as a part that does not change with the step and one that does."""
    whole = identities.term(fr.Fraction(above, below))
    return split(whole, lambda factor: not changes(factor))


def _rooted(reading: Reading, s: State, update: Term) -> Rooted | None:
    if update.op != "pow" or update.terms[1].op != "num" or update.terms[1].value.numerator != 1:
        return None
    order, name = update.terms[1].value.denominator, s.name
    start = s.initial if s.initial == term(0) else s.initial**order
    power = linear(reading, name, start, update.terms[0], state(name), order)
    if power is None or not power.closed or name not in reading.domains:
        return None
    known = reading.identities()
    proved = known.non_negative(power.factor) and known.non_negative(power.forcing)
    return Rooted(name, order, power) if proved else None


def _maximum(reading: Reading, s: State, update: Term) -> Maximum | None:
    if update.op != "max":
        return None
    for grows, other in (update.terms, update.terms[::-1]):
        found = linear(reading, s.name, s.initial, grows, state(s.name))
        if found is None or found.forcing != term(0) or state(s.name) in set(postorder([other])):
            continue
        identities = reading.identities()
        if found.factor != term(0) and identities.non_negative(found.factor):
            return Maximum(s.name, s.initial, found.factor, identities.simplest(other))
    return None
