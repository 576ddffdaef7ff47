"""Indices and exponents of printed pages that stand on the line in plain text: ``mt−1``, ``gt2``."""

from __future__ import annotations

import re
from itertools import pairwise

from verifier.lift.latex.characters import character
from verifier.lift.latex.tokens import Token, group

_INDEX = re.compile(r"t(?:([-−–+])1(?![\d.]))?(?![A-Za-z0-9])")
_FLAT = re.compile(r"[A-Za-z]t")
_SQUARE = re.compile(r"(?:g|(?<=[∆Δ])[xwθ])(?:t2|2t)(?![A-Za-z0-9])")
"""A gradient, or a step, with its index and its square."""
_MEAN_SQUARE = re.compile(r"(?:g|(?<=[∆Δ])[xwθ])2(?=\])")
_MEAN = re.compile(r"(?:E|RMS)\[[^\[\]\n]{1,12}\]?\Z")
"""A mean of squares, or what of it stands before a place: ``E[g2]t``."""
_POWER = re.compile(r"[α-ωϵ](?:(\d?)t(\+1)?|t(\d))(?=\s?\))")
_COMPLEMENT = re.compile(r"/\s?\(\s?1\s?[-−–]\s?\Z")
"""What stands before the power of a decay rate that corrects a moment: ``mt/(1 − β1t)``."""
_TINY = re.compile(r"(?<![\d.])10[-−–](\d{1,2})(?![\d.])")
"""A power of ten."""

Found = tuple[list[Token], int]
"""Tokens, and where they end."""


def lost(text: str, at: int, before: list[Token]) -> Found | None:
    """What begins here with an index or an exponent that was lost, or is one, if that is certain."""
    found = _tiny(text, at) or _mean_square(text, at) or _square(text, at) or _power(text, at)
    return found or _index(text, at, before)


def _letter(text: str, at: int) -> Token:
    return Token(*character(text[at]), at, at + 1)


def _tiny(text: str, at: int) -> Found | None:
    found = _TINY.match(text, at)
    if found is None:
        return None
    exponent = [Token("operator", "-", at + 2, at + 3), Token("number", found[1], at + 3, found.end())]
    return [Token("number", "10", at, at + 2), *group("sup", "^", exponent)], found.end()


def _mean_square(text: str, at: int) -> Found | None:
    if _MEAN_SQUARE.match(text, at) is None or _MEAN.search(text[max(0, at - 14) : at + 1]) is None:
        return None
    return [_letter(text, at), *group("sup", "^", [Token("number", "2", at + 1, at + 2)])], at + 2


def _square(text: str, at: int) -> Found | None:
    found = _SQUARE.match(text, at)
    if found is None:
        return None
    step, two = at + found[0].index("t"), at + found[0].index("2")
    below = group("sub", "lost", [Token("letter", "t", step, step + 1)])
    above = group("sup", "lost", [Token("number", "2", two, two + 1)])
    return [_letter(text, at), *below, *above], found.end()


def _power(text: str, at: int) -> Found | None:
    """The power of a decay rate, which may have a label: ``β1t``, ``βt1``, ``μt+1``."""
    found = _POWER.match(text, at)
    if found is None or _COMPLEMENT.search(text[max(0, at - 8) : at]) is None:
        return None
    label, end = found[1] or found[3] or "", found.end()
    below = group("sub", "_", [Token("number", label, at + 1, at + 2)]) if label else []
    exponent = [Token("letter", "t", at + 1, end)]
    if found[2]:
        later = [Token("operator", "+", end - 2, end - 1), Token("number", "1", end - 1, end)]
        exponent = [Token("letter", "t", at + 1, end - 2), *later]
    return [_letter(text, at), *below, *group("sup", "lost", exponent)], end


def _index(text: str, at: int, before: list[Token]) -> Found | None:
    """An index that was printed below the line and stands on it now: ``mt−1``, ``θt``."""
    if _FLAT.match(text, at):
        found = _INDEX.match(text, at + 1)
        if found is None or text[at : at + 2] in ("dt", "it", "at"):
            return None
        return [_letter(text, at), *_lowered(found)], found.end()
    touching = bool(before) and before[-1].end == at and before[-1].kind in ("letter", "mark")
    touching = touching or _MEAN.search(text[max(0, at - 17) : at]) is not None
    found = _INDEX.match(text, at) if touching else None
    return None if found is None else (_lowered(found), found.end())


def _lowered(found: re.Match[str]) -> list[Token]:
    start, end = found.span()
    index = [Token("letter", "t", start, start + 1)]
    if found[1]:
        sign = "+" if found[1] == "+" else "-"
        index += [Token("operator", sign, start + 1, start + 2), Token("number", "1", start + 2, end)]
    return group("sub", "lost", index)


def with_indices(tokens: list[Token]) -> list[Token]:
    """The line, refused where some indices were lost and the left side still has its own."""
    lost = [t for t in tokens if _is_lost(t)]
    if not lost:
        return tokens
    places = [i for i, t in enumerate(tokens) if t.kind == "relation"]
    left, right = (tokens[: places[0]], tokens[places[0] + 1 :]) if places else ([], [])
    moved = len(left) == 1 and any(t.says("letter", left[0].text) for t in right)  # ``θ = θ − vt``
    mixed = _is_stacked(right) or any(t.says("letter", "t") for t in _standing(tokens))
    if mixed or not (moved or any(map(_is_lost, left))):
        fault = Token("bad", "indices that were printed below the line are lost", lost[0].start, lost[0].end)
        return [*tokens[: places[0] + 1 if places else 0], fault]
    return tokens


def _is_stacked(tokens: list[Token]) -> bool:
    """Whether a small number multiplies a rate: ``Gt+ϵηgt`` was a fraction, its denominator first."""
    letters = [(a.text, b.text) for a, b in pairwise(tokens) if a.kind == b.kind == "letter"]
    return any(a in ("epsilon", "varepsilon") and b in ("eta", "alpha") for a, b in letters)


def _is_lost(token: Token) -> bool:
    return token.kind in ("sub", "sup") and token.text == "lost"


def _standing(tokens: list[Token]) -> list[Token]:
    """The tokens that are not inside an index that was lost, or an exponent."""
    standing, inside = list[Token](), False
    for previous, token in zip([None, *tokens], tokens, strict=False):
        if previous is not None and (_is_lost(previous) or previous.kind == "sup"):
            inside = True
        if not inside:
            standing.append(token)
        single = previous is not None and previous.kind == "sup" and not token.says("open", "group")
        if token.says("close", "group") or single:
            inside = False
    return standing
