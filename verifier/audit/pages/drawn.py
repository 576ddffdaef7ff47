"""Fractions that are drawn with characters, over three lines."""

from __future__ import annotations

import re

BAR = re.compile(r"[ \t]*(?P<bar>[-─—–]{3,})[ \t]*")
BARS = re.compile(r"[ \t]+[-─—–]{3,}(?:[ \t]+[-─—–]{3,})*[ \t]*")
ASSIGNED = re.compile(r"(?<![=<>!])=(?!=)|←|<-(?!-)|:=")
OPERATOR = re.compile(r"(?:=|←|<-|[-+*/·(−])[ \t]*\Z")
BEHIND = re.compile(r"[ \t]*(?:[-+*/·)−,;.]|\Z)")


def on_one_line(text: str) -> str:
    """A text of the same length whose drawn fractions stand on the line of the numerator.

    A formula with a denominator beneath it that cannot be set in its place is left out: its first line says
    something else.
    """
    lines = text.split("\n")
    for number in [n for n, line in enumerate(lines[:-1]) if n and BARS.fullmatch(line)]:
        drawn = lines[number - 1 : number + 2]
        if _is_fraction(*drawn):
            size = sum(map(len, drawn))
            whole = _whole(*drawn)
            first = whole if len(whole) <= size else ""
            lines[number - 1 : number + 2] = first, "", " " * (size - len(first))
    return "\n".join(lines)


def _is_fraction(above: str, bar: str, beneath: str) -> bool:
    """Whether a bar stands beneath the right side of an assignment, and something beneath the bar."""
    sign, low = ASSIGNED.search(above), _indent(bar)
    if sign is None or not beneath.strip() or _indent(beneath) < sign.end():
        return False
    return sign.end() <= low < len(above.rstrip())


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _whole(above: str, bar: str, beneath: str) -> str:
    """The formula on one line, or nothing where the bar cuts through what is above it."""
    found = BAR.fullmatch(bar)
    if found is None:
        return ""
    low, high = found.span("bar")
    before, over, under, behind = above[:low], above[low:high].strip(), beneath.strip(), above[high:]
    cut = OPERATOR.search(before) is None or OPERATOR.search(over) or BEHIND.match(behind) is None
    if cut or any(part.count("(") != part.count(")") for part in (over, under)):
        return ""
    return f"{before}({over})/({under}){behind}"
