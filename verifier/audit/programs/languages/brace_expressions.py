"""Expressions of Java, C++ and JavaScript."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence

from verifier.audit.drafts.slots import displayed, name_called, slot_of
from verifier.audit.drafts.vocabulary import ZEROS
from verifier.audit.programs.languages.brace_types import BraceTypes
from verifier.audit.programs.languages.tokens import Token
from verifier.audit.programs.languages.trees import RENAMED, SyntaxFault

POWERS = {
    "||": 1,
    "??": 1,
    "&&": 2,
    "|": 3,
    "^": 3,
    "&": 3,
    "==": 4,
    "!=": 4,
    "===": 4,
    "!==": 4,
    "<": 5,
    ">": 5,
    "<=": 5,
    ">=": 5,
    "in": 5,
    "instanceof": 5,
    "+": 6,
    "-": 6,
    "*": 7,
    "/": 7,
    "%": 7,
    "**": 9,
}
DEEPEST = 80
COORDINATES = 3
"""How many coordinates a vector has that is written out."""


MEMBER = re.compile(r"m_([A-Za-z]\w{2,})")
MOMENT = re.compile(r"(hat|cap|bar|tilde|new|old|prev|next|norm|corr|unbiased|bias|t_|w_|b_)\w*")


def members_of(tokens: Sequence[Token]) -> dict[str, str]:
    """The members' names without the prefix ``m_``; ``m_hat``, or one beside ``v_…``, is a mean."""
    names = {t.text for t in tokens if t.kind == "name"}
    found = {n: m[1] for n in names if (m := MEMBER.fullmatch(n)) and not MOMENT.fullmatch(m[1])}
    return {n: short for n, short in found.items() if f"v_{short}" not in names}


def _is_first_value(node: ast.expr) -> bool:
    """Whether it is what a place holds that held nothing before: a number, ``g.zerosLike()``."""
    return isinstance(node, ast.Constant) or name_called(node) in ZEROS


def _is_default(place: ast.expr, other: ast.expr) -> bool:
    """Whether what a group of parameters has of its own is asked for first: ``group.lr ?? this.lr``."""
    own, common = slot_of(place), slot_of(other)
    return own is not None and common is not None and displayed(own) == displayed(common)


class BraceExpressions(BraceTypes):
    """A reader of expressions."""

    members: Mapping[str, str]
    java = False

    def expression(self, power: int = 0) -> ast.expr:
        """An expression whose operators bind at least so strongly."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise SyntaxFault("it is nested too deeply", self.token.start)
        start = self.token.start
        left = self._unary()
        self._trailing_type()
        while (op := self.token.text) in POWERS and POWERS[op] > power:
            self.take()
            right = self.expression(POWERS[op] - (op == "**"))
            if op == "??" and _is_default(left, right):
                continue
            op = "||" if op == "??" and _is_first_value(right) else op
            left = self.binary(op if op not in ("^", "&", "|", "??") else "?", left, right, start)
        if power == 0 and self.accept("?"):
            yes = self.expression()
            self.expect(":")
            left = self.placed(ast.IfExp(left, yes, self.expression()), start)
        self.depth -= 1
        return left

    def _condition(self) -> ast.expr:
        """What stands in the next parentheses; one that cannot be read is still a condition."""
        mark, depth = self.at, self.depth
        try:
            self.expect("(")
            found = self.expression()
            self.expect(")")
        except SyntaxFault:
            self.at, self.depth = mark, depth
            self._parenthesised()
            return self.unknown(self.token.start)
        return found

    def _unary(self) -> ast.expr:
        start = self.token.start
        if self.accept("-"):
            return self.placed(ast.UnaryOp(ast.USub(), self.expression(8)), start)
        if self.accept("+", "&", "*", "await", "const"):
            return self.expression(8)
        if self.accept("typeof", "sizeof"):
            return self.unknown(start, self.expression(8))
        if self.accept("!"):
            return self.placed(ast.UnaryOp(ast.Not(), self.expression(8)), start)
        if self.accept("++"):
            return self.binary("+", self.expression(8), self.placed(ast.Constant(1), start), start)
        if self._leading_cast():
            return self.expression(8)
        return self._postfix(self._atom(), start)

    def _atom(self) -> ast.expr:
        token = self.take()
        if token.kind == "number":
            return self.number(token)
        if token.kind == "text":
            return self.placed(ast.Constant(token.text[1:-1]), token.start)
        if token.text == "new":
            return self._new(token.start)
        if token.text == "(":
            return self._bracket(token.start)
        if token.kind == "name":
            return self._named(token)
        if token.text in ("[", "{"):
            return self._listed(token)
        raise SyntaxFault(f"'{token.text}' is not understood", token.start)

    def _named(self, token: Token) -> ast.expr:
        name = token.text
        while self.token.text == "::" or (not self._is_part(name) and self._instance()):
            self.accept("::")
            if self.token.kind != "name":
                break
            name = self.take().text
        if self.token.text == "<" and name in ("static_cast", "vector", "pow", "max", "min", "Array"):
            self._template()
        elif self.token.text == "<" and self.peek(2).text == ">" and self.peek(3).text == "(":
            if self._is_part(name):
                return self._part(token.start)
            self.at += 3  # one argument of a template, ``cast<T>(x)``
        return self.name(self.members.get(name, name), token.start)

    def _is_part(self, name: str) -> bool:
        return name == "get" and self.token.text == "<" and self.peek().kind == "number"

    def _part(self, start: int) -> ast.expr:
        """A part of a tuple, ``get<0>(x)``."""
        self.accept("<")
        number = self.number(self.take())
        self.accept(">")
        self.expect("(")
        whole = self.expression()
        self.expect(")")
        return self.placed(ast.Subscript(whole, number, ast.Load()), start)

    def _instance(self) -> bool:
        """Leave the arguments of a template behind, before a call or a member: ``cast<T>(x)``."""
        mark = self.at
        if self.token.text == "<" and self._template() and self.token.text in ("(", "::"):
            return True
        self.at = mark
        return False

    def _listed(self, token: Token) -> ast.expr:
        close = {"[": "]", "{": "}"}[token.text]
        mark, deep = self.at, self.depth
        try:
            if token.text == "[" and (found := self._elements(token.start)) is not None:
                return found
        except SyntaxFault:
            self.depth = deep
        self.at = mark
        depth = 1
        while depth and self.token.kind != "end":
            text = self.take().text
            depth += (text == token.text) - (text == close)
        return self.unknown(token.start)

    def _elements(self, start: int) -> ast.expr | None:
        """A vector of a few coordinates, ``[x, y]``; None for any other list."""
        found = [self.expression()]
        while self.accept(",") and self.token.text != "]" and len(found) < COORDINATES:
            found.append(self.expression())
        if len(found) < 2 or not self.accept("]"):
            return None
        return self.placed(ast.List(found, ast.Load()), start)

    def _bracket(self, start: int) -> ast.expr:
        """Parentheses: a cast, or an expression."""
        if self._cast():
            self.accept("::")
            return self.expression(8)
        inner = self.expression()
        self.expect(")")
        return inner

    def _new(self, start: int) -> ast.expr:
        """A new array is zeros; a new object is not understood."""
        while self.token.kind == "name" or self.token.text == ".":
            self.take()
        if self.token.text == "<":
            self._template()
        if self.token.text == "[":
            while self.accept("["):
                if self.token.text != "]":
                    self.expression()
                self.accept("]")
            zeros = self.placed(ast.Name("zeros", ast.Load()), start)
            return self.placed(ast.Call(zeros, [], []), start)
        if self.token.text == "(":
            self._parenthesised()
        return self.unknown(start)

    def _postfix(self, node: ast.expr, start: int) -> ast.expr:
        while self.token.kind == "sign":
            if self.accept(".", "?.") or (not self.java and self.accept("->")):
                name = self.take().text
                self._instance()
                node = self._member(node, name, start)
            elif self.accept("["):
                index = self.expression()
                self.expect("]")
                node = self.placed(ast.Subscript(node, index, ast.Load()), start)
            elif self.token.text == "(":
                node = self._call(node, start)
            elif not self.accept("!"):  # TypeScript's word that there is something
                break
        return node

    def _member(self, node: ast.expr, name: str, start: int) -> ast.expr:
        """A member; one of the object itself is a name, as it may be written without the object."""
        name = RENAMED.get(name, self.members.get(name, name))
        if isinstance(node, ast.Name) and node.id == "self":
            return self.name(name, start)
        return self.placed(ast.Attribute(node, name, ast.Load()), start)

    def _call(self, node: ast.expr, start: int) -> ast.expr:
        self.expect("(")
        args: list[ast.expr] = []
        while self.token.text != ")" and self.token.kind != "end":
            args.append(self.unknown(self.token.start) if self._skip_lambda() else self.expression())
            if not self.accept(","):
                break
        self.expect(")")
        return self.placed(ast.Call(node, args, []), start)

    def _skip_lambda(self) -> bool:
        """Leave a function without a name behind."""
        if not self._is_arrow():
            return False
        while self.token.text not in ("{", "=>") and self.token.kind != "end":
            self.at += 1
        if self.accept("=>") and self.token.text != "{":
            self.expression()
        elif self.token.text == "{":
            self._listed(self.take())
        return True

    def _parenthesised(self) -> list[Token]:
        """The tokens within the next parentheses."""
        self.expect("(")
        found, open_ = list[Token](), 1
        while self.token.kind != "end":
            token = self.take()
            open_ += {"(": 1, ")": -1}.get(token.text, 0) if token.kind == "sign" else 0
            if open_ == 0:
                break
            found.append(token)
        return found

    def _is_arrow(self) -> bool:
        if self.token.text == "function":
            return True
        at, open_ = self.at, 0
        if self.token.kind == "name" and self._is_arrow_at(at + 1):
            return True
        if self.token.text != "(":
            return False
        while at < len(self.tokens):
            open_ += {"(": 1, ")": -1}.get(self.tokens[at].text, 0)
            at += 1
            if open_ == 0:
                break
        return self._is_arrow_at(at)

    def _is_arrow_at(self, at: int) -> bool:
        """Whether an arrow stands there that no pointer is followed by: C++'s has no brace behind it."""
        first, second = ([t.text for t in self.tokens[at : at + 2]] + ["", ""])[:2]
        return first == "=>" or (first == "->" and (self.java or second == "{"))
