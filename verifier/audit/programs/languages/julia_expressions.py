"""Expressions of Julia."""

from __future__ import annotations

import ast
import re
from abc import abstractmethod
from itertools import pairwise

from verifier.audit.drafts.names import Sort, sort_of
from verifier.audit.drafts.slots import displayed, name_called, slot_of
from verifier.audit.programs.languages.tokens import Token
from verifier.audit.programs.languages.trees import RENAMED, SyntaxFault, Trees

POWERS = {
    "||": 1,
    "&&": 2,
    "==": 4,
    "===": 4,
    "!=": 4,
    "!==": 4,
    "≠": 4,
    "<": 4,
    ">": 4,
    "<=": 4,
    ">=": 4,
    "≤": 4,
    "≥": 4,
    ":": 5,
    "+": 6,
    "-": 6,
    "*": 7,
    "/": 7,
    "÷": 7,
    "%": 7,
    "^": 10,
}
BLOCKS = frozenset(
    "function if for while let begin struct mutable module try macro quote do baremodule".split()
)
STOPS = frozenset("end else elseif catch finally".split())
DEEPEST = 80
NUMBERS = re.compile(r"(?:Float|Int|UInt)\d*|Real|Any|T")
"""Types of the elements of a list that is written out."""


class JuliaExpressions(Trees):
    """A reader of expressions."""

    def __init__(self, text: str, tokens: list[Token]) -> None:
        super().__init__(text, tokens)
        self.within = 0
        pairs = pairwise(tokens)
        self.transposed = {
            a.text for a, b in pairs if a.kind == "name" and b.text == "'" and a.end == b.start
        }

    def expression(self, power: int = 0) -> ast.expr:
        """An expression whose operators bind at least so strongly."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise SyntaxFault("it is nested too deeply", self.token.start)
        start = self.token.start
        left = self._unary()
        while True:
            self._join()
            op = self.token.text
            if self.token.kind == "sign" and len(op) > 1 and op.startswith("."):
                op = op[1:]
            if self.token.kind != "sign" or op not in POWERS or POWERS[op] <= power:
                break
            dotless = not self.take().text.startswith(".")
            self._newlines()
            right = self.expression(POWERS[op] - (op == "^"))
            if op == ":":
                left = self._range(left, right, start)
            elif op == "*" and dotless and self._is_matrix(left, right):
                left = self.placed(ast.BinOp(left, ast.MatMult(), right), start)
            else:
                left = self.binary(op, left, right, start)
        if power == 0 and self.accept("?"):
            yes = self.expression(5)
            self.expect(":")
            left = self.placed(ast.IfExp(left, yes, self.expression()), start)
        if power == 0 and self.accept("->"):
            left = self._arrow(left, start)
        self.depth -= 1
        return left

    def _is_matrix(self, left: ast.expr, right: ast.expr) -> bool:
        """Whether a product is one of matrices: its right side is transposed, here or elsewhere."""
        slot = slot_of(left)
        if slot is None or sort_of(displayed(slot)) is not Sort.OTHER:
            return False
        own = slot_of(right.value if isinstance(right, ast.Attribute) and right.attr == "T" else right)
        return own is not None and own in self.transposed

    def _range(self, first: ast.expr, last: ast.expr, start: int) -> ast.expr:
        call = ast.Call(self.placed(ast.Name("range", ast.Load()), start), [first, last], [])
        return self.placed(call, start)

    def _arrow(self, left: ast.expr, start: int) -> ast.expr:
        """A function without a name, whose parameters were read as an expression."""
        raise SyntaxFault("a function without a name is not understood", start)

    def _block_value(self) -> ast.expr:
        """A block where a value is expected."""
        raise SyntaxFault(f"'{self.token.text}' is not understood", self.token.start)

    def _join(self) -> None:
        """Within brackets a line's end means nothing."""
        if self.within:
            self._newlines()

    def _newlines(self) -> None:
        while self.token.kind == "line" and self.token.text == "\n":
            self.at += 1

    def _unary(self) -> ast.expr:
        start = self.token.start
        self._join()
        if self.accept("-", ".-"):
            return self.placed(ast.UnaryOp(ast.USub(), self.expression(8)), start)
        if self.accept("+"):
            return self.expression(8)
        if self.accept("!"):
            return self.placed(ast.UnaryOp(ast.Not(), self.expression(8)), start)
        if self.token.text == "√":
            self.take()
            self.accept(".")
            root = self.placed(ast.Name("sqrt", ast.Load()), start)
            return self.placed(ast.Call(root, [self.expression(9)], []), start)
        return self._postfix(self._atom(), start)

    def _atom(self) -> ast.expr:
        if self.token.kind == "name" and self.token.text in BLOCKS:
            return self._block_value()
        token = self.take()
        if token.text.startswith("@"):
            return self.expression()
        if token.kind == "number":
            return self._coefficient(token)
        if token.kind == "text":
            return self.placed(ast.Constant(token.text.strip('":')), token.start)
        if token.text == "(":
            return self._bracket(token.start)
        if token.text == "[":
            return self._array(token.start)
        if token.kind == "name" and (token.text not in STOPS or self.within):
            return self.name(token.text, token.start)
        raise SyntaxFault(f"'{token.text}' is not understood", token.start)

    def _coefficient(self, token: Token) -> ast.expr:
        """A number, and what it multiplies by standing in front of it: ``2x``."""
        number = self.number(token)
        following = self.token
        if following.start == token.end and (following.kind == "name" or following.text == "("):
            return self.binary("*", number, self.expression(9), token.start)
        return number

    def _bracket(self, start: int) -> ast.expr:
        """An expression, a tuple, or one whose parts have names: ``(t = t, m = m)``, ``(; t, m)``."""
        self.within += 1
        self._newlines()
        named = self.accept(";")
        elements, keywords = list[ast.expr](), list[ast.keyword]()
        while self.token.text != ")" and self.token.kind != "end":
            value = self.expression()
            if self.accept("::"):
                self._type()
            if isinstance(value, ast.Name) and (named or self.token.text == "="):
                part = self.expression() if self.accept("=") else value
                keywords.append(self.placed(ast.keyword(value.id, part), start))
            else:
                elements.append(value)
            self._newlines()
            if not self.accept(",", ";"):
                break
            self._newlines()
        self.expect(")")
        self.within -= 1
        if keywords and not elements:
            record = self.placed(ast.Name("SimpleNamespace", ast.Load()), start)
            return self.placed(ast.Call(record, [], keywords), start)
        return elements[0] if len(elements) == 1 else self.placed(ast.Tuple(elements, ast.Load()), start)

    def _type(self) -> None:
        """Leave a type behind: ``AbstractArray{<:Real, 2}``, ``typeof(x)``."""
        while self.token.kind == "name" or self.token.text == ".":
            self.at += 1
        depth = 0
        while self.token.kind != "end" and (depth or self.token.text in ("{", "(")):
            depth += {"{": 1, "(": 1, "}": -1, ")": -1}.get(self.take().text, 0)

    @abstractmethod
    def _array(self, start: int) -> ast.expr:
        """A list, behind its opening bracket."""

    def _postfix(self, node: ast.expr, start: int) -> ast.expr:
        while self.at <= len(self.tokens) and (
            self.token.start == self.tokens[self.at - 1].end or self.token.text in (".", "'")
        ):
            if self.token.text == "." and self.peek().text == "(":
                self.take()
            if self.token.text == "(":
                node = self._call(node, start)
            elif self.token.text == "[" and self.token.start == self.tokens[self.at - 1].end:
                node = self._indexed(node, start)
            elif self.token.text == "." and self.peek().kind == "name":
                self.take()
                name = self.take().text
                node = self.placed(ast.Attribute(node, RENAMED.get(name, name), ast.Load()), start)
            elif self.token.text == "'":
                self.take()
                node = self.placed(ast.Attribute(node, "T", ast.Load()), start)
            else:
                break
        return node

    def _call(self, node: ast.expr, start: int) -> ast.expr:
        self.expect("(")
        self.within += 1
        args: list[ast.expr] = []
        keywords: list[ast.keyword] = []
        self._newlines()
        self.accept(";")
        self._newlines()
        while self.token.text != ")" and self.token.kind != "end":
            value = self.expression()
            if self.accept("::"):
                self._type()
            if self.accept("=") and isinstance(value, ast.Name):
                keywords.append(self.placed(ast.keyword(value.id, self.expression()), start))
            else:
                args.append(value)
            self.accept("...")
            self._newlines()
            if not self.accept(",", ";"):
                break
            self._newlines()
        self.expect(")")
        self.within -= 1
        return self._called(node, args, keywords, start)

    def _called(
        self, node: ast.expr, args: list[ast.expr], keywords: list[ast.keyword], start: int
    ) -> ast.Call | ast.Compare:
        if isinstance(node, ast.Name) and node.id == "haskey" and len(args) == 2:
            return self.placed(ast.Compare(args[1], [ast.In()], [args[0]]), start)
        if isinstance(node, ast.Name) and node.id == "isnothing" and len(args) == 1:
            return self.placed(ast.Compare(args[0], [ast.Is()], [self.name("None", start)]), start)
        if isinstance(node, ast.Name) and node.id == "isempty" and len(args) == 1:
            node, args = self.placed(ast.Attribute(args[0], "empty", ast.Load()), start), []
        if isinstance(node, ast.Name) and node.id in ("get", "get!") and len(args) == 3:
            method = "setdefault" if node.id == "get!" else "get"
            if isinstance(args[0], ast.Lambda):  # what there is at first; what it is filled with is a choice
                first = args[0].body
                filled = any(name_called(n) in ("fill", "fill!") for n in ast.walk(first))
                args = [args[1], args[2], self.unknown(start) if filled else first]
            node, args = self.placed(ast.Attribute(args[0], method, ast.Load()), start), args[1:]
        elif isinstance(node, ast.Name):
            called = {"length": "len", "isdefined": "hasattr"}.get(node.id, node.id.rstrip("!"))
            node = self.placed(ast.Name(called, ast.Load()), start)
        return self.placed(ast.Call(node, args, keywords), start)

    def _indexed(self, node: ast.expr, start: int) -> ast.expr:
        self.expect("[")
        if isinstance(node, ast.Name) and NUMBERS.fullmatch(node.id):  # Float64[a, b]
            return self._array(start)
        if self.accept("]"):  # what a reference holds
            return node
        self.within += 1
        self._newlines()
        every = [self._of_dimension()]
        while self.accept(","):
            every.append(self._of_dimension())
        index, plain = every[0], [i for i in every if not isinstance(i, ast.Slice)]
        if len(plain) == 1 < len(every):  # x[:, k + 1]
            index = self.placed(ast.Tuple(every, ast.Load()), start)
        self.expect("]")
        self.within -= 1
        if isinstance(index, ast.Constant) and isinstance(index.value, int):  # Julia counts from 1
            index = self.placed(ast.Constant(index.value - 1), start)
        return self.placed(ast.Subscript(node, index, ast.Load()), start)

    def _of_dimension(self) -> ast.expr:
        """The index of one dimension: an expression, or a colon, whatever stands behind it."""
        start = self.token.start
        if not self.accept(":"):
            return self.expression()
        while self.token.text not in (",", "]") and self.token.kind != "end":
            self.take()
        return self.placed(ast.Slice(), start)
