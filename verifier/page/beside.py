"""What the page shows of two sides besides the verdict: formulas line by line, calls, runs, a drawing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from typing import Any

from verifier.implementations import Side
from verifier.lift.matching import Match, match
from verifier.notation import Latex, write
from verifier.page.aligned import aligned
from verifier.page.calls import calls
from verifier.plots.sketch import sketch
from verifier.system import System, hold_constant
from verifier.term import hyper, sequence
from verifier.worked import worked


def beside(left: Side, right: Side, witness: Mapping[str, Any] | None) -> dict[str, Any]:
    """Two sides as JSON data.

    Parameters
    ----------
    left, right : Side
    witness : mapping or None
        The numbers at which they part.

    Returns
    -------
    dict
        ``rows``: of each quantity both formulas as LaTeX in the left's letters, and whether they are the
        ``same``; ``letters``: what stands in them, of which side; ``calls``: see `calls`; ``sketch``: see
        `sketch`; ``worked``: both sides' runs of the witness, None where one cannot be worked by hand.
    """
    matched = match(left.system, right.system)
    both = aligned(matched)
    return {
        "rows": [asdict(row) for row in both.rows],
        "letters": [*_hypers(matched), *_states(matched, both.states)],
        "calls": calls(left, right),
        "sketch": sketch(_constant(matched.left), _constant(matched.right)),
        "worked": _worked(matched, witness),
    }


def _constant(system: System) -> System:
    return hold_constant(system, [h.name for h in system.hypers if h.varies])


def _hypers(matched: Match) -> Iterator[dict[str, Any]]:
    """The hyperparameters; what each side calls them, None where it has none."""
    theirs = dict(matched.pairs)
    for h in {h.name: h for h in (*matched.left.hypers, *matched.right.hypers)}.values():
        own = h.name in theirs or h.name in matched.left_only
        other = theirs.get(h.name, None if own else h.name)
        symbol = sequence(h.name, 0) if h.varies else hyper(h.name)
        yield {
            "symbol": write(symbol, Latex()),
            "left": h.name if own else None,
            "right": other,
            "domain": h.domain.describe(h.name),
        }


def _states(matched: Match, called: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    ours = [s.name for s in matched.left.states]
    theirs = {shown: name for name, shown in called.items()}
    for name in dict.fromkeys((*ours, *theirs)):
        yield {
            "symbol": write(sequence(name, 0), Latex()),
            "left": name if name in ours else None,
            "right": theirs.get(name),
            "domain": None,
        }


def _worked(matched: Match, witness: Mapping[str, Any] | None) -> list[dict[str, Any] | None]:
    if witness is None:
        return []
    sides = map(_with_states_named, (matched.left, matched.right))
    runs = (worked(side, _given(side, witness)) for side in sides)
    return [None if run is None else asdict(run) for run in runs]


def _with_states_named(system: System) -> System:
    """The new states are among what is worked out; code that was read names nothing else."""
    named = {value for _, value in system.lets}
    return replace(
        system, lets=(*system.lets, *((s.name, s.update) for s in system.states if s.update not in named))
    )


def _given(system: System, witness: Mapping[str, Any]) -> dict[str, Any]:
    """The witness with the hyperparameters that a side has."""
    names = {h.name for h in system.hypers}
    numbers = {name: x for name, x in witness["hyperparameters"].items() if name in names}
    return {"queries": None, **witness, "hyperparameters": numbers}
