"""How large a step can be: the true supremum, with the gradients that attain it.

A step ``c(t) x[t] / sqrt(y[t])``, where ``x`` is a discounted sum of gradients with the factor ``a`` and
``y`` one of squared gradients with the factor ``b``, is bounded by the inequality of Cauchy and Schwarz:
``(Σ a**k g)**2 <= Σ (a**2/b)**k · Σ b**k g**2``, with equality where ``g`` is proportional to ``(a/b)**k``.
Where the denominator is a running maximum ``u``, every gradient is at most ``b**-k u``, and
``Σ a**k |g| <= u Σ (a/b)**k``, with equality where they are proportional to ``b**-k``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from verifier.algebra.ring import Unsupported
from verifier.closed_form import linear as lin
from verifier.closed_form.bound import element, multiply, now, tidy
from verifier.closed_form.bound import replace as put
from verifier.closed_form.draft import Study, at_step
from verifier.closed_form.identities import Identities
from verifier.closed_form.structure import Linear, Maximum, changes
from verifier.term import GRADIENT, HALF, ONE, STEP, ZERO, Term, hyper, postorder, substitute, symbols
from verifier.theorems import roots
from verifier.theorems.draft import Check, Draft, at_most, equals, say
from verifier.theorems.regime import ANY, Regime
from verifier.theorems.step import STEPPED, WEIGHT, Step, divisors, read_step

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


def theorems(study: Study) -> Iterator[Draft]:
    """The bound on the step, attained; where it is finite over all steps; and the sum of bounded steps."""
    step = read_step(study)
    ratio = None if step is None else read_ratio(study, step)
    if step is None or ratio is None:
        return
    yield largest(study, step, ratio)
    yield from supremum(study, step, ratio)
    yield from coasting(study, step, ratio)


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


def shrinks(study: Study, step: Step) -> bool:
    """Whether the small constants only make the step smaller: each is added to what is divided by."""
    small = {hyper(n) for n in step.small}
    identities = study.identities()
    for node in postorder([step.added]):
        if node.op != "div" or not small & set(symbols([node.terms[1]])):
            continue
        if small & set(symbols([node.terms[0]])):
            return False
        bare = substitute([node.terms[1]], dict.fromkeys(small, ZERO))[0]
        grown = _grown(identities, node.terms[1], bare)
        if not grown:
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


def _grown(identities: Identities, value: Term, bare: Term) -> bool:
    """Whether a denominator is at least what it is without its small constants, both not negative."""
    try:
        if identities.non_negative(bare) and identities.non_negative(value - bare):
            return True
        square, bare_square = roots.squared(value), roots.squared(bare)
        single = value.op == "pow" and bare.op == "pow"
        return single and identities.non_negative(bare_square) and identities.non_negative(square - bare_square)
    except (Unsupported, ZeroDivisionError):
        return False


def _pairs(study: Study) -> Iterator[tuple[Linear | None, Linear | Maximum]]:
    structures = study.reading.structures.values()
    sums = [s for s in structures if isinstance(s, Linear) and _sums(study, s, GRADIENT)]
    sizes = [s for s in structures if isinstance(s, Linear) and _sums(study, s, GRADIENT**2)]
    peaks = [s for s in structures if isinstance(s, Maximum) and _peaks(study, s)]
    for x in (None, *sums):
        for y in (*peaks, *sizes):
            yield x, y


def _sums(study: Study, state: Linear, of: Term) -> bool:
    """Whether a state is a discounted sum of a power of the gradient, from zero on."""
    return state.closed and not changes(state.factor) and not changes(state.scale) and state.input == of and state.initial == ZERO


def _peaks(study: Study, state: Maximum) -> bool:
    return state.initial == ZERO and not changes(state.factor) and state.input == Term("abs", GRADIENT)


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
    a, b = ratio.a, ratio.b
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


def largest(study: Study, step: Step, ratio: Ratio) -> Draft:
    """The largest step that any gradients can bring about."""
    square = study.identities().simplest(factor_of(study, ratio))
    bound = roots.simplest(study.identities(), square**HALF)
    size = step_size(step)
    fixed = tuple((n, TINY) for n in step.small)
    b = study.plain.write(ratio.b)
    sharp = Check(at_most(bound * (ONE - Fraction(1, 10**20)), size), Regime(attaining(ratio), fixed=fixed), (AT,))
    positive = (f"0 < {b} < 1",) if ratio.b != ONE and ratio.a != ZERO else study.facts(ratio.b)
    small = f", in the limit {study.plain.name(step.small[0])} → 0," if step.small else ""
    attained = f"Equality holds{small} where {attaining_text(study, ratio)}."
    return Draft(
        WEIGHT.name,
        "largest-step",
        say(at_most(size, bound)),
        (*positive, *apart(study, ratio), "t ≥ 1", *study.defined(WEIGHT.name)),
        (*proof(study, step, ratio), *([] if ratio.largest else [attained])),
        (Check(at_most(size, bound), ANY), *([] if ratio.largest else [sharp])),
    )


def apart(study: Study, ratio: Ratio) -> tuple[str, ...]:
    """The hypothesis that the geometric series is none of equal terms."""
    q = quotient_of(study, ratio)
    if q == ZERO or study.identities().non_zero(ONE - q):
        return ()
    write = study.plain.write
    left, right = (ratio.a**2, ratio.b) if isinstance(ratio.denominator, Linear) else (ratio.a, ratio.b)
    return (f"{write(left)} ≠ {write(right)}",)


def proof(study: Study, step: Step, ratio: Ratio) -> tuple[str, ...]:
    """The inequality behind the bound."""
    write, i = study.plain.write, study.indices[0]
    small = (
        (f"The small constants are added to what is divided by, and only make the step smaller: let them be 0.",)
        if step.small
        else ()
    )
    if ratio.largest:
        held, inner = (study.plain.element(n, STEP) for n in (ratio.largest, ratio.denominator.name))
        small = (*small, f"{held} ≥ {inner}, so that the step is at most what it would be with {inner} in its place.")
    back = tidy(STEP - i)
    g = element(GRADIENT.name, i)
    top = element(GRADIENT.name, STEP) if ratio.numerator is None else lin.left_of(ratio.numerator)
    if isinstance(ratio.denominator, Linear):
        y = lin.left_of(ratio.denominator)
        lemma = (
            f"By the closed form {write(y)} ≥ {write(multiply([ratio.denominator.scale, element(GRADIENT.name, STEP) ** 2]))}."
            if ratio.a == ZERO
            else f"Cauchy and Schwarz: (Σ {write(ratio.a**back * g)})² = (Σ ({write(ratio.a)}/√{write(ratio.b)})^(t-{i.name}) · "
            f"√{write(ratio.b)}^(t-{i.name}) {write(g)})² ≤ Σ {write(quotient_of(study, ratio) ** back)} · Σ {write(ratio.b**back * g**2)}."
        )
        return (
            *small,
            f"The squared step is then {write(at_step(ratio.squared))} times {write(top)}²/{write(y)}.",
            lemma,
            "Putting in the closed forms of both states and summing the geometric series gives the bound.",
        )
    u = element(ratio.denominator.name, STEP)
    return (
        *small,
        f"The squared step is {write(at_step(ratio.squared))} times {write(top)}²/{write(u)}².",
        f"By the theorem on the maximum {write(ratio.b**back)} |{write(g)}| ≤ {write(u)} for every {i.name} ≤ t, so that "
        f"|{write(top)}| is at most {write(u)} times a geometric series with the ratio {write(quotient_of(study, ratio))}.",
        "Summing the series gives the bound.",
    )


AGAIN = (
    "The bound of the step t is at most its limit: with q = a²/b the arithmetic mean of qᵗ and bᵗ is at least aᵗ, the geometric one, "
    "so that (1 - qᵗ)(1 - bᵗ) ≤ (1 - aᵗ)²."
)
FALLING = "The bound of the step t is at most its limit: {} ≤ 1."


def supremum(study: Study, step: Step, ratio: Ratio) -> Iterator[Draft]:
    """The least bound over all steps, where there is one."""
    identities, q = study.identities(), quotient_of(study, ratio)
    if q == ZERO:
        return
    square = identities.simplest(factor_of(study, ratio))
    moving = {n for n in postorder([square]) if n.op == "pow" and STEP in symbols([n.terms[1]])}
    limit_squared = substitute([square], dict.fromkeys(moving, ZERO))[0]
    rest = identities.simplest(square / limit_squared)
    reason = never_above_limit(study, ratio, rest)
    if reason is None:
        return
    bound = roots.simplest(identities, limit_squared**HALF)
    write = study.plain.write
    finite, growing = (_condition(study, ratio, sign) for sign in ("<", "≥"))
    inside = Regime(fixed=tuple(_wide(ratio)))
    far = Check(at_most(ONE - Fraction(1, 10**9), put(rest, {STEP: hyper("far")})), replace(inside, letters=(("far", Fraction(3000)),)), (1,))
    sharp = f"As t grows {', '.join(sorted(map(write, moving)))} tend to 0, and the bound of the step t tends to this one: no smaller one holds."
    yield Draft(
        WEIGHT.name,
        "step-bound",
        say(at_most(step_size(step), bound)),
        (f"0 < {write(ratio.b)} < 1", finite, "t ≥ 1", *study.defined(WEIGHT.name)),
        ("By the theorem on the largest step its square is at most " + write(square) + ".", reason, *([] if ratio.largest else [sharp])),
        (Check(at_most(step_size(step), bound), replace(inside, rates_vary=True)), Check(at_most(rest, ONE), inside), far),
        ()
        if ratio.largest
        else (
            f"Where {growing}, the series of the attaining gradients has terms that do not fall, and the largest steps grow "
            "beyond every number: no bound over all steps exists.",
        ),
    )


def step_size(step: Step) -> Term:
    """The size of what a step adds to what it keeps of the weight."""
    kept = element(WEIGHT.name, tidy(STEP - 1))
    return Term("abs", STEPPED if step.kept == ONE else element(WEIGHT.name, STEP) - multiply([at_step(step.kept), kept]))


def never_above_limit(study: Study, ratio: Ratio, rest: Term) -> str | None:
    """Why the bounds of all steps are at most their limit; None where it is not known."""
    identities, write = study.identities(), study.plain.write
    q, a, b = quotient_of(study, ratio) ** STEP, ratio.a**STEP, ratio.b**STEP
    if identities.equal(rest, (ONE - q) * (ONE - b) / (ONE - a) ** 2) and isinstance(ratio.denominator, Linear):
        return AGAIN.replace("a²/b", f"{write(ratio.a**2)}/{write(ratio.b)}").replace("bᵗ", f"{write(b)}").replace("aᵗ", f"{write(a)}").replace("qᵗ", "q^t")
    if identities.equal(rest, ONE - q) or identities.equal(rest, (ONE - q) ** 2):
        return FALLING.format(write(ONE - q))
    if identities.equal(rest, ((ONE - q) / (ONE - a)) ** 2) and isinstance(ratio.denominator, Maximum):
        return FALLING.format(f"{write((ONE - q) / (ONE - a))}") + f" It is so since {write(ratio.b)} < 1 makes {write(q)} ≥ {write(a)}."
    return None


def _wide(ratio: Ratio) -> Iterator[tuple[str, Fraction]]:
    """Factors well inside the region in which the supremum is finite."""
    if ratio.a.op == "sym":
        yield ratio.a.name, Fraction(1, 2)
    if ratio.b.op == "sym":
        yield ratio.b.name, Fraction(9, 10)


def _condition(study: Study, ratio: Ratio, sign: str) -> str:
    write = study.plain.write
    left = ratio.a**2 if isinstance(ratio.denominator, Linear) else ratio.a
    return f"{write(left)} {sign} {write(ratio.b)}"


def coasting(study: Study, step: Step, ratio: Ratio) -> Iterator[Draft]:
    """The steps once gradients have vanished: a geometric decay or growth, where no constant is in the way."""
    if ratio.numerator is None or step.kept != ONE or ratio.largest:
        return
    s = hyper(next(c for c in "sTNq" if c not in study.taken))
    a, b = ratio.a, ratio.b
    top, y = element(ratio.numerator.name, s), element(ratio.denominator.name, s)
    later = tidy(STEP - s)
    is_sum = isinstance(ratio.denominator, Linear)
    shrink = study.identities().simplest(a**2 / b if is_sum else (a / b) ** 2)
    square = at_step(ratio.squared) * top**2 / (y if is_sum else y**2) * shrink**later
    random = GRADIENT * (STEP + Fraction(1, 3)) * (STEP - Fraction(7, 3))
    gradient = Term("where", Term("le", STEP, s), random, ZERO)
    fixed = tuple((n, Fraction(0)) for n in step.small)
    zero = tuple(f"{study.plain.name(n)} = 0" for n in step.small)
    write = study.plain.write
    yield Draft(
        WEIGHT.name,
        "coasting",
        say(STEPPED**2, " = ", square, " for ", Term("ge", STEP, s)),
        (f"{GRADIENT.name}[i] = 0 for every i > {s.name}", *zero, f"0 < {write(b)} < 1", *study.defined(WEIGHT.name)[:1]),
        (
            f"After the step {s.name} the states only decay: {write(element(ratio.numerator.name, STEP))} = {write(a**later * top)}, "
            f"{write(element(ratio.denominator.name, STEP))} = {write(b**later * y)}.",
            f"Put into the squared step they leave the factor {write(shrink)} for each further step: with {_condition(study, ratio, '<')} "
            "the weight comes to rest at a geometric rate, else it does not.",
        ),
        (Check(equals(STEPPED**2, square), Regime(gradient, letters=((s.name, Fraction(2)),), fixed=fixed), (2, 3, 4, 5)),),
    )
