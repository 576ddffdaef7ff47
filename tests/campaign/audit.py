"""The audit on its corpus: precision and recall by style. Run with ``python -m tests.campaign.audit``."""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from tests.audit_corpus import Case, cases

REPORT = Path(__file__).parent.parent.parent / "reports" / "measured" / "audit.md"


@dataclass
class Tally:
    """How often an error was there and was found, and how often one was found that was not there."""

    cases: int = 0
    met: int = 0
    hits: int = 0
    misses: int = 0
    alarms: int = 0
    seconds: float = 0.0
    failed: list[str] = field(default_factory=list)

    def row(self, style: str) -> str:
        """A line of the table."""
        found, there = self.hits + self.alarms, self.hits + self.misses
        precision = f"{self.hits / found:.3f}" if found else "-"
        recall = f"{self.hits / there:.3f}" if there else "-"
        cells = (style, self.cases, self.met, precision, recall, self.alarms, f"{self.seconds:.1f}")
        return f"| {' | '.join(map(str, cells))} |"


def measured(corpus: list[Case]) -> dict[str, Tally]:
    """The tallies by style."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    for case in corpus:
        begun = time.process_time()
        findings = case.findings()
        alarm = any(f.verdict == "wrong" for f in findings)
        for tally in (tallies[case.style], tallies["all"]):
            tally.seconds += time.process_time() - begun
            tally.cases += 1
            tally.hits += alarm and case.verdict == "wrong"
            tally.misses += not alarm and case.verdict == "wrong"
            tally.alarms += alarm and case.verdict != "wrong"
            met = case.met_by(findings)
            tally.met += met
            tally.failed += [] if met else [case.name]
    return tallies


def report(tallies: dict[str, Tally]) -> str:
    """The table as Markdown."""
    lines = [
        "# The audit on its corpus",
        "",
        "An error is found where a finding is `wrong` on a case that has one; else that is a false alarm.",
        "",
        "| style | cases | verdict as due | precision | recall | false alarms | CPU seconds |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    order = sorted(tallies, key=lambda style: (style == "all", style))
    lines += [tallies[style].row(style) for style in order]
    failed = tallies["all"].failed
    lines += ["", "Not as due: " + (", ".join(failed) if failed else "none") + ".", ""]
    return "\n".join(lines)


def main() -> int:
    """Measure, print, and write the report."""
    text = report(measured(cases()))
    REPORT.write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
