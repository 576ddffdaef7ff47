"""Markdown and plain text: fences, indented code, mathematics in dollars, sentences, pictures' addresses."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from verifier.audit.pages import code_spans, diffs, pictures
from verifier.audit.pages.document import Kind, Region, Source, of_lines, region

FENCE = re.compile(
    r"^([ \t>]*)(`{3,}|~{3,})[^\n`]*\n.*?(?:^[ \t>]*\2[`~]*[ \t]*$|\Z)", re.MULTILINE | re.DOTALL
)
ENVIRONMENTS = (
    "equation|align|aligned|gather|gathered|multline|eqnarray|split|displaymath|flalign|alignat|math|cases|"
    "algorithmic"
)
DISPLAY = re.compile(
    r"\$\$(?P<a>.{1,20000}?)\$\$"
    r"|\\\[(?P<b>.{1,20000}?)\\\]"
    rf"|\\begin\{{(?P<env>{ENVIRONMENTS})(?P<star>\*?)\}}(?P<c>.+?)\\end\{{(?P=env)(?P=star)\}}",
    re.DOTALL,
)
INLINE = re.compile(
    r"\$`(?P<c>[^`\n]+)`\$"
    r"|(?<![\\$]|(?a:\w))\$(?P<apart>[ \t])?(?P<a>(?:\\.|[^$\\\n]|\n(?!\s*\n))+?)"
    r"(?(apart)(?<![\n\\])|(?<![\s\\]))\$(?![\d$])"  # a blank behind the first allows one before the last
    r"|\\\((?P<b>.+?)\\\)"
)
CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)([^`\n]+?)\1(?!`)")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
"""What no reader sees."""

LANGUAGES = {
    "": "python",
    "py": "python",
    "python": "python",
    "python3": "python",
    "ipython": "python",
    "ipython3": "python",
    "pycon": "python",
    "jl": "julia",
    "julia": "julia",
    "java": "java",
    "kotlin": "java",
    "c": "cpp",
    "cpp": "cpp",
    "c++": "cpp",
    "cc": "cpp",
    "cuda": "cpp",
    "cs": "java",
    "csharp": "java",
    "js": "javascript",
    "javascript": "javascript",
    "ts": "javascript",
    "typescript": "javascript",
    "math": "latex",
    "latex": "latex",
    "tex": "latex",
    "text": "pseudo",
    "txt": "pseudo",
    "pseudo": "pseudo",
    "pseudocode": "pseudo",
    "plain": "pseudo",
    "plaintext": "pseudo",
    "algorithm": "pseudo",
    "none": "pseudo",
}
"""By the word behind a fence: in which language its text is read."""


def regions(source: Source) -> list[Region]:
    """The regions of a Markdown text, in their order."""
    text = source.text.replace("\r\n", " \n").replace("\r", "\n")
    source = Source(text, source.cell) if text != source.text else source
    addresses = pictures.spans(text)
    guarded = erased(_blank(_blank(text, FENCE), COMMENT), addresses)
    formulas = [(m.start(), m.end(), m, "display") for m in DISPLAY.finditer(guarded)]
    plain = erased(guarded, [(a, b) for a, b, _, _ in formulas])
    spans = [(m.start(), m.end(), m) for m in CODE_SPAN.finditer(plain)]
    plain = erased(plain, [(a, b) for a, b, m in spans if "$" not in plain[max(0, a - 1) : a]])
    inline = [(m.start(), m.end(), m, "inline") for m in INLINE.finditer(plain)]
    formulas = sorted([*formulas, *inline], key=lambda f: f[0])
    taken = [*((a, b) for a, b, _, _ in formulas), *((a, b) for a, b, _ in spans), *addresses]
    without = erased(text, taken)
    starts = [*(low for low, *_ in inline), *(low for low, *_ in spans)]
    structure = _structure(without, _marked(without, starts), source)
    found: list[tuple[int, Region]] = list(structure.regions)
    for start, _, match, _ in formulas:
        which = next(k for k in ("a", "b", "c") if k in match.re.groupindex and match.group(k) is not None)
        low, high = match.span(which)
        if match.re is DISPLAY and which == "c":
            low, high = match.span()
        found.append(
            (
                start,
                region(
                    "formula",
                    source,
                    low,
                    high,
                    "latex",
                    structure.headings_at(start),
                    text[max(0, start - 200) : start],
                ),
            )
        )
    found += pictures.pictures(source, structure.headings_at)
    found += code_spans.regions(source, [m for _, _, m in spans], structure.headings_at)
    return [each for _, each in sorted(found, key=lambda pair: pair[0])]


def _blank(text: str, pattern: re.Pattern[str]) -> str:
    return erased(text, [m.span() for m in pattern.finditer(text)])


def erased(text: str, spans: list[tuple[int, int]]) -> str:
    """The text with stretches turned into spaces; its lines stay where they are."""
    pieces, last = list[str](), 0
    for start, end in sorted(spans):
        if start < last:
            continue
        pieces += [text[last:start], re.sub(r"[^\n]", " ", text[start:end])]
        last = end
    return "".join([*pieces, text[last:]])


OPENING = re.compile(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]{1,3})*")
"""What stands before the first words of a paragraph or of an item of a list."""


def _marked(text: str, starts: Sequence[int]) -> str:
    """The text with a letter where a line begins with a formula: blanks in its place are no indent."""
    letters = list(text)
    for at in starts:
        low, high = text.rfind("\n", 0, at) + 1, text.find("\n", at)
        if OPENING.fullmatch(text, low, at) and text[at : high if high >= 0 else len(text)].strip():
            letters[at] = "x"
    return "".join(letters)


class Structure:
    """Headings with their positions, and the regions of code and prose."""

    def __init__(self) -> None:
        self.regions: list[tuple[int, Region]] = []
        self.marks: list[tuple[int, tuple[str, ...]]] = [(0, ())]

    def headings_at(self, offset: int) -> tuple[str, ...]:
        """The headings above a character, the nearest first."""
        return self.marks[bisect_right([m[0] for m in self.marks], offset) - 1][1]


TITLE = re.compile(
    r"<(?:h(?P<level>[1-6])|summary)\b[^>\n]*>(?P<title>[^\n]{1,200}?)</(?:h[1-6]|summary)>", re.IGNORECASE
)
"""A heading as web pages have it, or the line of what can be unfolded."""


def _is_text(token: Token, content: str) -> bool:
    """Whether what a line of dashes makes a heading is none: several lines before a rule, or a formula.

    What stands between two rules at the very beginning says of what the page is.
    """
    ruled = token.markup in ("-", "=") and token.map is not None and token.map[0] != 1
    return ruled and ("\n" in content or FORMULA.search(content) is not None)


FORMULA = re.compile(r"\S[ \t]*(?:=|←|:=|<-)[ \t]*[^\s=]")
"""Something that is set equal to something."""


def _structure(text: str, marked: str, source: Source) -> Structure:
    found, stack = Structure(), list[tuple[int, str]]()
    lines = source.lines
    tokens = MarkdownIt("commonmark", {"html": True}).parse(marked)
    for i, token in enumerate(tokens):
        if token.map is None:
            continue
        start = lines[min(token.map[0], len(lines) - 1)]
        if token.type == "heading_open" and _is_text(token, tokens[i + 1].content):
            found.regions += _prose(token.map, text, source, found, stack)
        elif token.type == "heading_open":
            level = int(token.tag[1])
            stack = [*(h for h in stack if h[0] < level), (level, tokens[i + 1].content)]
            found.marks.append((start, tuple(h for _, h in reversed(stack))))
        elif token.type == "html_block":
            for title in TITLE.finditer(token.content):
                level, words = int(title["level"] or 7), re.sub(r"<[^>]*>", "", title["title"]).strip()
                stack = [*(h for h in stack if h[0] < level), (level, words)]
                found.marks.append((start + title.start(), tuple(h for _, h in reversed(stack))))
        elif token.type in ("fence", "code_block"):
            found.regions += ((start, each) for each in _code(token, source, found.headings_at(start)))
        elif token.type == "inline" and tokens[i - 1].type == "paragraph_open":
            found.regions += _prose(token.map, text, source, found, stack)
    return found


def _code(token: object, source: Source, headings: tuple[str, ...]) -> Iterator[Region]:
    """A block of code; one that shows a change as what stands there before it, and after it."""
    begin = token.map[0]  # type: ignore[attr-defined]
    content = str(token.content)  # type: ignore[attr-defined]
    info = str(token.info).strip().split() if token.type == "fence" else []  # type: ignore[attr-defined]
    word = re.sub(r"[^a-z0-9+#].*", "", info[0].lower().lstrip("{.")) if info else ""
    first = begin + (1 if token.type == "fence" else 0)  # type: ignore[attr-defined]
    rows = content.split("\n")
    placed = []
    for i, row in enumerate(rows):
        number = min(first + i, len(source.lines) - 1)
        whole = source.line(number + 1)
        placed.append((source.lines[number] + max(0, whole.find(row) if row else 0), row))
    before = _words_before(source, source.lines[min(begin, len(source.lines) - 1)])
    if word in diffs.WORDS:
        title = headings[0] if headings else ""
        for name, side in diffs.sides(placed):
            yield _block(source, side, "", (f"{title} {name}".strip(), *headings), before)
    else:
        yield _block(source, placed, word, headings, before)


def _block(
    source: Source, lines: list[tuple[int, str]], word: str, headings: tuple[str, ...], before: str
) -> Region:
    """The lines of a block, in the language that is named or, where none is, the one that they show."""
    language = LANGUAGES.get(word, "other")
    text = "\n".join(row for _, row in lines)
    if (word == "" or language == "pseudo") and code_spans.TEX.search(text):
        language = "latex" if r"\\" in text or r"\begin" in text or "$" in text else "pseudo"
    if language == "latex" and "$" in text:
        lines = [(at, row.replace("$", " ")) for at, row in lines]
    kind: Kind = "formula" if language in ("latex", "pseudo") else "code"
    made = of_lines(kind, source, lines, language, headings)
    return Region(kind, made.text, source, made.origin, language, headings, before)


def _words_before(source: Source, start: int) -> str:
    return source.text[max(0, start - 300) : start].strip().rpartition("\n\n")[2]


LABEL = re.compile(r"^\s*(?:\d+(?:\.\d+)*[.)]?\s+)?([A-Z][\w+-]*(?:[ -][\w()+-]+){0,5})\s*$")


def _prose(
    span: list[int], text: str, source: Source, found: Structure, stack: list[tuple[int, str]]
) -> Iterator[tuple[int, Region]]:
    start = source.lines[span[0]]
    end = source.lines[span[1]] if span[1] < len(source.lines) else len(source.text)
    words = text[start:end]
    if LABEL.match(words.strip().strip("*:_ ")) and len(words) < 60 and words.strip():
        found.marks.append((start, (words.strip().strip("*:_ "), *(h for _, h in reversed(stack)))))
    made = region("prose", source, start, end, "unicode", found.headings_at(start), words[:200])
    yield start, Region("prose", words, source, made.origin, "unicode", made.headings, made.before)
