"""The campaign: a judge against rewrites that are equal and mutants that are not."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from functools import cache
from itertools import chain
from math import inf

from tests.campaign.mutants import mutant
from tests.campaign.rewrites import rewrite
from tests.campaign.sampler import Opinion, decide
from tests.campaign.zoo import systems as all_systems
from verifier.system import System
from verifier.work import Effort, Unit, finished

BATCH = 10
"""Trials in one unit of work: some tenths of a second."""
ALONE = Effort(jobs=1)

Task = tuple[str, int]
"""A kind of trial and a seed."""
Judge = Callable[[System, System], str]
"""Gives ``proved``, ``refuted``, ``undecided``, or ``no witness`` for a refutation without one."""


@dataclass(frozen=True)
class Trial:
    """One verdict and what it should have been."""

    kind: str
    seed: int
    what: str
    opinion: str
    verdict: str
    seconds: float
    steps: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tally:
    """What came of a campaign."""

    trials: list[Trial] = field(repr=False)

    def of(self, kind: str, opinion: str | None = None, verdict: str | None = None) -> list[Trial]:
        """The trials of a kind, with an opinion of the sampler and a verdict."""
        return [
            t
            for t in self.trials
            if t.kind == kind and opinion in (None, t.opinion) and verdict in (None, t.verdict)
        ]

    @property
    def false_proofs(self) -> list[Trial]:
        """Mutants that differ and were proved equal."""
        return self.of("mutant", Opinion.DIFFERS, "proved")

    @property
    def false_refutations(self) -> list[Trial]:
        """Rewrites that were refuted."""
        return [t for t in self.of("rewrite") if t.verdict in ("refuted", "no witness")]

    @property
    def contested(self) -> list[Trial]:
        """Mutants that seemed equal and were refuted: the sampler or the referee is wrong or weak."""
        return self.of("mutant", Opinion.SEEMS_EQUAL, "refuted")

    @property
    def broken(self) -> list[Trial]:
        """Trials that ended in an error, refutations without a witness, rewrites that are none."""
        return [
            t
            for t in self.trials
            if t.verdict.startswith("error")
            or t.verdict == "no witness"
            or (t.kind == "rewrite" and t.opinion == Opinion.DIFFERS)
        ]

    @property
    def rewrites_proved(self) -> float:
        """The part of the rewrites that were proved."""
        return len(self.of("rewrite", verdict="proved")) / max(1, len(self.of("rewrite")))

    @property
    def mutants_refuted(self) -> float:
        """The part of the mutants that differ that were refuted."""
        differing = self.of("mutant", Opinion.DIFFERS)
        return len([t for t in differing if t.verdict == "refuted"]) / max(1, len(differing))

    @property
    def undecided(self) -> list[Trial]:
        """Trials without a verdict where there should be one."""
        return [
            t
            for t in self.trials
            if t.verdict not in ("proved", "refuted")
            and not (t.kind == "mutant" and t.opinion != Opinion.DIFFERS)
        ]

    def seconds(self, part: float) -> float:
        """The time that this part of the verdicts took at most."""
        times = sorted(t.seconds for t in self.trials)
        return times[min(len(times) - 1, int(part * len(times)))] if times else 0.0

    @property
    def slowest(self) -> list[Trial]:
        """The ten verdicts that took longest."""
        return sorted(self.trials, key=lambda t: -t.seconds)[:10]

    def by_step(self) -> dict[str, tuple[int, int]]:
        """For every step of a rewrite: rewrites with it that were not proved, and all with it."""
        total, lost = Counter[str](), Counter[str]()
        for t in self.of("rewrite"):
            total.update(set(t.steps))
            lost.update(set(t.steps) if t.verdict != "proved" else ())
        return {step: (lost[step], n) for step, n in sorted(total.items(), key=lambda p: -lost[p[0]] / p[1])}


def verdict_of(judge: Judge, left: System, right: System) -> tuple[str, float]:
    """The judge's verdict, an error of it as text, and the time."""
    begun = time.perf_counter()
    try:
        said = judge(left, right)
    except Exception as fault:  # the campaign lists every failure of the judge
        said = f"error: {type(fault).__name__}: {fault}"
    return said, time.perf_counter() - begun


def try_rewrite(judge: Judge, system: System, seed: int, sampled: bool = True) -> Trial:
    """One rewrite before the judge; the sampler checks that it is one."""
    made = rewrite(system, seed)
    opinion = decide(system, made.system, seed, 8)[0] if sampled else Opinion.SEEMS_EQUAL
    if opinion == Opinion.WEIGHTS_ONLY and "stored_elsewhere" not in made.steps:
        opinion = Opinion.DIFFERS
    sides = (system, made.system) if seed % 2 else (made.system, system)
    said, seconds = verdict_of(judge, *sides)
    return Trial("rewrite", seed, made.description, opinion, said, seconds, made.steps)


def try_mutant(judge: Judge, system: System, seed: int, effort: int = 40) -> Trial:
    """One mutant before the judge; the sampler decides whether it differs."""
    made = mutant(system, seed)
    opinion = decide(system, made.system, seed, effort)[0]
    sides = (system, made.system) if seed % 2 else (made.system, system)
    said, seconds = verdict_of(judge, *sides)
    return Trial("mutant", seed, made.place, opinion, said, seconds, (made.slip,))


def tasks(rewrites: int, mutants: int, seed: int) -> Iterator[Task]:
    """Kinds and seeds, the two kinds mixed."""
    first = (("rewrite", seed * 1_000_003 + i) for i in range(rewrites))
    second = (("mutant", seed * 1_000_003 + i) for i in range(mutants))
    return chain.from_iterable(_alternate(first, second))


def _alternate(*kinds: Iterable[tuple[str, int]]) -> Iterator[list[tuple[str, int]]]:
    waiting = [iter(k) for k in kinds]
    while waiting:
        row = [(k, next(k, None)) for k in waiting]
        waiting = [k for k, item in row if item is not None]
        yield [item for _, item in row if item is not None]


def one(judge: Judge, systems: Sequence[System], sampled: bool, task: Task) -> Trial:
    """One trial."""
    kind, seed = task
    system = systems[seed % len(systems)]
    return try_rewrite(judge, system, seed, sampled) if kind == "rewrite" else try_mutant(judge, system, seed)


def batch(
    judge: Judge, systems: Sequence[System] | None, sampled: bool, tasks: Iterable[Task]
) -> list[Trial]:
    """Some trials, of all systems of the zoo if of none in particular."""
    return [one(judge, systems or zoo(), sampled, task) for task in tasks]


@cache
def zoo() -> tuple[System, ...]:
    """All systems of the campaign, built once in a process."""
    return tuple(all_systems())


def run_campaign(
    judge: Judge,
    systems: list[System] | None = None,
    rewrites: int = 200,
    mutants: int = 200,
    seed: int = 0,
    sampled: bool = True,
    effort: Effort = ALONE,
    progress: Callable[[Trial], None] = lambda trial: None,
    until: float = inf,
) -> Tally:
    """All trials, or those until a time of the monotonic clock; in this process if the effort says no more.

    Elsewhere, and to be gone on with, the judge must be one that can be pickled and has a text of its own.
    """
    plan = list(tasks(rewrites, mutants, seed))
    parts = [tuple(plan[at : at + BATCH]) for at in range(0, len(plan), BATCH)]
    units = [
        Unit(_name(part), batch, (judge, systems, sampled, part), f"{judge} {sampled} {part}")
        for part in parts
    ]
    done: dict[int, list[Trial]] = {}
    with closing(finished(units, effort)) as stream:
        for place, trials in stream:
            done[place] = trials
            for trial in trials:
                progress(trial)
            if time.monotonic() > until:
                break
    return Tally([trial for _, trials in sorted(done.items()) for trial in trials])


def _name(part: Sequence[Task]) -> str:
    return f"trial {part[0][1]} and further"


@dataclass(frozen=True)
class Referee:
    """The project's own referee as a judge.

    Attributes
    ----------
    seconds : float
        The time limit of one verdict.
    """

    seconds: float = 30.0

    def __call__(self, left: System, right: System) -> str:
        """The verdict, or that a refutation has no witness."""
        from verifier.referee import judge

        said = judge(left, right, seconds=self.seconds)
        if str(said.verdict) == "refuted" and said.witness is None:
            return "no witness"
        return str(said.verdict)


LISTS = ("false_proofs", "false_refutations", "broken", "contested", "undecided", "slowest")


def summary(tally: Tally) -> dict[str, object]:
    """The figures of a campaign."""
    mutants = Counter(t.opinion for t in tally.of("mutant"))
    return {
        "rewrites": len(tally.of("rewrite")),
        "rewrites_proved": tally.rewrites_proved,
        "false_refutations": len(tally.false_refutations),
        "mutants": dict(mutants),
        "mutants_refuted": tally.mutants_refuted,
        "false_proofs": len(tally.false_proofs),
        "contested": len(tally.contested),
        "broken": len(tally.broken),
        "undecided": len(tally.undecided),
        "median_seconds": tally.seconds(0.5),
        "seconds_95": tally.seconds(0.95),
        "slowest": tally.seconds(1.0),
    }


def to_json(tally: Tally) -> str:
    """All figures, and every trial that is not plainly right, as JSON."""
    lists = {name: [asdict(t) for t in getattr(tally, name)] for name in LISTS}
    lists["seemingly_equal_mutants"] = [asdict(t) for t in tally.of("mutant") if t.opinion != Opinion.DIFFERS]
    return json.dumps({"summary": summary(tally), "by_step": tally.by_step(), **lists}, indent=1, default=str)


def to_markdown(tally: Tally) -> str:
    """The same for readers."""
    lines = ["# Campaign", ""] + [f"- {name}: {value}" for name, value in summary(tally).items()]
    for name in LISTS:
        found: list[Trial] = getattr(tally, name)
        lines += ["", f"## {name.replace('_', ' ')} ({len(found)})", ""]
        lines += [f"- {t.kind} {t.seed}: {t.what} ({t.verdict}, {t.seconds:.2f} s)" for t in found]
    lines += [
        "",
        "## Steps of rewrites that were not proved",
        "",
        "| step | not proved | of |",
        "| --- | --- | --- |",
    ]
    lines += [f"| {step} | {lost} | {n} |" for step, (lost, n) in tally.by_step().items() if lost]
    return "\n".join(lines) + "\n"
