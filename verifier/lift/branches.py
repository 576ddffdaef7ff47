"""Every path of a program that branches on symbolic numbers: run it anew for each, and join the results.

A program that is traced runs on numbers that carry their terms. Where it asks whether such a number
is zero, or less than another, both answers are followed, one run for each; the results are joined
with ``where``. Which answer the number itself would give does not matter: the terms of a path do not
depend on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from verifier.errors import InputError
from verifier.lift.tidy import constant_condition
from verifier.term import Term, symbols

T = TypeVar("T")
U = TypeVar("U")

MOST_PATHS = 128
MOST_DECISIONS = 64
"""On one path. More than these and the program is refused: it would take long, or has no end."""


class TooMany(InputError):
    """The program decides on numbers too often for all its paths to be followed."""


@dataclass
class Branches:
    """The answers given in one run.

    Attributes
    ----------
    script : tuple of bool
        The answers to the first conditions, in order; True to those that follow.
    taken : list of (Term, bool)
        The conditions asked about, each once, with the answers given.
    kinds : set of str or None
        Only conditions on symbols of these kinds are branches now; the others are answered by the
        numbers themselves. None for all, the empty set for none.
    escaped : bool
        Whether the number itself, not its term, was used: for a place in a list, say.
    """

    script: tuple[bool, ...] = ()
    taken: list[tuple[Term, bool]] = field(default_factory=list)
    kinds: frozenset[str] | None = None
    escaped: bool = False

    def decide(self, condition: Term, actual: bool) -> bool:
        """The answer to a condition on this path."""
        known = constant_condition(condition)
        if known is not None:
            return known
        opposite = negated(condition)
        for asked, answer in self.taken:
            if asked is condition or asked is opposite:
                return answer is (asked is condition)
        if self.kinds is not None and not _kinds(condition) <= self.kinds:
            return actual
        if len(self.taken) == MOST_DECISIONS:
            raise TooMany(
                f"more than {MOST_DECISIONS} decisions that depend on numbers; a loop that ends on such a "
                "number cannot be traced"
            )
        answer = self.script[len(self.taken)] if len(self.taken) < len(self.script) else True
        self.taken.append((condition, answer))
        return answer


def negated(condition: Term) -> Term | None:
    """The comparison that holds where this one, defined, does not; None where it is no comparison."""
    if condition.op in ("eq", "ne"):
        return Term("ne" if condition.op == "eq" else "eq", *condition.terms)
    if condition.op in ("lt", "le"):
        return Term("le" if condition.op == "lt" else "lt", *reversed(condition.terms))
    return condition.terms[0] if condition.op == "not" else None


def _kinds(condition: Term) -> frozenset[str]:
    return frozenset(str(symbol.args[0]) for symbol in symbols([condition]))


@dataclass(frozen=True)
class Fork(Generic[T]):
    """A condition and what follows on either side."""

    condition: Term
    yes: Fork[T] | T
    no: Fork[T] | T


def explore(run: Callable[[Branches], T]) -> Fork[T] | T:
    """The results of a program on all its paths.

    Raises
    ------
    TooMany
        When there are more than `MOST_PATHS`.
    """
    left = [MOST_PATHS]

    def follow(script: tuple[bool, ...]) -> Fork[T] | T:
        if not left[0]:
            raise TooMany(
                f"its decisions on numbers make more than {MOST_PATHS} paths, too many to follow; switch off "
                "what it need not do, or write numbers for what it asks of"
            )
        left[0] -= 1
        branches = Branches(script)
        tree: Fork[T] | T = run(branches)
        answers = tuple(answer for _, answer in branches.taken)
        for index in range(len(answers) - 1, len(script) - 1, -1):
            other = follow((*answers[:index], not answers[index]))
            condition = branches.taken[index][0]
            tree = Fork(condition, tree, other) if answers[index] else Fork(condition, other, tree)
        return tree

    return follow(())


def leaves(tree: Fork[T] | T) -> Iterable[T]:
    """The results of all paths."""
    if isinstance(tree, Fork):
        yield from leaves(tree.yes)
        yield from leaves(tree.no)
    else:
        yield tree


def mapped(tree: Fork[T] | T, leaf: Callable[[T], U], condition: Callable[[Term], Term]) -> Fork[U] | U:
    """The tree with functions applied to its leaves and to its conditions."""
    if not isinstance(tree, Fork):
        return leaf(tree)
    sides = (mapped(side, leaf, condition) for side in (tree.yes, tree.no))
    return Fork(condition(tree.condition), *sides)


def joined(
    tree: Fork[T] | T, value: Callable[[T], Term | None], choice: Callable[[Term, Term, Term], Term]
) -> Term | None:
    """One term for all paths.

    Parameters
    ----------
    tree : Fork or leaf
    value : callable
        The term of a leaf; None where any will do.
    choice : callable
        The term of a condition and of what is right where it holds and where it does not.
    """
    if not isinstance(tree, Fork):
        return value(tree)
    yes, no = joined(tree.yes, value, choice), joined(tree.no, value, choice)
    if yes is None or no is None:
        return no if yes is None else yes
    return choice(tree.condition, yes, no)
