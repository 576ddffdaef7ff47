"""Terms as mathematics: one line of Unicode for a terminal, LaTeX for a page.

Nothing is rearranged or simplified here but signs: what is printed is what was written.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from verifier.glyph import SUBSCRIPTS, Glyph, glyph
from verifier.term import HALF, Term, fold

LONGEST = 2000
"""A longer text is cut: with sharing, the text of a short program can be exponentially long."""

CONNECTIVE, RELATION, SUM, PRODUCT, QUOTIENT, POWER, ATOM = range(7)
SUPERSCRIPTS = dict(zip("0123456789−+tnip", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ᵗⁿⁱᵖ", strict=True))
_CASES, _END = r"\begin{cases}", r"\end{cases}"


@dataclass(frozen=True)
class Printed:
    """A text and how tightly its outermost operation binds."""

    text: str
    binds: int

    def within(self, least: int, opening: str = "(", closing: str = ")") -> str:
        """The text, in parentheses where it binds less than needed."""
        return self.text if self.binds >= least else f"{opening}{self.text}{closing}"


class Notation(ABC):
    """How each operation is written."""

    minus: ClassVar[str]
    words: ClassVar[Mapping[str, str]]
    brackets: ClassVar[tuple[str, str]] = ("(", ")")

    def within(self, printed: Printed, least: int) -> str:
        """A text, in parentheses where it binds less than needed."""
        return printed.within(least, *self.brackets)

    @abstractmethod
    def symbol(self, letter: Glyph, index: str | None) -> Printed:
        """A letter, with its time index where it has one."""

    @abstractmethod
    def product(self, left: Printed, right: Printed) -> Printed:
        """A product."""

    @abstractmethod
    def quotient(self, above: Printed, below: Printed) -> Printed:
        """A quotient."""

    @abstractmethod
    def power(self, base: Printed, exponent: Printed) -> Printed:
        """A power."""

    @abstractmethod
    def root(self, inside: Printed) -> Printed:
        """A square root."""

    @abstractmethod
    def function(self, op: str, args: tuple[Printed, ...]) -> Printed:
        """A function or a choice between two values."""

    def number(self, value: Fraction) -> Printed:
        """An exact number."""
        text = decimal(value).replace("-", self.minus, 1) if value < 0 else decimal(value)
        return Printed(text, PRODUCT if value < 0 else QUOTIENT if "/" in text else ATOM)

    def relation(self, op: str, args: tuple[Printed, ...]) -> Printed:
        """A comparison, or comparisons joined by *and*, *or*, *not*."""
        if op == "not":
            return Printed(f"{self.words[op]} {args[0].within(RELATION)}", CONNECTIVE)
        binds = CONNECTIVE if op in ("and", "or") else RELATION
        return Printed(f" {self.words[op]} ".join(a.within(binds + 1) for a in args), binds)


class Unicode(Notation):
    """One line that a person reads in a terminal: ``mₜ = β₁ mₜ₋₁ + (1 − β₁) gₜ``."""

    minus = "−"
    words: ClassVar[Mapping[str, str]] = {
        "lt": "<", "le": "≤", "eq": "=", "ne": "≠", "and": "and", "or": "or", "not": "not",
    }  # fmt: skip

    def symbol(self, letter: Glyph, index: str | None) -> Printed:
        if index is None:
            return Printed(letter.text, ATOM)
        if letter.text[-1].isdigit():
            return Printed(f"{letter.text}[{index.replace('-', self.minus)}]", ATOM)
        return Printed(letter.text + index.translate(SUBSCRIPTS), ATOM)

    def product(self, left: Printed, right: Printed) -> Printed:
        first, second = left.within(PRODUCT), right.within(QUOTIENT)
        return Printed(first + (" · " if second[0].isdigit() else " ") + second, PRODUCT)

    def quotient(self, above: Printed, below: Printed) -> Printed:
        return Printed(f"{above.within(PRODUCT)}/{below.within(POWER)}", QUOTIENT)

    def power(self, base: Printed, exponent: Printed) -> Printed:
        tight = exponent.text.replace(" ", "")
        if set(tight) <= SUPERSCRIPTS.keys():
            return Printed(base.within(ATOM) + "".join(SUPERSCRIPTS[c] for c in tight), POWER)
        return Printed(f"{base.within(ATOM)}^{exponent.within(ATOM)}", POWER)

    def root(self, inside: Printed) -> Printed:
        return Printed("√" + inside.within(ATOM), POWER)

    def function(self, op: str, args: tuple[Printed, ...]) -> Printed:
        if op == "where":
            return Printed(f"{args[1].text} if {args[0].text} else {args[2].text}", CONNECTIVE)
        if op == "abs":
            return Printed(f"|{args[0].text}|", ATOM)
        return Printed(f"{op}({', '.join(a.text for a in args)})", ATOM)


class Latex(Notation):
    r"""LaTeX: ``m_{t} = \beta_{1}\,m_{t-1} + \left(1 - \beta_{1}\right) g_{t}``."""

    minus = "-"
    words: ClassVar[Mapping[str, str]] = {
        "lt": "<", "le": r"\le", "eq": "=", "ne": r"\ne",
        "and": r"\wedge", "or": r"\vee", "not": r"\neg",
    }  # fmt: skip
    brackets: ClassVar[tuple[str, str]] = (r"\left(", r"\right)")

    def symbol(self, letter: Glyph, index: str | None) -> Printed:
        if index is None:
            return Printed(letter.latex, ATOM)
        if letter.latex.endswith("}") and "_{" in letter.latex:
            return Printed(f"{letter.latex[:-1]},{index}}}", ATOM)
        return Printed(f"{letter.latex}_{{{index}}}", ATOM)

    def product(self, left: Printed, right: Printed) -> Printed:
        first, second = self.within(left, PRODUCT), self.within(right, PRODUCT)
        joint = r" \cdot " if second[0].isdigit() else r"\,"
        return Printed(first + joint + second, PRODUCT)

    def quotient(self, above: Printed, below: Printed) -> Printed:
        return Printed(rf"\frac{{{above.text}}}{{{below.text}}}", QUOTIENT)

    def power(self, base: Printed, exponent: Printed) -> Printed:
        bare = base.binds == ATOM and "^" not in base.text
        return Printed(f"{base.text if bare else self._parens(base.text)}^{{{exponent.text}}}", POWER)

    def root(self, inside: Printed) -> Printed:
        return Printed(rf"\sqrt{{{inside.text}}}", ATOM)

    def function(self, op: str, args: tuple[Printed, ...]) -> Printed:
        if op == "where":
            yes = rf"{args[1].text} & \text{{if }} {args[0].text}"
            return Printed(rf"{_CASES} {yes} \\ {_otherwise(args[2])} {_END}", ATOM)
        if op == "abs":
            return Printed(rf"\left\lvert {args[0].text} \right\rvert", ATOM)
        name = r"\operatorname{sign}" if op == "sign" else "\\" + op
        return Printed(name + self._parens(", ".join(a.text for a in args)), ATOM)

    def _parens(self, text: str) -> str:
        return rf"\left({text}\right)"


def _otherwise(printed: Printed) -> str:
    """The last rows of cases; cases that stand there themselves are further rows."""
    text = printed.text
    if printed.binds == ATOM and text.startswith(_CASES) and text.endswith(_END):
        return text.removeprefix(_CASES).removesuffix(_END).strip()
    return rf"{text} & \text{{else}}"


def write(value: Term, notation: Notation, letters: Mapping[str, Glyph] | None = None) -> str:
    """A term in a notation; a symbol whose name ``letters`` does not hold is printed by its name."""
    known = letters or {}
    return fold([value], lambda node, args: _cut(_written(node, args, notation, known)))[value].text


def _cut(printed: Printed) -> Printed:
    return printed if len(printed.text) <= LONGEST else Printed("…", ATOM)


def _written(node: Term, args: tuple[Printed, ...], style: Notation, letters: Mapping[str, Glyph]) -> Printed:
    match node.op:
        case "num":
            return style.number(node.value)
        case "sym":
            return style.symbol(letters.get(node.name) or glyph(node.name), index_of(node))
        case "add":
            return _sum(args[0], args[1], style.minus)
        case "mul":
            return _product(node, args, style)
        case "div":
            return _sign_out(args[0], style.minus, lambda above: style.quotient(above, args[1]))
        case "pow":
            return style.root(args[0]) if node.terms[1] is HALF else style.power(args[0], args[1])
        case op if op in ("lt", "le", "eq", "ne", "and", "or", "not"):
            return style.relation(op, args)
    return style.function(node.op, args)


def index_of(symbol: Term) -> str | None:
    """The time index of a symbol, ``"t-1"``; None for a hyperparameter and the time itself.

    Beside the kinds of `verifier.term`, ``start`` is a sequence at a fixed index.
    """
    kind, offset = str(symbol.args[0]), int(str(symbol.args[2])) if len(symbol.args) > 2 else 0
    if kind == "start":
        return str(offset)
    if kind == "sequence":
        return f"t{offset:+d}" if offset else "t"
    return {"state": "t-1", "weight": "t-1", "gradient": "t"}.get(kind)


def _sum(left: Printed, right: Printed, minus: str) -> Printed:
    if right.binds >= PRODUCT and right.text.startswith(minus):
        return Printed(f"{left.within(SUM)} {minus} {right.text.removeprefix(minus)}", SUM)
    return Printed(f"{left.within(SUM)} + {right.within(PRODUCT)}", SUM)


def _product(node: Term, args: tuple[Printed, ...], style: Notation) -> Printed:
    first = node.terms[0]
    if first.op == "num" and first.value == -1:
        return _negative(args[1], style)
    return _sign_out(args[0], style.minus, lambda left: style.product(left, args[1]))


def _negative(printed: Printed, style: Notation) -> Printed:
    if printed.binds >= PRODUCT and not printed.text.startswith(style.minus):
        return Printed(style.minus + printed.text, PRODUCT)
    return Printed(f"{style.minus}({printed.text})", PRODUCT)


def _sign_out(first: Printed, minus: str, build: Callable[[Printed], Printed]) -> Printed:
    """A product or quotient whose first factor is negative, with the sign in front of the whole."""
    if first.binds < PRODUCT or not first.text.startswith(minus):
        return build(first)
    return Printed(minus + build(Printed(first.text.removeprefix(minus), first.binds)).text, PRODUCT)


def decimal(value: Fraction) -> str:
    """An exact number as a person writes it: a finite decimal, else a fraction.

    Examples
    --------
    >>> [decimal(Fraction(x)) for x in ("24/25", "1/3", "1e-8", "-3")]
    ['0.96', '1/3', '1e-8', '-3']
    """
    if value.denominator == 1:
        return str(value.numerator)
    digits = next((k for k in range(1, 16) if (value * 10**k).denominator == 1), None)
    if digits is None:
        return str(value)
    mantissa = int(value * 10**digits)
    if digits > 4 and abs(mantissa) < 100:
        return f"{mantissa}e-{digits}"
    sign, size = "-" if mantissa < 0 else "", str(abs(mantissa)).rjust(digits + 1, "0")
    return f"{sign}{size[:-digits]}.{size[-digits:]}"
