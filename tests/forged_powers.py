"""Certificates of false claims about powers, as `tests.forged_proofs` has them about all else."""

from __future__ import annotations

from tests.forged_proofs import POWERS, PRODUCT, Desk, Forgery, line
from verifier.certificate.axioms import place

SAME = "?x > 0, ?y > 0, a = c, b = d -> x = y"
MULTIPLY = "?x > 0, ?y > 0, ?e > 0, ?f > 0, a = c, a = e, f = b + d -> ?z > 0, z = x*y"
NOT_NEGATIVE = "a >= 0, b >= 0 -> y >= 0"


def root(desk: Desk) -> tuple[int, int, int]:
    """The gradient, its square and the root of that."""
    g, half = desk.symbol("gradient", "g"), desk.number("1/2")
    square = desk.term("mul", g, g, said=PRODUCT)
    desk.sum(f"x{square}", [], [f"x{square} + -1*x{g}*x{g}"], [f"x{g}", f"x{g}"])
    desk.sum(f"x{half}", ["2"], [f"2*x{half} + -1"], ["1"])
    return g, square, desk.term("pow", square, half, said=NOT_NEGATIVE)


def roots(desk: Desk) -> tuple[int, int]:
    """The roots of 4 and of 2."""
    half, found = desk.number("1/2"), list[int]()
    desk.sum(f"x{half}", ["2"], [f"2*x{half} + -1"], ["1"])
    desk.sum(f"x{half} + -1*x{half}", [])
    for base in map(desk.number, (4, 2)):
        desk.sum(f"x{base}", [], [f"1*x{base} + {-desk.T.rows[base][1]}"], [str(desk.T.rows[base][1])])
        desk.sum(f"x{base} + -1*x{base}", [])
        found.append(desk.term("pow", base, half, said=NOT_NEGATIVE))
    return found[0], found[1]


def product_of_powers() -> Forgery:
    """``4**(1/2)*2**(1/2)`` is ``4**1``: powers of different bases."""
    desk = Desk()
    (one, other), whole, half = roots(desk), desk.number(1), desk.number("1/2")
    product, four = desk.term("mul", one, other, said=PRODUCT), desk.T.rows[one][1]
    found = desk.T("pow", four, whole)
    desk.sum(f"x{whole} + -1*x{half} + -1*x{half}", [], [f"1*x{whole} + -1"], ["-1", f"2*x{half} + -1"])
    desk.lines.append(["axiom", place(MULTIPLY, "pow", "pow", "pow"), [one, other, found]])
    return Forgery(desk, product, found)


def root_of_another_base() -> Forgery:
    """``4**(1/2)`` is ``2**(1/2)``: the exponents are the same, the bases are not."""
    desk = Desk()
    one, other = roots(desk)
    desk.lines.append(["axiom", place(SAME, "pow", "pow"), [one, other]])
    return Forgery(desk, one, other)


def power_by_a_logarithm() -> Forgery:
    """``(g*g)**(1/2)`` is ``exp(log(g))``, which is ``g``: a negative g has no logarithm."""
    desk = Desk()
    g, _, found = root(desk)
    log = desk.T("log", g)
    exponential = desk.T("exp", log)
    desk.sum(f"x{log} + -1*x{log}", [])
    here = place("?a > 0, ?y > 0, a = y -> ?x > 0, x = b", "exp", "log")
    desk.lines.append(["axiom", here, [exponential, log]])
    return Forgery(desk, found, g)


def power_of_no_number() -> Forgery:
    """``(g**2)**(1/2)`` is ``g``, since 0 times the exponent is 0."""
    desk = Desk()
    g, _, found = root(desk)
    desk.sum(f"0*x{desk.T.rows[found][2]}", [], ["0"])
    desk.lines.append(line("pow", POWERS, found, 0, 0))
    return Forgery(desk, found, g)


def root_of_minus_one() -> Forgery:
    """``(-1)**(1/2)`` is 1 or -1: an axiom for whole exponents, at a step that the half is said to be."""
    desk = Desk()
    base, half, one = desk.number(-1), desk.number("1/2"), desk.number(1)
    desk.symbol("time", "t")
    desk.sum(f"x{base} + 1", [], [f"1*x{base} + 1"])
    found = desk.term("pow", base, half, said="b = i*t + j, a + 1 = 0 -> y*y = 1", numbers=(1, 0))
    return Forgery(desk, found, one)


def power_below_one() -> Forgery:
    """``10**-400`` is zero, as numbers of a machine have it: no polynomial has a negative exponent."""
    desk = Desk()
    one, nothing = desk.number(1), desk.number(0)
    desk.sum("10^-400", [])
    desk.sum(f"x{one} + -1*x{nothing}", ["10^-400"])
    return Forgery(desk, one, nothing)


FORGERIES = {
    product_of_powers: r"not shown is the sign of x1 \+ -1\*x3$",
    root_of_another_base: r"not shown is the sign of x1 \+ -1\*x3$",
    power_by_a_logarithm: r"not shown is the sign of \?x4, \?x4$",
    power_of_no_number: "not shown is the sign of 0$",
    root_of_minus_one: "not shown",
    power_below_one: "not exact",
}
