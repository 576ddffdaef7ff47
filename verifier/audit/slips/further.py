"""Further slips of people who write optimizers down: lost parentheses, other letters, turned quotients."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from itertools import islice

from verifier.audit.drafts.names import Sort, sort_of
from verifier.audit.judging.course import Course
from verifier.audit.judging.known import Known
from verifier.audit.slips.everywhere import everywhere, power_of_whole, reweighted, times_exponent
from verifier.audit.slips.repeated import between_lines
from verifier.mutants import Mutant, mutants
from verifier.mutants.equations import equations_of, places
from verifier.mutants.mutant import plain
from verifier.mutants.notation import shown
from verifier.mutants.slips import joined, parts
from verifier.system import System, map_terms
from verifier.term import GRADIENT, HALF, ONE, STEP, Term, hyper, postorder, state, term

MAX_SLIPS = 600
MAX_FURTHER = 900
ADDED = "added to itself"
"""The kind of a slip that gathers what is to be replaced."""


def counted_otherwise(system: System) -> Iterator[Mutant]:
    """The steps counted one higher, and one lower, everywhere; a decay rate near 1 read as one near 0."""
    counted = _counts(system)
    for by, first in ((1, "one later"), (-1, "one earlier")) if counted else ():
        moved = replace(map_terms(system, {STEP: STEP + by}, {}), lets=())
        if moved.outputs != system.outputs:
            line = f"t -> {shown(STEP + by)}"
            yield Mutant("index of t", "", f"the steps counted from {first}", line, moved)
    for h in system.hypers:
        if h.usual is not None and HALF.value < h.usual < 1:
            swapped = replace(map_terms(system, {hyper(h.name): ONE - hyper(h.name)}, {}), lets=())
            words = f"{h.name} and 1 - {h.name} exchanged"
            yield Mutant("complement", "", words, f"{h.name} -> 1 - {h.name}", swapped)


def decayed_twice(system: System) -> Iterator[Mutant]:
    """The decay of the weight left out at one of the places where the weight decays by the same number."""
    equations = equations_of(system)
    for h in (h.name for h in system.hypers if sort_of(h.name) is Sort.WEIGHT_DECAY):
        found = [
            (equation, put, summands, i)
            for equation in equations.every
            for node, put in places(equation.formula)
            for summands in ([parts(node, "add")] if node.op == "add" else ())
            for i, x in enumerate(summands)
            if hyper(h) in parts(x, "mul")
        ]
        for equation, put, summands, i in found if len(found) > 1 else ():
            formula = plain(put(joined("add", summands[:i] + summands[i + 1 :])))
            without = equations.with_formulas({equation.symbol: formula})
            if without is not None:
                words = f"without the decay {shown(summands[i])}"
                yield Mutant("second decay", equation.name, words, formula, without)


def multiplied(system: System) -> Iterator[Mutant]:
    """Sums where a system has products: ``b*m + (1 - b)*g`` for ``b*m*(1 - b)*g``."""
    equations = equations_of(system)
    for equation in equations.every:
        for node, put in places(equation.formula):
            factors = parts(node, "mul")
            for i in range(1, len(factors)):
                formula = plain(put(joined("mul", factors[:i]) + joined("mul", factors[i:])))
                made = equations.with_formulas({equation.symbol: formula})
                if made is not None:
                    yield Mutant("product for sum", equation.name, "a product for a sum", formula, made)


def replaced_not_added(system: System) -> Iterator[Mutant]:
    """What a letter becomes, where it is added to the letter: ``m = b*m + ...`` for ``m += b*m + ...``."""
    equations = equations_of(system)
    for own in system.states:
        equation, old = equations.of_state(own.name), state(own.name)
        summands = [] if equation is None else parts(equation.formula, "add")
        rest = joined("add", [x for x in summands if x is not old]) if old in summands[:1] else old
        if equation is not None and rest is not old and old in postorder([rest]):
            made = equations.with_formulas({equation.symbol: rest})
            if made is not None:
                yield Mutant(ADDED, equation.name, f"{own.name} itself not added", rest, made)


def _counts(system: System) -> bool:
    """Whether a system calculates with the number of the step, and does not only ask for the first one."""
    nodes = postorder(system.outputs)
    return any(STEP in node.terms for node in nodes if node.op not in ("eq", "ne", "lt", "le"))


def further(system: System) -> Iterator[Mutant]:
    """Every place of a system where parentheses can be lost, then slips that are made everywhere."""
    yield from _parentheses(system)
    yield from _powers(system)
    yield from _other_letters(system)
    yield from turned(system)
    yield from _doubled(system)
    yield from _accumulated(system)
    yield from everywhere(system)
    yield from reweighted(system)
    yield from between_lines(system)


def _other_letters(system: System) -> Iterator[Mutant]:
    """Another named value of the step or the gradient, and then another old value, for the right one."""
    equations = equations_of(system)
    new, old = [*(e.symbol for e in equations.every), GRADIENT], [state(s.name) for s in system.states]
    every = [(e, node, put) for e in equations.every for node, put in places(e.formula)]
    for (equation, node, put), others in ((place, others) for others in (new, old) for place in every):
        squared = node.op == "pow" and node.terms[1] is term(2)
        one = node.terms[0] if squared else node
        if one not in old and (one not in new or others is old):
            continue
        for other in (x for x in others if x is not one):
            instead = one * other if squared else other
            formula = put(instead)
            wrong = equations.with_formulas({equation.symbol: formula})
            if wrong is not None:
                words = f"{shown(instead)} for {shown(node)}"
                yield Mutant("other letter", equation.name, words, formula, wrong)


def turned(system: System) -> Iterator[Mutant]:
    """A quotient in which a factor above and the denominator have changed places."""
    equations = equations_of(system)
    for equation in equations.every:
        for node, put in places(equation.formula):
            if node.op != "div" or node.terms[1].op == "num":
                continue
            top, below = node.terms
            factors = parts(top, "mul")
            for i, factor in enumerate(factors):
                formula = put(joined("mul", [*factors[:i], below, *factors[i + 1 :]]) / factor)
                wrong = None if factor.op == "num" else equations.with_formulas({equation.symbol: formula})
                if wrong is not None:
                    words = f"{shown(factor)} and {shown(below)} exchanged"
                    yield Mutant("turned quotient", equation.name, words, formula, wrong)


def _doubled(system: System) -> Iterator[Mutant]:
    """A rate that is multiplied by itself, because an earlier line has it already."""
    equations = equations_of(system)
    rates = [hyper(h.name) for h in system.hypers if sort_of(h.name) in (Sort.RATE, Sort.DECAY_RATE)]
    for equation in equations.every:
        for node, put in places(equation.formula):
            if node in rates:
                formula = put(node * node)
                wrong = equations.with_formulas({equation.symbol: formula})
                if wrong is not None:
                    words = f"{shown(node)} twice"
                    yield Mutant("factor twice", equation.name, words, formula, wrong)


def _accumulated(system: System) -> Iterator[Mutant]:
    """What a letter is to become added to what it is: ``m += ...`` for ``m = ...``."""
    equations = equations_of(system)
    for own in system.states:
        equation = equations.of_state(own.name)
        formula = None if equation is None else plain(state(own.name) + equation.formula)
        if equation is not None and formula is not None:
            made = equations.with_formulas({equation.symbol: formula})
            words = f"{own.name} itself added to what it becomes"
            if made is not None:
                yield Mutant(ADDED, equation.name, words, formula, made)


def _powers(system: System) -> Iterator[Mutant]:
    """A power taken of a difference, not of what is taken away; a product, or the size, for a power."""
    equations = equations_of(system)
    for equation in equations.every:
        for node, put in places(equation.formula):
            for kind, instead in POWERS:
                formula = put(instead(node))
                same = formula is equation.formula
                wrong = None if same else equations.with_formulas({equation.symbol: formula})
                if wrong is not None:
                    words = f"{shown(instead(node))} for {shown(node)}"
                    yield Mutant(kind, equation.name, words, formula, wrong)


def _size(node: Term) -> Term:
    """``|g|`` for ``g**2``."""
    return Term("abs", node.terms[0]) if node.op == "pow" and node.terms[1] is term(2) else node


POWERS = (
    ("lost parentheses", power_of_whole),
    ("product for power", times_exponent),
    ("size for square", _size),
)
"""What is written where a power is meant."""


def _parentheses(system: System) -> Iterator[Mutant]:
    """Parentheses lost, also those around what has a name of its own in a form."""
    yield from _parentheses_of(system)
    if system.lets:
        yield from _parentheses_of(replace(system, lets=()))


def _parentheses_of(system: System) -> Iterator[Mutant]:
    equations = equations_of(system)
    for equation in equations.every:
        for node, put in places(equation.formula):
            for lost, around in _lost(node):
                formula = plain(put(lost))
                wrong = equations.with_formulas({equation.symbol: formula})
                if wrong is not None:
                    words = f"the parentheses lost around {shown(around)}"
                    yield Mutant("lost parentheses", equation.name, words, formula, wrong)


def _lost(node: Term) -> Iterator[tuple[Term, Term]]:
    """What is left without one pair of parentheses, and what stood in them."""
    if node.op == "div" and node.terms[1].op == "add":
        top, below = node.terms
        for first, rest in _split(below):
            yield top / first + rest, below
            yield top / first - rest, below  # p -= a / b + c
            factors = parts(top, "mul")
            for i, factor in enumerate(factors if len(factors) > 1 else ()):  # a = lr / b + c; p -= a * g
                others = joined("mul", factors[:i] + factors[i + 1 :])
                yield factor * (others / first + rest), below
                yield factor * (others / first - rest), below
    if node.op == "mul":
        factors = parts(node, "mul")
        for i, factor in enumerate(factors):
            others = joined("mul", factors[:i] + factors[i + 1 :])
            for first, rest in _split(factor):
                yield first + rest * others, factor
    if node.op == "add":
        yield from _lost_in_sum(node)


def _lost_in_sum(node: Term) -> Iterator[tuple[Term, Term]]:
    """``w - a/(b + c)`` as ``w - a/b + c``."""
    summands = parts(node, "add")
    for i, summand in enumerate(summands):
        factors = parts(summand, "mul")
        for j, factor in enumerate(factors):
            if factor.op != "div" or len(factors) < 2:
                continue
            for first, rest in _split(factor.terms[1]):
                whole = joined("mul", [*factors[:j], factor.terms[0] / first, *factors[j + 1 :]])
                others = [*summands[:i], whole, *summands[i + 1 :]]
                yield joined("add", [*others, rest]), factor.terms[1]
                yield joined("add", [*others, -rest]), factor.terms[1]


def _split(node: Term) -> Iterator[tuple[Term, Term]]:
    if node.op == "add":
        first, second = node.terms
        yield first, second
        yield second, first


Slips = tuple[tuple[Mutant, Course], ...]
"""Forms with one slip each, and their courses."""
Fixed = tuple[tuple[str, Fraction], ...]
"""Numbers for some of a form's hyperparameters."""


@lru_cache(maxsize=256)
def common(system: System) -> tuple[Mutant, ...]:
    """A system with one of the common slips, at each place."""
    return tuple(islice(mutants(system), MAX_SLIPS))


@lru_cache(maxsize=256)
def _rarer(system: System) -> tuple[Mutant, ...]:
    return tuple(islice(further(system), MAX_FURTHER))


@lru_cache(maxsize=512)
def slips_of(form: Known, fixed: Fixed = ()) -> Slips:
    """A known form with one slip, at each place, and the course of each."""
    return _courses(form, fixed, common(form.system))


@lru_cache(maxsize=512)
def further_slips_of(form: Known, fixed: Fixed = ()) -> Slips:
    """A known form with one of the rarer slips, and the course of each."""
    return _courses(form, fixed, _rarer(form.system))


def _courses(form: Known, fixed: Fixed, slips: Iterable[Mutant]) -> Slips:
    absent = dict(fixed)
    numbers = {**form.numbers, **absent}
    # What an update has not can have changed places with nothing.
    possible = (m for m in slips if not absent.keys() & set(m.exchanged))
    return tuple((m, Course(m.system, {h.name: numbers[h.name] for h in m.system.hypers})) for m in possible)
