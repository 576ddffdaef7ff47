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
from verifier.audit.said.defaults import SEVERAL, finding, numbers_of, several, stated
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
        printed = [(m, found) for m in SIGNATURE.finditer(text) if (found := _arguments(m)) is not None]
        for k, (match, arguments) in enumerate(printed):
            named = sorted(named_in(match["name"].rpartition(".")[2]))
            high = printed[k + 1][0].start() if k + 1 < len(printed) else len(text)
            whole = region("prose", source, 0, len(text))
            for span, name, there in _other_defaults(text, arguments, match.end(), high) if named else ():
                yield finding(whole, span, named[0], name, there)


def _other_defaults(
    text: str, arguments: ast.arguments, low: int, high: int
) -> Iterator[tuple[Span, str, str]]:
    """The defaults below a signature that it does not have: where, of which parameter, and what it has."""
    for name, value in defaults(arguments).items():
        said = stated(text, name, low, high) if sort_of(name) is not Sort.OTHER else None
        if said is not None and Fraction(said["number"]) != value:
            yield Span(*said.span("number")), name, f"{float(value):g}"
    for name, values in several(arguments).items():
        said = stated(text, name, low, high, SEVERAL) if sort_of(name) is not Sort.OTHER else None
        if said is not None and numbers_of(said) != values:
            yield Span(*said.span("numbers")), name, f"({', '.join(f'{float(v):g}' for v in values)})"


def _arguments(match: re.Match[str]) -> ast.arguments | None:
    """The parameters of a printed signature; None for what is called with too few numbers."""
    try:
        node = ast.parse(f"def f({match['arguments'].strip()}\n): pass").body[0]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    if not isinstance(node, ast.FunctionDef):
        return None
    numbers = len(defaults(node.args)) + sum(map(len, several(node.args).values()))
    return node.args if numbers >= FEWEST else None
