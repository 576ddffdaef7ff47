"""Names as programs spell them, ``m_hat_t``, ``beta1``, ``learning_rate``, as letters with their scripts."""

from __future__ import annotations

import re

from verifier.lift.latex.symbols import GREEK
from verifier.lift.latex.tokens import Token
from verifier.lift.latex.vocabulary import AVERAGES, CONNECTIVES, FUNCTIONS, OTHER_FUNCTIONS, TIMES, WORDS

_GREEK_NAMES = frozenset(GREEK.values()) | {"eps"}
_ACCENTED = re.compile(r"([A-Za-z])(hat|bar|tilde)")
_NUMBERED = re.compile(rf"({'|'.join(sorted(_GREEK_NAMES))})(\d)")
_WHEN = re.compile(r"([wWxpbv])(new|old|next|prev)")
_SHIFT = re.compile(r"[-−+]\d")


def identifier_tokens(word: str, at: int, behind: str, kind: str) -> list[Token]:
    """The tokens of an identifier; ``behind`` are the two characters after it.

    ``m_t`` is m with the index t, ``m_hat`` m with a hat, ``beta1`` and ``beta_1`` beta with the label 1,
    ``weight_decay`` one name.
    """
    end = at + len(word)
    pieces = word.split("_")
    lowered = pieces[-1] if len(pieces) > 1 else word[1:]  # of "vt" both marks are lost
    if lowered in ("t", "k", "n") and _SHIFT.match(behind):
        return [Token("bad", f"whether {word}{behind} is an index or a difference", at, end + len(behind))]
    if len(pieces) == 1:
        return _single(word, at, end, kind)
    scripts: list[str] = []
    while len(pieces) > 1 and _is_script(pieces[-1]):
        scripts.insert(0, pieces.pop())
    name = "_".join(pieces)
    if _unclear(scripts) or (len(pieces) > 1 and scripts and scripts[-1].isdecimal()):
        return [Token("letter", word, at, end)]
    return [*_single(name, at, at + len(name), "pseudo"), *_scripts(scripts, at + len(name), end)]


def _is_script(piece: str) -> bool:
    return piece in ("hat", "bar", "tilde", "t", "k", "n", "i", "j") or piece in TIMES or piece.isdecimal()


def _unclear(scripts: list[str]) -> bool:
    """``u_t_1``: whether this is u at t+1 or the first of several, the name does not tell."""
    counted = [s for s in scripts if s not in ("hat", "bar", "tilde")]
    return len(counted) > 1


def _single(word: str, at: int, end: int, kind: str) -> list[Token]:
    if word.lower() in CONNECTIVES and word not in ("new", "s"):
        return [Token("words", word, at, end)]
    when = _WHEN.fullmatch(word)
    if when:
        return [Token("letter", when[1], at, at + 1), *_scripts([when[2]], at + 1, end)]
    accented, numbered = _ACCENTED.fullmatch(word), _NUMBERED.fullmatch(word)
    if accented:
        return [Token("letter", accented[1], at, at + 1), Token("mark", accented[2], at + 1, end)]
    if numbered:
        return [Token("letter", numbered[1], at, end - 1), *_scripts([numbered[2]], end - 1, end)]
    known = word in WORDS or word in FUNCTIONS or word in OTHER_FUNCTIONS or word in AVERAGES
    if kind == "pseudo" or len(word) == 1 or known or word in _GREEK_NAMES or word in TIMES:
        return [Token("letter", word.rstrip("_"), at, end)]
    if len(word) == 2 and word[0] != "d" and word[1].isdecimal():
        return [Token("letter", word[0], at, at + 1), *_scripts([word[1]], at + 1, end)]
    if len(word) == 2 and word[0] != "d":
        return [Token("bad", f"whether {word} is one name or a product", at, end)]
    if re.fullmatch(r"[A-Za-z]t\d", word):
        return [Token("bad", f"what was raised or lowered in {word} is lost", at, end)]
    return [Token("letter", word, at, end)]


def _scripts(scripts: list[str], start: int, end: int) -> list[Token]:
    tokens: list[Token] = []
    for script in scripts:
        if script in ("hat", "bar", "tilde"):
            tokens.append(Token("mark", script, start, end))
            continue
        inner = Token("number" if script.isdecimal() else "letter", script, start, end)
        opened, closed = Token("open", "group", start, start), Token("close", "group", end, end)
        tokens += [Token("sub", "_", start, start), opened, inner, closed]
    return tokens
