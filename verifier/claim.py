"""Claims: what we hold of a printed formula, in one of six kinds, and of what is put right in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sympy import Equality, Expr

from verifier.letters import Parameter, Sequence

Letter = Parameter | Sequence


@dataclass(frozen=True)
class Quote:
    """A few words of a source and where they stand: in which line, or after how many characters."""

    text: str
    line: int | None = None
    character: int | None = None


@dataclass(frozen=True)
class When:
    """A way in which two sides that differ become one method.

    Attributes
    ----------
    conditions : tuple of Equality
        Hold on both sides, ``Eq(epsilon, 0)``.
    form, other : tuple of (Parameter or Sequence, Expr)
        Letters of the form, or of the other side, replaced by expressions in our letters.
    """

    conditions: tuple[Equality, ...] = ()
    form: tuple[tuple[Letter, Expr], ...] = ()
    other: tuple[tuple[Letter, Expr], ...] = ()

    def __str__(self) -> str:
        parts = [f"{c.lhs} == {c.rhs}" for c in self.conditions]
        parts += [f"its {letter} is {value}" for letter, value in self.form]
        parts += [f"the other's {letter} is {value}" for letter, value in self.other]
        return " and ".join(parts)


@dataclass(frozen=True)
class Equal:
    """The same method; what the source calls weight may be the other side's ``weights``."""

    kind: ClassVar[str] = "equal"
    because: str
    weights: Expr | None = None


@dataclass(frozen=True)
class EqualWhen:
    """Not the same for all hyperparameters, but the same in each of the ways listed."""

    kind: ClassVar[str] = "equal when"
    because: str
    when: tuple[When, ...]


@dataclass(frozen=True)
class Different:
    """Another method; ``when`` lists hyperparameters at which the difference happens to vanish.

    ``common`` says that it is printed so widely under the name that a document which prints it, too, makes
    no slip.
    """

    kind: ClassVar[str] = "different"
    because: str
    when: tuple[When, ...] = ()
    common: bool = False


@dataclass(frozen=True)
class Incomplete:
    """No recurrence: ``missing`` are letters without a definition and first values, ``m[0]``."""

    kind: ClassVar[str] = "incomplete"
    because: str
    missing: tuple[str, ...]


@dataclass(frozen=True)
class NotPrinted:
    """The source has no formula where one is announced, or where one belongs."""

    kind: ClassVar[str] = "not printed"
    because: str


@dataclass(frozen=True)
class Ambiguous:
    """The text can be read in several ways; each reading has a claim of its own."""

    kind: ClassVar[str] = "ambiguous"
    because: str


Claim = Equal | EqualWhen | Different | Incomplete | NotPrinted | Ambiguous


@dataclass(frozen=True)
class Version:
    """A form with one thing read in a certain way, or one thing put right.

    Equations replace those with the same left side, and are added where there is none.
    """

    says: str
    claim: Claim
    update: tuple[Equality, ...] = ()
    initial: tuple[Equality, ...] = ()
    gradient: Expr | None = None
    beside: tuple[tuple[str, Claim], ...] = ()
    repair: Version | None = None


@dataclass(frozen=True)
class Slip:
    """Something printed beside a formula that is not what is meant, as two expressions that differ."""

    quote: Quote
    printed: Expr
    meant: Expr
    because: str
