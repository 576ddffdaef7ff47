"""Optax transformations that are at hand as Python objects: functions that have closed over their numbers.

What such a function was made of is gone; the numbers are still in its cells. A copy of the functions with
other numbers in their cells is what the factory would have made of those, so it is read like a factory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from types import CellType, FunctionType
from typing import Any

from verifier.lift.frameworks.binding import Bound
from verifier.lift.frameworks.call import FrameworkCall
from verifier.lift.frameworks.meaning import Free, Vocabulary, exact
from verifier.lift.frameworks.optax import lift_optax
from verifier.lift.frameworks.record import Lift

WRITTEN = (0.0, 1.0, -1.0)
"""Numbers that stay as they are: a part that is switched off, a sign."""
Put = Callable[[str, float], Any]


def lift_object(transformation: Any, vocabulary: Vocabulary) -> Lift:
    """The recurrence of a transformation that the caller holds; its numbers are symbols named as its cells.

    It is traced here, since functions cannot be sent to another process: in double precision and on the
    processor, both of which are put back. A negative number is a symbol with a minus sign.

    Parameters
    ----------
    transformation : optax.GradientTransformation
    vocabulary : Vocabulary

    Raises
    ------
    InputError
        When the transformation cannot be lifted.
    """
    import jax

    call = FrameworkCall("optax", type(transformation).__name__)
    cells = _cells(transformation)
    bound = Bound({name: _free(name, abs(value), vocabulary) for name, value in cells.values()})

    def factory(**numbers: Any) -> Any:
        def put(name: str, value: float) -> Any:
            number = numbers[cells[name, value][0]]
            return number if value > 0 else -number

        return copied(transformation, put)

    with jax.enable_x64(True), jax.default_device(jax.devices("cpu")[0]):
        return lift_optax(factory, call, bound)


def _cells(transformation: Any) -> dict[tuple[str, float], tuple[str, float]]:
    """For every cell's name and number a name of its own, and the number."""
    found: dict[tuple[str, float], tuple[str, float]] = {}
    taken: dict[str, int] = {}

    def see(name: str, value: float) -> float:
        if (name, value) not in found:
            taken[name] = taken.get(name, 0) + 1
            own = name if taken[name] == 1 else f"{name}_{taken[name]}"
            found[name, value] = own, value
        return value

    copied(transformation, see)
    return found


def _free(name: str, value: float, vocabulary: Vocabulary) -> Free:
    domain = vocabulary.meaning("optax", "", name).domain
    assert domain is not None
    return Free(name, name, domain, None, exact(value))


def copied(value: Any, put: Put) -> Any:
    """The transformation, what its functions close over copied too, with other numbers in their cells."""
    return _copy("", value, put, {})


def _copy(name: str, value: Any, put: Put, made: dict[int, Any]) -> Any:
    if id(value) in made:
        return made[id(value)]
    match value:
        case float() if value not in WRITTEN:
            return put(name, value)
        case FunctionType():
            return _function(value, put, made)
        case object(__wrapped__=FunctionType() as plain) if type(value).__module__.startswith("jax"):
            return _function(plain, put, made)  # compiled or not, it computes the same
        case partial():
            return partial(
                _copy(name, value.func, put, made),
                *_members(name, value.args, put, made),
                **_named(value.keywords, put, made),
            )
        case tuple():
            members = list(_members(name, value, put, made))
            return type(value)(*members) if hasattr(value, "_fields") else tuple(members)
        case list():
            return list(_members(name, value, put, made))
        case dict():
            return _named(value, put, made)
    return value


def _members(name: str, values: Any, put: Put, made: dict[int, Any]) -> Iterator[Any]:
    fields = getattr(values, "_fields", [name] * len(values))
    return (_copy(field, value, put, made) for field, value in zip(fields, values, strict=True))


def _named(values: Mapping[str, Any], put: Put, made: dict[int, Any]) -> dict[str, Any]:
    return {key: _copy(str(key), value, put, made) for key, value in values.items()}


def _function(function: FunctionType, put: Put, made: dict[int, Any]) -> FunctionType:
    """The function with copied cells; it is known before they are filled, as it may be in one of them."""
    cells = tuple(CellType() for _ in function.__closure__ or ())
    code = function.__code__
    other = FunctionType(code, function.__globals__, function.__name__, function.__defaults__, cells)
    made[id(function)] = other
    other.__kwdefaults__ = function.__kwdefaults__ and _named(function.__kwdefaults__, put, made)
    if function.__defaults__:
        other.__defaults__ = tuple(_members("", function.__defaults__, put, made))
    for name, old, new in zip(code.co_freevars, function.__closure__ or (), cells, strict=True):
        try:
            new.cell_contents = _copy(name, old.cell_contents, put, made)
        except ValueError:  # a cell that nothing was put into
            continue
    return other
