"""Keras on each of its backends: whether it is the same recurrence, and to how many digits, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from verifier.findings import Finding
from verifier.report.markdown import code, sentence, table

LEGEND = """
The same optimizer object ran on each backend with everything in double precision, and every step was held
against the recurrence that was read on JAX, from the numbers that the backend itself held before the step.

- **the same**: no more apart than rounding in double precision explains. Steps at some points prove nothing.
- **demoted precision**: the same recurrence, parts of which are computed in single precision.
- **another recurrence**: apart by more than single precision explains.
""".strip()
WORDS = {"rounding": "the same"}


def backend_section(findings: Sequence[Finding]) -> Iterator[str]:
    """A table of all optimizers and backends, and the numbers where a backend is not the same.

    Parameters
    ----------
    findings : sequence of Finding
        As `compare_backends` gives them; none where no backend was run, and then there is no section.
    """
    if not findings:
        return
    found = {_place(finding): finding for finding in findings}
    calls = list(dict.fromkeys(call for call, _ in found))
    backends = list(dict.fromkeys(backend for _, backend in found))
    yield from ("## Keras on its backends", "", LEGEND, "")
    rows = ([code(call), *(_kind(found.get((call, name))) for name in backends)] for call in calls)
    yield from table(("optimizer", *backends), rows)
    apart = ([code(f.subject), sentence(f.summary)] for f in findings if not f.as_claimed)
    yield from table(("where a backend is apart", "from when on, and where most"), apart)


def _place(finding: Finding) -> tuple[str, str]:
    """The call and the backend."""
    call, _, _ = finding.subject.partition(" on Keras' ")
    return call, str(finding.details["backend"])


def _kind(finding: Finding | None) -> str:
    if finding is None:
        return ""
    kind = str(finding.details.get("kind", "fails"))
    return WORDS.get(kind, f"**{kind}**")
