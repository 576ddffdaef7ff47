"""Evidence, looked at: whether it holds, and what that makes of a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cache, lru_cache

from verifier.assertions.record import Arithmetic, Assertion, Comparison, Evidence, Keeps, Run, Theorem
from verifier.closed_form.invariants import timeless
from verifier.closed_form.theorem import Derivation
from verifier.errors import InputError
from verifier.evaluate import compile_system, fraction_of, run
from verifier.lift.formula import read_source
from verifier.referee import judge as referee
from verifier.system import System, fix_hypers, hold_constant
from verifier.term import Term, term

SECONDS = 120.0


class Ruling(StrEnum):
    """What becomes of a sentence."""

    PROVED = "proved"
    REFUTED = "refuted"
    CONDITIONAL = "true under a condition"
    OPEN = "not decidable"
    UNSETTLED = "the evidence does not hold"


@dataclass(frozen=True)
class Judged:
    """A sentence with its ruling, and what each piece of evidence says."""

    assertion: Assertion
    ruling: Ruling
    supports: tuple[str, ...]
    contradicts: tuple[str, ...]
    failed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Court:
    """Where names are looked up: systems by name or source text, and their theorems."""

    system: Callable[[str], System]
    derivation: Callable[[str], Derivation]


def court(named: Callable[[str], System], derive: Callable[[System], Derivation]) -> Court:
    """A court that reads and derives each thing once."""

    @cache
    def system(text: str) -> System:
        return read_source(text) if "def " in text else named(text)

    return Court(system, lru_cache(maxsize=None)(lambda text: derive(system(text))))


def judge(assertion: Assertion, at: Court) -> Judged:
    """The ruling on a sentence: from the evidence that holds, not from a claim."""
    sides = [[look(e, at) for e in side] for side in (assertion.supports, assertion.contradicts)]
    failed = tuple(said for side in sides for holds, said in side if not holds)
    for_, against = (tuple(said for _, said in side) for side in sides)
    return Judged(assertion, Ruling.UNSETTLED if failed else _ruling(assertion), for_, against, failed)


def _ruling(assertion: Assertion) -> Ruling:
    if assertion.undecided:
        return Ruling.OPEN
    if not assertion.supports:
        return Ruling.REFUTED
    return Ruling.CONDITIONAL if assertion.when else Ruling.PROVED


def look(evidence: Evidence, at: Court) -> tuple[bool, str]:
    """Whether a piece of evidence holds, and what it says."""
    match evidence:
        case Theorem():
            return _theorem(evidence, at)
        case Comparison():
            return _comparison(evidence, at)
        case Run():
            return _run(evidence, at)
        case Arithmetic():
            return _true(evidence.relation, {}), f"`{evidence.relation}`"
        case Keeps():
            return _keeps(evidence, at)


def _called(text: str) -> str:
    """A name, or the source of a formula in one line."""
    if "def " not in text:
        return f"`{text}`"
    lines = [line.strip() for line in text.strip().splitlines()]
    return f"`{'; '.join(lines[1:])}`"


def _theorem(evidence: Theorem, at: Court) -> tuple[bool, str]:
    known = {t.id: t for t in at.derivation(evidence.of).theorems}
    found = known.get(evidence.id)
    if found is None:
        return False, f"there is no theorem {evidence.id} of {_called(evidence.of)}"
    given = f", if {'; '.join(found.hypotheses)}" if found.hypotheses else ""
    said = f"theorem {evidence.id} of {_called(evidence.of)}: {found.statement}{given}"
    return evidence.says in found.statement, said


def _comparison(evidence: Comparison, at: Court) -> tuple[bool, str]:
    left, right = (_at(at.system(side), evidence.at) for side in (evidence.left, evidence.right))
    left, right = _alike(left, right), _alike(right, left)
    found = referee(left, right, seconds=SECONDS)
    put = f" with {evidence.at}" if evidence.at else ""
    same = {"proved": "the same", "refuted": "not the same"}.get(str(found.verdict), "undecided")
    names = f"{_called(evidence.left)} and {_called(evidence.right)}"
    return str(found.verdict) == evidence.verdict, f"{names} are {same}{put}"


def _alike(system: System, other: System) -> System:
    """The system with constant rates where the other one has constant rates."""
    constant = {h.name for h in other.hypers if not h.varies}
    return hold_constant(system, [h.name for h in system.hypers if h.varies and h.name in constant])


def _numbers(text: str) -> dict[str, Fraction]:
    """``"lr=1/2, momentum=9/10"`` as exact numbers."""
    pairs = (part.split("=") for part in text.split(",") if part.strip())
    return {name.strip(): Fraction(value.strip()) for name, value in pairs}


def _at(system: System, text: str) -> System:
    put: dict[str, Term] = {n: term(v) for n, v in _numbers(text).items() if system.hyper(n) is not None}
    varying = [n for n in put if (h := system.hyper(n)) is not None and h.varies]
    return fix_hypers(hold_constant(system, varying), put)


def _run(evidence: Run, at: Court) -> tuple[bool, str]:
    system = at.system(evidence.of)
    gradients = [Fraction(g.strip()) for g in evidence.gradients.split(",")]
    done = run(compile_system(system), _numbers(evidence.at), Fraction(evidence.start), gradients)
    weights = [fraction_of(w) for w in done.weights]
    if None in weights:
        return False, f"the run of {_called(evidence.of)} is not in rational numbers"
    known = {f"w{k}": w for k, w in enumerate(weights) if w is not None}
    shown = ", ".join(f"{n} = {v}" for n, v in known.items())
    numbers = f"{evidence.at or 'no letters'} and gradients {evidence.gradients}"
    said = f"{_called(evidence.of)} with {numbers}: {shown}"
    return _true(evidence.relation, known), f"{said}; so `{evidence.relation}`"


def _true(relation: str, numbers: Mapping[str, Fraction]) -> bool:
    """Whether a comparison is true, in exact numbers or certified intervals."""
    names = ", ".join(f"{name}=0" for name in numbers)
    head = f"def f(w, g{', *, ' + names if names else ''}):"
    system = read_source(f"{head}\n    return where({relation}, 1, 0) + 0*g + 0*w\n")
    used = {h.name: numbers[h.name] for h in system.hypers}
    done = run(compile_system(system), used, Fraction(0), [Fraction(0)])
    value = fraction_of(done.weights[1])
    if value is None:
        raise InputError(f"{relation}: the numbers are too close to be compared")
    return value == 1


def _keeps(evidence: Keeps, at: Court) -> tuple[bool, str]:
    system = at.system(evidence.of)
    clock = timeless(system)
    states = tuple(s.name for s in system.states if s.name not in clock)
    hypers = tuple(h.name for h in system.hypers)
    right = evidence.states in (None, states) and evidence.hyperparameters in (None, hypers)
    kept = f"keeps {', '.join(states) or 'nothing'}" if evidence.states is not None else ""
    has = f"has the hyperparameters {', '.join(hypers)}" if evidence.hyperparameters is not None else ""
    return right, f"{_called(evidence.of)} {' and '.join(filter(None, (kept, has)))}"
