"""Where the checker's axioms stand in their table, and what they say of whole numbers."""

from __future__ import annotations

from functools import cache

from verifier.checker.proof import Terms, axiom, axioms, facts

Line = list[object]


@cache
def of_operation(op: str) -> list[int]:
    """The axioms of one term with this operation."""
    return [n for n, (terms, _, _) in enumerate(axioms()) if len(terms) == 1 and op in terms[0][1].split("|")]


@cache
def place(said: str, *operations: str) -> int:
    """The one axiom of terms with these operations that says so."""
    found = [
        n
        for n, (terms, when, then) in enumerate(axioms())
        if said == f"{when.strip()} -> {then.strip()}".strip() and [t[1] for t in terms] == [*operations]
    ]
    assert len(found) == 1, said
    return found[0]


def of_exponential(node: int, said: str) -> Line:
    """The line for an axiom of an exponential."""
    return ["axiom", place(said, "exp"), [node]]


def whole(terms: Terms, node: int, i: int, j: int) -> str:
    """What is zero where a term is ``i*t + j``."""
    step = terms("sym", "time", "t")
    return facts(f"x{node} = {i}*x{step} + {j}")[0][0]


def between(terms: Terms, i: int) -> tuple[Line, str]:
    """The line for the step not being between two whole numbers, and what is not negative by it."""
    here = place("-> t*t + i*i + i >= 2*i*t + t")
    return ["axiom", here, [], i], axiom(terms, here, [], i)[1][0][0]
