"""Which of two letters is greater, against the numbers that the same sentence gives them as an example."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from verifier.audit.finding import AuditFinding
from verifier.audit.pages.document import Region, Source
from verifier.audit.said.claims import SENTENCE

_LETTER = r"(?:\\?[A-Za-z]{1,8}|[α-ωϵ])(?:_\{?\w{1,4}\}?|[₀-₉])?"
_LESS = r"<|>|\\lt|\\gt|\\ll|\\gg|≪|≫"
ORDER = re.compile(rf"(?<![\w\\])(?P<one>{_LETTER})\s*(?P<sign>{_LESS})\s*(?P<two>{_LETTER})(?![\w^({{])")
EXAMPLE = re.compile(
    r"\be\.\s?g\.|\bfor (?:example|instance)\b|\bsuch as\b|\btypically\b|\bz\.\s?B\.|\bpar exemple\b"
    r"|\bpor (?:ejemplo|exemplo)\b|\bper esempio\b|\bнапример\b|例如|比如|たとえば|例えば|예를 들어",
    re.IGNORECASE,
)
"""Words that lead to numbers by which what stands before them is to hold."""
NOT = re.compile(r"\b(?:not|never|if|when|unless|whether|instead|while|but|should)\b|n't|\?", re.IGNORECASE)
GIVEN = r"\s*\$?\s*(?:=|≈|\\approx)\s*\$?\s*(?P<number>\d{0,6}(?:\.\d{1,8})?)(?![\w.^]|\s*[-+*/×\\])"
"""How a letter gets a number."""
GREATER = frozenset((">", r"\gt", r"\gg", "≫"))


def findings(regions: Sequence[Region]) -> Iterator[AuditFinding]:
    """The orders, ``a < b (e.g., a = 1, b = 2)``, that the numbers beside them contradict."""
    for source in {id(r.source): r.source for r in regions if r.kind == "prose"}.values():
        for sentence in SENTENCE.finditer(source.text):
            if EXAMPLE.search(sentence.group()) is not None and NOT.search(sentence.group()) is None:
                yield from _judged(source, sentence)


def _judged(source: Source, sentence: re.Match[str]) -> Iterator[AuditFinding]:
    words = sentence.group()
    orders = list(ORDER.finditer(words))
    if len(orders) != 1 or (example := EXAMPLE.search(words, orders[0].end())) is None:
        return
    sides = orders[0]
    if sides["one"] == sides["two"] or example.start() - sides.end() > 12:
        return
    one, two = (_number(sides[name], words, example.end()) for name in ("one", "two"))
    if one is None or two is None or one == two or (one > two) == (sides["sign"] in GREATER):
        return
    low, high = (sentence.start() + at for at in sides.span())
    numbers = f"{sides['one']} = {float(one):g}, {sides['two']} = {float(two):g}"
    yield AuditFinding(
        *source.position(low),
        *source.position(high),
        source.cell,
        None,
        " ".join(source.text[low : sentence.end()].split())[:500],
        "wrong",
        None,
        f"{numbers} -> each other's value",
        "a sentence, held against the numbers that it gives",
        f"the text says {sides.group()}, and its own example has {numbers}",
    )


def _number(letter: str, words: str, low: int) -> Fraction | None:
    """The only number that a letter gets in a sentence, from a place on."""
    given = re.compile(rf"(?<![\w\\]){re.escape(letter)}{GIVEN}")
    found = [m["number"] for m in given.finditer(words, low) if m["number"]]
    return Fraction(found[0]) if len(found) == 1 else None


__all__ = ["findings"]
