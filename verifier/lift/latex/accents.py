"""Letters that wear an accent."""

from __future__ import annotations

from dataclasses import replace

from verifier.lift.latex.tokens import Token, Unreadable
from verifier.lift.latex.trees import Average, Called, Figure, Function, Letter, Scripted, Sign, Slope, Tree
from verifier.lift.reading import Span


def under_accent(accent: Token, inner: Tree) -> Tree:
    r"""A letter with an accent: ``m_hat``; over a letter with scripts it is the letter that wears it.

    So it is over a letter with a time in brackets: ``\hat{m(t)}`` is ``\hat{m}(t)``. An estimate of a
    gradient, ``\hat\nabla f(w)``, stands where the gradient does.
    """
    span = Span(accent.start, inner.span.end)
    if isinstance(inner, Scripted) and not inner.sups:
        return replace(inner, core=under_accent(accent, inner.core), span=span)
    if isinstance(inner, Called):
        return replace(inner, letter=under_accent(accent, inner.letter), span=span)
    if isinstance(inner, Letter):
        return Letter(f"{inner.text}_{accent.text}", span)
    if isinstance(inner, Slope):
        return replace(inner, span=span)
    if isinstance(inner, Figure | Function | Sign):
        raise Unreadable(accent.span, f"a {accent.text} over something that is no letter")
    return Average(accent.text, (inner,), span)


__all__ = ["under_accent"]
