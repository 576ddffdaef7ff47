"""Over how many values an average goes, in words: "beta = 0.9 averages over the last 10 gradients"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from verifier.audit.claims import HEDGE, SENTENCE
from verifier.audit.document import Region, Source
from verifier.audit.finding import AuditFinding

RATE = re.compile(
    r"(?:\\?beta(?:_\{?[12]\}?)?|β[₁₂]?)\s*\$?\s*(?:=|\\approx|≈|of|is)\s*\$?\s*(?P<rate>0?\.\d{1,4})(?![\d.])"
)
"""A decay rate with its value."""
COUNT = re.compile(
    r"(?:last|past|previous|recent|about|around|roughly|approximately|over|≈|~|\\approx)\s*\$?\s*(?P<count>\d{1,6})"
    r"\s*\$?\s*(?:(?:past|previous|recent|last)\s+)?"
    r"(?:gradients?|values?|observations?|data ?points?|points|days|terms)\b",
    re.IGNORECASE,
)
"""How many values are said to count."""
AVERAGE = re.compile(r"\baverag|\bwindow|\bmemory|\bremember", re.IGNORECASE)
FAR = 3
"""How many times too large or too small a rounded number of values may be."""


def findings(regions: Sequence[Region]) -> Iterator[AuditFinding]:
    """The sentences in which the number of values is far from one over one minus the decay rate."""
    for region in regions:
        if region.kind == "prose" and AVERAGE.search(region.text) is not None:
            low, high = region.offset(0), region.offset(len(region.text))
            for sentence in SENTENCE.finditer(region.source.text, low, high):
                yield from _judged(region.source, sentence)


def _judged(source: Source, sentence: re.Match[str]) -> Iterator[AuditFinding]:
    words = sentence.group()
    rates, counts = list(RATE.finditer(words)), list(COUNT.finditer(words))
    if len(rates) != 1 or len(counts) != 1 or HEDGE.search(words) or AVERAGE.search(words) is None:
        return
    rate, count = Fraction(rates[0]["rate"]), int(counts[0]["count"])
    due = 1 / (1 - rate)
    if rate < Fraction(1, 2) or due / FAR <= count <= due * FAR:
        return
    start, end = (source.position(sentence.start() + at) for at in counts[0].span("count"))
    yield AuditFinding(
        *start,
        *end,
        source.cell,
        None,
        " ".join(words.split())[:500],
        "wrong",
        None,
        f"{count} -> {round(due)}",
        "a sentence, held against 1/(1 - beta)",
        f"an average that keeps {float(rate):g} of its old value goes over about {round(due)} values",
    )
