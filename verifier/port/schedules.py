"""The schedule of a rate in the names of another framework; whether it is the same is proved elsewhere."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from verifier.lift.frameworks.call import Construction, FrameworkCall, Value, parse

Numbers = Mapping[str, Value]


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
        that have all that is written, the ones with the fewest arguments are meant.
    """
    standing = [v for v in (*call.positional, *dict(call.keywords).values()) if isinstance(v, Construction)]
    pairs = list(_directed(call.framework, to, known))
    for schedule in standing:
        fitting = [
            (len(here.keywords), _made(there, letters))
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


def _letters(schedule: Construction, pattern: FrameworkCall, usual: Numbers) -> Numbers | None:
    """What each letter of a pattern stands for; None where the schedule is another one."""
    letters = [value for _, value in pattern.keywords]
    if schedule.name.rpartition(".")[2] != pattern.name or not all(map(_is_letter, letters)):
        return None
    names = [name for name, _ in pattern.keywords]
    given = dict(zip(names, schedule.positional, strict=False)) | dict(schedule.keywords)
    if not given.keys() <= set(names) or len(schedule.positional) > len(names):
        return None
    found = dict(usual) | given
    return {str(letter): found[name] for name, letter in pattern.keywords if name in found}


def _is_letter(value: Value) -> bool:
    return isinstance(value, str) and value.isidentifier()


def _made(pattern: FrameworkCall, letters: Numbers) -> Construction:
    made = ((name, _value(value, letters)) for name, value in pattern.keywords)
    return Construction(pattern.name, (), tuple((name, value) for name, value in made if value is not None))


def _value(formula: Value, letters: Numbers) -> Value:
    """What stands for a formula; None where one of its letters stands for nothing."""
    if not isinstance(formula, str):
        return formula
    if formula in letters:
        return letters[formula]
    tree = ast.parse(formula, mode="eval").body
    names = [node.id for node in ast.walk(tree) if isinstance(node, ast.Name)]
    numbers = {name: value for name in names if isinstance(value := letters.get(name), int | float)}
    if len(numbers) < len(set(names)):
        return None
    try:
        exact = _computed(tree, {name: Fraction(repr(value)) for name, value in numbers.items()})
    except ZeroDivisionError:
        return None
    return int(exact) if all(isinstance(v, int) for v in numbers.values()) else float(exact)


def _computed(node: ast.AST, numbers: Mapping[str, Fraction]) -> Fraction:
    """A formula of letters, sums, differences, products and quotients."""
    match node:
        case ast.Name(id=name):
            return numbers[name]
        case ast.BinOp(left=a, op=ast.Add(), right=b):
            return _computed(a, numbers) + _computed(b, numbers)
        case ast.BinOp(left=a, op=ast.Sub(), right=b):
            return _computed(a, numbers) - _computed(b, numbers)
        case ast.BinOp(left=a, op=ast.Mult(), right=b):
            return _computed(a, numbers) * _computed(b, numbers)
        case ast.BinOp(left=a, op=ast.Div(), right=b):
            return _computed(a, numbers) / _computed(b, numbers)
    raise ValueError(f"{ast.unparse(node)} is no formula of a schedule")
