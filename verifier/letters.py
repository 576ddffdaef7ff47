"""Letters: SymPy symbols that carry their domain and their meaning.

Two letters of one name and different domains are different symbols, so that the commonest silent
failure of SymPy code, two symbols that print alike and never cancel, is an error when a
recurrence is built instead.
"""

from __future__ import annotations

from typing import Any

from sympy import Expr, Indexed, IndexedBase, Symbol, sympify

from verifier.domain import REAL, Domain

t = Symbol("t", integer=True, positive=True)
"""The number of the step being taken: 1, 2, 3, …"""


class Parameter(Symbol):  # type: ignore[misc]
    """A hyperparameter: one real number for the whole run.

    Parameters
    ----------
    name : str
        The name under which the letter is printed and matched.
    meaning : str
        What it stands for, in a few words.
    domain : Domain
        The numbers it may be.
    latex : str, optional
        How it is typeset, where that differs from what SymPy makes of the name.
    """

    __slots__ = ("domain", "latex", "meaning")
    domain: Domain
    meaning: str
    latex: str | None

    def __new__(cls, name: str, meaning: str, domain: Domain = REAL, latex: str | None = None) -> Parameter:
        letter: Parameter = Symbol.__xnew__(cls, name, **_assumptions(domain))
        letter.domain, letter.meaning, letter.latex = domain, meaning, latex
        return letter

    def _hashable_content(self) -> tuple[Any, ...]:
        return (*super()._hashable_content(), self.domain.describe(self.name), self.meaning)

    def __getnewargs_ex__(self) -> tuple[tuple[Any, ...], dict[str, Any]]:
        return (self.name, self.meaning, self.domain, self.latex), {}


class Sequence(IndexedBase):  # type: ignore[misc]
    """A sequence over the steps: a state, a gradient, a given rate. Read it as ``m[t]``.

    The elements of a sequence are real numbers; that a state is never negative is for the
    referee to prove and is not an assumption. A given sequence has the domain of its elements.
    """

    _elements: dict[Expr, Indexed]

    def __new__(cls, name: str, meaning: str, domain: Domain = REAL, latex: str | None = None) -> Sequence:
        sequence: Sequence = super().__new__(cls, Parameter(name, meaning, domain, latex))
        sequence._elements = {}
        return sequence

    def __getitem__(self, index: Any, **options: Any) -> Indexed:
        """The element at a step, made once: SymPy works out its assumptions each time."""
        at = sympify(index, strict=True)  # no text is an index
        if at not in self._elements:
            self._elements[at] = super().__getitem__(at, **options)
        return self._elements[at]

    def __getnewargs_ex__(self) -> tuple[tuple[Any, ...], dict[str, Any]]:
        return (self.name, self.meaning, self.domain, self.label.latex), {}

    @property
    def domain(self) -> Domain:
        """The numbers that its elements may be."""
        domain: Domain = self.label.domain
        return domain

    @property
    def meaning(self) -> str:
        """What it stands for, in a few words."""
        return str(self.label.meaning)

    @property
    def name(self) -> str:
        """The name under which the sequence is printed and matched."""
        return str(self.label.name)


def _assumptions(domain: Domain) -> dict[str, bool]:
    if domain.lower is None or domain.lower < 0:
        return {"real": True}
    return {"positive": True} if domain.lower_open or domain.lower > 0 else {"nonnegative": True}
