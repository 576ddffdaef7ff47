"""Framework calls: ``keras:Adam(amsgrad=True)`` as data, read with `ast` and never run."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from verifier.errors import InputError
from verifier.lift.source_text import printable
from verifier.lift.vocabulary import construct, nearest, quoted

FRAMEWORKS = ("keras", "torch", "optax")
INSTALL = "python -m pip install 'optimizer-verifier[frameworks]'"
MAX_CHARACTERS = 2_000
_KERAS = ("tf.keras.", "tensorflow.keras.", "keras.", "tf.", "")
PLACES = {
    **{f"{where}optimizers.schedules.": "keras" for where in _KERAS},
    **{f"{where}optimizers.": "keras" for where in _KERAS},
    "torch.optim.": "torch",
    "optim.": "torch",
    "optax.": "optax",
}
"""What a program writes in front of an optimizer's name."""
TENSORS = ("torch.tensor", "torch.as_tensor")
"""What makes a tensor of a number; optimizers take either and compute the same of both."""
OUTSIDE = "lr_scheduler."
SCHEDULER = (
    "a scheduler of PyTorch changes an optimizer from outside; write the optimizer's call alone, and its "
    "rates in the other framework as a schedule"
)
"""Where PyTorch has what changes the rates of optimizers."""
FIRST = {"torch": "params"}
"""What a program gives an optimizer before all else; no number depends on it."""
ARITHMETIC: Mapping[type[ast.operator], Callable[..., int | float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}
"""Of numbers, as the program computes it before the framework is called: in its floats."""
LARGEST_POWER = 1_000
"""An exponent; a larger one may take long, and gives no number that a float holds."""


@dataclass(frozen=True)
class Construction:
    """A call within a call: ``ExponentialDecay(0.1, 100, 0.9)``."""

    name: str
    positional: tuple[Value, ...]
    keywords: tuple[tuple[str, Value], ...]


@dataclass(frozen=True)
class Table:
    """A dictionary: ``{100: 0.5}``, ``{"kernel": adam(0.001)}``."""

    entries: tuple[tuple[int | float | str, Value], ...]


Value = None | bool | int | float | str | tuple["Value", ...] | Construction | Table
"""An argument as it is written."""


@dataclass(frozen=True)
class FrameworkCall:
    """An optimizer of a framework, with the arguments that are written.

    Attributes
    ----------
    framework : str
        One of `FRAMEWORKS`.
    name : str
        The class or factory: ``Adam``, ``adamw``, ``contrib.schedule_free_sgd``.
    positional, keywords : tuple
        Values as they are written; what they mean, the signature decides.
    module : str or None
        Where the class lies if not in the framework: for an optimizer of one's own. No text says this.
    backend : str
        Of Keras: ``jax``, ``torch`` or ``numpy``. No text says this either.
    """

    framework: str
    name: str
    positional: tuple[Value, ...] = ()
    keywords: tuple[tuple[str, Value], ...] = ()
    module: str | None = None
    backend: str = ""

    def __str__(self) -> str:
        return f"{self.framework}:{written(Construction(self.name, self.positional, self.keywords))}"


def written(value: Value) -> str:
    """A value as Python writes it."""
    if isinstance(value, Construction):
        arguments = [written(v) for v in value.positional]
        arguments += [f"{name}={written(v)}" for name, v in value.keywords]
        return f"{value.name}({', '.join(arguments)})"
    if isinstance(value, Table):
        return f"{{{', '.join(f'{key!r}: {written(v)}' for key, v in value.entries)}}}"
    if isinstance(value, tuple):
        return f"({', '.join(written(v) for v in value)}{',' if len(value) == 1 else ''})"
    return repr(value)


def is_framework_call(text: str) -> bool:
    """Whether a text is a call or a class, ``framework:…`` or as a program has it; a ``.py`` file is none."""
    head, colon, _ = text.partition(":")
    if ".py" in text.partition("(")[0]:
        return False
    return _place(text) is not None or (bool(colon) and len(head) > 1 and head.isidentifier())


def _place(text: str) -> str | None:
    """What stands in front of the name in a call as a program has it: ``torch.optim.SGD(params)``."""
    return next((place for place in PLACES if text.startswith(place)), None)


def parse(text: str) -> FrameworkCall:
    """The call that a text names.

    Raises
    ------
    InputError
        When the framework is not known, or the rest is no call with plain values.

    Examples
    --------
    >>> parse("torch:SGD(momentum=0.9, nesterov=True)").keywords
    (('momentum', 0.9), ('nesterov', True))
    >>> print(parse("torch.optim.SGD(model.parameters(), lr=0.1)"))
    torch:SGD(lr=0.1)
    """
    place = _place(text)
    framework, _, rest = text.partition(":") if place is None else (PLACES[place], "", text)
    if framework not in FRAMEWORKS:
        raise _no_framework(text, framework)
    tree = _tree(text, rest)
    call = _call(_without_first(tree, FIRST.get(framework)), text)
    if framework == "torch" and call.name.startswith(OUTSIDE):
        raise InputError(f"{printable(text, 200)}: {SCHEDULER}")
    return FrameworkCall(framework, call.name, call.positional, call.keywords)


def _no_framework(text: str, said: str) -> InputError:
    if "(" in said or ":" not in text:
        named = ", ".join(f"{each}:" for each in FRAMEWORKS)
        return InputError(f"{printable(text, 80)}: no framework is named; write one of {named} in front")
    return InputError(
        f"{printable(text, 80)}: there is no framework {quoted(said)}; {nearest(said, FRAMEWORKS)}"
    )


def _without_first(tree: ast.expr, first: str | None) -> ast.expr:
    """A call without the argument that is no value, ``params``: by keyword, or in front as it is computed."""
    if not isinstance(tree, ast.Call) or first is None:
        return tree
    in_front = tree.args[:1] if tree.args and not _plain(tree.args[0]) else []
    for node in (*in_front, *(k.value for k in tree.keywords if k.arg == first)):
        if any(isinstance(each, ast.Dict) for each in ast.walk(node)):
            raise InputError(
                f"{printable(ast.unparse(tree), 200)}: groups of {first} have options of their own; "
                f"write a call for each group, as it is for that group alone"
            )
    given = tree.args[len(in_front) :]
    return ast.Call(tree.func, given, [k for k in tree.keywords if k.arg != first])


def _plain(node: ast.expr) -> bool:
    """Whether it is a number that is written or computed, ``0.1*2``, and not ``a.parameters() + b``."""
    match node:
        case ast.UnaryOp(operand=operand):
            return _plain(operand)
        case ast.BinOp(left=left, right=right):
            return _plain(left) and _plain(right)
    return isinstance(node, ast.Constant)


def _tree(text: str, rest: str) -> ast.expr:
    if len(text) > MAX_CHARACTERS:
        raise InputError(f"{printable(text, 80)}: longer than {MAX_CHARACTERS} characters")
    try:
        return ast.parse(rest.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise _fault(text, "is not understood") from None


def _fault(text: str, problem: str) -> InputError:
    return InputError(f"{printable(text, 200)}: {problem}; write framework:Class(argument=value)")


def _call(node: ast.expr, text: str) -> Construction:
    if not isinstance(node, ast.Call):
        return Construction(_named(node, text), (), ())
    keywords: list[tuple[str, Value]] = []
    for keyword in node.keywords:
        if keyword.arg is None:
            raise _fault(text, "`**` is not read")
        if keyword.arg in dict(keywords):
            raise _fault(text, f"the argument {quoted(keyword.arg)} is given twice")
        keywords.append((keyword.arg, _value(keyword.value, text)))
    positional = tuple(_value(argument, text) for argument in node.args)
    return Construction(_named(node.func, text), positional, tuple(keywords))


def _named(node: ast.expr, text: str) -> str:
    """The name of a class without the place where its framework has it."""
    whole = _dotted(node, text)
    return next((whole.removeprefix(p) for p in PLACES if whole.startswith(p)), whole)


def _dotted(node: ast.expr, text: str) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value, text)}.{node.attr}"
    if isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords:
        return f"{_dotted(node.func, text)}({_named(node.args[0], text)})"
    raise _fault(text, f"{construct(node)} stands where the name of a class is wanted")


def _value(node: ast.expr, text: str) -> Value:
    match node:
        case ast.Constant(value=None | bool() | int() | float() | str() as value):
            return _finite(value, text)
        case ast.UnaryOp(op=ast.USub() | ast.UAdd()) | ast.BinOp():
            return _finite(_computed(node, text), text)
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            return tuple(_value(element, text) for element in elements)
        case ast.Dict(keys=keys, values=values):
            return Table(tuple((_key(k, text), _value(v, text)) for k, v in zip(keys, values, strict=True)))
        case ast.Call(func=function, args=[number]) if _dotted(function, text) in TENSORS:
            return _value(number, text)
        case ast.Call():
            return _call(node, text)
        case ast.Name() | ast.Attribute() | ast.Subscript() | ast.IfExp():
            raise _unknown(node, text)
    raise _fault(
        text, f"{construct(node)} is no value; accepted are numbers, True, False, None, strings, tuples"
    )


def _computed(node: ast.expr, text: str) -> int | float:
    """Arithmetic of numbers that are written: ``1e-3*2``, ``64/256``."""
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return value
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_computed(operand, text)
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _computed(operand, text)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in ARITHMETIC:
            return _result(op, _computed(left, text), _computed(right, text), text)
    raise _unknown(node, text)


def _result(op: ast.operator, left: int | float, right: int | float, text: str) -> int | float:
    try:
        if isinstance(op, ast.Pow) and abs(right) > LARGEST_POWER:
            raise OverflowError
        value = ARITHMETIC[type(op)](left, right)
        float(value)  # of a complex number a TypeError
    except (ArithmeticError, TypeError):
        raise _fault(text, "what is computed there is no real number that a float holds") from None
    return value


def _unknown(node: ast.expr, text: str) -> InputError:
    """Of what only the program knows."""
    said = printable(ast.unparse(node), 60)
    return InputError(
        f"{printable(text, 200)}: the value of {said} is known to the program alone; "
        "write the value itself in its place"
    )


def _key(node: ast.expr | None, text: str) -> int | float | str:
    value = None if node is None else _value(node, text)
    if not isinstance(value, int | float | str):
        raise _fault(text, "a key of a dictionary is a number or a string")
    return value


def _finite(value: bool | int | float | str | None, text: str) -> bool | int | float | str | None:
    if isinstance(value, float) and value - value != 0:
        raise _fault(text, f"{value} is no real number")
    return value
