"""Steps that are a rate times a sum of gradients, divided by the size of gradients: recognised."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from verifier.algebra.ring import Unsupported
from verifier.closed_form.bound import element, multiply, now, tidy
from verifier.closed_form.draft import Study, at_step
from verifier.closed_form.identities import Identities
from verifier.closed_form.structure import Linear, Maximum, changes
from verifier.term import GRADIENT, ONE, STEP, ZERO, Term, hyper, postorder, substitute, symbols
from verifier.theorems import roots
from verifier.theorems.step import Step

AT = 4
"""The step at which the attaining sequence attains the bound in the check."""


TINY = Fraction(1, 10**90)
"""What stands for a small constant, or a gradient before the only large one, in that check."""


@dataclass(frozen=True)
class Ratio:
    """A step ``rate · x/size``, its small constants left out.

    Attributes
    ----------
    numerator : Linear or None
        ``x``; None where it is the newest gradient itself.
    denominator : Linear or Maximum
        ``y``, of whose square root ``x`` is divided, or ``u`` itself.
    squared : Term
        The squared step without ``x**2`` and ``1/y`` (``1/u**2``): a function of t and hyperparameters.
    largest : str
        The state that holds the largest ``y`` so far, where that is what is divided by; else empty.
    """

    numerator: Linear | None
    denominator: Linear | Maximum
    squared: Term
    largest: str = ""

    @property
    def a(self) -> Term:
        """The factor of the numerator."""
        return ZERO if self.numerator is None else self.numerator.factor

    @property
    def b(self) -> Term:
        """The factor of the denominator."""
        return self.denominator.factor


def read_ratio(study: Study, step: Step) -> Ratio | None:
    """The step as a ratio of the kinds above; None where it is none."""
    if step.kept != ONE and not decays(study, step):
        return None
    if step.small and not shrinks(study, step):
        return None
    peaks = dict(_peaks_of_sums(study))
    zero = {hyper(n): ZERO for n in step.small} | {now(n): now(y) for n, y in peaks.items()}
    square = roots.squared(study.identities().simplest(substitute([step.added], zero)[0]))
    read = {s.name for s in symbols([step.added], "now")}
    for x, y in _pairs(study):
        found = _coefficient(study, square, x, y)
        if found is not None:
            return Ratio(x, y, found, next((n for n in peaks if n in read), ""))
    return None


def _peaks_of_sums(study: Study) -> Iterator[tuple[str, str]]:
    """The states that hold the largest value so far of another state."""
    for name, state in study.reading.structures.items():
        if isinstance(state, Maximum) and state.factor == ONE and state.initial == ZERO:
            inner = next((n for n in study.reading.structures if state.input == now(n)), None)
            if inner is not None:
                yield name, inner


def decays(study: Study, step: Step) -> bool:
    """Whether the weight is multiplied with a number that depends on nothing but given numbers."""
    return all(s.args[0] in ("hyper", "sequence", "time") for s in symbols([step.kept]))


def shrinks(study: Study, step: Step, positive: Term = ONE) -> bool:
    """Whether the small constants only make the step smaller: each is added to what is divided by.

    Parameters
    ----------
    study : Study
    step : Step
    positive : Term, optional
        What is known not to be negative beyond the domains.
    """
    small = {hyper(n) for n in step.small}
    identities = study.identities()
    for node in postorder([step.added]):
        if node.op != "div" or not small & set(symbols([node.terms[1]])):
            continue
        if small & set(symbols([node.terms[0]])):
            return False
        bare = substitute([node.terms[1]], dict.fromkeys(small, ZERO))[0]
        if not _grown(identities, node.terms[1], bare, positive):
            return False
    outside = sum(1 for n in postorder([step.added]) if n.op == "div" and small & set(symbols([n.terms[1]])))
    return outside > 0 and not small & set(_numerator_symbols(step.added))


def _numerator_symbols(value: Term) -> list[Term]:
    """The symbols of a term that stand outside of every denominator."""
    if value.op == "div":
        return _numerator_symbols(value.terms[0])
    if value.op == "sym":
        return [value]
    return [s for x in value.terms for s in _numerator_symbols(x)]


def _grown(identities: Identities, value: Term, bare: Term, positive: Term) -> bool:
    """Whether a denominator is at least what it is without its small constants, both not negative."""
    try:
        if identities.non_negative(bare) and identities.non_negative(value - bare):
            return True
        square, bare_square = roots.squared(value), roots.squared(bare)
        known = identities.non_negative(bare_square) or identities.equal(bare_square, positive)
        single = value.op == "pow" and bare.op == "pow"
        return single and known and identities.non_negative(square - bare_square)
    except (Unsupported, ZeroDivisionError):
        return False


def _pairs(study: Study) -> Iterator[tuple[Linear | None, Linear | Maximum]]:
    structures = study.reading.structures.values()
    peaks = [s for s in structures if isinstance(s, Maximum) and _peaks(study, s)]
    tops: list[Linear | None] = [None, *sums_of(study, GRADIENT)]
    bottoms: list[Linear | Maximum] = [*peaks, *sums_of(study, GRADIENT**2)]
    yield from product(tops, bottoms)


def sums_of(study: Study, of: Term) -> list[Linear]:
    """The states that are discounted sums of the gradients, or of their squares."""
    states = study.reading.structures.values()
    return [s for s in states if isinstance(s, Linear) and _sums(study, s, of)]


def _sums(study: Study, state: Linear, of: Term) -> bool:
    """Whether a state is a discounted sum of a power of the gradient, from zero on."""
    return (
        state.closed
        and not changes(state.factor)
        and not changes(state.scale)
        and state.input == of
        and state.initial == ZERO
        and _fades(study, state.factor)
        and (of == GRADIENT or study.identities().positive(state.scale))
    )


def _peaks(study: Study, state: Maximum) -> bool:
    """Whether a state is the largest size of a gradient, discounted by its age."""
    plain = state.initial == ZERO and not changes(state.factor) and state.input == Term("abs", GRADIENT)
    return plain and _fades(study, state.factor)


def _fades(study: Study, factor: Term) -> bool:
    """Whether a factor is proved to lie from 0 to 1."""
    identities = study.identities()
    return identities.non_negative(factor) and identities.non_negative(ONE - factor)


def _coefficient(study: Study, square: Term, x: Linear | None, y: Linear | Maximum) -> Term | None:
    """What remains of a squared step when ``x**2/y`` is taken away, if it depends on t alone."""
    top = GRADIENT if x is None else now(x.name)
    bottom = now(y.name) if isinstance(y, Linear) else now(y.name) ** 2
    try:
        rest = study.identities().simplest(square * bottom / top**2)
    except (Unsupported, ZeroDivisionError):
        return None
    free = all(s.args[0] in ("hyper", "sequence", "time") for s in symbols([rest]))
    return rest if free else None


def factor_of(study: Study, ratio: Ratio) -> Term:
    """The bound on the square of the step, at `STEP`."""
    x_scale = ONE if ratio.numerator is None else ratio.numerator.scale
    fixed = multiply([at_step(ratio.squared), x_scale**2])
    if isinstance(ratio.denominator, Linear):
        return fixed / ratio.denominator.scale * _geometric(study, quotient_of(study, ratio))
    return fixed * _geometric(study, quotient_of(study, ratio)) ** 2


def quotient_of(study: Study, ratio: Ratio) -> Term:
    """The ratio of the geometric series: ``a**2/b``, or ``a/b`` for a running maximum."""
    a, b = ratio.a, ratio.b
    if a == ZERO:
        return ZERO
    return study.identities().simplest(a**2 / b if isinstance(ratio.denominator, Linear) else a / b)


def _geometric(study: Study, q: Term) -> Term:
    return ONE if q == ZERO else (ONE - q**STEP) / (ONE - q)


def attaining(ratio: Ratio) -> Term:
    """The gradients that attain the bound at the step `AT`, as a term at `STEP`."""
    back = tidy(Term("num", Fraction(AT)) - STEP)
    if ratio.a == ZERO:
        return Term("where", Term("eq", STEP, Term("num", Fraction(AT))), GRADIENT, GRADIENT * TINY)
    shrink = ratio.a / ratio.b if isinstance(ratio.denominator, Linear) else ONE / ratio.b
    return GRADIENT * shrink**back


def attaining_text(study: Study, ratio: Ratio) -> str:
    """The attaining gradients in words."""
    write, i = study.plain.write, study.indices[0].name
    if ratio.a == ZERO:
        return "all gradients but the last tend to 0"
    shrink = ratio.a / ratio.b if isinstance(ratio.denominator, Linear) else ONE / ratio.b
    return f"g[{i}] = g·({write(shrink)})^(t-{i}) for {i} ≤ t, with any g ≠ 0"


def step_size(step: Step) -> Term:
    """The size of what a step adds to what it keeps of the weight, or of the state that is moved."""
    before = element(step.moved, tidy(STEP - 1))
    kept = before if step.kept == ONE else multiply([at_step(step.kept), before])
    return Term("abs", element(step.moved, STEP) - kept)


def well_inside(ratio: Ratio) -> Iterator[tuple[str, Fraction]]:
    """Factors well inside the region in which the supremum is finite."""
    if ratio.a.op == "sym":
        yield ratio.a.name, ratio.b.value / 2 if ratio.b.op == "num" else Fraction(1, 2)
    if ratio.b.op == "sym":
        yield ratio.b.name, (1 + ratio.a.value) / 2 if ratio.a.op == "num" else Fraction(9, 10)


def condition(study: Study, ratio: Ratio, sign: str) -> str:
    """The comparison of the factors on which it depends whether steps stay bounded."""
    write = study.plain.write
    left = ratio.a**2 if isinstance(ratio.denominator, Linear) else ratio.a
    return f"{write(left)} {sign} {write(ratio.b)}"
