"""Steps that are a combination of averages of gradients, divided by the root of what their squares leave.

The step is ``r x/√(y - u²)``: ``x`` and ``u`` are linear forms in the gradients so far, ``y`` a sum of their
squares with positive weights. By the inequality of Cauchy and Schwarz ``x² ≤ (x|x) y`` with
``(x|z) = Σ x(k) z(k)/y(k)`` over the ages ``k``. With ``u`` taken away below, ``x²`` is at most ``y - u²``
times ``(x|x) + (x|u)²/(1 - (u|u))``, where ``(u|u) < 1``. Equality holds for gradients in proportion to the
weights of ``x + c u`` by those of ``y``, with ``c = (x|u)/(1 - (u|u))``.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from verifier.algebra.ring import Unsupported
from verifier.closed_form.bound import add, factors, multiply, now, quotient, split
from verifier.closed_form.draft import Study, at_step
from verifier.closed_form.identities import Identities
from verifier.term import GRADIENT, HALF, ONE, STEP, ZERO, Term, hyper, substitute, symbols
from verifier.theorems.forms import Form, form, is_number
from verifier.theorems.ratio import shrinks, sums_of
from verifier.theorems.schedules import INSIDE
from verifier.theorems.step import Step


@dataclass(frozen=True)
class Quotient:
    """A step ``rate · x/√(y - u²)``, its small constants left out; all at `STEP`.

    Attributes
    ----------
    rate : Term
        A number of one sign.
    above, below : Form
        ``x``, and ``y``, which is one sum of squares and the newest of them beside.
    less : Form or None
        ``u``, divided by the root of ``share``.
    share : Term
        What the square of that form is multiplied with.
    given : tuple of Term
        What has to be positive beyond the domains.
    """

    rate: Term
    above: Form
    below: Form
    less: Form | None
    share: Term
    given: tuple[Term, ...]

    @property
    def b(self) -> Term:
        """The factor by which squares fade."""
        return self.below.parts[0][1]

    @property
    def newest_alone(self) -> bool:
        """Whether only the newest gradient stands above the line, and nothing is taken away below."""
        return not self.above.parts and self.less is None


def read_quotient(study: Study, step: Step) -> Quotient | None:
    """The step as such a quotient; None where it is none."""
    try:
        return _read(study, step)
    except (Unsupported, ZeroDivisionError):
        return None


def _read(study: Study, step: Step) -> Quotient | None:
    if not is_number(study, step.kept):
        return None
    bare = study.identities().simplest(substitute([step.added], {hyper(n): ZERO for n in step.small})[0])
    top, inside = _under_the_root(bare)
    rate, rest = split(top, lambda f: all(s.args[0] in ("hyper", "sequence") for s in symbols([f])))
    above, (below, square) = form(study, rest, GRADIENT), _squares(study, inside)
    if above is None or below is None or (step.small and not shrinks(study, step, inside)):
        return None
    share, less = _taken_away(study, square)
    if square != ZERO and less is None:
        return None
    found = Quotient(at_step(rate), above, below, less, share, ())
    given = positive_weights(study, found)
    return None if given is None else Quotient(found.rate, above, below, less, share, given)


def _under_the_root(value: Term) -> tuple[Term, Term]:
    """A product as what stands outside of roots and what it is divided by the root of."""
    number, above, below = factors(value)
    roots = [[f for f in side if _is_root(f)] for side in (above, below)]
    rest = [[f for f in side if not _is_root(f)] for side in (above, below)]
    inside = [multiply(f.terms[0] for f in side) for side in roots]
    return quotient([Term("num", number), *rest[0]], rest[1]), inside[1] / inside[0]


def _is_root(value: Term) -> bool:
    return value.op == "pow" and value.terms[1] is HALF


def _squares(study: Study, inside: Term) -> tuple[Form | None, Term]:
    """What stands under a root as a sum of squares of gradients, and what there is beside it."""
    identities = study.identities()
    zero = {now(s.name): ZERO for s in sums_of(study, GRADIENT**2)}
    square = identities.simplest(substitute([inside], zero)[0])
    newest = ZERO
    if form(study, square, GRADIENT**2) is not None:
        newest, square = square, ZERO
    found = form(study, add([identities.simplest(inside - square - newest), newest]), GRADIENT**2)
    return (found if found is not None and len(found.parts) == 1 else None), square


def _taken_away(study: Study, square: Term) -> tuple[Term, Form | None]:
    """A negative multiple of the square of a linear form, as the factor without its sign, and the form."""
    number, above, below = factors(square)
    bases = [f.terms[0] for f in above if f.op == "pow" and f.terms[1] == Term("num", Fraction(2))]
    base = next((b for b in bases if not is_number(study, b)), None)
    found = None if base is None or number >= 0 else form(study, base, GRADIENT)
    if base is None or found is None:
        return ZERO, None
    share = quotient([Term("num", -number), *(f for f in above if f != base**2)], below)
    return (at_step(share), found) if is_number(study, share) else (ZERO, None)


def strict(study: Study, found: Quotient) -> Identities:
    """Normal forms in which the factor by which squares fade is not 0."""
    known = {**study.identities().domains}
    return Identities(known | ({found.b.name: INSIDE} if found.b.op == "sym" else {}))


def positive_weights(study: Study, found: Quotient) -> tuple[Term, ...] | None:
    """What has to be positive for what is below the line to be so; None where that is not enough."""
    known, (weight, _) = strict(study, found), found.below.parts[0]
    if not (known.non_negative(weight) and known.non_negative(found.below.newest)):
        return None
    if found.less is not None and not known.positive(left_below(study, found, found.less)):
        return None
    if found.b != ONE and not (known.positive(found.b) and known.positive(ONE - found.b)):
        return None
    _, above, _ = factors(known.simplest(weight))
    return tuple(f for f in above if not known.positive(f))


def left_below(study: Study, found: Quotient, less: Form) -> Term:
    """``1 - (u|u)``."""
    return ONE - found.share * product(study, found, less, less)


def product(study: Study, found: Quotient, left: Form, right: Form) -> Term:
    """``(x|z)``: the sum over all ages of the product of two weights by that of the squares."""
    known = strict(study, found)
    weight, b = found.below.parts[0]
    newest = left.first * right.first / found.below.first
    series = [
        multiply([c, d]) * _series(known.simplest(multiply([a, e]) / b))
        for c, a in left.parts
        for d, e in right.parts
    ]
    return known.simplest(add([newest, *(s / weight for s in series)]))


def _series(q: Term) -> Term:
    """The geometric sum of the ages from 1 to t - 1."""
    return STEP - ONE if q == ONE else (q - q**STEP) / (ONE - q)
