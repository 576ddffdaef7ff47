"""Terms as fractions along a `Path`, with what must hold for them to be defined."""

from __future__ import annotations

from typing import NamedTuple

from flint import fmpz_mpoly

from verifier.algebra import fraction as fr
from verifier.algebra.exponential import cosine, exponential, logarithm, power
from verifier.algebra.fraction import Fraction, Undefined
from verifier.algebra.path import Path, Split
from verifier.algebra.ring import Hashed, Unsupported
from verifier.algebra.signs import (
    NEGATIVE,
    NOT_NEGATIVE,
    NOT_POSITIVE,
    NOT_ZERO,
    POSITIVE,
    ZERO,
    Assumption,
    Signs,
    factor_signs,
)
from verifier.term import Term


class Condition(NamedTuple):
    """Something that must hold for a value to be defined: a polynomial's sign lies in a set."""

    polynomial: Hashed
    signs: Signs


Value = Fraction | bool | Undefined


class Evaluation:
    """The values of terms on one path, and the conditions under which they are defined.

    Attributes
    ----------
    path : Path
        The path, with the conditions met so far as further assumptions.
    conditions : dict of Condition to Assumption
        What is not already known to hold on the path.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.ring = path.ring
        self.conditions: dict[Condition, Assumption] = {}

    def value(self, root: Term) -> Value:
        """The value of a term. Only the branches that are taken are evaluated.

        Raises
        ------
        Split
            When a sign is needed that the path does not settle.
        Unsupported
            When the algebra cannot express the value.
        """
        stack = [root]
        while stack:
            node = stack[-1]
            waiting = [a for a in self._needed(node) if a not in self.path.known]
            if waiting:
                stack += waiting
                continue
            stack.pop()
            if node not in self.path.known:
                value = self._combine(node)  # which may note a condition: then the path is another one
                self.path.known[node] = value
        found: Value = self.path.known[root]
        return found

    def _needed(self, node: Term) -> tuple[Term, ...]:
        if node.op != "where":
            return node.terms
        chosen = self.path.known.get(node.terms[0])
        if chosen is None or isinstance(chosen, Undefined):
            return node.terms[:1]
        return (node.terms[0], node.terms[1] if chosen else node.terms[2])

    def _combine(self, node: Term) -> Value:
        args: list[Value] = [self.path.known[a] for a in self._needed(node)]
        for argument in args:
            if isinstance(argument, Undefined):
                return argument
        if node.op == "num":
            return fr.rational(self.ring, node.value.numerator, node.value.denominator)
        if node.op == "sym":
            return self.path.leaf(node)
        if node.op == "where":
            return args[1]
        if node.op in ("and", "or", "not"):
            return _connect(node.op, [bool(a) for a in args])
        return self._operate(node.op, [a for a in args if isinstance(a, Fraction)])

    def _operate(self, op: str, args: list[Fraction]) -> Value:
        match op:
            case "add":
                return fr.add(self.ring, *args)
            case "mul":
                return fr.multiply(self.ring, *args)
            case "div":
                return self._divide(*args)
            case "pow":
                return power(self, *args)
            case "abs" | "sign":
                return self._magnitude(op, args[0])
            case "max" | "min":
                return self._larger(op, *args)
            case "exp" | "cos":
                return (exponential if op == "exp" else cosine)(self, args[0])
            case "log":
                return logarithm(self, args[0])
            case "lt" | "le" | "eq" | "ne":
                return self._relation(op, *args)
        raise Unsupported(f"the operation {op}")

    def _divide(self, a: Fraction, b: Fraction) -> Value:
        if b.numerator.is_zero():
            return Undefined("division by zero")
        self.require(b, NOT_ZERO)
        return fr.divide(self.ring, a, b)

    def _magnitude(self, op: str, a: Fraction) -> Fraction:
        if op == "abs":
            negative = self.path.decide(a, NOT_NEGATIVE, NOT_POSITIVE) == NOT_POSITIVE
            return fr.negate(a) if negative else a
        (sign,) = self.path.decide(a, POSITIVE, NEGATIVE, ZERO)
        return fr.whole(self.ring, sign)

    def _larger(self, op: str, a: Fraction, b: Fraction) -> Fraction:
        difference = fr.subtract(self.ring, a, b)
        first = self.path.decide(difference, NOT_NEGATIVE, NOT_POSITIVE) == NOT_NEGATIVE
        return a if first == (op == "max") else b

    def _relation(self, op: str, a: Fraction, b: Fraction) -> bool:
        difference = fr.subtract(self.ring, b, a)
        if op == "lt":
            return self.path.decide(difference, POSITIVE, NOT_POSITIVE) == POSITIVE
        if op == "le":
            return self.path.decide(difference, NOT_NEGATIVE, NEGATIVE) == NOT_NEGATIVE
        return (self.path.decide(difference, ZERO, NOT_ZERO) == ZERO) == (op == "eq")

    def together(self, other: Evaluation) -> Evaluation:
        """An evaluation under the conditions of both."""
        both = Evaluation(self.path)
        both.conditions = dict(self.conditions)
        for condition, assumption in other.conditions.items():
            if condition not in both.conditions:
                both.conditions[condition] = assumption
                both.path = both.path.assuming(assumption)
        return both

    def require(self, value: Fraction, signs: Signs) -> None:
        """Note that a value's sign must lie in a set for the term to be defined.

        Where the set is `NOT_ZERO` each factor is noted by itself; the sign of a root's
        generator is that of its radicand.
        """
        if self.path.signs(value) <= signs:
            return
        if signs == NOT_ZERO:
            for factor, _ in self.ring.factors(value.numerator)[1]:
                if 0 in factor_signs(self.ring, factor, self.path.assumptions):
                    self._note(factor, signs)
            return
        self._note_product(value, signs)

    def _note_product(self, value: Fraction, signs: Signs) -> None:
        """Note the sign that a product must have.

        To be positive, what is never negative must not be zero, nor may what stands in an even power.
        """
        content, factors = self.ring.factors(value.numerator * value.denominator)
        sign, odd = (1 if content > 0 else -1), self.ring.one
        for factor, exponent in factors:
            known = factor_signs(self.ring, factor, self.path.assumptions)
            if known == POSITIVE or (exponent % 2 == 0 and 0 not in known):
                continue
            if known == NEGATIVE:
                sign = -sign if exponent % 2 else sign
            elif signs == POSITIVE and (exponent % 2 == 0 or known <= NOT_NEGATIVE):
                self._note(factor, NOT_ZERO)
            elif exponent % 2:
                odd = odd * factor
            else:
                parts = (POSITIVE, NEGATIVE, ZERO)  # where a square vanishes, no other factor matters
                raise Split(factor, tuple(part for part in parts if part <= known))
        if not odd.is_constant() or sign < 0:
            self._note(odd * sign, signs)

    def _note(self, polynomial: fmpz_mpoly, signs: Signs) -> None:
        generator = self.ring.single(polynomial)
        if signs == NOT_ZERO and generator is not None and generator.radicand is not None:
            for factor, _ in self.ring.factors(generator.radicand)[1]:
                if 0 in factor_signs(self.ring, factor, self.path.assumptions):
                    self._note(factor, signs)
            return
        assumption = Assumption(polynomial, signs)
        self.conditions[Condition(Hashed(polynomial), signs)] = assumption
        self.path = self.path.assuming(assumption)


def _connect(op: str, args: list[bool]) -> bool:
    if op == "not":
        return not args[0]
    return all(args) if op == "and" else any(args)
