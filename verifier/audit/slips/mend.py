"""Mending: the one slip without which an update is a known form of what it is meant to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from verifier.audit.drafts.names import sort_of
from verifier.audit.equations.assembly import Update
from verifier.audit.judging.bounds import touches_a_bound
from verifier.audit.judging.course import Course, same_course
from verifier.audit.judging.judge import (
    Hit,
    Judge,
    compared,
    course_of,
    go_on_alike,
    without_first_step,
)
from verifier.audit.judging.known import Correspondence, Known
from verifier.audit.judging.reckoned import reckoned
from verifier.audit.judging.ways import OPTIONAL
from verifier.audit.slips.difference import INSTEAD, difference, lines_of, undoing
from verifier.audit.slips.fault import line_at_fault
from verifier.audit.slips.further import (
    ADDED,
    Slips,
    common,
    counted_otherwise,
    decayed_twice,
    further_slips_of,
    multiplied,
    replaced_not_added,
    slips_of,
    turned,
)
from verifier.audit.slips.lettered import in_own_letters
from verifier.audit.slips.patience import Patience
from verifier.audit.slips.question import WORK, Question, agree, answer_on, question
from verifier.audit.slips.uncorrected import SAID
from verifier.audit.slips.unmoved import is_of_missing_lines
from verifier.findings import Verdict, Witness
from verifier.mutants import Mutant
from verifier.system import System
from verifier.term import GRADIENT, postorder, state

EXTENSIONS = ("dropped", "constant", "first step")
"""Changes that take something away, like one branch for two: what has more than a known form is no slip."""
EVERYWHERE = ("index of t", "complement")
"""What is written otherwise wherever it stands; such a slip names no line."""


Lines = tuple[frozenset[str], tuple[str, ...]]
"""The lines that are changed last, and those that are changed first."""


@dataclass(frozen=True)
class Mend:
    """A slip, and the known form that is there without it.

    Attributes
    ----------
    form : Known
    place : str
        The name of the line at fault in the update; empty where it is not one line.
    fix : str
        What to write in place of what, ``beta_2 -> beta_1``.
    why : str
        The slip in words.
    witness : Witness
        Numbers at which update and form part.
    slip : (Correspondence, Mutant) or None
        The slip in the form, where that is how the mend was found.
    kind : str
        The kind of the slip.
    """

    form: Known
    place: str
    fix: str
    why: str
    witness: Witness
    slip: tuple[Correspondence, Mutant] | None = None
    kind: str = ""

    @property
    def hit(self) -> Hit | None:
        """The form, as what the update is but for the slip."""
        return None if self.slip is None else Hit(self.form, self.slip[0], proved=True)

    @property
    def omits(self) -> bool:
        """Whether the update lacks something that the form has."""
        return self.kind in ("dropped denominator", "dropped factor", "dropped summand")


def mended(
    update: Update,
    meant: frozenset[str],
    *,
    thorough: bool = True,
    bare: bool = False,
    right: frozenset[str] = frozenset(),
) -> Mend | None:
    """The mend of an update that is one slip from a known form; ``bare``: one without its corrections.

    Lines that are ``right``, since another update has them, are changed last.
    """
    last = tuple(name for name in ("w", update.last) if name not in right)
    found = _mend_of(without_first_step(update.system), meant, (right, last), thorough, bare)
    if found is not None and found.kind == "first value" and _is_assumed(update):
        return None
    if found is None or found.slip is None:
        return found
    how, mutant = found.slip
    if is_of_missing_lines({*update.draft.definitions, update.weight}, found.form.system, mutant.system):
        return _unread(update, found)
    mine = {**{o: found.form.numbers[t] for o, t in how.names.items()}, **how.constants}
    theirs = {**found.form.numbers, **how.fixed}
    place = line_at_fault(update, found.form.system, mutant, mine, theirs)
    fix = in_own_letters(found.fix, update, found.form.system, mutant, how.names, mine, theirs)
    return replace(found, place=place, fix=fix)


def _unread(update: Update, found: Mend) -> Mend | None:
    """A state lost for a line that the text prints and does not read: that is what it should read."""
    if len(update.draft.idle) != 1:
        return None
    (letter, of), *_ = update.draft.idle.items()
    why = f"it is {found.form.name} but for one thing: {letter} is not read"
    return replace(found, place="w", fix=f"{of}[t] -> {letter}[t]", why=why)


def mended_with_rate(update: Update, meant: frozenset[str]) -> Mend | None:
    """The mend of an update whose rate or momentum is reckoned."""
    lines = frozenset[str](), ("w", update.last)
    every = (
        (rate, _mend_of(named, meant, lines, False, False))
        for rate, named in reckoned(without_first_step(update.system))
    )
    found = ((rate, mend) for rate, mend in every if mend is not None)
    return next((replace(m, slip=None, why=f"{m.why}, with {rate}") for rate, m in found), None)


def _is_assumed(update: Update) -> bool:
    """Whether a first value was taken for granted: then it is no slip of the text."""
    return any(text.endswith("before the first step") for text in update.assumed)


@lru_cache(maxsize=2048)
def _mend_of(system: System, meant: frozenset[str], lines: Lines, thorough: bool, bare: bool) -> Mend | None:
    asked = question(system, meant, bare)
    if asked is None:
        return None
    found = _corrected(asked, *lines) or _explained(asked, thorough)
    return replace(found, why=f"{found.why}, {SAID}") if found is not None and bare else found


def _corrected(asked: Question, right: frozenset[str], first: tuple[str, ...]) -> Mend | None:
    """A change of one place of the update after which it is a known form."""
    patience, judge_ = Patience(), asked.judge
    unlike = (*counted_otherwise(judge_.system), *decayed_twice(judge_.system))
    exchanged = (*multiplied(judge_.system), *turned(judge_.system), *replaced_not_added(judge_.system))
    every = [*unlike, *common(judge_.system), *exchanged]
    slips = (m for m in every if not m.kind.startswith(EXTENSIONS))
    printed = lines_of(judge_.system)
    found = sorted(slips, key=lambda m: (m.place in right, _adds_minus(m, printed), m.place not in first))
    fit = [(form, how) for form, how in asked.ways if _gathering(form.system) >= _gathering(judge_.system)]
    for mutant in found:
        tried: dict[tuple[tuple[str, object], ...], Course] = {}
        for form, how in fit:
            numbers = {**{o: form.numbers[t] for o, t in how.names.items()}, **how.constants}
            key = tuple(sorted(numbers.items()))
            mine = tried.setdefault(key, Course(mutant.system, numbers))
            if not same_course(mine, course_of(form, how.fixed)):
                continue
            if not go_on_alike(mutant.system, form, how) or touches_a_bound(judge_.system, mutant.system):
                continue
            if not asked.witnesses:
                return None
            if not agree(mutant.system, form, how, asked.witnesses[form.name]):
                continue
            verdict = compared(mutant.system, form, how, WORK)
            if verdict is not None and verdict.verdict is Verdict.PROVED:
                return correction_of(judge_, mutant, form, asked.witnesses[form.name])
            patience.lost(verdict)
            if patience.is_over:
                return None
    return None


def _adds_minus(mutant: Mutant, printed: Mapping[str, str]) -> bool:
    """Whether a sign is turned that is not printed, in another line than the weight's."""
    before = printed.get(mutant.place, "")
    return mutant.kind == "sign" and mutant.place != "w" and mutant.formula.count("-") > before.count("-")


def _gathering(system: System) -> int:
    """How many states take in gradients: a change by which one of these is of no use mends nothing.

    What is reckoned from another state's new value, as ``m_hat`` is, gathers nothing by itself.
    """
    new = {s.update for s in system.states}
    read = {s: set(postorder([s.update])) for s in system.states}
    reckoned_ = {s for s, nodes in read.items() if state(s.name) not in nodes and (new - {s.update}) & nodes}
    return sum(GRADIENT in nodes for s, nodes in read.items() if s not in reckoned_)


def correction_of(judge_: Judge, mutant: Mutant, form: Known, witness: Witness) -> Mend:
    """The mend by a change of one place of the update."""
    before = lines_of(judge_.system).get(mutant.place)
    whole = mutant.formula if mutant.kind in EVERYWHERE else mutant.words
    fix = whole if before is None else difference(before, mutant.formula)
    fix = INSTEAD if mutant.kind == ADDED else fix
    written = before is not None or mutant.kind in EVERYWHERE
    why = f"with {fix} it is {form.name}" if written else f"with this it is {form.name}: {fix}"
    return Mend(form, mutant.place, fix, why, witness, kind=mutant.kind)


def _explained(asked: Question, thorough: bool) -> Mend | None:
    """A slip in a known form that makes it the update: a common one, then a rarer one."""
    patience = Patience()
    whole = [(f, h) for f, h in asked.ways if all(v or sort_of(n) in OPTIONAL for n, v in h.fixed.items())]
    for slips in (slips_of, further_slips_of)[: 1 + thorough]:
        for form, how in whole:
            if form.rank > 1 and slips is further_slips_of:
                continue
            found = _slipped(asked.judge, form, how, slips(form, tuple(how.fixed.items())), patience)
            if found is not None:
                return _of_slip(form, how, found, asked.witnesses[form.name]) if asked.witnesses else None
    return None


def _slipped(
    judge_: Judge,
    form: Known,
    how: Correspondence,
    slips: Slips,
    patience: Patience,
) -> Mutant | None:
    """The slip that makes a form the update."""
    numbers = {**{o: form.numbers[t] for o, t in how.names.items()}, **how.constants}
    mine = judge_.course(numbers)
    for mutant, theirs in slips:
        if patience.is_over:
            return None
        slipped = replace(form, system=mutant.system)
        if same_course(mine, theirs) and go_on_alike(judge_.system, slipped, how):
            answer = answer_on(judge_.system, how, mutant.system)
            if answer.verdict is Verdict.PROVED:
                return mutant
            patience.lost(answer)
    return None


def _of_slip(form: Known, how: Correspondence, mutant: Mutant, witness: Witness) -> Mend:
    why = f"it is {form.name} but for one thing: {mutant.words}"
    return Mend(form, "", undoing(form, mutant), why, witness, (how, mutant), mutant.kind)
