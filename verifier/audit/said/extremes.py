"""Where a text says that a function is least, and up to which rate an iteration converges.

A point at which the stated function has a slope is no minimum. The factor by which an iteration multiplies
its error is computed at the stated bound: where it is one there, the bound is right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from verifier.audit.drafts.meaning import named_in
from verifier.audit.equations.statements import chains, expression
from verifier.audit.equations.values import Dual, NoValueError, value_of
from verifier.audit.finding import AuditFinding
from verifier.audit.pages.document import Region, Source
from verifier.audit.said.claims import SENTENCE
from verifier.audit.said.slopes import Stated, function_of
from verifier.lift.latex import read
from verifier.lift.reading import Apply, Index, Name, Node, Number, parts

LEAST = re.compile(
    r"\b(?:minimum|minimi[sz]er|minimi[sz]ed|optimum|optimal|smallest|least|Minimum|minimal)\b|最小|минимум"
)
ELSEWHERE = re.compile(
    r"\b(?:constrain\w*|subject|interval|local|restricted|start\w*|initial\w*|begin\w*|steps?|after|iterations?|not|"
    r"never|if|epochs?|until|near\w*|close|about|roughly|maximum|larg\w+|saddle|would|suppose|between|instead|on|over|"
    r"let|positive|negative)\b|\\in\b|\\approx|≈|\\[gl]e|[<>≤≥?]",
    re.IGNORECASE,
)
"""Words by which a point is another one."""
TIED = re.compile(
    r"(?:\s|[,$]|\b(?:of|the|this|that|function|is|at|lies|occurs|found|located|attained|achieved|taken|when|where|for|"
    r"point|its|value|in|to|be)\b|\$[^$=]{1,12}\$)*"
)
"""All that stands between the word and the point."""
POINT = re.compile(
    r"(?P<x>(?<![A-Za-z\\_^])(?:\\theta|\\omega|θ|[a-z]))\s*(?:\^\s*\{?\s*(?:\*|\\ast|\\star)\s*\}?|_\{?(?:\*|\\ast|min|\\min)\}?)?"
    r"\s*=\s*(?P<value>[-−]?\s?\d{1,40}(?:\.\d{1,40})?(?:/[1-9]\d{0,40})?)(?![\d.]*\s*[\w\\^(*/+−-])"
)
CONVERGES = re.compile(r"\bconverg\w*|\bstable\b|\bstability\b", re.IGNORECASE)
DIVERGES = re.compile(r"\bdiverg\w*|\bunstable\b|\bblows? up\b", re.IGNORECASE)
EXACTLY = re.compile(
    r"\bif and only if\b|\biff\b|\bexactly (?:if|when|for)\b|\bprecisely (?:if|when|for)\b|\bonly if\b", re.I
)
UNSURE = re.compile(
    r"\b(?:not|never|may|might|could|fast\w*|monoton\w*|oscillat\w*|slow\w*|optimal|best|rate of|momentum|"
    r"heavy|newton\w*|accelerat\w*|stochastic|adaptive|implicit|averag\w*)\b|\?|n't\b",
    re.I,
)
"""Words by which less is said, or of another method."""
BOUND = re.compile(
    r"\$\s*(?P<all>(?:0\s*(?:<|\\lt|\\leq?|≤)\s*)?(?P<x>\\[a-z]+|[a-z])\s*(?:<|>|\\lt|\\gt|\\leq?|\\geq?|≤|≥)\s*(?P<bound>[^$<>=,]{1,60}?))\s*[.,]?\$"
)
PLAIN = named_in("gradient descent")
"""The method of which such bounds are those of an iteration."""
TRIALS = (Fraction(3, 2), Fraction(2, 3), Fraction(5, 4))
NARROW = Fraction(1, 1000)
MULTIPLES = (Fraction(2), Fraction(1, 2), Fraction(4), Fraction(1, 4))


@dataclass(frozen=True)
class Iteration:
    """A letter that each step multiplies by a factor, and moves by what does not depend on it."""

    letter: str
    value: Node
    headings: tuple[str, ...]

    def factor(self, numbers: dict[str, Fraction]) -> Fraction | None:
        """By what a step multiplies the letter, or its distance from its limit; None if it does neither."""
        at = []
        for x in (Fraction(0), Fraction(1), Fraction(2)):
            known = {n: Dual(v) for n, v in numbers.items()} | {f"{self.letter}[0]": Dual(x)}
            value = value_of(self.value, {**known, self._index: Dual(Fraction(0))}).value
            at.append(value)
        plain = [v for v in at if isinstance(v, Fraction)]
        affine = len(plain) == 3 and plain[2] - plain[1] == plain[1] - plain[0]
        return plain[1] - plain[0] if affine else None

    @property
    def _index(self) -> str:
        return next(n.index.letter for n in parts(self.value) if isinstance(n, Name) and n.index is not None)


def findings(regions: Sequence[Region]) -> Iterator[AuditFinding]:
    """The points that are no minima, and the bounds up to which an iteration does not converge or beyond."""
    formulas = [r for r in regions if r.kind == "formula" and r.language == "latex" and "=" in r.text]
    prose = [r for r in regions if r.kind == "prose"]
    least = [r for r in prose if LEAST.search(r.text) is not None]
    bounded = [r for r in prose if CONVERGES.search(r.text) or DIVERGES.search(r.text)]
    if least:
        functions = [f for r in formulas for c in chains(r.text) if (f := function_of(c, r)) is not None]
        for region, sentence in _sentences(least):
            yield from _minima(region, sentence, functions)
    if bounded:
        beside = {r.headings for r in bounded}
        iterations = [i for r in formulas if r.headings in beside for i in _iterations(r)]
        for region, sentence in _sentences(bounded):
            yield from _bounds(region, sentence, iterations)


def _sentences(regions: Sequence[Region]) -> Iterator[tuple[Region, re.Match[str]]]:
    """The sentences of regions as they stand in the source, with their formulas, each once."""
    seen = set[tuple[int, int]]()
    for region in regions:
        for found in SENTENCE.finditer(region.source.text, region.offset(0), region.offset(len(region.text))):
            key = (id(region.source), found.start())
            if key not in seen:
                seen.add(key)
                yield region, found


def _minima(region: Region, sentence: re.Match[str], functions: Sequence[Stated]) -> Iterator[AuditFinding]:
    words = sentence.group()
    least, points = list(LEAST.finditer(words)), list(POINT.finditer(words))
    near = [f for f in functions if f.headings == region.headings and f.text]
    if len(least) != 1 or len(points) != 1 or len(near) != 1 or ELSEWHERE.search(words):
        return
    spans = sorted([least[0].span(), points[0].span()])
    if TIED.fullmatch(words, spans[0][1], spans[1][0]) is None:
        return
    known, point = near[0], points[0]
    letter = point["x"].lstrip("\\").replace("θ", "theta")
    if known.arguments != (letter,):
        return
    said = Fraction(point["value"].replace("−", "-").replace(" ", ""))
    due = _root(known.value, letter, said)
    if due is not None and due != said:
        low, high = (sentence.start() + at for at in point.span("value"))
        why = f"{' '.join(known.text.split())} has a slope there: it is least at {letter} = {due}"
        yield _finding(region.source, low, high, f"{point['value']} -> {due}", why)


def _root(function: Node, letter: str, at: Fraction) -> Fraction | None:
    """Where the slope of a parabola vanishes; None where it is none, or has other letters."""
    try:
        slopes = [value_of(function, {letter: Dual(at + k, Fraction(1))}).slope for k in range(3)]
    except NoValueError:
        return None
    exact = [s for s in slopes if isinstance(s, Fraction)]
    if len(exact) < 3 or exact[2] - exact[1] != exact[1] - exact[0] or exact[1] <= exact[0]:
        return None
    return at - exact[0] / (exact[1] - exact[0])


def _iterations(region: Region) -> Iterator[Iteration]:
    for chain in chains(region.text):
        # both sides at once: a k without a shift counts nothing by itself
        whole = read(f"{chain[0].text} = {chain[-1].text}")
        if whole.refusals or len(whole.equations) != 1:
            continue
        left, value = whole.equations[0].target, whole.equations[0].value
        if left.index is None or not left.index.letter:
            continue
        old = Index(left.index.letter, left.index.offset - 1)
        steps = {(n.text, n.index) for n in parts(value) if isinstance(n, Name) and n.index is not None}
        if steps == {(left.text, old)} and old.offset == 0:
            yield Iteration(left.text, value, region.headings)


def _bounds(
    region: Region, sentence: re.Match[str], iterations: Sequence[Iteration]
) -> Iterator[AuditFinding]:
    words = sentence.group()
    bounds = list(BOUND.finditer(words))
    near = [i for i in iterations if i.headings == region.headings]
    plain = re.sub(r"\$[^$]*\$", " ", words)
    if len(bounds) != 1 or len(near) != 1 or UNSURE.search(plain) or named_in(plain) - PLAIN:
        return
    bound = expression(bounds[0]["bound"])
    above = re.search(r">|\\g[te]|≥", bounds[0]["all"]) is not None
    stays = CONVERGES.search(plain) is not None and DIVERGES.search(plain) is None
    if bound is None or above == stays:
        return
    letter = bounds[0]["x"].lstrip("\\")
    sides = [s for k in range(len(TRIALS)) if (s := _sides(near[0], bound, letter, k)) is not None]
    exact = EXACTLY.search(plain) is not None or not stays
    wrong = [
        (inner > 1 if stays else outer < 1) or (exact and (outer < 1 or inner > 1)) for inner, outer in sides
    ]
    if len(wrong) == len(TRIALS) and all(wrong):
        low, high = (sentence.start() + at for at in bounds[0].span("bound"))
        larger = sides[0][1] < 1
        why = f"the factor of a step is {'below' if larger else 'above'} one at that bound"
        times = next((k for k in MULTIPLES if _ends_at(near[0], bound, letter, k)), None)
        fix = None if times is None else f"{bounds[0]['bound']} times {times}"
        yield _finding(region.source, low, high, fix, why)


def _ends_at(one: Iteration, bound: Node, letter: str, times: Fraction) -> bool:
    """Whether convergence ends at a multiple of a bound."""
    moved = Apply("mul", (Number(times), bound))
    sides = [_sides(one, moved, letter, k) for k in range(len(TRIALS))]
    return all(s is not None and s[0] < 1 < s[1] for s in sides)


def _sides(one: Iteration, bound: Node, letter: str, turn: int) -> tuple[Fraction, Fraction] | None:
    """How large the factor of a step is just below and just above a bound, at some numbers."""
    names = {n.text for n in parts(one.value) if isinstance(n, Name) and n.index is None} - {letter}
    numbers = {n: TRIALS[(turn + k) % len(TRIALS)] for k, n in enumerate(sorted(names))}
    try:
        at = value_of(bound, {n: Dual(v) for n, v in numbers.items()}).value
        if not isinstance(at, Fraction) or at <= 0:
            return None
        found = [one.factor({**numbers, letter: at * (1 + by)}) for by in (-NARROW, NARROW)]
    except NoValueError:
        return None
    inner, outer = found
    return None if inner is None or outer is None else (abs(inner), abs(outer))


def _finding(source: Source, low: int, high: int, fix: str | None, why: str) -> AuditFinding:
    text = " ".join(source.text[low:high].split())
    places = (*source.position(low), *source.position(high), source.cell)
    return AuditFinding(
        *places, None, text[:500], "wrong", None, fix, "a sentence, held against what it speaks of", why
    )


__all__ = ["findings"]
