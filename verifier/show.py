"""A recurrence as a mathematician prints it: equations, first values, domains, source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sympy import Expr, Indexed

from verifier.glyph import Glyph, glyph
from verifier.language import Recurrence, Source
from verifier.letters import Parameter, t
from verifier.notation import Latex, Unicode, decimal, write
from verifier.reading_order import in_reading_order
from verifier.sympy_terms import term_of
from verifier.system import Hyper, System
from verifier.term import STEP, WEIGHT, Term, hyper, sequence, substitute, symbols


@dataclass(frozen=True)
class Line:
    """An equation: as text for a terminal, as LaTeX for a page."""

    text: str
    latex: str


@dataclass(frozen=True)
class Letter:
    """A letter that the equations use: how it is printed, what it means, what it may be."""

    symbol: Line
    name: str
    meaning: str
    domain: str
    usual: str | None = None


@dataclass(frozen=True)
class Display:
    """What is shown of an optimizer.

    Attributes
    ----------
    equations : tuple of Line
        One step, in the order of the source.
    initial : tuple of Line
        The states' first values.
    query : Line
        The point at which the gradient is asked.
    letters : tuple of Letter
        Hyperparameters and given sequences.
    """

    name: str
    title: str
    source: Source | None
    equations: tuple[Line, ...]
    initial: tuple[Line, ...]
    query: Line
    letters: tuple[Letter, ...]


def display(recurrence: Recurrence) -> Display:
    """A specification, with its own letters."""
    glyphs = {s.name: glyph(s.name, s.label.latex) for s in _sequences(recurrence)}
    glyphs |= {p.name: glyph(p.name, p.latex) for p in recurrence.parameters}
    rates = {s.name for s in (*recurrence.given[1:], *recurrence.schedules)}
    lines = _Lines(glyphs, lambda text: in_reading_order(term_of(text, _leaf), rates))
    return Display(
        name=recurrence.name,
        title=recurrence.title,
        source=recurrence.source,
        equations=tuple(lines.equation(e.lhs, e.rhs) for e in recurrence.update),
        initial=tuple(lines.equation(e.lhs, e.rhs) for e in recurrence.initial),
        query=lines.line(recurrence.query),
        letters=tuple(
            _letter(p, glyphs, recurrence) for p in (*recurrence.given[1:], *recurrence.parameters)
        ),
    )


def _sequences(recurrence: Recurrence) -> Iterable[Any]:
    return (*recurrence.given, *recurrence.definitions, *recurrence.starts)


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


def _leaf(symbol: Expr) -> Term:
    if symbol == t:
        return STEP
    if not isinstance(symbol, Indexed):
        return hyper(str(symbol))
    index = symbol.indices[0]
    return (
        sequence(symbol.base.name, int(index - t)) if index.has(t) else Term("sym", "start", symbol.base.name)
    )


def _letter(letter: Any, glyphs: Mapping[str, Glyph], recurrence: Recurrence) -> Letter:
    usual = dict(recurrence.usual).get(letter)
    printed, index = glyphs[letter.name], "" if isinstance(letter, Parameter) else "t"
    symbol = Line(Unicode().symbol(printed, index or None).text, Latex().symbol(printed, index or None).text)
    number = None if usual is None else decimal(Fraction(int(usual.p), int(usual.q)))
    return Letter(symbol, letter.name, letter.meaning, letter.domain.describe(printed.text), number)


def display_system(system: System, source: Source | None = None) -> Display:
    """An optimizer that was read from a text: its own names, its own order, nothing rearranged."""
    lines = _Lines({}, lambda term: term)
    steps, seen = [], dict[Term, Term]()
    for name, value in system.lets:
        steps.append(lines.equation(sequence(name, 0), substitute([value], seen)[0]))
        seen |= {value: sequence(name, 0)} if value.terms else {}
    return Display(
        name=system.name,
        title="",
        source=source,
        equations=tuple(steps) or _final_equations(system, lines),
        initial=tuple(
            lines.equation(Term("sym", "start", s.name), _at_start(s.initial)) for s in system.states
        ),
        query=lines.line(system.query),
        letters=tuple(_hyper_letter(h, lines) for h in system.hypers),
    )


def _hyper_letter(letter: Hyper, lines: _Lines) -> Letter:
    symbol = lines.line(sequence(letter.name, 0) if letter.varies else hyper(letter.name))
    usual = None if letter.usual is None else decimal(letter.usual)
    return Letter(symbol, letter.name, "", letter.domain.describe(glyph(letter.name).text), usual)


def _final_equations(system: System, lines: _Lines) -> tuple[Line, ...]:
    defined = [*((s.name, s.update) for s in system.states), (WEIGHT.name, system.weight)]
    return tuple(lines.equation(sequence(name, 0), value) for name, value in defined)


def _at_start(initial: Term) -> Term:
    starts = {
        s: Term("sym", "start", s.name) for s in symbols([initial]) if s.args[0] in ("weight", "sequence")
    }
    return substitute([initial], starts)[0]
