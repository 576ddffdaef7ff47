"""Pairs of lines, each made of the other: a weight, and the point ahead of it where the gradient is taken.

``y_{k+1} = x_k - lr grad f(x_k)`` and ``x_{k+1} = y_{k+1} + beta (y_{k+1} - y_k)``: neither line reads the
letter that it makes. The line of the point is taken for the rule; the other one defines what it reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from verifier.audit.drafts.draft import OLD, Draft
from verifier.audit.drafts.names import plain
from verifier.audit.drafts.vocabulary import CLOCKS, is_gradient_name
from verifier.audit.equations.book import Item
from verifier.audit.equations.indexed import offset_of, shifted
from verifier.lift.reading import Apply, Gradient, Index, Name, Node, Number, parts

FAR = 3
"""How many equations apart the two lines may be."""


def other_line(item: Item, items: Sequence[Item]) -> Item | None:
    """The line that makes the weight, at the step at which the line of the point ahead reads it.

    None where an equation makes no such point, or where what moves the weight changes from step to step.
    """
    if not _is_made_of_another(item) or slopes(item, items):
        return None
    near = items[max(0, item.order - FAR) : item.order + FAR + 1]
    found = [
        i for i in near if i.headings == item.headings and _is_made_of_another(i) and _of_each_other(item, i)
    ]
    return _at_its_step(item, found[0], items) if len(found) == 1 else None


def begun_together(draft: Draft, point: str, weight: str) -> Draft:
    """A draft of both, in which they are the same before the first step."""
    starts = {**draft.starts, weight: Name(point, OLD)}
    notes = (*draft.notes, f"{plain(weight)} is {plain(point)} before the first step")
    return replace(draft, starts=starts, notes=notes, weight=point)


def _is_made_of_another(item: Item) -> bool:
    index = item.equation.target.index
    return index is not None and bool(index.letter) and not item.reads_itself


def _of_each_other(one: Item, two: Item) -> bool:
    return any(n.text == two.letter for n in one.names) and any(n.text == one.letter for n in two.names)


def _at_its_step(item: Item, other: Item, items: Sequence[Item]) -> Item | None:
    """The other line at the step at which a line reads it, if it takes its gradient one step before that."""
    read = {n.index for n in item.names if n.text == other.letter}
    newest = max((i.offset for i in read if i is not None), default=0)
    letter = item.equation.target.index.letter if item.equation.target.index is not None else ""
    if read != {Index(letter, newest), Index(letter, newest - 1)}:
        return None
    by = newest - offset_of(other)
    before = Index(letter, offset_of(item) - 1 - by)
    own = {n.index for n in other.names if n.text == item.letter}
    if own != {before} or [s.at for s in slopes(other, items)] != [Name(item.letter, before)]:
        return None
    if any(_changes(n, {item.letter, other.letter}, items) for n in other.names):
        return None
    target = replace(other.equation.target, index=Index(letter, newest))
    return replace(
        other, equation=replace(other.equation, target=target, value=shifted(other.equation.value, by))
    )


def slopes(item: Item, items: Sequence[Item]) -> list[Gradient]:
    """The gradients in an equation, those that letters stand for among them."""
    named = {n.text for n in item.names if is_gradient_name(n.text)}
    beside = (i for i in items if i.letter in named and i.headings == item.headings)
    return [n for i in (item, *beside) for n in parts(i.equation.value) if isinstance(n, Gradient)]


def _changes(read: Name, pair: set[str], items: Sequence[Item]) -> bool:
    """Whether a factor is reckoned from the number of the step, or by a line of its own."""
    if read.text in pair or is_gradient_name(read.text):
        return False
    made = (i for i in items if i.letter == read.text and not i.is_start)
    counts = read.text in CLOCKS and not any(_is_rate(read.text, i) for i in items)
    return counts or any(not isinstance(i.equation.value, Number) for i in made)


def _is_rate(letter: str, item: Item) -> bool:
    """Whether a gradient is multiplied by a letter that is no step of the equation: ``s grad f(y_k)``."""
    products = (n for n in parts(item.equation.value) if isinstance(n, Apply) and n.op == "mul")
    index = item.equation.target.index
    scales = any(Name(letter) in map(_bare, p.args) and any(map(_is_slope, p.args)) for p in products)
    return scales and (index is None or index.letter != letter)


def _bare(node: Node) -> Node:
    """A name wherever it stands."""
    return Name(node.text) if isinstance(node, Name) and node.index is None else node


def _is_slope(node: Node) -> bool:
    return isinstance(node, Gradient) or (isinstance(node, Name) and is_gradient_name(node.text))
