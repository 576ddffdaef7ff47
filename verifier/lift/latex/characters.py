"""Single characters: what each is in a formula, whichever alphabet or font it was taken from."""

from __future__ import annotations

import unicodedata

from verifier.lift.latex.symbols import GREEK, OPERATORS, RELATIONS, SEPARATORS
from verifier.lift.latex.vocabulary import MARKS

_SIGNS = {
    "_": ("sub", "_"),
    "^": ("sup", "^"),
    "'": ("prime", "'"),
    "′": ("prime", "'"),
    "’": ("prime", "'"),
    "″": ("prime", "''"),
    "(": ("open", "("),
    ")": ("close", ")"),
    "[": ("open", "["),
    "]": ("close", "]"),
    "⟨": ("open", "<"),
    "⟩": ("close", ">"),
    "∇": ("command", "nabla"),
    "∂": ("command", "partial"),
    "∑": ("command", "sum"),
    "Σ": ("command", "sum"),
    "Π": ("command", "prod"),
    "∏": ("command", "prod"),
    "∞": ("command", "infty"),
    "√": ("command", "sqrt"),
    "…": ("command", "dots"),
    "⋯": ("command", "dots"),
    "∀": ("command", "forall"),
    "⊤": ("command", "top"),
    "|": ("bar", "|"),
    "∣": ("bar", "|"),
    "‖": ("bar", "||"),
    "∥": ("bar", "||"),
    ":": ("command", "colon"),
}


def character(sign: str) -> tuple[str, str]:
    """The kind and the spelling of the token that a character is."""
    if sign in _SIGNS:
        return _SIGNS[sign]
    for kind, table in (("operator", OPERATORS), ("relation", RELATIONS), ("separator", SEPARATORS)):
        if sign in table:
            return kind, table[sign]
    if sign in MARKS:
        return "mark", MARKS[sign]
    if sign in GREEK:
        return "letter", GREEK[sign]
    return _composed(sign)


def _composed(sign: str) -> tuple[str, str]:
    """Letters of other fonts: 𝜃 is θ, ℒ is L."""
    plain = unicodedata.normalize("NFKC", sign)
    if len(plain) == 1 and plain != sign:
        return character(plain)
    if plain.isascii() and plain.isalpha() and len(plain) == 1:
        return "letter", plain
    name = unicodedata.name(sign, f"U+{ord(sign):04X}").lower()
    return "bad", f"the character {name} has no meaning here"
