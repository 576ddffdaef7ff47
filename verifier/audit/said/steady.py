"""What a text says that an update comes to while the gradient stays the same: a velocity, a step, a factor.

The update beside the sentence is run with one gradient until it moves no more. What is said is wrong where it
is neither a state nor the step that it comes to, and one change makes it so; its sign is left to the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from verifier.audit.drafts.names import Sort, sort_of
from verifier.audit.drafts.vocabulary import is_gradient_name
from verifier.audit.equations.statements import read_as
from verifier.audit.equations.values import Dual, NoValueError, value_of
from verifier.audit.finding import AuditFinding
from verifier.audit.said.claims import HEDGE
from verifier.audit.said.lasting import (
    CHANGING,
    COMES,
    COUNTS,
    LASTING,
    OF_TIME,
    RATE,
    TIMES,
    rate_of,
    sentences,
    without_if,
)
from verifier.audit.said.limits import may_be_limit
from verifier.audit.said.subject import Subject
from verifier.audit.said.tongues import ELSEWHERE
from verifier.evaluate import fraction_of, run
from verifier.lift.reading import Apply, Gradient, Name, Node, Number, parts, replaced
from verifier.system import System
from verifier.term import WEIGHT, symbols

DISPLAYED = re.compile(r"\s*(?:\$\$|\\\[)")
"""A formula by itself, between a sentence and the next."""
SPANS = re.compile(
    r"(?<![\\$])\$(?P<a>[^$\n]{1,120})\$(?!\$)|\\\((?P<b>.{3,120}?)\\\)|`(?P<c>[^`\n]{3,80})`"
    r"|(?P<plain>(?<![\w(])[-−–]?\s?(?:\([^()]*\)|[αβγεημρλ\w·* ∇‖|]{1,16}?)\s?/"
    r"\s?\(1\s?[-−–+]\s?[βγμραm]\w{0,8}\))"
)
"""Formulas within a sentence."""
FAR = Fraction(3, 2)
"""How many times too large or too small a number of times may be."""
STEPS = 48
SAME = 1e-6
DECAYS = (Fraction(1, 3), Fraction(2, 5), Fraction(1, 4))
GRADIENT = Fraction(5, 7)
RATES = {Sort.RATE: Fraction(3, 11), Sort.SMALL: Fraction(1, 10**12)}


@dataclass(frozen=True)
class Steady:
    """What an update comes to: its states, its step, and the numbers at which that is so."""

    numbers: dict[str, Fraction]
    sorts: dict[str, Sort]
    states: tuple[float, ...]
    step: float

    def holds(self, node: Node) -> bool:
        """Whether an expression is what it comes to, as far as its letters tell which of these is meant.

        Raises
        ------
        NoValueError
            Where it has letters that are no part of the update.
        """
        value = abs(_value(node, self.numbers))
        return any(abs(value - abs(one)) <= SAME * max(1e-3, abs(one)) for one in self._targets(node))

    def _targets(self, node: Node) -> list[float]:
        rate = float(next((v for n, v in self.numbers.items() if self.sorts[n] is Sort.RATE), Fraction(1)))
        every = [*self.states, self.step]
        if _has_gradient(node):
            return every
        every = [one / float(GRADIENT) for one in every]
        if any(isinstance(n, Name) and self.sorts.get(n.text) is Sort.RATE for n in parts(node)):
            return every
        return [*every, *(one / rate for one in every)]


def findings(subjects: Sequence[Subject]) -> Iterator[AuditFinding]:
    """The sentences that say something else than the updates beside them come to."""
    seen = set[tuple[int, int]]()
    for one in subjects:
        before = ""
        for sentence in sentences(one.source.text, one.low, one.high):
            words = sentence.group()
            lasts = LASTING.search(words) is not None or LASTING.search(before) is not None
            before = words if words.strip() and not DISPLAYED.match(words) else before
            key = (id(one.source), sentence.start())
            if key in seen or not lasts or CHANGING.search(words) or not COMES.search(words):
                continue
            if HEDGE.search(without_if(words)) or ELSEWHERE.search(without_if(words)):
                continue
            near = [s for s in subjects if s.source is one.source and s.low <= sentence.start() <= s.high]
            known = [found for s in near if (found := steady(s.system, _sorts(s))) is not None]
            if len(known) == len(near):
                seen.add(key)
                yield from _expressions(one, sentence, known)
                yield from _factors(one, sentence, known)


def _sorts(one: Subject) -> dict[str, Sort]:
    """What kind of quantity each hyperparameter is: that which stands in its place in the known form."""
    theirs = one.hit.correspondence.names
    return {h.name: sort_of(theirs.get(h.name, h.name)) for h in one.system.hypers}


def steady(system: System, sorts: dict[str, Sort]) -> Steady | None:
    """What a system comes to while its gradient is the same; None where it does not, or is not to be told."""
    kinds = list(sorts.values())
    decaying, known = kinds.count(Sort.DECAY_RATE), (*RATES, Sort.DECAY_RATE)
    if not system.states or any(k not in known for k in kinds) or kinds.count(Sort.RATE) > 1:
        return None
    if decaying > len(DECAYS) or any(WEIGHT in symbols([s.update]) for s in system.states):
        return None
    decays = iter(DECAYS)
    numbers = {name: RATES[kind] if kind in RATES else next(decays) for name, kind in sorts.items()}
    course = run(system, numbers, Fraction(0), [GRADIENT] * STEPS)
    rows = [
        [fraction_of(v) for v in (*course.states[t], course.weights[t])] for t in range(STEPS - 2, STEPS + 1)
    ]
    exact = [[x for x in row if x is not None] for row in rows]
    return _settled(numbers, sorts, exact) if [len(r) for r in exact] == [len(r) for r in rows] else None


def _settled(
    numbers: dict[str, Fraction], sorts: dict[str, Sort], rows: list[list[Fraction]]
) -> Steady | None:
    old, new = rows[1:]
    step, before = float(new[-1] - old[-1]), float(old[-1] - rows[0][-1])
    moved = max(abs(float(a - b)) for a, b in zip(new[:-1], old[:-1], strict=True))
    if moved > SAME / 10 or abs(step - before) > SAME / 10:
        return None
    return Steady(numbers, sorts, tuple(map(float, new[:-1])), step)


def _has_gradient(node: Node) -> bool:
    return any(
        isinstance(n, Gradient) or (isinstance(n, Name) and is_gradient_name(n.text)) for n in parts(node)
    )


def _value(node: Node, numbers: dict[str, Fraction]) -> float:
    known = {name: Dual(value) for name, value in numbers.items()}
    names = (n for n in parts(node) if isinstance(n, Name) and n.text not in known)
    known |= {n.text: Dual(GRADIENT) for n in names if is_gradient_name(n.text)}
    return float(value_of(_plain(node), known).value)


def _plain(node: Node) -> Node:
    """An expression in which gradients are a letter without index, and a norm is what it is the norm of."""
    if isinstance(node, Gradient):
        return Number(GRADIENT)
    if isinstance(node, Name):
        return Name(node.text)
    if isinstance(node, Apply):
        if node.op in ("abs", "norm") and len(node.args) == 1:
            return _plain(node.args[0])
        return Apply(node.op, tuple(_plain(a) for a in node.args), node.span)
    return node


def _expressions(one: Subject, sentence: re.Match[str], known: list[Steady]) -> Iterator[AuditFinding]:
    """What formulas of a sentence say that the update comes to."""
    words = sentence.group()
    for found in SPANS.finditer(words):
        text = next(t for t in found.groups() if t is not None)
        limit = may_be_limit(text, words[: found.start()])
        if OF_TIME.search(words) or not limit or re.search(r"[<>≤≥]|\\[lg]e", text):
            continue
        start = found.start(found.lastgroup or 0)
        shift = text.rfind("=") + 1 if text.count("=") == 1 else 0
        kind = "unicode" if found["plain"] or found["c"] else "latex"
        claim = _parsed(text[shift:], kind, one.source.text)
        if claim is None:
            continue
        try:
            if any(k.holds(claim) for k in known):
                continue
            mend = next((fix for fix, node in _mends(claim, text[shift:]) if known[0].holds(node)), None)
        except NoValueError:
            continue
        if mend is not None:
            low = sentence.start() + start
            why = "while the gradient stays the same, the update beside it comes to something else"
            yield _finding(one, low, low + len(text), mend, why)


def _parsed(text: str, kind: str, document: str) -> Node | None:
    named = re.sub(r"\\(?:left|right)?\\?\|+|‖|\\lVert|\\rVert|\\Vert", " ", text)
    return read_as(named, kind, document)


def _mends(node: Node, text: str) -> Iterator[tuple[str, Node]]:
    """What may have been meant: another sign, or a factor that is there once too often or not at all."""
    one = Number(Fraction(1))
    for part in dict.fromkeys(n for n in parts(node) if isinstance(n, Apply) and n.op in ("add", "sub")):
        other = Apply("sub" if part.op == "add" else "add", part.args)
        signs = (" + ", " - ") if part.op == "add" else (" - ", " + ")
        names = [_named(a) for a in part.args]
        if all(names):
            yield f"{signs[0].join(names)} -> {signs[1].join(names)}", replaced(node, part, other)
    for name in dict.fromkeys(n.text for n in parts(node) if isinstance(n, Name)):
        letter = Name(name)
        yield f"{name} -> 1 - {name}", replaced(node, letter, Apply("sub", (one, letter)))
        for words, factor in ((f"1 - {name}", Apply("sub", (one, letter))), (name, letter)):
            yield f"{text.strip()} times ({words})", Apply("mul", (node, factor))
            yield f"{text.strip()} divided by ({words})", Apply("div", (node, factor))
            squared = Apply("mul", (factor, factor))
            yield f"times ({words}) -> divided by ({words})", Apply("div", (node, squared))


def _named(node: Node) -> str:
    if isinstance(node, Number):
        return str(node.value)
    return node.text if isinstance(node, Name) else ""


def _factors(one: Subject, sentence: re.Match[str], known: list[Steady]) -> Iterator[AuditFinding]:
    """How many times larger a sentence says that something becomes."""
    words = sentence.group()
    rates, counts = list(RATE.finditer(words)), list(TIMES.finditer(words))
    if len(rates) != 1 or len(counts) != 1 or OF_TIME.search(words):
        return
    decays = {n for k in known for n, sort in k.sorts.items() if sort is Sort.DECAY_RATE}
    if len(decays) != 1:
        return
    grown = Apply("div", (Number(Fraction(1)), Apply("sub", (Number(Fraction(1)), Name(next(iter(decays)))))))
    if not all(k.holds(grown) for k in known):
        return
    group = "count" if counts[0]["count"] else "by"
    said, due = counts[0][group], 1 / (1 - rate_of(rates[0]))
    count = COUNTS.get(said.lower()) or int(said)
    if not due / FAR <= count <= due * FAR:
        low, high = (sentence.start() + at for at in counts[0].span(group))
        why = f"the update beside it comes to 1/(1 - {float(rate_of(rates[0])):g}) = {round(due)} times"
        yield _finding(one, low, high, f"{said} -> {round(due)}", why)


def _finding(one: Subject, low: int, high: int, fix: str, why: str) -> AuditFinding:
    text = " ".join(one.source.text[low:high].split())
    reading = "a sentence, held against the update beside it"
    return AuditFinding(
        *one.source.position(low),
        *one.source.position(high),
        one.source.cell,
        one.hit.form.of,
        text[:500],
        "wrong",
        one.hit.form.name,
        fix,
        reading,
        why,
    )


__all__ = ["findings", "steady"]
