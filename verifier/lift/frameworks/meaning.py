"""What an argument of a framework means, and where it lies: the records that `specs` fills."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from verifier.domain import REAL, Domain
from verifier.lift.names import standard_domain
from verifier.lift.vocabulary import nearest


@dataclass(frozen=True)
class Meaning:
    """One line of the vocabulary: an argument, what it is called here, where it lies.

    Attributes
    ----------
    argument : str
        The framework's name; of the members of a tuple, the name with ``_1``, ``_2``.
    name : str
        Ours; empty for the same.
    domain : Domain or None
        None for that of the name.
    framework : str
        Empty for all.
    of : tuple of str
        The classes or factories for which it holds; none for all.
    """

    argument: str
    name: str = ""
    domain: Domain | None = None
    framework: str = ""
    of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Vocabulary:
    """The arguments of all frameworks.

    Attributes
    ----------
    meanings : tuple of Meaning
        The first that fits holds.
    whole : tuple of str
        Arguments that are whole numbers (a number of steps): taken as written, never symbolic.
    former : mapping of (str, str) to str
        By framework and argument of an older release, what is written in its place.
    """

    meanings: tuple[Meaning, ...] = ()
    whole: tuple[str, ...] = ()
    former: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def meaning(self, framework: str, of: str, argument: str) -> Meaning:
        """What an argument of a class means, with the name and the domain filled in."""
        found = next(self._fitting(framework, of, argument), Meaning(argument))
        name = found.name or argument
        domain = standard_domain(name) if found.domain is None else found.domain
        return replace(found, name=name, domain=domain)

    def instead(self, framework: str, of: str, name: str, known: Sequence[str]) -> str:
        """What may be meant by an argument that is not known: a former name, the same meaning, one alike."""
        former = self.former.get((framework, name))
        if former is not None:
            return former
        meant = self.meaning(framework, of, name).name
        same = [each for each in known if self.meaning(framework, of, each).name == meant]
        near = f"did you mean {same[0]}?" if same else nearest(name, known)
        return near if near.endswith("?") else ""

    def _fitting(self, framework: str, of: str, argument: str) -> Iterator[Meaning]:
        short = of.rpartition(".")[2]
        for meaning in self.meanings:
            here = meaning.framework in ("", framework) and (not meaning.of or short in meaning.of)
            if here and meaning.argument == argument:
                yield meaning


@dataclass(frozen=True)
class Free:
    """A symbolic argument: a hyperparameter of the lifted optimizer.

    Attributes
    ----------
    name : str
        The hyperparameter.
    argument : str
        Where it enters the call: ``learning_rate``, ``betas[0]``.
    domain : Domain
    default : Fraction or None
        The framework's; None where the argument is required.
    given : Fraction or None
        The number that is written in the call.
    """

    name: str
    argument: str
    domain: Domain = REAL
    default: Fraction | None = None
    given: Fraction | None = None

    @property
    def usual(self) -> Fraction | None:
        """The number that the call as written would use."""
        return self.default if self.given is None else self.given


def exact(number: int | float) -> Fraction:
    """The shortest decimal that rounds to a float, exactly; of NumPy's floats in their own precision.

    What code has as ``1 - 0.9`` is 1/10: a decimal has as many digits as its difference to 1, unless it was
    made by rounding.

    Examples
    --------
    >>> exact(0.96), exact(1 - 0.96)
    (Fraction(24, 25), Fraction(1, 25))
    """
    found, rest = Decimal(str(number)), 1 - abs(number)
    short = Decimal(str(rest))
    if not 0 < rest < 1 or 1 - rest != abs(number) or not _digits(short) < min(_digits(found), _WRITTEN):
        return Fraction(found)
    return Fraction(1 - short if found > 0 else short - 1)


_WRITTEN = 8
"""Digits behind the point, more than people write of a number near 1."""


def _digits(number: Decimal) -> int:
    """How many there are behind the point."""
    return -int(number.as_tuple().exponent)
