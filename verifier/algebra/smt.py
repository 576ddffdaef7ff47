"""The second stage: z3's nonlinear real arithmetic, for cases that the signs do not settle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flint import fmpz, fmpz_mpoly

from verifier.algebra.path import Path
from verifier.algebra.points import satisfied
from verifier.algebra.ring import Generator, Hashed, Ring
from verifier.algebra.signs import Assumption, Signs

STEPS = 600_000
"""What the solver may take, in its own count of steps, which no load of the machine changes."""

DECIDED, UNDECIDED = 1_500, 150_000
"""The work of a question that the solver settles, and of one that it gives up."""

RANGE = "range"
"""Under this name it is remembered where a generator lies."""

MILLISECONDS = 10_000
"""For steps that the solver does not count."""


def infeasible(path: Path, extra: Sequence[tuple[fmpz_mpoly, Signs]], steps: int = STEPS) -> bool:
    """Whether z3 proves that no real numbers satisfy the path and the extra sign conditions.

    False says nothing: numbers may have been found, or the solver has given up.
    """
    return answer(path, extra, steps) is False


def answer(path: Path, extra: Sequence[tuple[fmpz_mpoly, Signs]], steps: int = STEPS) -> bool | None:
    """Whether real numbers satisfy the path and the extra sign conditions; None where z3 has given up."""
    ring, effort = path.ring, path.ring.effort
    effort.spend(DECIDED)
    conditions = [*path.assumptions, *(Assumption(p, s) for p, s in extra)]
    if satisfied(used(ring, [c.polynomial for c in conditions]), conditions):
        return True
    import z3

    # what `Solver` comes to after many milliseconds, without what it tries, in vain, once all steps are taken
    solver = z3.Tactic("qfnra-nlsat", ctx=ring.solvers).solver()
    solver.set("rlimit", steps)
    solver.set("timeout", min(MILLISECONDS, max(1, int(1000 * effort.seconds))))
    for statement in statements(path, extra):  # which `add` would do with much ado for each
        z3.Z3_solver_assert(ring.solvers.ref(), solver.solver, statement.as_ast())
    found = solver.check()
    if found == z3.unknown:
        effort.unanswered += 1
        effort.spend(UNDECIDED)
        return None
    return bool(found == z3.sat)


def statements(path: Path, extra: Sequence[tuple[fmpz_mpoly, Signs]]) -> list[Any]:
    """The path as z3 statements over one real for each generator, roots by their relation."""
    import z3

    ring = path.ring
    reals = [z3.Real(f"x{i}", ring.solvers) for i in range(len(ring.generators) or 1)]
    assumptions = [*path.assumptions, *(Assumption(p, s) for p, s in extra)]
    read = used(ring, [a.polynomial for a in assumptions])
    result = [statement for generator in read for statement in _known_range(ring, generator, reals)]
    return result + [_sign(_known(ring, a.polynomial, reals), a.signs) for a in assumptions]


def used(ring: Ring, polynomials: Sequence[fmpz_mpoly]) -> list[Generator]:
    """The generators in the polynomials and in the radicands of their roots.

    Others belong to other paths, where other assumptions hold: a root of ``-f`` exists there.
    """
    found: dict[int, Generator] = {}
    waiting = list(polynomials)
    while waiting:
        for index, degree in enumerate(waiting.pop().degrees()):
            generator = ring.at(index)
            if degree and generator is not None and index not in found:
                found[index] = generator
                waiting += [] if generator.radicand is None else [generator.radicand]
    return [found[index] for index in sorted(found)]


@dataclass
class _Known:
    """A polynomial as a z3 term, and what was said of it before: building terms takes as long as answers."""

    term: Any
    said: dict[Any, Any] = field(default_factory=dict)


def _known_range(ring: Ring, generator: Generator, reals: list[Any]) -> list[Any]:
    """Where the generator lies."""
    known = _known(ring, ring.gens[generator.index], reals)
    if RANGE not in known.said:
        known.said[RANGE] = _range(ring, generator, reals)
    found: list[Any] = known.said[RANGE]
    return found


def _range(ring: Ring, generator: Generator, reals: list[Any]) -> list[Any]:
    x, range_ = reals[generator.index], generator.range
    found = []
    if range_.kind in ("half", "unit"):
        found.append(x > 0 if range_.above else x >= 0)
    if range_.kind == "unit":
        found.append(x < 1 if range_.below else x <= 1)
    if generator.radicand is not None:
        power = x
        for _ in range(generator.order - 1):
            power = power * x
        found.append(power == _known(ring, generator.radicand, reals).term)
    return found


def _known(ring: Ring, polynomial: fmpz_mpoly, reals: list[Any]) -> _Known:
    """The polynomial as a z3 term; one that was asked about before is remembered."""
    key = Hashed(polynomial)
    found: _Known | None = ring.as_statements.get(key)
    if found is None:
        parts = [_monomial(*part, reals) for part in polynomial.to_dict().items()]
        term = _joined("Z3_mk_add", parts) if parts else _number(0, reals)
        found = ring.as_statements[key] = _Known(term)
    return found


def _monomial(exponents: tuple[int, ...], coefficient: Any, reals: list[Any]) -> Any:
    factors = [reals[index] for index, exponent in enumerate(exponents) if exponent for _ in range(exponent)]
    if coefficient != 1 or not factors:
        factors.insert(0, _number(int(coefficient), reals))
    return _joined("Z3_mk_mul", factors)


def _number(value: int, reals: list[Any]) -> Any:
    import z3

    return z3.RealVal(str(fmpz(value)), reals[0].ctx)  # Python writes no long ones


def _joined(operation: str, parts: list[Any]) -> Any:
    """One z3 term of many parts; through z3's operators each pair of them would cost as much."""
    import z3

    if len(parts) == 1:
        return parts[0]
    context = parts[0].ctx
    array = (z3.Ast * len(parts))(*(part.as_ast() for part in parts))
    return z3.ArithRef(getattr(z3, operation)(context.ref(), len(parts), array), context)


def _sign(known: _Known, signs: Signs) -> Any:
    import z3

    if signs not in known.said:
        known.said[signs] = z3.Or(*(_compared(known.term, sign) for sign in sorted(signs)))
    return known.said[signs]


def _compared(value: Any, sign: int) -> Any:
    return value > 0 if sign > 0 else value < 0 if sign < 0 else value == 0
