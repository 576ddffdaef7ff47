"""One candidate: the numbers for which it is the other optimizer, and the proof that it is."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from time import monotonic
from typing import Any

from verifier.algebra.ring import Unsupported
from verifier.comparison import Question, answered
from verifier.comparison.guesses import Guesses
from verifier.comparison.impossible import no_constant_maps
from verifier.comparison.translations import (
    Translation,
    constant_translation,
    step_dependent_translation,
)
from verifier.comparison.unknowns import problem
from verifier.errors import InputError
from verifier.lift.frameworks.record import Lift
from verifier.lift.matching import Match, match
from verifier.port.dialects import RATE
from verifier.port.numbers import rational
from verifier.system import System, fix_hypers, live_states
from verifier.term import Term, hyper, substitute, term

IMPOSSIBLE_SECONDS = 4.0


@dataclass(frozen=True)
class Found:
    """A candidate that is proved to be the same at the numbers.

    Attributes
    ----------
    values : dict of str to Term
        For every hyperparameter of the candidate, by its own name, a term without symbols.
    state_map : dict of str to str
        The candidate's states in those of the original.
    weight_map : dict of str to str
        ``left`` of the candidate, ``right`` of the original.
    """

    values: dict[str, Term]
    state_map: dict[str, str]
    weight_map: dict[str, str]


def numbers_of(lift: Lift) -> dict[str, Term]:
    """The numbers of a call: as they are written, else the framework's defaults."""
    return {f.name: term(f.usual) for f in lift.arguments if f.usual is not None}


def inside(system: System, values: dict[str, Term]) -> bool:
    """Whether the numbers of a system lie in their domains, all that are rational."""
    known = ((h.domain, rational(values[h.name])) for h in system.hypers if h.name in values)
    return all(number is None or domain.contains(number) for domain, number in known)


def comparable(source: Lift, other: Lift) -> bool:
    """Whether numbers stand for all that the other call depends on, in domains that meet the source's."""
    try:
        match(source.system, other.system)
    except InputError:
        return False
    return all(h.name in other.defaults or h.name in norms_of(source) for h in other.system.hypers)


def norms_of(lift: Lift) -> frozenset[str]:
    """What is given at each step beside the gradient: norms of the gradients of other coordinates."""
    return frozenset(h.name for h in lift.system.hypers if h.varies)


def unmatched(source: Lift, other: Lift) -> tuple[str, ...]:
    """The hyperparameters of one of the two alone."""
    return match(source.system, other.system).unmatched


def same(source: Lift, other: Lift, seconds: float) -> Found | None:
    """The numbers at which the other call is proved to be the source's, state included."""
    if norms_of(source) != norms_of(other):
        return None
    deadline = monotonic() + seconds
    matched, numbers = match(source.system, other.system), numbers_of(source)
    written = {f.name: term(f.given) for f in other.arguments if f.given is not None}
    if set(matched.right_only) <= written.keys():
        common = {n: numbers[n] for n, _ in matched.pairs if n in numbers}
        alone = {n: written[n] for n in matched.right_only}
        found = _proved(matched, numbers, common | alone, seconds / 2)
        if found is not None:
            return found
    translation = _constants(matched.left, matched.right, seconds / 2)
    if translation is None:  # as where a sign that only the numbers have keeps it in its domain
        pairs = {n: numbers[n] for n, _ in matched.pairs if n in numbers}
        sides = fix_hypers(matched.left, numbers), fix_hypers(matched.right, pairs)
        translation = _constants(*sides, seconds / 2)
    if translation is None:
        return None
    return _proved(matched, numbers, _at(translation, matched, numbers), max(1.0, deadline - monotonic()))


def _constants(left: System, right: System, seconds: float) -> Translation | None:
    try:
        return constant_translation(problem(left, right, "right"), Guesses(seconds))
    except Unsupported:
        return None


def _at(translation: Translation, matched: Match, numbers: dict[str, Term]) -> dict[str, Term]:
    """The map at the numbers; what it does not name keeps its namesake's value."""
    given = {hyper(name): value for name, value in numbers.items()}
    mapped = {name: substitute([value], given)[0] for name, value in translation.map.items()}
    names = [h.name for h in matched.right.hypers if not h.varies]
    return {name: _plain(mapped.get(name, numbers.get(name, hyper(name)))) for name in names}


def _plain(value: Term) -> Term:
    exact = rational(value)
    return value if exact is None else term(exact)


def _proved(
    matched: Match, numbers: dict[str, Term], values: dict[str, Term], seconds: float
) -> Found | None:
    """The proof at these numbers alone; None where they leave their domains and the original's do not."""
    if inside(matched.left, numbers) and not inside(matched.right, values):
        return None
    theirs, ours = fix_hypers(matched.right, values), fix_hypers(matched.left, numbers)
    said = answered(Question(theirs, ours, ("port", "original"), {}, {}), seconds).fields
    if said["verdict"] != "equal" or not _complete(theirs, said):
        return None
    own = dict(matched.pairs)
    return Found({own.get(n, n): v for n, v in values.items()}, said["state_map"], said["weight_map"])


def _complete(theirs: System, said: dict[str, Any]) -> bool:
    """Whether every state on which the port's weights depend is given by the original's."""
    return {s.name for s in live_states(theirs)} <= (said["state_map"] or {}).keys()


def moving(source: Lift, other: Lift, seconds: float) -> dict[str, Term] | None:
    """The proved map of a hyperparameter of the other call that depends on the step, the rest as numbers.

    By the other call's own name; a term in the step alone.
    """
    matched, numbers = match(source.system, other.system), numbers_of(source)
    try:
        found = step_dependent_translation(problem(matched.left, matched.right, "right"), Guesses(seconds))
    except Unsupported:
        return None
    if found is None or found.kind != "step-dependent":
        return None
    own, given = dict(matched.pairs), {hyper(name): value for name, value in numbers.items()}
    return {own.get(n, n): substitute([value], given)[0] for n, value in found.map.items()}


def impossible(source: Lift, other: Lift) -> str | None:
    """A proof, as a sentence, that no constants at all make the other call the same; None without one."""
    matched = match(source.system, other.system)
    until = monotonic() + IMPOSSIBLE_SECONDS / 2
    proofs = no_constant_maps([problem(matched.left, matched.right, "right")], until)
    told = (proof.sentence().replace("the right's", f"{other.call}'s") for proof in proofs)
    return next((text.replace("the left's", f"{source.call}'s") for text in told), None)


def namesakes(source: Lift, other: Lift) -> dict[str, Term] | None:
    """The source's numbers for the other call's hyperparameters; None where one is to be invented.

    What is off at the source is off there too; what the source does not know has its usual number.
    """
    numbers, own = numbers_of(source), dict(match(source.system, other.system).pairs)
    off = {name: term(Fraction(repr(value))) for name, value in source.off if not isinstance(value, bool)}
    values = numbers_of(other) | {h.name: off[h.name] for h in other.system.hypers if h.name in off}
    values |= {theirs: numbers[ours] for ours, theirs in own.items()}
    if RATE in values and RATE not in own.values() and RATE not in off:
        return None  # that of the source is no number, as with a schedule
    return values if all(h.name in values for h in other.system.hypers) else None
