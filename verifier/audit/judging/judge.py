"""Judging: an update against all known forms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import groupby, islice

from verifier.audit.drafts.names import Sort, sort_of
from verifier.audit.judging.added import only_below
from verifier.audit.judging.course import FURTHER, W0, Course, Points, points, same_course, same_points
from verifier.audit.judging.decayed import decayed, decays
from verifier.audit.judging.glance import FirstStep
from verifier.audit.judging.known import (
    Correspondence,
    Known,
    correspondences,
    known_forms,
    literals_of,
    put_in,
)
from verifier.audit.judging.reckoned import reckoned
from verifier.errors import InputError
from verifier.findings import Verdict, Witness
from verifier.lift.matching import match
from verifier.referee import WORK, Judgement, judge
from verifier.refute import refute
from verifier.refute.witness import WitnessRejectedError
from verifier.system import System, fix_hypers, map_terms
from verifier.term import HALF, ONE, STEP, ZERO, Term, hyper, postorder, symbols, term

STANDARD = re.compile(r"(beta|b|rho|gamma|mu|momentum|decay_rate|betas)_?\d?(\[\d\])?")
"""Names of decay rates that everybody takes to be near 1."""
TINY = Fraction(1, 200)
OTHER_TIES = {"lt": "le", "le": "lt"}
"""The comparison that differs in its ties alone."""
PACES = (Fraction(1), Fraction(97), Fraction(1, 97))
"""By what rates are multiplied: some programs clip large steps, others turn small rates up."""
SECONDS = 120.0
"""For one question to the referee, however busy the machine is: counted work ends it long before."""


@dataclass(frozen=True)
class Hit:
    """A known form that an update is."""

    form: Known
    correspondence: Correspondence
    proved: bool
    reckoned: str = ""
    added: tuple[str, ...] = ()
    turned: str = ""
    begun: bool = False
    tied: bool = False

    @property
    def special(self) -> tuple[str, ...]:
        """The form's hyperparameters that are absent, so that it is a special case of it."""
        return tuple(n for n, value in self.correspondence.fixed.items() if value == 0 or (value == 1))


@dataclass
class Judge:
    """One system before the known forms; courses are computed once."""

    system: System
    meant: frozenset[str]
    _courses: dict[tuple[tuple[str, Fraction], ...], Course] = field(default_factory=dict)
    _by_names: dict[tuple[str, ...], list[tuple[Correspondence, Course]]] = field(default_factory=dict)

    def forms(self) -> list[Known]:
        """The known forms, those of what is meant first; with a weight decay, where the update has one."""
        every = list(known_forms())
        if decays(self.system):
            every += [d for k in every if k.rank <= 1 or k.of in self.meant for d in decayed(k)]
        return sorted(every, key=lambda k: (k.of not in self.meant, k.rank))

    def hit(self) -> Hit | None:
        """The known form that the update is; one that has an epsilon where the form has none counts, too."""
        ties = any(n.op == "le" for n in postorder(self.system.outputs))  # forms have theirs without
        plain = (self._tied() or self._hit()) if ties else (self._hit() or self._tied())
        found = plain or self._begun() or self._complementary()
        if found is not None:
            return found
        small = [s for s in symbols([self.system.weight], "hyper") if sort_of(s.name) is Sort.SMALL]
        small += [n for n in postorder([self.system.weight]) if n.op == "num" and 0 < n.value < TINY]
        if not small or not all(only_below(self.system.weight, s) for s in small):
            return None
        without = map_terms(self.system, dict.fromkeys(small, ZERO), {})
        names = {s.name for s in small if s.op == "sym"}
        without = replace(without, hypers=tuple(h for h in without.hypers if h.name not in names))
        bare = Judge(without, self.meant)._hit()
        return None if bare is None else replace(bare, added=tuple(sorted(map(repr, small))))

    def _tied(self) -> Hit | None:
        """A form that has the ties of a comparison on the other side: ``>= 5`` for ``> 5``."""
        nodes = postorder((*self.system.outputs, *(value for _, value in self.system.lets)))
        turned = {n: Term(OTHER_TIES[n.op], *n.terms) for n in nodes if n.op in OTHER_TIES}
        every = [dict([pair]) for pair in turned.items()]
        for some in [turned, *every] if len(turned) > 1 else every:
            hit = Judge(map_terms(self.system, some, {}), self.meant)._hit()
            if hit is not None:
                return replace(hit, tied=True)
        return None

    def _begun(self) -> Hit | None:
        """A form whose states begin with 0, where the update's begin with the first gradient."""
        later = without_first_step(self.system)
        hit = None if later is self.system else Judge(later, self.meant)._hit()
        return None if hit is None else replace(hit, begun=True)

    def _complementary(self) -> Hit | None:
        """A form whose decay rate is one minus the update's: a convention, if its value allows it."""
        for h in self.system.hypers:
            near_one = h.usual is not None and h.usual > HALF.value
            if near_one or sort_of(h.name) not in (Sort.DECAY_RATE, Sort.RATE, Sort.OTHER):
                continue
            if STANDARD.fullmatch(h.name) and h.usual is None:
                continue
            turned = map_terms(self.system, {hyper(h.name): ONE - hyper(h.name)}, {})
            other = h if h.usual is None else replace(h, usual=1 - h.usual)
            turned = replace(turned, hypers=tuple(other if x is h else x for x in self.system.hypers))
            hit = Judge(turned, self.meant)._hit()
            if hit is not None:
                return replace(hit, turned=h.name)
        return None

    def _hit(self) -> Hit | None:
        """The likeliest known form that the update is, with as few special values as possible."""
        found: list[tuple[tuple[int, int, int], Known, Correspondence]] = []
        open_ = None
        for position, form in enumerate(self.forms()):
            for each in islice(self.same_courses(form), 3):
                if _stands_still(each):
                    continue
                absent = sum(v in (0, 1) for v in each.fixed.values())
                foreign = int(bool(self.meant) and form.of not in self.meant)
                if absent or foreign:
                    found.append(((absent, foreign, position), form, each))
                elif (hit := self._settled(form, each)) is not None and hit.proved:
                    return hit
                else:
                    open_ = open_ or hit
        found.sort(key=lambda f: f[0])
        for _, form, how in found[:8]:
            hit = self._settled(form, how)
            if hit is not None and hit.proved:
                return hit
            open_ = open_ or hit
        return open_

    def is_meant(self) -> bool:
        """Whether the update is proved to be a form of what is meant; other methods are not looked at."""
        ways = ((f, h) for f in known_forms() if f.of in self.meant for h in islice(self.same_courses(f), 3))
        return any(not _stands_still(h) and (s := self._settled(f, h)) and s.proved for f, h in ways)

    def same_courses(self, form: Known) -> Iterator[Correspondence]:
        """The ways in which the update goes the form's course."""
        for each, mine in self._ways(form):
            if same_course(mine, course_of(form, each.fixed)):
                yield each

    def _ways(self, form: Known) -> list[tuple[Correspondence, Course]]:
        """The update's course by each correspondence: names of hyperparameters decide on both."""
        names = tuple(h.name for h in form.system.hypers)
        if names not in self._by_names:
            every = correspondences(self.system, form.system, self._literals)
            paired = groupby(every, key=lambda each: id(each.names))
            self._by_names[names] = [way for _, group in paired for way in self._alike(form, list(group))]
        return self._by_names[names]

    @cached_property
    def _first_step(self) -> FirstStep:
        return FirstStep(self.system)

    @cached_property
    def _literals(self) -> list[Fraction]:
        return literals_of(self.system)

    def _alike(self, form: Known, group: list[Correspondence]) -> list[tuple[Correspondence, Course]]:
        """Correspondences that pair the same names: they differ in what the update has not."""
        mine = self.course(_at(form, group[0]))
        return [(each, mine) for each in group]

    def course(self, numbers: Mapping[str, Fraction]) -> Course:
        """The update's course at some numbers."""
        key = tuple(sorted(numbers.items()))
        if key not in self._courses:
            self._courses[key] = Course(self.system, numbers, self._first_step)
        return self._courses[key]

    def _settled(self, form: Known, how: Correspondence) -> Hit | None:
        """A form whose course is the update's: none where they part later, or the referee says so."""
        for mine, theirs in _further_courses(self.system, form, how):
            if mine is not None and theirs is not None and not same_points(mine, theirs):
                return None
        verdict = compared(self.system, form, how)
        if verdict is None or verdict.verdict is Verdict.REFUTED:
            return None
        return Hit(form, how, verdict.verdict is Verdict.PROVED)


def without_first_step(system: System) -> System:
    """A system whose first step is like the later ones: without the cases that it makes of it."""
    asked = Term("eq", STEP, ONE)
    nodes = postorder((*system.outputs, *(value for _, value in system.lets)))
    cases: dict[Term, Term] = {n: n.terms[2] for n in nodes if n.op == "where" and n.terms[0] is asked}
    return map_terms(system, cases, {})


def _at(form: Known, how: Correspondence, pace: Fraction = PACES[0]) -> dict[str, Fraction]:
    """The form's numbers for the update's hyperparameters, which a form has by their names."""
    numbers = _paced(form, pace)
    return {**{ours: numbers[theirs] for ours, theirs in how.names.items()}, **how.constants}


def _paced(form: Known, pace: Fraction) -> dict[str, Fraction]:
    """The numbers of a form, with its rates multiplied by something."""
    return {n: value * pace if sort_of(n) is Sort.RATE else value for n, value in form.numbers.items()}


def _stands_still(how: Correspondence) -> bool:
    """Whether the form's rate is 0 here: no weight moves by it."""
    return any(value == 0 and sort_of(name) is Sort.RATE for name, value in how.fixed.items())


@lru_cache(maxsize=4096)
def hit_of(system: System, meant: frozenset[str]) -> Hit | None:
    """The known form that a system is; what was asked before is known."""
    return Judge(system, meant).hit() or _reckoned(system, meant)


def _reckoned(system: System, meant: frozenset[str]) -> Hit | None:
    """A form whose rate is reckoned from other constants."""
    for rate, named in reckoned(system):
        hit = Judge(named, meant)._hit()
        if hit is not None and hit.proved:
            return replace(hit, reckoned=rate)
    return None


def course_of(form: Known, fixed: Mapping[str, Fraction]) -> Course:
    """The course of a form of which some hyperparameters are fixed."""
    return _fixed_course(form, tuple(fixed.items())) if fixed else form.course


@lru_cache(maxsize=20_000)
def _fixed_course(form: Known, fixed: tuple[tuple[str, Fraction], ...]) -> Course:
    return Course(form.system, {**form.numbers, **dict(fixed)}, form.course.first_step)


def go_on_alike(system: System, form: Known, how: Correspondence) -> bool:
    """Whether a system goes a form's course over many steps, with large and small rates, too."""
    return all(same_points(mine, theirs) for mine, theirs in _further_courses(system, form, how))


def _further_courses(
    system: System, form: Known, how: Correspondence
) -> Iterator[tuple[Points | None, Points | None]]:
    """Many steps of a system and of a form, at each pace."""
    for pace in PACES:
        mine = _far(system, tuple(_at(form, how, pace).items()))
        yield mine, _further_course(form, tuple(how.fixed.items()), pace)


@lru_cache(maxsize=4_000)
def _far(system: System, numbers: tuple[tuple[str, Fraction], ...]) -> Points | None:
    """Many steps of a system: it is held against many forms."""
    return points(system, dict(numbers), W0, FURTHER)


@lru_cache(maxsize=4_000)
def _further_course(form: Known, fixed: tuple[tuple[str, Fraction], ...], pace: Fraction) -> Points | None:
    return points(form.system, {**_paced(form, pace), **dict(fixed)}, W0, FURTHER)


def compared(system: System, form: Known, how: Correspondence, work: float = WORK) -> Judgement | None:
    """The referee's verdict on an update and a form whose hyperparameters correspond."""
    left = put_in(system, how)
    right = fix_hypers(form.system, {n: term(v) for n, v in how.fixed.items()})
    try:
        matched = match(left, right)
        if not go_on_alike(system, form, how):  # there is no proof to look for
            witness = refute(matched.left, matched.right)
            if isinstance(witness, Witness):
                return Judgement(Verdict.REFUTED, witness)
        return judge(matched.left, matched.right, seconds=SECONDS, work=work)
    except (InputError, WitnessRejectedError):  # a question that cannot be asked, an answer that two deny
        return None
