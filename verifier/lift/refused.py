"""Paths on which code cannot be followed: kept until it is known whether any number takes them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TypeVar

from verifier.lift.branches import Branches, Fork, TooMany, leaves
from verifier.lift.frameworks.stairs import Stairs
from verifier.term import Term, symbols

T = TypeVar("T")


@dataclass(frozen=True)
class Refused:
    """The end of a path at which code raised an error, or did what no trace follows."""

    error: Exception
    decided: tuple[tuple[Term, bool], ...]


def refused_or(
    run: Callable[[Branches], T], besides: tuple[type[Exception], ...], branches: Branches
) -> T | Refused:
    """What a run gives on a path, or the error that ends it; errors ``besides`` pass, and having no end."""
    passing: tuple[type[Exception], ...] = (TooMany, *besides)
    try:
        return run(branches)
    except passing:
        raise
    except Exception as error:  # whose it is, is asked where it is raised again
        return Refused(error, tuple(branches.taken))


def possible(tree: Fork[T | Refused] | T | Refused, modes: Collection[str] = ()) -> Fork[T] | T:
    """The tree, without paths that no number takes, if it has no refusal.

    Raises
    ------
    Stairs
        When one of ``modes``, hyperparameters that may choose between programs, led to a refusal.
    Exception
        The error of the first path that is refused.
    """
    for leaf in leaves(tree):
        if isinstance(leaf, Refused):
            chosen = [name for name in chosen_by(leaf) if name in modes]
            if chosen:
                raise Stairs(tuple(chosen)) from leaf.error
            raise leaf.error
    return tree  # type: ignore[return-value]


def chosen_by(refused: Refused) -> tuple[str, ...]:
    """The hyperparameters of which code asks whether they are certain numbers, on the way to a refusal."""
    asked = [c for c, _ in refused.decided if c.op in ("eq", "ne") and c.terms[1].op == "num"]
    names = [c.terms[0].name for c in asked if c.terms[0] in symbols([c.terms[0]], "hyper")]
    return tuple(dict.fromkeys(names))
