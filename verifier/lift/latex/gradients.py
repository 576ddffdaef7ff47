"""Gradients: at which point they are taken."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from verifier.lift.latex.indices import affine, letters
from verifier.lift.latex.tokens import Unreadable
from verifier.lift.latex.trees import (
    Bracket,
    Called,
    Large,
    Letter,
    Operation,
    Scripted,
    Slope,
    Tree,
    children,
    core_of,
    letter_of,
    walk,
)
from verifier.lift.latex.vocabulary import GRADIENTS, LOSSES, PARAMETERS, WEIGHTS
from verifier.lift.reading import Gradient, Name, Node

if TYPE_CHECKING:
    from verifier.lift.latex.meaning import Meaning

_MANY = "which of the arguments the gradient is taken by is not to be seen"


def gradient(meaning: Meaning, slope: Slope) -> Node:
    """A gradient, with the point at which it is taken where the print shows it.

    Raises
    ------
    Unreadable
        Where several points are printed.
    """
    if slope.of is None and slope.at is None:
        return _alone(meaning, slope)
    if slope.of is not None and _raised(slope.of):
        raise Unreadable(
            slope.span, "whether the gradient or what it is taken of is squared is not to be seen"
        )
    at = _point(meaning, slope)
    return Gradient(at, _of(slope.of), slope.span, _given(meaning, slope) if at is None else ())


def _alone(meaning: Meaning, slope: Slope) -> Node:
    r"""``\nabla_t``: a gradient that is named by its step alone."""
    index = affine(slope.by) if slope.by is not None else None
    if index is None or index.letter not in meaning.habits.steps:
        raise Unreadable(slope.span, "of what this is the gradient is not said")
    return Name("nabla", index, slope.span)


def _raised(of: Tree) -> bool:
    core = of
    return isinstance(core, Scripted) and any(not isinstance(sup, Bracket | Letter) for sup in core.sups)


def _of(tree: Tree | None) -> str:
    if tree is None:
        return ""
    if isinstance(tree, Slope):
        return _of(tree.of)
    if isinstance(tree, Called):
        return tree.called
    return letter_of(tree) or ""


def _point(meaning: Meaning, slope: Slope) -> Node | None:
    if slope.at is not None:
        return _argument(meaning, slope, slope.at)
    of = slope.of
    while isinstance(of, Bracket) and of.sole is not None:
        of = of.sole
    if isinstance(of, Operation | Large):
        return _inside(meaning, slope, of)
    if isinstance(of, Called):
        return _argument(meaning, slope, of.bracket)
    if of is not None and letter_of(of) in WEIGHTS and slope.by is None:  # \nabla w_t, the gradient by w
        return _timed(meaning, of)
    return _timed(meaning, slope.by) if slope.by is not None else None


def _given(meaning: Meaning, slope: Slope) -> tuple[str, ...]:
    """The letters with an index that a function is given, where it is not said by what is differentiated."""
    items = slope.at.items if slope.at is not None and slope.by is None else ()
    plain = [meaning.value(item) for item in items if letter_of(item) is not None]
    return tuple(node.text for node in plain if isinstance(node, Name) and node.index is not None)


def _timed(meaning: Meaning, tree: Tree) -> Node | None:
    """A letter as the point, where it says at which step; else nothing is said."""
    node = meaning.value(tree)
    return node if isinstance(node, Name) and node.index is not None else None


def _argument(meaning: Meaning, slope: Slope, bracket: Bracket) -> Node | None:
    """The argument of a function that is the weight: the only one, the one by which is differentiated."""
    when = affine(bracket.items[0]) if len(bracket.items) == 1 else None
    if when is not None and when.letter in meaning.habits.steps:  # dE/dw (t)
        letter = letter_of(slope.by) if slope.by is not None else None
        return Name(letter, when, bracket.span) if letter else None
    items = [
        core_of(item) if isinstance(item, Bracket) and item.shape == "group" else item
        for item in bracket.items
    ]
    if len(items) == 1 and not _nested(items[0]):
        return meaning.value(items[0])
    by = _differentiated(meaning, slope)
    if len(items) > 1 and all(letter_of(item) in by for item in items):  # J(theta_0, theta_1)
        return None
    holding = [item for item in items if by & set(letters(item))]
    if by and not holding:  # f_theta(x), y
        return None
    if len(holding) != 1:
        raise Unreadable(slope.span, _MANY)
    return (
        meaning.value(holding[0]) if not _nested(holding[0]) else _occurring(meaning, holding[0], by, slope)
    )


def _nested(tree: Tree) -> bool:
    """Whether a function is called somewhere in it; a product or a time in brackets is none."""
    return any(isinstance(part, Called) and _is_function(part) for part in walk(tree))


def _is_function(called: Called) -> bool:
    primed = isinstance(called.letter, Scripted) and called.letter.primes > 0
    return called.called in LOSSES or called.called in GRADIENTS or primed


def _differentiated(meaning: Meaning, slope: Slope) -> set[str]:
    """The letters of weights: the one by which is differentiated, or else those on left sides."""
    letter = letter_of(slope.by) if slope.by is not None else None
    return {letter} if letter else {t for t in meaning.habits.targets if t in WEIGHTS} or set(PARAMETERS)


def _inside(meaning: Meaning, slope: Slope, of: Tree) -> Node | None:
    r"""The weight in ``\nabla_\theta \sum_i L(f(x_i; \theta), y_i)``."""
    by = _differentiated(meaning, slope)
    found = _occurring(meaning, of, by, slope)
    return found if found is not None else (_timed(meaning, slope.by) if slope.by is not None else None)


def _occurring(meaning: Meaning, tree: Tree, by: set[str], slope: Slope) -> Node | None:
    """The weight where it occurs in a function of functions, if it occurs in one way alone."""
    found: list[Node] = []
    for point in _points(tree, by):
        node = meaning.value(point)
        found += [] if node in found else [node]
    if len(found) > 1:
        raise Unreadable(slope.span, "the gradient is taken of something that holds the weight twice")
    return found[0] if found else None


def _points(tree: Tree, by: set[str]) -> Iterator[Tree]:
    """The arguments that hold one of the letters, as wholes: ``w + a*v`` in ``L(f(x; w + a*v), y)``."""
    if isinstance(tree, Called) and _is_function(tree):
        for item in tree.bracket.items:
            if _nested(item):
                yield from _points(item, by)
            elif by & set(letters(item)):
                yield item
    elif isinstance(tree, Called) and tree.called in by:  # w(t)
        yield tree
    elif isinstance(tree, Scripted | Letter) and letter_of(tree) is not None:
        if letter_of(tree) in by:
            yield tree
    else:
        for child in children(tree):
            yield from _points(child, by)
