"""Control flow of printed algorithms: which rows hold only under a condition.

An option, ``if amsgrad``, is taken to be off; a comparison, ``if t > 1``, becomes part of the value. A row
whose condition cannot be told is refused.
"""

from __future__ import annotations

from dataclasses import dataclass

from verifier.lift.latex.commands import SAID
from verifier.lift.latex.symbols import COMPARISONS
from verifier.lift.latex.tokens import Token

_IFS = frozenset({"if", "when"})
_ELSES = frozenset({"else", "otherwise"})
_ELSE_IFS = frozenset({"else if", "elseif", "elif", "elsif"})
_ENDS = frozenset({"end if", "endif", "fi", "end"})
_LOOPS = frozenset("for while repeat until do loop foreach end".split())


@dataclass(frozen=True)
class Condition:
    """What must hold for a row: tokens, and whether they do or do not; no tokens where it is not clear."""

    tokens: tuple[Token, ...]
    holds: bool = True

    @property
    def option(self) -> bool:
        """Whether it is the name of an option and no comparison."""
        return bool(self.tokens) and all(t.kind in ("letter", "words") for t in self.tokens)

    @property
    def taken(self) -> bool:
        """Whether an option has to be off for the row to be read."""
        negated = any(t.says("words", "not") for t in self.tokens)
        return self.holds == negated

    def otherwise(self) -> Condition:
        """The same with the other outcome."""
        return Condition(self.tokens, not self.holds)


UNCLEAR = Condition(())


@dataclass(frozen=True)
class Row:
    """A row, how far it is indented, and under which conditions it holds."""

    tokens: tuple[Token, ...]
    indent: int
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class _Block:
    indent: int
    conditions: tuple[Condition, ...]


def rows(tokens: list[Token]) -> list[Row]:
    """The rows of a formula or an algorithm, those that only steer the others left out."""
    found: list[Row] = []
    open_blocks: list[_Block] = []
    printed = [row for row in _split(tokens) if row.tokens]
    for place, row in enumerate(printed):
        word, rest = _control(row)
        if word in _ELSES | _ELSE_IFS | _ENDS:
            _close_deeper(open_blocks, row.indent)
        else:
            _close(open_blocks, row.indent)
        inline = _body(rest) if word in _IFS | _ELSES | _ELSE_IFS else None
        if word in _IFS | _ELSES | _ELSE_IFS:
            behind = printed[place + 1] if place + 1 < len(printed) else None
            _open(
                open_blocks,
                row.indent,
                word,
                rest,
                behind is None or behind.indent > row.indent or bool(inline),
            )
        elif word in _ENDS and open_blocks and open_blocks[-1].indent <= row.indent:
            open_blocks.pop()
        conditions = tuple(c for block in open_blocks for c in block.conditions)
        if inline:
            found.append(Row(inline, row.indent, conditions))
            open_blocks.pop()
        elif word is None:
            found.append(Row(row.tokens, row.indent, conditions))
    return found


def _split(tokens: list[Token]) -> list[Row]:
    """The tokens between line ends, with the indentation that stands before them."""
    parts: list[list[Token]] = [[]]
    around: list[str] = []
    for token in tokens:
        if token.kind in ("open", "begin"):
            around.append(token.kind)
        elif token.kind in ("close", "end") and around:
            around.pop()
        if not token.says("separator", "newline", "&") or (around and around[-1] == "begin"):
            parts[-1].append(token)
        elif not around and token.text == "newline":
            parts.append([])
        elif not around:
            parts[-1].append(token)
    return [_indented(part) for part in parts]


def _indented(part: list[Token]) -> Row:
    indent, start = 0, 0
    for token in part:
        if token.kind == "indent":
            indent += int(token.text)
        elif token.says("separator", "quad"):
            indent += 5
        elif not token.says("separator", "&"):
            break
        start += 1
    return Row(tuple(t for t in part[start:] if t.kind != "indent"), indent)


def _control(row: Row) -> tuple[str | None, tuple[Token, ...]]:
    """The word that steers, and what stands behind it; None for a row that says something."""
    first = row.tokens[0]
    word = first.text.strip(" :.").lower() if first.kind == "words" else ""
    rest = row.tokens[1:]
    if word == "else" and rest and rest[0].says("words", "if"):
        return "else if", rest[1:]
    if word in _IFS | _ELSES | _ELSE_IFS | _ENDS:
        return word, rest
    first_word = word.split(" ")[0]
    steers = first_word in _LOOPS or (first_word in SAID and not _defines(rest))
    return ("for", rest) if steers else (None, rest)


def _defines(rest: tuple[Token, ...]) -> bool:
    """Whether a row that begins with what goes in or out assigns something."""
    return any(t.says("relation", ":=") for t in rest)


def _body(rest: tuple[Token, ...]) -> tuple[Token, ...]:
    """What stands behind the condition on the same row."""
    for place, token in enumerate(rest):
        if token.says("words", "then", "do") or token.says("command", "colon"):
            return rest[place + 1 :]
    return ()


def _head(rest: tuple[Token, ...]) -> tuple[Token, ...]:
    """The condition alone."""
    for place, token in enumerate(rest):
        if token.says("words", "then", "do") or token.says("command", "colon"):
            return rest[:place]
    return rest


def _open(blocks: list[_Block], indent: int, word: str, rest: tuple[Token, ...], clear: bool) -> None:
    """A block begins; where nothing shows how far it reaches, what follows is not clear."""
    own = _condition(_head(rest)) if word not in _ELSES else None
    before: tuple[Condition, ...] = ()
    if word not in _IFS:
        if not blocks or blocks[-1].indent != indent:
            blocks.append(_Block(-1, (UNCLEAR,)))
            return
        *earlier, last = blocks.pop().conditions
        before = (*earlier, last.otherwise())
    conditions = (*before, *([own] if own else []))
    blocks.append(_Block(indent if clear else -1, conditions if clear else (UNCLEAR,)))


def _condition(tokens: tuple[Token, ...]) -> Condition:
    compared = any(t.kind == "relation" and t.text in COMPARISONS for t in tokens)
    words = all(t.kind in ("letter", "words") and (len(t.text) > 2) for t in tokens)
    return Condition(tokens) if tokens and (compared or words) else UNCLEAR


def _close(blocks: list[_Block], indent: int) -> None:
    while blocks and blocks[-1].indent >= indent and blocks[-1].indent >= 0:
        blocks.pop()


def _close_deeper(blocks: list[_Block], indent: int) -> None:
    while blocks and blocks[-1].indent > indent:
        blocks.pop()
