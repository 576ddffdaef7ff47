"""Docstrings and comments of Python source, as texts of their own."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace

from verifier.audit.pages import rst
from verifier.audit.pages.document import Document, Documented, Region, Source, region
from verifier.audit.pages.markdown import DISPLAY, INLINE, erased

COMMENTS = re.compile(r"(?:^[ \t]*#(?!!)[^\n]*\n?)+", re.MULTILINE)


def regions(source: Source) -> Iterator[Region]:
    """The formulas of the docstrings and comments of a file; none where it cannot be parsed."""
    try:
        tree = ast.parse(source.text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for name, text in _texts(tree):
        yield from _of_docstring(source, text, name)
    for match in COMMENTS.finditer(source.text):
        made = region("prose", source, match.start(), match.end(), "unicode")
        yield replace(made, text=re.sub(r"^([ \t]*)#", r"\1 ", made.text, flags=re.MULTILINE))


def of_blocks(document: Document) -> Document:
    """A document with the docstrings of its Python code, each by itself."""
    blocks = (r for r in document.regions if r.kind == "code" and r.language == "python")
    return replace(document, docstrings=tuple(d for block in blocks for d in _of_block(block)))


def _of_block(block: Region) -> Iterator[tuple[Region, ...]]:
    low = block.offset(0)
    if '"""' not in block.text and "'''" not in block.text:
        return
    if block.source.text[low : low + len(block.text)] != block.text:  # quoted, or indented
        return
    try:
        tree = ast.parse(block.text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    above = block.source.text.count("\n", 0, low)
    for name, text in _texts(ast.increment_lineno(tree, above)):
        made = _of_docstring(block.source, text, name)
        yield tuple(replace(each, headings=(*each.headings, *block.headings)) for each in made)


def _texts(tree: ast.Module) -> Iterator[tuple[str, ast.Constant]]:
    """The docstrings of a module, and texts of several lines assigned to ``__doc__`` or a name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            found = node.body[0] if node.body else None
            if isinstance(found, ast.Expr):
                yield from ((getattr(node, "name", ""), text) for text in _strings(found.value))
        elif isinstance(node, ast.Assign) and len(node.targets) == 1:
            target = node.targets[0]
            owner = target.value if isinstance(target, ast.Attribute) and target.attr == "__doc__" else target
            if isinstance(owner, ast.Name):
                yield from ((owner.id, t) for t in _strings(node.value) if t.end_lineno != t.lineno)


def _strings(node: ast.expr) -> Iterator[ast.Constant]:
    """The text that an expression is, or those of which it is put together."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node
    elif isinstance(node, ast.BinOp):
        yield from (*_strings(node.left), *_strings(node.right))


def _of_docstring(source: Source, node: ast.Constant, name: str) -> Iterator[Region]:
    low = source.offset(node.lineno, node.col_offset)
    high = min(source.offset(node.end_lineno or node.lineno, node.end_col_offset or 0), len(source.text))
    if _is_escaped(source.text[low:high]):
        source = replace(source, text=source.text[:low] + _single(source.text[low:high]) + source.text[high:])
    yield from stretches(source, low, high, name)


def stretches(source: Source, low: int, high: int, name: str) -> Iterator[Region]:
    """The formulas, the code and the prose of a docstring, or of what is one in another language."""
    within = Documented(name, low, source.text[low:high])
    return (named(each, within) for each in _stretches(source, low, high))


def named(made: Region, within: Documented) -> Region:
    """A region of a docstring, which stands under the name of what is documented."""
    headings = (*made.headings, within.name) if within.name else made.headings
    return replace(made, headings=headings, within=within)


def _stretches(source: Source, low: int, high: int) -> Iterator[Region]:
    found = rst.regions(source, low, high)
    yield from found
    taken = [(r.origin[0] - low, r.origin[-1] - low + len(r.text)) for r in found if r.kind == "formula"]
    text = erased(source.text[low:high], taken)
    for pattern in (DISPLAY, INLINE):
        for match in pattern.finditer(text):
            which = next(k for k in ("a", "b", "c") if match.groupdict().get(k) is not None)
            start, end = match.span() if pattern is DISPLAY and which == "c" else match.span(which)
            yield region("formula", source, low + start, low + end, "latex")


def _is_escaped(text: str) -> bool:
    """Whether every command in the text of a string has two backslashes, of which one is meant."""
    raw = "r" in text[:3].partition('"')[0].partition("'")[0].lower()
    return not raw and "\\\\" in text and re.search(r"(?<!\\)(?:\\\\)*\\[A-Za-z]", text) is None


def _single(text: str) -> str:
    """Text with half of its backslashes, and blanks for the others: nothing else moves."""
    text = re.sub(r"([A-Za-z]+)\\\\(?=_)", r" \1\\", text)  # a word with a line in it stays one word
    return re.sub(r"(?:\\\\)+", lambda m: " " * (len(m[0]) // 2) + m[0][: len(m[0]) // 2], text)
