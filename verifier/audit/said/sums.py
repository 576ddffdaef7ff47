r"""What a document computes with numbers alone: ``0.1/\sqrt{0.001} \approx 3.16``, ``0.9^{10} = 0.349``.

What comes out is computed anew. What is said is wrong where it is further away than rounding explains: one of
the last digit that is printed, or some hundredths of what is added up; more where few digits are about right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from verifier.audit.equations.statements import BREAK, MATRIX, ORNAMENT, pieces, read_as
from verifier.audit.equations.values import NoValueError, value_of
from verifier.audit.finding import AuditFinding
from verifier.audit.pages.document import Region
from verifier.audit.said.rounding import rounding
from verifier.lift.reading import Apply, Node, Number, Span, parts

ROUNDED = re.compile(r"\\approx|\\simeq|≈|=")
SIGNS = re.compile(r"\\(?:d?frac|tfrac|sqrt|cdot|times|div|left|right|big|Big|bigl|bigr)(?![A-Za-z])")
"""What may stand in a formula of numbers beside its digits, brackets and signs."""
BARE = re.compile(r"[\d.+\-−*/·×÷√^{}()\s⁰¹²³⁴-⁹]+\Z")
AMBIGUOUS = re.compile(
    r"\d\s*\\(?:d|t)?frac|\d\s+[\d.]|[\d.]\s*\(|/\s*1\s*[-−+]|/\s*[\d.]+\s*(?:[·×*]|\\cdot|\\times)"
)
"""Mixed numbers, digits in groups, a number before a bracket, and bracketless quotients."""
GROUPED = re.compile(r"\d\s*(?:,|\{,\}|\\,|\\ |~|'|\u202f|\u2009)\s*\d")
"""Digits in groups, or a comma before the decimals."""
UNIT = re.compile(
    r"[\s$}\\)]*(?:%|°|(?:percent|per cent|[KMGTPB]\w{0,6}|kB|bn|bytes?|bits|k|thousand|million|billion"
    r"|hundred|mod|ms|seconds?|minutes?|hours?|days|years)\b|[\^*/·×+\-−]|\\times|\\cdot|\\pm|±)"
)
"""What behind a number makes it another one."""
PLAIN = re.compile(
    r"(?<![A-Za-z0-9_.:^\-−+*/·×(){}$√\\])(?P<left>[\d(√][\d.()+\-−*/·×√^ ⁰¹²³⁴-⁹]{2,60}?)\s*(?P<sign>=|≈)\s*"
    r"(?P<right>\d*\.?\d+)(?!:\d|[\w.]*[\d^⁻⁰¹²³⁴-⁹])"
)
"""Such a line within a sentence."""
DECIMAL = re.compile(r"\d?\.\d")
LITERAL = re.compile(r"[-−]?\d*\.?\d+")
GOES_BEFORE = re.compile(
    r"[-−–+*/^_·×÷⋅.)\]}√=≈<>≤≥~,\d]\s+\Z|[Α-ω]\s*\Z|\\[A-Za-z]+\s*\Z"
    r"|\b(?:twice|times|minus|plus|over|(?<=\w )by|half|log|ln|exp|sin|cos|tan|max|min)\s+\Z"
    r"|\b(?:half|third|quarter|fifth|tenth|percent|root|logarithm|log|sum|mean|average|times|steps|inverse|reciprocal"
    r"|multiple|part|square)\s+of\s+\Z",
    re.IGNORECASE,
)
"""What stands before a line that is the rest of a larger one."""
CONTINUES = re.compile(r"\s*(?:[-−+*/·×]|\\(?:cdot|times|div|pm)(?![A-Za-z]))")
"""How a row begins that goes on with the sum or the product of the row before."""
ITEM = re.compile(r"\n[ \t]*[-*+][ \t]")
"""The beginning of an item of a list, whose sign is none of a formula."""
STRONGER = re.compile(r"[*/·×√^⁰¹²³⁴-⁹]")
"""An operation that no range and no list has."""
NEAR, ROUGH = Fraction(6, 100), Fraction(1, 5)
"""By what part a number may be off, and one of few digits that is called approximate."""
FEW = 2
LONGEST = 400


def findings(regions: Sequence[Region]) -> Iterator[AuditFinding]:
    """The numbers that are not what they are said to come from."""
    for region in regions:
        if region.kind == "formula" and region.language == "latex" and len(region.text) < LONGEST * 5:
            yield from _in_formula(region)
        elif region.kind == "prose":
            for found in PLAIN.finditer(region.text):
                begins = GOES_BEFORE.search(region.text, max(0, found.start() - 24), found.start()) is None
                if begins and STRONGER.search(found["left"]):
                    spans = [Span(*found.span("left")), Span(*found.span("right"))]
                    yield from _judged(region, region.text, spans, [found["sign"]])


def _in_formula(region: Region) -> Iterator[AuditFinding]:
    if ROUNDED.search(region.text) is None or MATRIX.search(region.text) is not None:
        return
    plain = ORNAMENT.sub(lambda m: " " * len(m.group()), region.text)
    breaks = [m.span() for m in BREAK.finditer(plain)]
    start, last = 0, Span(0, 0)
    for end, behind in [*breaks, (len(plain), len(plain))]:
        for low, high in pieces(plain[start:end], ",;"):
            signs, spans = _sides(plain, start + low, start + high)
            if not plain[spans[0].start : spans[0].end].strip():
                spans[0] = last
            elif start and len(spans) > 1 and CONTINUES.match(plain, spans[0].start):
                signs, spans = signs[1:], spans[1:]
            last = spans[-1]
            if GROUPED.search(region.text[max(0, start + low - 4) : start + high + 4]) is None:
                yield from _judged(region, plain, spans, signs)
        start = behind


def _sides(plain: str, low: int, high: int) -> tuple[list[str], list[Span]]:
    """The signs of a row, and what stands between them."""
    signs = list(ROUNDED.finditer(plain, low, high))
    edges = [low, *(at for sign in signs for at in sign.span()), high]
    return [s.group() for s in signs], [Span(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _judged(
    region: Region, plain: str, spans: Sequence[Span], signs: Sequence[str]
) -> Iterator[AuditFinding]:
    for (left, right), sign in zip(pairwise(spans), signs, strict=True):
        one, two = (_stripped(plain, side) for side in (left, right))
        said = plain[two.start : two.end]
        due, number = _computed(plain[one.start : one.end]), _number(said)
        if due is None or number is None or _goes_on(region, two):
            continue
        if abs(number - due[0]) > _tolerance(due[1], said, rough=sign != "="):
            yield _finding(region, Span(one.start, two.end), due[0], said)
            return


def _stripped(plain: str, side: Span) -> Span:
    text = plain[side.start : side.end]
    start = side.start + len(text) - len(text.lstrip())
    return Span(start, max(start, side.start + len(text.rstrip(" \n\t.$"))))


def _goes_on(region: Region, said: Span) -> bool:
    """Whether what stands behind a number, in the formula or after it, makes it another one."""
    end = region.offset(len(region.text))
    after = region.source.text[end : end + 20] if said.end + 20 > len(region.text) else ""
    inner, outer = region.text[said.end : said.end + 20], ITEM.split(after)[0]
    return UNIT.match((inner if region.kind == "formula" else ITEM.split(inner)[0]) + outer) is not None


def _number(text: str) -> Fraction | None:
    """A number as it is printed, or one that a line of numbers comes to."""
    if LITERAL.fullmatch(text):
        return Fraction(text.replace("−", "-"))
    found = _computed(text)
    return None if found is None else found[0]


def _computed(text: str) -> tuple[Fraction, Fraction] | None:
    """The value of a line with decimals, and how large its terms are; None for other lines."""
    if len(text) > LONGEST or BARE.match(SIGNS.sub(" ", text)) is None or DECIMAL.search(text) is None:
        return None
    kind = "latex" if re.search(r"[\\{]", text) else "unicode"
    node = None if AMBIGUOUS.search(text) else read_as(text, kind)
    if node is None or not any(isinstance(n, Apply) and n.op != "neg" for n in parts(node)):
        return None
    try:
        value = Fraction(value_of(node, {}).value)
        return value, max(abs(value), _size(node), rounding(node) / NEAR)
    except (NoValueError, OverflowError):
        return None


def _size(node: Node) -> Fraction:
    """The size of the largest term of a sum, of which a rounding error is a part; the rest of 1 is exact."""
    if isinstance(node, Apply) and node.op in ("add", "sub"):
        exact = node.args[0] == Number(Fraction(1))
        return Fraction(0) if exact else max(abs(Fraction(value_of(a, {}).value)) for a in node.args)
    if isinstance(node, Apply) and node.op == "neg":
        return _size(node.args[0])
    return Fraction(0)


def _tolerance(size: Fraction, said: str, *, rough: bool) -> Fraction:
    """By how much a number may be off that is printed with so many digits."""
    few = len(re.sub(r"\D", "", said).lstrip("0")) <= FEW
    decimals = len(said.partition(".")[2]) if LITERAL.fullmatch(said) else 0
    rounded = Fraction(1, 10**decimals) if LITERAL.fullmatch(said) else Fraction(0)
    return max(rounded, (ROUGH if rough and few else NEAR) * size)


def _finding(region: Region, span: Span, due: Fraction, said: str) -> AuditFinding:
    place = region.place(span)
    return AuditFinding(
        *place.corners,
        None,
        " ".join(region.text[span.start : span.end].split())[:500],
        "wrong",
        None,
        f"{said} -> {float(due):.3g}",
        why=f"computed anew, it is {float(due):.6g}",
    )


__all__ = ["findings"]
