"""A Python text that is read and never run: its tree, its numbers, and messages that point into it."""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass
from fractions import Fraction

from verifier.errors import InputError

MAX_CHARACTERS = 256 * 1024
"""A tree takes up to a thousand times the memory of its text; this holds it below 300 MB."""
MAX_NESTING = 100
MAX_DIGITS = 1000
"""Python prints no integer of more than 4300 digits: a witness must stay well below that."""
_WIDTH = 96
_END_OF_LINE = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class SourceText:
    """A text and what messages call it.

    Attributes
    ----------
    name : str
        The path, or the place of a string inside a file.
    lines : tuple of str
    """

    name: str
    lines: tuple[str, ...]

    def place(self, node: ast.AST) -> str:
        """``name:line:column`` of a node, both from 1."""
        line, column = _position(self, node)
        return f"{self.name}:{line}:{column}"


def printable(text: str, width: int = _WIDTH) -> str:
    """The text without control characters, and cut to a width, for use in a message."""
    clean = "".join(c if c.isprintable() else " " if c == "\t" else "?" for c in text[: width + 1])
    return clean if len(clean) <= width else clean[: width - 1] + "…"


def fault(text: SourceText, node: ast.AST, problem: str) -> InputError:
    """The error for a node: place, problem, the line, and a caret below the node."""
    return _fault_at(text, *_position(text, node), problem)


def _position(text: SourceText, node: ast.AST) -> tuple[int, int]:
    line = getattr(node, "lineno", 1)
    offset = getattr(node, "col_offset", 0)
    return line, len(_cut(text, line, 0, offset)) + 1


def _cut(text: SourceText, line: int, start: int, end: int | None) -> str:
    """A piece of a line, by the byte offsets that trees carry."""
    whole = text.lines[line - 1] if line <= len(text.lines) else ""
    return whole.encode("utf-8", "surrogatepass")[start:end].decode("utf-8", "replace")


def _fault_at(text: SourceText, line: int, column: int, problem: str) -> InputError:
    whole = text.lines[line - 1] if 0 < line <= len(text.lines) else ""
    start = max(0, column - 1 - _WIDTH // 2)
    excerpt, caret = printable(whole[start:]), " " * (column - 1 - start) + "^"
    return InputError(f"{text.name}:{line}:{column}: {problem}\n    {excerpt}\n    {caret}")


def parse_module(source: str, name: str) -> tuple[SourceText, ast.Module]:
    """The tree of a file.

    Raises
    ------
    InputError
        When it is no Python, too long, or nested too deeply.
    """
    text, tree = _parse(source, name, "exec")
    assert isinstance(tree, ast.Module)
    return text, tree


def parse_expression(source: str, name: str) -> tuple[SourceText, ast.expr]:
    """The tree of one expression that was written as a string; errors as in `parse_module`."""
    text, tree = _parse(source.strip(), name, "eval")
    assert isinstance(tree, ast.Expression)
    return text, tree.body


def _parse(source: str, name: str, mode: str) -> tuple[SourceText, ast.AST]:
    text = SourceText(printable(name, 4 * _WIDTH), tuple(_END_OF_LINE.split(source)))
    if len(source) > MAX_CHARACTERS:
        raise InputError(
            f"{text.name}: {len(source)} characters are too many for a formula; "
            f"at most {MAX_CHARACTERS} are read"
        )
    try:
        with warnings.catch_warnings():  # a backslash in a docstring is no concern of ours
            warnings.simplefilter("ignore")
            tree = ast.parse(source, mode=mode)
    except SyntaxError as error:
        raise _syntax_fault(text, error) from None
    except (RecursionError, MemoryError):
        raise InputError(f"{text.name}: the text is nested too deeply; name intermediate values") from None
    except ValueError as error:
        raise InputError(f"{text.name}: not a Python text: {error}; save it as plain UTF-8") from None
    _check_nesting(text, tree)
    return text, tree


def _syntax_fault(text: SourceText, error: SyntaxError) -> InputError:
    line, column = max(error.lineno or 1, 1), max(error.offset or 1, 1)
    if "integer string conversion" in error.msg:
        return _fault_at(
            text, line, column, f"a number of more than {MAX_DIGITS} digits; write it as a power"
        )
    if "null bytes" in error.msg:
        return InputError(f"{text.name}: the file holds null bytes; save it as plain UTF-8 text")
    return _fault_at(text, line, column, f"not Python: {printable(error.msg)}; correct the syntax")


def _check_nesting(text: SourceText, tree: ast.AST) -> None:
    stack = [(tree, 0)]
    while stack:
        node, depth = stack.pop()
        if depth > MAX_NESTING:
            raise fault(text, node, f"nested more than {MAX_NESTING} deep; name intermediate values")
        stack.extend((child, depth + 1) for child in ast.iter_child_nodes(node) if hasattr(child, "lineno"))


def number(text: SourceText, node: ast.Constant) -> Fraction:
    """The exact number of a literal: ``0.96`` is 24/25, whatever a float would make of it.

    Raises
    ------
    InputError
        When the constant is no real number, or has more than `MAX_DIGITS` digits.
    """
    if type(node.value) not in (int, float):
        raise fault(text, node, f"{_kind(node.value)} is no number; write a number or a comparison")
    if isinstance(node.value, int):
        if node.value.bit_length() > MAX_DIGITS * 10 // 3:
            raise _too_long(text, node)
        return Fraction(node.value)
    return _decimal(text, node)


def _kind(value: object) -> str:
    kinds = {bool: f"`{value}`", str: "a string", bytes: "a string of bytes", complex: "a complex number"}
    return kinds.get(type(value), "`...`" if value is Ellipsis else f"`{value}`")


def _decimal(text: SourceText, node: ast.Constant) -> Fraction:
    written = _cut(text, node.lineno, node.col_offset, node.end_col_offset).replace("_", "").lower()
    mantissa, _, exponent = written.partition("e")
    size = exponent.lstrip("+-").lstrip("0") or "0"
    if len(size) > 5 or len(mantissa) + int(size) > MAX_DIGITS:
        raise _too_long(text, node)
    return Fraction(written)


def _too_long(text: SourceText, node: ast.AST) -> InputError:
    return fault(text, node, f"a number of more than {MAX_DIGITS} digits; write it as a power")
