"""Two independent slips in one update: a correction of it after which it is a known form with one slip.

Both sides are computed once and meet by their courses, so that pairs cost no more than twice the singles.
Only slips of the pen count here, which no method is known by: what is left out or added may be a method.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

from verifier.audit.drafts.names import Sort, sort_of
from verifier.audit.equations.assembly import Update
from verifier.audit.judging.course import Points, points
from verifier.audit.judging.judge import go_on_alike
from verifier.audit.judging.known import Correspondence, Known, known
from verifier.audit.slips.difference import undoing
from verifier.audit.slips.further import common, slips_of
from verifier.audit.slips.mend import Mend, correction_of
from verifier.audit.slips.patience import Patience
from verifier.audit.slips.question import Question, answer_on, question
from verifier.findings import Verdict, Witness
from verifier.mutants import Mutant
from verifier.system import System, fix_hypers
from verifier.term import ZERO, postorder

PEN = ("sign", "other hyperparameter", "complement", "dropped root", "dropped exponent")
"""The kinds of slips that are only made by mistake."""
LEAST = 5
"""How many points and weights of a course have to be defined."""

Key = tuple[str, ...]


def mended_twice(update: Update, meant: frozenset[str]) -> Mend | None:
    """The mend of an update in which two slips of the pen are."""
    asked = question(update.system, meant)
    if asked is None or _is_bounded(asked.judge.system):
        return None
    patience = Patience()
    for form, how in asked.ways:
        if form.rank < 2 and all(v == 0 and sort_of(n) is Sort.SMALL for n, v in how.fixed.items()):
            plainer = _without(form, frozenset(how.fixed))
            found = _pair(asked, plainer, replace(how, fixed={}), patience)
            if found is not None:
                seen = asked.witnesses.get(form.name)
                return None if seen is None else _mend(asked, plainer, found, seen)
    return None


@lru_cache(maxsize=64)
def _without(form: Known, absent: frozenset[str]) -> Known:
    """A form without some of its small constants: many have one under the root and one beside it."""
    left = fix_hypers(form.system, dict.fromkeys(absent, ZERO))
    return known(form.name, form.of, left, derived=form.derived) if absent else form


def _is_bounded(system: System) -> bool:
    """Whether there is a bound, or a branch, which a slip need only make idle to meet a form."""
    return any(n.op in ("min", "where") for n in postorder(system.outputs))


def _pair(
    asked: Question, form: Known, how: Correspondence, patience: Patience
) -> tuple[Mutant, Mutant] | None:
    """A correction of the update, and the slip in the form that it then is."""
    numbers = {**{o: form.numbers[t] for o, t in how.names.items()}, **how.constants}
    slipped = _by_course(form)
    for mutant, key in _corrections(asked, numbers):
        for slip in slipped.get(key, ()):
            other = replace(form, system=slip.system)
            if not go_on_alike(mutant.system, other, replace(how, fixed={})):
                continue
            answer = answer_on(mutant.system, how, slip.system)
            if answer.verdict is Verdict.PROVED:
                return None if _is_of_other_sort(form, slip) else (mutant, slip)
            patience.lost(answer)
            if patience.is_over:
                return None
    return None


def _is_of_other_sort(form: Known, slip: Mutant) -> bool:
    """Whether a rate stands for what is none, or the other way round: with a second slip no pen does that."""
    sides = undoing(form, slip).split(" -> ")
    rates = [sort_of(side) is Sort.RATE for side in sides]
    return slip.kind == "other hyperparameter" and any(rates) and not all(rates)


def _corrections(asked: Question, numbers: Mapping[str, Fraction]) -> Iterator[tuple[Mutant, Key]]:
    for mutant in common(asked.judge.system):
        key = _key(points(mutant.system, numbers)) if mutant.kind in PEN else None
        if key is not None:
            yield mutant, key


def _by_course(form: Known) -> dict[Key, list[Mutant]]:
    found: dict[Key, list[Mutant]] = defaultdict(list)
    for slip, theirs in slips_of(form):
        key = _key(theirs.points) if slip.kind in PEN else None
        if key is not None:
            found[key].append(slip)
    return found


def _key(values: Points | None) -> Key | None:
    """A course as what can be looked up; none where it says too little."""
    if values is None or sum(x is not None for x in values) < LEAST:
        return None
    return tuple("" if x is None else f"{x:.8g}" for x in values)


def _mend(asked: Question, form: Known, pair: tuple[Mutant, Mutant], witness: Witness) -> Mend:
    mutant, slip = pair
    first = correction_of(asked.judge, mutant, form, witness)
    fix = f"{first.fix}; {undoing(form, slip)}"
    return replace(first, fix=fix, why=f"two slips, and with {fix} it is {form.name}", kind="two slips")
