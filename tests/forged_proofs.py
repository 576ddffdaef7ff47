"""Certificates of false claims, written by hand: each bends a rule of the checker.

The left weight is ``w + f`` after a step, the right one ``w' + h``; forged is that f and h are one number.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from verifier.certificate.axioms import of_operation, place
from verifier.checker.proof import Terms, axioms

Line = list[Any]


TOTAL, PRODUCT, POWERS = "-> y = a + b", "-> y = a*b", "?y > 0, i*b = j, i > 0, j >= 0 -> y^i = a^j"


def line(op: str, said: str, node: int, *numbers: float) -> Line:
    """The line for the axiom of an operation that says so."""
    found = [n for n in of_operation(op) if said == "->".join(axioms()[n][1:]).strip()]
    return ["axiom", found[0], [node], *numbers]


@dataclass
class Desk:
    """Where a certificate is written: terms by their operations, lines in their order."""

    T: Terms = field(default_factory=lambda: Terms([]))
    lines: list[Line] = field(default_factory=list)

    def symbol(self, kind: str, name: str) -> int:
        found = self.T("sym", kind, name)
        self.lines.append(["leaf", found])
        return found

    def number(self, value: int | str) -> int:
        found = self.T("num", Fraction(value))
        self.lines.append(["leaf", found])
        return found

    def term(self, op: str, *args: int, said: str, numbers: tuple[int, ...] = ()) -> int:
        """An operation, and the line for its axiom that says so."""
        found = self.T(op, *args)
        self.lines.append(line(op, said, found, *numbers))
        return found

    def sum(self, f: str, scale: list[str], *products: list[str]) -> None:
        self.lines.append(["sum", f, scale, *products])


@dataclass
class Forgery:
    """A claim; what is shown in the end, and in which cases."""

    desk: Desk
    f: int
    h: int
    lines: list[Line] | None = None
    split: str | None = None
    cases: list[Any] = field(default_factory=list)

    def data(self, **changed: Any) -> dict[str, Any]:
        desk, T = self.desk, self.desk.T
        both = [T("sym", "state", name) for name in ("w", "w'")]
        new = [T("add", w, x) for w, x in zip(both, (self.f, self.h), strict=True)]
        rows = [[op, *map(str, args)] if op == "num" else [op, *args] for op, *args in T.rows]
        (w, other), (left, right) = both, new
        begun: list[Line] = [["sum", f"x{w} + -1*x{w}", []]]
        asked: Line = ["sum", f"x{w} + -1*x{other}", [], ["-1", f"x{other} + -1*x{w}"]]
        ends: list[Line] = [line("add", TOTAL, left), line("add", TOTAL, right)]
        facts = (f"x{right} + -1*x{other} + -1*x{self.h}", f"x{left} + -1*x{w} + -1*x{self.f}")
        equal = [[facts[0]], ["-1", facts[1]], [f"x{other} + -1*x{w}"]]
        equal += [["-1", f"x{self.f} + -1*x{self.h}"]] if self.f != self.h else []
        ends.append(["sum", f"x{right} + -1*x{left}", [], *equal])
        tree: dict[str, Any] = {"lines": [*desk.lines]}
        if self.split:
            tree |= {
                "split": self.split,
                "cases": [[s, {"lines": [*each, *ends]}] for s, each in self.cases],
            }
        else:
            tree["lines"] += ends
        return {
            "terms": rows,
            "systems": {
                "left": {"states": {"w": [w, left]}, "query": w},
                "right": {"states": {"w'": [w, right]}, "query": other},
            },
            "hypers": {"beta": ["1/2", [[0, 1], "0"], [[-1], "1"]], "free": ["0"]},
            "gradient": [-1, 0, 1],
            "invariants": [[other, [0], w]],
            "ways": [],
            "proofs": {"start": {"lines": begun}, "query": {"lines": [asked]}, "step": tree},
        } | changed


def gradient_squared() -> Forgery:
    """True: a square is a product."""
    desk = Desk()
    g, two = desk.symbol("gradient", "g"), desk.number(2)
    t = desk.symbol("time", "t")
    desk.sum(f"x{two} + -1*0*x{t} + -2", [], [f"1*x{two} + -2"])
    desk.sum(f"x{two}", [], [f"1*x{two} + -2"], ["2"])
    power = desk.term("pow", g, two, said="b = i*t + j, b >= 0 ->", numbers=(0, 2))
    square = desk.term("mul", g, g, said=PRODUCT)
    desk.lines.append(line("pow", POWERS, power, 1, 2))
    desk.sum(f"x{power} + -1*x{square}", [], [f"x{power}^1 + -1*x{g}^2"], ["-1", f"x{square} + -1*x{g}*x{g}"])
    return Forgery(desk, power, square)


def quotient_by_itself() -> Forgery:
    """``g*g/g`` is ``g``: not where g is 0."""
    desk = Desk()
    g = desk.symbol("gradient", "g")
    square = desk.term("mul", g, g, said=PRODUCT)
    quotient = desk.term("div", square, g, said="b != 0 -> b*y = a")
    desk.sum(
        f"x{quotient} + -1*x{g}",
        [f"x{g}"],
        [f"x{g}*x{quotient} + -1*x{square}"],
        [f"x{square} + -1*x{g}*x{g}"],
    )
    return Forgery(desk, quotient, g)


def quotient_of_zero() -> Forgery:
    """``0/g`` is 0; where g is 0 it is undefined, and a factor that may be 0 is left out."""
    desk = Desk()
    g, zero = desk.symbol("gradient", "g"), desk.number(0)
    product = desk.term("mul", g, zero, said=PRODUCT)
    desk.sum(f"x{product}", [], [f"x{product} + -1*x{g}*x{zero}"], [f"x{g}", f"1*x{zero} + 0"])
    desk.sum(f"x{g} + -1*x{zero}", [f"x{zero}"], [f"x{product} + -1*x{g}*x{zero}"], ["-1", f"x{product}"])
    return Forgery(desk, g, zero)


def magnitude() -> Forgery:
    """``abs(g)`` is ``g``: the rule of numbers that are not negative."""
    desk = Desk()
    g = desk.symbol("gradient", "g")
    return Forgery(desk, desk.term("abs", g, said="a >= 0 -> y = a"), g)


def magnitude_in_cases() -> Forgery:
    """The same with a split that leaves out the negative numbers."""
    desk = Desk()
    g = desk.symbol("gradient", "g")
    found = desk.T("abs", g)
    each = line("abs", "a >= 0 -> y = a", found)
    return Forgery(desk, found, g, split=f"x{g}", cases=[[[0], [each]], [[1], [each]]])


def root_of_a_square() -> Forgery:
    """``sqrt(g*g)`` is ``g``, since both have one square."""
    desk = Desk()
    g, half = desk.symbol("gradient", "g"), desk.number("1/2")
    square = desk.term("mul", g, g, said=PRODUCT)
    desk.sum(f"x{square}", [], [f"x{square} + -1*x{g}*x{g}"], [f"x{g}", f"x{g}"])
    desk.sum(f"x{half}", ["2"], [f"2*x{half} + -1"], ["1"])
    root = desk.term("pow", square, half, said="a >= 0, b >= 0 -> y >= 0")
    desk.lines.append(line("pow", POWERS, root, 2, 1))
    zero = f"x{root}^2 + -1*x{square}^1"
    desk.sum(f"x{root} + -1*x{g}", [f"x{root} + x{g}"], [zero], [f"x{square} + -1*x{g}*x{g}"])
    return Forgery(desk, root, g)


def root_of_a_negative_number() -> Forgery:
    """``(-2)**(1/2)`` is ``-2``: a rule for whole exponents, with a half for a whole number."""
    desk = Desk()
    base, half, t = desk.number(-2), desk.number("1/2"), desk.symbol("time", "t")
    root, whole = desk.T("pow", base, half), f"x{half} + -1*0*x{t} + -1*0.5"
    each = line("pow", "b = i*t + j, b >= 0 ->", root, 0, 0.5)
    return Forgery(desk, root, base, split=whole, cases=[[[0], [each]], [[-1, 1], []]])


def zero_to_the_step() -> Forgery:
    """``0**(t - 1)`` is 0: in the first step it is 1."""
    desk = Desk()
    zero, t, less = desk.number(0), desk.symbol("time", "t"), desk.number(-1)
    exponent = desk.term("add", t, less, said=TOTAL)
    facts = [[f"x{exponent} + -1*x{t} + -1*x{less}"], [f"1*x{t} + -1"], [f"1*x{less} + 1"]]
    desk.sum(f"x{exponent}", [], *facts)
    desk.sum(f"x{zero}", [], [f"1*x{zero} + 0"])
    power = desk.term("pow", zero, exponent, said="a = 0, b > 0 -> y = 0")
    return Forgery(desk, power, zero)


def step_between_whole_numbers() -> Forgery:
    """``free*(free - 1) >= 0``, as of whole numbers, and so of any."""
    desk = Desk()
    free, t = desk.symbol("hyper", "free"), desk.T("sym", "time", "t")
    desk.lines.append(["axiom", place("-> t*t + i*i + i >= 2*i*t + t"), [], 0])
    found = desk.T("abs", free)
    gap = f"x{t}*x{t} + 0*0 + 0 + -1*2*0*x{t} + -1*x{t}"
    each, other = (
        line("abs", "a >= 0 -> y = a", found),
        ["sum", f"x{free}", [], [gap.replace(f"x{t}", f"x{free}")]],
    )
    desk.sum(f"x{t}*x{t} + -1*x{t}", [], [gap])
    return Forgery(desk, found, free, split=f"x{free}", cases=[[[0, 1], [each]], [[-1], [other]]])


def branch_that_is_not_taken() -> Forgery:
    """``g if g > 0 else 1`` is 1, by the rule of what is false."""
    desk = Desk()
    g, zero, one = desk.symbol("gradient", "g"), desk.number(0), desk.number(1)
    condition = desk.term("lt", zero, g, said="a >= b -> y = 0")
    return Forgery(
        desk, desk.term("where", condition, g, one, said="?a > 0, a = 0, ?c > 0 -> ?y > 0, y = c"), one
    )


def quotient_by_zero() -> Forgery:
    """``g/0`` is 0: what is undefined counts as 0 where facts are learnt."""
    desk = Desk()
    g, zero = desk.symbol("gradient", "g"), desk.number(0)
    desk.sum(f"x{zero}", [], [f"1*x{zero} + 0"])
    quotient = desk.term("div", g, zero, said="b = 0 -> ?y = 0")
    return Forgery(desk, quotient, zero)


def identity_that_is_none() -> Forgery:
    """``g*g`` is ``g``, as a text that begins alike."""
    desk = Desk()
    g = desk.symbol("gradient", "g")
    square = desk.term("mul", g, g, said=PRODUCT)
    desk.sum(f"x{square} + -1*x{g}", [], [f"x{square} + -1*x{g}*x{g}"])
    return Forgery(desk, square, g)


def square_that_is_no_square() -> Forgery:
    """A product of two factors that are written differently is no square."""
    desk = Desk()
    g = desk.symbol("gradient", "g")
    found = desk.T("abs", g)
    own, bent = line("abs", "a >= 0 -> y = a", found), ["sum", f"x{g}", [], [f"x{g}", "1*1"]]
    return Forgery(desk, found, g, split=f"x{g}", cases=[[[0, 1], [own]], [[-1], [bent, own]]])


def sum_of_both_signs() -> Forgery:
    """``g + 1`` is positive where g is not 0: a sum of one that has a sign and one that has another."""
    desk = Desk()
    g, zero = desk.symbol("gradient", "g"), desk.number(0)
    bent = ["sum", f"x{g} + 1", [], [f"x{g}"], ["1"]]
    close = ["sum", f"x{g} + -1*x{zero}", [f"x{g} + 1"], [f"x{g} + 1", f"x{g} + -1*x{zero}"]]
    return Forgery(desk, g, zero, split=f"x{g}", cases=[[[-1, 0, 1], [bent, close]]])


def axiom_that_does_not_exist() -> Forgery:
    """A place after the last of the axioms."""
    desk = Desk()
    g = desk.symbol("gradient", "g")
    found = desk.T("abs", g)
    desk.lines.append(["axiom", len(axioms()), [found]])
    return Forgery(desk, found, g)


def axiom_of_another_operation() -> Forgery:
    """``abs(g)`` is what ``add(g, ...)`` is."""
    desk = Desk()
    g = desk.symbol("gradient", "g")
    found = desk.T("abs", g)
    desk.lines.append(line("add", TOTAL, found))
    return Forgery(desk, found, g)


def line_of_another_kind() -> Forgery:
    """A name of the checker's own that is no rule."""
    desk = Desk()
    g, zero = desk.symbol("gradient", "g"), desk.number(0)
    desk.lines.append(["__class__"])
    desk.lines.append(["learn", [[f"x{g} + -1*x{zero}", [0]]]])
    return Forgery(desk, g, zero)


FORGERIES = {
    quotient_by_itself: "not shown",
    quotient_of_zero: "identity",
    magnitude: "not shown",
    magnitude_in_cases: "cases are missing",
    root_of_a_square: "may be zero",
    root_of_a_negative_number: "whole numbers",
    zero_to_the_step: "not shown",
    step_between_whole_numbers: "identity",
    branch_that_is_not_taken: "not shown",
    quotient_by_zero: "not shown",
    identity_that_is_none: "identity",
    square_that_is_no_square: "not shown",
    sum_of_both_signs: "may be zero",
    axiom_that_does_not_exist: "malformed",
    axiom_of_another_operation: "no term of this axiom",
    line_of_another_kind: "malformed",
}
