"""Closed forms as mathematics: one line of plain text, and LaTeX.

The two notations share one walk over the term, which gathers products and sums; a notation says
only how the pieces are written.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import ClassVar

from verifier.closed_form.bound import BINDERS, factors, parts
from verifier.glyph import glyph
from verifier.notation import ATOM as ATOM_OF_TERMS
from verifier.notation import Latex as LatexOfTerms
from verifier.notation import Notation as OfTerms
from verifier.notation import Printed, Unicode, decimal
from verifier.term import HALF, ONE, Term

SUM, PRODUCT, POWER, ATOM = range(4)
SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

Piece = tuple[str, int]


@dataclass(frozen=True)
class Notation(ABC):
    """How the pieces of a formula are written.

    Attributes
    ----------
    letters : mapping of str to str
        LaTeX of names whose typesetting does not follow from the name.
    """

    letters: Mapping[str, str] = field(default_factory=dict)
    brackets: ClassVar[tuple[str, str]]
    square_brackets: ClassVar[tuple[str, str]]
    style: ClassVar[OfTerms]
    """The notation of recurrences, in which functions and comparisons are written."""
    relations: ClassVar[Mapping[str, str]]
    moments: ClassVar[Mapping[str, str]]
    plain: ClassVar[bool] = False

    def write(self, value: Term) -> str:
        """The formula of a term."""
        return self.piece(value)[0]

    def equation(self, *sides: Term) -> str:
        """Equal terms in a row."""
        return " = ".join(self.write(side) for side in sides)

    def within(self, value: Term, least: int) -> str:
        """The formula, in parentheses where it binds less than needed."""
        return self._within(self.piece(value), least)

    def _within(self, piece: Piece, least: int) -> str:
        left, right = self.brackets
        return piece[0] if piece[1] >= least else f"{left}{piece[0]}{right}"

    def piece(self, value: Term) -> Piece:
        """The formula and how tightly its outermost operation binds."""
        match value.op:
            case "num" | "mul" | "div":
                return self._product(value)
            case "sym":
                return self.name(value.name), ATOM
            case "add":
                return self._sum(value)
            case "pow":
                return self._power(value.terms[0], value.terms[1])
            case "element":
                return self.element(value.terms[0].name, value.terms[1]), ATOM
            case op if op in BINDERS:
                return self.binder(value), PRODUCT
            case op if op in self.relations:
                return f" {self.relations[op]} ".join(self.write(x) for x in value.terms), SUM
        return self.function(value), ATOM

    def _sum(self, value: Term) -> Piece:
        text = ""
        for part in parts(value):
            written = self._within(self.piece(part), PRODUCT)
            if not text:
                text = written
            elif written.startswith("-"):
                text += f" - {written[1:]}"
            else:
                text += f" + {written}"
        return text, SUM

    def _product(self, value: Term) -> Piece:
        number, above, below = factors(value)
        sign, number = ("-" if number < 0 else ""), abs(number)
        if number.denominator != 1 and not above and not below:
            return sign + decimal(number), ATOM if not sign and "/" not in decimal(number) else PRODUCT
        tops = [Term("num", Fraction(number.numerator))] if number.numerator != 1 or not above else []
        bottoms = [Term("num", Fraction(number.denominator))] if number.denominator != 1 else []
        top, bottom = [*tops, *above], [*bottoms, *below]
        if len(top) == 1 and not bottom and not sign:
            return self.piece(top[0]) if top[0].op != "num" else (decimal(number), ATOM)
        over = self.quotient(top, bottom) if bottom else self.row(top)
        return sign + over, PRODUCT

    def row(self, terms: list[Term]) -> str:
        """A product, written side by side; sums over an index come last or in parentheses."""
        texts = [self._factor(x, last=k == len(terms) - 1) for k, x in enumerate(terms)]
        text = texts[0]
        for before, after in pairwise(texts):
            text += self.joint(before, after) + after
        return text

    def _factor(self, value: Term, last: bool) -> str:
        if value.op == "num":
            return decimal(value.value)
        return self.within(value, PRODUCT if last and value.op in BINDERS else POWER)

    def _power(self, base: Term, exponent: Term) -> Piece:
        if exponent == HALF:
            return self.root(base), ATOM
        if base.op == "pow" and base.terms[1] != HALF:
            return self._power_of_power(base.terms[0], base.terms[1] * exponent)
        return self.power(base, exponent), POWER

    def _power_of_power(self, base: Term, exponent: Term) -> Piece:
        return self.piece(base) if exponent == ONE else self._power(base, exponent)

    @abstractmethod
    def limit(self, variable: str, value: Term, to: str = "∞") -> str:
        """A limit as a variable grows, or tends to a number."""

    @abstractmethod
    def words(self, text: str) -> str:
        """Words between formulas."""

    @abstractmethod
    def name(self, name: str) -> str:
        """A letter."""

    @abstractmethod
    def element(self, name: str, at: Term) -> str:
        """A sequence at an index."""

    @abstractmethod
    def binder(self, value: Term) -> str:
        """A sum, product or maximum over an index."""

    def function(self, value: Term) -> str:
        """A function of one or two terms."""
        texts = [self.write(x) for x in value.terms]
        if value.op in self.moments:
            left, right = self.square_brackets
            return f"{self.moments[value.op]}{left}{', '.join(texts)}{right}"
        return self.style.function(value.op, tuple(Printed(text, ATOM_OF_TERMS) for text in texts)).within(
            ATOM_OF_TERMS
        )

    @abstractmethod
    def quotient(self, above: list[Term], below: list[Term]) -> str:
        """A quotient of two products."""

    @abstractmethod
    def root(self, inside: Term) -> str:
        """A square root."""

    @abstractmethod
    def power(self, base: Term, exponent: Term) -> str:
        """A power that is no square root."""

    @abstractmethod
    def joint(self, before: str, after: str) -> str:
        """What stands between two factors."""


class Plain(Notation):
    """One line of text: ``m[t] = (1 - β₁) Σ_{i=1}^{t} β₁^(t-i) g[i]``."""

    brackets: ClassVar[tuple[str, str]] = ("(", ")")
    square_brackets: ClassVar[tuple[str, str]] = ("[", "]")
    style: ClassVar[OfTerms] = Unicode()
    relations: ClassVar[Mapping[str, str]] = {**Unicode.words, "gt": ">", "ge": "≥"}
    plain: ClassVar[bool] = True
    signs: ClassVar[Mapping[str, str]] = {"sum": "Σ", "product": "Π"}
    moments: ClassVar[Mapping[str, str]] = {"expectation": "E", "variance": "Var", "covariance": "Cov"}

    def limit(self, variable: str, value: Term, to: str = "∞") -> str:
        return f"lim_{{{self.name(variable)}→{to}}} {self.within(value, PRODUCT)}"

    def words(self, text: str) -> str:
        return f" {text} "

    def name(self, name: str) -> str:
        return glyph(name, self.letters.get(name)).text if len(name) > 1 else name

    def element(self, name: str, at: Term) -> str:
        return f"{self.name(name)}[{self.tight(at)}]"

    def tight(self, value: Term) -> str:
        """An index or an exponent, without spaces."""
        return self.write(value).replace(" + ", "+").replace(" - ", "-")

    def binder(self, value: Term) -> str:
        body, index, low, high = value.terms
        if value.op == "maximum":
            return f"max_{{{self.tight(low)}≤{index.name}≤{self.tight(high)}}} {self.within(body, PRODUCT)}"
        bounds = f"_{{{index.name}={self.tight(low)}}}^{{{self.tight(high)}}}"
        return f"{self.signs[value.op]}{bounds} {self.within(body, PRODUCT)}"

    def quotient(self, above: list[Term], below: list[Term]) -> str:
        top = self.row(above) if above else "1"
        bottom = self.within(below[0], POWER) if len(below) == 1 else f"({self.row(below)})"
        return f"{top}/{bottom}"

    def root(self, inside: Term) -> str:
        text = self.write(inside)
        return f"√{text}" if inside.op in ("sym", "element") else f"√({text})"

    def power(self, base: Term, exponent: Term) -> str:
        stem = self.within(base, ATOM)
        text = self.tight(exponent)
        if text.isdigit():
            return stem + text.translate(SUPERSCRIPTS)
        return f"{stem}^{text if exponent.op == 'sym' else f'({text})'}"

    def joint(self, before: str, after: str) -> str:
        return "·" if (after.startswith("(") and not before.endswith(")")) or after[0].isdigit() else " "


class Latex(Notation):
    r"""LaTeX: ``m_{t} = \left(1 - \beta_{1}\right) \sum_{i=1}^{t} \beta_{1}^{t - i}\,g_{i}``."""

    brackets: ClassVar[tuple[str, str]] = (r"\left(", r"\right)")
    square_brackets: ClassVar[tuple[str, str]] = (r"\left[", r"\right]")
    style: ClassVar[OfTerms] = LatexOfTerms()
    relations: ClassVar[Mapping[str, str]] = {**LatexOfTerms.words, "gt": ">", "ge": r"\ge"}
    signs: ClassVar[Mapping[str, str]] = {"sum": r"\sum", "product": r"\prod"}
    moments: ClassVar[Mapping[str, str]] = {
        "expectation": r"\mathbb{E}",
        "variance": r"\operatorname{Var}",
        "covariance": r"\operatorname{Cov}",
    }

    def limit(self, variable: str, value: Term, to: str = "∞") -> str:
        end = to.replace("∞", r"\infty")
        return rf"\lim_{{{self.name(variable)} \to {end}}} {self.within(value, PRODUCT)}"

    def words(self, text: str) -> str:
        return rf" \quad \text{{{text}}} \quad "

    def name(self, name: str) -> str:
        return glyph(name, self.letters.get(name)).latex

    def element(self, name: str, at: Term) -> str:
        letter, index = self.name(name), self.write(at)
        return f"{{{letter}}}_{{{index}}}" if "_" in letter or "^" in letter else f"{letter}_{{{index}}}"

    def binder(self, value: Term) -> str:
        body, index, low, high = value.terms
        text = self.within(body, PRODUCT)
        if value.op == "maximum":
            return rf"\max_{{{self.write(low)} \le {index.name} \le {self.write(high)}}} {text}"
        return rf"{self.signs[value.op]}_{{{index.name}={self.write(low)}}}^{{{self.write(high)}}} {text}"

    def quotient(self, above: list[Term], below: list[Term]) -> str:
        top = self.row(above) if len(above) != 1 else self.write(above[0])
        bottom = self.row(below) if len(below) != 1 else self.write(below[0])
        return rf"\frac{{{top}}}{{{bottom}}}"

    def root(self, inside: Term) -> str:
        return rf"\sqrt{{{self.write(inside)}}}"

    def power(self, base: Term, exponent: Term) -> str:
        stem = self.within(base, ATOM)
        return f"{f'{{{stem}}}' if '^' in stem else stem}^{{{self.write(exponent)}}}"

    def joint(self, before: str, after: str) -> str:
        return r" \cdot " if after[0].isdigit() else r" \, "
