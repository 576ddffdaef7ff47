"""The index of the reports: every optimizer and every form of it on one page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from verifier.check import CheckResult
from verifier.findings import Finding
from verifier.report.markdown import anchor, code, sentence, table
from verifier.report.optimizer import MARKS, verdict

LEGEND = """
Each method is written once, as an article defines it. A *printed form* is what an article, a document or a
framework prints of it. We claim of each form that it is the same method, or that it is another one and why,
and the verifier is held to the claim in both directions.

- **proved**: both sides take the same steps for every sequence of gradients, every number of steps and
  all hyperparameters of the stated domains. The proof is an induction over the steps.
- **refuted**: they part at the numbers given. The numbers are exact and can be checked by hand.
- **undecided**: neither was found. A failed simplification is never a verdict.

Scope: real numbers, each coordinate alone. What rounding does is another matter: see
[the measurements](measured/). What the referee sees and golden tests do not: [golden tests](golden_tests.md).
What follows from each recurrence: [theorems](theorems.md); what documents say in words: [claims](claims.md).
What Keras, PyTorch and Optax run, and where they depart from what they say: [frameworks](frameworks.md).
""".strip()


def index(results: Sequence[CheckResult]) -> str:
    """The Markdown of the index."""
    lines = ["# What was proved and what was refuted", "", LEGEND, "", *_methods(results), *_forms(results)]
    return "\n".join([*lines, "To reproduce: `python -m verifier report --all`"]) + "\n"


def _methods(results: Sequence[CheckResult]) -> Iterator[str]:
    yield from ("## Methods", "")
    head = ("method", "closed forms", "printed forms", "as claimed")
    yield from table(head, (_method(result) for result in results))


def _method(result: CheckResult) -> Sequence[str]:
    counts = (str(sum(f.kind == kind for f in result.findings)) for kind in ("closed form", "printed form"))
    return f"[{code(result.name)}]({result.name}.md)", *counts, MARKS[result.as_claimed]


def _forms(results: Sequence[CheckResult]) -> Iterator[str]:
    yield from ("## Printed forms", "")
    head = ("form", "verdict", "claim", "as claimed")
    found = [(r, f) for r in results for f in r.findings if f.kind == "printed form"]
    yield from table(head, (_form(result, finding) for result, finding in found))


def _form(result: CheckResult, finding: Finding) -> Sequence[str]:
    link = f"[{code(finding.subject)}]({result.name}.md#{anchor(finding.subject)})"
    return link, verdict(finding), sentence(finding.summary), MARKS[finding.as_claimed]
