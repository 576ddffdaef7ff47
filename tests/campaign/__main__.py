"""The nightly campaign: ``python -m tests.campaign --rewrites 10000 --mutants 10000 --jobs 2 --seed 1``.

Interrupted, the same command goes on where it was."""

from __future__ import annotations

import argparse
import sys
import time
from math import inf
from pathlib import Path

from tests.campaign.run import Referee, Tally, Trial, run_campaign, summary, to_json, to_markdown
from verifier.errors import InputError
from verifier.work import Effort


def report(trial: Trial) -> None:
    """Print a wrong verdict, and one that is missing, at once."""
    wrong = (trial.kind == "mutant" and trial.opinion == "differs" and trial.verdict == "proved") or (
        trial.kind == "rewrite" and trial.verdict == "refuted"
    )
    if wrong:
        print(f"WRONG {trial.kind} {trial.seed}: {trial.what}: {trial.verdict}", file=sys.stderr)
    elif Tally([trial]).undecided:
        print(f"undecided {trial.kind} {trial.seed}: {trial.what}", file=sys.stderr)


def main() -> int:
    """Run, write the result, and fail on a wrong verdict."""
    parser = argparse.ArgumentParser(prog="python -m tests.campaign", description=__doc__)
    parser.add_argument("--rewrites", type=int, default=10_000)
    parser.add_argument("--mutants", type=int, default=10_000)
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument(
        "--scheduler", default="", metavar="ADDRESS", help="a Dask cluster that does the work"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=30.0, help="time limit of one verdict")
    parser.add_argument("--minutes", type=float, default=inf, help="end the campaign after this time")
    parser.add_argument("--out", type=Path, help="write PATH.json and PATH.md")
    chosen = parser.parse_args()
    run = f"campaign {chosen.rewrites} {chosen.mutants} {chosen.seed} {chosen.seconds}"
    effort = Effort(chosen.jobs, chosen.scheduler, doing="campaign:", run=run)
    try:
        tally = run_campaign(
            Referee(chosen.seconds),
            None,
            chosen.rewrites,
            chosen.mutants,
            chosen.seed,
            effort=effort,
            progress=report,
            until=time.monotonic() + 60 * chosen.minutes,
        )
    except KeyboardInterrupt as stop:
        print(f"interrupted; {stop}", file=sys.stderr)
        return 130
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    effort.forget()
    for name, value in summary(tally).items():
        print(f"{name:20} {value}")
    if chosen.out:
        chosen.out.with_suffix(".json").write_text(to_json(tally))
        chosen.out.with_suffix(".md").write_text(to_markdown(tally))
    return 1 if tally.false_proofs or tally.false_refutations or tally.broken else 0


if __name__ == "__main__":
    sys.exit(main())
