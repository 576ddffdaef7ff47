"""Comments that document Java, C++, JavaScript and Julia, as texts of their own, as docstrings are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from verifier.audit.pages import markdown
from verifier.audit.pages.docstrings import named, stretches
from verifier.audit.pages.document import Documented, Region, Source

BLOCK = re.compile(
    r"/\*[*!](?P<block>(?:(?!\*/).){1,20000})\*/|(?P<lines>(?:^[ \t]*//[/!][^\n]*\n){1,400})",
    re.DOTALL | re.MULTILINE,
)
"""What documents, ``/** ... */`` and ``///``; any other comment may be code that nobody runs."""
STAR = re.compile(r"^[ \t]*(?:\*(?!\*)|//[/!]<?)", re.MULTILINE)
"""What the lines of such a comment begin with."""
DOXYGEN = re.compile(r"\\f(?:\[(?P<display>.+?)\\f\]|\$(?P<inline>.+?)\\f\$)", re.DOTALL)
MARKED_UP = re.compile(r"</?(?:su[bp]|code|pre)>|\{@", re.IGNORECASE)
"""Formulas in HTML, of which no reader is here."""
MODIFIER = r"(?:public|private|protected|static|final|abstract|export|default|virtual|inline|async)[ \t]++"
DOCUMENTED = re.compile(
    rf"\s*+(?:@\w+[^\n]*\n\s*+|template\s*+<[^>]*>\s*+)*+(?:{MODIFIER})*+"
    r"(?:(?:class|struct|interface|function)\s+(?P<type>\w+)|[\w<>:*&, \[\]]*?\b(?P<function>\w+)\s*\()"
)
"""The name that is documented: that of the class or function below."""
JULIA = re.compile(
    r'^[ \t]*(?:@doc[ \t]+)?(?:raw|md|doc)?"""(?P<block>(?:(?!""").){1,20000})"""', re.DOTALL | re.MULTILINE
)
DEFINED = re.compile(
    r"\s*+(?:@\w+[ \t]++)*+(?:mutable[ \t]++)?(?:struct|function|abstract type)?[ \t]*+(?P<name>\w+)"
)


def of_braces(source: Source) -> Iterator[Region]:
    """The formulas of what documents a program with braces."""
    for match in BLOCK.finditer(source.text):
        which = "block" if match["block"] is not None else "lines"
        low, high = match.span(which)
        body = _plain(match[which])
        if MARKED_UP.search(body) is None:
            below = DOCUMENTED.match(source.text, match.end())
            name = (below["type"] or below["function"] or "") if below is not None else ""
            text = source.text[:low] + body + source.text[high:]
            yield from stretches(replace(source, text=text), low, high, name)


def _plain(body: str) -> str:
    """A comment without its stars, and with dollars for the marks of Doxygen; nothing else moves."""
    body = STAR.sub(lambda found: " " * len(found[0]), body)
    return DOXYGEN.sub(lambda m: f" $${m[1]}$$ " if m["display"] else f"  ${m[2]}$  ", body)


def of_julia(source: Source) -> Iterator[Region]:
    """The formulas of Julia's docstrings, which are Markdown."""
    for match in JULIA.finditer(source.text):
        low = match.start("block")
        below = DEFINED.match(source.text, match.end())
        within = Documented("" if below is None else below["name"], low, match["block"])
        for each in markdown.regions(Source(match["block"], source.cell)):
            origin = tuple(at + low for at in each.origin)
            yield named(replace(each, source=source, origin=origin), within)


OF: dict[str, Callable[[Source], Iterator[Region]]] = {
    "julia": of_julia,
    **dict.fromkeys(("java", "cpp", "javascript"), of_braces),
}
"""What reads the documentation in a program, by its language."""
