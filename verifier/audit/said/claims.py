"""What a text says of its own update: where epsilon stands, first values, a correction left out.

A sentence is held against every update that is printed or programmed beside it, and is wrong only where it
contradicts all of them. A sentence that speaks of others, or leaves a choice, claims nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from typing import Literal

from verifier import catalogue
from verifier.audit.drafts.meaning import named_in
from verifier.audit.drafts.names import Sort, sort_of
from verifier.audit.finding import AuditFinding
from verifier.audit.pages.document import Place
from verifier.audit.said import tongues
from verifier.audit.said.remarks import NEGATED
from verifier.audit.said.sayings import (
    DECAYS,
    EVERY_STATE,
    INSIDE,
    NO_STATE,
    OUTSIDE,
    SPEAKS_OF_START,
    STARTED,
    UNCORRECTED,
)
from verifier.audit.said.subject import Subject
from verifier.system import State, System
from verifier.term import GRADIENT, ONE, STEP, ZERO, Term, postorder, symbols, term

Answer = Literal["said", "contradicted", "open"]

SENTENCE = re.compile(r"(?:[^.!?\n]|\.(?=\d)|(?<=[eg])\.(?=[a-z,])|\n(?![ \t]*(?:\n|[-*#>\d]|:|@)))+")
QUOTED = re.compile(r"(?<!\")\"(?!\")[^\"]*(?<!\")\"(?!\")|[“„«「『][^“”„«»「」『』]*[”“»」』]")
"""What somebody else is quoted with."""
OTHER_ROOT = re.compile(r"\b(?:batch|layer|group|normali[sz]\w+|loss|errors?|distances?)\b", re.IGNORECASE)
"""Words of a sentence on a root that is no update's."""
TINY = 1e-6
"""Below it a first value is there to divide by it."""
HEDGE = re.compile(
    r"\b(?:unlike|whereas|while|instead|some|others?|not|never|rather|original|papers?|either|whether|or|would|"
    r"could|may|might|can|should|if|when|vs|versus|tensorflow|keras|pytorch|torch|optax|jax|caffe|frameworks?|"
    r"implementations?|librar(?:y|ies)|people|authors?|many|variants?|versions?|alternative\w*|compar\w+|differ\w*|contrary|"
    r"both(?!\s+(?:the\s+)?(?:moments?|averages?|states|accumulators)\b)|previous\w*|sometimes|"
    r"often|let|suppose|imagine|than|but|however|without loss|todo|bug|mistake|wrong)\b|n't\b|\?",
    re.IGNORECASE,
)

CONTRAST = re.compile(
    r"\A\W*(?:unlike|in contrast (?:to|with)|as opposed to)\s+[^,.:;]{1,40},\s*(?=(?:here|we|our|this)\b)",
    re.I,
)
"""How a sentence begins that names another method, and then says something of its own."""


@dataclass(frozen=True)
class Claim:
    """What a sentence says: how it is answered by an update, and what would be right."""

    start: int
    end: int
    answer: Callable[[Subject], Answer]
    right: str


def findings(subjects: Sequence[Subject], simplified: Sequence[Subject] = ()) -> Iterator[AuditFinding]:
    """The sentences that contradict all updates beside them, those among them that are said to be simpler."""
    seen = set[tuple[int, int, int]]()
    for one in subjects:
        for claim in _claims(one):
            key = (id(one.source), claim.start, claim.end)
            near = [
                s
                for s in (*subjects, *simplified)
                if s.source is one.source and s.low <= claim.start and claim.end <= s.high
            ]
            if key not in seen and all(_contradicts(claim, s) for s in near):
                yield _finding(one, claim)
            seen.add(key)


def _contradicts(claim: Claim, one: Subject) -> bool:
    """Whether a claim is true of an update in no way to set its switches."""
    others = (replace(one, system=way) for way in one.ways)
    return claim.answer(one) == "contradicted" and all(claim.answer(other) != "said" for other in others)


def _claims(one: Subject) -> Iterator[Claim]:
    """What sentences claim in their own words, and not in somebody's whom they quote."""
    for sentence in SENTENCE.finditer(one.source.text, one.low, one.high):
        low = sentence.start()
        quoted = [(low + q.start(), low + q.end()) for q in QUOTED.finditer(sentence.group())]
        for claim in (*_in_other_languages(one, sentence), *_in_english(one, sentence)):
            if not any(start <= claim.start and claim.end <= end for start, end in quoted):
                yield claim


def _in_english(one: Subject, sentence: re.Match[str]) -> Iterator[Claim]:
    words = CONTRAST.sub(lambda m: " " * len(m.group()), sentence.group())
    if not 12 <= len(words) <= 400 or _is_of_another(one, words):
        return
    if (found := NEGATED.search(words)) is not None and _is_of_its_own(one, words, found):
        yield _claim(sentence, found, _corrected, "the update corrects the bias")
    if HEDGE.search(words):
        return
    for pattern, inside in ((INSIDE, True), (OUTSIDE, False)):
        if (found := pattern.search(words)) is not None and OTHER_ROOT.search(words) is None:
            right = f"{'inside' if inside else 'outside'} -> {'outside' if inside else 'inside'}"
            yield _claim(sentence, found, _epsilon(inside), right)
    if (found := UNCORRECTED.search(words)) is not None:
        yield _claim(sentence, found, _corrected, "the update corrects the bias")
    yield from _first_values(one, sentence)
    for found in DECAYS.finditer(words):
        number = {"₁": "1", "₂": "2"}.get(found["number"], found["number"])
        second = found["square"] is not None or found["order"].lower() in ("second", "2nd")
        yield _claim(sentence, found, _decays(number, second), f"beta_{number} -> beta_{3 - int(number)}")


def _is_of_another(one: Subject, words: str) -> bool:
    """Whether a sentence names another method with a small constant: it may speak of that one."""
    return any(not one.hit.form.of.startswith(name) for name in named_in(words) & _divided())


@cache
def _divided() -> frozenset[str]:
    """The methods that have a small constant in a denominator."""
    systems = ((name, catalogue.system(name)) for name in catalogue.names())
    return frozenset(n for n, s in systems if any(sort_of(h.name) is Sort.SMALL for h in s.hypers))


def _in_other_languages(one: Subject, sentence: re.Match[str]) -> Iterator[Claim]:
    for part in tongues.SENTENCE.finditer(sentence.string, sentence.start(), sentence.end()):
        if tongues.claims_nothing(words := part.group()) or _is_of_another(one, words):
            continue
        for pattern, inside in ((tongues.INSIDE, True), (tongues.OUTSIDE, False)):
            if (found := pattern.search(words)) is not None:
                yield _claim(part, found, _epsilon(inside), "the other side of the root")
        for found in (m for pattern in tongues.STARTED for m in pattern.finditer(words)):
            if NO_STATE.search(found["letters"]) is None:
                value = ONE if tongues.is_one(found["value"]) else ZERO
                right = f"{found['value']} -> {1 - _number(value)}"
                yield _claim(part, found, _started(found["letters"], value), right)


def _is_of_its_own(one: Subject, words: str, found: re.Match[str]) -> bool:
    """Whether a sentence that denies something names no other method, and leaves no choice."""
    rest = f"{words[: found.start()]} {words[found.end() :]}"
    return HEDGE.search(rest) is None and not named_in(words) - {one.hit.form.of}


def _claim(
    sentence: re.Match[str], found: re.Match[str], answer: Callable[[Subject], Answer], right: str
) -> Claim:
    low, words = sentence.start(), found.group()
    start = low + found.start() + len(words) - len(words.lstrip())
    return Claim(start, low + found.end(), answer, right)


def _first_values(one: Subject, sentence: re.Match[str]) -> Iterator[Claim]:
    for pattern in STARTED if SPEAKS_OF_START.search(sentence.group()) else ():
        for found in pattern.finditer(sentence.group()):
            letters = found["letters"]
            if NO_STATE.search(letters) is None:
                value = _first_value(found["value"].lower())
                there = {float(s.initial.value) for s in _told(one, letters) if s.initial.op == "num"}
                right = f"{found['value']} -> {there.pop() if len(there) == 1 else int(value is ZERO):g}"
                yield _claim(sentence, found, _started(letters, value), right)


def _first_value(word: str) -> Term:
    named = {"zero": ZERO, "one": ONE}
    return named[word.rstrip("s")] if word.rstrip("s") in named else term(Fraction(word.rstrip(".")))


def _number(value: Term) -> int:
    return 1 if value is ONE else 0


def _epsilon(inside: bool) -> Callable[[Subject], Answer]:
    def answer(one: Subject) -> Answer:
        where = _places_of_epsilon(one.system)
        if len(where) != 1:
            return "open"
        return "said" if where == {inside} else "contradicted"

    return answer


def _places_of_epsilon(system: System) -> set[bool]:
    """Whether small constants stand under a root: True, False, both or nothing."""
    small = {s for s in symbols([system.weight], "hyper") if sort_of(s.name) is Sort.SMALL}
    small |= {n for n in postorder([system.weight]) if n.op == "num" and 0 < n.value < 1 / 200}
    under = {
        n
        for root in postorder([system.weight])
        if root.op == "pow" and root.terms[1].op == "num" and root.terms[1].value.denominator == 2
        for n in postorder([root.terms[0]])
    }
    return {s in under for s in small}


def _corrected(one: Subject) -> Answer:
    return "contradicted" if STEP in symbols([one.system.weight]) else "said"


def _decays(number: str, second: bool) -> Callable[[Subject], Answer]:
    """Whether a decay rate is that of an average of squares."""

    def answer(one: Subject) -> Answer:
        own = re.compile(rf"b(?:eta)?_?{number}")
        reading = [
            s for s in one.system.states if any(own.fullmatch(h.name) for h in symbols([s.update], "hyper"))
        ]
        kinds = {_gathers_squares(s) for s in reading if not _is_norm(s)}
        if len(kinds) != 1:
            return "open"
        return "said" if kinds == {second} else "contradicted"

    return answer


def _gathers_squares(state: State) -> bool:
    powers = (n for n in postorder([state.update]) if n.op in ("pow", "mul"))
    squares = (n.terms[0] for n in powers if n.terms[1] is n.terms[0] or n.terms[1] is term(2))
    return any(GRADIENT in symbols([base]) for base in squares)


def _is_norm(state: State) -> bool:
    """Whether a state is a greatest value, which texts call by the name of the average that it replaces."""
    return any(n.op == "max" for n in postorder([state.update]))


def _started(letters: str, value: Term) -> Callable[[Subject], Answer]:
    def answer(one: Subject) -> Answer:
        states = _told(one, letters)
        if not states or any(s.initial.op != "num" or 0 < s.initial.value < TINY for s in states):
            return "open"
        return "contradicted" if all(s.initial is not value for s in states) else "said"

    return answer


def _told(one: Subject, letters: str) -> list[State]:
    """The states whose first values a sentence tells."""
    named = [s for s in one.system.states if _is_named(s, letters)]
    return named or (list(one.system.states) if EVERY_STATE.search(letters) else [])


def _is_named(state: State, letters: str) -> bool:
    name = re.escape(state.name)
    return re.search(rf"(?<![A-Za-z\\]){name}(?![A-Za-z])", letters) is not None


def _finding(one: Subject, claim: Claim) -> AuditFinding:
    text = " ".join(one.source.text[claim.start : claim.end].split())
    place = Place(*one.source.position(claim.start), *one.source.position(claim.end - 1), one.source.cell)
    return AuditFinding(
        place.line,
        place.column,
        place.end_line,
        place.end_column + 1,
        place.cell,
        one.hit.form.of,
        text[:500],
        "wrong",
        one.hit.form.name,
        claim.right,
        "a sentence, held against the update beside it",
        f"the text says so, and its own update, which is {one.hit.form.name}, is otherwise",
    )
