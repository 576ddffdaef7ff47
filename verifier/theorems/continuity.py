"""What a limit needs: that a formula is continuous where its letters and powers tend to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from verifier.closed_form.draft import Study
from verifier.term import STEP, ZERO, Term, fold, postorder, substitute, symbols
from verifier.theorems.draft import Check
from verifier.theorems.regime import Regime

COMPARISONS = ("lt", "le", "eq", "ne")


def settled(study: Study, value: Term, ends: Mapping[Term, Term]) -> tuple[Term, ...] | None:
    """What must not be 0 for a formula to tend to what it is at the ends of what moves.

    Parameters
    ----------
    study : Study
    value : Term
    ends : mapping of Term to Term
        What moves, each with its limit: letters, or powers ``a**t`` that tend to 0 as `STEP` grows.

    Returns
    -------
    tuple of Term or None
        The limits of what signs are taken of, and of differences of compared sides: where none is 0, nothing
        jumps. None where one is 0, or where `STEP` stands in an exponent that a power might not outdo. Of
        divisors nothing is said.
    """
    there = dict(ends)
    if any(end.op == "pow" for end in ends) and grows_fast(substitute([value], there)[0]):
        return None
    limits = [
        study.identities().simplest(substitute([jump], there)[0])
        for node in moving(value, ends)
        for jump in jumps(node)
    ]
    if ZERO in limits:
        return None
    return tuple(dict.fromkeys(x for x in limits if not study.identities().non_zero(x)))


def hypotheses(study: Study, apart: Iterable[Term]) -> tuple[str, ...]:
    """That some terms are not 0."""
    return tuple(f"{study.plain.write(x)} ≠ 0" for x in apart)


def checks(apart: Iterable[Term], regime: Regime, only: tuple[int, ...]) -> tuple[Check, ...]:
    """That there are numbers for which the terms are not 0: hypotheses that hold for none are refused."""
    return tuple(Check(Term("lt", ZERO, Term("abs", x)), regime, only) for x in apart)


def moving(value: Term, ends: Mapping[Term, Term]) -> list[Term]:
    """The parts of a formula that change with what moves."""
    moved = fold([value], lambda node, args: node in ends or any(args))
    return [node for node in postorder([value]) if moved[node] and node not in ends]


def jumps(node: Term) -> Iterator[Term]:
    """What must not tend to 0 where an operation is to be continuous."""
    match node.op:
        case "sign" | "log":
            yield node.terms[0]
        case op if op in COMPARISONS:
            yield node.terms[0] - node.terms[1]
        case "pow" if node.terms[1].op != "num" or node.terms[1].value < 0:
            yield node.terms[0]


def grows_fast(value: Term) -> bool:
    """Whether the step number enters a formula otherwise than by polynomials, roots and quotients."""
    fast = (n for n in postorder([value]) if n.op == "exp" or (n.op == "pow" and n.terms[1].op != "num"))
    return any(STEP in symbols([n]) for n in fast)
