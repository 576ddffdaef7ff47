"""Drafts: an update as it was read from code or formulas, before its letters have roles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from verifier.lift.reading import NOWHERE, Apply, Index, Name, Node, Span

OLD, NEW = Index("t", -1), Index("t", 0)
"""The value of a letter before the step, and after it."""


@dataclass(frozen=True)
class Definition:
    """One value that is computed in a step."""

    letter: str
    value: Node
    span: Span


def moved_by(step: Definition, letter: str) -> dict[str, Definition]:
    """A step printed alone under its letter, and the weight, whose letter it was read for, moved by it."""
    moved = Apply("add", (Name(step.letter, OLD), Name(letter, NEW)))
    return {letter: replace(step, letter=letter), step.letter: Definition(step.letter, moved, step.span)}


@dataclass(frozen=True)
class Draft:
    """One update.

    Attributes
    ----------
    title : str
        What the source calls it: a function's name, a heading; empty where it says nothing.
    definitions : mapping
        By the name under which a value is read (`NEW`), in order.
    carried : mapping
        Of a letter that is read before it is assigned (`OLD`): the name of its new value.
    starts : mapping
        First values, by letter.
    begun : mapping
        Where the first values stand, by letter, as far as that is known.
    usual : mapping
        Numbers that the source gives for a letter: defaults, constants.
    counts : mapping
        Letters that count the steps, with their first number.
    settings : mapping
        The settings under which this is the update.
    returned : tuple of Node
    span : Span
    notes : tuple of str
        What was assumed when it was read.
    circular : tuple of str
        A letter that is printed as made of itself at the same step, how it stands there, how it must, and
        in whose line; or nothing.
    taken : frozenset of str
        What a function is given.
    guessed : bool
        Whether a side was taken of a comparison that the source alone does not decide.
    behind : bool
        Whether the step is reckoned with and what it gives has the next index: the first may be 0 or 1.
    weight : str
        The letter of the weight, where the form of the lines tells it; else empty.
    idle : mapping
        Letters whose lines stand among these and that no line reads, each with what it is made of.
    """

    title: str
    definitions: Mapping[str, Definition]
    carried: Mapping[str, str]
    starts: Mapping[str, Node] = field(default_factory=dict)
    usual: Mapping[str, Fraction] = field(default_factory=dict)
    counts: Mapping[str, Fraction] = field(default_factory=dict)
    settings: Mapping[str, bool] = field(default_factory=dict)
    returned: tuple[Node, ...] = ()
    span: Span = NOWHERE
    notes: tuple[str, ...] = ()
    circular: tuple[str, ...] = ()
    guessed: bool = False
    behind: bool = False
    begun: Mapping[str, Span] = field(default_factory=dict)
    taken: frozenset[str] = frozenset()
    weight: str = ""
    idle: Mapping[str, str] = field(default_factory=dict)
