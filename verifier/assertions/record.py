"""Sentences of documents as data, with the evidence that decides them."""

from __future__ import annotations

from dataclasses import dataclass

from verifier.errors import InputError


@dataclass(frozen=True)
class Theorem:
    """A theorem about a recurrence.

    Attributes
    ----------
    of : str
        A specification, a printed form, or the source text of a formula.
    id : str
    says : str
        Words that stand in its statement: what the sentence is held against.
    """

    of: str
    id: str
    says: str = ""


@dataclass(frozen=True)
class Comparison:
    """The verdict on two recurrences, each a name or the source text of a formula."""

    left: str
    right: str
    verdict: str
    at: str = ""


@dataclass(frozen=True)
class Run:
    """A run in exact numbers, and what is true of its weights ``w0``, ``w1`` and so on.

    Hyperparameters are given as ``"lr=1/2, momentum=9/10"``, gradients as ``"1, -1"``.
    """

    of: str
    relation: str
    at: str = ""
    gradients: str = "0"
    start: str = "1"


@dataclass(frozen=True)
class Arithmetic:
    """A comparison of numbers, in the notation of formula files."""

    relation: str


@dataclass(frozen=True)
class Keeps:
    """The states that a recurrence keeps, and its hyperparameters; None for what is not said."""

    of: str
    states: tuple[str, ...] | None = None
    hyperparameters: tuple[str, ...] | None = None


Evidence = Theorem | Comparison | Run | Arithmetic | Keeps


@dataclass(frozen=True)
class Assertion:
    """A sentence of a document.

    Attributes
    ----------
    line : int
        The line, or the character in a document of one line, at which it begins.
    says : str
        What it says, in our words.
    quote : str
        At most a few words of it.
    supports, contradicts : tuple of evidence
        What makes it true, under the condition if there is one; what makes it false.
    when : str
        The condition under which it is true.
    because : str
        What the evidence amounts to.
    undecided : str
        Why nothing can decide it; then there is no evidence.
    """

    line: int
    says: str
    quote: str = ""
    supports: tuple[Evidence, ...] = ()
    contradicts: tuple[Evidence, ...] = ()
    when: str = ""
    because: str = ""
    undecided: str = ""

    def __post_init__(self) -> None:
        evidence = bool(self.supports or self.contradicts)
        if evidence == bool(self.undecided):
            raise InputError(
                f"line {self.line}, {self.says!r}: give evidence, or say why nothing decides it; not both"
            )
        if self.when and not self.supports:
            raise InputError(f"line {self.line}, {self.says!r}: a condition needs evidence that supports it")
        if self.supports and self.contradicts and not self.when:
            raise InputError(f"line {self.line}, {self.says!r}: say under which condition it is true")


@dataclass(frozen=True)
class Document:
    """The sentences of one document, in its order."""

    key: str
    assertions: tuple[Assertion, ...]
    unit: str = "line"
