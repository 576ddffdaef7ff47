"""Over how many values an average goes, in words: "beta = 0.9 averages over the last 10 gradients"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from verifier.audit.equations.values import Dual, NoValueError, value_of
from verifier.audit.finding import AuditFinding
from verifier.audit.pages.document import Region, Source
from verifier.audit.said.claims import HEDGE, SENTENCE
from verifier.audit.said.recursion import EXPECTATIONS, FIRST, Recursion, values_of
from verifier.audit.said.unrolled import STEPS, recursions
from verifier.lift.reading import Index

RATE = re.compile(
    r"(?P<of>\\?(?:beta(?:_\{?[12]\}?)?|rho|gamma)|β[₁₂]?|[ργ]|(?<![-\w])(?<!weight )(?<!rate )decay)"
    r"\s*\$?\s*(?:=|\\approx|≈|of|is)\s*\$?\s*(?P<rate>0?\.\d{1,4})(?![\d.])"
)
"""A decay rate with its value."""
COUNT = re.compile(
    r"(?:last|past|previous|recent|about|around|roughly|approximately|over|≈|~|\\approx)\s*\$?\s*(?P<count>\d{1,6})"
    r"\s*\$?\s*(?:(?:past|previous|recent|last)\s+)?(?:squared\s+)?"
    r"(?:gradients?|values?|observations?|data ?points?|points|days|terms|steps|iterations|updates)\b",
    re.IGNORECASE,
)
"""How many values are said to count."""
SHORT = re.compile(
    r"\bover\s+(?:(?:the|only|just|last|past|about|around|roughly|approximately|some)\s+){0,3}[≈~]?\s*\$?"
    r"(?P<count>\d{1,6})(?![\d.]|\s*%)",
    re.IGNORECASE,
)
"""That again, where a sentence has several and says of the first alone what it counts."""
_LETTER = r"(?:\\beta|β|\\rho|ρ|\\gamma|γ)_?\{?[12₁₂]?\}?"
INVERSE = re.compile(
    rf"(?:\\[dt]?frac\s*\{{1\}}\s*\{{\s*(?P<below>{_LETTER})\s*\}}|(?<![\d.)}}])1\s*/\s*(?P<behind>{_LETTER}))\s*\$?\s*"
    r"(?:(?:most|past|previous|recent|last|time)\s+){0,3}"
    r"(?:gradients?|steps?|values?|observations?|iterations?|updates?|samples?|points|days|terms)\b",
    re.IGNORECASE,
)
"""One through a decay rate, as a number of values."""
STATED = re.compile(
    rf"(?<![\d.)}}])1\s*/\s*\(\s*1\s*[-−]\s*(?P<behind>{_LETTER})\s*\)\s*\$?\s*(?:=|\\approx|≈|\\sim)\s*\$?\s*(?P<count>\d{{1,6}})(?![\d.])"
    rf"|\\[dt]?frac\s*\{{1\}}\s*\{{\s*1\s*[-−]\s*(?P<below>{_LETTER})\s*\}}\s*\$?\s*(?:=|\\approx|≈|\\sim)\s*\$?\s*(?P<number>\d{{1,6}})(?![\d.])"
)
"""One through the rest of a decay rate, and the number that it is said to be."""
RULE = re.compile(
    rf"(?<![\d.)}}}}])1\s*/\s*\(\s*1\s*[-−]\s*{_LETTER}\s*\)|\\[dt]?frac\s*\{{1\}}\s*\{{\s*1\s*[-−]\s*{_LETTER}\s*\}}"
)
"""One through the rest of a decay rate."""
ITEM = re.compile(r"^[ \t]*(?P<mark>[-*+•]|\d{1,2}[.)])?[^\n]*\S[^\n]*$", re.MULTILINE)
"""A line, with the mark of an item if it has one."""
REACH = 600
"""How many characters a list is followed."""
AVERAGE = re.compile(r"\baverag|\bwindow|\bmemory|\bremember", re.IGNORECASE)
OTHER_VALUES = re.compile(
    r"\b(?:log(?:s|ged|ging)?|loss(?:es)?|rewards?|returns?|metrics?|accurac\w+|scores?|report\w*|plot\w*|print\w*"
    r"|display\w*|evaluat\w+|validat\w+|runs|seeds|polyak|workers|batch\w*)\b",
    re.IGNORECASE,
)
"""Words of a sentence on an average of something else: of what is logged, of runs, of weights."""
NOT = re.compile(r"\b(?:not|never|instead|rather|if)\b|n't", re.IGNORECASE)
PLAIN = {ord(a): b for a, b in zip("βργ₁₂", ("beta", "rho", "gamma", "1", "2"), strict=True)}
FAR = 3
"""How many times too large or too small a rounded number of values may be."""


def findings(regions: Sequence[Region]) -> Iterator[AuditFinding]:
    """The sentences in which a number of values is far from what the decay rate makes it."""
    for region in regions:
        if region.kind == "prose" and AVERAGE.search(region.text) is not None:
            low, high = region.offset(0), region.offset(len(region.text))
            for sentence in SENTENCE.finditer(region.source.text, low, high):
                yield from _judged(region.source, sentence)
                yield from _stated(region.source, sentence)
                yield from _inverse(region.source, sentence, regions)
            yield from _listed(region.source, low, high)


def _judged(source: Source, sentence: re.Match[str]) -> Iterator[AuditFinding]:
    words = sentence.group()
    if HEDGE.search(words) or AVERAGE.search(words) is None or OTHER_VALUES.search(words) is not None:
        return
    rates, counts = list(RATE.finditer(words)), list(COUNT.finditer(words))
    if len(rates) > 1 and len(counts) > 0:  # "0.9 averages over about 10 steps, 0.98 over about 50"
        counts = list(SHORT.finditer(words))
    turns = sorted([*rates, *counts], key=re.Match.start)
    if len(rates) == len(counts) and (len(rates) == 1 or turns[::2] == rates):
        for rate, count in zip(rates, counts, strict=True):
            yield from _held(source, sentence, rate, count, "count")


def _listed(source: Source, low: int, high: int) -> Iterator[AuditFinding]:
    """What is wrong in the items below words that say what an average goes over: 1/(1 - beta) values."""
    words = source.text[low:high].rstrip()
    leads = words.endswith(":") and RULE.search(words) is not None
    if not leads or HEDGE.search(words) or OTHER_VALUES.search(words):
        return
    for item in ITEM.finditer(source.text, low + len(words), low + len(words) + REACH):
        if not item["mark"]:
            return
        rates, counts = list(RATE.finditer(item.group())), list(COUNT.finditer(item.group()))
        if len(rates) == len(counts) == 1 and HEDGE.search(item.group()) is None:
            yield from _held(source, item, rates[0], counts[0], "count")


def _stated(source: Source, sentence: re.Match[str]) -> Iterator[AuditFinding]:
    """What is wrong with ``1/(1 - beta_2) = 100`` in a sentence that says what ``beta_2`` is."""
    words = sentence.group()
    every = list(STATED.finditer(words))
    if len(every) != 1 or NOT.search(words) is not None:
        return
    which, count = ("behind", "count") if every[0]["behind"] else ("below", "number")
    rates = [r for r in RATE.finditer(words) if _plain(r["of"]) == _plain(every[0][which])]
    if len(rates) == 1:
        yield from _held(source, sentence, rates[0], every[0], count)


def _plain(letter: str) -> str:
    return re.sub(r"[\\_{}\s]", "", letter.translate(PLAIN))


def _held(
    source: Source, sentence: re.Match[str], given: re.Match[str], said: re.Match[str], group: str
) -> Iterator[AuditFinding]:
    rate, count = Fraction(given["rate"]), int(said[group])
    due = 1 / (1 - rate)
    if rate < Fraction(1, 2) or due / FAR <= count <= due * FAR:
        return
    start, end = (source.position(sentence.start() + at) for at in said.span(group))
    low, high = min(given.start(), said.start()), max(given.end(), said.end())
    words = sentence.group()
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


def _inverse(source: Source, sentence: re.Match[str], regions: Sequence[Region]) -> Iterator[AuditFinding]:
    """What is wrong with one through the rate that keeps the old value: it is one through the rest."""
    found = INVERSE.search(sentence.group())
    if found is None or NOT.search(sentence.group()) is not None:
        return
    which = "below" if found["below"] else "behind"
    letter = _plain(found[which])
    known = recursions([r for r in regions if r.kind == "formula" and r.language == "latex"])
    near = [k for k in known if letter in {c.replace("_", "") for c in k.constants}]
    if not near or not all(_keeps(k, letter) for k in near):
        return
    low, high = sentence.start() + found.start(), sentence.start() + found.end(which)
    high += which == "below" and source.text[high : high + 1] == "}"
    text = source.text[low:high]
    why = (
        f"an average that keeps {found[which]} of its old value goes over about 1/(1 - {found[which]}) values"
    )
    places = (*source.position(low), *source.position(high), source.cell)
    fix = f"{text} -> 1/(1 - {found[which]})"
    yield AuditFinding(
        *places, None, text, "wrong", None, fix, "a sentence, held against the recursion of the text", why
    )


def _keeps(known: Recursion, letter: str) -> bool:
    """Whether the letter is the part of its old value that an average keeps."""
    try:
        numbers = values_of(known, EXPECTATIONS[0])
        step = known.index.letter
        old = Index(step, known.index.offset - 1)
        at = {
            **numbers,
            step: Dual(Fraction(STEPS[0])),
            f"{known.letter}[{STEPS[0] + old.offset}]": Dual(FIRST, Fraction(1)),
        }
        part = value_of(known.value, at).slope
    except (NoValueError, KeyError):
        return False
    return any(c.replace("_", "") == letter and numbers[c].value == part for c in known.constants)


__all__ = ["findings"]
