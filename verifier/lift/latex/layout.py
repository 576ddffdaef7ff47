"""Where statements begin and end: rows, columns, words between them, lines that are continued."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from verifier.lift.latex.braces import printed, unwrapped
from verifier.lift.latex.branches import Condition, rows
from verifier.lift.latex.tokens import Token, covering, depths
from verifier.lift.reading import Span

_KEPT = frozenset({"cases", "dcases", "rcases"})
_CONDITIONS = ("if", "when", "unless", "otherwise", "else", "while", "until", "except")


@dataclass(frozen=True)
class Line:
    """The tokens of one statement.

    Attributes
    ----------
    tokens : tuple of Token
    before : str
        What separates it from the one before: ``newline``, ``&``, ``quad``, ``=>``, ``,``, ``;``, ``.``,
        ``words``.
    words : str
        The words printed beside it.
    condition : str
        Why it cannot be read as it stands, for what stands behind it; empty where nothing does.
    conditions : tuple of Condition
        Those of the blocks of an algorithm that it stands in.
    """

    tokens: tuple[Token, ...]
    before: str = "newline"
    words: str = ""
    condition: str = ""
    conditions: tuple[Condition, ...] = ()

    @property
    def span(self) -> Span:
        """Where it stands."""
        return covering(self.tokens)

    @property
    def relations(self) -> list[int]:
        """The places of the relations that are in no bracket."""
        return [i for i, (depth, t) in enumerate(depths(self.tokens)) if not depth and t.kind == "relation"]

    def joined(self, other: Line) -> Line:
        """The line continued by another."""
        words = " ".join(filter(None, (self.words, other.words)))
        return replace(
            self, tokens=self.tokens + other.tokens, words=words, condition=self.condition or other.condition
        )


def lines(tokens: list[Token]) -> list[Line]:
    """The statements of a formula, in their order; pieces without a relation are among them."""
    whole: list[Line] = []
    for piece in _pieces_of_rows(unwrapped(printed(_environments(_without_blanks(tokens))))):
        if (whole and _continues(whole[-1], piece)) or (whole and not piece.tokens):
            whole[-1] = whole[-1].joined(piece)
        elif piece.tokens or piece.words:
            whole.append(piece)
    return [part for line in whole for part in _split_off(_unnumbered(line))]


def _without_blanks(tokens: list[Token]) -> list[Token]:
    r"""The tokens without the point and what parts it from the arguments that count: ``f(\cdot; w)``."""
    kept: list[Token] = []
    for place, token in enumerate(tokens):
        opened = bool(kept) and kept[-1].says("open", "(")
        apart = opened and token.says("separator", ",", ";") and tokens[place - 1].says("operator", "*")
        point = opened and token.says("operator", "*") and place + 1 < len(tokens)
        if not apart and not (point and tokens[place + 1].says("separator", ",", ";")):
            kept.append(token)
    return kept


def _pieces_of_rows(tokens: list[Token]) -> Iterator[Line]:
    for row in rows(tokens):
        for piece in _pieces(list(row.tokens)):
            yield replace(piece, conditions=row.conditions)


def _environments(tokens: list[Token]) -> list[Token]:
    """Environments that only arrange rows become rows; those that are alternatives become ``cases``."""
    kept: list[Token] = []
    stack: list[bool] = []
    for place, token in enumerate(tokens):
        if token.kind == "begin":
            brace = bool(kept) and kept[-1].says("open", "{", ".")
            stack.append(
                (token.text in _KEPT or (brace and kept[-1].text == "{")) and _behind_relation(kept, brace)
            )
            if brace:
                kept.pop()
            kept.append(replace(token, text="cases") if stack[-1] else _row(token))
        elif token.kind == "end":
            inside = stack.pop() if stack else False
            kept.append(replace(token, text="cases") if inside else _row(token))
        elif not (token.says("close", ".") and place and tokens[place - 1].kind == "end"):
            kept.append(token)
    return kept


def _row(token: Token) -> Token:
    if token.text.endswith("matrix") and token.text != "matrix":
        return Token("bad", "a matrix", token.start, token.end)
    return Token("separator", "newline", token.start, token.end)


def _behind_relation(before: list[Token], brace: bool) -> bool:
    """Whether something that is equal to the alternatives stands before them."""
    standing = before[:-1] if brace else before
    for token in reversed(standing):
        if token.says("separator", "newline"):
            return False
        if token.kind in ("relation", "operator"):
            return True
        if token.kind != "separator":
            return token.kind == "letter" or token.kind == "close"
    return False


def _pieces(tokens: list[Token]) -> list[Line]:
    """The tokens between separators that stand in no bracket."""
    pieces = [Line(())]
    current: list[Token] = []
    for depth, token in depths(tokens):
        if depth or token.kind not in ("separator", "words"):
            current.append(token)
            continue
        pieces[-1] = replace(pieces[-1], tokens=_without_colon(current))
        current = []
        if token.kind == "words":
            pieces[-1], following = _worded(pieces[-1], token.text)
            pieces.append(following)
        else:
            pieces.append(Line((), _stronger(pieces[-1], token.text)))
    pieces[-1] = replace(pieces[-1], tokens=_without_colon(current))
    return pieces


def _without_colon(tokens: list[Token]) -> tuple[Token, ...]:
    """``initialize : m_0 = 0``: the colon belongs to the words."""
    return tuple(tokens[1:] if tokens and tokens[0].says("command", "colon") else tokens)


def _stronger(last: Line, separator: str) -> str:
    """Of two separators in a row the one that parts more."""
    order = ("&", "quad", "words", ",", ".", ";", "=>", "newline")
    return separator if last.tokens else max(last.before, separator, key=order.index)


def _worded(piece: Line, text: str) -> tuple[Line, Line]:
    """What words say of the piece before them, or of the one that follows."""
    first = text.strip().lower().split(" ")[0].strip("(,.:;")
    if piece.tokens and piece.tokens[-1].kind in ("relation", "operator"):
        return replace(piece, condition="a part of it is said in words"), Line((), "words")
    if first in _CONDITIONS:
        return replace(piece, condition=f"it holds only under a condition ({first})"), Line((), "words")
    if text.strip().startswith("("):
        return (
            (replace(piece, words=text.strip()), Line((), "&"))
            if piece.tokens
            else (piece, Line((), "words", text.strip()))
        )
    return piece, Line((), "words", text.strip())


def _continues(last: Line, piece: Line) -> bool:
    """Whether a piece goes on with the statement before it."""
    if not last.tokens or not piece.tokens or piece.before not in ("newline", "&", "quad"):
        return False
    if last.conditions != piece.conditions or last.condition:
        return False
    first, end = piece.tokens[0], last.tokens[-1]
    if first.kind == "relation" or end.kind in ("relation", "operator"):
        return True
    if first.kind == "operator":
        return bool(last.relations) and not piece.relations
    return False


def _unnumbered(line: Line) -> Line:
    """The line without the number in brackets that it goes by."""
    tokens = line.tokens
    if len(tokens) < 5 or not line.relations:
        return line
    before, opening, number, closing = tokens[-4:]
    bracketed = opening.says("open", "(") and closing.says("close", ")") and number.text.isdecimal()
    applied = before.kind in ("operator", "relation", "sub", "sup")
    return replace(line, tokens=tokens[:-3]) if bracketed and not applied else line


def _split_off(line: Line) -> list[Line]:
    """A statement in brackets, ``(v_0 = 0)``, alone or behind another, is one of its own."""
    opened = [i for i, (depth, t) in enumerate(depths(line.tokens)) if not depth and t.says("open", "(", "[")]
    if not opened or line.tokens[-1].kind != "close":
        return [line]
    start = opened[-1]
    inner = Line(line.tokens[start + 1 : -1], "quad")
    if not inner.relations or any(not d for d, t in depths(line.tokens[start:-1]) if t.kind == "close"):
        return [line]
    before = replace(line, tokens=line.tokens[:start])
    return [before, inner] if before.tokens else [inner]
