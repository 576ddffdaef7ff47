"""The corpus of documents and code with known verdicts, and what the audit makes of it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from verifier.audit.audit import audit_text
from verifier.audit.finding import AuditFinding

CORPUS = Path(__file__).parent / "corpus"
GOOD = ("ok", "variant")
"""Both say that the formula is right; which of them is a matter of what is taken for the reference."""


@dataclass(frozen=True)
class Case:
    """A document and the verdict that is due: ``none`` where no update is, ``silent`` where no finding."""

    name: str
    style: str
    suffix: str
    text: str
    optimizer: str
    verdict: str

    def findings(self) -> tuple[AuditFinding, ...]:
        """What the audit finds in it."""
        return audit_text(self.text, f"case{self.suffix}").findings

    def met_by(self, findings: tuple[AuditFinding, ...]) -> bool:
        """Whether the findings are those that are due."""
        alarms = [f for f in findings if f.verdict == "wrong"]
        if self.verdict == "wrong":
            return any(f.optimizer in (self.optimizer, None) for f in alarms)
        if self.verdict == "silent":
            return not findings
        if self.verdict == "none":
            return not any(f.verdict in (*GOOD, "wrong") for f in findings)
        due = GOOD if self.verdict in GOOD else (self.verdict,)
        named = (f for f in findings if f.verdict in due)
        return not alarms and any(self.verdict not in GOOD or f.optimizer == self.optimizer for f in named)


def cases() -> list[Case]:
    """The whole corpus: each case, then each of its slips."""
    named = (("python", ".py"), ("programs", ".py"), ("libraries", ".py"), ("others", ""), ("reports", ".md"))
    found = [case for name, suffix in named for case in _cases(f"code/{name}.toml", suffix)]
    return found + list(_cases("formulas/documents.toml", ".md"))


def _cases(name: str, suffix: str) -> Iterator[Case]:
    every = tomllib.loads((CORPUS / name).read_text(encoding="utf-8"))["case"]
    for number, case in enumerate(every):
        due = case.get("verdict", "ok")
        texts = [(case["text"], due)] + [
            (case["text"].replace(a, b, 1), "wrong") for a, b in case.get("slips", [])
        ]
        for slip, (text, verdict) in enumerate(texts):
            label = f"{name}:{number}" + (f", slip {slip}" if slip else "")
            ending = case.get("suffix", suffix)
            if "heading" in case:
                text, ending = f"# {case['heading']}\n\n```python\n{text}\n```\n", ".md"
            yield Case(label, case["style"], ending, text, case.get("optimizer", ""), verdict)
