"""Lines that rest on a solver: the problem is written out, so that any solver can run it again."""

from __future__ import annotations

from flint import fmpz_mpoly

from verifier.certificate.branch import Branch, Uncertified, X
from verifier.certificate.problem import problem
from verifier.certificate.values import difference
from verifier.checker import Case
from verifier.checker.proof import ANY, APART, ZERO

STEPS = 600_000
"""What the solver may take for a line, in its own count of steps, which no load of the machine changes."""

MILLISECONDS = 10_000
"""For steps that the solver does not count."""


def show_equal(branch: Branch, a: int, b: int, rest: fmpz_mpoly) -> None:
    """Two terms are equal since a solver shows that the difference's polynomial is zero."""
    (p, q), zeros = difference(branch, a, b)
    _, made_up = branch.reduce(p)
    text = branch.text(rest)
    used = _closing(branch.case.fork(text, APART), [*_facts(branch), text])
    if used is None:
        raise Uncertified("an equality that is not an identity")
    branch.narrow(text, ZERO, [(APART, [["solver", *used]])])
    branch.sum(f"x{a} + -1*x{b}", branch.scale(q), [*zeros, *made_up, [text]])


def close(branch: Branch) -> bool:
    """Whether a solver shows that the case holds no point; the line is added."""
    used = _closing(branch.case, _facts(branch))
    if used is None:
        return False
    branch.case.apply("solver", *used)
    branch.here["lines"].append(["solver", *used])
    return True


def _closing(case: Case, used: list[str]) -> list[str] | None:
    """The polynomials, where a solver shows that no numbers have what is known of them."""
    statement = problem([(f, case.sign(f)) for f in used])
    return used if unsatisfiable(statement, MILLISECONDS, STEPS) else None


def _facts(branch: Branch) -> list[str]:
    """What is known of the generators and of the polynomials that were split on."""
    candidates = [root.text for root in branch.roots]
    for i in range(len(branch.nodes)):
        low_high = {0, 1} | {b for b in branch.ranges.get(i, ()) if b is not None}
        candidates += [branch.text(b.denominator * X[i] - b.numerator) for b in low_high]
    candidates += [branch.text(fact) for fact in branch.facts]
    return [text for text in dict.fromkeys(candidates) if branch.case.sign(text) != ANY]


def unsatisfiable(statement: str, milliseconds: int, steps: int = 0) -> bool:
    """Whether z3 shows within the time, and within some steps, that a problem has no solution."""
    import z3

    solver = z3.Solver(ctx=z3.Context())
    solver.set("timeout", milliseconds)
    solver.set("rlimit", steps)  # 0 is no limit
    try:
        solver.from_string(statement)
        return bool(solver.check() == z3.unsat)
    except z3.Z3Exception:
        return False
