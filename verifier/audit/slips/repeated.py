"""Slips between the lines of a step: two values that have changed places, a bias that is corrected twice."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from verifier.mutants import Mutant
from verifier.mutants.equations import Equations, equations_of, places
from verifier.mutants.notation import shown
from verifier.system import System
from verifier.term import STEP, Term, state, substitute, symbols


def between_lines(system: System) -> Iterator[Mutant]:
    """All such slips of a system."""
    equations = equations_of(system)
    yield from _exchanged(equations)
    yield from _corrected_twice(equations)


def _exchanged(equations: Equations) -> Iterator[Mutant]:
    """Two named values of a line of the step in each other's place: ``v_hat / (sqrt(m_hat) + eps)``."""
    named = {e.symbol for e in equations.every}
    own = {e.symbol for s in equations.system.states if (e := equations.of_state(s.name)) is not None}
    old = {state(s.name) for s in equations.system.states}
    for equation in equations.every:
        if equation.symbol in own:
            continue
        read = [s for s in symbols([equation.formula]) if s in named | old]
        for one, other in combinations(read, 2):
            (formula,) = substitute([equation.formula], {one: other, other: one})
            yield from _made(
                equations, equation.symbol, formula, "exchanged", f"{shown(one)} and {shown(other)} exchanged"
            )


def _corrected_twice(equations: Equations) -> Iterator[Mutant]:
    """A moment that is divided by its correction, ``1 - beta_1**t``, once more."""
    for equation in equations.every:
        for node, put in places(equation.formula):
            letters = symbols([node.terms[1]]) if node.op == "div" else []
            if STEP in letters and all(s is STEP or s.args[0] == "hyper" for s in letters):
                words = f"divided by {shown(node.terms[1])} twice"
                yield from _made(
                    equations, equation.symbol, put(node / node.terms[1]), "correction twice", words
                )


def _made(equations: Equations, symbol: Term, formula: Term, kind: str, words: str) -> Iterator[Mutant]:
    wrong = equations.with_formulas({symbol: formula})
    name = next(e.name for e in equations.every if e.symbol is symbol)
    if wrong is not None:
        yield Mutant(kind, name, words, formula, wrong)


__all__ = ["between_lines"]
