"""Mathematics in plain characters as tokens: Unicode, ``θ ← θ − η∇J(θ)``, and programs, ``v_t <- b*v_t``."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from verifier.lift.latex.characters import character
from verifier.lift.latex.identifiers import identifier_tokens
from verifier.lift.latex.symbols import SUBSCRIPTS, SUPERSCRIPTS
from verifier.lift.latex.tokens import Token
from verifier.lift.latex.unbraced import index_of, unbraced

_TITLE = r"[^\W\d_a-zα-ω][\w -]{0,40}[:：](?!=)\s*"  # in any script, with a capital where it has some
_PREFIX = re.compile(rf"[ \t]*(?:(?:\(?\d{{1,3}}\s*[.):]|[-*•‣▪])\s+)?(?:{_TITLE})?")
_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*")
_NUMBER = re.compile(r"(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][-+−]?\d+)?")
_RELATION = re.compile(r":=|<--?(?![\d.(])|⟵|([-+*/])=|==|->|<=|>=|!=")
_ARROWS = {"->": "->", "<=": "<=", ">=": ">=", "!=": "!=", "==": "=="}
_COMMENT = re.compile(r"#.*|//.*|\s+|`+|\$")
_LOST = re.compile(r"t(?:([-−–+])1(?![\d.]))?(?![A-Za-z0-9])")
_TAGGED = re.compile(r"<(sub|sup)>([^<>\n]{1,40})</\1>")
_FLAT = re.compile(r"[A-Za-z]t")
_SQUARE = re.compile(r"(?:g|(?<=[∆Δ])[xwθ])(?:t2|2t)(?![A-Za-z0-9])")
"""A gradient, or a step, whose index and square were printed below and above the line."""
_MEAN_SQUARE = re.compile(r"(?:g|(?<=[∆Δ])[xwθ])(2)(?=\])")
_MEAN = re.compile(r"(?:E|RMS)\[[^\[\]\n]{1,12}\]?\Z")
"""A mean of squares, or what of it stands before a place: ``E[g2]t``."""
_POWER = re.compile(r"([α-ωϵ])(?:(\d?)t(\+1)?|t(\d))(?=\s?\))")
_COMPLEMENT = re.compile(r"/\s?\(\s?1\s?[-−–]\s?\Z")
"""What stands before the power of a decay rate that corrects a moment: ``mt/(1 − β1t)``."""
_TINY = re.compile(r"(?<![\d.])10[-−–](\d{1,2})(?![\d.])")
"""A power of ten whose exponent was printed above the line: ``10−8``."""
_DASH = re.compile(r"\s*—\s*")


def plain_tokens(text: str, kind: str) -> list[Token]:
    """The tokens of Unicode mathematics or pseudo-code, of one line or several."""
    tokens: list[Token] = []
    at = 0
    for line in text.splitlines(keepends=True):
        end = at + len(line)
        tokens += _line(text, at, end, kind)
        at = end
    return _bracketless(tokens)


def _line(text: str, at: int, end: int, kind: str) -> list[Token]:
    """The tokens of one line, behind its number or its title, and the end of the line before it."""
    indent = len(text[at:end].expandtabs(4)) - len(text[at:end].expandtabs(4).lstrip())
    tokens = [Token("separator", "newline", at, at), Token("indent", str(indent), at, at)] if at else []
    prefix = _PREFIX.match(text, at, end)
    begin, at = at, prefix.end() if prefix else at
    moved = unbraced(text[begin:end]) if kind == "unicode" else {}
    while at < end:
        shifted = moved.get(at - begin)
        stop = end if shifted is None else begin + shifted.end("name") - 2
        new, at = _next(text if shifted is None else text[:stop], at, kind, tokens)
        tokens += new
        if shifted is not None and at == stop:
            tokens += index_of(shifted, begin)
            at = begin + shifted.end()
    return tokens


def _next(text: str, at: int, kind: str, before: list[Token]) -> tuple[list[Token], int]:
    """The tokens that begin here, and where they end."""
    blank = _COMMENT.match(text, at)
    if blank:
        return [], blank.end()
    if text[at] in SUBSCRIPTS or text[at] in SUPERSCRIPTS:
        return _script(text, at)
    tagged = _TAGGED.match(text, at)
    if tagged:
        return _tagged(text, tagged, kind), tagged.end()
    if kind == "unicode" and (lost := _power(text, at) or _lost(text, at, before)):
        return lost
    for read in (_word, _digits, _related):
        found = read(text, at, kind)
        if found:
            return found
    return _character(text, at)


def _tagged(text: str, tagged: re.Match[str], kind: str) -> list[Token]:
    """An index or an exponent between the tags of a web page."""
    inner: list[Token] = []
    at, end = tagged.span(2)
    while at < end:
        new, at = _next(text, at, kind, inner)
        inner += new
    start, stop = tagged.span()
    opened, closed = Token("open", "group", start, start), Token("close", "group", stop, stop)
    return [Token(tagged[1], "_" if tagged[1] == "sub" else "^", start, start), opened, *inner, closed]


def _script(text: str, at: int) -> tuple[list[Token], int]:
    """A run of small characters, as a group below or above."""
    table, kind = (SUBSCRIPTS, "sub") if text[at] in SUBSCRIPTS else (SUPERSCRIPTS, "sup")
    end = at
    while end < len(text) and text[end] in table:
        end += 1
    inner = []
    for place in range(at, end):
        sign = table[text[place]]
        spelled = ("number", sign) if sign.isdecimal() else character(sign)
        inner.append(Token(*spelled, place, place + 1))
    return _group(kind, "_" if kind == "sub" else "^", _numbers(inner)), end


def _numbers(tokens: list[Token]) -> list[Token]:
    """Digits side by side as one number."""
    joined: list[Token] = []
    for token in tokens:
        if joined and token.kind == joined[-1].kind == "number":
            joined[-1] = Token("number", joined[-1].text + token.text, joined[-1].start, token.end)
        else:
            joined.append(token)
    return joined


def _word(text: str, at: int, kind: str) -> tuple[list[Token], int] | None:
    found = _IDENTIFIER.match(text, at)
    if found is None:
        return None
    return identifier_tokens(found[0], at, text[found.end() : found.end() + 2], kind), found.end()


def _power(text: str, at: int) -> tuple[list[Token], int] | None:
    """A power that was printed above the line and stands on it now: that of a decay rate, a square."""
    power, square, tiny = (pattern.match(text, at) for pattern in (_POWER, _SQUARE, _TINY))
    mean = _MEAN_SQUARE.match(text, at)
    if mean and _MEAN.search(text[max(0, at - 14) : at + 1]):
        above = _group("sup", "^", [Token("number", "2", at + 1, at + 2)])
        return [*_character(text[: at + 1], at)[0], *above], at + 2
    if tiny:
        exponent = [Token("operator", "-", at + 2, at + 3), Token("number", tiny[1], at + 3, tiny.end())]
        return [Token("number", "10", at, at + 2), *_group("sup", "^", exponent)], tiny.end()
    if square:
        step, two = at + square[0].index("t"), at + square[0].index("2")
        below = _group("sub", "lost", [Token("letter", "t", step, step + 1)])
        above = _group("sup", "lost", [Token("number", "2", two, two + 1)])
        return [*_character(text[: at + 1], at)[0], *below, *above], square.end()
    if power is None or _COMPLEMENT.search(text[max(0, at - 8) : at]) is None:
        return None
    label, later = power[2] or power[4] or "", power[3] is not None
    below = _group("sub", "_", [Token("number", label, at + 1, at + 2)]) if label else []
    low, high = at + 1, power.end()
    one = [Token("operator", "+", high - 2, high - 1), Token("number", "1", high - 1, high)]
    above = _group("sup", "lost", [Token("letter", "t", low, high - 2 * later), *(one if later else [])])
    return [Token(*character(text[at]), at, at + 1), *below, *above], power.end()


def _lost(text: str, at: int, before: list[Token]) -> tuple[list[Token], int] | None:
    """An index that was printed below the line and stands on it now: ``mt−1``, ``θt``."""
    if _FLAT.match(text, at):
        found = _LOST.match(text, at + 1)
        if found is None or text[at : at + 2] in ("dt", "it", "at"):
            return None
        return [*_character(text, at)[0], *_lowered(found)], found.end()
    touching = bool(before) and before[-1].end == at and before[-1].kind in ("letter", "mark")
    touching = touching or _MEAN.search(text[max(0, at - 17) : at]) is not None
    found = _LOST.match(text, at) if touching else None
    return None if found is None else (_lowered(found), found.end())


def _lowered(found: re.Match[str]) -> list[Token]:
    start, end = found.span()
    index = [Token("letter", "t", start, start + 1)]
    if found[1]:
        sign = "+" if found[1] == "+" else "-"
        index += [Token("operator", sign, start + 1, start + 2), Token("number", "1", start + 2, end)]
    return _group("sub", "lost", index)


def _digits(text: str, at: int, kind: str) -> tuple[list[Token], int] | None:
    found = _NUMBER.match(text, at)
    if found is None:
        return None
    spelled = found[0].replace("−", "-")
    return [Token("number", spelled, at, found.end())], found.end()


def _related(text: str, at: int, kind: str) -> tuple[list[Token], int] | None:
    if text.startswith("**", at):
        return [Token("sup", "^", at, at + 2)], at + 2
    if text.startswith("...", at):
        return [Token("command", "dots", at, at + 3)], at + 3
    if text.startswith("||", at):
        return [Token("bar", "||", at, at + 2)], at + 2
    dash = _DASH.match(text, at)
    if dash:  # a long dash between two terms is a minus
        return [Token("operator", "-", at, dash.end())], dash.end()
    found = _RELATION.match(text, at)
    if found is None:
        return None
    spelled = f"{found[1]}=" if found[1] else _ARROWS.get(found[0], ":=")
    return [Token("relation", spelled, at, found.end())], found.end()


def _character(text: str, at: int) -> tuple[list[Token], int]:
    """One character; a letter with a digit right behind it has it as its label, a letter may wear a hat."""
    sign = text[at]
    if sign == "." and text[at + 1 : at + 2].strip() == "":  # the full stop of a sentence
        return [Token("separator", ".", at, at + 1)], at + 1
    plain, *marks = list(unicodedata.normalize("NFD", sign)) if not unicodedata.combining(sign) else [sign]
    kind, spelled = character(plain)
    tokens = [Token(kind, spelled, at, at + 1)]
    tokens += [Token(*character(mark), at, at + 1) for mark in marks]
    end = at + 1
    while kind == "letter" and end < len(text) and unicodedata.combining(text[end]):
        tokens.append(Token(*character(text[end]), end, end + 1))
        end += 1
    if kind == "letter" and end < len(text) and text[end].isascii() and text[end].isdecimal():
        tokens += _group("sub", "_", [Token("number", text[end], end, end + 1)])
        end += 1
    if sign == "{" or sign == "}":
        return [Token("open" if sign == "{" else "close", "group", at, at + 1)], at + 1
    return tokens, end


def _group(kind: str, sign: str, inner: list[Token]) -> list[Token]:
    """An index or an exponent; the sign of one is ``lost`` that is printed on the line."""
    start, end = inner[0].start, inner[-1].end
    opened, closed = Token("open", "group", start, start), Token("close", "group", end, end)
    return [Token(kind, sign, start, start), opened, *inner, closed]


def _bracketless(tokens: list[Token]) -> list[Token]:
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
