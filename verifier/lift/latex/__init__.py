"""Formulas as people print them, in LaTeX, in Unicode and as pseudo-code, read as equations."""

from __future__ import annotations

import re

from verifier.lift.latex.bare import locate_bare
from verifier.lift.latex.layout import lines
from verifier.lift.latex.lost import with_braces
from verifier.lift.latex.macros import Macro, Macros, macros_of
from verifier.lift.latex.plain import plain_tokens
from verifier.lift.latex.prose import begins_assignment, locate
from verifier.lift.latex.statements import reading_of
from verifier.lift.latex.tex import NO_MACROS, tex_tokens
from verifier.lift.latex.tokens import LONGEST, Unreadable
from verifier.lift.reading import Reading, Refusal, Span

EQUALS = re.compile(r"=|←|\\leftarrow|\\gets")
AROUND = re.compile(r"\\begin\{\w+\*?\}|&")
HEAD = 500
"""How far the sign is looked for behind which a formula says what its letter is."""


def read(text: str, kind: str = "latex", macros: Macros = NO_MACROS) -> Reading:
    """What a formula says.

    Parameters
    ----------
    text : str
        The inside of ``$…$`` or of an environment, or a line of mathematics in plain characters.
    kind : {"latex", "unicode", "pseudo"}
    macros : mapping of str to Macro, optional
        The LaTeX commands that the document defines for itself, see `macros_of`.

    Returns
    -------
    Reading
        The equations, and what is refused, each with its place in the text. Nothing for a text that
        defines nothing. It never raises for a text.
    """
    if len(text) > LONGEST:
        why = f"a formula of {len(text)} characters; at most {LONGEST} are read"
        return Reading((), (Refusal(Span(0, len(text)), why, _defined(text, kind, macros)),))
    tokens = with_braces(tex_tokens(text, macros)) if kind == "latex" else plain_tokens(text, kind)
    try:
        return reading_of(lines(tokens))
    except Unreadable as fault:
        return Reading((), (Refusal(fault.span, fault.reason),))


def _defined(text: str, kind: str, macros: Macros) -> str:
    """The letter that a formula defines which is too long to be read; empty where none is to be seen."""
    head = EQUALS.split(text[:HEAD], maxsplit=1)[0]
    made = read(f"{AROUND.sub(' ', head)} = 0", kind, macros).equations
    return made[0].target.text if made else ""


__all__ = ["Macro", "begins_assignment", "locate", "locate_bare", "macros_of", "read"]
