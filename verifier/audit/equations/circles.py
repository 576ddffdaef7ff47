"""Letters that are printed as made of their own new value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from verifier.audit.equations.book import Item
from verifier.lift.reading import Apply, Gradient, Index, Name, Node, parts

WORDS = re.compile(r"[^\W\d_]{2,}\W+[^\W\d_]{2,}")
APART = re.compile(
    r"\n[ \t]*\n|\n[ \t]*(?:[-*+]|\d+[.)])[ \t]|\$\$|\\\[|\\begin|[.;]\s"
    r"|\b(?:then|next|now|after\w*|finally|last|before|followed|dann|danach|zuletzt|puis|ensuite|enfin|luego"
    r"|después|depois|então|затем|потом)\b|然后|接着|再|最后|次に|다음",
    re.IGNORECASE,
)
"""What makes of two equations lines of their own, or says which of them comes first."""


def is_circular(node: Name, item: Item, weight: str) -> bool:
    """Whether an average is printed as made of its own new value: ``m_t = beta m_t + (1 - beta) g_t``."""
    nodes = parts(item.equation.value)
    gathers = any(isinstance(n, Gradient) or (isinstance(n, Name) and n.text == "g") for n in nodes)
    plain = not item.equation.assigned and item.letter != weight and not item.equation.chained
    return plain and gathers and node.index == item.equation.target.index


def go_round(state: Item, reader: Item) -> bool:
    """Whether a state's new value is made of what is printed as made of it: Adadelta's two averages.

    Where a gradient is taken tells nothing: many texts give the point the number of the step.
    """
    plain = not (state.equation.assigned or reader.equation.assigned or reader is state)
    again = Name(reader.letter, reader.equation.target.index)
    made_of = (replace(n, span=again.span) for n in _names(state.equation.value))
    return plain and state.reads_itself and again in made_of


def _names(node: Node) -> Iterator[Name]:
    """The letters of which a value is made, without the points at which gradients are taken."""
    if isinstance(node, Name):
        yield node
    elif isinstance(node, Apply):
        for each in node.args:
            yield from _names(each)


def circle(node: Name, reader: str) -> tuple[str, str, str, str]:
    """A letter, how it stands in what it is made of, how it must stand there, and whose line that is."""
    letter, offset = (node.index.letter, node.index.offset) if node.index is not None else ("t", 0)
    now, before = (f"{node.text}[{_step(letter, at)}]" for at in (offset, offset - 1))
    return node.text, now, before, reader


def _step(letter: str, offset: int) -> str:
    return letter if offset == 0 else f"{letter}{offset:+d}"


def is_loop(known: Item, reader: Item, items: Sequence[Item]) -> bool:
    """Whether a state that is kept without an index is made, further down, of the letter that reads it.

    That letter reads the state's old value, whether the state is made of it at once or by way of the lines
    between them: ``p = w - mu v``, ``g = grad f(p)``, ``v = mu v + g``.
    """
    kept = known.reads_itself and known.equation.target.index is None
    return kept and reader.order < known.order and reader.letter in _made_of(known, reader, items)


def _made_of(known: Item, reader: Item, items: Sequence[Item]) -> set[str]:
    """The letters of which an equation is made by way of those since another one."""
    letters = {n.text for n in known.names}
    for item in reversed([i for i in items if reader.order < i.order < known.order]):
        if item.letter in letters and item.headings == known.headings:
            letters |= {n.text for n in item.names}
    return letters


def is_listed(known: Item, reader: Item, rule: Item) -> bool:
    """Whether lines of a step may stand in turn, the last a state without an index that the first reads.

    ``u = b_1 m + (1 - b_1) g``, ``w = w - lr sign(u)``, ``m = b_2 m + (1 - b_2) g``; or ``m' = b_2 m + ...``,
    beside which ``m`` may be the old one.
    """
    index = known.equation.target.index
    return index == Index("new", 0) or (
        known.reads_itself and not index and reader.order < rule.order < known.order
    )


def comes_after(known: Item, reader: Item, rule: Item) -> bool:
    """Whether a letter is assigned after what reads it, or with a prime read beside it: it is the old one."""
    names = [n for n in parts(reader.equation.value) if isinstance(n, Name) and n.text == known.letter]
    if {Name(known.letter), Name(known.letter, Index("new", 0))} <= set(names):
        return True
    last = reader if reader.equation.assigned else rule
    behind = known.equation.assigned and known.order > last.order
    return behind and not _explains(reader, rule) and not _is_beside(known, last)


def _is_beside(known: Item, reader: Item) -> bool:
    """Whether two equations are parts of a sentence, or of two docstrings: what is read stands in any order.

    ``w -= lr * g / (sqrt(s) + eps)``, where the words behind it tell of ``s += g**2``, or a comma parts them.
    """
    one, two = sorted((known, reader), key=lambda i: i.order)
    if one.region.within != two.region.within or one.region.source is not two.region.source:
        return True
    if one.region is two.region and one.region.within is not None:
        return "\n" not in one.region.text[one.equation.span.start : two.equation.span.end]
    begin, end = one.region.offset(len(one.region.text)), two.region.offset(0)
    words = one.region.source.text[begin : max(begin, end)]
    enumerated = one.region is not two.region and words.strip(" `$") == ","
    return (enumerated or WORDS.search(words) is not None) and APART.search(words) is None


def _explains(item: Item, rule: Item) -> bool:
    """Whether an equation below a rule says what a letter of it is; what is further down explains that."""
    return not item.equation.assigned and item.order > rule.order
