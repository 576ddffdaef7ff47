"""Where an expression of a formula file stands, and what one reading of a file has seen so far."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field, replace

from verifier.errors import InputError
from verifier.lift.definitions import Definitions
from verifier.lift.source_text import SourceText, fault
from verifier.lift.vocabulary import ACCEPTED_EXPRESSION, construct
from verifier.term import ONE, STEP, ZERO, Term

MAX_TERMS = 20_000
MAX_DEPTH = 400
MAX_VISITS = 200_000
"""Calls are inlined, and calls of calls double: this many expressions are read, no more."""


@dataclass(frozen=True)
class Gap:
    """A name that has no value here, and why."""

    reason: str


MAX_VISITS = 200_000
"""Calls are inlined, and calls of calls double: this many expressions are read, no more."""

BODY_INDICES: Mapping[Term, int] = {STEP: 0, STEP + 1: 1, ONE + STEP: 1, STEP - 1: -1}
START_INDICES: Mapping[Term, int] = {ZERO: 0}
"""An initial value is read before the first step, where a given sequence has its index 0 alone."""

COPIED = 20
"""A branch or a call copies what the names hold; so many copies take the time of one expression."""

Names = dict[str, Term | Gap]


@dataclass
class Reading:
    """What one reading of a file has seen so far.

    Attributes
    ----------
    file : Definitions
    inline : callable
        Gives the values that a call of a function of the file returns.
    constants : Names
        The file's own numbers.
    terms : set of Term
        Every term built, to bound their number.
    partial : set of Term
        Those of them that some input leaves undefined.
    point : Term or None
        Where the gradient is asked for, once it was.
    visits : int
        How much was read, to bound the time.
    targets : dict of ast.AST to set of str
        What `assigned` found.
    """

    file: Definitions
    inline: Callable[[ast.Call, Scope], tuple[Term, ...]]
    constants: Names = field(default_factory=dict)
    terms: set[Term] = field(default_factory=set)
    partial: set[Term] = field(default_factory=set)
    point: Term | None = None
    visits: int = 0
    targets: dict[ast.AST, Set[str]] = field(default_factory=dict)

    def assigned(self, node: ast.AST) -> Set[str]:
        """The names that the code below a node assigns, in order of appearance."""
        if node not in self.targets:
            names = (n for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))
            self.targets[node] = dict.fromkeys(name.id for name in names).keys()
        return self.targets[node]


@dataclass(frozen=True)
class Scope:
    """Where an expression stands.

    Attributes
    ----------
    reading : Reading
    text : SourceText
        The text that the expression's positions refer to.
    names : Names
        What each name holds; statements write to it.
    indices : mapping of Term to int
        The terms at which a given sequence may be read, and what offset each means.
    no_oracle : str
        Why the gradient cannot be asked for here; empty where it can.
    calls : tuple of str
        The functions that are being inlined, outermost first.
    """

    reading: Reading
    text: SourceText
    names: Names
    indices: Mapping[Term, int]
    no_oracle: str = ""
    calls: tuple[str, ...] = ()

    def fault(self, node: ast.AST, problem: str) -> InputError:
        """The error for a node of this text."""
        return fault(self.text, node, problem)

    def conditional(self, reason: str) -> Scope:
        """The scope for a place that is not always computed, where the gradient cannot be asked for."""
        return replace(self, no_oracle=self.no_oracle or reason)

    def refused(self, node: ast.AST, what: str | None = None) -> InputError:
        """The error for a construct that expressions do not have."""
        return self.fault(node, f"{what or construct(node)} is not read; {ACCEPTED_EXPRESSION}")


def visit(node: ast.AST, scope: Scope, count: int = 1) -> None:
    """Count what is read: an expression, a branch, a call.

    Raises
    ------
    InputError
        When inlined calls have made them too many.
    """
    scope.reading.visits += count
    if scope.reading.visits > MAX_VISITS:
        raise scope.fault(
            node, f"the formula is too large: more than {MAX_VISITS} steps to read it; shorten it"
        )


def keep(value: Term, node: ast.AST, scope: Scope) -> Term:
    """The term itself, once it is counted and known to be small enough."""
    reading, stack = scope.reading, [value]
    while stack:
        fresh = stack.pop()
        if fresh in reading.terms:
            continue
        waiting = [a for a in fresh.terms if a not in reading.terms]
        if waiting:
            stack += [fresh, *waiting]
            continue
        reading.terms.add(fresh)
        if _undefined_somewhere(fresh) or not reading.partial.isdisjoint(fresh.terms):
            reading.partial.add(fresh)
    if value.depth > MAX_DEPTH or len(reading.terms) > MAX_TERMS:
        raise scope.fault(
            node,
            f"the formula is too large: more than {MAX_TERMS} operations, or {MAX_DEPTH} that each use "
            "the one before; shorten it",
        )
    return value


def _undefined_somewhere(value: Term) -> bool:
    if value.op == "pow":
        exponent = value.terms[1]
        return exponent.op != "num" or exponent.value.denominator != 1 or exponent.value < 0
    return value.op in ("div", "log")
