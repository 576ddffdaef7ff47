"""Equations over the steps: which letters a text holds, at which index it reads them, in what order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import sympy
from sympy import Equality, Expr, Indexed, IndexedBase, Symbol

from verifier.letters import Parameter, Sequence, t

FUNCTIONS: dict[type, str] = {
    sympy.Abs: "abs",
    sympy.sign: "sign",
    sympy.Max: "max",
    sympy.Min: "min",
    sympy.exp: "exp",
    sympy.log: "log",
    sympy.And: "and",
    sympy.Or: "or",
    sympy.Not: "not",
    sympy.Eq: "eq",
    sympy.Ne: "ne",
    sympy.StrictLessThan: "lt",
    sympy.LessThan: "le",
}
"""SymPy's functions, and the operations of terms that they are."""


@dataclass(frozen=True)
class Occurrences:
    """What stands in one text, each in order of first occurrence.

    Attributes
    ----------
    reads : dict of Sequence to dict of Expr
        The sequences that are read and the indices at which each is read.
    symbols : dict of Symbol
        Symbols that stand for a number; also those inside an index.
    bare : dict of IndexedBase
        Sequences that stand without an index.
    atoms : dict of Basic
        Numbers and truth values.
    operations : dict of Basic
        Everything that has arguments.
    """

    reads: dict[IndexedBase, dict[Expr, None]] = field(default_factory=dict)
    symbols: dict[Symbol, None] = field(default_factory=dict)
    bare: dict[IndexedBase, None] = field(default_factory=dict)
    atoms: dict[Any, None] = field(default_factory=dict)
    operations: dict[Any, None] = field(default_factory=dict)


def occurrences(text: Expr) -> Occurrences:
    """The letters, numbers and operations of a text."""
    found = Occurrences()
    _collect(text, found)
    return found


def _collect(node: Any, found: Occurrences) -> None:
    parts = node.args
    if isinstance(node, Indexed):
        index = node.indices[0] if len(node.indices) == 1 else sympy.Tuple(*node.indices)
        found.reads.setdefault(node.base, {})[index] = None
        parts = node.indices
    elif isinstance(node, IndexedBase):
        found.bare[node], parts = None, ()
    elif isinstance(node, Symbol):
        found.symbols[node] = None
    else:
        (found.operations if parts else found.atoms)[node] = None
    for part in parts:
        _collect(part, found)


@dataclass(frozen=True)
class Equations:
    """The equations of one optimizer, right or wrong.

    The attributes are those of `verifier.language.Recurrence`.
    """

    name: str
    output: Sequence
    given: tuple[Sequence, ...]
    initial: tuple[Equality, ...]
    update: tuple[Equality, ...]
    query: Expr

    @cached_property
    def found(self) -> dict[Expr, Occurrences]:
        """What stands in each right-hand side and in the query point."""
        texts = (*(e.rhs for e in self.update), *(e.rhs for e in self.initial), self.query)
        return {text: occurrences(text) for text in texts}

    @cached_property
    def definitions(self) -> dict[Sequence, Expr]:
        """The right-hand side of every defined sequence, in the order of the text."""
        return {equation.lhs.base: equation.rhs for equation in self.update}

    @cached_property
    def starts(self) -> dict[Sequence, Expr]:
        """The first value of every state."""
        return {equation.lhs.base: equation.rhs for equation in self.initial}

    @cached_property
    def rates(self) -> tuple[Sequence, ...]:
        """The sequences given from outside, the gradient apart."""
        return self.given[1:]

    @cached_property
    def schedules(self) -> tuple[Sequence, ...]:
        """The defined sequences that are functions of ``t``, rates and hyperparameters alone."""
        timely, waiting = set(self.rates), {*self.definitions} - {*self.starts, self.output}
        found: list[Sequence] = []
        while fresh := [
            base
            for base, rhs in self.definitions.items()
            if base in waiting and self.found[rhs].reads.keys() <= timely
        ]:
            found += fresh
            timely |= {*fresh}
            waiting -= {*fresh}
        return tuple(found)

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """The constant hyperparameters, in order of first use; within one text, by name."""
        seen: dict[Parameter, None] = {}
        for text in self.found.values():
            letters = (s for s in text.symbols if isinstance(s, Parameter))
            seen.update(dict.fromkeys(sorted(letters, key=lambda letter: str(letter.name))))
        return tuple(seen)

    @cached_property
    def needs(self) -> dict[Sequence, set[Sequence]]:
        """For every defined sequence those that must be computed before it within a step."""
        carried = {*self.starts, self.output}
        return {
            base: {
                other
                for other, indices in self.found[rhs].reads.items()
                if other in self.definitions and (other not in carried or t in indices)
            }
            for base, rhs in self.definitions.items()
        }

    def order(self) -> Iterator[Sequence]:
        """The defined sequences, each after those it needs; circular ones are left out."""
        waiting, done = dict(self.needs), set[Sequence]()
        while free := [base for base, needs in waiting.items() if needs <= done]:
            yield from free
            done |= {*free}
            waiting = {base: needs for base, needs in waiting.items() if base not in done}

    def circle(self) -> tuple[Sequence, ...]:
        """Sequences that define each other within one step, or none."""
        done = set(self.order())
        path = [base for base in self.needs if base not in done][:1]
        while path:
            following = next(b for b in self.needs if b in self.needs[path[-1]] and b not in done)
            if following in path:
                return tuple(path[path.index(following) :])
            path.append(following)
        return ()
