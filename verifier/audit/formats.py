"""Findings for other programs: SARIF and JUnit XML for pull requests, Markdown for people."""

from __future__ import annotations

import os
import re
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


SIGNS = re.compile(r"[\\`*<\[$~]")
"""What means something in Markdown, wherever it stands."""


def relative(path: str) -> str:
    """A path from where the program runs, with slashes, as an address."""
    try:
        return quote(os.fsencode(Path(os.path.relpath(path)).as_posix()))
    except ValueError:  # another drive
        return quote(os.fsencode(Path(path).name))


def message(finding: AuditFinding) -> str:
    """A finding in one line; lines of a notebook count in a cell, which is named."""
    cell = "" if finding.cell is None else f"cell {finding.cell}, line {finding.line}: "
    text = f"{cell}{finding.optimizer or 'formula'}: {finding.verdict}; {finding.why}"
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
    location = {"physicalLocation": {"artifactLocation": {"uri": relative(path)}, "region": _region(finding)}}
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


def _region(finding: AuditFinding) -> dict[str, int]:
    """Where a finding stands in its file; in a notebook's file its cells have no lines of their own."""
    if finding.cell is not None:
        return {"startLine": 1}
    return {
        "startLine": finding.line,
        "startColumn": finding.column,
        "endLine": finding.end_line,
        "endColumn": finding.end_column,
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
            cell = "" if finding.cell is None else f"cell {finding.cell}:"
            what = f"{finding.optimizer or 'formula'} {finding.verdict}"
            name = f"{cell}{finding.line}:{finding.column} {what}"
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
        lines += [f"## {_code(file.path)}", ""]
        if not file.findings:
            lines += ["No optimizer formula was found.", ""]
            continue
        lines += [
            "| line | optimizer | verdict | formula | why | fix |",
            "| --- | --- | --- | --- | --- | --- |",
        ]
        lines += [f"| {' | '.join(map(_cell, _row(finding)))} |" for finding in file.findings]
        lines.append("")
    return "\n".join(lines)


def _row(finding: AuditFinding) -> tuple[str, ...]:
    cell = "" if finding.cell is None else f"cell {finding.cell}, "
    return (
        f"{cell}{finding.line}",
        finding.optimizer or "",
        finding.verdict,
        _code(finding.text),
        SIGNS.sub(r"\\\g<0>", finding.why),
        _code(finding.fix or ""),
    )


def _code(text: str) -> str:
    """A text as it stands, in more backticks than it has in a row."""
    if not text:
        return ""
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    space = " " if "`" in (text[0], text[-1]) else ""
    return f"{fence}{space}{text}{space}{fence}"


def _cell(text: str) -> str:
    return " ".join(_plain(text).replace("|", "\\|").split())


FORMATS: dict[str, Callable[..., Any]] = {"sarif": sarif, "junit": junit, "md": markdown}
