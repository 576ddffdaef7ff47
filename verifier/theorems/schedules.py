"""Functions of the step number that a recurrence names: whether they grow, and where they tend to."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from verifier.algebra.ring import Unsupported
from verifier.closed_form.bound import at, element, factors, replace
from verifier.closed_form.draft import Study
from verifier.closed_form.identities import Identities
from verifier.domain import NON_NEGATIVE, POSITIVE, Domain
from verifier.term import ONE, STEP, ZERO, Term, hyper, postorder, symbols, term
from verifier.theorems import continuity, roots
from verifier.theorems.draft import Check, Draft, Limit, at_most, equals, say
from verifier.theorems.regime import ANY, Regime
from verifier.theorems.step import fading_powers
from verifier.theorems.steps import divisors

BERNOULLI = (
    "Lemma (Bernoulli): 1 - x^t = (1 - x) (1 + x + … + x^(t-1)) ≤ (1 - x) t for 0 ≤ x ≤ 1, since each of "
    "the t powers is at most 1."
)
INSIDE = Domain(Fraction(0), Fraction(1), lower_open=True, upper_open=True)
FAR = Fraction(10**6)
NEAR = term(Fraction(1, 100))
"""How near a value is to its limit at the step `FAR`, at the numbers at which it is tried."""


def theorems(study: Study) -> Iterator[Draft]:
    """The limit of every named function of the step number, and that it grows or falls."""
    for name, value in study.reading.schedules.items():
        written = at(value, STEP)
        powers = fading_powers(study, written)
        if len(powers) == 1 and not any(n.op == "element" for n in postorder([written])):
            (power,) = powers
            yield from tending(study, name, written, power)
            yield from growing(study, name, written, power)


def tending(study: Study, name: str, value: Term, power: Term) -> Iterator[Draft]:
    """The limit of a function of the step number."""
    bare = replace(value, {power: ZERO})
    try:
        limit, smooth = (
            roots.simplest(study.identities(), bare),
            continuity.settled(study, value, {power: ZERO}),
        )
    except (Unsupported, ZeroDivisionError):
        return
    if smooth is None or STEP in symbols([limit]):
        return
    left, far, write = element(name, STEP), hyper("far"), study.plain.write
    there = Term("abs", replace(value, {STEP: far}) - limit)
    regime = Regime(letters=((far.name, FAR),))
    yield Draft(
        name,
        "tends-to",
        say(Limit("t", left), " = ", limit),
        (
            *study.facts(power),
            *divisors(study, bare),
            *continuity.hypotheses(study, smooth),
            *study.definitions(left),
        ),
        (
            f"As t → ∞, {write(power)} and t {write(power)} tend to 0, and the formula is continuous there.",
            f"At 0 it is {write(limit)}.",
        ),
        (
            Check(equals(left, value), ANY, lemma=True),
            Check(at_most(there, NEAR + NEAR * Term("abs", limit)), regime, (1,)),
            *continuity.checks(smooth, regime, (1,)),
        ),
    )


def growing(study: Study, name: str, value: Term, power: Term) -> Iterator[Draft]:
    """That a function of the step number grows at every step, or falls."""
    for word, moving in (("grows", value), ("falls", ZERO - value)):
        try:
            simple = study.identities().simplest(moving)
            proved = grows(study, simple, power)
        except (Unsupported, ZeroDivisionError):
            continue
        if proved:
            yield _one_way(study, name, value, power, word)


def _one_way(study: Study, name: str, value: Term, power: Term, word: str) -> Draft:
    left, write = element(name, STEP), study.plain.write
    later = replace(value, {STEP: STEP + 1})
    ends = (value, later) if word == "grows" else (later, value)
    return Draft(
        name,
        f"{word}-with-t",
        say(left, f" {word} at every step"),
        (*inside(study, power), "t ≥ 1", *study.definitions(left)),
        (
            BERNOULLI,
            f"Put {write(power)} = 1 - (1 - {write(power.terms[0])}) S with 0 < S ≤ t into the change from "
            "one step to the next: each factor has one sign (decided with exact polynomials).",
        ),
        (Check(equals(left, value), ANY), Check(Term("lt", *ends), ANY)),
    )


def inside(study: Study, power: Term) -> tuple[str, ...]:
    """The hypothesis that the base of a power lies between 0 and 1, where it is a letter."""
    base = power.terms[0]
    return (f"0 < {study.plain.write(base)} < 1",) if base.op == "sym" else ()


def grows(study: Study, value: Term, power: Term) -> bool:
    """Whether a value is proved to grow at every step.

    Parameters
    ----------
    study : Study
    value : Term
        In letters, `STEP`, and `power`, which is that of a number between 0 and 1, neither included.
    power : Term

    Notes
    -----
    Bernoulli's inequality, ``1 - a**t <= (1 - a) t``: ``a**t`` is ``1 - (1 - a) S`` with ``0 < S <= t``.
    """
    if power.terms[1] != STEP:
        return False
    known = study.identities()
    gain = known.simplest(replace(value, {STEP: STEP + 1}) - value)
    base, sums, rest = power.terms[0], hyper("sum of powers"), hyper("by which t exceeds it")
    domains = {**known.domains, sums.name: POSITIVE, rest.name: NON_NEGATIVE}
    fresh = Identities(domains | ({base.name: INSIDE} if base.op == "sym" else {}))
    number, above, below = factors(gain)
    signs = [1 if number > 0 else -1]
    for factor in (*above, *below):
        if factor != power:
            put = replace(factor, {power: ONE - (ONE - base) * sums, STEP: sums + rest})
            signs.append(1 if fresh.positive(put) else -1 if fresh.positive(ZERO - put) else 0)
    return number != 0 and _product(signs) > 0


def _product(signs: list[int]) -> int:
    return 0 if 0 in signs else (-1) ** signs.count(-1)
