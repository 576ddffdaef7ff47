"""The decay rates that a text says the authors of a method propose, against those that are usual for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from verifier import catalogue
from verifier.audit.drafts.meaning import named_in
from verifier.audit.drafts.names import number_in
from verifier.audit.finding import AuditFinding
from verifier.audit.said.claims import SENTENCE
from verifier.audit.said.subject import Subject

PROPOSED = re.compile(
    r"\b(?:authors?|inventors?|creators?|Kingma|papers?|articles?|originally)\b[^.]{0,60}?"
    r"\b(?:propos\w+|suggest\w*|recommend\w*|defaults?)\b"
    r"|\b(?:suggested|recommended|proposed)\s+(?:\w+\s+){0,3}?by\s+(?:the\s+|its\s+)?(?:authors|inventors|Kingma)"
    r"|\bgood default settings\b|作者(?:建议|推荐|提出)|論文で(?:は|の)推奨"
    r"|авторы (?:предлагают|рекомендуют)",
    re.IGNORECASE,
)
"""Words by which values are those of a method's authors."""
USUAL = re.compile(
    r"\b(?:typical\w*|defaults?|common\w*|usual\w*|recommend\w*|standards?|good|popular)\b|默认|通常|常用|一般"
    r"|推荐|标准|デフォルト|標準|推奨|기본|보통|일반적|권장|типичн|обычн|стандартн|по умолчанию|рекоменд"
    r"|\b(?:typi(?:quement|ques?|sch\w*)|par défaut|recommandée?s?|üblich\w*|standardmä\w+|empfohlen\w*"
    r"|típic[oa]s?|por defecto|predeterminad[oa]s?|padrão|habituales|recomendad[oa]s?|estándar)\b",
    re.IGNORECASE,
)
OTHERWISE = re.compile(
    r"\b(?:not|never|instead|unlike|but|however|although|some|others?(?! parameters?\b)|we|our|experiments?|"
    r"keras|pytorch|or|tensorflow|gans?|wgan|dcgan|transformers?|attention|vaswani|gpt\S*|llms?|bert|vit|"
    r"language models?|"
    r"sparse|between|from|range|grid|tun\w+|increas\w+|decreas\w+|larger|smaller|than)\b|\?",
    re.IGNORECASE,
)
"""Words by which they may be those of somebody else, or several."""
_LETTER = r"(?:\\beta|β|\bbeta)_?\{?(?P<letter>[12₁₂])\}?"
_VALUE = r"(?P<value>0?[.,]\d{1,6})(?![\d.])"
PAIRS = (
    re.compile(rf"{_LETTER}\s*[`$)]?\s*(?:=|≈|\\approx|:|of|is|to be|to|at)\s*[`$]?\s*{_VALUE}"),
    re.compile(rf"{_VALUE}\s*[`$]?\s+for\s+(?:the\s+)?[`$(]?\s*{_LETTER}"),
)
LISTED = re.compile(
    r"(?:^[^\n]*:\**[ \t]*\n(?:[ \t]*\n)?)?(?:^[ \t]*[-*+•][ \t][^\n]*(?:\n|\Z)){2,}", re.MULTILINE
)
"""The lines of a list, with the line that leads to it."""
SUBSCRIPTS = str.maketrans("₁₂", "12")
Stated = tuple[str, Fraction, int, int]


def findings(subjects: Sequence[Subject]) -> Iterator[AuditFinding]:
    """The sentences that give authors other rates than theirs, or each average's usual rate to the other."""
    seen = set[tuple[int, int]]()
    for one in subjects:
        usual = _usual(one)
        for sentence in _passages(one) if usual else ():
            words, key = sentence.group(), (id(one.source), sentence.start())
            if key in seen or OTHERWISE.search(words) or named_in(words) - {one.hit.form.of}:
                continue
            stated = list(_stated(sentence))
            exchanged = _are_exchanged(stated, usual) and USUAL.search(words) is not None
            if not exchanged and (sentence.re is LISTED or PROPOSED.search(words) is None):
                continue
            seen.add(key)
            yield from (
                _finding(one, s, usual[s[0]][0]) for s in stated if s[1] not in usual.get(s[0], [s[1]])
            )


def _passages(one: Subject) -> Iterator[re.Match[str]]:
    """The sentences around an update, and the lists: those may give a value in each of their lines."""
    for pattern in (SENTENCE, LISTED):
        yield from pattern.finditer(one.source.text, one.low, one.high)


def _stated(sentence: re.Match[str]) -> Iterator[Stated]:
    for pattern in PAIRS:
        for found in pattern.finditer(sentence.group()):
            start, end = (sentence.start() + at for at in found.span("value"))
            number = Fraction(found["value"].replace(",", "."))
            yield found["letter"].translate(SUBSCRIPTS), number, start, end


def _are_exchanged(stated: Sequence[Stated], usual: dict[str, list[Fraction]]) -> bool:
    values = {letter: value for letter, value, _, _ in stated}
    return (
        len(values) == 2
        and values["1"] in usual["2"]
        and values["2"] in usual["1"]
        and values["1"] != values["2"]
    )


def _usual(one: Subject) -> dict[str, list[Fraction]]:
    """By the number in its letter, what a decay rate of the text's method usually is; empty without two."""
    found = dict[str, list[Fraction]]()
    for name in [n for n in catalogue.names() if n in one.hit.form.of]:
        numbers = {h.name: h.usual for h in catalogue.system(name).hypers}
        for ours, theirs in one.hit.correspondence.names.items():
            value = numbers.get(theirs)
            if ours.startswith("beta") and number_in(ours) and number_in(theirs) and value is not None:
                found.setdefault(number_in(ours), []).append(value)
    return {letter: values[::-1] for letter, values in found.items()} if set(found) == {"1", "2"} else {}


def _finding(one: Subject, stated: Stated, due: Fraction) -> AuditFinding:
    letter, _, low, high = stated
    text, form = one.source.text[low:high], one.hit.form
    why = f"the text says that beta_{letter} is {text} there, and for {form.of} it is {float(due):g}"
    return AuditFinding(
        *one.source.position(low),
        *one.source.position(high),
        one.source.cell,
        form.of,
        text,
        "wrong",
        form.name,
        f"{text} -> {float(due):g}",
        "a sentence, held against the usual values of the method beside it",
        why,
    )


__all__ = ["findings"]
