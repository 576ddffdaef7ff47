"""Sizes that grow to a cap while the gradient keeps its sign, or shrink to a floor while it alternates.

Where branches are taken by signs alone (`verifier.theorems.modes`) a size obeys ``x -> min(a x, c)`` or
``x -> max(a x, c)`` once in each period, with ``a > 0`` and ``c >= 0``. Such a map, done ``n`` times to a
start on the right side of ``c``, gives ``min(a**n x, c)``: where ``a >= 1`` the cap stays, since
``min(a c, c) = c``; where ``a < 1`` it is never met.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from verifier.closed_form.bound import element, multiply, tidy
from verifier.closed_form.draft import Study
from verifier.domain import REAL
from verifier.notation import decimal
from verifier.term import (
    ONE,
    STEP,
    ZERO,
    Term,
    hyper,
    state,
    substitute,
    symbols,
    term,
    where,
)
from verifier.theorems.correction import first_below
from verifier.theorems.draft import Check, Draft, equals, say
from verifier.theorems.modes import WORDS, Modes, followed, gradients, repeating
from verifier.theorems.regime import Regime
from verifier.theorems.steps import first_value

EACH = {1: "each step", 2: "every second step"}


@dataclass(frozen=True)
class Saturating:
    """A size that is multiplied once in each period, and cut off.

    Attributes
    ----------
    study : Study
    name : str
    modes : Modes
    phase : int
        Which step of the period changes it.
    cut : str
        ``min`` or ``max``.
    factor, end : Term
    start : Term
        What it is until it is changed first.
    """

    study: Study
    name: str
    modes: Modes
    phase: int
    cut: str
    factor: Term
    end: Term
    start: Term

    @property
    def first(self) -> int:
        """The first step that changes it."""
        return self.modes.before + self.phase + 1

    @property
    def origin(self) -> int:
        """The step from which periods are counted: a change comes at the end of each."""
        return self.first - self.modes.period

    def after(self, count: Term) -> Term:
        """The size when it has been changed so often."""
        power = self.factor if count == ONE else self.factor**count
        return Term(self.cut, multiply([power, self.start]), self.end)

    @property
    def side(self) -> Term:
        """That the start is on the right side of the end."""
        return Term("le", *((self.start, self.end) if self.cut == "min" else (self.end, self.start)))

    @property
    def hypotheses(self) -> tuple[str, ...]:
        """That the gradients repeat, and that the start is on the right side."""
        write, system = self.study.plain.write, self.study.reading.system
        i = self.study.indices[0].name
        rates = [h.name for h in system.hypers if h.varies and hyper(h.name) in self._letters]
        same = tuple(
            f"{self.study.plain.name(n)}[{i}] = {self.study.plain.name(n)} for every {i}" for n in rates
        )
        return (*repeating(self.study, self.modes.period), *same, write(self.side))

    @cached_property
    def _letters(self) -> set[Term]:
        values = [v for step in self.modes.steps for v in step.values()]
        return set(symbols(values))

    @property
    def changes(self) -> Term:
        """How often it is changed until the end is reached, not rounded."""
        shares = (self.end / self.start, self.factor), (self.start / self.end, ONE / self.factor)
        share, base = shares[self.cut == "max"]
        return Term("log", share) / Term("log", base)

    @property
    def onward(self) -> tuple[str, ...]:
        """The hypothesis that changes lead to the end, where the domain of the factor does not say so."""
        found = self.study.reading.system.hyper(self.factor.name) if self.factor.op == "sym" else None
        known = REAL if found is None else found.domain
        if known.lower is not None and known.lower >= 1 and known.lower_open and self.cut == "min":
            return ()
        if known.upper is not None and known.upper <= 1 and known.upper_open and self.cut == "max":
            return ()
        return (f"{self.study.plain.write(self.factor)} {'>' if self.cut == 'min' else '<'} 1",)

    @property
    def regime(self) -> Regime:
        """Runs in which the end comes into play within a few steps."""
        ends = (Fraction(1, 2), Fraction(2)) if self.cut == "min" else (Fraction(1, 2), Fraction(1, 5))
        factor = Fraction(3, 2) if self.cut == "min" else Fraction(1, 2)
        wanted = zip((self.start, self.end, self.factor), (*ends, factor), strict=True)
        fixed = tuple(f for x, value in wanted for f in self._fixed(x, value))
        return Regime(gradients(self.modes.period), fixed=fixed)

    def _fixed(self, letter: Term, value: Fraction) -> tuple[tuple[str, Fraction], ...]:
        name = letter.terms[0].name if letter.op == "element" else letter.name if letter.op == "sym" else ""
        found = self.study.reading.system.hyper(name)
        return ((name, value),) if found is not None and found.domain.contains(value) else ()


def theorems(study: Study) -> Iterator[Draft]:
    """The sizes and the ways under repeating gradients, where signs decide all branches."""
    for period in (1, 2):
        found = followed(study, period)
        if found is None:
            continue
        for s in study.reading.system.states:
            size = saturating(study, s.name, *found)
            if size is not None:
                yield closed_form(size)
                yield from until_the_end(size)


def saturating(study: Study, name: str, up: Modes, down: Modes) -> Saturating | None:
    """The size, where it is changed once in a period, alike for gradients of both signs."""
    own, identities = state(name), study.identities()
    if up.map_of(name) != down.map_of(name):
        return None
    changing = [k for k, step in enumerate(up.repeated) if step[name] != own]
    early = [x for x in up.map_of(name)[: up.before] if x != own]
    if len(changing) != 1 or early:
        return None
    (phase,) = changing
    value = up.repeated[phase][name]
    begin = first_value(next(s.initial for s in study.reading.system.states if s.name == name))
    if value.op not in ("min", "max"):
        return None
    for grows, end in (value.terms, value.terms[::-1]):
        factor = identities.simplest(grows / own)
        plain = not {own} & set(symbols([factor, end])) and not symbols([factor, end], "state")
        if plain and identities.positive(factor) and identities.non_negative(end):
            return Saturating(study, name, up, phase, value.op, factor, end, begin)
    return None


def closed_form(size: Saturating) -> Draft:
    """The size after any number of periods."""
    n, period = hyper("n"), size.modes.period
    left, per_step = element(size.name, STEP), size.after(tidy(STEP - size.origin))
    told = [element(size.name, tidy(_periods(size, n) + k)) for k in range(period)]
    return Draft(
        size.name,
        f"{WORDS[period]}-gradient",
        say(left, " = ", per_step, " for ", Term("ge", STEP, term(size.origin)))
        if period == 1
        else say(*_row(told), " = ", size.after(n)),
        size.hypotheses,
        told_of(size, n),
        (*checks_of(size), Check(size.side, size.regime, (1,))),
    )


def _periods(size: Saturating, n: Term) -> Term:
    """The step that ends the period ``n``."""
    return (n if size.modes.period == 1 else term(size.modes.period) * n) + size.origin


def told_of(size: Saturating, n: Term) -> tuple[str, ...]:
    """The proof that the size is what is said after ``n`` changes."""
    write = size.study.plain.write
    made, again = (
        Term(size.cut, multiply([size.factor, x]), size.end) for x in (state(size.name), size.after(n))
    )
    return (
        f"Under these gradients the signs decide every branch: from the step {size.first} on "
        f"{EACH[size.modes.period]} makes {write(made)} of {size.study.plain.name(size.name)}; other steps "
        "leave it as it is.",
        f"For n = 0 the right side is {write(size.start)}, since {write(size.side)}.",
        f"Induction over n: {write(again)} is {write(size.after(tidy(n + 1)))}: where {write(size.end)} has "
        "been reached, it is kept; where it has not, nothing was cut off.",
    )


def checks_of(size: Saturating) -> Iterator[Check]:
    """What numbers say of each step of a period."""
    left, period = element(size.name, STEP), size.modes.period
    for k in range(period):
        value = size.after((STEP - size.origin - k) / period)
        steps = tuple(t for t in range(1, 6) if t >= size.origin + k and (t - size.origin - k) % period == 0)
        yield Check(equals(where(size.side, left, value), value), size.regime, steps)


def _row(sides: list[Term]) -> list[str | Term]:
    row: list[str | Term] = [sides[0]]
    for side in sides[1:]:
        row += [" = ", side]
    return row


def until_the_end(size: Saturating) -> Iterator[Draft]:
    """After how many changes the end is reached, and at which step at the usual values."""
    if size.end == ZERO or not size.study.identities().positive(size.start):
        return
    changes, period = size.changes, size.modes.period
    reached = Term("le", term(size.origin) + multiply([term(period), changes]), STEP)
    left, write = element(size.name, STEP), size.study.plain.write
    told = tuple(t for t in range(1, 6) if t >= size.origin and (t - size.origin) % period == 0)
    word = "grown" if size.cut == "min" else "shrunk"
    yield Draft(
        size.name,
        f"{WORDS[period]}-gradient-until-the-end",
        say(left, " = ", size.end, f" just when it has {word} ", changes, " times or more"),
        (*size.hypotheses, *size.onward),
        (
            f"By the theorem on it, it is {write(size.after(hyper('n')))} after n changes: the second just "
            f"where n ≥ {write(changes)}, by logarithms. It is changed with {EACH[period]} from the step "
            f"{size.first} on.",
        ),
        (
            Check(equals(where(reached, left, size.end), size.end), size.regime, told),
            Check(Term("lt", ZERO, where(reached, ONE, Term("abs", left - size.end))), size.regime, told),
        ),
    )
    yield from usual_end(size)


def usual_end(size: Saturating) -> Iterator[Draft]:
    """The step at which the end is reached, at the usual values."""
    letters = {hyper(h.name): term(h.usual) for h in size.study.reading.system.hypers if h.usual is not None}
    letters |= {element(x.name, ZERO): v for x, v in letters.items()}
    values = [
        size.study.identities().simplest(substitute([x], letters)[0])
        for x in (size.factor, size.start, size.end)
    ]
    if any(v.op != "num" or v.value <= 0 for v in values):
        return
    factor, start, end = (v.value for v in values)
    base, level = (1 / factor, start / end) if size.cut == "min" else (factor, end / start)
    changes = first_below(base, level) if 0 < base < 1 and 0 < level < 1 else None
    if changes is None:
        return
    step = size.origin + size.modes.period * changes
    given = [f"{size.study.plain.write(x)} = {decimal(v.value)}" for x, v in _named(size, values)]
    powers, write = [term(base) ** term(k) for k in (changes, changes - 1)], size.study.plain.write
    yield Draft(
        size.name,
        f"{WORDS[size.modes.period]}-gradient-usual-end",
        say(element(size.name, STEP), " = ", size.end, f" just from the step {step} on"),
        (*repeating(size.study, size.modes.period), *given),
        (
            f"By the theorem on it, it must have been changed {changes} times: {write(powers[0])} ≤ "
            f"{write(term(level))} < {write(powers[1])}, in exact numbers.",
        ),
        (
            Check(Term("le", powers[0], term(level)), Regime(), (1,)),
            Check(Term("lt", term(level), powers[1]), Regime(), (1,)),
        ),
    )


def _named(size: Saturating, values: list[Term]) -> Iterator[tuple[Term, Term]]:
    for x, v in zip((size.factor, size.start, size.end), values, strict=True):
        if x.op != "num":
            yield x, v
