"""Updates that are a known method, and not the one that alone is named: an Adagrad called RMSprop."""

from __future__ import annotations

import re

from verifier.audit.drafts.candidate import Candidate
from verifier.audit.drafts.meaning import first_named, kin, named_in
from verifier.audit.equations.assembly import Update
from verifier.audit.equations.roles import Roles, is_weight_name
from verifier.audit.judging.cases import is_case
from verifier.audit.judging.judge import Hit
from verifier.audit.judging.known import Known, known_forms
from verifier.audit.pages.document import Unread
from verifier.audit.slips.points import is_point_unknown
from verifier.audit.slips.question import question
from verifier.findings import Witness
from verifier.lift.reading import Gradient, parts

POINT = re.compile(r"(?:\\nabla|\\partial|∇|grad)[^()=]{0,40}\(")
"""A gradient with the point at which it is taken."""
PENALTY = re.compile(r"\bL_?\{?2\b|regulari[sz]|penalt|正则|正則|정규화|регуляриз", re.IGNORECASE)
"""Words for a weight decay within the gradient."""
CONTRAST = re.compile(
    r"\b(?:(?P<without>without|no|ohne|sans|sin|sem|без)|plain|vanilla|ordinary|baseline|naive|ablation)\b|普通|朴素",
    re.IGNORECASE,
)
"""Words by which an update is one that others are held against."""
FAR = 30
"""Within how many characters behind "without" a method is named that an update goes without."""
STRIDE = 1000
"""How many characters are searched for names at a time, twice each."""


def may_be(candidate: Candidate | Unread, meant: str | None) -> bool:
    """Whether something of which nothing could be told moves a weight under the name of a method.

    What cannot even be read may be the method that its titles name, or any where they name none.
    """
    if isinstance(candidate, Unread):
        return (first_named(candidate.headings) or {meant}) == {meant}
    if first_named(candidate.titles) != {meant}:
        return False
    lines = () if candidate.drafts else candidate.alone
    weights = (weight.named for draft in candidate.drafts for weight in Roles(draft).weights())
    return any(is_weight_name(line.letter) for line in lines) or any(weights)


def is_other(candidate: Candidate, update: Update, hit: Hit, meant: frozenset[str]) -> bool:
    """Whether an update that is a known form is another method than the one that is meant.

    Not where one is called by the other's name with a word added, and not where the one that is meant is the
    other at special values: its name often stands for both. A gradient that a program is given may have been
    asked for ahead of the weight; and words around may lead to the other.
    """
    if len(meant) != 1 or kin(meant) & kin(frozenset({hit.form.of})) or _is_spoken_of(candidate, hit, meant):
        return False
    return not is_asked_ahead(candidate, update, hit, meant) and not is_case(_usual(meant), hit.form)


def is_asked_ahead(candidate: Candidate, update: Update, hit: Hit, meant: frozenset[str]) -> bool:
    """Whether an update may be what is meant with a gradient that somebody else takes ahead of the weight."""
    if len(meant) != 1 or _prints_point(candidate, update):
        return False
    return _usual(meant).system.query != hit.form.system.query


def _usual(meant: frozenset[str]) -> Known:
    return next(form for form in known_forms() if form.of in meant and form.is_specification)


def _is_contrast(words: str, meant: frozenset[str]) -> bool:
    """Whether words call an update the usual one, or one without what is meant."""
    found = (
        m for m in CONTRAST.finditer(words) if not m["without"] or named_in(words[m.end() :][:FAR]) & meant
    )
    return next(found, None) is not None


def _is_spoken_of(candidate: Candidate, hit: Hit, meant: frozenset[str]) -> bool:
    """Whether the words around an update speak of what it is."""
    if hit.form.derived:
        return PENALTY.search(candidate.around) is not None
    words = candidate.around
    return _is_contrast(words, meant) or any(
        hit.form.of in named_in(words[at : at + 2 * STRIDE]) for at in range(0, len(words), STRIDE)
    )


def _prints_point(candidate: Candidate, update: Update) -> bool:
    """Whether it can be read where the gradient is taken: ``J(w)``, and no ``g`` that somebody else gives."""
    reading = [
        definition
        for definition in update.draft.definitions.values()
        if any(isinstance(n, Gradient) for n in parts(definition.value))
    ]
    printed = any(POINT.search(candidate.text(definition.span)) for definition in reading)
    return printed and not is_point_unknown(candidate, update)


def parted_from(update: Update, meant: frozenset[str]) -> tuple[Known, Witness] | None:
    """The usual form of what is meant, and numbers at which an update parts from it, if it is none."""
    asked = question(update.system, meant)
    if asked is None or not asked.witnesses:
        return None
    form = asked.ways[0][0]
    return form, asked.witnesses[form.name]
