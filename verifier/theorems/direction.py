"""Steps in the direction of a sign: what it is the sign of, and after how many steps it turns.

The argument of the sign is ``c[t] = p m[t-1] + q g[t]`` with a state ``m[t] = a m[t-1] + b g[t]`` that
starts at 0. From the step ``s`` on let the gradient be ``g``, and ``L = b/(1 - a)``. Then
``m[s+k] - L g = a**k (m[s] - L g)``, and ``c[s+n] = (p L + q) g + p a**(n-1) (m[s] - L g)``: a term along
``g`` that stays and one that fades.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from verifier.algebra.ring import Unsupported
from verifier.closed_form import linear as lin
from verifier.closed_form.bound import add, at, element, multiply, summation, tidy
from verifier.closed_form.draft import Study
from verifier.closed_form.induction import PREVIOUS, Induction
from verifier.closed_form.structure import Linear, changes, expressions
from verifier.closed_form.structure import linear as linear_in
from verifier.term import (
    GRADIENT,
    ONE,
    STEP,
    WEIGHT,
    ZERO,
    Term,
    hyper,
    postorder,
    state,
    symbols,
    term,
    where,
)
from verifier.theorems.draft import Check, Draft, equals, say
from verifier.theorems.events import moment
from verifier.theorems.regime import ANY, Regime

NEWEST = element(GRADIENT.name, STEP)
SIZES = (Fraction(1, 7), Fraction(1), Fraction(5))
"""Gradients after the turn at which a theorem is tried, by those before it."""


@dataclass(frozen=True)
class Direction:
    """The argument of a sign, ``share * state + own * gradient``.

    Attributes
    ----------
    state : Linear
        ``m[t] = factor m[t-1] + gain g[t]``, starting at 0.
    share, own, gain : Term
        Numbers that do not change with the step.
    """

    state: Linear
    share: Term
    own: Term
    gain: Term

    @property
    def argument(self) -> Term:
        """What the sign is taken of."""
        old = element(self.state.name, tidy(STEP - 1))
        return add([multiply([self.share, old]), multiply([self.own, NEWEST])])

    @cached_property
    def level(self) -> Term:
        """What the state tends to under a gradient that is 1."""
        return self.gain / (ONE - self.state.factor)


def theorems(study: Study) -> Iterator[Draft]:
    """The direction as a weighted sum of gradients; after one gradient, and after a turn."""
    try:
        direction = read_direction(study)
    except (Unsupported, ZeroDivisionError):
        return
    if direction is None:
        return
    yield weighted_sum(study, direction)
    fading = conditions(study, direction)
    if fading is not None:
        yield after_one(study, direction, fading)
        yield after_turn(study, direction, fading)
        yield turn_at_once(study, direction, fading)


def read_direction(study: Study) -> Direction | None:
    """The argument of the only sign in the weight's update, where it is of the kind above."""
    update = next(expressions(study.reading, study.reading.system.weight))
    signs = {n for n in postorder([update]) if n.op == "sign"}
    inside = signs.pop().terms[0] if len(signs) == 1 else ZERO
    read = symbols([inside], "state")
    found = study.reading.structures.get(read[0].name) if len(read) == 1 else None
    return _of_state(study, found, inside) if isinstance(found, Linear) else None


def _of_state(study: Study, found: Linear, inside: Term) -> Direction | None:
    """The direction as the sum of a state and a gradient; None where it is no such sum."""
    held = lin.hold(found)
    mixed = linear_in(study.reading, found.name, ZERO, inside, state(found.name))
    if mixed is None or changes(mixed.factor) or mixed.factor == ZERO or symbols([found.forcing], "sequence"):
        return None
    own, gain = (study.identities().simplest(x / GRADIENT) for x in (mixed.forcing, held.forcing))
    plain = not any(changes(x) for x in (own, gain, held.factor)) and lin.start_of(held) == ZERO
    return Direction(held, mixed.factor, own, gain) if plain and held.factor not in (ZERO, ONE) else None


def conditions(study: Study, direction: Direction) -> tuple[str, ...] | None:
    """The hypotheses that old gradients count, with the sign of the new ones, and fade."""
    identities, a = study.identities(), direction.state.factor
    numbers = (a, direction.share, direction.gain, direction.own)
    if not identities.positive(ONE - a) or not all(identities.non_negative(x) for x in numbers):
        return None
    if not identities.positive(multiply([direction.share, direction.level]) + direction.own):
        return None
    open_ = [x for x in dict.fromkeys(numbers[:3]) if not identities.positive(x)]
    write = study.plain.write
    return tuple(f"0 < {write(x)} < 1" if x == a else f"{write(x)} > 0" for x in open_)


def weighted_sum(study: Study, direction: Direction) -> Draft:
    """The argument of the sign as a sum over all gradients so far."""
    i, known = study.indices[0], lin.claim(study, direction.state)
    older = summation(
        multiply([direction.state.factor ** tidy(STEP - i - 1), at(GRADIENT, i)]), i, 1, tidy(STEP - 1)
    )
    number = study.identities().simplest(direction.share * direction.gain)
    closed = add([multiply([direction.own, NEWEST]), multiply([number, older])])
    proof = study.prove(known)
    write = study.plain.write
    return Draft(
        WEIGHT.name,
        "direction-as-a-sum",
        say("the sign in a step is that of ", closed),
        ("t ≥ 1",),
        (
            f"The recurrence takes the sign of {write(direction.argument)}.",
            f"Solve the state: {study.plain.equation(known.left, known.closed)}.",
            *proof,
            f"Put in at t-1, it gives {write(closed)}.",
        ),
        (Check(equals(direction.argument, closed), ANY),),
    )


def after_one(study: Study, direction: Direction, given: tuple[str, ...]) -> Draft:
    """A single gradient: its direction is kept by all later steps."""
    s, identities, write = moment(study), study.identities(), study.plain.write
    number = identities.simplest(direction.share * direction.gain)
    value = multiply([number, direction.state.factor ** tidy(STEP - s - 1), GRADIENT])
    regime = Regime(
        where(Term("eq", STEP, s), GRADIENT, ZERO), letters=((s.name, Fraction(2)),), rates_vary=True
    )
    return Draft(
        WEIGHT.name,
        "direction-after-one-gradient",
        say("the sign in every later step is still that of this one gradient; it is taken of ", value),
        (
            f"{GRADIENT.name}[{s.name}] = {GRADIENT.name}, and every other gradient is 0",
            f"t > {s.name}",
            *given,
        ),
        (
            f"By the theorem on the direction as a sum, the sign is taken of {write(value)}: only the term "
            f"of the step {s.name} is not 0.",
            "The number before the gradient is positive at every step, however small it becomes.",
        ),
        (
            Check(equals(direction.argument, value), regime, (3, 4, 5)),
            Check(Term("lt", ZERO, direction.argument * GRADIENT), regime, (3, 4, 5)),
        ),
    )


@dataclass(frozen=True)
class Turn:
    """Equal gradients from a step on, against the state that they find."""

    direction: Direction
    study: Study

    @property
    def found(self) -> Term:
        """The state that they find."""
        return element(self.direction.state.name, moment(self.study))

    @property
    def whole(self) -> Term:
        """By what the gradient is multiplied in the end."""
        return self.study.identities().simplest(
            self.direction.share * self.direction.level + self.direction.own
        )

    @property
    def steps(self) -> Term:
        """After more steps than this the direction has turned."""
        d, size = self.direction, Term("abs", self.found) / Term("abs", GRADIENT)
        level = self.study.identities().simplest(d.level)
        inside = self.study.identities().simplest(d.share / self.whole)
        grown = Term("log", multiply([inside, add([level, size])]))
        return ONE + grown / Term("log", ONE / d.state.factor)

    @property
    def hypotheses(self) -> tuple[str, ...]:
        """That the gradients are equal, and point against the state."""
        s, g, write = moment(self.study).name, GRADIENT.name, self.study.plain.write
        return (f"{g}[i] = {g} for every i > {s}", f"{write(self.found)} {g} < 0")

    @property
    def regimes(self) -> tuple[Regime, ...]:
        """Runs with such gradients, smaller and larger than those before."""
        s = moment(self.study)
        return tuple(
            Regime(
                where(Term("le", STEP, s), term(-1 / size) * GRADIENT, GRADIENT),
                rates_vary=True,
                letters=((s.name, Fraction(2)),),
            )
            for size in SIZES
        )

    def solved(self) -> tuple[str, ...]:
        """What the state is after so many such steps, proved."""
        d, write = self.direction, self.study.plain.write
        start = hyper(f"{d.state.name}[{moment(self.study).name}]")
        level = self.study.identities().simplest(d.level * GRADIENT)
        closed = level + (start - level) * d.state.factor**STEP
        step = add([multiply([d.state.factor, PREVIOUS]), multiply([d.gain, GRADIENT])])
        self.study.prove(Induction(element(d.state.name, STEP), closed, start, step))
        return (
            f"Each step multiplies the distance of {d.state.name} from {write(level)} by "
            f"{write(d.state.factor)}: k steps after the step {moment(self.study).name} it is "
            f"{write(level)} + {write(d.state.factor)}^k ({write(start)} - {write(level)}).",
        )


def after_turn(study: Study, direction: Direction, given: tuple[str, ...]) -> Draft:
    """After how many steps with the opposite gradient the direction has turned."""
    turn, write, a = Turn(direction, study), study.plain.write, direction.state.factor
    n, s = STEP - moment(study), moment(study)
    turned = where(Term("lt", ZERO, direction.argument * GRADIENT), ONE, ZERO)
    told = where(Term("lt", turn.steps, n), ONE, ZERO)
    level = study.identities().simplest(direction.level)
    return Draft(
        WEIGHT.name,
        "steps-until-the-direction-turns",
        say(
            f"the sign in the step {s.name} + n is that of the new gradients just for n > ",
            turn.steps,
        ),
        (*turn.hypotheses, *given),
        (
            *turn.solved(),
            f"So the step {s.name} + n takes the sign of {write(multiply([turn.whole, GRADIENT]))} + "
            f"{write(direction.share)} {write(a)}^(n-1) ({write(turn.found)} - "
            f"{write(multiply([level, GRADIENT]))}). The first term has the sign of {GRADIENT.name}, "
            "the second the other one.",
            f"The first is the larger just where {write(a)}^(n-1) {write(direction.share)} "
            f"({write(multiply([level, Term('abs', GRADIENT)]))} + |{write(turn.found)}|) < "
            f"{write(multiply([turn.whole, Term('abs', GRADIENT)]))}; "
            f"take logarithms, that of {write(a)} being negative.",
        ),
        tuple(Check(equals(turned, told), regime, (3, 4, 5)) for regime in turn.regimes),
    )


def turn_at_once(study: Study, direction: Direction, given: tuple[str, ...]) -> Draft:
    """How large one opposite gradient must be to turn the direction at once."""
    turn, write = Turn(direction, study), study.plain.write
    most = multiply([study.identities().simplest(direction.own / direction.share), Term("abs", GRADIENT)])
    smaller = Term("lt", Term("abs", turn.found), most)
    turned = where(Term("lt", ZERO, direction.argument * GRADIENT), ONE, ZERO)
    checks = (Check(equals(turned, where(smaller, ONE, ZERO)), r, (3,)) for r in turn.regimes)
    return Draft(
        WEIGHT.name,
        "direction-turns-at-once",
        say("the first opposite gradient turns the sign in the step just where ", smaller),
        (turn.hypotheses[1], f"{GRADIENT.name}[{moment(study).name}+1] = {GRADIENT.name}", *given),
        (
            f"The sign is taken of {write(multiply([direction.own, GRADIENT]))} + "
            f"{write(multiply([direction.share, turn.found]))}, whose terms have opposite signs: "
            "the larger decides.",
        ),
        tuple(checks),
    )
