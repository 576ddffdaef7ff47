"""Known forms with a weight decay that their sources print apart: in the gradient, or beside the step.

Frameworks and books offer it with every method, and print the method without it. Loshchilov and Hutter
(2019) name the two ways: the summand of an L2 penalty in the gradient, and a decay of the weight itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from verifier.audit.drafts.names import Sort, domain_of, sort_of
from verifier.audit.judging.course import Course, same_course
from verifier.audit.judging.known import Known, correspondences, known, known_forms
from verifier.system import Hyper, System, map_terms
from verifier.term import GRADIENT, WEIGHT, Term, hyper

DECAY = "weight_decay"


def decays(system: System) -> bool:
    """Whether a system has a weight decay."""
    return any(sort_of(h.name) is Sort.WEIGHT_DECAY for h in system.hypers)


@cache
def decayed(form: Known) -> tuple[Known, ...]:
    """A known form with each kind of weight decay, where that is no other method's own."""
    return tuple(_decayed(form))


def _decayed(form: Known) -> Iterator[Known]:
    if decays(form.system):
        yield from _without_rate(form)
        return
    for words, system in _systems(form.system):
        found = known(f"{form.name} with {words}", form.of, system, derived=True)
        if not any(_is_case_of(found, other) for other in known_forms() if other.is_specification):
            yield found


def _systems(system: System) -> Iterator[tuple[str, System]]:
    """The ways to decay, with what they are called."""
    summand = hyper(DECAY) * WEIGHT
    wider = replace(system, hypers=(*system.hypers, Hyper(DECAY, domain_of(DECAY))))
    if system.query is WEIGHT:
        yield "weight decay in the gradient", map_terms(wider, {GRADIENT: GRADIENT + summand}, {})
    for rate in (h.name for h in system.hypers if sort_of(h.name) is Sort.RATE):
        yield "decoupled weight decay", _moved(wider, hyper(rate) * summand)
    yield "decoupled weight decay, without the rate", _moved(wider, summand)


def _without_rate(form: Known) -> Iterator[Known]:
    """A form with the weight decay in place of its product with the rate: at a constant rate the same."""
    rates = [hyper(h.name) for h in form.system.hypers if sort_of(h.name) is Sort.RATE]
    own = [hyper(h.name) for h in form.system.hypers if sort_of(h.name) is Sort.WEIGHT_DECAY]
    if len(rates) == len(own) == 1:
        divided = {own[0]: own[0] / rates[0]}
        system = map_terms(form.system, divided, divided)
        yield known(f"{form.name} with the weight decay without the rate", form.of, system, derived=True)


def _moved(system: System, by: Term) -> System:
    """The system whose new weight is less by something."""
    new = system.weight - by
    lets = tuple((name, new if value is system.weight else value) for name, value in system.lets)
    return replace(system, weight=new, lets=lets)


def _is_case_of(form: Known, other: Known) -> bool:
    """Whether a form goes the course of a specification that has a weight decay of its own."""
    if not decays(other.system):
        return False
    for each in correspondences(form.system, other.system, ()):
        numbers = {theirs: form.numbers[ours] for ours, theirs in each.names.items()} | dict(each.fixed)
        if same_course(form.course, Course(other.system, numbers)):
            return True
    return False
