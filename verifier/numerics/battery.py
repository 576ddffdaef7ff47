"""The findings about kernels: a small fixed battery for every check, a campaign for reports."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from verifier.findings import Finding, Verdict
from verifier.kernel.compiled import compile_numpy
from verifier.kernel.names import arrays, keywords, scalars
from verifier.numerics.crosscheck import Comparison, against_exact, between, exactly, limits
from verifier.numerics.gradients import KINDS
from verifier.numerics.precision import DOUBLE, SINGLE, Format
from verifier.numerics.runs import drift
from verifier.numerics.settings import Setting, settings
from verifier.numerics.steps import Step, Steps, attempt, start, take, together, zero_is_undefined
from verifier.system import System
from verifier.term import STEP

FORMATS = (SINGLE, DOUBLE)

GOLDEN = 0.6180339887498949
"""The golden section, whose multiples are spread evenly modulo 1."""

LIMIT = (
    "rounding radius: one unit roundoff for each operation of the step, propagated through its terms; "
    "two kernels may be one radius each from the exact value"
)
"""The name of the limit beyond which a check fails, the same for every optimizer."""


@dataclass(frozen=True)
class Plan:
    """How much is tried.

    Attributes
    ----------
    numbers : tuple of int
        The step numbers of a run.
    settings, columns : int
        Hyperparameter settings, and gradient sequences of each kind for each of them.
    exact : int
        How many steps of each format are computed in 50 digits.
    run : int
        The length of the runs over which the kernels drift apart; 0 for none.
    seed : int
    """

    numbers: tuple[int, ...]
    settings: int
    columns: int
    exact: int
    run: int
    seed: int


BATTERY = Plan((*range(1, 9), 100, 10_000, 1_000_000), settings=4, columns=1, exact=32, run=0, seed=2015)
CAMPAIGN = Plan(
    (*range(1, 33), 100, 10_000, 1_000_000), settings=24, columns=8, exact=400, run=2000, seed=1951
)


@dataclass(frozen=True)
class Trial:
    """What was measured in one format."""

    fmt: Format
    steps: Steps
    apart: Comparison | None
    generated: Comparison
    written: Comparison | None
    chosen: tuple[int, ...]


def battery(system: System, handwritten: Step | None, plan: Plan = BATTERY) -> tuple[Finding, ...]:
    """A small fixed cross-check of the generated kernel.

    Parameters
    ----------
    system : System
    handwritten : callable or None
        The kernel to hold against the generated one, called as
        ``handwritten(w, g, t, *states, **hyperparameters)``.
    plan : Plan

    Returns
    -------
    tuple of Finding
        Of kind ``kernel``. Generated against hand-written, each against 50 digits, and, where the
        formula is undefined at a leading zero gradient, that the kernels say so. A finding's verdict
        is about the steps that were taken, all of which its details let one take again.
    """
    kernels = [compile_numpy(system), *([] if handwritten is None else [handwritten])]
    rng = np.random.default_rng(plan.seed)
    chosen = settings(system, plan.settings, rng)
    with np.errstate(all="ignore"):
        trials = [_trial(system, kernels, chosen, fmt, plan, rng) for fmt in FORMATS]
        return tuple(_findings(system, kernels, chosen, trials, plan))


def campaign(system: System, handwritten: Step | None, plan: Plan = CAMPAIGN) -> tuple[Finding, ...]:
    """The same over thousands of sequences, with runs over which the kernels drift apart."""
    return battery(system, handwritten, plan)


def _trial(
    system: System,
    kernels: Sequence[Step],
    chosen: Sequence[Setting],
    fmt: Format,
    plan: Plan,
    rng: np.random.Generator,
) -> Trial:
    runs = [take(system, kernels, setting, fmt, plan.numbers, plan.columns, rng) for setting in chosen]
    steps = together(runs)
    bounds = limits(system, steps, fmt)
    apart = between(steps.outputs[0], steps.outputs[1], bounds) if len(kernels) > 1 else None
    places = _worth_a_look(steps, plan.exact, apart)
    errors, exists = exactly(system, steps, places)
    exact = [against_exact(e, exists, bounds, places) for e in errors]
    return Trial(fmt, steps, apart, exact[0], exact[1] if len(exact) > 1 else None, tuple(places))


def _worth_a_look(steps: Steps, count: int, apart: Comparison | None) -> list[int]:
    """The steps to be computed exactly: where the kernels part, what is not finite, and evenly others."""
    size = len(steps.places)
    results = np.stack(steps.outputs[0])
    lost = np.flatnonzero(~np.isfinite(results).all(axis=0))
    places = [place[1] for place in (apart.at, apart.worst) if place] if apart else []
    places += lost[:: max(1, len(lost) * 4 // count)].tolist()
    # Equal strides would meet the same columns again and again; these fractions meet all.
    places += (np.arange(count) * GOLDEN % 1 * size).astype(int).tolist()
    return sorted(set(places))


def _findings(
    system: System, kernels: Sequence[Step], chosen: Sequence[Setting], trials: Sequence[Trial], plan: Plan
) -> Iterator[Finding]:
    undefined = [s for s in chosen if zero_is_undefined(system, s)]
    shared = _shared(chosen, undefined, plan)
    if len(kernels) > 1:
        drifts = {t.fmt.name: drift(system, kernels, chosen[0], t.fmt, plan.run, plan.seed) for t in trials}
        details = shared | ({"whole_run": drifts} if plan.run else {})
        yield _finding(system, "generated against hand-written kernel", trials, lambda t: t.apart, details)
    else:
        yield _unwritten(system)
    yield _finding(system, "generated kernel against 50 digits", trials, lambda t: t.generated, shared)
    if len(kernels) > 1:
        yield _finding(system, "hand-written kernel against 50 digits", trials, lambda t: t.written, shared)
    if undefined:
        yield _undefined(system, kernels, undefined)


def _shared(chosen: Sequence[Setting], undefined: Sequence[Setting], plan: Plan) -> dict[str, Any]:
    hypothesis = "the first gradient is not zero: the formula divides by zero there"
    return {
        "limit": LIMIT,
        "seed": plan.seed,
        "settings": [{"label": s.label, **s.values} for s in chosen],
        "gradients": list(KINDS),
        "step_numbers": [plan.numbers[0], plan.numbers[-1]],
        "hypotheses": [hypothesis] if undefined else [],
    }


def _finding(
    system: System,
    subject: str,
    trials: Sequence[Trial],
    pick: Callable[[Trial], Comparison | None],
    shared: Mapping[str, Any],
) -> Finding:
    measured = [(t, c) for t in trials if (c := pick(t)) is not None]
    kept = all(c.broken == 0 for _, c in measured)
    tested = all(c.claimed > 0 for _, c in measured)
    return Finding(
        kind="kernel",
        subject=f"{system.name}: {subject}",
        verdict=Verdict.REFUTED if not kept else Verdict.PROVED if tested else Verdict.UNDECIDED,
        as_claimed=kept if tested or not kept else None,
        summary=_kept(measured) if kept else _broken(system, measured),
        details={**shared, "formats": {t.fmt.name: _measured(system, t, c) for t, c in measured}},
    )


def _kept(measured: Sequence[tuple[Trial, Comparison]]) -> str:
    steps = sum(c.steps for _, c in measured)
    each = (f"{t.fmt.name} {c.largest:.3g} ulp (limit there {c.limit:.3g})" for t, c in measured)
    beyond = sum(c.results - c.claimed for _, c in measured)
    range_ = (
        f"; no claim for {beyond} results at the edge of the number range or the domain" if beyond else ""
    )
    return f"within the rounding limit in all of {steps} tested steps; largest: {', '.join(each)}{range_}"


def _broken(system: System, measured: Sequence[tuple[Trial, Comparison]]) -> str:
    trial, worst = max(measured, key=lambda m: m[1].share)
    place = _where(system, trial, worst, worst.worst)
    return (
        f"beyond the rounding limit in {worst.broken} of {worst.claimed} results, "
        f"{worst.share:.3g} times for {place['result']} at step {place['t']} in {trial.fmt.name}, "
        f"{place['setting']} setting, gradients {place['gradients']}"
    )


def _measured(system: System, trial: Trial, c: Comparison) -> dict[str, Any]:
    found = {key: _plain(value) for key, value in asdict(c).items() if key not in ("at", "worst")}
    found["largest_at"] = _where(system, trial, c, c.at)
    found["closest_to_limit_at"] = _where(system, trial, c, c.worst)
    return found


def _where(system: System, trial: Trial, c: Comparison, place: tuple[int, int] | None) -> dict[str, Any]:
    """Which result of which step, with all inputs as text that reads back to the same numbers."""
    if place is None:
        return {}
    index = trial.chosen[place[1]] if c.steps == len(trial.chosen) else place[1]
    setting, kind = trial.steps.places[index]
    labels = {term: term.name for term in arrays(system)} | scalars(system)
    inputs = {label: repr(float(trial.steps.inputs[term][index])) for term, label in labels.items()}
    result = ("w", *(s.name for s in system.states))[place[0]]
    t = int(trial.steps.inputs[STEP][index])
    return {"result": result, "setting": setting, "gradients": kind, "t": t} | inputs


def _plain(value: Any) -> Any:
    """A number as JSON has it, which has no infinity."""
    return value if isinstance(value, int) or np.isfinite(value) else repr(value)


def _unwritten(system: System) -> Finding:
    return Finding(
        kind="kernel",
        subject=f"{system.name}: generated against hand-written kernel",
        verdict=Verdict.UNDECIDED,
        as_claimed=None,
        summary="nobody has written a kernel by hand to hold the generated one against",
    )


def _undefined(system: System, kernels: Sequence[Step], chosen: Sequence[Setting]) -> Finding:
    """That no kernel hides that the first weight does not exist when the first gradient is zero."""
    given = {}
    for setting in chosen:
        (first,) = start(system, setting, [1.0])
        names = keywords(system)
        values = setting.at(names, 1)
        weight, gradient, *states = (np.array([x]) for x in (1.0, 0.0, *first))
        named = {name: values[term] for term, name in names.items()}
        given[setting.label] = [float(attempt(k, weight, gradient, 1, states, named)[0][0]) for k in kernels]
    honest = not np.isfinite(list(given.values())).any()
    return Finding(
        kind="kernel",
        subject=f"{system.name}: undefined at a leading zero gradient",
        verdict=Verdict.PROVED if honest else Verdict.REFUTED,
        as_claimed=honest,
        summary="the first weight does not exist, and "
        + ("no kernel gives a number for it" if honest else "a kernel gives a number for it"),
        details={"weights": {label: [repr(x) for x in values] for label, values in given.items()}},
    )
