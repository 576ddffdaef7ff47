"""The same step with fewer operations on arrays: scalar factors are drawn together, and the referee asked.

``lr*(m/c)/(sqrt(v/d) + e)`` has two divisions of arrays more than ``(lr*sqrt(d)/c)*m/(sqrt(v) + sqrt(d)*e)``,
whose factors are computed once a step. ``(1 - lr*d)*w`` for ``w - lr*d*w`` is not among them: it is equal and
cheaper, but rounds more, and a small ``lr*d`` is lost whole in the difference. The rules below are those of
school algebra and take no care of signs and zeros; a rewriting is used only where the two steps are *proved*
equal.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from verifier.kernel.program import program_of, scalar_terms
from verifier.kernel.registers import layout
from verifier.referee import judge
from verifier.system import System, map_terms
from verifier.term import HALF, MINUS_ONE, ONE, Term, fold

WORK = 2e6
"""What the prover may take, in its own units; what it leaves undecided is not used."""


@dataclass(frozen=True)
class Scaled:
    """A value as a scalar factor times a core; a scalar has the core 1."""

    factor: Term
    core: Term

    @property
    def whole(self) -> Term:
        """The value."""
        return _times(self.factor, self.core)


def cheaper(system: System) -> System:
    """The system with its weight computed by fewer operations on arrays, if that is proved to be the same.

    Of as many operations those with less scratch are cheaper: ``lr*(g/x)`` needs one array for ``x`` and the
    quotient, ``(lr*g)/x`` a second one.

    Parameters
    ----------
    system : System

    Returns
    -------
    System
        With the same states; the given one where there is nothing to gain or nothing proved.
    """
    kept = {s.update for s in system.states}
    moved = _scaled(system.weight, kept).whole
    lighter = replace(system, weight=moved, lets=tuple(p for p in system.lets if p[1] in kept))
    if _cost(lighter) >= _cost(system):
        return system
    return lighter if judge(system, lighter, work=WORK).same_weights else system


def signs_in_front(system: System) -> System:
    """The system with minus signs drawn out of products, which is exact: ``w - a*b`` for ``w + (-a)*b``."""
    roots = (*system.outputs, *(value for _, value in system.lets))
    moved = fold(roots, _sign_in_front)
    return map_terms(system, {node: new for node, new in moved.items() if node is not new}, {})


def _sign_in_front(node: Term, args: tuple[Term, ...]) -> Term:
    if node.op in ("mul", "div") and MINUS_ONE not in node.terms:
        (s, x), (r, y) = map(_signed, args)
        return -Term(node.op, x, y) if s != r else Term(node.op, x, y)
    return Term(node.op, *args) if args else node


def work(system: System) -> int:
    """How many operations on arrays a step takes, signs aside."""
    roots = (system.weight, *(s.update for s in system.states))
    scalar = scalar_terms(roots)
    every = fold(roots, lambda node, _: bool(node.terms) and MINUS_ONE not in node.terms)
    return sum(counts for node, counts in every.items() if node not in scalar)


def _cost(system: System) -> tuple[int, int]:
    """Operations on arrays, then arrays of scratch."""
    return work(system), layout(program_of(signs_in_front(system), readable=True)).cost[1]


def _scaled(root: Term, kept: Collection[Term]) -> Scaled:
    """The root as factor and core; what is kept is left whole, being computed anyway."""
    scalar = scalar_terms([root])

    def split(node: Term, args: tuple[Scaled, ...]) -> Scaled:
        if node in scalar:
            return Scaled(node, ONE)
        return Scaled(ONE, node) if node in kept or not args else _split(node, args)

    return fold([root], split)[root]


def _split(node: Term, args: tuple[Scaled, ...]) -> Scaled:
    match node.op:
        case "mul":
            return Scaled(_times(args[0].factor, args[1].factor), _times(args[0].core, args[1].core))
        case "div":
            return Scaled(_over(args[0].factor, args[1].factor), _over(args[0].core, args[1].core))
        case "pow" if node.terms[1].op == "num" and (node.terms[1] is HALF or node.terms[1].value > 0):
            base, exponent = args[0], node.terms[1]
            return Scaled(_power(base.factor, exponent), base.core**exponent)
        case "add":
            return _sum(args[0], args[1])
    return Scaled(ONE, Term(node.op, *(a.whole for a in args)))


def _sum(a: Scaled, b: Scaled) -> Scaled:
    if a.core is ONE:
        a, b = b, a
    if b.core is ONE:
        return Scaled(a.factor, a.core + _over(b.factor, a.factor))
    if a.factor is b.factor:
        return Scaled(a.factor, a.core + b.core)
    return Scaled(ONE, a.whole + b.whole)


def _times(a: Term, b: Term) -> Term:
    """The product, ones left out and the sign in front."""
    if ONE in (a, b):
        return b if a is ONE else a
    (s, x), (r, y) = _signed(a), _signed(b)
    product = x if y is ONE else y if x is ONE else x * y
    return -product if s != r else product


def _over(a: Term, b: Term) -> Term:
    if b is ONE:
        return a
    (s, x), (r, y) = _signed(a), _signed(b)
    return -(x / y) if s != r else x / y


def _signed(a: Term) -> tuple[bool, Term]:
    if a is MINUS_ONE:
        return True, ONE
    return (True, a.terms[1]) if a.op == "mul" and a.terms[0] is MINUS_ONE else (False, a)


def _power(factor: Term, exponent: Term) -> Term:
    return ONE if factor is ONE else factor**exponent
