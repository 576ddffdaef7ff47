"""Printed forms: what a source prints of an optimizer, in its own letters, and what we claim of it.

A form keeps the source's letters and the source's indices. Two things turn it into a recurrence in
our sense: `PrintedForm.step`, which of the source's indices is our ``t``, and `PrintedForm.assumed`,
what the source leaves out and custom fills in. What is left out is derived here and not written
down, and a claim that a form is incomplete is held against it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from sympy import Equality, Expr, Indexed, Symbol

from verifier.claim import Claim, Letter, Quote, Slip, Version
from verifier.equations import Equations, occurrences
from verifier.errors import InputError
from verifier.language import Eq, Recurrence, Source
from verifier.letters import Sequence, t
from verifier.sympy_terms import hypers_of, system_of
from verifier.system import Hyper, System, rename_hypers


@dataclass(frozen=True)
class PrintedForm:
    """One formula of one source.

    Attributes
    ----------
    of : str
        The optimizer that the source means.
    key : str
        The second part of its name.
    claim : Claim
        What we hold of it against the specification.
    quotes : tuple of Quote
    work, place, evidence : str
        As in `verifier.language.Source`; the work is the key, and the place that of the quotes,
        where they are left out.
    output : Sequence, optional
    given : tuple of Sequence
        The gradient, then rates that may change from step to step.
    update, initial : tuple of Equality
        What is printed, with the source's indices.
    gradient : Expr, optional
        The point at which the gradient is taken, with the source's index.
    step : tuple of (Sequence or Symbol, Expr)
        ``(w, t + 1)``: the source's ``w[t+1]`` is our ``w[t]``; ``(t, t - 1)``: where the source
        writes ``t`` outside an index, it counts one less than we do.
    assumed : tuple of Equality
        What is not printed, and is taken for granted where it is missing.
    letters : tuple of pairs of letters
        Theirs, and ours, for hyperparameters whose names differ.
    beside : tuple of (str, Claim)
        What we hold of it against another form or optimizer.
    readings : tuple of Version
    repair : Version, optional
        The one change after which the difference is gone; it shows that the reason is the reason.
    slips : tuple of Slip
    remarks : tuple of str
    name : str
        Computed from the order of the list, see `named`.
    """

    of: str
    key: str
    claim: Claim
    quotes: tuple[Quote, ...] = ()
    work: str = ""
    place: str = ""
    evidence: str = "document read"
    output: Sequence | None = None
    given: tuple[Sequence, ...] = ()
    update: tuple[Equality, ...] = ()
    initial: tuple[Equality, ...] = ()
    gradient: Expr | None = None
    step: tuple[tuple[Symbol | Sequence, Expr], ...] = ()
    assumed: tuple[Equality, ...] = ()
    letters: tuple[tuple[Letter, Letter], ...] = ()
    beside: tuple[tuple[str, Claim], ...] = ()
    readings: tuple[Version, ...] = ()
    repair: Version | None = None
    slips: tuple[Slip, ...] = ()
    remarks: tuple[str, ...] = ()
    name: str = ""

    @property
    def source(self) -> Source:
        """Where it is printed."""
        return Source(self.work or self.key, self.place or _place(self.quotes), self.evidence)

    @cached_property
    def shifts(self) -> dict[Expr, int]:
        """By how much the source's index of a letter is ahead of our ``t``."""
        return {letter: int(index - t) for letter, index in self.step}

    @cached_property
    def ours(self) -> dict[Equality, tuple[Expr, Expr]]:
        """Both sides of every equation with our step number."""
        equations = (*self.update, *self.initial, *self.assumed)
        return {e: (_ours(e.lhs, self.shifts), _ours(e.rhs, self.shifts)) for e in equations}

    @cached_property
    def completed(self) -> Equations:
        """The equations with those assumed ones that fill something that is missing, in their order."""
        equations = _equations(self, self.update, self.initial)
        update, initial = self.update, self.initial
        for equation in self.assumed:
            if _label(equation) in _missing(self, equations):
                update += (equation,) if equation.lhs.has(t) else ()
                initial += () if equation.lhs.has(t) else (equation,)
                equations = _equations(self, update, initial)
        return equations


def _place(quotes: tuple[Quote, ...]) -> str:
    if any(q.character is not None for q in quotes):
        return "character " + " and ".join(str(q.character) for q in quotes)
    lines = sorted({q.line for q in quotes if q.line is not None})
    starts = [b for a, b in pairwise([-1, *lines]) if b != a + 1]
    ends = [a for a, b in pairwise([*lines, lines[-1] + 2]) if b != a + 1]
    runs = [str(a) if a == b else f"{a}-{b}" for a, b in zip(starts, ends, strict=True)]
    return ("line " if len(lines) == 1 else "lines ") + " and ".join(runs)


def named(forms: Iterable[PrintedForm]) -> dict[str, PrintedForm]:
    """The forms and the readings of ambiguous ones under their names, in order.

    ``NAME/KEY``, the further ones of one key ``-2``, ``-3``, their readings ``~1``, ``~2``.
    """
    seen, found = Counter[str](), dict[str, PrintedForm]()
    for form in forms:
        stem = f"{form.of}/{form.key}"
        seen[stem] += 1
        name = stem if seen[stem] == 1 else f"{stem}-{seen[stem]}"
        found[name] = replace(form, name=name)
        for number, reading in enumerate(form.readings, start=1):
            found[f"{name}~{number}"] = _version(form, reading, f"{name}~{number}")
    return found


def repaired(form: PrintedForm) -> PrintedForm | None:
    """The form after its repair."""
    if form.repair is None:
        return None
    return _version(form, form.repair, f"{form.name.rstrip(',')}, {form.repair.says},")


def _version(form: PrintedForm, version: Version, name: str) -> PrintedForm:
    update = {equation.lhs: equation for equation in (*form.update, *version.update)}
    initial = {equation.lhs: equation for equation in (*form.initial, *version.initial)}
    return replace(
        form,
        name=name,
        claim=version.claim,
        update=tuple(update.values()),
        initial=tuple(initial.values()),
        gradient=form.gradient if version.gradient is None else version.gradient,
        beside=version.beside,
        readings=(),
        repair=version.repair,
        slips=(),
        remarks=(version.says,),
    )


def missing(form: PrintedForm) -> tuple[str, ...]:
    """What the source leaves out: letters that it does not define, and first values, ``m[0]``."""
    return _missing(form, _equations(form, form.update, form.initial))


def recurrence_of(form: PrintedForm) -> Recurrence:
    """The form with our step number, completed by what is assumed.

    Raises
    ------
    InputError
        When something is still missing, or the equations are no recurrence.
    """
    equations = form.completed
    absent = _missing(form, equations)
    if absent:
        raise InputError(
            f"{form.name}: it does not print {', '.join(absent)}; a step cannot be taken without"
        )
    return Recurrence(
        name=form.name,
        title=f"{form.of}, as printed in {form.source.key}, {form.source.place}",
        source=form.source,
        output=equations.output,
        given=equations.given,
        initial=equations.initial,
        update=equations.update,
        gradient=equations.query,
    )


def still_missing(form: PrintedForm) -> tuple[str, ...]:
    """What is missing even after everything that is assumed."""
    return _missing(form, form.completed)


def system_of_form(form: PrintedForm, specification: Recurrence) -> System:
    """The form as a system, its hyperparameters under the names and within the domains of ours."""
    system = rename_hypers(
        system_of(recurrence_of(form)), {str(theirs): str(ours) for theirs, ours in form.letters}
    )
    ours = {h.name: h for h in hypers_of(specification)}
    return replace(system, hypers=tuple(_narrowed(h, ours.get(h.name, h)) for h in system.hypers))


def _narrowed(theirs: Hyper, ours: Hyper) -> Hyper:
    return replace(theirs, domain=theirs.domain.intersect(ours.domain))


def _label(equation: Equality) -> str:
    return equation.lhs.base.name if equation.lhs.has(t) else str(equation.lhs)


def _equations(form: PrintedForm, update: tuple[Equality, ...], initial: tuple[Equality, ...]) -> Equations:
    """The equations in our step number; a letter read two steps back becomes a state of its own."""
    if form.output is None:
        raise InputError(f"{form.name}: {form.source.key}, {form.source.place}, prints no formula")
    point = form.output[t + form.shifts.get(form.output, 0) - 1] if form.gradient is None else form.gradient
    query = _ours(point, form.shifts)
    steps, starts = [form.ours[e] for e in update], [form.ours[e] for e in initial]
    texts = [query, *(right for _, right in steps)]
    kept = {
        base: _kept(base) for text in texts for base, at in occurrences(text).reads.items() if t - 2 in at
    }
    older = {base[t - 2]: own[t - 1] for base, own in kept.items()} | {
        base[-1]: own[0] for base, own in kept.items()
    }
    steps += [(own[t], base[t - 1]) for base, own in kept.items()]
    return Equations(
        name=form.name,
        output=form.output,
        given=form.given,
        initial=tuple(Eq(left.xreplace(older), right) for left, right in starts),
        update=tuple(Eq(left, right.xreplace(older)) for left, right in steps),
        query=query.xreplace(older),
    )


def _kept(base: Sequence) -> Sequence:
    return Sequence(f"{base.name}_before", f"{base.meaning} one step before")


def _ours(text: Expr, shifts: dict[Expr, int]) -> Expr:
    if not shifts:
        return text
    moved = {e: e.base[e.indices[0] - shifts.get(e.base, 0)] for e in text.atoms(Indexed)}
    return text.xreplace({t: t + shifts.get(t, 0), **moved})


def _missing(form: PrintedForm, equations: Equations) -> tuple[str, ...]:
    reads: dict[Sequence, set[Expr]] = {}
    for text in equations.found.values():
        for base, indices in text.reads.items():
            reads.setdefault(base, set()).update(indices)
    known = {*equations.definitions, *equations.given}
    absent = [base.name for base in (*reads, equations.output) if base not in known]
    if not absent and equations.given[0] not in reads:
        absent = [equations.given[0].name]
    started = {*equations.starts, *equations.schedules, *equations.given, equations.output}
    carried = [base for base, at in reads.items() if t - 1 in at and base in known and base not in started]
    return tuple(dict.fromkeys((*absent, *(_first(form, base) for base in carried))))


def _first(form: PrintedForm, base: Sequence) -> str:
    """The first value of a state, with the source's index."""
    for letter, shift in form.shifts.items():
        if base == letter:
            return f"{base.name}[{shift}]"
        if isinstance(letter, Sequence) and base == _kept(letter):
            return f"{letter.name}[{shift - 1}]"
    return f"{base.name}[0]"
