"""A polynomial ring that grows by generators, each with its range and, for roots, its relation."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import inf
from time import monotonic
from typing import Any, NamedTuple

from flint import Ordering, fmpz, fmpz_mpoly, fmpz_mpoly_ctx

from verifier.algebra.factoring import Factors, factored
from verifier.term import Term

CAPACITY, ROOMY = 40, 80
"""How many generators a ring can hold, and one for a problem that needs more; past that it is undecided."""

MAX_TERMS, MAX_DEGREE = 4000, 4000
"""Of a polynomial, and of one that is no monomial where it is factored."""

GUARDED, FACTORING = 20, 20
"""The work of an operation on polynomials, and that of a term of one that is factored."""


STEP_KEY: tuple[Any, ...] = (("step", 1), "1")
"""The number of steps as a monomial of an exponent."""


class Unsupported(Exception):
    """The algebra has no way to treat this: the verdict is left undecided, never guessed."""


class Crowded(Unsupported):
    """The ring is too small: one that is `ROOMY` may do."""


class Effort:
    """How much may still be done: counted work, which is the same on every machine, then time.

    Attributes
    ----------
    work : float
        What is left of it. A unit is about a microsecond of an idle machine.
    deadline : float
        On the monotonic clock; it is there for machines that are slow or busy, and decides nothing
        on others.
    unanswered : int
        How many questions a solver has given up, which it would again.
    """

    def __init__(self, work: float = inf, deadline: float = inf) -> None:
        self.work, self.deadline, self.unanswered = work, deadline, 0

    @property
    def spent(self) -> bool:
        """Whether nothing more may be done."""
        return self.work <= 0 or monotonic() > self.deadline

    @property
    def seconds(self) -> float:
        """How long it is until the deadline."""
        return min(self.deadline - monotonic(), 1e6)

    def spend(self, work: float) -> None:
        """Take some work off.

        Raises
        ------
        Unsupported
            When there is none left, or the time is over.
        """
        self.work -= work
        if self.work <= 0:
            raise Unsupported("this with the work that it may take")
        if monotonic() > self.deadline:
            raise Unsupported("this within the time")


class Range(NamedTuple):
    """Where a generator lies: all reals, a half line from 0, or the unit interval.

    ``above`` says that it is never 0, ``below`` that it is never 1 (unit interval only).
    """

    kind: str
    above: bool = False
    below: bool = False


REALS = Range("real")
WEAK = Range("half")
STRICT = Range("half", above=True)


@dataclass(frozen=True)
class Generator:
    """A generator: what it stands for and its range.

    A root has ``generator**order = radicand``; a power or a logarithm has the base that it is of.
    """

    index: int
    key: tuple[Any, ...]
    range: Range
    order: int = 0
    radicand: Any = None
    complement: int | None = None
    base: Any = None


class Ring:
    """Polynomials over generators that are added as they are met.

    Attributes
    ----------
    generators : list of Generator
        In the order of their making; a root's radicand holds earlier ones only.
    """

    def __init__(self, effort: Effort | None = None, capacity: int = CAPACITY) -> None:
        self.effort, self.capacity = effort or Effort(), capacity
        self.context, self.gens = _context(capacity)
        self.one: fmpz_mpoly = self.context.constant(1)
        self.zero: fmpz_mpoly = self.context.constant(0)
        self.generators: list[Generator | None] = []
        self._by_key: dict[tuple[Any, ...], Generator] = {}
        self.roots: list[Generator] = []
        self.known_signs: dict[Hashed, frozenset[int]] = {}
        self.eliminated: dict[tuple[Any, ...], frozenset[int]] = {}
        self.counted: dict[Hashed, Any] = {}
        self.signs_on_path: dict[tuple[object, Hashed], frozenset[int]] = {}
        self._factors: dict[Hashed, Factors] = {}
        self.as_statements: dict[Hashed, Any] = {}

    @cached_property
    def solvers(self) -> Any:
        """The z3 context of this ring's questions: what was asked elsewhere does not sway the answers."""
        import z3

        return z3.Context()

    def constant(self, value: int) -> fmpz_mpoly:
        """The polynomial that is a number."""
        return self.context.constant(value)

    def generator(self, key: tuple[Any, ...], range_: Range, base: Any = None) -> fmpz_mpoly:
        """The polynomial of the generator with this key, made when first asked for."""
        found = self._by_key.get(key)
        if found is None:
            index = self._reserve()
            complement = self._reserve() if range_.kind == "unit" else None
            found = Generator(index, key, range_, complement=complement, base=base)
            self._enter(found)
        return self.gens[found.index]

    def root(self, radicand: fmpz_mpoly, order: int, range_: Range) -> fmpz_mpoly:
        """The real root of that order of a polynomial that is not negative."""
        key = ("root", Hashed(radicand), order)
        found = self._by_key.get(key)
        if found is None:
            index = self._reserve()
            complement = self._reserve() if range_.kind == "unit" else None
            found = Generator(index, key, range_, order, radicand, complement)
            self._enter(found)
            self.roots.append(found)
        return self.gens[found.index]

    def find(self, key: tuple[Any, ...]) -> int | None:
        """The place of the generator with this key, if there is one."""
        found = self._by_key.get(key)
        return None if found is None else found.index

    def at(self, index: int) -> Generator | None:
        """The generator at a place, None where the place is a complement's."""
        return self.generators[index] if index < len(self.generators) else None

    def single(self, polynomial: fmpz_mpoly) -> Generator | None:
        """The generator that the polynomial is, if it is one and nothing else."""
        if len(polynomial) != 1 or polynomial.total_degree() != 1 or polynomial.leading_coefficient() != 1:
            return None
        return self.at(next(i for i, d in enumerate(polynomial.degrees()) if d))

    def symbol_of(self, index: int) -> Term | None:
        """The symbol that a generator stands for, if it stands for one."""
        generator = self.at(index)
        return generator.key[1] if generator is not None and generator.key[0] == "symbol" else None

    def reduce(self, polynomial: fmpz_mpoly) -> fmpz_mpoly:
        """The polynomial with every root below its order, by ``root**order = radicand``."""
        self.guard(polynomial)
        degrees = polynomial.degrees()
        for root in reversed(self.roots):
            if degrees[root.index] >= root.order:
                polynomial = self.reduced_by(polynomial, root)
                degrees = polynomial.degrees()
                self.guard(polynomial)
        return polynomial

    def factors(self, polynomial: fmpz_mpoly) -> Factors:
        """Content and irreducible factors with their exponents; remembered."""
        key = Hashed(polynomial)
        found = self._factors.get(key)
        if found is None:
            self._guard_factoring(polynomial)
            found = self._factors[key] = _factored(key)
        return found

    def irreducible(self, polynomial: fmpz_mpoly) -> bool:
        """Whether the polynomial has one factor, once, and no content but a sign."""
        content, factors = self.factors(polynomial)
        return abs(content) == 1 and [exponent for _, exponent in factors] == [1]

    def coefficients(self, polynomial: fmpz_mpoly, index: int) -> dict[int, fmpz_mpoly]:
        """The polynomial as one in a single generator: exponent to coefficient."""
        return coefficients(polynomial, index, self.gens[index])

    def guard(self, polynomial: fmpz_mpoly) -> None:
        """Refuse polynomials that would take the machine away."""
        terms = len(polynomial)
        self.effort.spend(GUARDED + terms)
        if terms > MAX_TERMS:
            raise Unsupported(f"a polynomial of {terms} terms")

    def _guard_factoring(self, polynomial: fmpz_mpoly) -> None:
        """Refuse to factor what would take flint long, however few its terms are (``x + y**2000000``)."""
        self.guard(polynomial)
        self.effort.spend(FACTORING * len(polynomial))
        if len(polynomial) > 1 and (degree := max(polynomial.degrees())) > MAX_DEGREE:
            raise Unsupported(f"a polynomial of degree {degree}")

    def reduced_by(self, polynomial: fmpz_mpoly, root: Generator) -> fmpz_mpoly:
        """The polynomial with one root below its order."""
        result = self.zero
        for power, coefficient in self.coefficients(polynomial, root.index).items():
            whole, rest = divmod(power, root.order)
            result += coefficient * self.gens[root.index] ** rest * root.radicand**whole
        return result

    def _reserve(self) -> int:
        if len(self.generators) >= self.capacity:
            raise Crowded(f"more than {self.capacity} independent quantities")
        self.generators.append(None)
        return len(self.generators) - 1

    def _enter(self, generator: Generator) -> None:
        self.generators[generator.index] = generator
        self._by_key[generator.key] = generator


class Hashed:
    """A polynomial that can be looked up: flint's have no hash of their own.

    Their text would do, but it takes flint longer, and the memory is not given back.
    """

    __slots__ = ("_hash", "polynomial")

    def __init__(self, polynomial: fmpz_mpoly) -> None:
        self.polynomial = polynomial
        self._hash = hash((polynomial.total_degree(), *polynomial.coeffs()))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Hashed) and bool(self.polynomial == other.polynomial)


@lru_cache(maxsize=512)
def _factored(known: Hashed) -> Factors:
    """All rings are made over one context, and the same small polynomials come up in most proofs."""
    return factored(known.polynomial)


def coefficients(polynomial: fmpz_mpoly, index: int, generator: fmpz_mpoly) -> dict[int, fmpz_mpoly]:
    """A polynomial as one in a single generator, exponent to coefficient; all by operations of flint."""
    parts: dict[int, fmpz_mpoly] = {}
    power = 0
    zero: dict[str | int, int | fmpz] = {index: 0}
    while not polynomial.is_zero():
        rest = polynomial.subs(zero)
        if not rest.is_zero():
            parts[power] = rest
        polynomial, power = (polynomial - rest) / generator, power + 1
    return parts


@lru_cache(maxsize=2)
def _context(capacity: int) -> tuple[fmpz_mpoly_ctx, tuple[fmpz_mpoly, ...]]:
    context = fmpz_mpoly_ctx.get([f"x{i}" for i in range(capacity)], Ordering.lex)
    return context, tuple(context.gens())
