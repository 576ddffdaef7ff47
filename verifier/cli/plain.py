"""Mathematics on a terminal that knows no Greek: what its encoding lacks is spelled out.

``mₜ₋₁`` is ``m_{t-1}`` there, ``β₁ᵗ`` is ``beta_1^t``, and ``√v`` is ``sqrt v``.
"""

from __future__ import annotations

import codecs
import unicodedata
from itertools import groupby

SPELLED = "spelled"
"""The name of this way to encode, as streams are told it."""
SIGNS = {
    "−": "-", "–": "-", "—": "-", "─": "-", "·": "*", "×": "*", "⊙": "*", "±": "+-", "≈": "~",
    "√": "sqrt ", "Σ": "sum", "∑": "sum", "Π": "product", "∏": "product", "∇": "grad ", "∂": "d",
    "≤": "<=", "≥": ">=", "≠": "!=", "∞": "infinity", "∈": " in ", "←": "<-", "→": "->", "⇒": "=>",
    "…": "...", "′": "'", "‘": "'", "’": "'", "“": '"', "”": '"',
    "\N{COMBINING CIRCUMFLEX ACCENT}": "_hat",
    "\N{COMBINING MACRON}": "_bar",
    "\N{COMBINING TILDE}": "_tilde",
}  # fmt: skip
"""What has no name that would be read."""
MARKS = {"<sub>": "_", "<super>": "^"}


def register() -> None:
    """Make ``errors="spelled"`` known to all streams."""
    codecs.register_error(SPELLED, _replaced)


def _replaced(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = spelled(error.object[error.start : error.end])
    opens = error.object[error.end : error.end + 1] == "("
    return text.removesuffix(" ") if opens else text, error.end


def spelled(text: str) -> str:
    """A text in ASCII.

    Examples
    --------
    >>> spelled("βₜ₊₁")
    'beta_{t+1}'
    """
    return "".join(_run(mark, [*group]) for mark, group in groupby(text, _mark))


def _mark(letter: str) -> str:
    return unicodedata.decomposition(letter).partition(" ")[0] if letter not in SIGNS else ""


def _run(mark: str, letters: list[str]) -> str:
    plain = "".join(map(_letter, letters))
    if mark not in MARKS:
        return plain
    return MARKS[mark] + (plain if len(plain) == 1 or plain.isdigit() else f"{{{plain}}}")


def _letter(letter: str) -> str:
    for known in (letter, unicodedata.normalize("NFKD", letter)):
        if known in SIGNS:
            return SIGNS[known]
        if known.isascii():
            return known
    name = unicodedata.name(letter, "")
    word = name.removeprefix("GREEK SUBSCRIPT ").rpartition("LETTER ")[2].split(" ")[0]
    if name.startswith("GREEK") and word:
        return word.capitalize() if "CAPITAL" in name else word.lower()
    return "?"
