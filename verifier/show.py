"""A recurrence as a mathematician prints it: equations, first values, domains, source."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from sympy import Expr, Indexed

from verifier import catalogue
from verifier.claim import Quote, Slip
from verifier.domain import Domain
from verifier.equations import occurrences
from verifier.glyph import Glyph, glyph
from verifier.language import Recurrence
from verifier.letters import Parameter, Sequence, t
from verifier.lift.frameworks.call import is_framework_call
from verifier.lift.frameworks.record import Lift
from verifier.notation import Latex, Unicode, decimal, write
from verifier.printed import PrintedForm
from verifier.reading_order import in_reading_order
from verifier.sympy_terms import system_of, term_of
from verifier.system import Hyper, System
from verifier.term import STEP, WEIGHT, Term, hyper, sequence, substitute, symbols
from verifier.units import Inhomogeneity, infer


@dataclass(frozen=True)
class Line:
    """An equation: as text for a terminal, as LaTeX for a page."""

    text: str
    latex: str


@dataclass(frozen=True)
class Letter:
    """A letter that the equations use.

    Attributes
    ----------
    symbol : Line
        How it is printed.
    name : str
        What it is called on the command line.
    meaning : str
    domain : str
        What it may be; empty for a sequence that the equations define.
    unit : str
        What it is measured in, the weight in θ and the loss in L; ``1`` is a pure number.
    usual : str or None
        The value that the source recommends.
    """

    symbol: Line
    name: str
    meaning: str
    domain: str = ""
    unit: str = ""
    usual: str | None = None


@dataclass(frozen=True)
class Display:
    """What is shown of an optimizer.

    Attributes
    ----------
    name, title : str
    source : str
        The work, the place in it, and how we know.
    equations : tuple of Line
        One step, in the order of the source.
    initial : tuple of Line
        The states' first values.
    query : Line
        The point at which the gradient is asked, where the source says it.
    letters : tuple of Letter
        Hyperparameters and given sequences, then what the equations define.
    notes : tuple of str
        Where the formulas are not homogeneous in their units; of a printed form, how it is read.
    quotes : tuple of (str, str)
        Places of the source, and a few words that stand there.
    """

    name: str
    title: str
    source: str
    equations: tuple[Line, ...]
    initial: tuple[Line, ...]
    query: Line | None
    letters: tuple[Letter, ...]
    notes: tuple[str, ...] = ()
    quotes: tuple[tuple[str, str], ...] = ()


def shown(name: str) -> Display:
    """Whatever can be named, as mathematics.

    Raises
    ------
    InputError
        When nothing has that name, or its text cannot be read.
    """
    if is_framework_call(name):
        return of_lift(catalogue.lifted(name))
    if catalogue.is_file(name):
        return of_system(catalogue.system(name))
    if "/" in name:
        form = catalogue.form(name)
        return of_form(form, catalogue.citation(form.source))
    recurrence = catalogue.recurrence(name)
    return of_recurrence(recurrence, catalogue.citation(recurrence.source))


def of_recurrence(recurrence: Recurrence, source: str = "") -> Display:
    """A recurrence in its own letters."""
    named: tuple[Parameter | Sequence, ...]
    named = (*recurrence.given[1:], *recurrence.parameters, *recurrence.definitions, recurrence.given[0])
    glyphs = {letter.name: _glyph(letter) for letter in named}
    rates = {s.name for s in (*recurrence.given[1:], *recurrence.schedules)}
    lines = _Lines(glyphs, lambda text: in_reading_order(term_of(text, _leaf), rates))
    measured = infer(system_of(recurrence))
    return Display(
        name=recurrence.name,
        title=recurrence.title,
        source=source,
        equations=tuple(lines.equation(e.lhs, e.rhs) for e in recurrence.update),
        initial=tuple(lines.equation(e.lhs, e.rhs) for e in recurrence.initial),
        query=lines.line(recurrence.query),
        letters=tuple(_letter(x, recurrence, lines, measured.units) for x in named[:-1]),
        notes=tuple(_note(fault) for fault in measured.inhomogeneities),
    )


def of_form(form: PrintedForm, source: str = "") -> Display:
    """What a source prints, in its own letters and with its own indices; and what is taken for granted."""
    lines = _Lines({}, lambda text: in_reading_order(term_of(text, _leaf)))
    names = {str(theirs): f"our {ours}" for theirs, ours in form.letters}
    assumed = [
        f"not printed, and taken for granted: {lines.equation(e.lhs, e.rhs).text}" for e in form.assumed
    ]
    indices = [
        f"its t is our {index}" if letter == t else f"its {letter}[{index}] is our {letter}[t]"
        for letter, index in form.step
    ]
    return Display(
        name=form.name,
        title=f"{form.of}, {form.claim.kind}: {form.claim.because}",
        source=source,
        equations=tuple(lines.equation(e.lhs, e.rhs) for e in form.update),
        initial=tuple(lines.equation(e.lhs, e.rhs) for e in form.initial),
        query=None if form.gradient is None else lines.line(form.gradient),
        letters=tuple(
            Letter(lines.line(p), p.name, names.get(p.name, p.meaning), _domain(p.domain, _glyph(p)))
            for p in dict.fromkeys(p for e in form.update for p in occurrences(e.rhs).symbols)
            if isinstance(p, Parameter)
        ),
        notes=(*assumed, *indices, *(_slip(slip) for slip in form.slips), *form.remarks),
        quotes=tuple((_place(quote), quote.text) for quote in form.quotes),
    )


def _slip(slip: Slip) -> str:
    return f"a slip beside the formula, {_place(slip.quote)}, “{slip.quote.text}”: {slip.because}"


def _place(quote: Quote) -> str:
    return f"character {quote.character}" if quote.line is None else f"line {quote.line}"


def of_system(system: System, source: str = "") -> Display:
    """An optimizer that was read from a text: its own names, its own order, nothing rearranged."""
    lines = _Lines({}, lambda term: term)
    measured = infer(system)
    return Display(
        name=system.name,
        title="",
        source=source,
        equations=tuple(_steps(system, lines)),
        initial=tuple(lines.equation(_start(s.name), _at_start(s.initial)) for s in system.states),
        query=lines.line(system.query),
        letters=tuple(_hyper_letter(h, lines, measured.units) for h in system.hypers),
        notes=tuple(_note(fault) for fault in measured.inhomogeneities),
    )


def of_lift(lift: Lift) -> Display:
    """What a framework runs, as it was read: in the names of its arguments and states."""
    display = of_system(lift.system, lift.version)
    usual = {name: value for name, value in (lift.defaults | lift.given).items() if value is not None}
    letters = [
        replace(each, usual=decimal(usual[each.name])) if each.name in usual else each
        for each in display.letters
    ]
    held = (f"{name} is {place}" for name, place in lift.state_places if name != place)
    return replace(
        display,
        name=lift.call,
        title="as its code runs",
        letters=tuple(letters),
        notes=(*lift.conditions, *lift.notes, *held, lift.validated, *display.notes),
    )


@dataclass(frozen=True)
class _Lines:
    glyphs: Mapping[str, Glyph]
    read: Callable[[Any], Term]

    def line(self, value: Any) -> Line:
        term = self.read(value)
        return Line(write(term, Unicode(), self.glyphs), write(term, Latex(), self.glyphs))

    def equation(self, left: Any, right: Any) -> Line:
        a, b = self.line(left), self.line(right)
        return Line(f"{a.text} = {b.text}", f"{a.latex} = {b.latex}")


def _glyph(letter: Parameter | Sequence) -> Glyph:
    return glyph(letter.name, letter.label.latex if isinstance(letter, Sequence) else letter.latex)


def _leaf(symbol: Expr) -> Term:
    if symbol == t:
        return STEP
    if not isinstance(symbol, Indexed):
        return hyper(str(symbol))
    name, index = symbol.base.name, symbol.indices[0]
    return sequence(name, int(index - t)) if index.has(t) else _start(name, int(index))


def _start(name: str, index: int = 0) -> Term:
    return Term("sym", "start", name, index)


def _letter(
    letter: Parameter | Sequence, recurrence: Recurrence, lines: _Lines, units: Mapping[str, str]
) -> Letter:
    given = letter not in recurrence.definitions
    usual = dict(recurrence.usual).get(letter)
    return Letter(
        symbol=lines.line(letter[t] if isinstance(letter, Sequence) else letter),
        name=letter.name,
        meaning=letter.meaning,
        domain=_domain(letter.domain, _glyph(letter)) if given else "",
        unit=units.get(letter.name, "θ" if letter == recurrence.output else ""),
        usual=None if usual is None else decimal(Fraction(int(usual.p), int(usual.q))),
    )


def _hyper_letter(letter: Hyper, lines: _Lines, units: Mapping[str, str]) -> Letter:
    return Letter(
        symbol=lines.line(sequence(letter.name, 0) if letter.varies else hyper(letter.name)),
        name=letter.name,
        meaning="",
        domain=_domain(letter.domain, glyph(letter.name)),
        unit=units.get(letter.name, ""),
        usual=None if letter.usual is None else decimal(letter.usual),
    )


def _domain(domain: Domain, letter: Glyph) -> str:
    return domain.describe(letter.text).replace("<=", "≤").replace(">=", "≥")


def _note(fault: Inhomogeneity) -> str:
    return (
        f"in the equation of {fault.where}, {fault.left} has the unit {fault.left_unit} "
        f"and {fault.right} the unit {fault.right_unit}"
    )


def _steps(system: System, lines: _Lines) -> Iterator[Line]:
    named: dict[Term, Term] = {}
    final = [*((s.name, s.update) for s in system.states), (WEIGHT.name, system.weight)]
    for name, value in system.lets or final:
        yield lines.equation(sequence(name, 0), substitute([value], named)[0])
        if value.terms:
            named.setdefault(value, sequence(name, 0))


def _at_start(initial: Term) -> Term:
    outside = [s for s in symbols([initial]) if s.args[0] in ("weight", "sequence")]
    return substitute([initial], {s: _start(s.name) for s in outside})[0]
