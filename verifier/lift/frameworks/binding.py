"""The arguments of a call bound to a signature: which are numbers, which are symbols."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from inspect import Parameter
from typing import Any

from verifier.errors import InputError
from verifier.lift.frameworks.call import Construction, FrameworkCall, Value
from verifier.lift.frameworks.meaning import Free, Vocabulary, exact
from verifier.lift.vocabulary import nearest, quoted

Parameters = Sequence[Parameter]
"""Of a class or factory, without what no call writes (``self``, PyTorch's ``params``)."""


@dataclass(frozen=True)
class Build:
    """A nested construction: its name and its bound arguments."""

    name: str
    positional: tuple[Any, ...]
    keywords: Mapping[str, Any]


@dataclass(frozen=True)
class Bound:
    """Every argument that the constructor is to be given.

    ``arguments`` maps parameters to trees of tuples and `Build` whose leaves are Python values as
    they are written (or the default) and `Free` symbols. Arguments that are left out have defaults
    that are no plain value.
    """

    arguments: Mapping[str, Any]

    @property
    def free(self) -> tuple[Free, ...]:
        """The symbolic arguments, in the order of the signature."""
        return tuple(_leaves(tuple(self.arguments.values())))

    def filled(
        self, number: Callable[[Free], Any], build: Callable[[str], Any] | None = None
    ) -> dict[str, Any]:
        """The keyword arguments for the constructor, each symbol replaced by what ``number`` gives.

        ``build`` finds the class or factory of a nested construction.
        """
        return {name: _filled(value, number, build) for name, value in self.arguments.items()}


def _leaves(value: Any) -> Iterator[Free]:
    if isinstance(value, Free):
        yield value
    elif isinstance(value, Build):
        yield from _leaves((*value.positional, *value.keywords.values()))
    elif isinstance(value, tuple):
        for member in value:
            yield from _leaves(member)


def _filled(value: Any, number: Callable[[Free], Any], build: Callable[[str], Any] | None) -> Any:
    if isinstance(value, Free):
        return number(value)
    if isinstance(value, Build):
        assert build is not None
        keywords = {name: _filled(v, number, build) for name, v in value.keywords.items()}
        return build(value.name)(*(_filled(v, number, build) for v in value.positional), **keywords)
    if isinstance(value, tuple):
        return tuple(_filled(member, number, build) for member in value)
    return value


Signatures = Callable[[str], Parameters]


def bind(call: FrameworkCall, signatures: Signatures, vocabulary: Vocabulary) -> Bound:
    """Decide for every parameter whether it is a number or a symbol.

    Parameters
    ----------
    call : FrameworkCall
    signatures : callable
        The parameters of the class or factory of a name; also of those that are named in arguments.
    vocabulary : Vocabulary

    Raises
    ------
    InputError
        When an argument is not one of the signature, or one is given twice.
    """
    binder = _Binder(call, signatures, vocabulary)
    parameters = signatures(call.name)
    given = binder.given(Construction(call.name, call.positional, call.keywords), parameters)
    bound = {p.name: binder.argument(call.name, p, given) for p in parameters if _plain(p, given)}
    return _apart(Bound(bound))


def _plain(parameter: Parameter, given: Mapping[str, Value]) -> bool:
    """Whether a parameter is one that we pass: not ``*args``, not one whose default is an object."""
    if parameter.kind in (Parameter.VAR_POSITIONAL, Parameter.VAR_KEYWORD):
        return False
    default = parameter.default
    return parameter.name in given or default is Parameter.empty or _is_plain(default)


def _is_plain(value: object) -> bool:
    if isinstance(value, tuple | list):
        return all(map(_is_plain, value))
    return value is None or isinstance(value, bool | int | float | str)


@dataclass(frozen=True)
class _Binder:
    call: FrameworkCall
    signatures: Signatures
    vocabulary: Vocabulary

    def given(self, construction: Construction, parameters: Parameters) -> dict[str, Value]:
        """The written values by parameter."""
        names = [p.name for p in parameters if p.kind is not Parameter.VAR_KEYWORD]
        places = [
            p.name
            for p in parameters
            if p.kind in (Parameter.POSITIONAL_OR_KEYWORD, Parameter.POSITIONAL_ONLY)
        ]
        shown = f"{construction.name}({', '.join(map(_shown, parameters))})"
        if len(construction.positional) > len(places):
            raise InputError(f"{self.call}: too many arguments; the signature is {shown}")
        given = dict(zip(places, construction.positional, strict=False))
        for name, value in construction.keywords:
            if name not in names:
                hint = nearest(name, names)
                raise InputError(
                    f"{self.call}: {construction.name} has no argument {quoted(name)}; {hint} Its signature is {shown}"
                )
            if name in given:
                raise InputError(f"{self.call}: the argument {quoted(name)} is given twice")
            given[name] = value
        return given

    def argument(self, of: str, parameter: Parameter, given: Mapping[str, Value]) -> Any:
        name, default = parameter.name, parameter.default
        if name in given and given[name] is not None:
            return self._given(of, name, given[name], default)
        if name in given:
            return None
        return self._default(of, name, default)

    def _given(self, of: str, name: str, value: Value, default: Any) -> Any:
        if isinstance(value, Construction):
            return self._build(value)
        if isinstance(value, tuple):
            members = default if isinstance(default, tuple | list) else (None,) * len(value)
            if len(members) != len(value):
                raise InputError(f"{self.call}: {name} has {len(members)} members, not {len(value)}")
            return tuple(
                self._member(of, name, i, v, d) for i, (v, d) in enumerate(zip(value, members, strict=True))
            )
        if _as_written(value) or name in self.vocabulary.whole:
            return value
        return replace(self._free(of, name, name, default), given=exact(_number(value)))

    def _member(self, of: str, name: str, index: int, value: Value, default: Any) -> Any:
        if _as_written(value):
            return value
        free = self._free(of, _member_name(name, index), f"{name}[{index}]", default)
        return replace(free, given=exact(_number(value)))

    def _default(self, of: str, name: str, default: Any) -> Any:
        if isinstance(default, tuple | list):
            return tuple(
                value if _is_off(value) else self._free(of, _member_name(name, i), f"{name}[{i}]", value)
                for i, value in enumerate(default)
            )
        if default is Parameter.empty:
            return self._free(of, name, name, None)
        if _is_off(default) or name in self.vocabulary.whole:
            return default
        return self._free(of, name, name, default)

    def _free(self, of: str, name: str, argument: str, default: Any) -> Free:
        meaning = self.vocabulary.meaning(self.call.framework, of, name)
        number = isinstance(default, int | float) and not isinstance(default, bool)
        assert meaning.domain is not None
        return Free(meaning.name, argument, meaning.domain, exact(default) if number else None)

    def _build(self, construction: Construction) -> Build:
        parameters = self.signatures(construction.name)
        if any(p.kind is Parameter.VAR_POSITIONAL for p in parameters):
            return Build(
                construction.name,
                tuple(self._nested(construction.name, v) for v in construction.positional),
                {},
            )
        given = self.given(construction, parameters)
        bound = {p.name: self.argument(construction.name, p, given) for p in parameters if _plain(p, given)}
        return Build(construction.name, (), bound)

    def _nested(self, of: str, value: Value) -> Any:
        return self._build(value) if isinstance(value, Construction) else value


def _member_name(name: str, index: int) -> str:
    return f"{name}_{index + 1}"


def _as_written(value: Value) -> bool:
    return value is None or isinstance(value, bool | str) or value in (0, 1)


def _is_off(default: object) -> bool:
    """Whether a default is no number that a user would call a hyperparameter."""
    return default is None or isinstance(default, bool | str) or default == 0


def _number(value: Value) -> int | float:
    assert isinstance(value, int | float)
    return value


def _shown(parameter: Parameter) -> str:
    if parameter.kind in (Parameter.VAR_KEYWORD, Parameter.VAR_POSITIONAL):
        return f"{'*' * (1 + (parameter.kind is Parameter.VAR_KEYWORD))}{parameter.name}"
    if parameter.default is Parameter.empty:
        return parameter.name
    plain = _is_plain(parameter.default)
    return f"{parameter.name}={parameter.default!r}" if plain else f"{parameter.name}=…"


def _apart(bound: Bound) -> Bound:
    """The arguments with a name for each symbol: of two that mean the same, the later gets a number."""
    used: dict[str, int] = {}

    def named(free: Free) -> Free:
        count = used[free.name] = used.get(free.name, 0) + 1
        return free if count == 1 else replace(free, name=f"{free.name}_{count}")

    def walk(value: Any) -> Any:
        if isinstance(value, Free):
            return named(value)
        if isinstance(value, Build):
            return Build(value.name, walk(value.positional), {n: walk(v) for n, v in value.keywords.items()})
        return tuple(map(walk, value)) if isinstance(value, tuple) else value

    return Bound({name: walk(value) for name, value in bound.arguments.items()})
