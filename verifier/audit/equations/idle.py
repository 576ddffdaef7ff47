"""Letters that a text keeps from step to step, among the lines of an update, and that no line reads."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from verifier.audit.equations.book import Item

BEHIND = 1200
"""How many characters behind its line may speak of a letter."""
SIDES = re.compile(r"=|:|←|\\(?:leftarrow|gets|triangleq)|&")
"""What parts a letter from what it is."""


def idle(rule: Item, used: Collection[int], items: Sequence[Item]) -> Mapping[str, str]:
    """The letters made of themselves and of one line of an update, before its step; each with that line's.

    So is the maximum of AMSGrad, where the step divides by what it is the maximum of.
    """
    near = (i for i in items[min(used) + 1 : rule.order] if i.headings == rule.headings)
    kept = [i for i in near if i.order not in used and i.reads_itself and not i.is_start]
    if not kept:
        return {}
    lines = {i.letter for i in items if i.order in used and i is not rule}
    read = {n.text for i in items for n in i.names if n.text != i.letter}
    free = (i for i in kept if i.letter not in read | lines and not _is_spoken_of(i))
    made = ((i.letter, {n.text for n in i.names} & lines) for i in free)
    return {letter: next(iter(of)) for letter, of in made if len(of) == 1}


def _is_spoken_of(item: Item) -> bool:
    """Whether the text has a letter once more behind its line, as printed there: it says what it is for."""
    span, text = item.equation.span, item.region.source.text
    letter = SIDES.split(item.region.text[span.start : span.end])[0].strip()
    behind = item.region.offset(span.end - 1)
    return not letter or letter in text[behind : behind + BEHIND]
