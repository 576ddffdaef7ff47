"""Mathematics in plain characters as tokens: Unicode, ``θ ← θ − η∇J(θ)``, and programs, ``v_t <- b*v_t``."""

from __future__ import annotations

import re
import unicodedata

from verifier.lift.latex.characters import character
from verifier.lift.latex.flattened import lost, with_indices
from verifier.lift.latex.identifiers import identifier_tokens
from verifier.lift.latex.symbols import SUBSCRIPTS, SUPERSCRIPTS
from verifier.lift.latex.tokens import Token, group
from verifier.lift.latex.unbraced import index_of, unbraced

_TITLE = r"[^\W\d_a-zα-ω][\w -]{0,40}[:：](?!=)\s*"  # in any script, with a capital where it has some
_PREFIX = re.compile(rf"[ \t]*(?:(?:\(?\d{{1,3}}\s*[.):]|[-*•‣▪])\s+)?(?:{_TITLE})?")
_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*")
_NUMBER = re.compile(r"(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][-+−]?\d+)?")
_RELATION = re.compile(r":=|<--?(?![\d.(])|⟵|([-+*/])=|==|->|<=|>=|!=")
_ARROWS = {"->": "->", "<=": "<=", ">=": ">=", "!=": "!=", "==": "=="}
_COMMENT = re.compile(r"#.*|//.*|\s+|`+|\$")
_TAGGED = re.compile(r"<(sub|sup)>([^<>\n]{1,40})</\1>")
_DASH = re.compile(r"\s*—\s*")


def plain_tokens(text: str, kind: str) -> list[Token]:
    """The tokens of Unicode mathematics or pseudo-code, of one line or several."""
    tokens: list[Token] = []
    at = 0
    for line in text.splitlines(keepends=True):
        end = at + len(line)
        tokens += _line(text, at, end, kind)
        at = end
    return with_indices(tokens)


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
    if kind == "unicode" and (found := lost(text, at, before)):
        return found
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
    return group(kind, "_" if kind == "sub" else "^", _numbers(inner)), end


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
        tokens += group("sub", "_", [Token("number", text[end], end, end + 1)])
        end += 1
    if sign == "{" or sign == "}":
        return [Token("open" if sign == "{" else "close", "group", at, at + 1)], at + 1
    return tokens, end
