"""A point between two sequences, at which the gradient is asked: one of them steps, the other one averages.

``y_t = (1 - beta) z_t + beta x_t``, ``z_{t+1} = z_t - lr grad f(y_t)`` and
``x_{t+1} = (1 - c) x_t + c z_{t+1}``: the line of the point, one step later, is taken for the rule;
the other two define what it reads.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from verifier.audit.drafts.draft import OLD, Draft
from verifier.audit.drafts.names import plain
from verifier.audit.drafts.vocabulary import is_gradient_name
from verifier.audit.equations.book import Item
from verifier.audit.equations.indexed import offset_of, shifted
from verifier.audit.equations.pairs import slopes
from verifier.lift.reading import Gradient, Index, Name, parts

FAR = 4
"""How many equations apart the lines may be."""


def between(items: Sequence[Item]) -> Iterator[tuple[Item, Item, Item]]:
    """The points between two sequences at the step that is made, with the lines of both."""
    for item in items:
        index = item.equation.target.index
        if index is None or not index.letter or item.reads_itself or _is_sloped(item):
            continue
        near = [i for i in items[max(0, item.order - FAR) : item.order + FAR + 1] if _is_sequence(i, item)]
        steps = [i for i in near if _is_sloped(i)]
        means = [i for i in near if not _is_sloped(i) and any(_reads(i, s.letter) for s in steps)]
        if len(steps) != 1 or len(means) != 1 or _changes((item, *steps, *means), items):
            continue
        if (made := _at_its_step(item, steps[0], means[0], items)) is not None:
            yield made, steps[0], means[0]


def begun_where(draft: Draft, point: str, letters: Sequence[str]) -> Draft:
    """A draft of all three, in which they are the same before the first step."""
    starts = {**draft.starts, **dict.fromkeys(letters, Name(point, OLD))}
    notes = (f"{plain(letter)} is {plain(point)} before the first step" for letter in letters)
    return replace(draft, starts=starts, notes=(*draft.notes, *notes), weight=point)


def _is_sequence(one: Item, point: Item) -> bool:
    """Whether an equation makes, of its own old value, a letter that the point is made of."""
    index = one.equation.target.index
    indexed = index is not None and bool(index.letter) and one.headings == point.headings
    return indexed and one.reads_itself and _reads(point, one.letter)


def _reads(item: Item, letter: str) -> bool:
    return any(n.text == letter for n in item.names)


def _is_sloped(item: Item) -> bool:
    slopes = any(isinstance(n, Gradient) for n in parts(item.equation.value))
    return slopes or any(is_gradient_name(n.text) for n in item.names)


def _changes(lines: Sequence[Item], items: Sequence[Item]) -> bool:
    """Whether a factor has another value at each step, and no line of its own that tells which."""
    near = {i.letter for i in items if i.headings == lines[0].headings}
    names = (n for line in lines for n in line.names if not is_gradient_name(n.text))
    return any(n.index is not None and n.text not in near for n in names)


def _at_its_step(item: Item, step: Item, mean: Item, items: Sequence[Item]) -> Item | None:
    """The line of the point at the step at which it reads what both become, if the gradient is older."""
    newest, target = offset_of(step), item.equation.target
    read = {n.index for n in item.names if n.text in (step.letter, mean.letter)}
    if target.index is None or len(read) != 1 or offset_of(mean) != newest:
        return None
    (index,) = read
    if index is None or index.letter != target.index.letter:
        return None
    by = newest - index.offset
    moved = replace(target, index=Index(index.letter, target.index.offset + by))
    if [slope.at for slope in slopes(step, items)] != [Name(item.letter, Index(index.letter, newest - 1))]:
        return None
    return replace(
        item, equation=replace(item.equation, target=moved, value=shifted(item.equation.value, by))
    )
