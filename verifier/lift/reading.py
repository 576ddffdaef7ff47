"""Readings: what a formula or a piece of code says, before anybody knows which letter is the weight.

Formulas and programs end in the same records: equations between names that carry the index at which they are
printed. A node knows where in its text it stands; nodes are compared without their places.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction


@dataclass(frozen=True)
class Span:
    """A stretch of a text: from ``start`` up to, not including, ``end``, in characters."""

    start: int
    end: int

    def moved(self, by: int) -> Span:
        """The same stretch in a text that begins ``by`` characters earlier."""
        return Span(self.start + by, self.end + by)


NOWHERE = Span(0, 0)


@dataclass(frozen=True)
class Index:
    """When a letter is read: ``Index("t", -1)`` is t−1; without a letter it is a number, ``Index("", 0)``.

    ``old`` and ``new``, ``k`` and ``k+1``, ``t`` and ``t+1`` are all indices with a letter; which of them is
    the step that is being taken is decided by who puts the equations together. A word is the letter of its
    own kind: ``w_new`` is ``Index("new", 0)``, ``w_old`` is ``Index("new", -1)``.
    """

    letter: str
    offset: int


@dataclass(frozen=True)
class Number:
    """An exact number."""

    value: Fraction
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True)
class Name:
    """A letter with its decorations, and the index at which it is printed.

    ``text`` is the plain spelling: ``theta``, ``beta_1``, ``m_hat``, ``v_bar``, ``lr``; for a named
    sequence ``E[g^2]``, ``RMS[g]``, ``Delta theta``. The letter of the step in a formula (the exponent of
    ``beta_1^t``) is a name like any other, ``t``. A coordinate's or a layer's index is left out.
    """

    text: str
    index: Index | None = None
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True)
class Apply:
    """An operation: those of `verifier.term` (binary ``add``, ``mul``, ``div``, ``pow``, …) and a few more.

    ``sub`` and ``neg`` as they are printed; ``sqrt``; ``norm`` (one argument); ``sum`` (body, counting name,
    first, last); ``call`` for a function that is not known (its name, then its arguments).
    """

    op: str
    args: tuple[Node, ...]
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True)
class Gradient:
    """A gradient of some function: at a point, or where nothing is said at None.

    ``given`` is what the function is given where no weight is among it: examples, or points.
    """

    at: Node | None
    of: str = ""
    span: Span = field(default=NOWHERE, compare=False)
    given: tuple[str, ...] = field(default=(), compare=False)


Node = Number | Name | Apply | Gradient


@dataclass(frozen=True)
class Equation:
    """One equation or assignment.

    Attributes
    ----------
    target : Name
    value : Node
    span : Span
        All of it, in the text that was read.
    assigned : bool
        Whether it is written as an assignment, ``<-``, ``:=``, ``+=``: a letter without index on the right
        is its old value.
    label : str
        The words printed beside it: ``nesterov momentum``.
    alternative : int or None
        Equations with the same number are alternatives of one another (the rows of ``cases`` with labels).
    chained : bool
        Whether it repeats the target of the one before, ``u = a = b``.
    """

    target: Name
    value: Node
    span: Span = field(default=NOWHERE, compare=False)
    assigned: bool = False
    label: str = ""
    alternative: int | None = None
    chained: bool = False


@dataclass(frozen=True)
class Refusal:
    """A stretch of text that is meant as a formula and cannot be read, and why.

    ``target`` is the plain spelling of the left side, where that much could be read.
    """

    span: Span
    reason: str
    target: str = ""


@dataclass(frozen=True)
class Reading:
    """All that one text says."""

    equations: tuple[Equation, ...] = ()
    refusals: tuple[Refusal, ...] = ()


def parts(node: Node) -> Iterator[Node]:
    """The node and all that it is made of, from the left."""
    stack: list[Node] = [node]
    while stack:
        top = stack.pop()
        yield top
        if isinstance(top, Apply):
            stack += reversed(top.args)
        elif isinstance(top, Gradient) and top.at is not None:
            stack.append(top.at)


def replaced(node: Node, old: Node, new: Node) -> Node:
    """The expression with another in the place of a part of it, wherever that stands."""
    if node == old:
        return new
    if isinstance(node, Apply):
        return Apply(node.op, tuple(replaced(a, old, new) for a in node.args), node.span)
    return node
