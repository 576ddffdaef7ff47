"""What a formula looks like, before its indices, powers and functions are told apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from fractions import Fraction

from verifier.lift.reading import Span


@dataclass(frozen=True)
class Figure:
    """A number."""

    value: Fraction
    span: Span


@dataclass(frozen=True)
class Letter:
    """A letter or a name, with its accents: ``m``, ``m_hat``, ``learning_rate``, ``Delta theta``."""

    text: str
    span: Span


@dataclass(frozen=True)
class Scripted:
    """Something with what stands below it and above it, in the order of print."""

    core: Tree
    subs: tuple[Tree, ...]
    sups: tuple[Tree, ...]
    primes: int
    span: Span


@dataclass(frozen=True)
class Listed:
    """Several things side by side in a script: ``t,i`` or ``ti``."""

    items: tuple[Tree, ...]
    span: Span


@dataclass(frozen=True)
class Operation:
    """``add sub mul div neg``; ``close`` where two factors touch without a sign between them."""

    op: str
    args: tuple[Tree, ...]
    span: Span
    close: bool = False


@dataclass(frozen=True)
class Bracket:
    """What stands in brackets: ``(``, ``[``, ``{``, ``<``, or ``group``, braces that are not printed."""

    shape: str
    items: tuple[Tree, ...]
    span: Span

    @property
    def sole(self) -> Tree | None:
        """The one thing in the brackets, if it is one."""
        return self.items[0] if len(self.items) == 1 else None


@dataclass(frozen=True)
class Function:
    """A function with a meaning, and its arguments; ``abs`` and ``norm`` also where bars are printed."""

    name: str
    args: tuple[Tree, ...]
    span: Span


@dataclass(frozen=True)
class Called:
    """A letter with a bracket right behind it: a function's value, a product, or a time."""

    letter: Tree
    bracket: Bracket
    span: Span

    @property
    def called(self) -> str:
        """What stands before the bracket; empty where it is more than a letter."""
        return letter_of(self.letter) or ""


@dataclass(frozen=True)
class Average:
    """``E[g^2]``, ``RMS[g]``: a sequence that is named after what is averaged."""

    name: str
    inside: tuple[Tree, ...]
    span: Span


@dataclass(frozen=True)
class Large:
    """``sum`` or ``prod``, with what stands below and above, and its body."""

    name: str
    below: Tree | None
    above: Tree | None
    body: Tree
    span: Span


@dataclass(frozen=True)
class Slope:
    """A gradient: of what (``None``: not said), by which letter, at which point."""

    of: Tree | None
    by: Tree | None
    at: Bracket | None
    span: Span


@dataclass(frozen=True)
class Relation:
    """``g_t > 0``, as a condition, or ``i = 1`` below a sum."""

    op: str
    args: tuple[Tree, Tree]
    span: Span


@dataclass(frozen=True)
class Case:
    """A row of ``cases``: its value, and a condition or the words beside it."""

    value: Tree
    condition: Relation | None
    words: str
    span: Span


@dataclass(frozen=True)
class Cases:
    """Alternatives behind a brace."""

    rows: tuple[Case, ...]
    span: Span


@dataclass(frozen=True)
class Sign:
    """Something printed that is no quantity: an infinity, dots, a transposition."""

    text: str
    span: Span


Tree = (
    Figure
    | Letter
    | Scripted
    | Listed
    | Operation
    | Bracket
    | Function
    | Called
    | Average
    | Large
    | Slope
    | Relation
    | Case
    | Cases
    | Sign
)


def children(tree: Tree) -> Iterator[Tree]:
    """The trees right below a tree, from the left."""
    for each in fields(tree):
        value = getattr(tree, each.name)
        for child in value if isinstance(value, tuple) else (value,):
            if isinstance(child, Tree):
                yield child


def walk(tree: Tree) -> Iterator[Tree]:
    """The tree and everything below it, from the left."""
    stack = [tree]
    while stack:
        top = stack.pop()
        yield top
        stack += reversed(list(children(top)))


def core_of(tree: Tree) -> Tree:
    """The tree without scripts and without brackets around it that change nothing."""
    while True:
        if isinstance(tree, Scripted):
            tree = tree.core
        elif isinstance(tree, Bracket) and tree.sole is not None:
            tree = tree.sole
        else:
            return tree


def scripted_core(tree: Tree) -> Tree:
    """What wears the scripts: braces that are not printed are looked through, brackets are not."""
    while isinstance(tree, Scripted) or (
        isinstance(tree, Bracket) and tree.shape == "group" and tree.sole is not None
    ):
        tree = tree.core if isinstance(tree, Scripted) else tree.items[0]
    return tree


def letter_of(tree: Tree) -> str | None:
    """The letter that a tree is, whatever its scripts; None where it is more than a letter."""
    core = core_of(tree)
    return core.text if isinstance(core, Letter) else None
