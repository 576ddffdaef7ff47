"""reStructuredText: directives of mathematics and code, literal blocks, roles; docstrings use it, too."""

from __future__ import annotations

import re
from collections.abc import Iterator

from verifier.audit.pages.document import Region, Source, of_lines, region
from verifier.audit.pages.markdown import LANGUAGES

DIRECTIVE = re.compile(r"^(?P<indent>[ \t]*)\.\. (?P<name>[\w-]+)::[ \t]*(?P<argument>[^\n]*)$", re.MULTILINE)
ROLE = re.compile(r":math:`(?P<text>(?:\\.|[^`\\])+)`")
UNDERLINE = re.compile(r"^(?P<title>[^\s.:|][^\n]*)\n(?P<line>([=\-~^\"'#*+])\3{2,})[ \t]*$", re.MULTILINE)
DESCRIBED = re.compile(
    r"^(?P<indent>[ \t]*)\.\. (?:[a-z]+:)?(?:auto)?(?:class|function|method)::[ \t]+(?P<title>[\w.]+)",
    re.MULTILINE,
)
"""A directive that describes a class or a function; what belongs to it stands further in."""
LITERAL = re.compile(r"::[ \t]*\n[ \t]*\n(?P<body>(?:[ \t]+[^\n]*\n?|[ \t]*\n)+)")
ROW = r"\\"
"""What a blank line in a formula means: it begins another one."""
CODE = ("code", "code-block", "sourcecode", "parsed-literal", "highlight")


def regions(source: Source, low: int = 0, high: int | None = None) -> list[Region]:
    """The regions of formulas and code in a stretch of a text, and its prose."""
    high = len(source.text) if high is None else high
    found = [*_directives(source, low, high), *_roles(source, low, high), *_literals(source, low, high)]
    taken = [(r.origin[0], r.origin[-1] + len(r.text.rsplit("\n", 1)[-1])) for r in found]
    found += _prose(source, low, high, taken)
    return sorted(found, key=lambda r: r.origin[0])


def _headings(source: Source, at: int, low: int) -> tuple[str, ...]:
    every = list(UNDERLINE.finditer(source.text, low, at))
    titles = [m.group("title").strip() for m in every[-3:]]
    begin = every[-1].end() if every else low
    described = list(DESCRIBED.finditer(source.text, begin, at))[-3:]
    titles += [m["title"] for m in described if _reaches(source, m, at)]
    return tuple(reversed(titles))


def _reaches(source: Source, described: re.Match[str], at: int) -> bool:
    """Whether a place belongs to what a directive describes: no line before it stands as far out."""
    end = source.text.find("\n", at)
    lines = source.text[described.end() : end if end >= 0 else len(source.text)].split("\n")[1:]
    margin = len(described["indent"].expandtabs())
    return all(len(line) - len(line.lstrip()) > margin for line in map(str.expandtabs, lines) if line.strip())


def _directives(source: Source, low: int, high: int) -> Iterator[Region]:
    for match in DIRECTIVE.finditer(source.text, low, high):
        name = match["name"]
        if name != "math" and name not in CODE:
            continue
        lines = _body(source, match.end(), high, len(match["indent"].expandtabs()))
        if name == "math" and match["argument"]:
            lines = [(match.start("argument"), match["argument"]), *lines]
        if not lines:
            continue
        if name == "math":
            lines = [(at, text if text.strip() else ROW) for at, text in lines]
        language = "latex" if name == "math" else LANGUAGES.get(match["argument"].strip().lower(), "other")
        made = of_lines("formula" if name == "math" else "code", source, lines, language)
        yield _in_context(
            made,
            _headings(source, match.start(), low),
            source.text[max(low, match.start() - 200) : match.start()],
        )


def _in_context(made: Region, headings: tuple[str, ...], before: str) -> Region:
    return Region(made.kind, made.text, made.source, made.origin, made.language, headings, before)


def _body(source: Source, start: int, high: int, indent: int) -> list[tuple[int, str]]:
    """The lines that belong to a directive: those that stand further in."""
    found: list[tuple[int, str]] = []
    position = source.text.find("\n", start, high) + 1
    while 0 < position < high:
        end = source.text.find("\n", position, high)
        end = high if end < 0 else end
        line = source.text[position:end]
        stripped = line.lstrip(" \t")
        own = len(line.expandtabs()) - len(stripped.expandtabs())
        if stripped.strip() and own <= indent:
            break
        if not stripped.startswith(":") or found:
            found.append((position, line))
        position = end + 1
    margin = min((len(t) - len(t.lstrip()) for _, t in found if t.strip()), default=0)
    return [(at + min(margin, len(t)), t[margin:]) for at, t in found]


def _roles(source: Source, low: int, high: int) -> Iterator[Region]:
    for match in ROLE.finditer(source.text, low, high):
        start, end = match.span("text")
        headings = _headings(source, start, low)
        yield region(
            "formula", source, start, end, "latex", headings, source.text[max(low, start - 200) : start]
        )


def _literals(source: Source, low: int, high: int) -> Iterator[Region]:
    """Blocks behind a double colon: code, or lines of pseudo-code."""
    for match in LITERAL.finditer(source.text, low, high):
        line = source.text.rfind("\n", 0, match.start()) + 1
        if source.text[line:].lstrip().startswith(".."):
            continue
        lines = _body(source, match.start(), high, -1)
        kept = [(at, text) for at, text in lines if at >= match.start("body")]
        if kept:
            made = of_lines("code", source, kept, "span")
            yield _in_context(
                made, _headings(source, line, low), source.text[max(low, line - 200) : match.start()]
            )


def _prose(source: Source, low: int, high: int, taken: list[tuple[int, int]]) -> Iterator[Region]:
    pieces, last = list[tuple[int, int]](), low
    for start, end in sorted(taken):
        if start > last:
            pieces.append((last, start))
        last = max(last, end)
    pieces.append((last, high))
    for start, end in pieces:
        if source.text[start:end].strip():
            yield region("prose", source, start, end, "unicode", _headings(source, start, low))
