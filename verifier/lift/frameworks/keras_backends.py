"""Keras on its other backends: the same optimizer object must take the same steps there.

Each backend runs in a process of its own, in which it is the one that Keras imports. What was lifted from
the JAX backend is held against every backend step by step, from the numbers that the backend itself holds
before the step. An optimizer that cannot be lifted is held against its own run on JAX.

``python -P -m verifier.lift.frameworks.keras_backends RESULT`` is that process.
"""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

from verifier.errors import InputError
from verifier.findings import Finding, Verdict
from verifier.lift.frameworks.binding import Bound, bind
from verifier.lift.frameworks.call import FrameworkCall
from verifier.lift.frameworks.keras_class import Maker, optimizer_class, signatures, whole
from verifier.lift.frameworks.keras_running import Running
from verifier.lift.frameworks.meaning import Vocabulary
from verifier.lift.frameworks.record import Lift
from verifier.lift.frameworks.validate import Step
from verifier.numerics.reference import Reference
from verifier.term import GRADIENT, STEP, WEIGHT, hyper, sequence, state

BACKENDS = ("jax", "torch", "numpy")
START = 0.75
GRADIENTS = (0.375, -1.25, 0.625, 0.0, 0.0, 2.5, -0.125, -0.125, 1.0, 0.875, -3.0, 0.25)
"""Numbers that every format holds: signs that change, zeros, repeated values."""
GIVEN = 0.5
"""What is given at each step, at all steps."""
ROUNDING = 1e-11
"""Relative to the value: what some dozen operations in float64 may lose, cancellation included."""
SINGLE, ANOTHER = 1e-5, 1e-2
"""Relative to the value and to the longest step: single precision cannot explain what exceeds both."""
SECONDS = 300.0


@dataclass(frozen=True)
class Trial:
    """One optimizer to run on one backend, where its states are kept, and what it is given at each step."""

    call: FrameworkCall
    vocabulary: Vocabulary
    places: Mapping[str, str]
    given: Mapping[str, float]


@dataclass(frozen=True)
class Gap:
    """Where a backend is farthest from what is expected of it.

    Attributes
    ----------
    step : int
    quantity : str
        ``w`` or a state.
    there, expected : float
    of_value, of_step : float
        The difference relative to the value, and to the most that a step of the run changed.
    """

    step: int
    quantity: str
    there: float
    expected: float
    of_value: float
    of_step: float

    @property
    def kind(self) -> str:
        """What the difference can be: ``rounding``, ``demoted precision`` or ``another recurrence``."""
        if not self.of_value > ROUNDING:
            return "rounding"
        demoted = self.of_value < SINGLE or self.of_step < ANOTHER
        return "demoted precision" if demoted else "another recurrence"


def compare_backends(
    lifts: Mapping[FrameworkCall, Lift | None], vocabulary: Vocabulary, backends: Sequence[str] = BACKENDS
) -> list[Finding]:
    """Run optimizers on backends of Keras, each at the numbers of its call or its defaults.

    Parameters
    ----------
    lifts : mapping
        What was read of each call; None where it cannot be read.
    vocabulary : Vocabulary
    backends : sequence of str
        One that is not installed is left out.

    Returns
    -------
    list of Finding
        ``refuted`` where a backend takes other steps. Agreement at some points proves nothing: then the
        verdict is ``undecided``, and ``as_claimed`` says that nothing was found.
    """
    trials = [_trial(call, vocabulary, lift) for call, lift in lifts.items()]
    wanted = tuple(dict.fromkeys(("jax", *backends)))
    with ThreadPoolExecutor(len(wanted)) as pool:
        runs = dict(zip(wanted, pool.map(partial(_run_on, trials=trials), wanted), strict=True))
    return [
        _finding(call, backend, runs[backend][place], lift, runs["jax"][place])
        for backend in backends
        for place, (call, lift) in enumerate(lifts.items())
        if runs[backend]
    ]


def _trial(call: FrameworkCall, vocabulary: Vocabulary, lift: Lift | None) -> Trial:
    if lift is None:
        return Trial(call, vocabulary, {}, {})
    given = {h.name: GIVEN for h in lift.system.hypers if h.varies}
    return Trial(call, vocabulary, dict(lift.state_places), given)


def _finding(call: FrameworkCall, backend: str, run: Any, lift: Lift | None, on_jax: Any) -> Finding:
    subject = f"{call} on Keras' {backend} backend"
    if "error" in run:
        return Finding(
            "framework", subject, Verdict.REFUTED, False, f"it fails: {run['error']}", {"backend": backend}
        )
    if lift is None and "error" in on_jax:
        words = "there is no run on JAX to compare with"
        return Finding("framework", subject, Verdict.UNDECIDED, None, words, {"backend": backend})
    expected = list(on_jax["steps"]) if lift is None else list(_expected(lift, run["steps"], run["numbers"]))
    gaps = list(_gaps(run["steps"], expected))
    worst = max(gaps, key=lambda gap: (gap.of_step if gap.kind == "another recurrence" else 0, gap.of_value))
    first = next((gap for gap in gaps if gap.kind == worst.kind), worst)
    same = worst.kind == "rounding"
    return Finding(
        kind="framework",
        subject=subject,
        verdict=Verdict.UNDECIDED if same else Verdict.REFUTED,
        as_claimed=same,
        summary=_summary(worst, first, len(expected)),
        details={"backend": backend, "kind": worst.kind, "first": vars(first), "worst": vars(worst)},
    )


def _summary(worst: Gap, first: Gap, steps: int) -> str:
    if worst.kind == "rounding":
        return f"{steps} steps agree to {worst.of_value:.0e}"
    numbers = f"at step {worst.step} {worst.quantity} is {worst.there:.12g}, not {worst.expected:.12g}"
    of_step = f"{worst.of_step:.0%} of the step"
    share = of_step if worst.kind == "another recurrence" else f"{worst.of_value:.0e} of the value"
    return f"{worst.kind} from step {first.step} on; {numbers} ({share})"


def _expected(lift: Lift, steps: Sequence[Step], numbers: Mapping[str, float]) -> Iterator[Step]:
    """What the lifted step makes of the numbers that the backend holds before it."""
    system = lift.system
    fixed = {symbol: value for n, value in numbers.items() for symbol in (hyper(n), sequence(n, 0))}
    start = Reference([s.initial for s in system.states]).at(fixed | {WEIGHT: START})
    before = {"w": START} | {s.name: _plain(v) for s, v in zip(system.states, start, strict=True)}
    step = Reference([system.weight, *(s.update for s in system.states)])
    for t, (gradient, after) in enumerate(zip(GRADIENTS, steps, strict=True), start=1):
        held = {state(s.name): before[s.name] for s in system.states}
        found = step.at(fixed | held | {WEIGHT: before["w"], GRADIENT: gradient, STEP: t})
        yield {n: _plain(v) for n, v in zip(("w", *(s.name for s in system.states)), found, strict=True)}
        before = dict(after)


def _plain(value: Any) -> float:
    return float("nan") if value is None else float(value)


def _gaps(steps: Sequence[Step], expected: Sequence[Step]) -> Iterator[Gap]:
    longest = _longest(expected)
    for t, (after, wanted) in enumerate(zip(steps, expected, strict=True), start=1):
        for name, value in wanted.items():
            apart = abs(after[name] - value)
            yield Gap(t, name, after[name], value, _share(apart, abs(value)), _share(apart, longest[name]))


def _longest(steps: Sequence[Step]) -> dict[str, float]:
    """The most that a step changes, by quantity."""
    first = {name: START if name == "w" else 0.0 for name in steps[0]}
    pairs = list(pairwise([first, *steps]))
    return {name: max(abs(after[name] - before[name]) for before, after in pairs) for name in first}


def _share(part: float, of: float) -> float:
    if part == 0:
        return 0.0
    return part / of if of else float("inf")


# The process of a backend.


def _run_on(backend: str, trials: Sequence[Trial]) -> list[dict[str, Any]]:
    """The runs on a backend; none where it is not installed."""
    with tempfile.TemporaryDirectory(prefix="verifier-") as folder:
        result = Path(folder) / "runs.json"
        command = [sys.executable, "-P", "-W", "ignore", "-m", __name__, str(result)]
        environment = os.environ | {
            "PYTHONPATH": os.pathsep.join(
                [str(Path(__file__).resolve().parents[3]), os.environ.get("PYTHONPATH", "")]
            ),
            "JAX_PLATFORMS": "cpu",
            "JAX_ENABLE_X64": "1",
            "CUDA_VISIBLE_DEVICES": "",
            "KERAS_BACKEND": backend,
            "KERAS_HOME": folder,
        }
        given = pickle.dumps([replace(trial, call=replace(trial.call, backend="")) for trial in trials])
        ended = subprocess.run(
            command, input=given, env=environment, capture_output=True, timeout=SECONDS, check=False
        )
        if b"ModuleNotFoundError" in ended.stderr:
            return []
        if not result.exists():
            raise InputError(f"Keras on {backend}: {ended.stderr.decode(errors='replace').strip()[-300:]}")
        found: list[dict[str, Any]] = json.loads(result.read_text(encoding="utf-8"))
        return found


def _run(trial: Trial) -> dict[str, Any]:
    cls = optimizer_class(trial.call)
    known = replace(trial.vocabulary, whole=(*trial.vocabulary.whole, *whole(cls)))
    bound = bind(trial.call, signatures(trial.call, cls), known)
    numbers = _numbers(bound) | dict(trial.given)
    running = Running(Maker(trial.call, cls, bound), trial.places)
    try:
        return {"numbers": numbers, "steps": [dict(step) for step in running(numbers, START, GRADIENTS)]}
    except Exception as error:  # whatever the framework raises is what there is to say
        return {"error": f"{type(error).__name__}: {str(error).splitlines()[0][:200]}"}


def _numbers(bound: Bound) -> dict[str, float]:
    return {free.name: float(Fraction(1, 2) if free.usual is None else free.usual) for free in bound.free}


def main() -> None:
    """Run the trials on standard input on the backend of this process."""
    import keras

    keras.config.set_floatx("float64")
    trials: list[Trial] = pickle.load(sys.stdin.buffer)
    Path(sys.argv[1]).write_text(json.dumps([_run(trial) for trial in trials]), encoding="utf-8")


if __name__ == "__main__":
    main()
