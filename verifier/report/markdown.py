"""Markdown: formulas, tables and text from outside, so that a code host shows them as they are meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_SAFE = {
    r"\,": r"\thinspace ",
    r"\;": r"\thickspace ",
    r"\!": r"\negthinspace ",
    r"\\": r"\cr ",
    r"\{": r"\lbrace ",
    r"\}": r"\rbrace ",
    r"\_": r"\textunderscore ",
    r"\|": r"\Vert ",
    "|": r"\vert ",
    "<": r"\lt ",
    ">": r"\gt ",
}
"""Markdown reads a backslash before punctuation, a bar in a table and an angle as its own."""

_FRAGILE = re.compile("|".join(re.escape(piece) for piece in sorted(_SAFE, key=len, reverse=True)))
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~$^&])")


def formula(latex: str) -> str:
    r"""LaTeX in a line of text or in a cell of a table.

    Examples
    --------
    >>> formula(r"\beta\,m_{t-1} < 1")
    '$\\beta\\thinspace m_{t-1} \\lt  1$'
    """
    return f"${_hardened(latex)}$"


def display(latex: str) -> str:
    """LaTeX in a paragraph of its own."""
    return f"$${_hardened(latex)}$$"


def _hardened(latex: str) -> str:
    plain = re.sub(r"\\mathit\{([^{}]*)\}", lambda found: _word(found[1]), latex)
    return _FRAGILE.sub(lambda found: _SAFE[found[0]], plain).strip()


def _word(name: str) -> str:
    return rf"\text{{{name.replace(chr(92) + '_', ' ')}}}"


def text(outside: str) -> str:
    r"""Text from outside, as text: no markup, no formula, no address, one line.

    Examples
    --------
    >>> text("a*b <script> $x$")
    'a\\*b \\<script\\> \\$x\\$'
    """
    return _SPECIAL.sub(r"\\\1", " ".join(outside.split()))


def sentence(ours: str) -> str:
    r"""A sentence of ours with plain formulas: escaped only where Markdown would read more than is meant.

    Examples
    --------
    >>> sentence("m[t] = 0.96**t * beta_1 < 1, not <b> or _this_")
    'm[t] = 0.96\\*\\*t \\* beta_1 < 1, not \\<b> or \\_this_'
    """
    return _plain_start(_plain(" ".join(ours.split())))


def prose(ours: str) -> str:
    r"""A sentence of ours in which backticks mark code.

    Examples
    --------
    >>> prose("`f` is a*b where ``g_`` is c_d")
    '`f` is a\\*b where `g_` is c_d'
    """
    pieces = re.split(r"`+([^`]+)`+", " ".join(ours.split()))
    return _plain_start("".join(code(p) if i % 2 else _plain(p) for i, p in enumerate(pieces)))


def _plain(line: str) -> str:
    return re.sub(r"([\\`*~$&]|<(?=[A-Za-z/!?])|(?<!\w)_|(?<=\])\()", r"\\\1", line)


def _plain_start(line: str) -> str:
    return re.sub(r"^(#|>|[-+](?= )|\d+(?=[.)] ))", r"\\\1", line)


def code(outside: str) -> str:
    """A name or a command, as it is typed; a backtick in it does not end it."""
    fence = "``" if "`" in outside else "`"
    pad = " " if "`" in outside else ""
    return f"{fence}{pad}{' '.join(outside.split())}{pad}{fence}"


def cell(content: str) -> str:
    """What may stand in a cell of a table."""
    return re.sub(r"(?<!\\)\|", r"\\|", content)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """The lines of a table, and the empty line after it."""
    lines = [_row(head), _row(["---"] * len(head)), *(_row(row) for row in rows)]
    return [*lines, ""]


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell(c) for c in cells)} |"


def anchor(title: str) -> str:
    """What a code host makes of a title, to link to it."""
    kept = re.sub(r"[^\w\- ]", "", title.lower())
    return kept.replace(" ", "-")
