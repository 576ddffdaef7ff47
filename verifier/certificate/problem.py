"""What a proof leaves to a solver, as SMT-LIB text that any solver reads."""

from __future__ import annotations

from verifier.checker.proof import Facts, Signs, require


def problem(facts: Facts) -> str:
    """The problem that has no solution where no real numbers have all the signs."""
    factors = (factor for text, _ in facts for part in text.split(" + ") for factor in part.split("*"))
    names = dict.fromkeys(factor for factor in factors if factor[:1] == "x")
    constants = [f"(declare-const {written(name)} Real)" for name in names]
    lines = [f"(assert {relations(text, possible)})" for text, possible in facts]
    return "\n".join(["(set-logic QF_NRA)", *constants, *lines, "(check-sat)"])


def relations(text: str, signs: Signs) -> str:
    """That a polynomial has one of the signs."""
    products = (" ".join(map(written, part.split("*"))) for part in text.split(" + "))
    total = f"(+ 0 {' '.join(f'(* 1 {factors})' for factors in products)})"
    each = (f"({'<=>'[s + 1]} {total} 0)" for s in sorted(signs))
    return f"(or false {' '.join(each)})"


def written(factor: str) -> str:
    """A number, or the name of a term's value."""
    if factor[:1] == "x":
        require(factor.isascii() and factor[1:].isdecimal(), f"'{factor}' is no name")
        return factor
    return f"{int(factor)}" if int(factor) >= 0 else f"(- {-int(factor)})"
