"""The top level of a formula file: its functions, its numbers, and imports that change no meaning."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from verifier.errors import InputError
from verifier.lift.source_text import SourceText, fault, parse_module
from verifier.lift.vocabulary import (
    FUNCTION_NAMES,
    MODULES,
    ORACLE,
    PREFIXES,
    construct,
    nearest,
    quoted,
)

_OF_CLASSES = (
    "`verifier audit` judges it as it stands, `verifier.testing.assert_equivalent` takes an optimizer; here "
)
_ACCEPTED = (
    "a file holds functions, `NAME = number`, and imports of numpy, math, jax, keras, torch, tensorflow"
)


@dataclass(frozen=True)
class Definitions:
    """What a file defines.

    Attributes
    ----------
    text : SourceText
    functions : mapping of str to ast.FunctionDef
        In the order of the file.
    constants : mapping of str to ast.expr
        The right-hand sides of ``NAME = number``, in the order of the file.
    """

    text: SourceText
    functions: Mapping[str, ast.FunctionDef]
    constants: Mapping[str, ast.expr]

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that the file defines."""
        return (*self.functions, *self.constants)


def definitions(source: str, name: str) -> Definitions:
    """Read the top level of a file.

    Raises
    ------
    InputError
        When a statement is neither a definition nor an import that changes no meaning.
    """
    text, tree = parse_module(source, name)
    functions: dict[str, ast.FunctionDef] = {}
    constants: dict[str, ast.expr] = {}
    for node in _defining(text, tree.body):
        defined = node.name if isinstance(node, ast.FunctionDef) else _constant_name(text, node)
        if defined in functions or defined in constants:
            raise fault(text, node, f"{quoted(defined)} is defined twice; give each definition its own name")
        if isinstance(node, ast.FunctionDef):
            functions[defined] = node
        else:
            constants[defined] = node.value
    return Definitions(text, functions, constants)


def _defining(text: SourceText, body: list[ast.stmt]) -> Iterator[ast.FunctionDef | ast.Assign]:
    """The statements that define something; the others are checked and passed over."""
    for node in body:
        match node:
            case ast.FunctionDef() | ast.Assign():
                yield node
            case ast.Import():
                _check_import(text, node, [(alias.name, alias) for alias in node.names])
            case ast.ImportFrom():
                _check_import(text, node, [(node.module or "", alias) for alias in node.names])
            case ast.Expr(value=ast.Constant(value=str())):
                pass
            case ast.If() if ast.unparse(node.test) == "__name__ == '__main__'" and not node.orelse:
                pass  # runs only when the file is the program
            case _:
                cure = _OF_CLASSES if isinstance(node, ast.ClassDef) else ""
                problem = f"{construct(node)} at the top of a file is not read"
                raise fault(text, node, f"{problem}; {cure}{_ACCEPTED}")


def _constant_name(text: SourceText, node: ast.Assign) -> str:
    match node.targets:
        case [ast.Name(id=name)]:
            return name
    raise fault(text, node, f"this assignment at the top of a file is not read; {_ACCEPTED}")


def _check_import(
    text: SourceText, node: ast.Import | ast.ImportFrom, bound: list[tuple[str, ast.alias]]
) -> None:
    """Refuse modules that could have effects, and names that would change the meaning of ours."""
    for module, alias in bound:
        relative = isinstance(node, ast.ImportFrom) and node.level > 0
        if relative or module not in MODULES:
            written = "." * (node.level if isinstance(node, ast.ImportFrom) else 0) + module
            raise fault(text, node, f"an import of {quoted(written)} may have effects; {_ACCEPTED}")
        name = alias.asname or alias.name
        own = isinstance(node, ast.ImportFrom) and name == alias.name
        if name == ORACLE or (name in FUNCTION_NAMES and not own):
            raise fault(
                text, node, f"the import gives {quoted(name)} another meaning; import it under another name"
            )
        if name in PREFIXES and isinstance(node, ast.ImportFrom) and f"{module}.{alias.name}" not in MODULES:
            raise fault(
                text, node, f"{quoted(name)} is the prefix of a module; import this under another name"
            )


def chosen(file: Definitions, wanted: str | None) -> ast.FunctionDef:
    """The function of that name; without a name, the only one.

    Raises
    ------
    InputError
        When there is no such function, or several and no choice.
    """
    name, every = file.text.name, tuple(file.functions)
    if not every:
        raise InputError(f"{name}: the file defines no function; write the step as `def name(w, g, ...):`")
    if wanted is None and len(every) > 1:
        listed = ", ".join(f"{name}:{f}" for f in every)
        raise InputError(f"{name}: the file holds {len(every)} functions; choose one of {listed}")
    if wanted is not None and wanted not in file.functions:
        raise InputError(f"{name}: there is no function {quoted(wanted)}; {nearest(wanted, every)}")
    return file.functions[wanted or every[0]]
