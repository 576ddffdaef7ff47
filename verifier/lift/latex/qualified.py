"""What the pieces around a statement say of it: lists of left sides, conditions, words within."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from verifier.lift.latex.layout import Line
from verifier.lift.latex.symbols import LETTER_COMMANDS
from verifier.lift.latex.vocabulary import CONNECTIVES, OPERATORS_IN_WORDS

_FACTORS = ("frac", "sqrt", "nabla", "partial", "sum", "prod")
A_LIST = "a list of numbers"
"""Of a statement that defines nothing: it lists what a number may be."""


def qualified(lines: list[Line]) -> Iterator[Line]:
    """Lines with what the pieces behind them say: lists of left sides, conditions, words within."""
    for place, line in enumerate(lines):
        behind = lines[place + 1] if place + 1 < len(lines) else None
        if behind is not None and line.relations and not line.condition:
            line = replace(line, condition=_limited(line, behind, lines[place + 2 : place + 6]))
        lefts = _lefts(lines, place) if line.relations else []
        for left in lefts:
            tokens = left.tokens + line.tokens[line.relations[0] :]
            yield replace(line, tokens=tokens, condition=_listed(line, behind))
        yield replace(line, condition=line.condition or _listed(line, behind)) if lefts else line


def _limited(line: Line, behind: Line, after: list[Line]) -> str:
    """A word behind a statement that makes it hold only sometimes; further numbers that it may be."""
    if (
        behind.before == ","
        and not behind.relations
        and all(t.kind in ("number", "command") for t in behind.tokens)
    ):
        return A_LIST
    if _may_go_on(line, behind):
        return "what follows it may be a factor of it"
    if behind.before == "." and behind.tokens and not behind.relations:
        return "a point within it may be a product's"
    if behind.before != "words" or not behind.tokens:
        return ""
    word = behind.words.lower().split(" ")[0].strip("(,.:;")
    if word == "for" and behind.relations:
        open_ended = any(t.says("command", "dots") for line in (behind, *after) for t in line.tokens)
        first = behind.tokens[behind.relations[0]]
        return "" if open_ended or first.text not in ("=", "<") else "it holds for some steps only"
    beside = word in CONNECTIVES - OPERATORS_IN_WORDS or behind.relations or word.startswith("(")
    return "" if beside else f"the words '{behind.words}' within it"


def _may_go_on(line: Line, behind: Line) -> bool:
    """Whether a piece behind a gap, a column or a line's end is no statement and could be a factor."""
    if behind.before not in ("quad", "&", "newline") or behind.relations or behind.words or not behind.tokens:
        return False
    first = behind.tokens[0]
    factor = first.kind in ("letter", "number", "accent") or first.says("command", *_FACTORS)
    inside = [t for t in behind.tokens if t.kind not in ("open", "close", "separator", "words")]
    if all(t.kind == "letter" and len(t.text) > 2 and t.text not in LETTER_COMMANDS for t in inside):
        return False  # words in upright letters
    bracket = first.kind == "open" and any(t.kind != "number" for t in inside)
    return (factor or bracket) and line.conditions == behind.conditions


def _lefts(lines: list[Line], place: int) -> list[Line]:
    """The other left sides of ``a, b = 0``: letters alone, from the beginning of the list on."""
    found: list[Line] = []
    while place and lines[place].before == ",":
        place -= 1
        if not _is_left(lines[place]):
            return []
        found.insert(0, lines[place])
    return found


def _is_left(line: Line) -> bool:
    return not line.relations and bool(line.tokens) and line.tokens[0].kind in ("letter", "accent", "open")


def _listed(line: Line, behind: Line | None) -> str:
    """Why ``m, v = 0, 1`` is refused, where ``m, v = 0`` is not."""
    values = [t for t in line.tokens[line.relations[0] :] if t.kind in ("letter", "command")]
    if behind is not None and behind.before == "," and not behind.relations:
        return A_LIST if not values else "it lists several values"
    return "it lists several values" if values else ""
