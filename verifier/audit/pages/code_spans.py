"""Code within sentences: each piece alone, or, where the pieces make one step, all of them together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from verifier.audit.pages.document import Kind, Region, Source, of_lines, region

Headings = Callable[[int], Sequence[str]]
Piece = tuple[int, str]

TEX = re.compile(
    r"\\(?:alpha|beta|theta|eta|gamma|rho|mu|epsilon|varepsilon|lambda|nabla|partial|frac|sqrt|hat|bar|tilde|cdot"
    r"|odot|mathbf|mathrm|leftarrow|gets|left)(?![A-Za-z])"
)
"""Commands that no program has."""
ASSIGNING = re.compile(r"(?<![=<>!])[-+*/]?=(?!=)|←|<-")
ARROW = re.compile(r"\\(?:leftarrow|gets)")
MOVES = re.compile(
    r"\s*(?:self\.)?(?:w|p|x|theta|θ|params?|weights?|var|W)(?:\.data|_\w|[_^]\{\w(?:[-+−]1)?\}"
    r"|\[\w+(?:[-+]1)?\])?\s*(?:[-+]?=(?!=)|:=|←|<-)"
)
"""Code that moves a weight: with it a step ends."""
APART = re.compile(
    r"\n\s*\n|\b(?:or|instead|versus|vs|whereas|while|unlike|but|not|either|rather)\b",
    re.IGNORECASE,
)
"""What stands between pieces of two steps."""
LISTED = re.compile(r"\n[ \t]*(?:[-*+]|\d+[.)])\s")
"""The beginning of an item of a list."""
TARGET = re.compile(r"\s*(?:self\.)?(?P<name>[^\W\d_][^\s_^\[=:←<+*/-]*(?:_(?:hat|bar|tilde))?)")
"""What a piece of code gives a value, without the step at which it is."""
LONGEST_GAP = 200


def regions(
    source: Source, matches: Sequence[re.Match[str]], headings_at: Headings
) -> Iterator[tuple[int, Region]]:
    """Code within sentences that assigns something, ``w = w - lr * g``, with where each region begins."""
    group: list[Piece] = []
    for match in matches:
        inner = match.group(2)
        if ASSIGNING.search(inner) is None and ARROW.search(inner) is None:
            continue
        if TEX.search(inner) is not None:
            yield match.start(), _formula(source, match, headings_at)
            continue
        if group and not _goes_on(source.text[group[-1][0] + len(group[-1][1]) : match.start(2)]):
            yield from _of_group(source, group, headings_at)
            group = []
        group.append((match.start(2), inner))
        if MOVES.match(inner) is not None:
            yield from _of_group(source, group, headings_at)
            group = []
    yield from _of_group(source, group, headings_at)


def _goes_on(between: str) -> bool:
    """Whether the words between two pieces of code leave them one step."""
    return len(between) < LONGEST_GAP and APART.search(between) is None


def _of_group(source: Source, group: list[Piece], headings_at: Headings) -> Iterator[tuple[int, Region]]:
    """The pieces of one step as one region, where the last of them moves a weight; else each alone."""
    whole = len(group) > 1 and MOVES.match(group[-1][1]) is not None and _is_read(source, group)
    for pieces in [group] if whole else [[piece] for piece in group]:
        start = pieces[0][0]
        made = of_lines("code", source, pieces, "span", headings_at(start))
        yield start, replace(made, before=source.text[max(0, start - 200) : start])


def _is_read(source: Source, group: list[Piece]) -> bool:
    """Whether each piece in an item of its own is read by one below it; within a sentence none has to be."""
    for (start, inner), (below, _) in pairwise(group):
        target = TARGET.match(inner)
        listed = LISTED.search(source.text, start + len(inner), below) is not None
        if listed and (target is None or not any(target["name"] in t for s, t in group if s > start)):
            return False
    return True


def _formula(source: Source, match: re.Match[str], headings_at: Headings) -> Region:
    low, high = match.span(2)
    kind: Kind = "formula"
    before = source.text[max(0, match.start() - 200) : match.start()]
    return region(kind, source, low, high, "latex", headings_at(match.start()), before)


__all__ = ["regions"]
