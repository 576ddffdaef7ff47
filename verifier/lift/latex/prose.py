"""Formulas inside sentences: where an assignment in plain characters begins and ends."""

from __future__ import annotations

import re

from verifier.lift.latex.symbols import SUBSCRIPTS, SUPERSCRIPTS
from verifier.lift.latex.vocabulary import CONNECTIVES, FUNCTIONS
from verifier.lift.reading import Span

_SMALL = "".join({**SUBSCRIPTS, **SUPERSCRIPTS})
_TAGS = r"<su[bp]>[^<>\n]{1,40}</su[bp]>"
_STEP = r"[tkn]\s?(?:[-+−]\s?1)?"
_SCRIPTS = rf"(?:[\u0300-\u036f{_SMALL}']|[_^](?:\{{[^{{}}\n]{{1,20}}\}}|[A-Za-z0-9]+)|\[{_STEP}\]|{_TAGS})"
_GREEK = "α-ωΑ-Ωϵϑϕℓ∆µ𝐀-𝟋"
_ACCENTED = "ĉĝĥŝŵŷẑĈĜĤŜŴŶẐâêîôûāēīōūḡãõũñ"
"""Letters that are one character with the accent above them: ``ŝ = s/(1−ρᵗ)``."""
_NAME = (
    rf"(?:[Δ∆]\s?)?(?:[A-Za-z{_GREEK}][\u0302-\u0304]?t\+1|[A-Za-z{_GREEK}][\u0302-\u0304]t(?!\w)|(?:E|RMS)\[[^\[\]\n]{{1,12}}\]t?|[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+){{0,6}}|[{_GREEK}]\d?t?|[{_ACCENTED}]t?)"
    rf"{_SCRIPTS}{{0,8}}"
)
_UNSPACED = r"\u2e80-\ud7af\uf900-\ufaff"
"""Letters of languages that put no blanks before what is no word of theirs: Chinese, Japanese, Korean."""
_LEFT = re.compile(
    rf"(?<![^\W{_UNSPACED}])(?<!\.){_NAME}(?:\({_STEP}\))?\s*(?=:=|←|⟵|<-|≔|→|=(?![=>])|[-+*]=)"
)
_RELATION = re.compile(r"\s*(?::=|←|⟵|<--?|≔|→|=|[-+*]=)\s*")
_NUMBER = re.compile(r"\d+(?:\.\d+)?(?:[eE][-+−]?\d+)?")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*")
_OPERATOR = re.compile(r"\*\*|[-+*/^·⋅×⊙∘∗−–⊘÷⊗]|—")
_SIGN = re.compile(rf"[√∇∂∑∏|]|[{_GREEK}{_ACCENTED}Ā-ſ]\d?|{_SCRIPTS}")
_LOST_INDEX = re.compile(r"(?![ai])[a-z]t|g(?:t2|2t)")
_GOES_ON = re.compile(r"\s+([A-Za-z]+)(?:\s+[A-Za-z]+){0,2}\s*(?:[*×·/+−^⊙=]|-(?!\w))")
"""Words behind a formula, and then a sign: they belong to it, and what was found is a part of it."""
_MEMBER = re.compile(r"\.[A-Za-z_]\w*\(")
"""A call of what a name has, directly behind a formula: that was the name of a library."""
_BROKEN_OFF = re.compile(
    r"_(?=[\w(\[{])|\s*[*/×·÷⊘⊙]\s*(?:[A-Za-z]\w*\s*)?[(\[{√]"
    r"|(?:\s*[-+−/×·⊙]|\s+\*)\s*\Z"  # a star that closes what is emphasised has no blank before it
)
"""The rest of a name, of a product whose bracket is not understood, of a sum: what is before is no whole."""
_BLANK = re.compile(r"[ \t\u00a0]*")
_USEFUL = re.compile(rf"[-+*/·×⊙−–—∇√]|^\s*0(?:\.0)?\s*$|\b(?:{'|'.join(FUNCTIONS)})\s?\(")


def locate(sentence: str) -> list[Span]:
    """The stretches of a line of prose that are assignments in plain characters.

    Examples
    --------
    >>> text = "The equation is θ ← θ − η∇J(θ). It does not care."
    >>> [text[s.start:s.end] for s in locate(text)]
    ['θ ← θ − η∇J(θ)']
    """
    found: list[Span] = []
    at = 0
    while left := _LEFT.search(sentence, at):
        relation = _RELATION.match(sentence, left.end())
        start = left.end() if relation is None else relation.end()
        end = _expression_end(sentence, start)
        at = max(end, start)
        word = _WORD.match(left[0])
        prose = word is not None and word[0].lower() in CONNECTIVES
        goes_on = _GOES_ON.match(sentence, end)
        prose = prose or (goes_on is not None and goes_on[1].lower() not in CONNECTIVES)
        prose = prose or any(rest.match(sentence, end) for rest in (_MEMBER, _BROKEN_OFF))
        if end > start and not prose and _USEFUL.search(sentence[start:end]):
            found.append(Span(left.start(), end))
    return found


def begins_assignment(line: str) -> bool:
    """Whether a line begins with what is set equal to something."""
    return _LEFT.match(line.lstrip()) is not None


def _expression_end(text: str, at: int) -> int:
    """Where the expression that begins here ends: before a word, a comma, a full stop."""
    end, wanted, depth = at, True, 0
    while at < len(text):
        blank = _BLANK.match(text, at)
        next_at = blank.end() if blank else at
        spaced, column = next_at > at, next_at > at + 1
        at = next_at
        if column and not wanted and depth == 0 and _LEFT.match(text, at):
            break  # the next formula of the line: ``m = b m + g     m_0 = 0``
        step = _step(text, at, wanted, spaced, depth)
        if step is None:
            break
        at, wanted, change = step
        depth += change
        if not wanted and depth == 0:
            end = at
    return end


def _step(text: str, at: int, wanted: bool, spaced: bool, depth: int) -> tuple[int, bool, int] | None:
    """The next piece: where it ends, whether an operand must follow, how many brackets it opens."""
    sign = text[at : at + 1]
    if sign in ("(", "[", "{") and sign:
        return at + 1, True, 1
    if sign in (")", "]", "}") and sign:
        return (at + 1, False, -1) if depth and not wanted else None
    if sign in (",", ";") and sign:
        return (at + 1, True, 0) if depth else None
    operator = _OPERATOR.match(text, at)
    if operator:
        return operator.end(), True, 0
    number = _NUMBER.match(text, at)
    if number and (wanted or not spaced):
        return number.end(), False, 0
    word = _WORD.match(text, at)
    if word:
        return _word_step(text, word, wanted, spaced)
    mathematical = _SIGN.match(text, at)
    return (mathematical.end(), mathematical[0] in "√∇∂∑∏", 0) if mathematical else None


def _word_step(text: str, word: re.Match[str], wanted: bool, spaced: bool) -> tuple[int, bool, int] | None:
    """A name; after an operand a letter, a function or what touches it goes on with the product."""
    if word[0].lower() in CONNECTIVES:
        return None
    letter = len(word[0].split("_")[0]) == 1 and word[0] not in ("a", "I")
    called = word[0].lower() in FUNCTIONS and text[word.end() :].lstrip(" ")[:1] in ("(", "|")
    close = not spaced or letter or called or bool(_LOST_INDEX.fullmatch(word[0]))
    return (word.end(), False, 0) if wanted or close else None
