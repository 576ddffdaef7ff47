"""Obligations: what the referee must find for a printed form's claims to hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from sympy import Expr, Indexed

from verifier.claim import Claim, Different, Equal, EqualWhen, Letter, When
from verifier.findings import Verdict
from verifier.language import Recurrence
from verifier.letters import t
from verifier.printed import PrintedForm, repaired, system_of_form
from verifier.sympy_terms import system_of, term_of
from verifier.system import System, fix_hypers, hold_constant
from verifier.term import STEP, WEIGHT, Term, hyper, sequence, state, symbols


@dataclass(frozen=True)
class Obligation:
    """Two systems and the verdict on them that a claim foresees.

    Attributes
    ----------
    sentence : str
        The claim, true if the verdict comes out.
    left, right : System
        The form and what it is judged against, hyperparameters under the same names. A rate that
        one side alone reads with ``[t]`` is a constant.
    verdict : Verdict
    weights : Term, optional
        What the left side calls its weight, in the right side's weight and states.
    """

    sentence: str
    left: System
    right: System
    verdict: Verdict
    weights: Term | None = None


@dataclass(frozen=True)
class Library:
    """The specifications and the named printed forms: what claims speak of."""

    specifications: Mapping[str, Recurrence]
    forms: Mapping[str, PrintedForm]
    _systems: dict[str, System | None] = field(default_factory=dict, repr=False, compare=False)

    def system(self, name: str) -> System | None:
        """The specification or the form of that name; None where there is none of that name."""
        if name not in self._systems:
            self._systems[name] = self._system(name)
        return self._systems[name]

    def _system(self, name: str) -> System | None:
        if name in self.specifications:
            return system_of(self.specifications[name])
        form = self.forms.get(name)
        if form is None or form.of not in self.specifications:
            return None
        return system_of_form(form, self.specifications[form.of])


def obligations(form: PrintedForm, library: Library) -> Iterator[Obligation]:
    """What the claims of a form, of it against others, and of its repair amount to."""
    if form.of not in library.specifications:
        return
    judged = [
        c for c in ((form.of, form.claim), *form.beside) if isinstance(c[1], Equal | EqualWhen | Different)
    ]
    if judged:
        left = system_of_form(form, library.specifications[form.of])
        for target, claim in judged:
            right = library.system(target)
            if right is not None:
                yield from _obligations_of(form, target, claim, left, right)
    mended = repaired(form)
    if mended:
        yield from obligations(mended, library)


def _obligations_of(
    form: PrintedForm, target: str, claim: Claim, left: System, right: System
) -> Iterator[Obligation]:
    left, right = _alike(left, right)
    other = "the specification" if target == form.of else target
    if isinstance(claim, Equal):
        weights = None if claim.weights is None else _term(form, claim.weights, right)
        read = "" if claim.weights is None else f", its weight being {claim.weights} of the other"
        yield Obligation(f"{form.name} is {other}{read}", left, right, Verdict.PROVED, weights)
    elif isinstance(claim, EqualWhen | Different):
        yield Obligation(f"{form.name} is not {other}: {claim.because}", left, right, Verdict.REFUTED)
        for when in claim.when:
            sides = _under(form, when, left, right)
            yield Obligation(f"{form.name} is {other} when {when}", *sides, Verdict.PROVED)


def _alike(left: System, right: System) -> tuple[System, System]:
    """Both with constant rates where one side has a constant rate."""
    varying = [{h.name for h in side.hypers if h.varies} for side in (left, right)]
    constant = [{h.name for h in side.hypers if not h.varies} for side in (left, right)]
    return hold_constant(left, varying[0] & constant[1]), hold_constant(right, varying[1] & constant[0])


def _under(form: PrintedForm, when: When, left: System, right: System) -> tuple[System, System]:
    """The two sides with a condition put in."""
    fixed = tuple((_base(condition.lhs), condition.rhs) for condition in when.conditions)
    left, right = (
        _put(form, left, right, (*fixed, *when.form)),
        _put(form, right, left, (*fixed, *when.other)),
    )
    return _alike(left, right)


def _base(letter: Expr) -> Letter:
    found: Letter = letter.base if isinstance(letter, Indexed) else letter
    return found


def _put(form: PrintedForm, system: System, other: System, values: tuple[tuple[Letter, Expr], ...]) -> System:
    """The system with letters replaced; those of the other side may enter with the values."""
    names = dict(form.letters)
    terms = {str(names.get(letter, letter)): _term(form, value, other) for letter, value in values}
    changed = fix_hypers(system, {name: value for name, value in terms.items() if system.hyper(name)})
    read = {s.name for s in symbols((*changed.outputs, *(s.initial for s in changed.states)))}
    entering = (h for h in other.hypers if h.name in read and not changed.hyper(h.name))
    return replace(changed, hypers=(*changed.hypers, *entering))


def _term(form: PrintedForm, value: Expr, side: System) -> Term:
    return term_of(value, partial(_leaf, form, side))


def _leaf(form: PrintedForm, side: System, symbol: Expr) -> Term:
    """A letter of a claim: ours, or the source's where we have none."""
    if symbol == t:
        return STEP
    letter = _base(symbol)
    name = str(dict(form.letters).get(letter, letter))
    if any(name == s.name for s in side.states):
        return state(name)
    found = side.hyper(name)
    if found is None and isinstance(symbol, Indexed):
        return WEIGHT
    return sequence(name, 0) if found and found.varies else hyper(name)
