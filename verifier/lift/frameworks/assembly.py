"""Assembly: traces of the initial state, of the first step and of later steps become one `System`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from verifier.domain import Domain
from verifier.evaluate.infix import infix
from verifier.lift.frameworks.folding import folded, relation
from verifier.lift.frameworks.meaning import Free
from verifier.system import Hyper, State, System
from verifier.term import ONE, STEP, Term, hyper, state, substitute, symbols, term, where

Decisions = Mapping[Term, bool]


@dataclass(frozen=True)
class Traced:
    """One step as it was traced: what the weight and the states become."""

    weight: Term
    states: Mapping[str, Term]

    @property
    def outputs(self) -> tuple[Term, ...]:
        """The new weight, then the new states in the order of their names' appearance."""
        return (self.weight, *self.states.values())


def assemble(
    name: str,
    arguments: Iterable[Free],
    initial: Mapping[str, Term],
    general: Traced,
    first: Traced | None = None,
) -> System:
    """The system of an initial state, a first step and a general one.

    Parameters
    ----------
    name : str
    arguments : iterable of Free
        Those that do not occur in a term are left out: a feature that is off does not use them.
    initial : mapping
        First values, in hyperparameters and `WEIGHT`.
    general : Traced
        In `WEIGHT`, `GRADIENT`, `STEP`, ``state(name)`` and hyperparameters.
    first : Traced, optional
        The first step, where the code takes another path there. It is joined to the general one by a
        condition on t, unless it is the general one at the initial state.
    """
    joined = general if first is None else _joined(initial, general, first)
    states = tuple(State(n, initial[n], joined.states[n]) for n in initial)
    used = {s.name for s in symbols((joined.weight, *initial.values(), *joined.states.values()), "hyper")}
    hypers = {f.name: Hyper(f.name, f.domain, f.usual) for f in arguments if f.name in used}
    return System(name, tuple(hypers.values()), states, joined.weight)


def _joined(initial: Mapping[str, Term], general: Traced, first: Traced) -> Traced:
    start = {state(n): value for n, value in initial.items()} | {STEP: ONE}
    begun = folded(substitute(general.outputs, start))
    if begun == folded(substitute(first.outputs, start)):
        return general
    is_first = Term("eq", STEP, ONE)
    states = {n: _choice(is_first, first.states[n], general.states[n]) for n in general.states}
    return Traced(_choice(is_first, first.weight, general.weight), states)


def _choice(condition: Term, yes: Term, no: Term) -> Term:
    return yes if yes is no else where(condition, yes, no)


def merged(runs: Sequence[tuple[Decisions, tuple[Term, ...]]]) -> tuple[tuple[Term, ...], dict[Term, bool]]:
    """Several runs of one piece of code as one: where they decided differently, a condition chooses.

    Parameters
    ----------
    runs : sequence
        Of each run its decisions, in order, and its outputs. Runs at different steps (t = 1.5, 7.25,
        1000.75) explore both sides of a threshold on t.

    Returns
    -------
    outputs : tuple of Term
    assumed : dict of Term to bool
        Decisions on which all runs agreed: conditions of the result, unless a domain implies them.
    """
    decisions, outputs = runs[0]
    split = next((c for c in decisions if any(r[0].get(c, decisions[c]) != decisions[c] for r in runs)), None)
    if split is None:
        return outputs, dict(decisions)
    yes, no = ([r for r in runs if r[0].get(split) is side] for side in (True, False))
    (ours, assumed), (theirs, besides) = merged(_without(yes, split)), merged(_without(no, split))
    chosen = tuple(_choice(split, a, b) for a, b in zip(ours, theirs, strict=True))
    return chosen, assumed | besides


def _without(
    runs: Sequence[tuple[Decisions, tuple[Term, ...]]], condition: Term
) -> list[tuple[Decisions, tuple[Term, ...]]]:
    return [({c: v for c, v in decided.items() if c is not condition}, outputs) for decided, outputs in runs]


def conditions(assumed: Decisions, domains: Mapping[str, Domain]) -> dict[Term, bool]:
    """The decisions that do not already follow from the domains of the hyperparameters."""
    return {c: outcome for c, outcome in assumed.items() if not _implied(c, outcome, domains)}


def _implied(condition: Term, outcome: bool, domains: Mapping[str, Domain]) -> bool:
    """Whether a comparison of one hyperparameter with a number has one outcome in its whole domain."""
    name, op, bound = _comparison(condition)
    if name not in domains:
        return False
    if op in ("eq", "ne"):
        return (op == "ne") == outcome and not domains[name].contains(bound)
    return domains[name].intersect(_half_line(op, bound, not outcome)).empty


def _comparison(condition: Term) -> tuple[str, str, Fraction]:
    """Name, relation and number of a comparison of a symbol with a number; no name for any other."""
    match condition.terms:
        case (a, b) if a.op == "sym" and b.op == "num":
            return a.name, condition.op, b.value
        case (a, b) if a.op == "num" and b.op == "sym" and condition.op in _SWAPPED:
            return b.name, _SWAPPED[condition.op], a.value
    return "", condition.op, Fraction(0)


_SWAPPED = {"lt": "gt", "le": "ge", "eq": "eq", "ne": "ne"}


def _half_line(op: str, bound: Fraction, outcome: bool) -> Domain:
    """Where the comparison with ``bound`` has that outcome."""
    below = (op in ("lt", "le")) == outcome
    strict = (op in ("lt", "gt")) == outcome
    return Domain(upper=bound, upper_open=strict) if below else Domain(lower=bound, lower_open=strict)


def holds(assumed: Decisions, hypers: Mapping[str, Fraction]) -> bool:
    """Whether code decides as it did, for these hyperparameters; what they do not settle is passed over."""
    numbers = {hyper(name): term(value) for name, value in hypers.items()}
    return all(_outcome(condition, numbers) in (None, outcome) for condition, outcome in assumed.items())


def _outcome(condition: Term, numbers: Mapping[Term, Term]) -> bool | None:
    if condition.op not in _OPPOSITE:
        return None
    found = relation(condition.op, *folded(substitute(condition.terms, numbers)))
    return found if isinstance(found, bool) else None


def sentences(assumed: Decisions) -> tuple[str, ...]:
    """Decisions in ordinary notation: ``momentum != 0``."""
    return tuple(dict.fromkeys(_sentence(c, outcome) for c, outcome in assumed.items()))


_OPPOSITE = {"lt": "le", "le": "lt", "eq": "ne", "ne": "eq"}


def _sentence(condition: Term, outcome: bool) -> str:
    if outcome:
        return infix(condition, {})
    if condition.op not in _OPPOSITE:
        return f"not ({infix(condition, {})})"
    a, b = condition.terms
    sides = (b, a) if condition.op in ("lt", "le") else (a, b)
    return infix(Term(_OPPOSITE[condition.op], *sides), {})


__all__ = ["Traced", "assemble", "conditions", "holds", "merged", "sentences"]
