"""LaTeX documents: sections, displayed and inline formulas, listings, algorithms."""

from __future__ import annotations

import re
from collections.abc import Iterator

from verifier.audit.document import Region, Source, region
from verifier.audit.markdown import DISPLAY, INLINE, LANGUAGES, erased

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


def regions(source: Source) -> list[Region]:
    """The regions of a LaTeX document, in their order."""
    text = erased(source.text, [m.span() for m in COMMENT.finditer(source.text)])
    listings = list(LISTING.finditer(text))
    plain = erased(text, [m.span() for m in listings])
    clean = Source(text, source.cell)
    found = [_listing(clean, m) for m in listings]
    displays = list(DISPLAY.finditer(plain))
    found += [_formula(clean, m) for m in displays]
    inline = INLINE.finditer(erased(plain, [m.span() for m in displays]))
    found += [_formula(clean, m) for m in inline]
    return sorted(found, key=lambda r: r.origin[0])


def _formula(source: Source, match: re.Match[str]) -> Region:
    which = next(k for k in ("a", "b", "c") if match.groupdict().get(k) is not None)
    start, end = match.span() if match.re is DISPLAY and which == "c" else match.span(which)
    return region(
        "formula",
        source,
        start,
        end,
        "latex",
        _headings(source, match.start()),
        _before(source, match.start()),
    )


def _listing(source: Source, match: re.Match[str]) -> Region:
    words = re.findall(r"[A-Za-z+]+", match["options"])
    language = next((LANGUAGES[w.lower()] for w in reversed(words) if w.lower() in LANGUAGES), "python")
    start, end = match.span("body")
    return region(
        "code", source, start, end, language, _headings(source, start), _before(source, match.start())
    )


def _before(source: Source, at: int) -> str:
    return source.text[max(0, at - 200) : at]


def _headings(source: Source, at: int) -> tuple[str, ...]:
    """The titles above a place, the nearest first."""
    return tuple(title for _, title in reversed(list(_open(source.text[:at]))))


def _open(text: str) -> Iterator[tuple[int, str]]:
    stack: list[tuple[int, str]] = []
    for match in SECTION.finditer(text):
        name = SLIDE.sub("frame", match["level"])
        level = LEVELS.index(name) if name in LEVELS else len(LEVELS)
        title = match["title"].strip()
        if title:
            stack = [*(s for s in stack if s[0] < level), (level, title)]
    yield from stack
