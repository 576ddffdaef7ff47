"""What a document does throughout is a custom of its own, and no slip: read beside its other findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from verifier.audit.finding import AuditFinding
from verifier.audit.slips.everywhere import LEFT_OUT

UPHILL = "+ -> -"
"""How a step is mended that adds what it is to take away."""
METHODS = 3
"""How many methods make a custom of what each of them does."""
GOOD = ("ok", "variant")
COMPLETED = "a simplification that the text completes"
"""How a finding begins whose update the text corrects behind it."""


def without_customs(findings: Sequence[AuditFinding]) -> list[AuditFinding]:
    """The findings without alarms at what the whole document does alike."""
    kept = [f for f in findings if not _is_uphill(f)] if _all_uphill(findings) else list(findings)
    completed = [f for f in kept if f.verdict == "variant" and f.why.startswith(COMPLETED)]
    first = min(((f.cell or 0, f.line) for f in completed), default=None)
    return [f if first is None else _completed(f, first) for f in kept]


def _is_uphill(finding: AuditFinding) -> bool:
    return finding.verdict == "wrong" and finding.fix == UPHILL


def _all_uphill(findings: Sequence[AuditFinding]) -> bool:
    """Whether several methods add their steps and none takes one away: what they add points downhill."""
    methods = {f.optimizer for f in findings if _is_uphill(f)}
    return len(methods) >= METHODS and not any(f.verdict in GOOD for f in findings)


def _completed(finding: AuditFinding, first: tuple[int, int]) -> AuditFinding:
    """A later update without the corrections that the text adds to an earlier one in words."""
    bare = finding.verdict == "wrong" and finding.why.endswith(LEFT_OUT)
    if not bare or (finding.cell or 0, finding.line) < first:
        return finding
    why = finding.why.partition(": ")[2]
    return replace(finding, verdict="variant", fix=None, why=f"{COMPLETED} further up: {why}", witness={})
