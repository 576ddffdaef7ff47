r"""What a document says that its recursion gives at a step with a number: ``m_1 = 0.9 m_0 + 0.1 g_1``.

The recursion is run with the rates that the text names; else with those with which another side of the
same chain is right. What is said is wrong where it is something else with all of them, and with one number
taken for what it lacks to 1 it is right; of a side in letters alone the same is asked of a rate.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product

from verifier.audit.drafts.names import Sort, sort_of
from verifier.audit.equations.statements import Side
from verifier.audit.equations.values import NoValueError, Numbers, Real, value_of
from verifier.audit.said.recursion import CUSTOMS, EXPECTATIONS, RATES, Recursion, customs_of, values_of
from verifier.audit.said.unrolled import Found, Stated
from verifier.lift.reading import Apply, Name, Node, Number, Span, parts, replaced

USUAL = (Fraction(9, 10), Fraction(999, 1000), Fraction(99, 100), Fraction(95, 100), Fraction(1, 2))
MOST = 3
"""How many rates a recursion may have."""
SAMPLES = (RATES[:MOST], RATES[1:])
"""Numbers for the rates of a side in letters."""
NEAR = 0.02
"""By what part of it a number may be rounded."""


def findings(stated: Stated, known: Recursion) -> Iterator[Found]:
    """The sides with numbers that are not what a recursion gives at the step of the left side."""
    if re.fullmatch(rf"{re.escape(known.letter)}_\d", stated.left.text) is None:
        return
    rates = [_rates(stated.region.source.text, name) for name in known.constants]
    if not 1 <= len(rates) <= MOST:
        return
    for side in stated.chain[1:]:
        node = side.node
        if node is None or not _letters(node, known):
            continue
        if _has_decimals(node):
            choices = _choices(stated, side, known, rates)
            found = _wrong(stated.left, side, node, known, choices) if choices else None
        else:
            found = _wrong_in_letters(stated.left, node, known)
        if found is not None:
            span = Span(stated.chain[0].span.start, side.span.end)
            why = f"it is not what {known.letter} is by its recursion"
            yield stated.region, span, why, *found
            return


def _choices(
    stated: Stated, side: Side, known: Recursion, rates: Sequence[Sequence[Fraction]]
) -> list[tuple[Fraction, ...]]:
    """The rates that the text names; of others those with which another side with numbers is right."""
    every = [*product(*(each or USUAL for each in rates))]
    if all(rates):
        return every
    others = [s.node for s in stated.chain[1:] if s is not side and s.node is not None]
    others = [n for n in others if _has_decimals(n) and _letters(n, known)]
    return [r for r in every if any(_is_right(stated.left, n, known, r) for n in others)]


def _is_right(left: Name, node: Node, known: Recursion, rates: tuple[Fraction, ...]) -> bool:
    try:
        return _holds(left, node, known, rates)
    except NoValueError:
        return False


def _has_decimals(node: Node) -> bool:
    return any(isinstance(n, Number) and n.value.denominator > 1 for n in parts(node))


def _letters(node: Node, known: Recursion) -> bool:
    """Whether a side has letters, which are all of the recursion."""
    named = {n.text for n in parts(node) if isinstance(n, Name)}
    stems = {re.sub(r"_\d\Z", "", name) for name in named.difference(known.constants)}
    return bool(named) and stems <= {known.letter, *known.inputs}


def _rates(text: str, name: str) -> Sequence[Fraction]:
    """The numbers that a text gives to a rate."""
    letter = re.escape(name).replace("_", "_?[{]?")
    pattern = re.compile(
        rf"{letter}[}}$\s]*(?:=|\\approx|≈|\\in|of|is)[\s$]*(0?\.\d+)(?!\d|[^.;]{{0,20}}\bor\b)"
    )
    said = [Fraction(m[1]) for m in pattern.finditer(text)]
    return [*dict.fromkeys(said)]


def _wrong(
    left: Name, side: Side, node: Node, known: Recursion, choices: Sequence[tuple[Fraction, ...]]
) -> tuple[dict[str, Real], Real, Real, str] | None:
    """A point at which a side is wrong, both values, and the mend; None where it is right in any way."""
    try:
        if any(_holds(left, node, known, rates) for rates in choices):
            return None
        for number in dict.fromkeys(n for n in parts(node) if isinstance(n, Number) and 0 < n.value < 1):
            made = replaced(node, number, Number(1 - number.value))
            rates = next((r for r in choices if _holds(left, made, known, r)), None)
            if rates is not None:
                values = values_of(known, CUSTOMS[0], rates=rates)
                names = {*known.constants, *(n.text for n in parts(node) if isinstance(n, Name))}
                point = {name: values[name].value for name in sorted(names) if name in values}
                one, two = value_of(left, values).value, value_of(node, values).value
                return point, one, two, f"{float(number.value):g} -> {float(1 - number.value):g}"
    except NoValueError:
        pass
    return None


def _wrong_in_letters(
    left: Name, node: Node, known: Recursion
) -> tuple[dict[str, Real], Real, Real, str] | None:
    """The same of a side without numbers, one of whose rates is taken for what it lacks to 1."""
    read = {n.text for n in parts(node) if isinstance(n, Name)}
    try:
        if _holds(left, node, known, *SAMPLES):
            return None
        for name in (c for c in known.constants if c in read and sort_of(c) is Sort.DECAY_RATE):
            made = replaced(node, Name(name), Apply("sub", (Number(Fraction(1)), Name(name))))
            if _holds(left, made, known, *SAMPLES):
                values = values_of(known, CUSTOMS[0], rates=SAMPLES[0])
                point = {n: values[n].value for n in sorted({*known.constants, *read}) if n in values}
                one, two = value_of(left, values).value, value_of(node, values).value
                return point, one, two, f"{name} -> 1 - {name}"
    except NoValueError:
        pass
    return None


def _holds(left: Name, node: Node, known: Recursion, *samples: tuple[Fraction, ...]) -> bool:
    """Whether both sides have one value with all these rates, as steps are counted in some way."""
    customs = (*customs_of(known), *EXPECTATIONS)
    return any(all(_agree(left, node, values_of(known, c, rates=r)) for r in samples) for c in customs)


def _agree(left: Name, node: Node, values: Numbers) -> bool:
    one, two = (float(value_of(n, values).value) for n in (left, node))
    return abs(one - two) <= NEAR * abs(one)


__all__ = ["findings"]
