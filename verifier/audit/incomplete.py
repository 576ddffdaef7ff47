"""Updates of which something is missing: averages of gradients that move no weight."""

from __future__ import annotations

from verifier.audit.document import Region
from verifier.audit.finding import AuditFinding
from verifier.audit.meaning import named_in
from verifier.lift.reading import Equation, Span

WHY = "{} is updated, and nothing moves a weight by it: the weight's own update is not printed"


def of_formula(region: Region, equation: Equation) -> AuditFinding:
    """The finding on a formula that gathers gradients and is read by no rule."""
    return finding(region, equation.span, equation.target.text)


def finding(region: Region, span: Span, letter: str) -> AuditFinding:
    """The finding on an update without a weight."""
    place = region.place(span)
    names = sorted(named_in(" ".join((region.before, *region.headings[:1]))))
    return AuditFinding(
        place.line,
        place.column,
        place.end_line,
        place.end_column,
        place.cell,
        names[0] if names else None,
        " ".join(region.text[span.start : span.end].split())[:500],
        "incomplete",
        why=WHY.format(letter),
    )
