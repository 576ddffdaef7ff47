"""The arguments of a call bound to a signature: which are numbers, which are symbols."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from inspect import Parameter
from typing import Any

from verifier.errors import InputError
from verifier.lift.frameworks.call import Construction, FrameworkCall, Table, Value
from verifier.lift.frameworks.meaning import Free, Vocabulary, exact
from verifier.lift.vocabulary import quoted

Parameters = Sequence[Parameter]
"""Of a class or factory, without what no call writes (``self``, PyTorch's ``params``)."""

Signatures = Callable[[str], Parameters]
Number = Callable[[Free], Any]
Finder = Callable[[str], Any]


@dataclass(frozen=True)
class Build:
    """A construction with its bound arguments; ``spread`` go to ``*args``."""

    name: str
    keywords: Mapping[str, Any]
    spread: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Bound:
    """Every argument that the constructor is to be given.

    Attributes
    ----------
    arguments : mapping
        From parameters to trees of tuples and `Build` whose leaves are `Free` symbols and Python values as
        they are written (or the default). Left out are those with a default that is no plain value.
    spread : tuple
        What goes to ``*args``.
    """

    arguments: Mapping[str, Any]
    spread: tuple[Any, ...] = ()

    @property
    def free(self) -> tuple[Free, ...]:
        """The symbolic arguments, in the order of the signature."""
        return tuple(_leaves((*self.spread, *self.arguments.values())))

    @property
    def off(self) -> tuple[tuple[str, bool | float], ...]:
        """The switches of the signature as they stand, and its numbers that are 0: what is switched off."""
        return tuple((name, v) for name, v in self.arguments.items() if isinstance(v, bool | float) or v == 0)

    def filled(self, number: Number, find: Finder | None = None) -> dict[str, Any]:
        """The keyword arguments for the constructor, each symbol replaced by what ``number`` gives.

        ``find`` gives the class or factory of a nested construction.
        """
        return {name: _filled(value, number, find) for name, value in self.arguments.items()}

    def filled_spread(self, number: Number, find: Finder | None = None) -> tuple[Any, ...]:
        """The arguments for ``*args``, in the same way."""
        return tuple(_filled(value, number, find) for value in self.spread)


def _leaves(value: Any) -> Iterator[Free]:
    if isinstance(value, Free):
        yield value
    elif isinstance(value, Build):
        yield from _leaves((*value.spread, *value.keywords.values()))
    elif isinstance(value, Table):
        yield from _leaves(tuple(each for _, each in value.entries))
    elif isinstance(value, tuple):
        for member in value:
            yield from _leaves(member)


def _filled(value: Any, number: Number, find: Finder | None) -> Any:
    if isinstance(value, Free):
        return number(value)
    if isinstance(value, Build):
        assert find is not None
        keywords = {name: _filled(v, number, find) for name, v in value.keywords.items()}
        return find(value.name)(*(_filled(v, number, find) for v in value.spread), **keywords)
    if isinstance(value, tuple):
        return tuple(_filled(member, number, find) for member in value)
    if isinstance(value, Table):
        return {key: _filled(each, number, find) for key, each in value.entries}
    return value


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
    built = _Binder(call, signatures, vocabulary).build(
        Construction(call.name, call.positional, call.keywords)
    )
    used: dict[str, int] = {}
    return Bound(*(_apart(part, used) for part in (dict(built.keywords), built.spread)))


@dataclass(frozen=True)
class _Binder:
    call: FrameworkCall
    signatures: Signatures
    vocabulary: Vocabulary

    def build(self, construction: Construction) -> Build:
        parameters = self.signatures(construction.name)
        given, spread = self._given(construction, parameters)
        argument = _Argument(self, construction.name)
        bound = {p.name: argument.bound(p, given) for p in parameters if _is_passed(p, given)}
        members = tuple(argument.written(Parameter("args", Parameter.VAR_POSITIONAL), v) for v in spread)
        return Build(construction.name, bound, members)

    def _given(
        self, construction: Construction, parameters: Parameters
    ) -> tuple[dict[str, Value], tuple[Value, ...]]:
        """The written values by parameter, and those for ``*args``."""
        named = [
            p.name for p in parameters if p.kind not in (Parameter.VAR_KEYWORD, Parameter.VAR_POSITIONAL)
        ]
        places = [p.name for p in parameters if p.kind in _POSITIONAL]
        given = dict(zip(places, construction.positional, strict=False))
        spread = construction.positional[len(places) :]
        if spread and not any(p.kind is Parameter.VAR_POSITIONAL for p in parameters):
            raise self._fault(construction, parameters, "too many arguments;")
        if foreign := [name for name, _ in construction.keywords if name not in named]:
            raise self._fault(construction, parameters, self._unknown(construction.name, foreign, named))
        for name, value in construction.keywords:
            if name in given:
                raise InputError(f"{self.call}: the argument {quoted(name)} is given twice")
            given[name] = value
        return given, spread

    def _unknown(self, of: str, names: Sequence[str], known: Sequence[str]) -> str:
        hints = (self.vocabulary.instead(self.call.framework, of, name, known) for name in names)
        said = "; ".join((f"{of} has no argument {', '.join(map(quoted, names))}", *filter(None, hints)))
        return said if said.endswith("?") else f"{said};"

    def _fault(self, construction: Construction, parameters: Parameters, problem: str) -> InputError:
        signature = f"{construction.name}({', '.join(map(_shown, parameters))})"
        return InputError(f"{self.call}: {problem} the signature is {signature}")


_WHOLE = ("int", "int | None", "Optional[int]", "typing.Optional[int]")
_POSITIONAL = (Parameter.POSITIONAL_OR_KEYWORD, Parameter.POSITIONAL_ONLY)


@dataclass(frozen=True)
class _Argument:
    """What becomes of one argument of one class or factory."""

    binder: _Binder
    of: str

    def bound(self, parameter: Parameter, given: Mapping[str, Value]) -> Any:
        if parameter.name in given:
            return self.written(parameter, given[parameter.name])
        return self._left_out(parameter)

    def written(self, parameter: Parameter, value: Value) -> Any:
        if isinstance(value, Construction):
            return self.binder.build(value)
        if isinstance(value, Table):
            return Table(tuple((key, self._entry(v)) for key, v in value.entries))
        if isinstance(value, tuple):
            return self._written_tuple(parameter, value)
        if _is_literal(value) or self._is_whole(parameter):
            return _like(parameter.default, value)
        free = self._free(parameter.name, parameter.name, parameter.default)
        return replace(free, given=exact(_number(value)))

    def _entry(self, value: Value) -> Any:
        """What stands in a dictionary: a construction; numbers are taken as written."""
        return self.binder.build(value) if isinstance(value, Construction) else value

    def _written_tuple(self, parameter: Parameter, value: tuple[Value, ...]) -> tuple[Any, ...]:
        defaults = parameter.default if isinstance(parameter.default, tuple | list) else (None,) * len(value)
        if len(defaults) != len(value):
            raise InputError(
                f"{self.binder.call}: {parameter.name} has {len(defaults)} members, not {len(value)}"
            )
        if self._is_whole(parameter):
            return value
        return tuple(
            self._member(parameter.name, i, v, d)
            for i, (v, d) in enumerate(zip(value, defaults, strict=True))
        )

    def _member(self, name: str, index: int, value: Value, default: Any) -> Any:
        if isinstance(value, Construction):
            return self.binder.build(value)
        if _is_literal(value) or isinstance(value, tuple):
            return _like(default, value)
        free = self._free(f"{name}_{index + 1}", f"{name}[{index}]", default)
        return replace(free, given=exact(_number(value)))

    def _left_out(self, parameter: Parameter) -> Any:
        name, default = parameter.name, parameter.default
        if isinstance(default, tuple | list):
            return tuple(
                value if _is_off(value) else self._free(f"{name}_{i + 1}", f"{name}[{i}]", value)
                for i, value in enumerate(default)
            )
        if default is not Parameter.empty and (_is_off(default) or self._is_whole(parameter)):
            return default
        return self._free(name, name, default)

    def _is_whole(self, parameter: Parameter) -> bool:
        """Whether an argument is a whole number: by the vocabulary, or by its annotation."""
        annotated = str(parameter.annotation) in _WHOLE or parameter.annotation is int
        return annotated or parameter.name in self.binder.vocabulary.whole

    def _free(self, name: str, argument: str, default: Any) -> Free:
        meaning = self.binder.vocabulary.meaning(self.binder.call.framework, self.of, name)
        is_number = isinstance(default, int | float) and not isinstance(default, bool)
        assert meaning.domain is not None
        return Free(meaning.name, argument, meaning.domain, exact(default) if is_number else None)


def _is_passed(parameter: Parameter, given: Mapping[str, Value]) -> bool:
    """Whether a parameter is one that we pass: not ``*args``, not one whose default is an object."""
    if parameter.kind in (Parameter.VAR_POSITIONAL, Parameter.VAR_KEYWORD):
        return False
    default = parameter.default
    return parameter.name in given or default is Parameter.empty or _is_plain(default)


def _is_plain(value: object) -> bool:
    if isinstance(value, tuple | list):
        return all(map(_is_plain, value))
    return value is None or isinstance(value, bool | int | float | str)


def _is_literal(value: Value) -> bool:
    return value is None or isinstance(value, bool | str) or value in (0, 1)


def _like(default: Any, value: Value) -> Value:
    """The value as a float where the default is one: JAX' powers of integers are programs of their own."""
    if isinstance(default, float) and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return value


def _is_off(default: Any) -> bool:
    """Whether a default is no number that a user would call a hyperparameter."""
    return default is None or isinstance(default, bool | str) or default == 0 or default - default != 0


def _number(value: Value) -> int | float:
    assert isinstance(value, int | float)
    return value


def _shown(parameter: Parameter) -> str:
    if parameter.kind in (Parameter.VAR_KEYWORD, Parameter.VAR_POSITIONAL):
        return f"{'*' * (1 + (parameter.kind is Parameter.VAR_KEYWORD))}{parameter.name}"
    if parameter.default is Parameter.empty:
        return parameter.name
    return (
        f"{parameter.name}={parameter.default!r}" if _is_plain(parameter.default) else f"{parameter.name}=…"
    )


def _apart(value: Any, used: dict[str, int]) -> Any:
    """The arguments with a name for each symbol: of two that mean the same, the later gets a number."""
    if isinstance(value, Free):
        count = used[value.name] = used.get(value.name, 0) + 1
        return value if count == 1 else replace(value, name=f"{value.name}_{count}")
    if isinstance(value, Build):
        return Build(value.name, _apart(dict(value.keywords), used), _apart(value.spread, used))
    if isinstance(value, Table):
        return Table(tuple((key, _apart(each, used)) for key, each in value.entries))
    if isinstance(value, dict):
        return {name: _apart(each, used) for name, each in value.items()}
    return tuple(_apart(each, used) for each in value) if isinstance(value, tuple) else value
