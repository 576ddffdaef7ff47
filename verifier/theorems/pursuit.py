"""States that move towards their input by a share of it: their bounds, their rise, and where they rest.

``x[t] = x[t-1] + k u[t] sign(u[t] - x[t-1])`` with ``0 < k <= 1``, ``u[t] >= 0`` and ``x[0] = 0``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from verifier.closed_form.bound import affine, at, element, maximum, multiply, tidy
from verifier.closed_form.draft import Study, at_step, steady
from verifier.closed_form.relay import Relay
from verifier.closed_form.structure import reads_inputs_alone
from verifier.notation import decimal
from verifier.term import GRADIENT, ONE, STEP, ZERO, Term, symbols, term, where
from verifier.theorems.draft import Check, Draft, at_most, equals, say
from verifier.theorems.events import silence
from verifier.theorems.regime import ANY, SAME, Regime

WHOLE, BROKEN = Fraction(1, 2), Fraction(2, 5)
"""Shares at which rest and swing are tried: the reciprocal of the first alone is a whole number, and halves
of binary numbers are exact: a sign of what should be 0 is then 0."""


@dataclass(frozen=True)
class Pursuit:
    """The terms of the theorems about a state that moves towards its input."""

    study: Study
    state: Relay

    @property
    def left(self) -> Term:
        """The state as the step leaves it."""
        return element(self.state.name, STEP)

    @property
    def before(self) -> Term:
        """The state as the step finds it."""
        return element(self.state.name, tidy(STEP - 1))

    @property
    def goal(self) -> Term:
        """The input of the step."""
        return at_step(self.state.input)

    @property
    def level(self) -> Term:
        """The input where it does not change."""
        return steady(self.state.input)

    @property
    def span(self) -> Term:
        """By how much a step changes the state where the input does not change."""
        return multiply([self.state.share, self.level])

    @property
    def early(self) -> Term:
        """That the steps before have not reached the input."""
        return Term("lt", multiply([tidy(STEP - 1), self.state.share]), ONE)

    @property
    def same(self) -> tuple[str, ...]:
        """The hypotheses under which the input does not change."""
        read = [s.name for s in symbols([self.state.input]) if s == GRADIENT or s.args[0] == "sequence"]
        name, i = self.study.plain.name, self.study.indices[0].name
        return tuple(f"{name(n)}[{i}] = {name(n)} for every {i}" for n in dict.fromkeys(read))


def theorems(study: Study, state: Relay) -> Iterator[Draft]:
    """Bounds, rise under a constant input, and what is there in the end."""
    if state.initial != ZERO or not reads_inputs_alone(state.input):
        return
    found = Pursuit(study, state)
    yield change(found)
    yield bounds(found)
    if study.identities().simplest(state.input / GRADIENT**2) == ONE or state.input == Term("abs", GRADIENT):
        yield silent(found)
    if not any(s == STEP or s.args[0] == "now" for s in symbols([state.input])):
        yield rise(found)
        yield band(found)
        yield from in_the_end(found)
        yield from usual_rest(found)


def change(p: Pursuit) -> Draft:
    """By how much a step changes the state."""
    moved = p.left - p.before
    right = multiply([p.state.share, p.goal, Term("sign", p.goal - p.before)])
    return Draft(
        p.state.name,
        "moves-towards-its-input",
        say(equals(moved, right), ": how far does not depend on the distance"),
        ("t ≥ 1",),
        ("The recurrence says it: the state rises below its input, falls above it, and stays at it.",),
        (Check(equals(moved, right), ANY),),
    )


def bounds(p: Pursuit) -> Draft:
    """The state is never negative, and never much above its largest input."""
    i, write, share = p.study.indices[0], p.study.plain.write, p.state.share
    factor = p.study.identities().simplest(ONE + share)
    most = multiply([factor, maximum(at(p.state.input, i), i, 1, STEP)])
    return Draft(
        p.state.name,
        "between-0-and-its-inputs",
        say(at_most(ZERO, at_most(p.left, most))),
        ("t ≥ 1", *p.study.facts(share)),
        (
            f"Where {write(p.before)} > {write(p.goal)}, the step takes {write(multiply([share, p.goal]))} "
            f"away, at most {write(p.goal)}: what is left is not negative, and not more than before.",
            f"Where {write(p.before)} < {write(p.goal)}, it adds as much, and the sum is below "
            f"{write(multiply([factor, p.goal]))}. Where they are equal nothing changes.",
            "The state starts at 0, between the bounds, of which the upper one never falls: "
            "induction over t.",
        ),
        (Check(at_most(ZERO, p.left), ANY), Check(at_most(p.left, most), ANY)),
    )


def silent(p: Pursuit) -> Draft:
    """Without gradients the state stays: it forgets nothing."""
    s, regime = silence(p.study)
    kept = equals(p.left, element(p.state.name, s))
    return Draft(
        p.state.name,
        "after-gradients-vanish",
        say(kept, " for ", Term("ge", STEP, s)),
        (f"{GRADIENT.name}[i] = 0 for every i > {s.name}",),
        (f"A step without gradient adds a multiple of {p.study.plain.write(p.goal)} = 0.",),
        (Check(kept, regime, (2, 3, 4, 5)),),
    )


def rise(p: Pursuit) -> Draft:
    """The steps until the input is reached: the state grows evenly."""
    write, closed = p.study.plain.write, multiply([STEP, p.span])
    return Draft(
        p.state.name,
        "rise-at-constant-gradient",
        say(p.left, " = ", closed, " as long as ", p.early),
        (*p.same, *p.study.facts(p.state.share)),
        (
            "For t = 0 both sides are 0.",
            f"Induction step: the state before is {write(multiply([tidy(STEP - 1), p.span]))}, below "
            f"{write(p.level)} since {write(p.early)}; so the step adds {write(p.span)}. "
            f"(For {write(p.level)} = 0 everything is 0.)",
        ),
        (Check(equals(where(p.early, p.left, closed), closed), SAME),),
    )


def band(p: Pursuit) -> Draft:
    """From then on the state is within one step of its input."""
    write = p.study.plain.write
    late = Term("ge", STEP, ONE / p.state.share)
    distance = Term("abs", p.left - p.level)
    reached = Term("le", ONE, multiply([STEP, p.state.share]))
    return Draft(
        p.state.name,
        "near-its-input-at-constant-gradient",
        say(at_most(distance, p.span), " for ", late),
        (*p.same, *p.study.facts(p.state.share)),
        (
            f"In the first such step the state is t times {write(p.span)}, by the theorem on its rise: at "
            f"least {write(p.level)}, and less than {write(p.span)} above it.",
            f"A state within {write(p.span)} of {write(p.level)} stays there: from above it comes down by "
            f"{write(p.span)}, from below it goes up by it, each time across {write(p.level)} or onto it.",
        ),
        (Check(at_most(where(reached, distance, ZERO), p.span), SAME),),
    )


def in_the_end(p: Pursuit) -> Iterator[Draft]:
    """Rest at the input where the reciprocal of the share is a whole number, else a swing around it."""
    regimes = [_at_share(p, share) for share in (WHOLE, BROKEN)]
    if regimes[0] is None or regimes[1] is None:
        return
    write, later = p.study.plain.write, element(p.state.name, tidy(STEP + 2))
    whole, parted = write(ONE / p.state.share), Term("abs", element(p.state.name, tidy(STEP + 1)) - p.left)
    yield Draft(
        p.state.name,
        "rest-at-constant-gradient",
        say(p.left, " = ", p.level, " for ", Term("ge", STEP, ONE / p.state.share)),
        (*p.same, f"{whole} is a whole number"),
        (
            f"By the theorem on its rise the state is {write(p.level)} after {whole} steps, and stays there, "
            "the sign of 0 being 0.",
        ),
        (Check(equals(p.left, p.level), regimes[0], (3, 4, 5)),),
        (
            f"Where {whole} is no whole number, the state never rests: by the theorem on its swing it goes "
            f"up and down by {write(p.span)} for ever.",
        ),
    )
    yield Draft(
        p.state.name,
        "swing-at-constant-gradient",
        say(later, " = ", p.left, ", and the step between is ", p.span, " away from both"),
        (*p.same, f"{whole} is no whole number", f"t ≥ {whole}"),
        (
            f"The state is a whole multiple of {write(p.span)}, and {write(p.level)} is none: it is never at "
            f"its input. (For {write(p.level)} = 0 everything is 0.)",
            f"By the theorem on its nearness it is off by less than {write(p.span)}; a step brings it to the "
            "other side, the next one back.",
        ),
        (
            Check(equals(later, p.left), regimes[1], (3,)),
            Check(equals(parted, Term("abs", p.span)), regimes[1], (3, 4)),
        ),
    )


def _at_share(p: Pursuit, share: Fraction) -> Regime | None:
    """Equal gradients, with the share at a number; None where it is not one hyperparameter's."""
    line = affine(p.study.identities().simplest(p.state.share))
    if line is None or len(line[0]) != 1:
        return None
    ((letter, slope),) = line[0].items()
    value = (share - line[1]) / slope
    found = p.study.reading.system.hyper(letter.name)
    inside = found is not None and found.domain.contains(value)
    return Regime(GRADIENT, fixed=((letter.name, value),)) if inside else None


def usual_rest(p: Pursuit) -> Iterator[Draft]:
    """The step at which the state comes to rest, at the usual value."""
    line = affine(p.study.identities().simplest(p.state.share))
    letter = next(iter(line[0])) if line is not None and len(line[0]) == 1 else None
    found = None if letter is None else p.study.reading.system.hyper(letter.name)
    if line is None or letter is None or found is None or found.usual is None:
        return
    steps = 1 / (line[0][letter] * found.usual + line[1])
    if steps.denominator != 1:
        return
    name = p.study.plain.name(letter.name)
    yield Draft(
        p.state.name,
        "usual-step-of-rest",
        say(p.left, " = ", p.level, f" just from the step {steps} on"),
        (*p.same, f"{name} = {decimal(found.usual)}", f"{p.study.plain.write(p.level)} ≠ 0"),
        (f"By the theorems on its rise and its rest: {decimal(1 / steps)} times {steps} is 1.",),
        (
            Check(
                equals(p.left, multiply([term(1 / steps), STEP, p.level])),
                Regime(GRADIENT, fixed=((letter.name, found.usual),)),
                tuple(t for t in range(1, 6) if t <= steps),
            ),
        ),
    )
