"""Signatures that a reference page prints, and the defaults that its words state for their parameters."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from verifier.audit.drafts.meaning import named_in
from verifier.audit.drafts.names import Sort, sort_of
from verifier.audit.finding import AuditFinding
from verifier.audit.pages.document import Region, region
from verifier.audit.programs.arguments import defaults
from verifier.audit.said.defaults import finding, stated
from verifier.lift.reading import Span

SIGNATURE = re.compile(
    r"^[ \t#>*`]*(?:\.\. (?:py:|auto)?(?:class|function|method):: *)?(?:class |def )?"
    r"(?P<name>[A-Za-z_][\w.]*)"
    r"\((?P<arguments>(?:[^()]|\([^()]*\)){1,2000})\)",
    re.MULTILINE,
)
FEWEST = 3
"""How many parameters a signature gives numbers; what is called with fewer is an example."""


def contradictions(regions: Sequence[Region]) -> Iterator[AuditFinding]:
    """The defaults that a page of words states and the signature above them does not have."""
    sources = dict.fromkeys(r.source for r in regions if r.kind == "prose")
    for source in sources:
        text = source.text
        printed = [(m, _numbers(m)) for m in SIGNATURE.finditer(text)]
        printed = [(m, numbers) for m, numbers in printed if len(numbers) >= FEWEST]
        for k, (match, numbers) in enumerate(printed):
            named = sorted(named_in(match["name"].rpartition(".")[2]))
            high = printed[k + 1][0].start() if k + 1 < len(printed) else len(text)
            whole = region("prose", source, 0, len(text))
            for name, value in numbers.items() if named else ():
                said = stated(text, name, match.end(), high) if sort_of(name) is not Sort.OTHER else None
                if said is not None and Fraction(said["number"]) != value:
                    yield finding(whole, Span(*said.span("number")), named[0], name, f"{float(value):g}")


def _numbers(match: re.Match[str]) -> dict[str, Fraction]:
    """The numbers that the parameters of a printed signature have."""
    try:
        node = ast.parse(f"def f({match['arguments'].strip()}\n): pass").body[0]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    return defaults(node.args) if isinstance(node, ast.FunctionDef) else {}
