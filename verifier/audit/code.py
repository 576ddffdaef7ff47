"""Code of a document, in whatever language, as candidates."""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator
from functools import partial

from verifier.audit.document import Place, Region, Source, Unread
from verifier.audit.draft import Draft
from verifier.audit.examine import Candidate
from verifier.audit.languages import parse_braces, parse_julia
from verifier.audit.python_code import Passage, passages
from verifier.lift.reading import Span

MAX_CODE = 400_000
FOREIGN = {"julia": parse_julia, "java": parse_braces, "cpp": parse_braces, "javascript": parse_braces}
MAGIC = re.compile(
    r"^[ \t]*(?:[%!?].*|.*\?\s*)$|^(?P<prompt>[ \t]*(?:>>>|\.\.\.) ?|In \[\d*\]: ?)", re.MULTILINE
)


def candidates(region: Region) -> Iterator[Candidate | Unread]:
    """What may be an update in a region of code."""
    foreign = FOREIGN.get(region.language)
    if foreign is None and region.language not in ("python", "span"):
        return
    parsed = parsed_python(region) if foreign is None else foreign(region.text)
    if parsed is None:
        return
    if isinstance(parsed, Unread):
        yield parsed
        return
    source = Source(region.text)
    span = partial(_span, source) if foreign is None else partial(_span_in_characters, source)
    for passage in passages(parsed, span):
        if passage.drafts:
            yield _candidate(region, passage)


def parsed_python(region: Region) -> ast.Module | Unread | None:
    """The syntax tree of Python code; None where it does not look like Python at all."""
    if len(region.text) > MAX_CODE:
        return _unread(region, 1, f"it is longer than {MAX_CODE} characters")
    text = MAGIC.sub(lambda m: " " * len(m.group()), region.text)
    for attempt in (text, _dedented(text)):
        try:
            return ast.parse(attempt)
        except SyntaxError as error:
            line, message = error.lineno or 1, error.msg
        except (ValueError, RecursionError, MemoryError) as error:
            line, message = 1, str(error) or type(error).__name__
    return _unread(region, line, f"it is no Python that can be parsed: {message}") if _meant(region) else None


def _dedented(text: str) -> str:
    """Text whose common indent is put behind a condition, so that columns stay."""
    first = next((line for line in text.split("\n") if line.strip()), "")
    if not first.startswith((" ", "\t")):
        return textwrap.dedent(text)
    return text


def _meant(region: Region) -> bool:
    """Whether code that cannot be parsed may hold a step of an optimizer."""
    is_code = re.search(r"^\s*(def|class|import|from|for) ", region.text, re.MULTILINE)
    return (
        is_code is not None and re.search(r"grad|momentum|beta|learning_rate|\blr\b", region.text) is not None
    )


def _unread(region: Region, line: int, reason: str) -> Unread:
    row = Source(region.text).lines[min(line, region.text.count("\n") + 1) - 1]
    length = len(Source(region.text).line(line))
    return Unread(region.place(Span(row, row + max(1, length))), reason)


def _span(source: Source, node: ast.AST) -> Span:
    if not isinstance(node, ast.stmt | ast.expr | ast.arg | ast.keyword | ast.excepthandler):
        return Span(0, 0)
    return Span(
        _character(source, node.lineno, node.col_offset),
        _character(source, node.end_lineno or node.lineno, node.end_col_offset or node.col_offset),
    )


def _span_in_characters(source: Source, node: ast.AST) -> Span:
    if not isinstance(node, ast.stmt | ast.expr | ast.arg | ast.keyword) or not hasattr(node, "lineno"):
        return Span(0, 0)
    end_line, end = node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
    return Span(source.lines[node.lineno - 1] + node.col_offset, source.lines[end_line - 1] + end)


def _character(source: Source, line: int, column: int) -> int:
    """Where a column that counts bytes stands."""
    text = source.line(line)
    if not text.isascii():
        column = len(text.encode()[:column].decode(errors="ignore"))
    return source.lines[min(line, len(source.lines)) - 1] + column


def _candidate(region: Region, passage: Passage) -> Candidate:
    about = passage.about.strip().split("\n\n")[0]
    names = (passage.name, passage.owner, about, *region.headings, region.before)
    drafts: tuple[Draft, ...] = passage.drafts
    return Candidate(drafts, names, region.place, partial(_text, region))


def _text(region: Region, span: Span) -> str:
    return " ".join(region.text[span.start : span.end].split())


__all__ = ["Place", "candidates", "parsed_python"]
