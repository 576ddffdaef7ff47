"""Sums of polynomials times powers, ``Σ p(t) b**t``, and the linear recurrences that they force.

``x[t] = a x[t-1] + p(t) b**t`` has a solution of the same kind: with undetermined coefficients of the
degree of ``p``, or of one more where ``b`` is ``a`` (resonance). What is found here is a guess until
`verifier.closed_form.induction` has proved it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import comb

from verifier.closed_form.bound import add, multiply
from verifier.closed_form.identities import Identities
from verifier.term import ONE, STEP, ZERO, Term, term

Polynomial = tuple[Term, ...]
"""The coefficients of the powers of the step number, from the constant on."""


@dataclass(frozen=True)
class Exponential:
    """``Σ p(t) b**t``, by the base ``b`` in its normal form."""

    parts: tuple[tuple[Term, Polynomial], ...]

    def term(self) -> Term:
        """The sum as a term at `STEP`."""
        return add(multiply([_polynomial(p), _power(b)]) for b, p in self.parts)

    def at_zero(self) -> Term:
        """Its value at step 0."""
        return add(p[0] for _, p in self.parts)


def exponential(identities: Identities, parts: Mapping[Term, Polynomial]) -> Exponential:
    """The sum with bases and coefficients in normal form."""
    found: dict[Term, Polynomial] = {}
    for base, polynomial in parts.items():
        key = identities.simplest(base)
        found[key] = _add(identities, found.get(key, ()), polynomial)
    return Exponential(tuple((b, p) for b, p in found.items() if any(c != ZERO for c in p)))


def scaled(identities: Identities, value: Exponential, by: Term) -> Exponential:
    """A constant times the sum."""
    return exponential(identities, {b: tuple(c * by for c in p) for b, p in value.parts})


def sum_of(identities: Identities, left: Exponential, right: Exponential) -> Exponential:
    """The sum of two."""
    parts = dict(left.parts)
    for base, p in right.parts:
        parts[base] = _add(identities, parts.get(base, ()), p)
    return exponential(identities, parts)


def product_of(identities: Identities, left: Exponential, right: Exponential) -> Exponential:
    """The product of two: bases are multiplied."""
    total = Exponential(())
    for b, p in left.parts:
        for c, q in right.parts:
            total = sum_of(identities, total, exponential(identities, {b * c: _convolve(identities, p, q)}))
    return total


def power_of(identities: Identities, value: Exponential, exponent: int) -> Exponential:
    """A whole power."""
    result = Exponential(((ONE, (ONE,)),))
    for _ in range(exponent):
        result = product_of(identities, result, value)
    return result


def response(identities: Identities, factor: Term, start: Term, forcing: Exponential) -> Term:
    """The solution of ``x[t] = factor x[t-1] + forcing(t)``, ``x[0] = start``: a guess to be proved.

    Bases that are not identically the factor are taken to differ from it.
    """
    own = identities.simplest(factor)
    particular = Exponential(
        tuple((b, _particular(identities, own, b, p)) for b, p in forcing.parts if b != ZERO)
    )
    rest = identities.simplest(start - particular.at_zero())
    apart = add([particular.term(), ZERO if rest == ZERO else multiply([rest, _power(own)])])
    grows = any(len(p) > 1 for _, p in forcing.parts)
    return apart if grows and own != ONE else identities.simplest(apart)


def resonant(identities: Identities, factor: Term, forcing: Exponential) -> bool:
    """Whether a base of the forcing is identically the factor."""
    return any(identities.equal(b, factor) for b, _ in forcing.parts)


def _particular(identities: Identities, a: Term, base: Term, p: Polynomial) -> Polynomial:
    """``q`` with ``base q(t) - a q(t-1) = base p(t)``, from the highest power down."""
    resonance = identities.equal(a, base)
    q = [ZERO] * (len(p) + resonance)
    for k in reversed(range(len(p))):
        if resonance:
            above = range(k + 2, len(q))
            known = add(multiply([term(comb(j, k) * (-1) ** (j - k)), q[j]]) for j in above)
            q[k + 1] = identities.simplest((p[k] + known) / (k + 1))
        else:
            above = range(k + 1, len(q))
            known = add(multiply([term(comb(j, k) * (-1) ** (j - k)), q[j]]) for j in above)
            q[k] = identities.simplest((base * p[k] + a * known) / (base - a))
    return tuple(q)


def _power(base: Term) -> Term:
    return ONE if base == ONE else base**STEP


def _polynomial(p: Polynomial) -> Term:
    powers = [ONE, STEP, *(STEP**k for k in range(2, len(p)))]
    return add(multiply([c, power]) for c, power in reversed([*zip(p, powers, strict=False)]) if c != ZERO)


def _add(identities: Identities, p: Polynomial, q: Polynomial) -> Polynomial:
    longest = max(len(p), len(q))
    both = ((*p, *[ZERO] * (longest - len(p))), (*q, *[ZERO] * (longest - len(q))))
    return tuple(identities.simplest(a + b) for a, b in zip(*both, strict=True))


def _convolve(identities: Identities, p: Polynomial, q: Polynomial) -> Polynomial:
    return tuple(
        identities.simplest(add(multiply([p[i], q[k - i]]) for i in range(len(p)) if 0 <= k - i < len(q)))
        for k in range(len(p) + len(q) - 1)
    )
