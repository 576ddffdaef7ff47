"""The equalities that a formula states, side by side: ``a = b = c`` as three sides with their places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from verifier.audit.equations.values import FOREVER
from verifier.lift.latex import Macro, macros_of, read
from verifier.lift.reading import Node, Span

OTHER_RELATIONS = re.compile(
    r"\\(?:leq?|geq?|ll|gg|approx|sim(?:eq)?|propto|to|rightarrow|longrightarrow|Rightarrow|Longrightarrow|implies|"
    r"iff|leftarrow|gets|equiv|neq?|in|pm|dots|cdots|ldots|lim|arg|min|max|mathbb|mathbf|boldsymbol|bm|top|mid|"
    r"stackrel|overset|underset|underbrace|triangleq|coloneqq)(?![A-Za-z])|:=|[<>≈≤≥≠≡∝→←]|\\\||^\s*\\text"
)
"""Signs by which a row says something else than that two scalars are equal."""
ORNAMENT = re.compile(
    r"\\(?:begin|end)\{[A-Za-z*]+\}(?:\{[lcr|]*\})?|\\(?:tag|label)\{[^{}]*\}|\\(?:nonumber|notag|displaystyle|,|;|!|:)"
    r"|(?<!\\)&"
)
MATRIX = re.compile(r"\\begin\{\s*(?:[bpvBV]?matrix|smallmatrix|cases)\*?\s*\}|\\p?matrix(?![A-Za-z])")
"""What holds several values, and no row of it is an equality by itself."""
BREAK = re.compile(r"\\\\(?:\[[^\]]*\])?|\\q?quad(?![A-Za-z])|\\text\{[^{}]*\}")
INFINITY = re.compile(r"\\infty|∞")
COUNTER = re.compile(r"\\sum\s*(?:\\limits\s*)?_\{\s*(\\?[A-Za-z]+)\s*=")
LONGEST = 2_000


@dataclass(frozen=True)
class Side:
    """One side of an equality, where it stands, and what it is if that can be read."""

    text: str
    span: Span

    @property
    def node(self) -> Node | None:
        """The expression that it is; None where it cannot be read or is no expression."""
        return expression(self.text)


def chains(text: str) -> Iterator[tuple[Side, ...]]:
    """The chains of equal sides in the rows of a formula in LaTeX."""
    if len(text) > LONGEST or MATRIX.search(text) is not None:
        return
    plain = ORNAMENT.sub(lambda m: " " * len(m.group()), text)
    last: tuple[Side, ...] = ()
    for low, high in _rows(plain):
        row = plain[low:high]
        if OTHER_RELATIONS.search(row):
            last = ()
            continue
        sides = [_stripped(plain, low + a, low + b) for a, b in pieces(row, "=")]
        if len(sides) > 1 and not sides[0].text and last:
            sides = [last[-1], *sides[1:]]
        if len(sides) > 1 and all(side.text for side in sides):
            last = tuple(sides)
            yield last


def _rows(plain: str) -> Iterator[tuple[int, int]]:
    """The rows, apart where they are broken and at commas outside of all brackets."""
    start = 0
    breaks = [m.span() for m in BREAK.finditer(plain) if _depth(plain[: m.start()]) == 0]
    for low, high in [*breaks, (len(plain), len(plain))]:
        for a, b in pieces(plain[start:low], ",;"):
            yield start + a, start + b
        start = high


def _depth(text: str) -> int:
    return text.count("{") - text.count("}")


def pieces(text: str, signs: str) -> Iterator[tuple[int, int]]:
    """The pieces between signs that stand outside of all brackets."""
    depth, start = 0, 0
    for at, sign in enumerate(text):
        if sign in "{([":
            depth += 1
        elif sign in "})]":
            depth -= 1
        elif sign in signs and depth == 0:
            yield start, at
            start = at + 1
    yield start, len(text)


def _stripped(text: str, low: int, high: int) -> Side:
    while low < high and text[low] in " \n\t":
        low += 1
    while low < high and text[high - 1] in " \n\t.":
        high -= 1
    return Side(text[low:high], Span(low, high))


@lru_cache(maxsize=4096)
def expression(text: str) -> Node | None:
    """What a text is as an expression; infinity, as the last number of a sum, is `FOREVER`."""
    return read_as(INFINITY.sub(rf"\\{FOREVER}", _with_powers(text)), "latex")


def read_as(text: str, kind: str, document: str = "") -> Node | None:
    """What a text in one of the spellings of formulas is as an expression; None where it is none.

    In the commands that the document defines for itself.
    """
    reading = read(f"Q = {text}", kind, _commands(document))
    if reading.refusals or len(reading.equations) != 1 or reading.equations[0].target.text != "Q":
        return None
    return reading.equations[0].value


@lru_cache(maxsize=16)
def _commands(document: str) -> dict[str, Macro]:
    return macros_of(document)


def _with_powers(text: str) -> str:
    """A text in which ``r^k`` below a sum over k is a power, where r carries no index anywhere."""
    for counter in set(COUNTER.findall(text)):
        base = re.compile(rf"(?<![A-Za-z\\_^{{])([A-Za-z])(?=\^\{{?{re.escape(counter)}(?![A-Za-z]))")
        text = base.sub(lambda m, t=text: m[0] if f"{m[1]}_" in t else f"({m[1]})", text)  # type: ignore[misc]
    return text
