"""Closed forms as mathematics: one line of plain text, and LaTeX.

Operations are written as `verifier.notation` writes those of recurrences. What is added here is what closed
forms have beyond: sequences read at an index, sums, products and maxima over one, limits, moments; and
products and sums are gathered before they are written, so that signs and numbers come first.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import ClassVar

from verifier import notation as recurrences
from verifier.closed_form.bound import BINDERS, factors, parts
from verifier.glyph import glyph
from verifier.notation import ATOM, POWER, PRODUCT, SUM, Printed, decimal
from verifier.term import HALF, ONE, Term

SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class Notation(ABC):
    """How the pieces of a formula are written.

    Attributes
    ----------
    letters : mapping of str to str
        LaTeX of names whose typesetting does not follow from the name.
    """

    letters: Mapping[str, str] = field(default_factory=dict)
    square_brackets: ClassVar[tuple[str, str]]
    style: ClassVar[recurrences.Notation]
    """The notation of recurrences, in which operations are written."""
    relations: ClassVar[Mapping[str, str]]
    moments: ClassVar[Mapping[str, str]]
    plain: ClassVar[bool] = False

    def write(self, value: Term) -> str:
        """The formula of a term."""
        return self.piece(value).text

    def equation(self, *sides: Term) -> str:
        """Equal terms in a row."""
        return " = ".join(self.write(side) for side in sides)

    def within(self, value: Term, least: int) -> str:
        """The formula, in parentheses where it binds less than needed."""
        return self.style.within(self.piece(value), least)

    def piece(self, value: Term) -> Printed:
        """The formula and how tightly its outermost operation binds."""
        match value.op:
            case "num" | "mul" | "div":
                return self._product(value)
            case "sym":
                return Printed(self.name(value.name), ATOM)
            case "add":
                return self._sum(value)
            case "pow":
                return self._power(value.terms[0], value.terms[1])
            case "element":
                return Printed(self.element(value.terms[0].name, value.terms[1]), ATOM)
            case op if op in BINDERS:
                return Printed(self.binder(value), PRODUCT)
            case op if op in self.relations:
                return Printed(f" {self.relations[op]} ".join(self.write(x) for x in value.terms), SUM)
        return Printed(self.function(value), ATOM)

    def _sum(self, value: Term) -> Printed:
        text = ""
        for part in parts(value):
            written = self.within(part, PRODUCT)
            if not text:
                text = written
            elif written.startswith("-"):
                text += f" - {written[1:]}"
            else:
                text += f" + {written}"
        return Printed(text, SUM)

    def _product(self, value: Term) -> Printed:
        number, above, below = factors(value)
        sign, number = ("-" if number < 0 else ""), abs(number)
        if number.denominator != 1 and not above and not below:
            whole = not sign and "/" not in decimal(number)
            return Printed(sign + decimal(number), ATOM if whole else PRODUCT)
        tops = [Term("num", Fraction(number.numerator))] if number.numerator != 1 or not above else []
        bottoms = [Term("num", Fraction(number.denominator))] if number.denominator != 1 else []
        top, bottom = [*tops, *above], [*bottoms, *below]
        if len(top) == 1 and not bottom and not sign:
            return self.piece(top[0]) if top[0].op != "num" else Printed(decimal(number), ATOM)
        over = self.style.quotient(self._side(top), self._side(bottom)).text if bottom else self.row(top)
        return Printed(sign + over, PRODUCT)

    def _side(self, terms: list[Term]) -> Printed:
        """One side of a quotient."""
        if len(terms) == 1:
            return self.piece(terms[0])
        return Printed(self.row(terms), PRODUCT) if terms else Printed("1", ATOM)

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

    def _power(self, base: Term, exponent: Term) -> Printed:
        if exponent == HALF:
            return Printed(self.style.root(self.piece(base)).text, ATOM)
        if base.op == "pow" and base.terms[1] != HALF:
            return self._power_of_power(base.terms[0], base.terms[1] * exponent)
        return Printed(self.power(base, exponent), POWER)

    def _power_of_power(self, base: Term, exponent: Term) -> Printed:
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
        return self.style.function(value.op, tuple(Printed(text, ATOM) for text in texts)).within(ATOM)

    @abstractmethod
    def power(self, base: Term, exponent: Term) -> str:
        """A power that is no square root."""

    @abstractmethod
    def joint(self, before: str, after: str) -> str:
        """What stands between two factors."""


class Plain(Notation):
    """One line of text: ``m[t] = (1 - β₁) Σ_{i=1}^{t} β₁^(t-i) g[i]``."""

    square_brackets: ClassVar[tuple[str, str]] = ("[", "]")
    style: ClassVar[recurrences.Notation] = recurrences.Unicode()
    relations: ClassVar[Mapping[str, str]] = {**recurrences.Unicode.words, "gt": ">", "ge": "≥"}
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

    square_brackets: ClassVar[tuple[str, str]] = (r"\left[", r"\right]")
    style: ClassVar[recurrences.Notation] = recurrences.Latex()
    relations: ClassVar[Mapping[str, str]] = {**recurrences.Latex.words, "gt": ">", "ge": r"\ge"}
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

    def power(self, base: Term, exponent: Term) -> str:
        stem = self.within(base, ATOM)
        return f"{f'{{{stem}}}' if '^' in stem else stem}^{{{self.write(exponent)}}}"

    def joint(self, before: str, after: str) -> str:
        return r" \cdot " if after[0].isdigit() else r" \, "
