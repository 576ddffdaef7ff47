"""Tracing PyTorch: what each operation does to tensors is done to the terms of the mirror as well.

Two of PyTorch's own hooks see a call. The one for functions (`__torch_function__`) sees the arguments
as Python wrote them, symbolic floats among them; it puts a number of no significance in the place of
each. The one below it (`__torch_dispatch__`) sees the operation that runs in the end, whichever
spelling led to it, finds those numbers again, and mirrors the operation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import reduce
from typing import Any

import numpy as np

from verifier.lift.branches import Branches
from verifier.lift.frameworks.norms import AS_GIVEN
from verifier.lift.frameworks.torch_mirror import Mirror
from verifier.lift.frameworks.torch_operations import ACROSS, CONSTANT, ELEMENTWISE, LAYOUT
from verifier.lift.numpy_arrays import Number
from verifier.lift.reals import Real, Untraceable, as_condition
from verifier.lift.term_arrays import Terms, elementwise, filled, single
from verifier.term import ZERO, Term, where

_WITHOUT_MEANING = frozenset(
    "dtype layout device pin_memory memory_format non_blocking out implicit requires_grad".split()
)
"""Arguments that say where and how a result is kept."""
_ROUNDING = ("torch.float32", "torch.float16", "torch.bfloat16")
_ESCAPES = frozenset("tolist numpy __array__ __float__ __int__ __index__ __complex__".split())
_EXTREMES = {"max": "maximum", "amax": "maximum", "min": "minimum", "amin": "minimum"}
_ELSE_CALLED = {"aten.max.other": "maximum", "aten.min.other": "minimum"}


@contextmanager
def traced(mirror: Mirror, branches: Branches) -> Iterator[None]:
    """Within, PyTorch's operations are mirrored, and branches on tensors and symbolic floats followed."""
    with ExitStack() as stack:
        stack.enter_context(_dispatch_mode(mirror))
        stack.enter_context(_function_mode(mirror, branches))
        yield


def _function_mode(mirror: Mirror, branches: Branches) -> Any:
    from torch import Tensor
    from torch.overrides import TorchFunctionMode

    class Functions(TorchFunctionMode):  # type: ignore[misc]
        """Symbolic floats on their way into PyTorch and out of it."""

        def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            name = getattr(func, "__name__", str(func))
            if name == "item":
                return Number(float(args[0]), _only(mirror.read(args[0])), branches)
            if name in ("__bool__", "is_nonzero"):
                return branches.decide(as_condition(_only(mirror.read(args[0]))), bool(func(*args)))
            if name == "__deepcopy__":  # which copies memory behind the back of operations
                return args[0].detach().clone()
            if name in _ESCAPES and isinstance(args[0], Tensor):
                raise Untraceable(f"`{name}` takes a tensor's value out of what PyTorch lets us see")
            made_of: dict[float, Term] = {}
            args, kwargs = _stand_ins(args, made_of), _stand_ins(kwargs or {}, made_of)
            mirror.made_of = made_of
            try:
                result = func(*args, **kwargs)
                if made_of and isinstance(result, Tensor):
                    mirror.read(result)
            finally:
                mirror.made_of = {}
            return result

    return Functions()


def _stand_ins(value: Any, made_of: dict[float, Term]) -> Any:
    """The arguments with a number of its own in the place of each symbolic float."""
    if isinstance(value, Real):
        number = 0.5772156649015329 + len(made_of) * 0.0314159265358979
        made_of[number] = value.term
        return number
    if isinstance(value, list | tuple):
        members = [_stand_ins(member, made_of) for member in value]
        return members if isinstance(value, list) else _tuple_like(value, members)
    if isinstance(value, dict):
        return {key: _stand_ins(member, made_of) for key, member in value.items()}
    return value


def _tuple_like(value: tuple[Any, ...], members: list[Any]) -> tuple[Any, ...]:
    return type(value)(*members) if hasattr(value, "_fields") else tuple(members)


def _only(terms: Terms) -> Term:
    if terms.size != 1:
        raise Untraceable(f"a decision on {terms.size} elements at once")
    found = terms.reshape(-1)[0]
    assert isinstance(found, Term)
    return found


def _dispatch_mode(mirror: Mirror) -> Any:
    from torch.utils._python_dispatch import TorchDispatchMode

    class Operations(TorchDispatchMode):  # type: ignore[misc]
        """Every operation that PyTorch runs."""

        def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            return mirrored(mirror, func, args, kwargs or {})

    return Operations()


def mirrored(mirror: Mirror, func: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
    """Run an operation and do the same to the terms.

    Raises
    ------
    Untraceable
        When it is none of those that act on each element alone.
    """
    namespace, name = func._schema.name.split("::")
    if namespace != "aten" or _is_view(func) or name == "_local_scalar_dense":
        return func(*args, **kwargs)
    short = _ELSE_CALLED.get(str(func), name.removeprefix("_foreach_"))
    short = short if short in ELEMENTWISE else short.removesuffix("_")
    if short in LAYOUT:
        return func(*args, **kwargs)
    mirror.rounds |= str(kwargs.get("dtype")) in _ROUNDING
    if short in CONSTANT:
        return _made(mirror, func, args, kwargs, CONSTANT[short])
    if short == "index_put":
        return _masked(mirror, func, args, kwargs)
    if short in ("cat", "stack"):
        return _put_together(mirror, func, args, kwargs, np.concatenate if short == "cat" else np.stack)
    if short in _EXTREMES and len(args) > 1:
        return _extreme(mirror, func, args, kwargs, short)
    if short not in ELEMENTWISE:
        raise Untraceable(_refusal(name, short))
    if kwargs.get("rounding_mode") is not None:
        raise Untraceable(f"`{name}` with rounding")
    lists = name.startswith("_foreach_")
    return _applied(mirror, func, args, kwargs, ELEMENTWISE[short], lists)


def _is_view(func: Any) -> bool:
    """Whether the result shares the storage of an argument and nothing is written."""
    aliases = [r.alias_info for r in func._schema.returns]
    return bool(aliases) and all(alias is not None and not alias.is_write for alias in aliases)


def _refusal(name: str, short: str) -> str:
    if name.startswith("_fused_"):
        return f"`{name}` is a fused kernel, opaque to a trace; leave `fused` out to read what it stands for"
    if short in ACROSS:
        return (
            f"`{name}` joins several coordinates; only what acts on each coordinate alone is read: {AS_GIVEN}"
        )
    if short.startswith(("rand", "uniform", "normal", "bernoulli", "exponential", "native_dropout")):
        return f"`{name}` is random; a recurrence is not"
    return f"the operation `{name}` is not known here"


def _applied(
    mirror: Mirror,
    func: Any,
    args: tuple[Any, ...],
    kwargs: Mapping[str, Any],
    function: Callable[..., Term],
    lists: bool,
) -> Any:
    """An operation on each element, of one tensor or (``_foreach_``) of each tensor of lists."""
    named = {k: _terms(mirror, v) for k, v in kwargs.items() if k not in _WITHOUT_MEANING and v is not None}
    count = next(len(a) for a in args if isinstance(a, list | tuple)) if lists else 1
    values = []
    for i in range(count):
        operands = [a[i] if isinstance(a, list | tuple) else a for a in args]
        arrays = [_terms(mirror, operand) for operand in operands]
        values.append(_each(function, arrays, named))
    result = func(*args, **kwargs)
    written = _written(func, args, kwargs)
    targets = result if written is None else written
    for target, value in zip(targets if lists else [targets], values, strict=True):
        mirror.write(target, value)
    return result


def _each(function: Callable[..., Term], arrays: list[Terms], named: Mapping[str, Terms]) -> Terms:
    names = list(named)
    width = len(arrays)

    def call(*values: Any) -> Term:
        return function(*values[:width], **dict(zip(names, values[width:], strict=True)))

    return elementwise(call, [*arrays, *named.values()])


def _terms(mirror: Mirror, operand: Any) -> Terms:
    from torch import Tensor

    if isinstance(operand, Tensor):
        return mirror.read(operand)
    if operand is None or isinstance(operand, float | int):
        return single(None if operand is None else mirror.number(operand))
    raise Untraceable(f"an operand that is no number and no tensor but a {type(operand).__name__}")


def _written(func: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
    """The argument that an operation writes to, None where it makes its result."""
    for index, argument in enumerate(func._schema.arguments):
        if argument.alias_info is not None and argument.alias_info.is_write:
            return args[index] if index < len(args) else kwargs[argument.name]
    return None


def _made(
    mirror: Mirror, func: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any], value: Term | None
) -> Any:
    result = func(*args, **kwargs)
    names = [argument.name for argument in func._schema.arguments]
    given = dict(zip(names, args, strict=False)) | dict(kwargs)
    content = mirror.number(given.get("fill_value", given.get("s"))) if value is None else value
    mirror.write(result, filled(result.shape, (content for _ in range(result.numel()))))
    return result


def _put_together(
    mirror: Mirror, func: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any], join: Callable[..., Terms]
) -> Any:
    """Tensors one behind another, or one above another."""
    terms = join([mirror.read(each) for each in args[0]], axis=args[1] if len(args) > 1 else 0)
    result = func(*args, **kwargs)
    mirror.write(result, terms)
    return result


def _extreme(mirror: Mirror, func: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any], name: str) -> Any:
    """The greatest or least along axes on which tensors were put together.

    There is one coordinate: what lies along an axis of several is of that one.
    """
    terms, axes = mirror.read(args[0]), args[1] if isinstance(args[1], list | tuple) else [args[1]]
    if not axes or any(terms.shape[axis] == 1 for axis in axes):
        raise Untraceable(_refusal(name, name))
    values = terms
    for axis in sorted((axis % terms.ndim for axis in axes), reverse=True):
        parts = np.split(values, values.shape[axis], axis)
        values = reduce(lambda a, b: elementwise(ELEMENTWISE[_EXTREMES[name]], [a, b]), parts)
        values = values if len(args) > 2 and args[2] else values.squeeze(axis)
    result = func(*args, **kwargs)
    if isinstance(result, tuple):
        places = filled(result[1].shape, [ZERO / ZERO] * result[1].numel())  # which nobody should read
        mirror.begin_anew(result[1], places)
    mirror.write(result[0] if isinstance(result, tuple) else result, values)
    return result


def _masked(mirror: Mirror, func: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
    """``x[mask] = value``, the mask of x's shape and the value one number."""
    import torch

    target, indices, value = args[:3]
    if len(indices) != 1 or indices[0].dtype is not torch.bool or indices[0].shape != target.shape:
        raise Untraceable("an assignment to chosen elements; only `x[mask] = value` is read")
    terms = elementwise(
        lambda x, mask, v: where(as_condition(mask), v, x),
        [mirror.read(target), mirror.read(indices[0]), mirror.read(value)],
    )
    result = func(*args, **kwargs)
    mirror.write(target if _written(func, args, kwargs) is not None else result, terms)
    return result
