"""Which calls of the target are tried, in rounds; what a later round needs is read when it is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations

from verifier import catalogue
from verifier.lift.frameworks.call import Construction, FrameworkCall, parse
from verifier.lift.frameworks.lift import lift_all
from verifier.lift.frameworks.record import Lift
from verifier.lift.matching import match
from verifier.port import pieces
from verifier.port.calls import candidates, chained, filled, named, with_arguments
from verifier.port.fronts import Parted, parted
from verifier.port.schedules import carried
from verifier.port.translate import comparable, unmatched
from verifier.system import System

TURNED_ON = 0.5
"""What a number that is off is given so that it is on; which number it must be is computed."""
ELSEWHERE = 4
"""How many calls are tried that are meant to be other optimizers."""
FEW = 4
"""Arguments of which some may be left out."""


@dataclass(frozen=True)
class Candidate:
    """A call, and what was read of it.

    Attributes
    ----------
    call : FrameworkCall
    lift : Lift
    turned : tuple of str
        The arguments that were given to it because the constructor has them.
    meant : bool
        Whether the call is meant to be the optimizer that is looked for.
    carried : bool
        Whether it has the schedule of the original.
    """

    call: FrameworkCall
    lift: Lift
    turned: tuple[str, ...] = ()
    meant: bool = True
    carried: bool = False


@dataclass(frozen=True)
class Search:
    """The calls of a framework that may be the original, each optimizer once."""

    original: Candidate
    to: str
    _seen: set[System] = field(default_factory=set)

    def candidates(self) -> Iterator[Candidate]:
        """First those that are meant to be it, then with what their constructors can be told, then others."""
        front = self.front
        call = named(self.original.call if front is None else front.core, self.original.lift)
        meant = list(self._read(map(_plain, candidates(call, self.to, _known()))))
        yield from self._read(_scheduled(self.original, meant, self.to))
        yield from meant
        if front is not None:
            yield from self._read(_Wanted(with_arguments(o.call, front.numbers)) for o in meant)
        yield from self._read(_enriched(self.original, meant))
        once = list(self._read(each for candidate in meant for each in _turned(candidate)))
        yield from once
        yield from self._read(_turned_twice(once))
        numbers = {} if front is None else front.numbers
        others = (*meant, *once)
        yield from self._read(each for other in others for each in _in_chains(self.original, other, numbers))
        elsewhere = list(self._elsewhere(meant))
        yield from elsewhere
        yield from self._read(_enriched(self.original, elsewhere))
        yield from self._read(_decayed_apart(self.original, call, self.to, numbers))

    @property
    def front(self) -> Parted | None:
        """What the original does to gradients before all else, and the rest of it."""
        return in_two(self.original.call)

    def _elsewhere(self, meant: list[Candidate]) -> Iterator[Candidate]:
        """Calls that are meant to be other optimizers, those with the most alike arguments first."""
        tried = {each.call for each in meant}
        calls = dict.fromkeys(parse(text) for texts in _known().values() for text in texts)
        others = [_Wanted(c, meant=False) for c in calls if c.framework == self.to and c not in tried]
        found = sorted(self._read(others), key=lambda other: self._distance(other.lift))
        yield from found[:ELSEWHERE]

    def _distance(self, other: Lift) -> tuple[int, int]:
        states = len(other.system.states) - len(self.original.lift.system.states)
        return len(unmatched(self.original.lift, other)), abs(states)

    def _read(self, wanted: Iterable[_Wanted]) -> Iterator[Candidate]:
        """Those that can be read and held against the original, and are not what was read before."""
        asked = list(wanted)
        found = lift_all([each.call for each in asked], catalogue.vocabulary())
        for each, lift in zip(asked, found, strict=True):
            if not isinstance(lift, Lift) or not comparable(self.original.lift, lift):
                continue
            system = replace(lift.system, name="")
            if system not in self._seen:
                self._seen.add(system)
                yield Candidate(each.call, lift, each.turned, each.meant, each.carried)


@dataclass(frozen=True)
class _Wanted:
    """A call to read, and what becomes of it as a candidate."""

    call: FrameworkCall
    turned: tuple[str, ...] = ()
    meant: bool = True
    carried: bool = False


def in_two(call: FrameworkCall) -> Parted | None:
    """A call and what stands in front of it, as `fronts.parted`."""
    return parted(call, map(parse, pieces.front()), pieces.before(), catalogue.vocabulary())


def _plain(call: FrameworkCall) -> _Wanted:
    return _Wanted(call)


def _known() -> dict[str, tuple[str, ...]]:
    return catalogue.implementations()


def _scheduled(original: Candidate, others: list[Candidate], to: str) -> Iterator[_Wanted]:
    """The candidates with the schedule of the original in the place of what they alone have: their rate.

    Also with the schedule in front, as what comes in the place of the gradient, and 1 for the rate.
    """
    usual = {f.argument: float(f.usual) for f in original.lift.arguments if f.usual is not None}
    schedules = list(carried(original.call, usual, to, pieces.schedules()))
    for other in others if schedules else ():
        matched = match(original.lift.system, other.lift.system)
        places = [f.argument for f in other.lift.arguments if f.name in matched.right_only]
        if len(places) == 1:
            for schedule in schedules:
                yield _Wanted(with_arguments(other.call, {places[0]: schedule}), (places[0],), carried=True)
            yield from _scaled_before(original, other, places[0], schedules)


def _scaled_before(
    original: Candidate, other: Candidate, rate: str, schedules: Iterable[Construction]
) -> Iterator[_Wanted]:
    numbers = {f.name: float(f.usual) for f in original.lift.arguments if f.usual is not None}
    own = [f for f in other.lift.arguments if f.argument != rate and f.name in numbers]
    core = filled(other.call, own, numbers)
    for front in map(parse, pieces.front()):
        ((name, value),) = front.keywords
        if front.framework == other.call.framework and isinstance(value, str):
            for schedule in schedules:
                first = replace(front, keywords=((name, schedule),))
                yield _Wanted(chained(first, with_arguments(core, {rate: 1.0})), (rate,))


def _turned(candidate: Candidate) -> Iterator[_Wanted]:
    """The call with each switch of its constructor turned, and each number that is 0 turned on."""
    given = dict(candidate.call.keywords)
    for name, value in candidate.lift.off:
        if name not in given:
            other = not value if isinstance(value, bool) else TURNED_ON
            yield _Wanted(with_arguments(candidate.call, {name: other}), (name,))


def _turned_twice(once: Iterable[Candidate]) -> Iterator[_Wanted]:
    """Calls in which two arguments are turned that each change what the optimizer does."""
    for one, two in combinations(once, 2):
        if one.call.name == two.call.name and one.turned != two.turned:
            more = {name: dict(two.call.keywords)[name] for name in two.turned}
            yield _Wanted(with_arguments(one.call, more), (*one.turned, *two.turned))


def _in_chains(original: Candidate, candidate: Candidate, numbers: Mapping[str, float]) -> Iterator[_Wanted]:
    """Chains of the candidate behind what has an argument that the original has and it lacks."""
    missing, arguments = set(unmatched(original.lift, candidate.lift)), candidate.lift.arguments
    for front, names in _fronts(candidate.call.framework, numbers):
        if names & (missing | numbers.keys()):
            whole = filled(candidate.call, arguments, dict.fromkeys((f.name for f in arguments), TURNED_ON))
            yield _Wanted(chained(front, whole), tuple(names), candidate.meant)


def _fronts(framework: str, numbers: Mapping[str, float]) -> Iterator[tuple[FrameworkCall, set[str]]]:
    """What may stand in front in a chain, with the numbers of its arguments, and what these mean."""
    for front in map(parse, pieces.front()):
        if front.framework == framework:
            given = tuple((name, numbers.get(_named(front, name), value)) for name, value in front.keywords)
            yield replace(front, keywords=given), {_named(front, name) for name, _ in front.keywords}


def _decayed_apart(
    original: Candidate, call: FrameworkCall, to: str, numbers: Mapping[str, float]
) -> Iterator[_Wanted]:
    """Chains of a direction, the decay of the weights and the rate, where the original has these two."""
    directions, texts = pieces.directions()
    behind = [parse(each) for each in texts]
    wanted = {_named(each, name) for each in behind for name, _ in each.keywords}
    if any(original.lift.system.hyper(name) is None for name in wanted):
        return
    groups = {name: (*_known()[name], text) for name, text in directions.items()}
    fronts = [(front, names) for front, names in _fronts(to, numbers) if names <= numbers.keys()]
    for each in candidates(call, to, groups):
        if str(each) in directions.values():
            yield _Wanted(chained(each, *behind), tuple(wanted))
            yield from (_Wanted(chained(f, each, *behind), (*names, *wanted)) for f, names in fronts)


def _named(call: FrameworkCall, argument: str) -> str:
    return catalogue.vocabulary().meaning(call.framework, call.name, argument).name


def _enriched(original: Candidate, others: Iterable[Candidate]) -> Iterator[_Wanted]:
    """The candidates with those arguments of the original that they lack switched on, or off as there.

    With all of them, and with fewer: a constructor may have one and not the other.
    """
    for other in others:
        more = {
            f.argument: float(f.usual)
            for f in original.lift.arguments
            if f.usual and "[" not in f.argument and other.lift.system.hyper(f.name) is None
        }
        more |= _literal(original.call, other.lift)
        for some in (more, *_fewer(more)) if more else ():
            yield _Wanted(with_arguments(other.call, some), tuple(some), other.meant)


def _fewer(arguments: Mapping[str, float]) -> Iterator[dict[str, float]]:
    """All but one of a few arguments, and each alone."""
    counts = {1, len(arguments) - 1} if 1 < len(arguments) <= FEW else set()
    for count in sorted(counts, reverse=True):
        for names in combinations(arguments, count):
            yield {name: arguments[name] for name in names}


def _literal(call: FrameworkCall, other: Lift) -> dict[str, float]:
    """The zeros and ones of a call under the names that the other call's arguments have."""
    vocabulary = catalogue.vocabulary()
    arguments = {f.name: f.argument for f in other.arguments if "[" not in f.argument}
    literal = {
        vocabulary.meaning(call.framework, call.name, name).name: float(value)
        for name, value in call.keywords
        if isinstance(value, int | float) and not isinstance(value, bool) and value in (0, 1)
    }
    return {arguments[name]: value for name, value in literal.items() if name in arguments}
