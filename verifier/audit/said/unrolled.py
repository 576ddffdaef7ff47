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

from verifier.audit.drafts.names import Sort, sort_of
from verifier.audit.drafts.vocabulary import is_gradient_name
from verifier.audit.equations.statements import Side, chains
from verifier.audit.equations.values import Dual, NoValueError, Numbers, Real, differ, value_of
from verifier.audit.pages.document import Region
from verifier.lift.reading import Apply, Index, Name, Node, Number, Span, parts, replaced

WRAPPED = re.compile(r"\\(?:mathbf|boldsymbol|bm|vec|mathrm)\s*\{(\\?[A-Za-z]+)\}")
"""A letter in another face."""
LETTER = re.compile(r"\\?[A-Za-z]+\s*[_^].{1,24}|\(\s*\\?[A-Za-z]+\s*[_^].{1,24}\)")
"""A letter with an index; in brackets where it is an expectation."""
LONGEST = 2_000
RATES = (Fraction(1, 3), Fraction(3, 5), Fraction(1, 5), Fraction(3, 4))
GRADIENTS = tuple(
    Fraction(n, d) for n, d in ((3, 1), (-2, 1), (5, 2), (1, 3), (-4, 1), (7, 1), (2, 5), (6, 1))
)
STEPS = (3, 4, 6)
LAST = 7
"""Up to which step a recursion is run."""
FIRST = Fraction(11, 3)
"""A first value that is not 0."""

EXPECTED = re.compile(
    r"(?:\\mathbb\s*\{?E\}?|\\(?:mathrm|operatorname)\{E\}|\\E(?![A-Za-z])|(?<![A-Za-z\\])E)"
    r"\s*(?:\\(?:left|big|Big)\s*)?\["
)
"""An expectation begins."""
EXPECTS = re.compile(rf"{EXPECTED.pattern}[^\[\]=]{{1,40}}\]\s*&?\s*=")
"""What an expectation is; ``E[g^2]_t`` is a letter."""
REST = re.compile(r"\+\s*\\zeta(?![A-Za-z])")
"""What a derivation drops."""

Failure = tuple[dict[str, Real], Real, Real]
Found = tuple[Region, Span, str, dict[str, Real], Real, Real, str | None]


@dataclass(frozen=True)
class Recursion:
    """A letter at a step, made of itself one step before, of gradients, and of constants."""

    region: Region
    letter: str
    index: Index
    value: Node

    @property
    def constants(self) -> tuple[str, ...]:
        """The letters without an index."""
        return tuple(sorted({n.text for n in parts(self.value) if isinstance(n, Name) and n.index is None}))

    @property
    def inputs(self) -> frozenset[str]:
        """What has an index and is not the letter itself."""
        names = (n for n in parts(self.value) if isinstance(n, Name) and n.index is not None)
        return frozenset(n.text for n in names) - {self.letter}


@dataclass(frozen=True)
class Custom:
    """How steps are counted: the number of the first gradient, the value before it, and if gradients vary."""

    first: int
    start: Fraction = Fraction(0)
    constant: bool = False


CUSTOMS = (Custom(1), Custom(0), Custom(1, FIRST))
EXPECTATIONS = (Custom(1, constant=True), Custom(0, constant=True))


def findings(formulas: Sequence[Region]) -> Iterator[Found]:
    """The false sums: where each stands, what is said of it, and the numbers at which it fails."""
    if not any(r"\sum" in r.text or EXPECTS.search(r.text) for r in formulas):
        return
    stated = _all_stated(formulas)
    runs = [found for s in stated if (found := _recursion(s)) is not None]
    for each in stated:
        every = [f for f in runs if each.is_of(f.letter)]
        known = [f for f in every if f.region.headings == each.region.headings] or every
        if known and all(f.value == known[0].value for f in known):
            yield from _judged(each.region, each.chain, known[0])


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
    names = [] if (value := said.node) is None else [n for n in parts(value) if isinstance(n, Name)]
    own = [n for n in names if n.text == left.text]
    if value is None or [n.index for n in own] != [Index(left.index.letter, left.index.offset - 1)]:
        return None
    made = Recursion(stated.region, left.text, left.index, value)
    indexed = all(n.index is None or n.index.letter == left.index.letter for n in names)
    return made if indexed and len(made.inputs) == 1 and all(map(is_gradient_name, made.inputs)) else None


def _judged(region: Region, chain: tuple[Side, ...], known: Recursion) -> Iterator[Found]:
    expected = EXPECTED.search(region.text) is not None
    nodes = [side.node for side in chain]
    for (left, one), (right, two) in pairwise(zip(chain, nodes, strict=True)):
        if one is None or two is None or not (_is_general(one, known) and _is_general(two, known)):
            continue
        if expected and Name(known.index.letter) not in _plain_names(two) and _may_be_limit(two):
            continue  # what it is after many steps
        if _is_bare(one) and _is_bare(two):
            continue  # "an average, m = E[g]", "we want E[m] = E[g]": what it estimates, not what it is
        # Without a sum it may be meant for gradients that are all the same.
        varied = () if expected else CUSTOMS
        same = EXPECTATIONS if expected or not (_sums(one) or _sums(two)) else ()
        failures = [_failure(one, two, known, custom) for custom in (*varied, *same)]
        if all(f is not None for f in failures) and failures[0] is not None:
            span = Span(_start(region, left), right.span.end)
            fix = next((words for words, node in _mends(two, known) if _holds(one, node, known)), None)
            yield region, span, f"it is not what {known.letter} is by its recursion", *failures[0], fix
            return


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


def values_of(known: Recursion, custom: Custom, same: Fraction = GRADIENTS[0]) -> Numbers:
    """The values of all letters at all steps: the gradients are given, the recursion is run.

    Where all gradients are the same, they are what is given for that.
    """
    numbers = {c: Dual(r) for c, r in zip(known.constants, RATES, strict=False)}
    (given,) = known.inputs
    for step in range(-1, LAST + 1):
        value = same if custom.constant else GRADIENTS[step % len(GRADIENTS)]
        numbers |= _at(given, step, Dual(value if step >= custom.first else Fraction(0)))
    if custom.constant:
        numbers[given] = Dual(same)
    begin = custom.first - _lag(known, given)
    for step in range(-1, LAST + 1):
        now = {**numbers, known.index.letter: Dual(Fraction(step - known.index.offset))}
        value_ = value_of(known.value, now) if step >= begin else Dual(custom.start)
        numbers |= _at(known.letter, step, value_)
    return numbers


def _lag(known: Recursion, given: str) -> int:
    """By how much a gradient's index is larger than that of the letter into which it enters."""
    names = (n for n in parts(known.value) if isinstance(n, Name) and n.text == given)
    return next(n.index.offset for n in names if n.index is not None) - known.index.offset


def _at(letter: str, step: int, value: Dual) -> dict[str, Dual]:
    """A letter's value at a step, under both names that it may have."""
    return {f"{letter}[{step}]": value, f"{letter}_{step}": value}
