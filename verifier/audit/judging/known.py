"""The known forms: specifications, and the printed forms that are not claimed to differ, as systems."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache
from itertools import islice, product

from verifier import catalogue
from verifier.audit.drafts.names import Sort, number_in, sort_of
from verifier.audit.judging.course import Course
from verifier.audit.judging.glance import FirstStep
from verifier.audit.judging.places import alike
from verifier.claim import Different
from verifier.errors import InputError
from verifier.printed import PrintedForm
from verifier.system import System, fix_hypers, hold_constant, live_states, rename_hypers
from verifier.term import postorder, term

NUMBERS = {
    Sort.RATE: (Fraction(3, 7), Fraction(5, 11)),
    Sort.SMALL: (Fraction(1, 5), Fraction(2, 9)),
    Sort.WEIGHT_DECAY: (Fraction(1, 11), Fraction(2, 13)),
    Sort.OTHER: (Fraction(1, 3), Fraction(3, 8), Fraction(4, 9), Fraction(5, 12)),
    Sort.DECAY_RATE: (Fraction(2, 5), Fraction(5, 7), Fraction(3, 8), Fraction(4, 9)),
}


@dataclass(frozen=True, eq=False)
class Known:
    """A known form; there is one object of each.

    Attributes
    ----------
    name : str
        Under which `verifier.catalogue` has it, and what is added to that.
    of : str
        The optimizer.
    system : System
        With constant rates.
    numbers : mapping
        At which its course is computed.
    course : Course
        By which it is found.
    derived : bool
        Whether something is added that no source prints with it.
    """

    name: str
    of: str
    system: System
    numbers: Mapping[str, Fraction]
    course: Course
    derived: bool = False

    def __reduce__(self) -> tuple[object, ...]:
        return _again, (self.name, self.of, self.system, dict(self.numbers), self.derived)

    @property
    def is_specification(self) -> bool:
        """Whether it is the reference itself."""
        return self.name == self.of

    @property
    def rank(self) -> int:
        """The specification first, then what frameworks run, then what is printed elsewhere."""
        if self.is_specification:
            return 0
        return 1 if is_framework(self.name.partition("/")[2]) else 2


@cache
def known_forms() -> tuple[Known, ...]:
    """All known forms, the specification of each optimizer before the printed ones."""
    return tuple(_all())


def _all() -> Iterator[Known]:
    for name in catalogue.names():
        yield known(name, name, catalogue.system(name))
        for key, form in catalogue.forms(name).items():
            if not form.readings and _is_reference(form):
                try:
                    yield known(key, name, catalogue.system(key))
                except InputError:
                    continue


def _is_reference(form: PrintedForm) -> bool:
    """Frameworks are forms of their own; of what is printed elsewhere, what is not claimed different.

    What is claimed different, and is printed everywhere, is a form, too.
    """
    claim = form.claim
    if isinstance(claim, Different):
        return claim.common or is_framework(form.key)
    return claim.kind in ("equal", "equal when")


def is_framework(key: str) -> bool:
    """Whether the source of a printed form is a framework's code."""
    stem = key.partition("-")[0].partition("~")[0]
    return any(stem in (name, f"py{name}") for name in catalogue.FRAMEWORKS)


def _again(name: str, of: str, system: System, numbers: Mapping[str, Fraction], derived: bool) -> Known:
    """A form that comes from another process: the object that there is of it, or one more."""
    own = (form for form in known_forms() if form.name == name and form.system == system)
    return next(own, None) or Known(
        name, of, system, numbers, Course(system, numbers, FirstStep(system)), derived
    )


def known(name: str, of: str, system: System, *, derived: bool = False) -> Known:
    """A form with its course."""
    constant = hold_constant(system, [h.name for h in system.hypers if h.varies])
    numbers = chosen(h.name for h in constant.hypers)
    return Known(name, of, constant, numbers, Course(constant, numbers, FirstStep(constant)), derived)


def chosen(names: Iterable[str]) -> dict[str, Fraction]:
    """A number for each hyperparameter, by what kind of quantity it is."""
    found: dict[str, Fraction] = {}
    used: dict[Sort, int] = {}
    for name in sorted(names):
        sort = sort_of(name)
        position = used.get(sort, 0)
        if sort is Sort.DECAY_RATE and number_in(name) == "2":
            position = max(position, 1)
        found[name] = NUMBERS[sort][position % len(NUMBERS[sort])]
        used[sort] = position + 1
    return found


@dataclass(frozen=True)
class Correspondence:
    """Which hyperparameter of an update is which of a known form.

    Attributes
    ----------
    names : mapping
        From the update's to the form's.
    fixed : mapping
        Numbers for those of the form that the update has not.
    constants : mapping
        Numbers of the update that are put in for its own, because the form has none for them.
    """

    names: Mapping[str, str]
    fixed: Mapping[str, Fraction]
    constants: Mapping[str, Fraction]


MAX_CORRESPONDENCES = 48


def correspondences(update: System, form: System, literals: Iterable[Fraction]) -> Iterator[Correspondence]:
    """The ways in which hyperparameters can correspond, the likeliest first."""
    theirs = tuple(h.name for h in form.hypers)
    numbers = {h.name: h.usual for h in update.hypers}
    values = sorted({x for c in literals for x in (c, 1 - c) if 0 < x < 1})
    for names in _paired(tuple(numbers), theirs, alike(update, form)):
        left = [n for n in numbers if n not in names]
        constants = {n: value for n in left if (value := numbers[n]) is not None}
        if len(constants) < len(left):
            continue
        free = [n for n in theirs if n not in names.values()]
        for fixed in islice(product(*(_values(n, values, _is_optional(n, theirs)) for n in free)), 16):
            yield Correspondence(names, dict(zip(free, fixed, strict=True)), constants)


def open_correspondences(update: System, form: System) -> Iterator[Correspondence]:
    """The ways in which all hyperparameters of the update have a partner, and one of the form has none."""
    ours = tuple(h.name for h in update.hypers)
    for names in _paired(ours, tuple(h.name for h in form.hypers), alike(update, form)):
        if len(names) == len(ours):
            yield Correspondence(names, {}, {})


@lru_cache(maxsize=4096)
def _paired(
    ours: tuple[str, ...], theirs: tuple[str, ...], same: frozenset[tuple[str, str]]
) -> tuple[Mapping[str, str], ...]:
    """The ways to pair names off, the likeliest first, each a mapping from ours to theirs.

    Those that stand in the same places are paired off first.
    """
    placed = {one for one, _ in same}
    likeliest = sorted(ours, key=lambda n: (n not in placed, sort_of(n) is Sort.OTHER, n not in theirs))
    return tuple(islice(_pairings(likeliest, list(theirs), {}, same), MAX_CORRESPONDENCES))


def _is_optional(name: str, theirs: Sequence[str]) -> bool:
    """Whether a hyperparameter is a momentum beside another decay rate: many go without it."""
    return name == "momentum" and any(sort_of(n) is Sort.DECAY_RATE for n in theirs if n != name)


def _values(name: str, literals: list[Fraction], optional: bool) -> list[Fraction]:
    """Numbers that a hyperparameter of the form may be where the update has none for it."""
    sort = sort_of(name)
    if sort is Sort.DECAY_RATE:
        return [x for x in literals if x >= Fraction(1, 2)] + ([Fraction(0)] if optional else [])
    if sort is Sort.SMALL:
        return [x for x in literals if x < Fraction(1, 50)] + [Fraction(0)]
    if sort is Sort.WEIGHT_DECAY:
        return [Fraction(0), *literals]
    return [*literals, Fraction(1), Fraction(0)]


def _pairings(
    ours: list[str], theirs: list[str], found: dict[str, str], same: frozenset[tuple[str, str]]
) -> Iterator[dict[str, str]]:
    if not ours:
        yield dict(found)
        return
    first, *rest = ours
    free = [n for n in theirs if n not in found.values() and _may_be(first, n)]
    order = sorted(free, key=lambda n: ((first, n) not in same, n != first, number_in(n) != number_in(first)))
    for each in order:
        yield from _pairings(rest, theirs, {**found, first: each}, same)
    yield from _pairings(rest, theirs, found, same)


def _may_be(ours: str, theirs: str) -> bool:
    """Whether a letter of a document may be a hyperparameter of a form."""
    one, two = sort_of(ours), sort_of(theirs)
    if one is not two and Sort.OTHER not in (one, two) and not _both_rates(ours, theirs):
        return False
    return not (number_in(ours) and number_in(theirs) and number_in(ours) != number_in(theirs))


def _both_rates(ours: str, theirs: str) -> bool:
    """``gamma`` is a rate in some books, ``alpha`` a momentum, ``eta`` a multiplier of the rate."""
    loose = {"alpha", "gamma", "mu", "delta", "lambda", "lambda_", "eta", "e", "epsilon", "rho", "a", "b"}
    return ours in loose and len(ours) > 0 and theirs not in loose - {"rho", "mu", "gamma", "epsilon"}


def literals_of(system: System) -> list[Fraction]:
    """The numbers written in a system that may be hyperparameters."""
    roots = (*system.outputs, *(s.initial for s in system.states))
    found = {abs(n.value) for n in postorder(roots) if n.op == "num"}
    return sorted(x for x in found if 0 < x < 1 and x != Fraction(1, 2))


def put_in(system: System, correspondence: Correspondence) -> System:
    """An update under the form's names."""
    constants = {n: term(v) for n, v in correspondence.constants.items()}
    return rename_hypers(fix_hypers(system, constants), dict(correspondence.names))


def shape(system: System) -> int:
    """How many states a system keeps."""
    return len(live_states(system))


def shapes(system: System) -> set[int]:
    """How many states a system keeps, and how many without its momentum, which may be absent."""
    optional = any(h.name == "momentum" for h in system.hypers)
    return {shape(system), shape(system) - optional}
