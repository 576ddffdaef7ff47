"""LaTeX that stands in a sentence or a line without its dollars: where an assignment begins and ends."""

from __future__ import annotations

import re

from verifier.lift.latex.vocabulary import CONNECTIVES
from verifier.lift.reading import Span

_GROUP = r"\{(?:[^{}\n]|\{(?:[^{}\n]|\{(?:[^{}\n]|\{[^{}\n]*\})*\})*\})*\}"
_SCRIPT = rf"(?:\s?[_^]\s?(?:{_GROUP}|\\[A-Za-z]+|[A-Za-z0-9*])|')"
_LETTER = rf"(?:\\[A-Za-z]+\s?(?:{_GROUP}|[A-Za-z](?![A-Za-z]))?|[A-Za-z][A-Za-z0-9]*)"
_RELATION = r"&?\s*(?::=|←|\\leftarrow(?![A-Za-z])|\\gets(?![A-Za-z])|\\longleftarrow(?![A-Za-z])|=(?![=>]))"
_LEFT = re.compile(rf"(?<![\w\\}}])(?:\\Delta\s*)?{_LETTER}{_SCRIPT}{{0,4}}\s*(?P<relation>{_RELATION})")
_COMMAND = re.compile(r"\\([A-Za-z]+)")
_BRACKET = re.compile(
    r"(?:\\(?:left|right|big[lr]?|Big[lr]?|bigg[lr]?|Bigg[lr]?)\s*)?(?P<sign>[()\[\]]|\\[{}])"
)
_SPACE = re.compile(r"(?:[ \t\u00a0]|\\[,;:!> ])*")
_OPERATOR = re.compile(r"[-+*/·−]")
_OPERAND = re.compile(rf"{_GROUP}|[_^]\s?(?:{_GROUP}|\\[A-Za-z]+|[A-Za-z0-9*])|\d+(?:\.\d+)?|'|[α-ωϵ∇√]")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z]{2,})*")
OPERATORS = frozenset("cdot times odot circ ast div pm otimes oslash frac dfrac tfrac cfrac sqrt".split())
"""Commands behind which an operand must follow."""
ENDS = frozenset(
    "quad qquad text textrm mbox tag label Rightarrow implies iff approx leq geq le ge in".split()
)
"""Commands before which a formula ends."""
MAX_LINE = 2_000


def locate_bare(line: str) -> list[Span]:
    r"""The stretches of a line that are assignments in LaTeX, without dollars around them.

    Examples
    --------
    >>> text = r"They have v_t = \beta v_{t-1} + g_t and it is fine."
    >>> [text[s.start:s.end] for s in locate_bare(text)]
    ['v_t = \\beta v_{t-1} + g_t']
    """
    found: list[Span] = []
    if "\\" not in line or "$" in line or len(line) > MAX_LINE:
        return found
    at = 0
    while left := _LEFT.search(line, at):
        end = _end(line, left.end())
        at = max(end, left.end())
        if end > left.end() and _COMMAND.search(line, left.start(), end):
            found.append(Span(left.start(), end))
    return found


def _end(text: str, at: int) -> int:
    """Where the expression that begins here ends: before a word, a comma, a full stop.

    What breaks off behind an operator or within brackets is none: a part of it would mean something else.
    """
    start, end, wanted, depth = at, at, True, 0
    while at < len(text):
        blank = _SPACE.match(text, at)
        at = blank.end() if blank else at
        step = _step(text, at, wanted, depth)
        if step is None:
            break
        at, wanted, change = step
        depth += change
        if not wanted and depth == 0:
            end = at
    return start if wanted or depth else end


def _step(text: str, at: int, wanted: bool, depth: int) -> tuple[int, bool, int] | None:
    """The next piece: where it ends, whether an operand must follow, how many brackets it opens."""
    bracket = _BRACKET.match(text, at)
    if bracket:
        if bracket["sign"] in ("(", "[", r"\{"):
            return bracket.end(), True, 1
        return (bracket.end(), False, -1) if depth and not wanted else None
    command = _COMMAND.match(text, at)
    if command:
        ends = command[1] in ENDS and not (wanted and command[1].startswith("text"))
        return None if ends else (command.end(), command[1] in OPERATORS, 0)
    operator = _OPERATOR.match(text, at)
    if operator:
        return operator.end(), True, 0
    operand = _OPERAND.match(text, at)
    if operand:
        return operand.end(), False, 0
    if depth and text[at : at + 1] in (",", ";"):
        return at + 1, True, 0
    return _named(text, at, wanted)


def _named(text: str, at: int, wanted: bool) -> tuple[int, bool, int] | None:
    """A letter, or where an operand must follow a name of several letters."""
    word = _WORD.match(text, at)
    if word is None or word[0].lower() in CONNECTIVES or not (wanted or len(word[0]) == 1):
        return None
    sentence = word[0] in ("a", "I") and text[word.end() : word.end() + 1] == " "
    return None if sentence and not wanted else (word.end(), False, 0)
