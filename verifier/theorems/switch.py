"""Branches on the number of the step: from which step on a condition holds, or where it never does.

The condition compares functions of the step number and of one power ``a**t``. That the difference of its
sides grows with ``t`` is proved by Bernoulli's inequality, ``1 - a**t <= (1 - a) t``: ``a**t`` is
``1 - (1 - a) S`` with ``0 < S <= t``. Then the limit of the difference decides.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from verifier.algebra.ring import Unsupported
from verifier.closed_form.bound import affine, factors, replace
from verifier.closed_form.draft import Study, at_step
from verifier.closed_form.naming import is_schedule
from verifier.notation import decimal
from verifier.term import STEP, WEIGHT, ZERO, Term, hyper, postorder, substitute, symbols, term
from verifier.theorems.draft import Check, Draft, at_most, say
from verifier.theorems.regime import ANY, Regime
from verifier.theorems.schedules import BERNOULLI, grows, inside
from verifier.theorems.step import fading_powers

LONGEST = 100_000
"""A switch at the usual values that comes later than this is not looked for."""


@dataclass(frozen=True)
class Switch:
    """A condition on the step number that changes at most once.

    Attributes
    ----------
    condition : Term
        As the recurrence has it, in letters and `STEP`.
    excess : Term
        The difference of its sides, with the sign with which it grows.
    power : Term
        ``a**t``, the only power of it.
    limit : Term
        Of the excess, which is below it at every step.
    turned : bool
        Whether the condition holds where the excess is negative.
    """

    condition: Term
    excess: Term
    power: Term
    limit: Term
    turned: bool

    @property
    def late(self) -> str:
        """What becomes of the condition once the excess is positive."""
        return "fails" if self.turned else "holds"

    @property
    def early(self) -> str:
        """What it does before."""
        return "holds" if self.turned else "fails"


def theorems(study: Study) -> Iterator[Draft]:
    """Where each condition on the step number comes to hold, and when at the usual values."""
    for number, condition in enumerate(conditions(study)):
        found = read_switch(study, condition)
        if found is not None:
            ending = f"-{number + 1}" if number else ""
            yield once(study, found, f"switches-once{ending}")
            yield from usual(study, found, f"usual-step-of-the-switch{ending}")


def conditions(study: Study) -> list[Term]:
    """The inequalities between functions of the step number on which a recurrence branches."""
    system = study.reading.system
    roots = [system.weight, *(s.update for s in system.states)]
    asked = dict.fromkeys(n.terms[0] for n in postorder(roots) if n.op == "where")
    return [c for c in asked if c.op in ("lt", "le") and _of_time(c)]


def _of_time(condition: Term) -> bool:
    kinds = {str(s.args[0]) for s in symbols([condition])}
    return "time" in kinds and kinds <= {"time", "hyper"}


def read_switch(study: Study, condition: Term) -> Switch | None:
    """The condition as a growing difference with a limit; None where that is not proved."""
    low, high = condition.terms
    for turned, excess in ((False, high - low), (True, low - high)):
        try:
            found = _growing(study, study.identities().simplest(excess))
        except (Unsupported, ZeroDivisionError):
            return None
        if found is not None:
            return Switch(condition, *found, turned)
    return None


def _growing(study: Study, excess: Term) -> tuple[Term, Term, Term] | None:
    """A difference that grows, its power, and its limit."""
    powers = list(fading_powers(study, excess))
    if len(powers) != 1:
        return None
    limit = study.identities().simplest(replace(excess, {powers[0]: ZERO}))
    proved = STEP not in symbols([limit]) and grows(study, excess, powers[0])
    return (excess, powers[0], limit) if proved else None


def shown(study: Study, switch: Switch) -> tuple[Term, tuple[str, ...]]:
    """The condition in the names of the recurrence, and what these are."""
    names = {t: n for t, n in study.reading.names.items() if is_schedule(n)}
    found = at_step(substitute([switch.condition], names)[0])
    return found, study.definitions(found)


def threshold(study: Study, limit: Term) -> str:
    """Where a limit is positive, solved for a hyperparameter where it is a line in it."""
    identities, write = study.identities(), study.plain.write
    number, above, below = factors(limit)
    open_ = [f for f in (*above, *below) if not identities.positive(f)]
    line = affine(open_[0]) if len(open_) == 1 else None
    if line is None or len(line[0]) != 1:
        return f"{write(limit)} > 0"
    ((letter, slope),) = line[0].items()
    return f"{write(letter)} {'>' if slope * number > 0 else '<'} {decimal(-line[1] / slope)}"


def told(study: Study, switch: Switch) -> str:
    """What becomes of the condition, in words that follow it."""
    identities = study.identities()
    if identities.non_negative(ZERO - switch.limit):
        return f" {switch.early} at every step"
    changing = f" {switch.late} from one step on for ever"
    if identities.positive(switch.limit):
        return f"{changing}, and {switch.early} before it"
    elsewhere = f"{switch.early} before it; elsewhere it {switch.early} at every step"
    return f"{changing} just where {threshold(study, switch.limit)}, and {elsewhere}"


def once(study: Study, switch: Switch, kind: str) -> Draft:
    """The condition changes at most once, and does where the limit is positive."""
    condition, defined = shown(study, switch)
    base, write = study.plain.write(switch.power.terms[0]), study.plain.write
    later = replace(switch.excess, {STEP: STEP + 1})
    return Draft(
        WEIGHT.name,
        kind,
        say(condition, told(study, switch)),
        (*inside(study, switch.power), *defined),
        (
            f"One side exceeds the other by {write(switch.excess)}, which tends to {write(switch.limit)}.",
            BERNOULLI,
            f"It grows at every step: put {write(switch.power)} = 1 - (1 - {base}) S with 0 < S ≤ t into its "
            "gain, and each factor has one sign (decided with exact polynomials).",
            f"So it is below its limit at every step: if {write(switch.limit)} > 0, it is positive from some "
            "step on and stays so; else it is negative at every step.",
        ),
        (
            Check(Term("lt", switch.excess, later), ANY),
            Check(Term("lt", switch.excess, switch.limit), ANY),
        ),
    )


def excess_at(study: Study, switch: Switch, values: Mapping[str, Fraction], t: int) -> Fraction:
    """The difference at a step, in exact numbers."""
    letters = {hyper(n): term(v) for n, v in values.items()}
    root = switch.power.terms[0]
    power = term((root.value if root.op == "num" else values[root.name]) ** t)
    bare = replace(switch.excess, {switch.power: power, STEP: term(t)})
    return study.identities().simplest(replace(bare, letters)).value


def first_step(study: Study, switch: Switch, values: Mapping[str, Fraction]) -> int | None:
    """The first step at which the condition has changed; None where it is late, or never comes."""

    def changed(t: int) -> bool:
        excess = excess_at(study, switch, values, t)
        return excess > 0 or (excess == 0 and (switch.condition.op == "le") != switch.turned)

    limit = study.identities().simplest(replace(switch.limit, {hyper(n): term(v) for n, v in values.items()}))
    if limit.value <= 0:
        return None
    last = 1
    while not changed(last):
        last *= 2
        if last > LONGEST:
            return None
    return 1 + bisect_left(range(1, last + 1), True, key=changed)


def usual(study: Study, switch: Switch, kind: str) -> Iterator[Draft]:
    """The step from which on the condition is changed, at the usual values."""
    letters = [h for h in study.reading.system.hypers if hyper(h.name) in symbols([switch.excess])]
    values = {h.name: h.usual for h in letters if h.usual is not None}
    root = switch.power.terms[0]
    base = root.value if root.op == "num" else values.get(root.name)
    if len(values) < len(letters) or base is None or not 0 < base < 1:
        return
    first = first_step(study, switch, values)
    if first is not None:
        yield from_the_step(study, switch, kind, values, first)


def from_the_step(
    study: Study, switch: Switch, kind: str, values: Mapping[str, Fraction], first: int
) -> Draft:
    """The condition is changed just from a step on."""
    condition, defined = shown(study, switch)
    given = tuple(f"{study.plain.name(n)} = {decimal(v)}" for n, v in values.items())
    numbers = " and ".join(
        f"{float(excess_at(study, switch, values, t)):.4g} at the step {t}" for t in (first - 1, first) if t
    )
    regime = Regime(fixed=tuple(values.items()))
    before, after = (replace(switch.excess, {STEP: term(t)}) for t in (first - 1, first))
    checks = [Check(at_most(before, ZERO), regime, (1,))] if first > 1 else []
    return Draft(
        WEIGHT.name,
        kind,
        say(condition, f" {switch.late} just from the step {first} on"),
        (*given, *defined),
        (
            f"One side exceeds the other by {study.plain.write(switch.excess)}, which grows at every step.",
            f"Reckoned with exact numbers, it is about {numbers}.",
        ),
        (*checks, Check(at_most(ZERO, after), regime, (1,))),
    )
