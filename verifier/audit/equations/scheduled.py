"""Rates that a text makes of the step's number, ``mu_t`` and ``mu_{t+1}``; products and sums up to a step."""

from __future__ import annotations

import re
from fractions import Fraction

from verifier.audit.drafts.draft import OLD
from verifier.audit.drafts.names import Sort, sort_of
from verifier.audit.drafts.vocabulary import CLOCKS, TWO
from verifier.audit.equations.book import Book, Item
from verifier.audit.equations.indexed import offset_of, one_later, step_of
from verifier.lift.reading import Apply, Gradient, Index, Name, Node, Number, parts

ONE = Number(Fraction(1))
SQUARE = Apply("pow", (Name("g", OLD), TWO))


def schedule(book: Book, rule: Item, text: str) -> dict[int, Item]:
    """The equations beside a rule that make a rate of the step's number, by how far ahead of it they are."""
    if sort_of(text) is not Sort.DECAY_RATE:
        return {}
    near = [i for i in book.items if i.letter == text and i.headings == rule.headings and not i.is_start]
    found = {offset_of(i): i for i in near if _is_of_time(i)}
    return found if len(found) == len(near) else {}


def _is_of_time(item: Item) -> bool:
    index = item.equation.target.index
    plain = all(n.index is None for n in item.names) and not item.reads_itself
    counts = any(n.text in CLOCKS for n in item.names)
    gradients = any(isinstance(n, Gradient) for n in parts(item.equation.value))
    return index is not None and bool(index.letter) and plain and counts and not gradients


def ahead(made: dict[int, Item], read: Name) -> Node | None:
    """What such a rate is a step further than the first of its equations; None where it is read at that."""
    first = min(made)
    if read.index is None or not read.index.letter or read.index.offset == first:
        return None
    if read.index.offset in made:
        return made[read.index.offset].equation.value
    later = one_later(made[first], read)
    return None if later is made[first] else later.equation.value


def factor_of(node: Apply, offset: int) -> tuple[Name, Index] | None:
    """The letter of which a product from the first step is made, and the step of its last factor.

    None where that is more than a step from the one whose number the offset is.
    """
    body, counter, first, last = node.args
    step = step_of(last)
    if not (isinstance(body, Name) and isinstance(counter, Name)) or first != ONE or step is None:
        return None
    if abs(step.offset - offset) > 1:
        return None
    counted = body.index is not None and body.index.letter == counter.text and body.index.offset == 0
    return (body, step) if counted else None


def is_said_to_sum_squares(text: str, item: Item) -> bool:
    """Whether the words around define a letter: "G is the sum of the squares of all gradients"."""
    letter = rf"(?<![A-Za-z]){re.escape(text)}(?![A-Za-z])"
    words = rf"{letter}[^.]{{0,120}}?\bsums? of (?:the )?squares?[^.]{{0,40}}?gradients?"
    return re.search(words, item.region.around) is not None
