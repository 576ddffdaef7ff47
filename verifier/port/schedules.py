"""The schedule of a rate in the names of another framework; whether it is the same is proved elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from verifier.lift.frameworks.call import Construction, FrameworkCall, Table, Value, parse
from verifier.port.reckoning import reckoned

EACH = "each"
"""In a pattern ``each(call)``: as many such calls as there are, and of their letters as many values."""
Numbers = Mapping[str, Value]
Letters = dict[str, Value]


def carried(
    call: FrameworkCall, usual: Numbers, to: str, known: Iterable[tuple[str, str]]
) -> Iterator[Construction]:
    """The schedules of a framework that are meant to be the one that stands in a call.

    Parameters
    ----------
    call : FrameworkCall
    usual : mapping
        What an argument of the schedule is that is not written, by its name; others are left out there too.
    to : str
        The framework.
    known : iterable of pairs of str
        Calls with a letter for each argument, or with a formula in the letters of the other call. Of those
        that have all that is written, the ones with the fewest arguments are meant. A letter may stand for
        a list; a dictionary with one entry is one with any number, a letter for all keys, one for all values.
    """
    standing = [v for v in (*call.positional, *dict(call.keywords).values()) if isinstance(v, Construction)]
    pairs = list(_directed(call.framework, to, known))
    for schedule in standing:
        fitting = [
            (len(here.keywords), _built(_whole(there), letters))
            for here, there in pairs
            if (letters := _letters(schedule, here, usual)) is not None
        ]
        fewest = min((count for count, _ in fitting), default=0)
        yield from (made for count, made in fitting if count == fewest)


def _directed(
    source: str, to: str, known: Iterable[tuple[str, str]]
) -> Iterator[tuple[FrameworkCall, FrameworkCall]]:
    for one, other in known:
        for here, there in ((parse(one), parse(other)), (parse(other), parse(one))):
            if (here.framework, there.framework) == (source, to):
                yield here, there


def _letters(schedule: Construction, pattern: FrameworkCall, usual: Numbers) -> Letters | None:
    """What each letter of a pattern stands for; None where the schedule is another one."""
    found: Letters = {}
    return found if _fits(schedule, _whole(pattern), usual, found) else None


def _whole(pattern: FrameworkCall) -> Construction:
    return Construction(pattern.name, pattern.positional, pattern.keywords)


def _fits(value: Value, pattern: Value, usual: Numbers, found: Letters) -> bool:
    """Whether a value is of the form of a pattern; what its letters stand for is written down."""
    match pattern:
        case str():
            return pattern.isidentifier() and found.setdefault(pattern, value) == value
        case Construction(name=name, positional=(call,)) if name == EACH:
            return isinstance(value, tuple) and bool(value) and _fits_each(value, call, usual, found)
        case Construction():
            return isinstance(value, Construction) and _fits_call(value, pattern, usual, found)
        case tuple():
            if not isinstance(value, tuple) or len(value) != len(pattern):
                return False
            return all(_fits(v, p, usual, found) for v, p in zip(value, pattern, strict=True))
        case Table(entries=((key, each),)):
            if not isinstance(value, Table) or not value.entries:
                return False
            keys, values = zip(*value.entries, strict=True)
            return _fits(keys, key, usual, found) and _fits(values, each, usual, found)
    return value == pattern


def _fits_each(values: tuple[Value, ...], call: Value, usual: Numbers, found: Letters) -> bool:
    every: list[Letters] = [{} for _ in values]
    if not all(_fits(value, call, usual, own) for value, own in zip(values, every, strict=True)):
        return False
    together = {letter: tuple(own[letter] for own in every) for letter in every[0]}
    return all(found.setdefault(letter, them) == them for letter, them in together.items())


def _fits_call(value: Construction, pattern: Construction, usual: Numbers, found: Letters) -> bool:
    """Whether a call has what a pattern has; what is not written is usual, or nothing is known of it."""
    names = [name for name, _ in pattern.keywords]
    given = dict(zip(names, value.positional, strict=False)) | dict(value.keywords)
    if value.name.rpartition(".")[2] != pattern.name or not given.keys() <= set(names):
        return False
    known = dict(usual) | given
    return len(value.positional) <= len(names) and all(
        _fits(known[name], each, usual, found) if name in known else isinstance(each, str)
        for name, each in pattern.keywords
    )


def _built(pattern: Construction, letters: Numbers) -> Construction:
    """A call without those arguments of which nothing is known."""
    made = ((name, _value(value, letters)) for name, value in pattern.keywords)
    return Construction(pattern.name, (), tuple((name, value) for name, value in made if value is not None))


def _value(formula: Value, letters: Numbers) -> Value:
    """What stands for a formula; None where one of its letters stands for nothing."""
    match formula:
        case str():
            return letters[formula] if formula in letters else reckoned(formula, letters)
        case Construction(name=name, positional=(Construction() as call,)) if name == EACH:
            many = [(k, v) for k, v in letters.items() if isinstance(v, tuple) and k in _names(call)]
            return tuple(_built(call, {**letters, **own}) for own in _one_by_one(many))
        case Construction():
            return _built(formula, letters)
        case tuple():
            return tuple(_value(each, letters) for each in formula)
        case Table(entries=((key, each),)):
            keys, values = _value(key, letters), _value(each, letters)
            assert isinstance(keys, tuple)
            assert isinstance(values, tuple)
            return Table(tuple((k, v) for k, v in zip(keys, values, strict=False) if isinstance(k, int)))
    return formula


def _names(call: Construction) -> set[str]:
    return {value for _, value in call.keywords if isinstance(value, str)}


def _one_by_one(many: list[tuple[str, tuple[Value, ...]]]) -> Iterator[Letters]:
    """The letters that stand for lists, each for one of its values after the other."""
    names = [name for name, _ in many]
    return (dict(zip(names, own, strict=True)) for own in zip(*(values for _, values in many), strict=False))
