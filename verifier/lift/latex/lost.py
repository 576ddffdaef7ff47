"""Braces of an index that were forgotten: ``m_t = b m_t-1``, by which ``m_t`` would be made of itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from verifier.lift.latex.tokens import Token

LESS_ONE = (("operator", "-"), ("number", "1"))


def with_braces(tokens: Sequence[Token]) -> list[Token]:
    """The tokens with the braces around ``t-1`` below the letter whose value at ``t`` their line states."""
    found = list[Token]()
    stated: tuple[str, str] | None = None
    skipped = 0
    for at, token in enumerate(tokens):
        if token.says("separator", "newline"):
            stated = None
        elif token.says("relation", "="):
            stated = _stated(found)
        if skipped:
            skipped -= 1
        elif stated is not None and _is_older(tokens, at, stated):
            found += _braced(tokens[at : at + 3])
            skipped = 2
        else:
            found.append(token)
    return found


def _stated(before: Sequence[Token]) -> tuple[str, str] | None:
    """The letter and its index that stand alone on the left side of a line."""
    line = list(_of_line(before))[::-1]
    plain = [t for t in line if not (t.says("open", "group") or t.says("close", "group"))]
    if [t.kind for t in plain] != ["letter", "sub", "letter"]:
        return None
    return plain[0].text, plain[2].text


def _of_line(before: Sequence[Token]) -> Iterator[Token]:
    """The tokens of the last line, the last first."""
    for token in reversed(before):
        if token.kind in ("separator", "begin"):
            if token.says("separator", "&"):
                continue
            return
        yield token


def _is_older(tokens: Sequence[Token], at: int, stated: tuple[str, str]) -> bool:
    """Whether the index of the letter stands here, with a minus and a one right behind it."""
    if at < 2 or at + 2 >= len(tokens) or tokens[at - 1].kind != "sub" or tokens[at].kind != "letter":
        return False
    index, sign, one = tokens[at : at + 3]
    touching = index.end == sign.start and sign.end == one.start
    written = (tokens[at - 2].text, index.text) == stated and tokens[at - 2].kind == "letter"
    plain = at < 3 or tokens[at - 3].kind != "accent"
    return written and plain and touching and ((sign.kind, sign.text), (one.kind, one.text)) == LESS_ONE


def _braced(index: Sequence[Token]) -> list[Token]:
    start, end = index[0].start, index[-1].end
    return [Token("open", "group", start, start), *index, Token("close", "group", end, end)]
