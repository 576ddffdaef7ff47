"""The words of a formula file: what is read, and what each thing that is not read is called."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce

from verifier.lift.source_text import printable
from verifier.term import ONE, Term, sqrt

PREFIXES = ("np", "numpy", "math", "jnp", "ops", "torch", "tf", "K")
ORACLE = "grad"
MODULES = (
    "__future__", "jax", "jax.numpy", "keras", "keras.backend", "keras.ops", "math", "numpy",
    "numpy.typing", "tensorflow", "tensorflow.keras", "tensorflow.keras.backend", "torch", "typing",
)  # fmt: skip
"""What a file may import: modules whose functions of our names mean what ours mean."""


@dataclass(frozen=True)
class Function:
    """A function that formulas may call: its parameters, as shown in messages, and its term."""

    parameters: str
    build: Callable[..., Term]
    variadic: bool = False

    def accepts(self, count: int) -> bool:
        """Whether it takes so many arguments."""
        wanted = self.parameters.count(",") + 1
        return count >= wanted if self.variadic else count == wanted


def _joined(op: str) -> Callable[..., Term]:
    return lambda *args: reduce(lambda a, b: Term(op, a, b), args)


def _clip(x: Term, low: Term, high: Term) -> Term:
    return Term("min", Term("max", x, low), high)


FUNCTIONS: Mapping[str, Function] = {
    "sqrt": Function("x", sqrt),
    "abs": Function("x", lambda x: Term("abs", x)),
    "sign": Function("x", lambda x: Term("sign", x)),
    "max": Function("a, b", _joined("max"), variadic=True),
    "min": Function("a, b", _joined("min"), variadic=True),
    "exp": Function("x", lambda x: Term("exp", x)),
    "log": Function("x", lambda x: Term("log", x)),
    "clip": Function("x, lo, hi", _clip),
    "power": Function("x, y", lambda x, y: x**y),
    "square": Function("x", lambda x: x**2),
    "maximum": Function("a, b", _joined("max")),
    "minimum": Function("a, b", _joined("min")),
    "reciprocal": Function("x", lambda x: ONE / x),
    "rsqrt": Function("x", lambda x: ONE / sqrt(x)),
}
"""Functions of numbers; ``where(cond, a, b)`` takes a comparison and is read beside them."""

FUNCTION_NAMES = (*FUNCTIONS, "where")

ACCEPTED_BODY = "a body holds assignments, if/elif/else and return"
ACCEPTED_EXPRESSION = (
    "accepted are numbers, names, + - * / **, comparisons, and/or/not, `a if c else b`, "
    f"functions of the same file and {', '.join(FUNCTION_NAMES)}"
)

_CONSTRUCTS: Mapping[type[ast.AST], str] = {
    ast.For: "a loop (`for`)",
    ast.AsyncFor: "a loop (`async for`)",
    ast.While: "a loop (`while`)",
    ast.Break: "`break`",
    ast.Continue: "`continue`",
    ast.With: "a `with` block",
    ast.AsyncWith: "an `async with` block",
    ast.Try: "a `try` block",
    ast.Raise: "`raise`",
    ast.Assert: "`assert`",
    ast.Delete: "`del`",
    ast.Global: "`global`",
    ast.Nonlocal: "`nonlocal`",
    ast.Match: "a `match` block",
    ast.Import: "an import inside a function",
    ast.ImportFrom: "an import inside a function",
    ast.FunctionDef: "a function inside a function",
    ast.AsyncFunctionDef: "an `async` function",
    ast.ClassDef: "a class",
    ast.Expr: "an expression whose value is not used",
    ast.If: "`if`",
    ast.AnnAssign: "an annotated assignment",
    ast.AugAssign: "an augmented assignment",
    ast.Return: "`return` outside a function",
    ast.Lambda: "a `lambda`",
    ast.ListComp: "a comprehension",
    ast.SetComp: "a comprehension",
    ast.DictComp: "a comprehension",
    ast.GeneratorExp: "a generator",
    ast.JoinedStr: "an f-string",
    ast.NamedExpr: "an assignment inside an expression (`:=`)",
    ast.Await: "`await`",
    ast.Yield: "`yield`",
    ast.YieldFrom: "`yield from`",
    ast.Starred: "a starred expression (`*`)",
    ast.List: "a list",
    ast.Tuple: "a tuple",
    ast.Set: "a set",
    ast.Dict: "a dictionary",
    ast.Attribute: "an attribute (`.`)",
    ast.Subscript: "an index (`[...]`)",
    ast.Slice: "a slice (`:`)",
    ast.Mod: "the operator `%`",
    ast.FloorDiv: "the operator `//`",
    ast.MatMult: "the operator `@`",
    ast.BitAnd: "the operator `&` (write `and`)",
    ast.BitOr: "the operator `|` (write `or`)",
    ast.BitXor: "the operator `^` (a power is `**`)",
    ast.LShift: "the operator `<<`",
    ast.RShift: "the operator `>>`",
    ast.Invert: "the operator `~` (write `not`)",
    ast.UAdd: "the operator `+`",
    ast.Is: "`is`",
    ast.IsNot: "`is not`",
    ast.In: "`in`",
    ast.NotIn: "`not in`",
}


def construct(node: ast.AST) -> str:
    """What a piece of Python is called in a message."""
    return _CONSTRUCTS.get(type(node), f"`{type(node).__name__}`")


def nearest(name: str, known: Iterable[str]) -> str:
    """The clause that names the known names nearest to an unknown one."""
    candidates = [k for k in dict.fromkeys(known) if len(k) <= 60]
    if not candidates:
        return "no name is known here"
    close = difflib.get_close_matches(name[:60], candidates, n=3, cutoff=0.5)
    if close:
        return f"did you mean {' or '.join(close)}?"
    more = ", …" if len(candidates) > 12 else ""
    return f"known here are {', '.join(candidates[:12])}{more}"


def quoted(name: str) -> str:
    """A name in quotation marks, cut where it is long."""
    return f"'{printable(name, 60)}'"
