"""From SymPy expressions to terms, and from a `Recurrence` to a `System`."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import reduce
from typing import Any

import sympy
from sympy import Expr, Indexed, Symbol

from verifier.equations import FUNCTIONS
from verifier.language import Recurrence, ordered
from verifier.letters import t
from verifier.system import Hyper, State, System
from verifier.term import (
    GRADIENT,
    ONE,
    STEP,
    WEIGHT,
    Term,
    hyper,
    sequence,
    shift,
    state,
    term,
)

_ASSOCIATIVE = {"max", "min", "and", "or"}

Leaf = Callable[[Expr], Term]


def term_of(expression: Any, leaf: Leaf) -> Term:
    """A SymPy expression as a term; ``leaf`` gives the term of a symbol or an indexed element.

    Raises
    ------
    TypeError
        For a SymPy function that terms do not have.
    """
    if isinstance(expression, Symbol | Indexed):
        return leaf(expression)
    if expression.is_Rational:
        return term(Fraction(int(expression.p), int(expression.q)))
    if expression is sympy.E:
        return Term("exp", ONE)
    if expression in (sympy.true, sympy.false):
        return Term("eq" if expression else "ne", ONE, ONE)
    if expression.is_Mul:
        return _product(expression, leaf)
    if expression.is_Add:
        return reduce(lambda a, b: a + b, (term_of(a, leaf) for a in sympy.Add.make_args(expression)))
    if expression.is_Pow:
        return _power(expression, leaf)
    if isinstance(expression, sympy.Piecewise):
        return _piecewise(expression, leaf)
    return _function(expression, leaf)


def _function(expression: Any, leaf: Leaf) -> Term:
    args = [term_of(a, leaf) for a in expression.args]
    if isinstance(expression, sympy.GreaterThan | sympy.StrictGreaterThan):
        return Term("le" if isinstance(expression, sympy.GreaterThan) else "lt", args[1], args[0])
    op = FUNCTIONS.get(expression.func)
    if op is None:
        raise TypeError(f"no term for {expression.func.__name__}")
    if op in _ASSOCIATIVE:
        return reduce(lambda a, b: Term(op, a, b), args)
    return Term(op, *args)


def _product(expression: Any, leaf: Leaf) -> Term:
    numerator, denominator = [], []
    for factor in expression.args:
        if factor.is_Rational and not factor.is_Integer:
            numerator += [term(int(factor.p))] if factor.p != 1 else []
            denominator.append(term(int(factor.q)))
        elif factor.is_Pow and factor.exp.is_Rational and factor.exp < 0:
            denominator.append(term_of(factor.base ** (-factor.exp), leaf))
        else:
            numerator.append(term_of(factor, leaf))
    top = reduce(lambda a, b: a * b, numerator) if numerator else ONE
    return top / reduce(lambda a, b: a * b, denominator) if denominator else top


def _power(expression: Any, leaf: Leaf) -> Term:
    base, exponent = expression.base, expression.exp
    if exponent.is_Rational and exponent < 0:
        return ONE / term_of(base ** (-exponent), leaf)
    return term_of(base, leaf) ** term_of(exponent, leaf)


def _piecewise(expression: Any, leaf: Leaf) -> Term:
    *cases, (last, _) = expression.args
    value = term_of(last, leaf)
    for result, condition in reversed(cases):
        value = Term("where", term_of(condition, leaf), term_of(result, leaf), value)
    return value


def system_of(recurrence: Recurrence) -> System:
    """A recurrence as a step function over terms."""
    known: dict[Indexed, Term] = {recurrence.output[t - 1]: WEIGHT, recurrence.given[0][t]: GRADIENT}
    known |= {s[t - 1]: state(s.name) for s in recurrence.states}
    rates = recurrence.given[1:]

    def leaf(symbol: Expr) -> Term:
        if symbol == t:
            return STEP
        if not isinstance(symbol, Indexed):
            return hyper(str(symbol))
        if symbol in known:
            return known[symbol]
        offset = int(symbol.indices[0] - t) if symbol.indices[0].has(t) else 0
        if symbol.base in rates:
            return sequence(symbol.base.name, offset)
        return WEIGHT if symbol.base == recurrence.output else shift([known[symbol.base[t]]], offset)[0]

    lets = []
    for base in ordered(recurrence):
        known[base[t]] = term_of(recurrence.definitions[base], leaf)
        lets.append((base.name, known[base[t]]))
    states = tuple(State(s.name, term_of(recurrence.starts[s], leaf), known[s[t]]) for s in recurrence.states)
    return System(
        name=recurrence.name,
        hypers=hypers_of(recurrence),
        states=states,
        weight=known[recurrence.output[t]],
        query=term_of(recurrence.query, leaf),
        lets=tuple(lets),
    )


def hypers_of(recurrence: Recurrence) -> tuple[Hyper, ...]:
    """The hyperparameters of a recurrence: the given rates, then the constants in order of first use."""
    usual = {str(letter): Fraction(int(v.p), int(v.q)) for letter, v in recurrence.usual}
    rates = [Hyper(s.name, s.domain, usual.get(s.name), varies=True) for s in recurrence.given[1:]]
    constants = [Hyper(p.name, p.domain, usual.get(p.name)) for p in recurrence.parameters]
    return (*rates, *constants)
