"""Branches that cannot be taken: a condition that follows from those before it, shown by z3."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from verifier.domain import Domain
from verifier.lift.branches import Fork, T
from verifier.term import HALF, STEP, Term, postorder

_MILLISECONDS = 500
_RELATIONS = ("lt", "le", "eq", "ne")

Assumed = tuple[tuple[Term, bool], ...]
"""Conditions with their answers."""


def without_impossible(tree: Fork[T] | T, domains: Mapping[str, Domain], path: Assumed = ()) -> Fork[T] | T:
    """The tree without the sides of forks that no numbers reach.

    Parameters
    ----------
    tree : Fork or leaf
    domains : mapping
        Of the hyperparameters, by name.
    path : tuple
        What holds on the way to the tree.
    """
    if not isinstance(tree, Fork):
        return tree
    for side, answer in ((tree.yes, True), (tree.no, False)):
        if follows(tree.condition, answer, path, domains):
            return without_impossible(side, domains, path)
    yes = without_impossible(tree.yes, domains, (*path, (tree.condition, True)))
    no = without_impossible(tree.no, domains, (*path, (tree.condition, False)))
    return Fork(tree.condition, yes, no)


def follows(condition: Term, answer: bool, path: Assumed, domains: Mapping[str, Domain]) -> bool:
    """Whether, on a path, a condition is shown to be defined and to have that answer."""
    import z3

    problem = _Problem(domains)
    holds = [problem.truth(c, a) for c, a in path]
    wanted = problem.truth(condition, answer)
    if wanted is None or None in holds:
        return False
    solver = z3.Solver()
    solver.set("timeout", _MILLISECONDS)
    solver.add(*problem.facts, *problem.defined_by(c for c, _ in path), *holds)
    solver.add(z3.Not(z3.And(wanted, *problem.defined_by([condition]))))
    return bool(solver.check() == z3.unsat)


class _Problem:
    """Terms as z3's reals: symbols in their domains, a root as ``r >= 0, r*r = x``, ``b**t`` at most b."""

    def __init__(self, domains: Mapping[str, Domain]) -> None:
        self.domains = domains
        self.facts: list[Any] = []
        self._values: dict[Term, Any] = {}
        self._needed: dict[Term, Any] = {}

    def truth(self, condition: Term, answer: bool) -> Any:
        """The condition with that answer; None where it is of a form that is not read."""
        import z3

        if condition.op not in _RELATIONS:
            return None
        a, b = (self._value(side) for side in condition.terms)
        if a is None or b is None:
            return None
        holds = {"lt": a < b, "le": a <= b, "eq": a == b, "ne": a != b}[condition.op]
        return holds if answer else z3.Not(holds)

    def defined_by(self, conditions: Iterable[Term]) -> list[Any]:
        """What must hold so that the conditions are defined."""
        return [self._needed[node] for node in postorder(conditions) if node in self._needed]

    def _value(self, root: Term) -> Any:
        for node in postorder([root]):
            if node not in self._values:
                parts = [self._values.get(part) for part in node.terms]
                self._values[node] = None if None in parts else self._built(node, parts)
        return self._values[root]

    def _built(self, node: Term, parts: list[Any]) -> Any:
        import z3

        match node.op, parts:
            case "num", _:
                return z3.RealVal(str(node.value))
            case "sym", _:
                return self._symbol(node)
            case "add", [a, b]:
                return a + b
            case "mul", [a, b]:
                return a * b
            case "div", [a, b]:
                self._needed[node] = b != 0
                return self._fresh(lambda q: z3.Implies(b != 0, q * b == a))
            case "pow", [a, _]:
                return self._power(node, a)
        return None

    def _symbol(self, node: Term) -> Any:
        import z3

        if node is STEP:
            return self._fresh(lambda t: t >= 1)
        domain = self.domains.get(node.name) if node.args[0] == "hyper" else None
        return z3.Real(repr(node)) if domain is None else self._fresh(lambda x: _inside(x, domain))

    def _power(self, node: Term, base: Any) -> Any:
        import z3

        exponent = node.terms[1]
        if exponent.op == "num" and exponent.value in range(1, 9):
            power = base
            for _ in range(int(exponent.value) - 1):
                power = power * base
            return power
        if exponent is HALF:
            self._needed[node] = base >= 0
            return self._fresh(lambda r: z3.Implies(base >= 0, z3.And(r >= 0, r * r == base)))
        if exponent is STEP and self._below_one(node.terms[0]):
            return self._fresh(lambda p: p >= 0, lambda p: p <= base)
        return None

    def _below_one(self, base: Term) -> bool:
        domain = self.domains.get(base.name) if base.op == "sym" else None
        one = Domain(Fraction(0), Fraction(1))
        return domain is not None and domain.intersect(one) == domain

    def _fresh(self, *facts: Any) -> Any:
        import z3

        value = z3.FreshReal()
        self.facts.extend(fact(value) for fact in facts)
        return value


def _inside(x: Any, domain: Domain) -> Any:
    import z3

    bounds = []
    if domain.lower is not None:
        low = z3.RealVal(str(domain.lower))
        bounds.append(x > low if domain.lower_open else x >= low)
    if domain.upper is not None:
        high = z3.RealVal(str(domain.upper))
        bounds.append(x < high if domain.upper_open else x <= high)
    return z3.And(*bounds)
