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
POWER = re.compile(
    r"(?<![\w.^\-−+*/(])(?P<base>0\.\d{1,5})\s*(?:\^\s*\{?\s*(?P<to>\d{1,4})\s*\}?|(?P<small>[⁰¹²³⁴-⁹]{1,4}))\s*\$?\s*"
    r"(?P<sign>=|\\approx|≈|\\simeq|~)\s*\$?\s*(?P<value>0?\.\d{1,8}|\d+\.\d+)(?![\d.]|\s*(?:[\^*/·×%]|\\times|\\cdot|\\%|e\b))"
)
"""A power of a decay rate, and what it is said to be: ``0.9^{10} \\approx 0.35``."""
GOES_ON = re.compile(r"(?:[-−–+*/^_·×÷⋅.\d)\]}√]|\\[A-Za-z]+|(?<![A-Za-z])[^\W\d_])\s*\Z")
"""What stands before a power that is a part of something larger."""
SMALL = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
LOOSE = Fraction(1, 5)
"""By what part a rounded power may be off."""
FAR = 3
"""How many times too large or too small a rounded number of values may be."""


def findings(regions: Sequence[Region]) -> Iterator[AuditFinding]:
    """The sentences in which a number of values, or a power, is far from what the decay rate makes it."""
    for source in dict.fromkeys(r.source for r in regions if r.kind == "prose"):
        yield from (f for found in POWER.finditer(source.text) if (f := _of_power(source, found)) is not None)
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
    low, high = min(rates[0].start(), counts[0].start()), max(rates[0].end(), counts[0].end())
    yield AuditFinding(
        *start,
        *end,
        source.cell,
        None,
        " ".join(words[low:high].split())[:500],
        "wrong",
        None,
        f"{count} -> {round(due)}",
        "a sentence, held against 1/(1 - beta)",
        f"an average that keeps {float(rate):g} of its old value goes over about {round(due)} values",
    )


def _of_power(source: Source, found: re.Match[str]) -> AuditFinding | None:
    """The finding on a power that stands alone and is not what it is said to be, rounding aside."""
    if GOES_ON.search(source.text[max(0, found.start() - 40) : found.start()]) is not None:
        return None
    exponent = int(found["to"] or found["small"].translate(SMALL))
    due, said = Fraction(found["base"]) ** exponent, Fraction(found["value"])
    unit = Fraction(1, 10 ** len(found["value"].partition(".")[2]))
    if abs(said - due) <= max(unit, LOOSE * due):
        return None
    start, end = (source.position(at) for at in found.span("value"))
    why = f"{found['base']} to the power {exponent} is {float(due):.4g}"
    fix = f"{found['value']} -> {float(due):.3g}"
    return AuditFinding(*start, *end, source.cell, None, found.group(), "wrong", None, fix, why=why)
