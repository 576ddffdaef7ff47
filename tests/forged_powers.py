"""Certificates of false claims about powers, as `tests.forged_proofs` has them about all else."""

from __future__ import annotations

from tests.forged_proofs import Desk, Forgery


def power_of_powers() -> Forgery:
    """``(g**2)**(1/2)`` is ``g**1``: powers of different bases."""
    desk = Desk()
    g, half = desk.symbol("gradient", "g"), desk.number("1/2")
    square = desk.term("mul", g, g)
    desk.sum(f"x{square}", [], [f"x{square} + -1*x{g}*x{g}"], [f"x{g}", f"x{g}"])
    desk.sum(f"x{half}", ["2"], [f"2*x{half} + -1"], ["1"])
    root = desk.term("pow", square, half, place=1)
    desk.sum(f"2*x{half} + -1*1", [], [f"2*x{half} + -1"])
    desk.lines.append(["law", g, [root, 2], [g, -1]])
    return Forgery(desk, root, g)


def power_by_a_logarithm() -> Forgery:
    """``(g*g)**(1/2)`` is ``exp(1/2*2*log(g))``, which is ``g``: a negative g has no logarithm."""
    desk = Desk()
    g, half = desk.symbol("gradient", "g"), desk.number("1/2")
    square = desk.term("mul", g, g)
    desk.sum(f"x{square}", [], [f"x{square} + -1*x{g}*x{g}"], [f"x{g}", f"x{g}"])
    desk.sum(f"x{half}", ["2"], [f"2*x{half} + -1"], ["1"])
    root, log, other = desk.term("pow", square, half, place=1), desk.T("log", g), desk.T("log", square)
    desk.sum(f"1*x{square} + -1*1*x{g}*x{g}", [], [f"x{square} + -1*x{g}*x{g}"])
    desk.lines.append(["law", None, [other, 1], [log, -2]])
    sides = [[f"x{half}", f"1*x{other} + -2*x{log}"], [f"2*x{half} + -1", f"x{log}"]]
    desk.sum(f"1*x{half}*x{other} + -1*x{log}", [], *sides)
    desk.lines.append(["law", None, [root, 1], [log, -1]])
    desk.sum(f"x{root} + -1*x{g}", [], [f"1*x{root} + -1*1*x{g}"])
    return Forgery(desk, root, g)


def root_of_minus_one() -> Forgery:
    """``(-1)**(1/2)`` is 1 or -1: a rule for whole exponents, at a step that the half is said to be."""
    desk = Desk()
    base, half, one = desk.number(-1), desk.number("1/2"), desk.number(1)
    desk.symbol("time", "t")
    desk.sum(f"x{base} + 1", [], [f"1*x{base} + 1"])
    root = desk.term("pow", base, half, place=6, numbers=(-1, 0))
    return Forgery(desk, root, one)


FORGERIES = {power_of_powers: "not shown", power_by_a_logarithm: "not shown", root_of_minus_one: "not shown"}
