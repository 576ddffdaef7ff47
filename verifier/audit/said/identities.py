"""Identities that a document states: sums of powers, and derivatives of functions that it states.

Each is held against numbers: one that fails at every point tried is false, with the point as the witness.
Nothing is said of one that holds, nor of an equation that may be meant to be solved.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise, product

from verifier.audit.equations.statements import chains
from verifier.audit.equations.values import FOREVER, Dual, NoValueError, Real, differ, value_of
from verifier.audit.finding import AuditFinding
from verifier.audit.pages.document import Region
from verifier.audit.said import examples, unrolled
from verifier.audit.said.remarks import REJECTED
from verifier.audit.said.slopes import slopes
from verifier.lift.reading import Apply, Name, Node, Span, parts

RATIOS = (Fraction(1, 2), Fraction(1, 3), Fraction(2, 5))
COUNTS = (3, 4, 6)
SENTENCE = 200
"""How many characters before a formula its sentence may begin."""
FEWEST = 3
"""At how many points an identity has to fail."""


def findings(regions: Sequence[Region]) -> Iterator[AuditFinding]:
    """The false identities in the formulas of a document."""
    formulas = [r for r in regions if r.kind == "formula" and r.language == "latex" and not _is_rejected(r)]
    for region in formulas:
        if "=" in region.text and r"\sum" in region.text:
            yield from _equalities(region)
    yield from (_finding(*found) for found in slopes(formulas))
    for pair in unrolled.matched(formulas):
        yield from (_finding(*found) for found in (*unrolled.findings(*pair), *examples.findings(*pair)))


def _is_rejected(region: Region) -> bool:
    """Whether the words of its sentence before a formula say that it is wrong."""
    low = region.offset(0)
    words = region.source.text[max(0, low - SENTENCE) : low].rpartition("\n\n")[2].rpartition(". ")[2]
    return REJECTED.search(" ".join(words.split())) is not None


def _equalities(region: Region) -> Iterator[AuditFinding]:
    for chain in chains(region.text):
        for left, right in pairwise(chain):
            if "sum" not in left.text + right.text:
                continue
            found = _refuted(left.node, right.node)
            if found is not None:
                span = Span(left.span.start, right.span.end)
                yield _finding(region, span, "the two sides are not equal", *found)


Point = dict[str, Real]


def _refuted(left: Node | None, right: Node | None) -> tuple[Point, Real, Real] | None:
    """The first of the points at which a sum of powers is not what it is said to be, if it is so at none."""
    if left is None or right is None or not (_is_sum_of_powers(left) or _is_sum_of_powers(right)):
        return None
    one, two = _letters(left), _letters(right)
    if one is None or two is None or one[0] | one[1] != two[0] | two[1]:
        return None
    whole, real = one[0] | two[0], (one[1] | two[1]) - (one[0] | two[0])
    failures = list[tuple[Point, Real, Real]]()
    for ratio, counts in product(RATIOS, _counts(sorted(whole))):
        numbers = {**{n: Dual(Fraction(v)) for n, v in counts.items()}, **{n: Dual(ratio) for n in real}}
        try:
            a, b = value_of(left, numbers).value, value_of(right, numbers).value
        except NoValueError:
            continue
        if not differ(a, b):
            return None
        failures.append(({n: d.value for n, d in numbers.items()}, a, b))
    return failures[0] if len(failures) >= FEWEST else None


def _counts(names: list[str]) -> Iterator[dict[str, int]]:
    """Whole numbers for the letters that count, not only in one order."""
    for n in COUNTS:
        yield {name: n + k for k, name in enumerate(names)}
        if len(names) > 1:
            yield {name: n - k for k, name in enumerate(names)}


def _is_sum_of_powers(node: Node) -> bool:
    """Whether a sum with printed limits adds powers whose exponents count."""
    return any(
        isinstance(n, Apply) and n.op == "sum" and len(n.args) == 4 and _counts_in_exponent(n)
        for n in parts(node)
    )


def _counts_in_exponent(total: Apply) -> bool:
    body, counter = total.args[0], total.args[1]
    powers = (n.args[1] for n in parts(body) if isinstance(n, Apply) and n.op == "pow")
    return any(n == counter for exponent in powers for n in parts(exponent))


def _letters(node: Node) -> tuple[set[str], set[str]] | None:
    """The letters that are whole numbers, and the others; None where there is more than letters."""
    counters, whole, every = {FOREVER}, set[str](), set[str]()
    for n in parts(node):
        if isinstance(n, Apply) and n.op == "sum" and len(n.args) == 4:
            counters |= _names(n.args[1])
            whole |= _names(n.args[2]) | _names(n.args[3])
        elif isinstance(n, Apply) and n.op == "pow":
            whole |= _names(n.args[1])
        elif isinstance(n, Name):
            if n.index is not None:
                return None
            every.add(n.text)
        elif isinstance(n, Apply) and n.op not in ("add", "sub", "mul", "div", "neg"):
            return None
    return whole - counters, every - counters - whole


def _names(node: Node) -> set[str]:
    return {n.text for n in parts(node) if isinstance(n, Name)}


def _finding(
    region: Region, span: Span, what: str, point: Point, left: Real, right: Real, fix: str | None = None
) -> AuditFinding:
    place = region.place(span)
    where = "".join(f"{', ' if k else 'at '}{n} = {shown(point[n])}" for k, n in enumerate(sorted(point)))
    return AuditFinding(
        *place.corners,
        None,
        " ".join(region.text[span.start : span.end].split())[:500],
        "wrong",
        None,
        fix,
        why=f"{what}: {where}{' ' if where else ''}the left is {shown(left)}, the right {shown(right)}",
        witness={
            "point": {name: shown(value) for name, value in sorted(point.items())},
            "left": shown(left),
            "right": shown(right),
        },
    )


def shown(value: Real) -> str:
    """A number as it is told: exact where that is short."""
    if isinstance(value, Fraction) and value.denominator < 100_000:
        return str(value)
    return f"{float(value):.6g}"


__all__ = ["findings"]
