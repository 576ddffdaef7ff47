"""The update that a docstring prints, held against what the function or class below it runs.

Both are known forms, so that neither is wrong by itself. A docstring that prints what the code runs at some
setting of its switches, or at special values of its hyperparameters, says nothing wrong; nor does one that
says of its formula that it is simplified, or that the code differs from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from verifier.audit.drafts.candidate import Candidate, Fragment
from verifier.audit.drafts.meaning import kin, named_in
from verifier.audit.drafts.names import plain
from verifier.audit.equations.assembly import Update, updates
from verifier.audit.finding import AuditFinding
from verifier.audit.judging.cases import ANY, is_case
from verifier.audit.judging.course import Course, same_course
from verifier.audit.judging.judge import Hit, compared, hit_of
from verifier.audit.judging.known import Correspondence, Known, correspondences, known
from verifier.audit.pages.document import Documented
from verifier.audit.slips.difference import difference, lines_of, undoing
from verifier.audit.slips.fault import line_at_fault
from verifier.audit.slips.fragments import Line, in_company, is_rejected
from verifier.audit.slips.further import further_slips_of, slips_of
from verifier.audit.slips.lettered import in_own_letters, lettered
from verifier.audit.slips.told import of_contradicting_line, of_contradiction, span_of
from verifier.system import System
from verifier.term import GRADIENT, WEIGHT, ZERO, symbols

OTHERWISE = re.compile(
    r"\b(?:differ\w*|unlike|instead|contra(?:st|ry)|simpl(?:er|y|if\w*)|equivalent\w*|practice|variants?|"
    r"modif\w+|rather than|alternativ\w+|approximat\w+|original\w*|textbook|concept\w*|intuiti\w+|idea|"
    r"roughly|similar\w*|essentially|basically|compar\w+|whereas|however|whether|depending|either|optional\w*|"
    r"reformulat\w+|rewrit\w+|rearrang\w+|efficien\w+|stability|papers? (?:form|version|uses?|defines?)|"
    r"ignor\w+|omit\w*|not? (?:the )?same|not exactly|not identical)\b",
    re.IGNORECASE,
)
"""Words by which a docstring may print something else than what is run."""
MAX_WAYS = 16
"""With how many settings of its switches the code is held against the docstring."""
MAX_NAMES = 4
"""How many ways to pair names off are tried for numbers at which both part."""
NEAR = 300
"""Within how many characters behind a comment that documents it a function begins."""


@dataclass(frozen=True)
class Passage:
    """A passage of a file, and its updates, with the form that each is; None where something is wrong."""

    candidate: Candidate
    judged: tuple[tuple[Update | None, Hit | None], ...]

    @property
    def known(self) -> list[tuple[Update, Hit]]:
        """The updates, where all of them are known forms."""
        made = [(update, hit) for update, hit in self.judged if update is not None and hit is not None]
        return made if len(made) == len(self.judged) else []


def findings(passages: Sequence[Passage]) -> Iterator[AuditFinding]:
    """The updates and lines in docstrings that are of another form than all that the code below them runs."""
    printed = dict[Documented, list[Passage]]()
    for passage in passages:
        if passage.candidate.within is not None:
            printed.setdefault(passage.candidate.within, []).append(passage)
    for within, said in printed.items():
        run = [each for each in passages if _is_documented(each.candidate, within)]
        whole = [each for each in said if not each.candidate.alone and _moves_weight(each.candidate)]
        if not run or not all(each.known for each in run) or OTHERWISE.search(within.text):
            continue
        if whole and all(each.known for each in whole):
            yield from _contradictions(within, whole, run)
        elif not any(each.judged for each in said):
            lines = ((line, each.candidate.around) for each in said for line in each.candidate.alone)
            yield from _of_lines([line for line, around in lines if not is_rejected(line, around)], run)


def _is_documented(code: Candidate, within: Documented) -> bool:
    """Whether a passage is the function that a docstring is about, or of the class, and moves a weight."""
    place = code.stretch
    if code.within is not None or place is None or not within.name or place.high < within.high:
        return False
    inside, below = place.low <= within.low, 0 <= place.low - within.high < NEAR
    function = code.titles[:1] == (within.name,) and (inside or below)
    owner = code.titles[1:2] == (within.name,) or within.name in code.names[2].split()
    return (function or owner) and _moves_weight(code)


def _moves_weight(candidate: Candidate) -> bool:
    return any(True for draft in candidate.drafts for _ in updates(draft))


def _contradictions(
    within: Documented, said: Sequence[Passage], run: Sequence[Passage]
) -> Iterator[AuditFinding]:
    """What a docstring prints, where nothing of it is what is run."""
    ways = [u.system for each in run for draft in each.candidate.drafts for u in updates(draft)]
    printed = [(each.candidate, *pair) for each in said for pair in each.known]
    if len(ways) > MAX_WAYS or not all(map(_begins_at_rest, ways)):
        return
    forms = [known("the code", within.name, _displayed(way)) for way in dict.fromkeys(ways)]
    if any(_is_run(update, form) for _, update, _ in printed for form in forms):
        return
    for candidate, update, hit in printed:
        usual = next(pair[1] for each in run for pair in each.known)
        own = hit.form.of in kin(frozenset({usual.form.of})) or hit.form.of not in named_in(within.text)
        if own and _is_literal(hit) and _is_literal(usual) and update.system.query is WEIGHT:
            yield from islice(_parted(candidate, update, hit, usual, forms[0]), 1)


def _of_lines(lines: Iterable[Fragment], run: Sequence[Passage]) -> Iterator[AuditFinding]:
    """The lines that a docstring prints alone and that are another form of what the code runs."""
    every = {hit.form: hit for each in run for _, hit in each.known}
    if len(every) != 1 or not all(_is_literal(hit) and not hit.special for hit in every.values()):
        return
    (form,) = every
    for fragment in lines:
        made = [(line, system) for line, other, system in in_company(fragment) if other is form]
        if made and not any(is_case(known("printed", "", system), form) for _, system in made):
            yield from islice(_other_line(fragment, form, made), 1)


def _other_line(
    fragment: Fragment, form: Known, made: Sequence[tuple[Line, System]]
) -> Iterator[AuditFinding]:
    """The findings on a line, by each way to read it, that makes of what the code runs another known form."""
    for line, system in made:
        hit = hit_of(system, frozenset((form.of,)))
        alike = Correspondence({h.name: h.name for h in system.hypers}, {}, {})
        parted = compared(system, form, alike) if hit is not None and hit.form.of == form.of else None
        if hit is not None and parted is not None and parted.witness is not None:
            fix = lettered(
                difference(lines_of(system)[line.name], lines_of(form.system)[line.name]), line.letters
            )
            yield of_contradicting_line(fragment, (hit, form), parted.witness, fix)


def _begins_at_rest(way: System) -> bool:
    """Whether what gathers gradients begins with 0, as is taken for granted where nothing is printed."""
    return all(s.initial is ZERO for s in way.states if GRADIENT in symbols([s.update]))


def _displayed(way: System) -> System:
    """A system whose values are called as they are shown: without the records that hold them."""
    return replace(way, lets=tuple((plain(name), value) for name, value in way.lets))


def _is_literal(hit: Hit) -> bool:
    """Whether an update is a form as it stands, with nothing taken otherwise."""
    return hit.proved and not (hit.reckoned or hit.turned or hit.begun or hit.added)


def _is_run(update: Update, form: Known) -> bool:
    """Whether what is printed may be what is run, at some special values: then nothing is said."""
    return form.system.query is not WEIGHT or is_case(known("printed", "", update.system), form)


def _parted(
    candidate: Candidate, update: Update, hit: Hit, usual: Hit, form: Known
) -> Iterator[AuditFinding]:
    """The findings on a printed update, by each way to pair its hyperparameters with those of the code."""
    for how in islice(correspondences(update.system, form.system, ANY), MAX_NAMES):
        parted = compared(update.system, form, how)
        if parted is not None and parted.witness is not None:
            place, fix = _mend(update, form, how)
            yield of_contradiction(
                candidate, update, (hit, usual), parted.witness, span_of(update, place), fix
            )


def _mend(update: Update, form: Known, how: Correspondence) -> tuple[str, str | None]:
    """The line at fault and what mends it, where one slip in the code makes of it what is printed."""
    mine = {**{ours: form.numbers[theirs] for ours, theirs in how.names.items()}, **how.constants}
    fixed = tuple(how.fixed.items())
    theirs, course = {**form.numbers, **how.fixed}, Course(update.system, mine)
    for mutant, wrong in (*slips_of(form, fixed), *further_slips_of(form, fixed)):
        if same_course(course, wrong):
            undo = undoing(form, mutant)
            fix = in_own_letters(undo, update, form.system, mutant, how.names, mine, theirs)
            return line_at_fault(update, form.system, mutant, mine, theirs), fix
    return update.last, None
