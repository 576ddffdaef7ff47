"""A mend, written into the source where it says so, leaves no finding to mend."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tests.audit_corpus import Case, cases
from verifier.audit.audit import audit_text
from verifier.audit.finding import AuditFinding
from verifier.audit.judging.known import known_forms
from verifier.audit.slips import twice
from verifier.audit.slips.difference import difference, undoing
from verifier.audit.slips.further import slips_of
from verifier.audit.slips.lettered import lettered

GREEK = re.compile(r"\b(alpha|beta|gamma|eta|epsilon|rho|theta|mu|lambda)(_\d)?")


def stretch(text: str, finding: AuditFinding) -> tuple[int, int]:
    """Where the marked place begins and ends in the text."""
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    return starts[finding.line - 1] + finding.column - 1, starts[
        finding.end_line - 1
    ] + finding.end_column - 1


def mended(case: Case, finding: AuditFinding) -> Iterator[str]:
    """The text with the mend at each place within the marks where it can be written."""
    wrong, _, right = (finding.fix or "").partition(" -> ")
    low, high = stretch(case.text, finding)
    for a, b in ((wrong, right), (GREEK.sub(r"\\\g<0>", wrong), GREEK.sub(r"\\\g<0>", right))):
        for match in re.finditer(re.escape(a), case.text[low:high]) if a and right else ():
            yield case.text[: low + match.start()] + b + case.text[low + match.end() :]


def wrongs(findings: Sequence[AuditFinding]) -> int:
    """How much is wrong: one slip may be told at each number that it spoils."""
    return sum(f.verdict == "wrong" for f in findings)


def told(findings: Sequence[AuditFinding]) -> bool:
    """Whether something that was read is told."""
    return any(f.verdict != "unreadable" for f in findings)


def test_a_mend_that_can_be_written_into_the_source_mends_it() -> None:
    written = 0
    every = [case for case in cases() if case.verdict == "wrong" and case.name.startswith("formulas")]
    wrong = [case for case in every if "](http" not in case.text]  # an address has its own letters
    for case in wrong[::40]:
        for finding in (f for f in case.findings() if f.verdict == "wrong"):
            texts = list(mended(case, finding))
            after = [audit_text(t, f"case{case.suffix}").findings for t in texts]
            # Of a single line, or a default that a text states, nothing is said when it is right.
            silent = case.style == "bug report" or finding.nearest is None
            good = [e for e in after if wrongs(e) < wrongs(case.findings()) and (silent or told(e))]
            assert not texts or good, case.name
            written += bool(texts)
    assert written >= len(wrong[::40]) // 3


def test_what_is_only_put_in_is_told_with_its_neighbour() -> None:
    assert difference("v[t] = a*v[t-1] + b*g[t]", "v[t] = a*v[t-1] + b*g[t]**2") == "g[t] -> g[t]**2"


def test_a_mend_is_told_in_the_letters_of_the_document() -> None:
    assert (
        lettered("rho*v[t-1] -> (1 - rho)*v[t-1]", {"rho": "beta", "v": "s"})
        == "beta*s[t-1] -> (1 - beta)*s[t-1]"
    )
    average, step = (
        r"$s_t = \beta s_{t-1} + (1 - \beta) g_t$",
        r"$w_t = w_{t-1} - \eta g_t / (\sqrt{s_t} + \epsilon)$",
    )
    (found,) = audit_text(f"# RMSProp\n\n{average}, {step}\n", "a.md").findings
    assert (found.verdict, found.fix) == ("wrong", "g[t] -> g[t]**2")


def test_a_rate_for_a_decay_is_half_of_no_two_slips() -> None:
    form = next(f for f in known_forms() if f.name == "lion/keras")
    renamed = [m for m, _ in slips_of(form) if m.kind == "other hyperparameter"]
    told = {undoing(form, m): twice._is_of_other_sort(form, m) for m in renamed}
    assert told["lr -> beta_1"]
    assert not told["beta_2 -> beta_1"]
