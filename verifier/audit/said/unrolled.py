r"""Sums that a document gives for what it defines step by step: ``m_t = (1 - b) \sum b^{t-i} g_i``.

A recursion of the same section, or the only one of the document, is run on numbers, and the sum is held
against what it gives. One that differs at every step tried is false. Where a text may have it otherwise than
it prints (a first gradient with the number 0, a first value that is not 0), the sum is false only if it is so
in every such way. Expectations are those of gradients that all have one, as in texts that drop a rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from verifier.audit.drafts.meaning import named_in
from verifier.audit.drafts.names import Sort, sort_of
from verifier.audit.drafts.vocabulary import is_gradient_name
from verifier.audit.equations.statements import Side, chains
from verifier.audit.equations.values import Dual, NoValueError, Real, differ, value_of
from verifier.audit.pages.document import Region
from verifier.audit.said.recursion import (
    CUSTOMS,
    EXPECTATIONS,
    RATES,
    Custom,
    Recursion,
    customs_of,
    values_of,
)
from verifier.lift.reading import Apply, Gradient, Index, Name, Node, Number, Span, parts, replaced

WRAPPED = re.compile(r"\\(?:mathbf|boldsymbol|bm|vec|mathrm)\s*\{(\\?[A-Za-z]+)\}")
"""A letter in another face."""
LETTER = re.compile(r"\\?[A-Za-z]+\s*[_^].{1,24}|\(\s*\\?[A-Za-z]+\s*[_^].{1,24}\)")
"""A letter with an index; in brackets where it is an expectation."""
LONGEST = 2_000
STEPS = (3, 4, 6)
EXPECTED = re.compile(
    r"(?:\\mathbb\s*\{?E\}?|\\(?:mathrm|operatorname)\{E\}|\\E(?![A-Za-z])|(?<![A-Za-z\\])E)"
    r"\s*(?:\\(?:left|big|Big)\s*)?\["
)
"""An expectation begins."""
REST = re.compile(r"\+\s*\\zeta(?![A-Za-z])")
"""What a derivation drops."""

Failure = tuple[dict[str, Real], Real, Real]
Found = tuple[Region, Span, str, dict[str, Real], Real, Real, str | None]


def matched(formulas: Sequence[Region]) -> list[tuple[Stated, Recursion]]:
    """What formulas state of letters that they define step by step, with these definitions."""
    stated = _all_stated(formulas)
    runs = [found for s in stated if (found := _recursion(s)) is not None]
    pairs = list[tuple[Stated, Recursion]]()
    for each in stated if runs else ():
        every = [f for f in runs if each.is_of(f.letter) and not _is_of_another(each.region, f.region)]
        known = [f for f in every if f.region.headings == each.region.headings] or every
        if known and all(f.value == known[0].value for f in known):
            pairs.append((each, known[0]))
    return pairs


def _is_of_another(region: Region, other: Region) -> bool:
    """Whether the lines that lead to two formulas name different methods: "AdaGrad:", "RMSProp:"."""
    one, two = (named_in(r.before.rstrip("$ \n").rpartition("\n")[2]) for r in (region, other))
    return bool(one) and bool(two) and one.isdisjoint(two)


def recursions(formulas: Sequence[Region]) -> list[Recursion]:
    """The averages and sums of gradients that formulas define step by step."""
    return [found for s in _all_stated(formulas) if (found := _recursion(s)) is not None]


def _all_stated(formulas: Sequence[Region]) -> list[Stated]:
    return [s for r in formulas if "=" in r.text and len(r.text) < LONGEST for s in _stated(r)]


@dataclass(frozen=True)
class Stated:
    """A chain of equal sides that begins with a letter at a step."""

    region: Region
    chain: tuple[Side, ...]
    left: Name

    def is_of(self, letter: str) -> bool:
        """Whether it says what that letter is at some step, also at one with a number: ``m_2``."""
        return (
            self.left.text == letter or re.fullmatch(rf"{re.escape(letter)}_\d", self.left.text) is not None
        )


def _stated(region: Region) -> Iterator[Stated]:
    for chain in _chains(region):
        left = chain[0].node if LETTER.fullmatch(chain[0].text) else None
        if isinstance(left, Name):
            yield Stated(region, chain, left)


def _chains(region: Region) -> Iterator[tuple[Side, ...]]:
    def bare(match: re.Match[str]) -> str:
        return match[1].ljust(len(match.group()))

    yield from chains(_without_expectations(WRAPPED.sub(bare, region.text)))


def _without_expectations(text: str) -> str:
    """A text of the same length in which expectations are brackets, and rests are dropped."""
    while (found := EXPECTED.search(text)) is not None:
        depth, close = 1, found.end()
        while close < len(text) and depth:
            depth += {"[": 1, "]": -1}.get(text[close], 0)
            close += 1
        if depth:
            return text
        inner = text[found.end() : close - 1]
        size = len(r"\right") if re.search(r"\\right\s*\Z", inner) else 0
        inner = inner[: len(inner) - size].rstrip() if size else inner
        made = f"{'(':>{len(found.group())}}{inner})"
        text = text[: found.start()] + made.ljust(close - found.start()) + text[close:]
    return REST.sub(lambda m: " " * len(m.group()), text)


def _recursion(stated: Stated) -> Recursion | None:
    """The recursion that the first two sides of a chain are, if they are one."""
    left, said = stated.left, stated.chain[1]
    if left.index is None or not left.index.letter or "sum" in said.text:
        return None
    value = None if said.node is None else _with_letters(said.node, left.index)
    names = [] if value is None else [n for n in parts(value) if isinstance(n, Name)]
    own = [n for n in names if n.text == left.text]
    if value is None or [n.index for n in own] != [Index(left.index.letter, left.index.offset - 1)]:
        return None
    made = Recursion(stated.region, left.text, left.index, value)
    indexed = all(n.index is None or n.index.letter == left.index.letter for n in names)
    told = indexed and len(made.constants) <= len(RATES)  # a number is given to each
    return made if told and len(made.inputs) == 1 and all(map(is_gradient_name, made.inputs)) else None


def _with_letters(node: Node, now: Index) -> Node:
    """A value in which a gradient is a letter, at the step of its point."""
    for found in [n for n in parts(node) if isinstance(n, Gradient)]:
        at = found.at.index if isinstance(found.at, Name) and found.at.index is not None else now
        node = replaced(node, found, Name("g", at))
    return node


def findings(stated: Stated, known: Recursion) -> Iterator[Found]:
    """The false sums: where each stands, what is said of it, and the numbers at which it fails."""
    region, chain = stated.region, stated.chain
    expected = EXPECTED.search(region.text) is not None
    nodes = [side.node for side in chain]
    for (left, one), (right, two) in pairwise(zip(chain, nodes, strict=True)):
        if one is None or two is None or not (_is_general(one, known) and _is_general(two, known)):
            continue
        same = _is_of_constant(two, known)
        if (expected or same) and Name(known.index.letter) not in _plain_names(two) and _may_be_limit(two):
            continue  # what it is after many steps
        if one in parts(two):
            continue  # an assignment: the letter is what is corrected from there on
        if _is_bare(one) and _is_bare(two):
            continue  # "an average, m = E[g]", "we want E[m] = E[g]": what it estimates, not what it is
        # Without a sum it may be meant for gradients that are all the same; without their step it is.
        customs = [] if expected or same else [*customs_of(known)]
        if not (customs and (_sums(one) or _sums(two))):
            customs += EXPECTATIONS
        failures = [_failure(one, two, known, custom) for custom in customs]
        if all(f is not None for f in failures) and failures[0] is not None:
            span = Span(_start(region, left), right.span.end)
            fix = next((words for words, node in _mends(two, known) if _holds(one, node, known)), None)
            yield region, span, f"it is not what {known.letter} is by its recursion", *failures[0], fix
            return


def _is_of_constant(side: Node, known: Recursion) -> bool:
    """Whether a side is a closed form with a gradient that has no step, and with all constants."""
    names = _plain_names(side)
    letters = {n.text for n in parts(side) if isinstance(n, Name)}
    return {Name(n) for n in (*known.inputs, *known.constants)} <= names and known.letter not in letters


def _may_be_limit(side: Node) -> bool:
    """Whether a side may be what a recursion tends to: without its rate, or divided by what is left of it."""
    rated = any(isinstance(n, Name) and sort_of(n.text) is Sort.DECAY_RATE for n in parts(side))
    return not rated or any(isinstance(n, Apply) and n.op == "div" for n in parts(side))


def _plain_names(node: Node) -> set[Name]:
    """The letters of a side that have no index, wherever they stand."""
    return {Name(n.text) for n in parts(node) if isinstance(n, Name) and n.index is None}


def _is_bare(node: Node) -> bool:
    """Whether a side is one letter, or a power of it."""
    return isinstance(node.args[0] if isinstance(node, Apply) and node.op == "pow" else node, Name)


def _start(region: Region, side: Side) -> int:
    """Where a side begins, with the sign of the expectation that it may be."""
    begun = (e.start() for e in EXPECTED.finditer(region.text) if e.end() - 1 == side.span.start)
    return next(begun, side.span.start)


def _is_general(node: Node, known: Recursion) -> bool:
    """Whether a side is made of the recursion's letters; with numbers in their place it is an example."""
    letters = {n.text.partition("_")[0] for n in parts(node) if isinstance(n, Name)}
    whole = all(n.value.denominator == 1 for n in parts(node) if isinstance(n, Number))
    return whole and not letters.isdisjoint({known.letter.partition("_")[0], *known.inputs})


def _mends(node: Node, known: Recursion) -> Iterator[tuple[str, Node]]:
    """What may have been meant: another factor, or other limits of the sum."""
    for letter in known.constants:
        constant = Name(letter)
        for words, factor in (
            (f"1 - {letter}", Apply("sub", (Number(Fraction(1)), constant))),
            (letter, constant),
        ):
            yield f"the right side times {words}", Apply("mul", (node, factor))
            yield f"the right side divided by {words}", Apply("div", (node, factor))
    for total in _sums(node):
        body, counter, first, last = total.args
        for steps, words in ((1, "later"), (-1, "earlier")):
            by = Number(Fraction(steps))
            low = Apply("sum", (body, counter, Apply("add", (first, by)), last))
            high = Apply("sum", (body, counter, first, Apply("add", (last, by))))
            yield f"the sum begins one {words}", replaced(node, total, low)
            yield f"the sum ends one {words}", replaced(node, total, high)


def _sums(node: Node) -> list[Apply]:
    """The sums with printed limits."""
    return [n for n in parts(node) if isinstance(n, Apply) and n.op == "sum" and len(n.args) == 4]


def _holds(one: Node, two: Node, known: Recursion) -> bool:
    """Whether two sides are equal at every step tried, as steps are counted usually."""
    pairs = _pairs(one, two, known, CUSTOMS[0])
    return bool(pairs) and not any(differ(a, b) for _, a, b in pairs)


def _failure(one: Node, two: Node, known: Recursion, custom: Custom) -> Failure | None:
    """The first step at which two sides differ, if they do at each; None where one cannot be computed."""
    pairs = _pairs(one, two, known, custom)
    return pairs[0] if pairs and all(differ(a, b) for _, a, b in pairs) else None


def _pairs(one: Node, two: Node, known: Recursion, custom: Custom) -> list[Failure]:
    """The values of both sides at some steps, with what they depend on; none where one has no value."""
    pairs = list[Failure]()
    try:
        values = values_of(known, custom)
        for step in STEPS:
            numbers = {**values, known.index.letter: Dual(Fraction(step))}
            shown = {known.index.letter: Fraction(step)} | {c: values[c].value for c in known.constants}
            pairs.append((shown, value_of(one, numbers).value, value_of(two, numbers).value))
    except NoValueError:
        return []
    return pairs
