"""The nightly campaign: ``python -m tests.campaign --rewrites 10000 --mutants 10000 --jobs 2 --seed 1``."""

from __future__ import annotations

import argparse
import sys
import time
from functools import partial
from math import inf
from pathlib import Path

from tests.campaign.run import Tally, Trial, referee, run_campaign, summary, to_json, to_markdown


def progress(total: int, begun: float, trial: Trial, count: int) -> None:
    """Keep one line on the terminal; print a wrong verdict, and one that is missing, at once."""
    wrong = (trial.kind == "mutant" and trial.opinion == "differs" and trial.verdict == "proved") or (
        trial.kind == "rewrite" and trial.verdict == "refuted"
    )
    if wrong:
        print(f"\nWRONG {trial.kind} {trial.seed}: {trial.what}: {trial.verdict}", file=sys.stderr)
    elif Tally([trial]).undecided:
        print(f"\nundecided {trial.kind} {trial.seed}: {trial.what}", file=sys.stderr)
    if count % 20 == 0 or count == total:
        print(f"\r{count}/{total}  {time.monotonic() - begun:.0f} s", end="", file=sys.stderr, flush=True)


def main() -> int:
    """Run, write the result, and fail on a wrong verdict."""
    parser = argparse.ArgumentParser(prog="python -m tests.campaign", description=__doc__)
    parser.add_argument("--rewrites", type=int, default=10_000)
    parser.add_argument("--mutants", type=int, default=10_000)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=30.0, help="time limit of one verdict")
    parser.add_argument("--minutes", type=float, default=inf, help="end the campaign after this time")
    parser.add_argument("--out", type=Path, help="write PATH.json and PATH.md")
    chosen = parser.parse_args()
    total, begun = chosen.rewrites + chosen.mutants, time.monotonic()
    tally = run_campaign(
        partial(referee, seconds=chosen.seconds),
        None,
        chosen.rewrites,
        chosen.mutants,
        chosen.seed,
        chosen.jobs,
        progress=partial(progress, total, begun),
        until=begun + 60 * chosen.minutes,
    )
    print(file=sys.stderr)
    for name, value in summary(tally).items():
        print(f"{name:20} {value}")
    if chosen.out:
        chosen.out.with_suffix(".json").write_text(to_json(tally))
        chosen.out.with_suffix(".md").write_text(to_markdown(tally))
    return 1 if tally.false_proofs or tally.false_refutations or tally.broken else 0


if __name__ == "__main__":
    sys.exit(main())
