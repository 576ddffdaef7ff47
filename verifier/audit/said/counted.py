"""From which number a text says that steps are counted: "``k`` counted from zero", beside ``1 - b**k``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from verifier.audit.finding import AuditFinding
from verifier.audit.said.claims import HEDGE, SENTENCE
from verifier.audit.said.subject import Subject

COUNTED = re.compile(
    r"(?<![\w.])[`$*]*(?P<letter>[A-Za-z_]\w*)[`$*]*,?\s+(?:(?:is|are|being)\s+)?(?:counted|counting|counts)\s+"
    r"(?:(?:the\s+)?steps\s+)?(?:up\s+)?(?:from|starting (?:at|from|with))\s+"
    r"(?P<value>zero|one|0|1)\b(?!\.\d)",
    re.IGNORECASE,
)
NUMBERS = {"zero": 0, "one": 1}
ASSUMED = "{} counts the steps from {}"
"""How an update says with which of the two numbers it is what it is."""


def findings(subjects: Sequence[Subject]) -> Iterator[AuditFinding]:
    """The sentences after which the updates that read the letter would not be what they are."""
    seen = set[tuple[int, int]]()
    for one in subjects:
        for sentence in SENTENCE.finditer(one.source.text, one.low, one.high):
            every = list(COUNTED.finditer(sentence.group()))
            key = (id(one.source), sentence.start())
            if len(every) != 1 or key in seen or HEDGE.search(sentence.group()):
                continue
            letter, value = every[0]["letter"], every[0]["value"].lower()
            number = NUMBERS.get(value) if value in NUMBERS else int(value)
            at = sentence.start() + every[0].start()
            near = [s for s in subjects if s.source is one.source and s.low <= at < s.high]
            told = {a for s in near for a in s.assumed}
            others = {ASSUMED.format(letter, n) for n in (0, 1, 2)} & told
            if others and ASSUMED.format(letter, number) not in others:
                seen.add(key)
                yield _finding(one, sentence, every[0], next(iter(others)).rpartition(" ")[2])


def _finding(one: Subject, sentence: re.Match[str], said: re.Match[str], there: str) -> AuditFinding:
    low, high = sentence.start() + said.start("letter"), sentence.start() + said.end()
    form = one.hit.form
    return AuditFinding(
        *one.source.position(low),
        *one.source.position(high),
        one.source.cell,
        form.of,
        " ".join(one.source.text[low:high].split())[:500],
        "wrong",
        form.name,
        f"{said['value']} -> {there}",
        "a sentence, held against the update beside it",
        f"the update beside it is {form.name} where {said['letter']} counts the steps from {there}",
    )


__all__ = ["findings"]
