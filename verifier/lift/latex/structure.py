"""LaTeX commands about rows, brackets, upright letters, and those that a document defines for itself."""

from __future__ import annotations

import re
from dataclasses import replace

from verifier.lift.latex.commands import (
    BRANCHES,
    IGNORED,
    IGNORED_WITH_ARGUMENT,
    SAID,
    STATEMENTS,
    UPRIGHT,
    UPRIGHT_D,
)
from verifier.lift.latex.macros import Macro
from verifier.lift.latex.scanner import Scanner
from verifier.lift.latex.tokens import LONGEST, Token
from verifier.lift.latex.words import as_name

_OPTION = re.compile(r"\s*\[[^\]\[]{0,40}\]")


def expanded(scanner: Scanner, macro: Macro, end: int) -> None:
    """A command of the document's own: what it stands for, all of it at the place of the command."""
    start, arguments = scanner.at, []
    for _ in range(macro.arguments):
        first, last = scanner.argument(end)
        arguments.append(scanner.text[first:last])
        end = scanner.behind_argument(end)
    text = macro.with_arguments(arguments)
    if scanner.depth > 5 or len(text) > LONGEST:
        scanner.add("bad", "a command that stands for too much", end)
        return
    inner = scanner.inner(text)
    scanner.tokens += [replace(token, start=start, end=end) for token in inner]
    scanner.at = end


def shaped(scanner: Scanner, name: str, end: int) -> bool:
    """Commands about how something is printed."""
    if name in IGNORED:
        scanner.at = end
    elif name == "hspace":
        _indentation(scanner, end)
    elif name == "rule":
        scanner.at = min(scanner.argument(scanner.argument(end)[1] + 1)[1] + 1, len(scanner.text))
    elif name in IGNORED_WITH_ARGUMENT:
        scanner.at = min(scanner.argument(end)[1] + 1, len(scanner.text))
    elif name in ("underbrace", "overbrace"):
        close = scanner.argument(end)[1] + 1
        script = scanner.past_blanks(close)
        if scanner.text[script : script + 1] in ("_", "^") and script < len(scanner.text):
            scanner.hidden[script] = scanner.argument(script + 1)[1] + 1
        scanner.at = end
    elif name in UPRIGHT:
        _upright(scanner, name, end)
    else:
        return False
    return True


def _upright(scanner: Scanner, name: str, end: int) -> None:
    first, last = scanner.argument(end)
    content = scanner.text[first:last]
    close = scanner.behind_argument(end)
    if not content.strip(" ~"):
        scanner.at = close
    elif name in ("mathds", "mathbb") and content.strip() in ("1", "I"):
        scanner.add("bad", "an indicator", close)
    elif content.strip().isdecimal():
        scanner.add("number", content.strip(), close)
    elif re.search(r"\\(?!_)|[{}^]", content) and "$" not in content:
        scanner.at = end  # mathematics in upright letters
    elif content.count("$") == 2:  # words around a formula
        inner = scanner.inner(content)
        scanner.tokens += [replace(t, start=t.start + first, end=t.end + first) for t in inner]
        scanner.at = close
    elif content.strip() == "d":
        scanner.add("letter", UPRIGHT_D, close)
    elif named := as_name(content):
        scanner.add("letter", named, close)
    else:
        scanner.add("words", content.replace("\\_", "_"), close)


def _indentation(scanner: Scanner, end: int) -> None:
    """The white space at the beginning of a row shows how far it is indented."""
    first, last = scanner.argument(end)
    width = re.match(r"\s*(\d+)", scanner.text[first:last])
    scanner.add("indent", width[1] if width else "0", min(last + 1, len(scanner.text)))


def sized(scanner: Scanner, name: str, end: int) -> bool:
    r"""``\left``, ``\Big`` and so on: the delimiter follows, a point is none."""
    size = re.fullmatch(r"(?:left|right|middle|[bB]ig{1,2}[lrm]?)", name)
    if size is None:
        return False
    past = scanner.past_blanks(end)
    if scanner.text.startswith(".", past):  # nothing is printed
        if name == "left":
            scanner.at = past + 1
        else:
            scanner.add("close", ".", past + 1)
        return True
    if name in ("left", "bigl", "Bigl", "biggl", "Biggl"):
        scanner.direction = "<"
    elif name in ("right", "bigr", "Bigr", "biggr", "Biggr"):
        scanner.direction = ">"
    scanner.at = past
    return True


def structural(scanner: Scanner, name: str, end: int) -> bool:
    """Environments, and what begins a row or a branch of an algorithm."""
    if name in ("begin", "end"):
        first, last = scanner.argument(end)
        environment = scanner.text[first:last].strip().rstrip("*")
        close = min(last + 1, len(scanner.text))
        if name == "begin" and environment in ("array", "alignedat", "alignat", "tabular", "subarray"):
            close = min(scanner.argument(close)[1] + 1, len(scanner.text))
        option = _OPTION.match(scanner.text, close)
        scanner.add(name, environment, option.end() if option and name == "begin" else close)
    elif name in STATEMENTS:
        scanner.row(end)
        if name.lower() in SAID:
            scanner.tokens.append(Token("words", name.lower(), end, end))
    elif name in BRANCHES:
        _branch(scanner, BRANCHES[name], end)
    else:
        return False
    return True


def _branch(scanner: Scanner, word: str, end: int) -> None:
    r"""``\If{t > 1}``: a row of its own; the rows up to its end are indented by it."""
    if scanner.level and word == "end if":
        scanner.level -= 1
    scanner.row(end, outside=1 if word.startswith("else") else 0)
    scanner.tokens.append(Token("words", word, end, end))
    if word in ("if", "else if"):
        first, last = scanner.argument(end)
        inner = scanner.inner(scanner.text[first:last])
        scanner.tokens += [replace(t, start=t.start + first, end=t.end + first) for t in inner]
        scanner.at = min(last + 1, len(scanner.text))
    elif word == "for":
        scanner.at = scanner.behind_argument(end)
    if scanner.level is not None and word == "if":
        scanner.level += 1
    scanner.row(scanner.at)
