"""Braces, which are not printed: those that change nothing are left out."""

from __future__ import annotations

from verifier.lift.latex.tokens import Token, depths
from verifier.lift.latex.vocabulary import FUNCTIONS

_ALONE = frozenset({"letter", "number", "operator", "words", "relation", "command"})


def printed(tokens: list[Token]) -> list[Token]:
    """The tokens without braces around nothing, around one letter, or around a whole statement."""
    shown: list[Token] = []
    opened: list[tuple[int, bool]] = []  # where brackets open, and whether a relation stands in them
    for token in tokens:
        if token.kind in ("open", "begin"):
            opened.append((len(shown), False))
        elif token.kind in ("close", "end") and opened:
            place, relation = opened.pop()
            if token.says("close", "group") and _left_out(shown, place, relation):
                continue
        elif token.kind == "relation":
            opened[-1:] = [(place, True) for place, _ in opened[-1:]]
            if token.text == "=" and shown and shown[-1].says("command", "colon"):
                token = Token("relation", ":=", shown.pop().start, token.end)
            elif token.text == "=" and _is_operated(shown):
                sign = shown.pop()  # x -= y, whatever stands between the two signs
                token = Token("relation", f"{sign.text}=", sign.start, token.end)
        shown.append(token)
    return shown


def _left_out(shown: list[Token], place: int, relation: bool) -> bool:
    """Whether the brace that opened there, and closes here, changes nothing; it is taken out."""
    before = shown[place - 1] if place else None
    alone = before is None or before.kind in ("separator", "words", "relation")
    if len(shown) == place + 1 or _holds_one(shown[place:], before) or (relation and alone):
        del shown[place]
        return True
    return False


def _holds_one(inside: list[Token], before: Token | None) -> bool:
    """Whether the brace holds one letter or number, which needs none."""
    if len(inside) != 2 or inside[1].kind not in (
        "letter",
        "number",
        "operator",
        "words",
        "relation",
        "command",
    ):
        return False
    reaching = before is not None and (before.says("command", "sqrt") or before.text in FUNCTIONS)
    return inside[0].text == "group" and not reaching


def _is_operated(shown: list[Token]) -> bool:
    """Whether an equals sign that follows belongs to an operator, ``-=``; that of ``x^* =`` is a label."""
    if len(shown) < 2 or shown[-1].kind != "operator" or shown[-1].text not in "+-*/":
        return False
    return shown[-2].kind in ("letter", "close", "number", "mark")


def unwrapped(tokens: list[Token]) -> list[Token]:
    """The tokens without braces around them all."""
    while len(tokens) > 2 and tokens[0].says("open", "group") and tokens[-1].says("close", "group"):
        if any(depth == 0 for depth, _ in list(depths(tokens))[1:-1]):
            break
        tokens = tokens[1:-1]
    return tokens
