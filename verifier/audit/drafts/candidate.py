"""Pieces of a document that may be an update, and single lines of one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from verifier.audit.drafts.draft import Draft
from verifier.audit.pages.document import Documented, Place, Stretch
from verifier.lift.reading import Node, Span


@dataclass(frozen=True)
class Fragment:
    """One line of an update that stands alone.

    Attributes
    ----------
    letter : str
        What it gives a value.
    value : Node
    span : Span
    meant : frozenset of str
        The methods that are named around it.
    place : callable
        Where a stretch stands in the document.
    text : str
    """

    letter: str
    value: Node
    span: Span
    meant: frozenset[str]
    place: Callable[[Span], Place]
    text: str


@dataclass(frozen=True)
class Candidate:
    """A piece of a document that may be an update.

    Attributes
    ----------
    drafts : tuple of Draft
        One for each way to read it, the usual first.
    names : tuple of str
        What names it, the nearest first: the function, the class, the heading, the sentence before.
    place : callable
        Where a stretch of its text stands in the document.
    text : callable
        A stretch of its text.
    around : str
        The words around it, and the comments in it.
    stretch : Stretch or None
        Where it stands in its source.
    gaps : tuple of int
        Where its text says that it leaves something out.
    titles : tuple of str
        Those of the names under which it stands: function, class, headings; no sentence.
    alone : tuple of Fragment
        The lines of it that can be judged by themselves, where the whole cannot.
    beside : tuple of str
        Those of the names that are of its own section; none where that is not known.
    within : Documented or None
        The docstring that prints it.
    """

    drafts: tuple[Draft, ...]
    names: tuple[str, ...]
    place: Callable[[Span], Place]
    text: Callable[[Span], str]
    around: str = ""
    stretch: Stretch | None = None
    gaps: tuple[int, ...] = ()
    titles: tuple[str, ...] = ()
    alone: tuple[Fragment, ...] = ()
    beside: tuple[str, ...] = ()
    within: Documented | None = None
