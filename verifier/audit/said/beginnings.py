r"""What a text says of the first step: what a moment is then, ``\hat m_1 = g_1``, and how far a weight moves.

The update beside the sentence is run for one step, with a few gradients. What is said is wrong where it is
something else with all of them, and is right with one factor or one power more, in which readers are lost.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product

from verifier.audit.drafts.meaning import named_in
from verifier.audit.drafts.names import Sort, sort_of
from verifier.audit.drafts.vocabulary import is_gradient_name
from verifier.audit.equations.statements import read_as
from verifier.audit.equations.values import Dual, NoValueError, value_of
from verifier.audit.finding import AuditFinding
from verifier.audit.said.claims import HEDGE, SENTENCE
from verifier.audit.said.subject import Subject
from verifier.evaluate import fraction_of, run
from verifier.lift.reading import Apply, Name, Node, Number, parts
from verifier.term import Term

FIRST = re.compile(
    r"\b(?:first|initial)\s+(?:time[- ]?)?(?:step|iteration|update)\b|\b(?:step|iteration)\s+(?:one|1)\b"
    r"|\bt\s*=\s*1\b(?!\s*,)|\berste[nmrs]?\s+(?:Schritt|Iteration)|\bpremi(?:er pas|ère (?:étape|itération))"
    r"|\bprimer paso\b|\bprimera iteración\b|第一步|第1步|第一次(?:迭代|更新)"
    r"|最初のステップ|第1ステップ|1ステップ目|첫\s?(?:번째\s)?(?:단계|스텝)"
    r"|\bперв(?:ый шаг|ом шаге|ой итерации)",
    re.IGNORECASE,
)
"""Words that say that a sentence speaks of the first step."""
WHOLE = re.compile(
    r"\b(?:first|initial)\s+(?:step|update)(?:\s+size)?\s+(?:then\s+|simply\s+|just\s+|always\s+|exactly\s+)*"
    r"(?:is|equals|becomes|has (?:the )?(?:size|length|magnitude))(?:\s+\w+){0,3}\W{0,3}\Z"
    r"|\b(?:first|initial)\s+(?:step|update|iteration),?\s+(?:this|that|it)\s+is\s+an?\s+(?:step|move)\s+of"
    r"\s+(?:size|length)(?:\s+exactly)?\W{0,3}\Z"
    r"|\b(?:first|initial)\s+(?:step|update)\s+moves\s+(?:\w+\s+){1,2}by(?:\s+\w+){0,2}\W{0,3}\Z",
    re.IGNORECASE,
)
"""Words before a formula that is the first step as a whole."""
_WEIGHT = r"(?P<letter>\\?(?:theta|omega|[wxWθ]|mathbf\{[wx]\}|boldsymbol\{\\theta\}))"
MOVE = re.compile(rf"{_WEIGHT}\s*_\s*\{{?1\}}?\s*[-−]\s*(?P=letter)\s*_\s*\{{?0\}}?")
"""What the weight moves by in the first step, ``x_1 - x_0``."""
BEGUN = re.compile(r"(?<![-−])(?<![-−] )[A-Za-z]\s*_\s*\{?0\}?\s*=\s*(?!\s*0(?![.\d]))")
"""A first value of a sentence's own."""
BOUND = re.compile(
    r"\b(?:most|least|bound\w*|less|more|larger|smaller|order|between|below|above|proportional|scales?)\b",
    re.I,
)
"""Words before a formula that say no more than how large something may be."""
SPANS = re.compile(
    r"\$(?P<latex>[^$\n]{3,200})\$|\\\((?P<round>.{3,200}?)\\\)|`(?P<code>[^`\n]{3,100})`"
    r"|(?<![\w.])(?P<plain>(?:\d[\d.]*\s?[·*×]\s?)?[A-Za-zα-ω][\w\u0302]{0,12}(?: ?= ?[\w.]+)?"
    r"(?:\s?[·*×]\s?(?:sign\(\w+\)|[\w.]*\w))+)"
    r"|(?<![\w.])(?P<rest>[A-Za-z][\w\u0302]{0,12} ?= ?"
    r"\(1 ?[-−] ?[\wβγρμ₁₂]{1,6}\) ?[·*×]? ?(?:g|grad)\w{0,2})(?![\w(*+/^])"
    r"|(?<![\w.])(?P<equal>[A-Za-z][\w\u0302]{0,6} ?= ?(?:\d[\d.]*\s?)?g(?:_?\d|_t|\^2|²)*)(?![\w(*+/^])"
)
"""Formulas within a sentence."""
OTHER = re.compile(
    r"\b(?:without|no|un(?:der|iform)|ohne|sans|sin|без|second|later|last)\b|不|没有|なし", re.IGNORECASE
)
"""Words of a sentence on something else, too."""
RELATION = re.compile(r"\\approx|≈|=")
NUMBER = re.compile(r"\d\.\d")
GRADIENTS = (Fraction(5, 7), Fraction(3), Fraction(1, 5))
RATES = {Sort.RATE: Fraction(3, 11), Sort.SMALL: Fraction(1, 10**14), Sort.WEIGHT_DECAY: Fraction(0)}
GENERIC = (Fraction(1, 3), Fraction(2, 5))
NEAR = 0.02
"""By what part of it a number may be rounded."""
MAX_CHOICES = 8

Numbers = Mapping[str, Fraction]


@dataclass(frozen=True)
class Start:
    """An update at one choice of numbers: its values after one step, for each of the gradients."""

    numbers: Numbers
    sorts: Mapping[str, Sort]
    values: Mapping[str, tuple[float, ...]]

    def factors(self) -> Iterator[tuple[str, float]]:
        """What a reader may have forgotten, or put in too much."""
        for name, value in self.numbers.items():
            if self.sorts[name] is Sort.DECAY_RATE:
                yield f"1 - {name}", float(1 - value)
                yield f"the root of 1 - {name}", math.sqrt(1 - value)
                yield name, float(value)
            elif self.sorts[name] is Sort.RATE:
                yield name, float(value)


def findings(subjects: Sequence[Subject]) -> Iterator[AuditFinding]:
    """The sentences on the first step that contradict all updates beside them."""
    seen = set[tuple[int, int]]()
    for one in subjects:
        for sentence in SENTENCE.finditer(one.source.text, one.low, one.high):
            words = sentence.group()
            key = (id(one.source), sentence.start())
            if key in seen or FIRST.search(words) is None or OTHER.search(words) is not None:
                continue
            seen.add(key)
            if named_in(words) - {one.hit.form.of}:  # it may speak of that one
                continue
            plain = HEDGE.search(re.sub(r"\b(?:if|when|than)\b", "", words, flags=re.IGNORECASE)) is None
            if plain and BEGUN.search(words) is None:
                near = [s for s in subjects if s.source is one.source and s.low <= sentence.start() <= s.high]
                yield from _of_sentence(one, sentence, near)


def _of_sentence(one: Subject, sentence: re.Match[str], near: Sequence[Subject]) -> Iterator[AuditFinding]:
    for found in SPANS.finditer(sentence.group()):
        text = next(t for t in found.groups() if t is not None)
        kind = "latex" if found["latex"] or found["round"] else "unicode"
        target, *sides = [part.strip() for part in RELATION.split(text)]
        if not sides:
            before = sentence.group()[: found.start()]
            target, sides = "", [text] if WHOLE.search(before) and not BOUND.search(before) else []
        document = one.source.text
        name = None if MOVE.fullmatch(target) or not target else read_as(target, kind, document)
        if target and not isinstance(name, Name) and not MOVE.fullmatch(target):
            continue
        for side in sides:
            value = read_as(side, kind, document)
            fix = None if value is None else _mend(name, value, (side, sentence.group()), near)
            if fix is not None:
                low = sentence.start() + found.start(found.lastgroup or 0)
                yield _finding(one, low, low + len(text), fix)
                break


def _mend(name: Node | None, value: Node, said_in: tuple[str, str], near: Sequence[Subject]) -> str | None:
    """What makes a side right that is so for no update and no choice of numbers; None where one has it.

    It is given with the sentence that it is said in.
    """
    side, words = said_in
    gradients = {n.text for n in _names(value) if is_gradient_name(n.text)}
    if len(gradients) != 1 and (gradients or name is not None):
        return None
    fixes = list[str | None]()
    for one in near:
        for start in _starts(one, words, exact=NUMBER.search(side) is None):
            due = start.values.get(_stem(name, start) if isinstance(name, Name) else "")
            try:
                said = [_value(value, start.numbers, g) for g in GRADIENTS]
            except NoValueError:
                return None
            if due is None or _alike(said, due) or (not gradients and not _alike(due, due[:1] * len(due))):
                return None
            fixes.append(_factor(said, due, start))
    return fixes[0] if fixes and fixes[0] is not None and all(fixes) else None


def _stem(name: Name, start: Start) -> str:
    """A letter without the number of the step, where the update has it."""
    bare = name.text.removesuffix("_1")
    return name.text if name.text in start.values else bare if bare in start.values else "?"


def _factor(said: Sequence[float], due: Sequence[float], start: Start) -> str | None:
    """One or two factors that are there once too often or not at all, or another power of the gradient."""
    single = [("", 1.0, 0)]
    for words, value in start.factors():
        single += [(f"times {words}", value, 0), (f"divided by {words}", 1 / value, 0)]
    single += [("times the gradient", 1.0, 1), ("divided by the gradient", 1.0, -1)]
    for first, second in sorted(product(single, repeat=2), key=lambda p: bool(p[0][0]) + bool(p[1][0])):
        made = [
            x * first[1] * second[1] * float(g) ** (first[2] + second[2])
            for x, g in zip(said, GRADIENTS, strict=True)
        ]
        if _alike(made, due):
            return " and ".join(filter(None, (first[0], second[0])))
    return None


def _alike(one: Sequence[float], two: Sequence[float]) -> bool:
    return all(abs(abs(a) - abs(b)) <= NEAR * abs(b) for a, b in zip(one, two, strict=True))


def _value(node: Node, numbers: Numbers, gradient: Fraction) -> float:
    """What an expression is where the gradient, which is positive, has a value."""
    rates = [value for name, value in numbers.items() if sort_of(name) is Sort.RATE]
    known = {n.text: Dual(rates[0]) for n in _names(node) if len(rates) == 1 and sort_of(n.text) is Sort.RATE}
    known |= {name: Dual(value) for name, value in numbers.items()}
    known |= {n.text: Dual(gradient) for n in _names(node) if is_gradient_name(n.text)}
    return float(value_of(_positive(node), known).value)


def _names(node: Node) -> list[Name]:
    return [n for n in parts(node) if isinstance(n, Name)]


def _positive(node: Node) -> Node:
    """An expression of a positive gradient: its sign is 1, and it is its own size."""
    if isinstance(node, Name):
        return Name(node.text)
    if isinstance(node, Apply) and node.op == "sign":
        return Number(Fraction(1))
    if isinstance(node, Apply) and node.op in ("abs", "norm") and len(node.args) == 1:
        return _positive(node.args[0])
    if isinstance(node, Apply):
        return Apply(node.op, tuple(_positive(a) for a in node.args), node.span)
    return node


def _starts(one: Subject, words: str, *, exact: bool) -> Iterator[Start]:
    """An update after one step, at any numbers, or at those that its rates usually have or are said to.

    What words give a rate counts alone, else also what the rest of the text gives it.
    """
    theirs = one.hit.correspondence.names
    sorts = {h.name: sort_of(theirs.get(h.name, h.name)) for h in one.system.hypers}
    usual = {h.name: h.usual for h in one.hit.form.system.hypers}
    choices = list[list[Fraction]]()
    generic = iter(GENERIC)
    for h in one.system.hypers:
        if sorts[h.name] is not Sort.DECAY_RATE:
            choices.append([RATES.get(sorts[h.name], Fraction(2, 7))])
        elif exact:
            choices.append([next(generic, Fraction(3, 8))])
        else:
            known = h.usual or usual.get(theirs.get(h.name, "")) or _customary(theirs.get(h.name, h.name))
            said = _stated(words, h.name) or [known, *_stated(one.source.text, h.name)]
            choices.append([*dict.fromkeys(said)])
    for values in [*product(*choices)][:MAX_CHOICES]:
        numbers = dict(zip(sorts, values, strict=True))
        yield Start(numbers, sorts, _after_one_step(one, numbers))


def _customary(name: str) -> Fraction:
    return Fraction(999, 1000) if name == "beta_2" else Fraction(9, 10)


def _stated(text: str, name: str) -> list[Fraction]:
    """The numbers that a text gives to a decay rate."""
    letter = re.escape(name).replace("_", "_?[{]?")
    pattern = re.compile(rf"{letter}[}}$\s]*(?:=|\\approx|≈)[\s$]*(0?\.\d+)")
    return [Fraction(m[1]) for m in pattern.finditer(text)]


def _after_one_step(one: Subject, numbers: Numbers) -> dict[str, tuple[float, ...]]:
    """What each letter of an update is after one step; the weight's change is called nothing."""
    made = {s.name: s.update for s in one.system.states} | dict(one.system.lets)
    found = {"": _first(one, one.system.weight, numbers)}
    found |= {name: _first(one, value, numbers) for name, value in made.items() if name not in numbers}
    return {name: values for name, values in found.items() if values is not None}


def _first(one: Subject, value: Term, numbers: Numbers) -> tuple[float, ...] | None:
    """A value of the first step, for each gradient, where the weight is 0."""
    asked = replace(one.system, weight=value, lets=())
    reached = [run(asked, numbers, Fraction(0), [g]).weights[1] for g in GRADIENTS]
    found = tuple(float(x) if (exact := fraction_of(x)) is None else float(exact) for x in reached)
    return found if all(map(math.isfinite, found)) else None


def _finding(one: Subject, low: int, high: int, fix: str) -> AuditFinding:
    start, end = one.source.position(low), one.source.position(high)
    return AuditFinding(
        *start,
        *end,
        one.source.cell,
        one.hit.form.of,
        " ".join(one.source.text[low:high].split())[:500],
        "wrong",
        one.hit.form.name,
        fix,
        "a sentence, held against the update beside it",
        f"after the first step of the update beside it, it is this {fix}",
    )


__all__ = ["findings"]
