"""Docstrings and comments of Python source, as texts of their own."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace

from verifier.audit import rst
from verifier.audit.document import Region, Source, region
from verifier.audit.markdown import DISPLAY, INLINE

COMMENTS = re.compile(r"(?:^[ \t]*#(?!!)[^\n]*\n?)+", re.MULTILINE)


def regions(source: Source) -> Iterator[Region]:
    """The formulas of the docstrings and comments of a file; none where it cannot be parsed."""
    try:
        tree = ast.parse(source.text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            found = node.body[0] if node.body else None
            name = getattr(node, "name", "")
            if (
                isinstance(found, ast.Expr)
                and isinstance(found.value, ast.Constant)
                and isinstance(found.value.value, str)
            ):
                yield from _of_docstring(source, found.value, name)
    for match in COMMENTS.finditer(source.text):
        made = region("prose", source, match.start(), match.end(), "unicode")
        yield replace(made, text=re.sub(r"^([ \t]*)#", r"\1 ", made.text, flags=re.MULTILINE))


def _of_docstring(source: Source, node: ast.Constant, name: str) -> Iterator[Region]:
    low = source.lines[node.lineno - 1] + node.col_offset
    high = source.lines[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)
    high = min(high, len(source.text))
    headings = (name,) if name else ()
    for each in rst.regions(source, low, high):
        yield replace(each, headings=(*each.headings, *headings))
    text = source.text[low:high]
    for pattern in (DISPLAY, INLINE):
        for match in pattern.finditer(text):
            which = next(k for k in ("a", "b", "c") if match.groupdict().get(k) is not None)
            start, end = match.span() if pattern is DISPLAY and which == "c" else match.span(which)
            yield region("formula", source, low + start, low + end, "latex", headings)
