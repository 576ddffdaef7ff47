"""LaTeX documents: sections, displayed and inline formulas, listings, algorithms."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from verifier.audit.pages.document import Region, Source, region
from verifier.audit.pages.markdown import DISPLAY, INLINE, LANGUAGES, erased

COMMENT = re.compile(r"(?<!\\)%[^\n]*")
LISTING = re.compile(
    r"\\begin\{(?P<env>lstlisting|verbatim|minted|Verbatim|python|code)\}(?P<options>(?:\[[^\]\n]*\])?(?:\{[^}\n]*\})?)\n"
    r"(?P<body>.*?)\\end\{(?P=env)\}",
    re.DOTALL,
)
SECTION = re.compile(
    r"\\(?P<level>part|chapter|(?:sub)*section|paragraph|subparagraph|caption|frametitle|begin\{(?:algorithm|frame)\})"
    r"\*?(?:<[^>\n]*>)?(?:\[[^\]]*\])?\{?(?P<title>[^{}\n]*)\}?"
)
LEVELS = (
    *("part", "chapter", "section", "subsection", "subsubsection"),
    *("frame", "paragraph", "subparagraph", "caption"),
)
SLIDE = re.compile(r"frametitle|begin\{frame\}")
PARAGRAPH = re.compile(r"\S(?:(?!\n[ \t]*\n).)*", re.DOTALL)
"""Text up to the next empty line."""
Marks = Sequence[tuple[int, tuple[str, ...]]]
"""Where a heading begins, and all headings that hold from there on."""


def regions(source: Source) -> list[Region]:
    """The regions of a LaTeX document, in their order."""
    text = erased(source.text, [m.span() for m in COMMENT.finditer(source.text)])
    listings = list(LISTING.finditer(text))
    plain = erased(text, [m.span() for m in listings])
    clean, marks = Source(text, source.cell), list(_marks(text))
    found = [_listing(clean, m, marks) for m in listings]
    displays = list(DISPLAY.finditer(plain))
    found += [_formula(clean, m, marks) for m in displays]
    inline = INLINE.finditer(erased(plain, [m.span() for m in displays]))
    found += [_formula(clean, m, marks) for m in inline]
    found += [_paragraph(clean, m, marks) for m in PARAGRAPH.finditer(plain)]
    return sorted(found, key=lambda r: r.origin[0])


def _formula(source: Source, match: re.Match[str], marks: Marks) -> Region:
    which = next(k for k in ("a", "b", "c") if match.groupdict().get(k) is not None)
    start, end = match.span() if match.re is DISPLAY and which == "c" else match.span(which)
    before = _before(source, match.start())
    return region("formula", source, start, end, "latex", _headings(marks, match.start()), before)


def _listing(source: Source, match: re.Match[str], marks: Marks) -> Region:
    words = re.findall(r"[A-Za-z+]+", match["options"])
    language = next((LANGUAGES[w.lower()] for w in reversed(words) if w.lower() in LANGUAGES), "python")
    start, end = match.span("body")
    before = _before(source, match.start())
    return region("code", source, start, end, language, _headings(marks, start), before)


def _paragraph(source: Source, match: re.Match[str], marks: Marks) -> Region:
    """A paragraph with its formulas; what is plain in it is no formula: LaTeX has its signs for them."""
    start, end = match.span()
    return region("prose", source, start, end, "latex", _headings(marks, end))


def _before(source: Source, at: int) -> str:
    return source.text[max(0, at - 200) : at]


def _headings(marks: Marks, at: int) -> tuple[str, ...]:
    """The titles above a place, the nearest first."""
    before = bisect_right(marks, at, key=lambda mark: mark[0]) - 1
    return marks[before][1] if before >= 0 else ()


def _marks(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Where the titles end, each with those above it."""
    stack: list[tuple[int, str]] = []
    for match in SECTION.finditer(text):
        name = SLIDE.sub("frame", match["level"])
        level = LEVELS.index(name) if name in LEVELS else len(LEVELS)
        title = match["title"].strip()
        if title:
            stack = [*(s for s in stack if s[0] < level), (level, title)]
            yield match.end(), tuple(title for _, title in reversed(stack))
