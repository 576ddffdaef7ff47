"""Python trees with places that count characters."""

from __future__ import annotations

import ast
from bisect import bisect_right
from math import isinf
from typing import TypeVar

from verifier.audit.programs.languages.tokens import Token

N = TypeVar("N", bound=ast.AST)

BINARY: dict[str, type[ast.operator]] = {
    "+": ast.Add,
    "-": ast.Sub,
    "*": ast.Mult,
    "/": ast.Div,
    "^": ast.Pow,
    "**": ast.Pow,
    "%": ast.Mod,
    "÷": ast.FloorDiv,
}
RELATIONS: dict[str, type[ast.cmpop]] = {
    "<": ast.Lt,
    "in": ast.In,
    ">": ast.Gt,
    "<=": ast.LtE,
    ">=": ast.GtE,
    "≤": ast.LtE,
    "≥": ast.GtE,
    "==": ast.Eq,
    "===": ast.Eq,
    "!=": ast.NotEq,
    "!==": ast.NotEq,
    "≠": ast.NotEq,
}
RENAMED = {
    "this": "self",
    "null": "None",
    "nullptr": "None",
    "nothing": "None",
    "undefined": "None",
    "fabs": "abs",
    "fmax": "max",
    "fmin": "min",
    "cwiseProduct": "mul",
    "cwiseQuotient": "div",
    "cwiseSqrt": "sqrt",
    "cwiseAbs": "abs",
    "cwiseAbs2": "square",
    "cwiseMax": "maximum",
    "sqrtf": "sqrt",
    "powf": "pow",
    "muli": "mul_",
    "addi": "add_",
    "subi": "sub_",
    "divi": "div_",
    "setZero": "zero_",
    "putIfAbsent": "setdefault",
    "√": "sqrt",
}
"""Names of the other languages by Python's libraries' names for the same thing."""


class SyntaxFault(Exception):
    """Text that is no program of the language, and where."""

    def __init__(self, reason: str, start: int) -> None:
        super().__init__(reason)
        self.reason, self.start = reason, start


class Trees:
    """Tokens under reading, and nodes at their places."""

    def __init__(self, text: str, tokens: list[Token]) -> None:
        self.tokens, self.at = tokens, 0
        self._lines = [0, *(i + 1 for i, c in enumerate(text) if c == "\n")]
        self._end = Token("end", "", len(text))
        self.depth = 0

    @property
    def token(self) -> Token:
        """The next token."""
        return self.tokens[self.at] if self.at < len(self.tokens) else self._end

    def peek(self, by: int = 1) -> Token:
        """A token further on."""
        return self.tokens[self.at + by] if self.at + by < len(self.tokens) else self._end

    def take(self) -> Token:
        """The next token, left behind."""
        found = self.token
        self.at += 1
        return found

    def accept(self, *texts: str) -> bool:
        """Whether the next token is one of these; it is left behind then."""
        if self.token.text in texts and self.token.kind != "text":
            self.at += 1
            return True
        return False

    def expect(self, text: str) -> None:
        """The next token, which has to be this one."""
        if not self.accept(text):
            raise SyntaxFault(f"'{text}' is expected", self.token.start)

    def placed(self, node: N, start: int) -> N:
        """A node that reaches from a character to the last token taken."""
        end = self.tokens[min(self.at, len(self.tokens)) - 1].end if self.at else start
        node.lineno, node.col_offset = self._position(start)  # type: ignore[attr-defined]
        node.end_lineno, node.end_col_offset = self._position(max(end, start))  # type: ignore[attr-defined]
        return node

    def _position(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._lines, offset) - 1
        return line + 1, offset - self._lines[line]

    def name(self, text: str, start: int) -> ast.expr:
        """A name, or the constant that it is."""
        text = RENAMED.get(text, text)
        constants = {"None": None, "true": True, "false": False}
        if text in constants:
            return self.placed(ast.Constant(constants[text]), start)
        return self.placed(ast.Name(text, ast.Load()), start)

    def number(self, token: Token) -> ast.expr:
        """A number."""
        text = token.text.replace("_", "").replace("f", "e").rstrip(".")  # Julia: 1f-3
        value = float(text) if any(c in text for c in ".eE") else int(text)
        if isinf(value):
            raise SyntaxFault("a number beyond all reach", token.start)
        return self.placed(ast.Constant(value), token.start)

    def binary(self, op: str, left: ast.expr, right: ast.expr, start: int) -> ast.expr:
        """Two operands and what stands between."""
        if op in RELATIONS:
            return self.placed(ast.Compare(left, [RELATIONS[op]()], [right]), start)
        if op in ("&&", "||"):
            kind = ast.And() if op == "&&" else ast.Or()
            return self.placed(ast.BoolOp(kind, [left, right]), start)
        if op in BINARY:
            return self.placed(ast.BinOp(left, BINARY[op](), right), start)
        return self.unknown(start, left, right)

    def unknown(self, start: int, *parts: ast.expr) -> ast.expr:
        """Something without a counterpart."""
        function = self.placed(ast.Name("unknown", ast.Load()), start)
        return self.placed(ast.Call(function, list(parts), []), start)

    def assigned(self, target: ast.expr, op: str, value: ast.expr, start: int) -> ast.stmt:
        """``target op value``, ``op`` being ``=``, ``+=`` and the like."""
        sign = op.removesuffix("=").removeprefix(".")
        if not sign:
            return self.placed(ast.Assign([target], value), start)
        if sign not in BINARY:
            return self.placed(ast.Assign([target], self.unknown(start, target, value)), start)
        return self.placed(ast.AugAssign(target, BINARY[sign](), value), start)  # type: ignore[arg-type]

    def function(
        self, name: str, parameters: list[tuple[str, ast.expr | None]], body: list[ast.stmt], start: int
    ) -> ast.stmt:
        """A function; a parameter may have a default."""
        order = [p for p in parameters if p[1] is None] + [p for p in parameters if p[1] is not None]
        arguments = ast.arguments(
            posonlyargs=[],
            args=[self.placed(ast.arg(RENAMED.get(n, n)), start) for n, _ in order],
            kwonlyargs=[],
            kw_defaults=[],
            defaults=[d for _, d in order if d is not None],
        )
        body = body or [self.placed(ast.Pass(), start)]
        name = {"constructor": "__init__"}.get(name, name)
        return self.placed(ast.FunctionDef(name, arguments, body, []), start)
