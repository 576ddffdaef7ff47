"""Derivatives that a document states of functions that it states: ``f(x) = x^2``, ``f'(x) = 2x``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from verifier.audit.equations.statements import Side, chains, expression
from verifier.audit.equations.values import Dual, NoValueError, Real, differ, value_of
from verifier.audit.pages.document import Region
from verifier.lift.reading import Apply, Index, Name, Node, Number, Span, parts

_F = r"(?P<f>\\mathcal\s*\{?[A-Za-z]\}?|\\ell|[A-Za-z])"
_X = r"(?P<x>\\[a-z]+|[a-z])"
_D = r"(?:\\partial|\\mathrm\s*\{d\}|\\text\{d\}|d)"
FUNCTION = re.compile(rf"{_F}\s*(?:\\left)?\(\s*(?P<args>[^()]*?)\s*(?:\\right)?\)")
SLOPE = (
    re.compile(rf"{_F}\s*(?:'|\^\{{?\\prime\}}?)\s*(?:\\left)?\(\s*{_X}\s*(?:\\right)?\)"),
    re.compile(rf"\\nabla\s*(?:_\{{?\\?[a-z]+\}}?)?\s*{_F}\s*(?:\\left)?\(\s*{_X}\s*(?:\\right)?\)"),
    re.compile(
        rf"\\[dt]?frac\s*\{{\s*{_D}\s*{_F}\s*(?:\([^()]*\))?\s*\}}\s*\{{\s*{_D}\s*\{{?{_X}\}}?\s*\}}\s*(?:\([^()]*\))?"
    ),
)
OPERATOR = re.compile(
    rf"\\[dt]?frac\s*\{{\s*{_D}\s*\}}\s*\{{\s*{_D}\s*\{{?{_X}\}}?\s*\}}\s*(?P<of>.+)", re.DOTALL
)
PLACES = (Fraction(3, 2), Fraction(2, 3), Fraction(5, 4), Fraction(11, 7))
OTHERS = (Fraction(5, 3), Fraction(7, 4), Fraction(9, 5), Fraction(8, 7), Fraction(13, 6), Fraction(3, 8))
TERMS = 3
"""How many terms a sum over examples has in a trial."""

Found = tuple[Region, Span, str, dict[str, Real], Real, Real, str | None]


@dataclass(frozen=True)
class Stated:
    """A function that a document states, with its section."""

    letter: str
    arguments: tuple[str, ...]
    value: Node
    text: str
    headings: tuple[str, ...]


def slopes(formulas: Sequence[Region]) -> Iterator[Found]:
    """The derivatives that are not those of the functions they are said to be of."""
    stated = list[Stated]()
    for region in formulas:
        if "=" not in region.text or not _may_speak(region.text):
            continue
        for chain in chains(region.text):
            function = function_of(chain, region)
            if function is not None:
                stated.append(function)
            else:
                yield from _judged(chain, region, stated)


def _may_speak(text: str) -> bool:
    return "(" in text or "frac" in text


def function_of(chain: tuple[Side, ...], region: Region) -> Stated | None:
    """The function that a chain states by its first side; of several expressions for it, the first."""
    match = FUNCTION.fullmatch(chain[0].text)
    if match is None:
        return None
    names = tuple(_plain(a) for a in re.split(r"[,;]", match["args"]))
    node = next((n for side in chain[1:] if (n := side.node) is not None), None)
    if node is None or "" in names:
        return Stated(match["f"], names, Name("?"), "", region.headings)
    return Stated(match["f"], names, node, f"{chain[0].text} = {chain[1].text}", region.headings)


def _plain(letter: str) -> str:
    """A letter's plain spelling; nothing where it is no single letter."""
    node = expression(letter)
    return node.text if isinstance(node, Name) and node.index is None else ""


def _judged(chain: tuple[Side, ...], region: Region, stated: Sequence[Stated]) -> Iterator[Found]:
    slope = next((m for pattern in SLOPE if (m := pattern.fullmatch(chain[0].text))), None)
    if slope is not None:
        x = _plain(slope["x"])
        near = [s for s in stated if s.letter == slope["f"] and s.headings == region.headings]
        known = [s for s in near if x in s.arguments]
        if not known or len(known) < len(near) or ("nabla" in chain[0].text and len(known[-1].arguments) > 1):
            return
        functions, words = (
            [s.value for s in known],
            f"it is not the derivative of {' '.join(known[-1].text.split())}",
        )
    else:
        applied = OPERATOR.fullmatch(chain[0].text)
        node = _operand(applied["of"]) if applied is not None else None
        if applied is None or node is None:
            return
        x, functions, words = _plain(applied["x"]), [node], "the two sides are not equal"
    for side in chain[1:]:
        found = _refuted(functions, x, side.node or _multiplied(side.text, functions))
        if found is not None:
            yield region, Span(chain[0].span.start, side.span.end), words, *found
            return


BRACKET = re.compile(
    r"(?P<letter>(?<![A-Za-z\\])[a-z]|\\[a-z]+)(?P<index>_\w|_\{\w+\})?(?=\s*(?:\\left\s*)?\()"
)


def _multiplied(text: str, functions: Sequence[Node]) -> Node | None:
    """A side in which the functions' own letters before a bracket are factors: ``x(wx - y)``."""
    own = set.intersection(*(_letters(f) for f in functions))
    factors = (m for m in BRACKET.finditer(text) if _plain(m["letter"]) in own)
    for match in reversed(list(factors)):
        text = f"{text[: match.end()]} \\cdot {text[match.end() :]}"
    return expression(text)


def _operand(text: str) -> Node | None:
    """What a derivative is taken of: all that follows, where that is one product."""
    node = expression(text)
    return None if isinstance(node, Apply) and node.op in ("add", "sub") and "(" not in text[:7] else node


def _refuted(
    functions: Sequence[Node], x: str, said: Node | None
) -> tuple[dict[str, Real], Real, Real, str | None] | None:
    """A point at which the derivative is none of those of the functions, if it is so at every point tried."""
    if said is None or (isinstance(said, Number) and said.value == 0) or not x:
        return None
    first: tuple[dict[str, Real], Real, Real, str | None] | None = None
    for function in functions:
        if any(_sums(function)) and not any(_sums(said)):  # the slope for one example
            return None
        trials = _trials(function, x, said)
        if len(trials) < len(PLACES) or not all(differ(a, b) for _, a, b in trials):
            return None
        if not any(isinstance(n, Name) for n in parts(said)) and any(a != trials[0][1] for _, a, _ in trials):
            return None  # the slope at some point
        ratio = _ratio([(a, b) for _, a, b in trials])
        if ratio is not None and any(_sums(function)):
            return None
        first = (*trials[0], None if ratio is None else f"the right side times {ratio}")
    return first


def _trials(function: Node, x: str, said: Node) -> list[tuple[dict[str, Real], Real, Real]]:
    """The derivative and what is said of it at some points; nothing where it has letters of its own."""
    own, read = _letters(function), _letters(said)
    if x not in own or not read <= own:
        return []
    trials = list[tuple[dict[str, Real], Real, Real]]()
    for k, place in enumerate(PLACES):
        numbers = _numbers(function, x, place, k)
        try:
            right, left = value_of(said, numbers).value, value_of(function, numbers).slope
        except NoValueError:
            return []
        shown = {n: d.value for n, d in numbers.items() if n in own}
        trials.append((shown, left, right))
    return trials


def _ratio(pairs: Sequence[tuple[Real, Real]]) -> Fraction | None:
    """By what the right has to be multiplied, where that is the same number everywhere."""
    ratios = {a / b for a, b in pairs if isinstance(a, Fraction) and isinstance(b, Fraction) and b != 0}
    return next(iter(ratios)) if len(ratios) == 1 and len(pairs) == len(PLACES) else None


def _letters(node: Node) -> set[str]:
    counters = {n.args[1].text for n in _sums(node) if isinstance(n.args[1], Name)}
    return {n.text for n in parts(node) if isinstance(n, Name)} - counters


def _sums(node: Node) -> Iterator[Apply]:
    return (n for n in parts(node) if isinstance(n, Apply) and n.op == "sum" and len(n.args) == 4)


def _numbers(function: Node, x: str, place: Fraction, turn: int) -> dict[str, Dual]:
    """Numbers for the letters of a function, others at each turn: whole ones for the limits of its sums."""
    numbers = {
        name: Dual(OTHERS[(k + turn) % len(OTHERS)] + k // len(OTHERS))
        for k, name in enumerate(sorted(_letters(function)))
    }
    limits = {n.text for total in _sums(function) for n in parts(total.args[3]) if isinstance(n, Name)}
    numbers |= dict.fromkeys(limits, Dual(Fraction(TERMS)))
    examples = {n.text for n in parts(function) if isinstance(n, Name) and isinstance(n.index, Index)}
    for j, name in enumerate(sorted(examples)):
        numbers |= {
            f"{name}[{k}]": Dual(OTHERS[(j + k + turn) % len(OTHERS)] + j) for k in range(-1, TERMS + 2)
        }
    numbers[x] = Dual(place, Fraction(1))
    return numbers
