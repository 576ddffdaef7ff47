"""What a walk through a program is told, and what it writes down."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from verifier.lift.reading import Node, Span


@dataclass(frozen=True)
class Line:
    """An assignment: the slot, the name of this value of it, and the value."""

    slot: str
    version: str
    value: Node
    span: Span


@dataclass(frozen=True)
class Program:
    """What a walk is told beforehand.

    Attributes
    ----------
    span : callable
        Where a piece of Python stands.
    settings : mapping
        Conditions that are settings, by their text: whether they hold.
    starts : mapping
        First values of slots that are known from elsewhere (a constructor).
    inline : callable
        The value of a call of a function of the same file, or None.
    loops : mapping
        The names that count steps, with the first number.
    """

    span: Callable[[ast.AST], Span]
    settings: Mapping[str, bool] = field(default_factory=dict)
    starts: Mapping[str, Node] = field(default_factory=dict)
    inline: Callable[[str, list[Node]], Node | None] = lambda name, args: None
    loops: Mapping[str, Fraction] = field(default_factory=dict)
