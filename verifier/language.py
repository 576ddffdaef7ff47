"""The specification language: a `Recurrence` of SymPy equations with an explicit time index.

``t`` is the step being taken. State is read at ``t-1`` (and, once updated, at ``t``), everything
else at ``t``; schedules, functions of ``t`` alone, and given sequences also at ``t+1``. The order
of the equations means nothing. A recurrence is checked when it is built, and every message names
the optimizer, the equation and the cure.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial

from sympy import Equality, Expr, Rational

from verifier.equations import Equations
from verifier.letters import Parameter, Sequence, t
from verifier.wellformed import check, check_shape

Eq = partial(Equality, evaluate=False)
"""An equation as it is written: SymPy's own ``Eq`` would first try to decide whether it holds."""


@dataclass(frozen=True)
class Work:
    """An entry of the bibliography: an article, a book, a document, a release of a program.

    Attributes
    ----------
    key : str
        What a `Source` calls it.
    authors, title : str
    year : int or None
        None where the work does not say.
    where : str
        Journal, publisher, number, address.
    """

    key: str
    authors: str
    title: str
    year: int | None
    where: str


@dataclass(frozen=True)
class Source:
    """Where a formula is printed.

    Attributes
    ----------
    key : str
        The key of the work in ``specs/sources.py``.
    place : str
        Equation, algorithm, page, line or character offset.
    evidence : str
        On what our knowledge of the text rests: ``article read``, ``transcription``,
        ``secondary``, ``document read``, ``source code read`` or ``memory``; words on which part of
        it may follow.
    """

    key: str
    place: str
    evidence: str = "article read"


@dataclass(frozen=True)
class Recurrence:
    """An optimizer, written once, as mathematics.

    Attributes
    ----------
    name : str
        The name on the command line.
    source : Source
        The article that defines it.
    output : Sequence
        The weight. Its first value ``w[0]`` is arbitrary.
    given : tuple of Sequence
        The sequences given from outside: the gradient first, then rates.
    initial : tuple of Eq
        The states' first values, ``Eq(m[0], 0)``, in hyperparameters and ``w[0]``.
    update : tuple of Eq
        One equation for each sequence, ``Eq(m[t], …)``.
    gradient : Expr, optional
        The point at which the gradient ``g[t]`` is asked; ``w[t-1]`` where it is left out.
    usual : tuple of (Parameter or Sequence, Rational)
        The values that the source recommends; where it recommends none, the customary ones.
    title : str
        One line that says what it is.

    Raises
    ------
    InputError
        When the equations are no recurrence: the message names the optimizer, the equation and
        the cure.
    """

    name: str
    source: Source
    output: Sequence
    given: tuple[Sequence, ...]
    initial: tuple[Equality, ...]
    update: tuple[Equality, ...]
    gradient: Expr | None = None
    usual: tuple[tuple[Parameter | Sequence, Rational], ...] = ()
    title: str = ""

    def __post_init__(self) -> None:
        check_shape(self.name, self.given, self.initial, self.update)
        check(self.equations, self.usual)

    @cached_property
    def equations(self) -> Equations:
        """The equations alone, and which letters stand where in them."""
        return Equations(self.name, self.output, self.given, self.initial, self.update, self.query)

    @cached_property
    def query(self) -> Expr:
        """The point at which the gradient is asked."""
        return self.output[t - 1] if self.gradient is None else self.gradient

    @property
    def typeset(self) -> dict[str, str]:
        """The LaTeX of letters by name, where it does not follow from the name."""
        sequences = (self.output, *self.given, *self.definitions)
        letters = [*(s.label for s in sequences), *self.parameters]
        return {letter.name: letter.latex for letter in letters if letter.latex is not None}

    @property
    def definitions(self) -> dict[Sequence, Expr]:
        """The right-hand side of every defined sequence, in the order of the text."""
        return self.equations.definitions

    @property
    def starts(self) -> dict[Sequence, Expr]:
        """The first value of every state."""
        return self.equations.starts

    @property
    def states(self) -> tuple[Sequence, ...]:
        """The sequences that are carried from step to step, in the order of their initial values."""
        return tuple(self.equations.starts)

    @property
    def schedules(self) -> tuple[Sequence, ...]:
        """The defined sequences that are functions of ``t``, rates and hyperparameters alone."""
        return self.equations.schedules

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """The constant hyperparameters, in order of first use."""
        return self.equations.parameters


def ordered(recurrence: Recurrence) -> tuple[Sequence, ...]:
    """The defined sequences in an order in which each is computed from earlier ones."""
    return tuple(recurrence.equations.order())
