"""Measurements: how far the kernels are from each other and from the exact step, on one machine."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from importlib.metadata import version

from verifier import catalogue
from verifier.findings import Finding
from verifier.handwritten import find
from verifier.kernel import digest
from verifier.numerics import campaign
from verifier.report.markdown import code, sentence

SCHEMA = 1
LIBRARIES = ("numpy", "sympy", "mpmath", "python-flint")


def measured(name: str) -> dict[str, str]:
    """The campaign of thousands of sequences, as Markdown and JSON, by path."""
    system = catalogue.system(name)
    findings = campaign(system, find(name))
    versions = {"python": platform.python_version()} | {each: version(each) for each in LIBRARIES}
    data = {
        "schema": SCHEMA,
        "name": name,
        "specification": digest(system),
        "versions": versions,
        "findings": [asdict(f) for f in findings],
    }
    return {
        f"measured/{name}.md": "\n".join(_page(name, findings, versions)) + "\n",
        f"measured/{name}.json": json.dumps(data, ensure_ascii=False, indent=1) + "\n",
    }


def _page(name: str, findings: Sequence[Finding], versions: dict[str, str]) -> Iterator[str]:
    used = ", ".join(f"{library} {number}" for library, number in versions.items())
    yield from (f"# {code(name)}: kernels, measured", "", f"Measured with {used}.", "")
    for finding in findings:
        yield from (f"## {sentence(finding.subject)}", "", f"{sentence(finding.summary)}.", "")
    yield f"All numbers: [{name}.json]({name}.json). The mathematics: [{name}](../{name}.md)."
