"""Findings for other programs: SARIF and JUnit XML for pull requests, Markdown for people."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from verifier.audit.finding import AuditFinding, FileAudit, summary

SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {"ok": "none", "variant": "note", "wrong": "error", "incomplete": "warning", "unreadable": "note"}
RULES = {
    "ok": "The formula is its reference.",
    "variant": "The formula is another known form.",
    "wrong": "The formula is proved different from every known form, or what is said is proved false.",
    "incomplete": "Something that is needed is not printed.",
    "unreadable": "The formula cannot be read.",
}


def relative(path: str) -> str:
    """A path from where the program runs, with slashes, as an address."""
    try:
        return quote(Path(os.path.relpath(path)).as_posix())
    except ValueError:  # another drive
        return quote(Path(path).name)


def message(finding: AuditFinding) -> str:
    """A finding in one line."""
    head = finding.optimizer or "formula"
    text = f"{head}: {finding.verdict}; {finding.why}"
    return f"{text}; write {finding.fix}" if finding.fix else text


def sarif(files: Sequence[FileAudit], version: str) -> dict[str, Any]:
    """The findings as a SARIF 2.1.0 log (OASIS 2020)."""
    rules = [
        {"id": name, "shortDescription": {"text": text}, "defaultConfiguration": {"level": LEVELS[name]}}
        for name, text in RULES.items()
    ]
    results = [_result(file.path, finding) for file in files for finding in file.findings]
    driver = {"name": "optimizer-verifier", "version": version, "rules": rules}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}


def _result(path: str, finding: AuditFinding) -> dict[str, Any]:
    region = {
        "startLine": finding.line,
        "startColumn": finding.column,
        "endLine": finding.end_line,
        "endColumn": finding.end_column,
    }
    location = {"physicalLocation": {"artifactLocation": {"uri": relative(path)}, "region": region}}
    kind = "pass" if finding.verdict == "ok" else "fail"
    properties = {"nearest": finding.nearest, "fix": finding.fix, "cell": finding.cell}
    return {
        "ruleId": finding.verdict,
        "kind": kind,
        "level": LEVELS[finding.verdict],
        "message": {"text": message(finding)},
        "locations": [location],
        "properties": {name: value for name, value in properties.items() if value is not None},
    }


def junit(files: Sequence[FileAudit], fail_on: Sequence[str]) -> str:
    """The findings as JUnit XML: one suite a file, one case a finding, failures as ``fail_on`` says."""
    root = Element("testsuites", name="audit")
    for file in files:
        failed = sum(f.verdict in fail_on for f in file.findings)
        suite = SubElement(
            root,
            "testsuite",
            name=_plain(file.path),
            tests=str(len(file.findings)),
            failures=str(failed),
            errors="0",
        )
        for finding in file.findings:
            name = f"{finding.line}:{finding.column} {finding.optimizer or 'formula'} {finding.verdict}"
            case = SubElement(suite, "testcase", classname=_plain(file.path), name=_plain(name))
            if finding.verdict in fail_on:
                failure = SubElement(case, "failure", message=_plain(message(finding)), type=finding.verdict)
                failure.text = _plain(finding.text)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _plain(text: str) -> str:
    """Text without the characters that XML cannot hold."""
    return "".join(
        c
        for c in text
        if c in "\t\n\r" or (c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff")
    )


def markdown(files: Sequence[FileAudit]) -> str:
    """The findings as Markdown tables."""
    counts = summary(files)
    lines = ["# Audit", "", ", ".join(f"{n} {verdict}" for verdict, n in counts.items()), ""]
    for file in files:
        lines += [f"## {file.path}", ""]
        if not file.findings:
            lines += ["No optimizer formula was found.", ""]
            continue
        lines += [
            "| line | optimizer | verdict | formula | why | fix |",
            "| --- | --- | --- | --- | --- | --- |",
        ]
        lines += [f"| {' | '.join(_cell(text) for text in _row(finding))} |" for finding in file.findings] + [
            ""
        ]
    return "\n".join(lines)


def _row(finding: AuditFinding) -> tuple[str, ...]:
    cell = "" if finding.cell is None else f"cell {finding.cell}, "
    formula = f"`{finding.text}`" if finding.text else ""
    return (
        f"{cell}{finding.line}",
        finding.optimizer or "",
        finding.verdict,
        formula,
        finding.why,
        finding.fix or "",
    )


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


FORMATS: dict[str, Callable[..., Any]] = {"sarif": sarif, "junit": junit, "md": markdown}
