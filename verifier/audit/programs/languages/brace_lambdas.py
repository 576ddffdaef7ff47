"""Functions without a name in Java, C++ and JavaScript: what they do is done where they are handed over."""

from __future__ import annotations

import ast
from abc import abstractmethod
from collections.abc import Callable
from functools import partial

from verifier.audit.drafts.slots import name_called
from verifier.audit.programs.languages.brace_elements import (
    as_assignment,
    as_expression,
    begun,
    counted,
    value_of,
)
from verifier.audit.programs.languages.brace_heads import BraceHeads
from verifier.audit.programs.languages.parameters import parameters_of
from verifier.audit.programs.languages.tokens import Token
from verifier.audit.programs.languages.trees import SyntaxFault

EACH = frozenset("forEach map each for_each".split())


class BraceLambdas(BraceHeads):
    """A reader of calls, which keeps the bodies of the functions handed to them."""

    handed: list[ast.stmt]
    names: list[str]
    expressed: ast.expr | None

    @abstractmethod
    def statements(self, *, top: bool = False) -> list[ast.stmt]:
        """Statements up to a closing brace or the end."""

    @abstractmethod
    def _defined(self, name: str, start: int) -> list[ast.stmt]:
        """A function whose parameters come next."""

    @abstractmethod
    def _expression_statement(self, start: int) -> list[ast.stmt]:
        """An assignment, or an expression that stands alone."""

    @abstractmethod
    def _arrow(self, name: str, start: int) -> list[ast.stmt]:
        """A function that a name stands for."""

    def _listed(self, token: Token) -> ast.expr:
        """A list, or an object of JavaScript, whose methods are functions like others."""
        if token.text == "[" and self.accept("]"):
            return self.placed(ast.List([], ast.Load()), token.start)
        if token.text != "{":
            return super()._listed(token)
        entries = list[ast.keyword]()
        while self.token.text != "}" and self.token.kind != "end":
            name = self.token
            if name.kind in ("name", "text") and self.peek().text == ":":
                self.at += 2
                called = name.text.strip("\"'")
                if self._is_arrow():
                    self._hand_over(partial(self._arrow, called, name.start))
                else:
                    entries.append(ast.keyword(called, self._entry()))
            elif name.kind == "name" and self.peek().text in (",", "}"):  # { m } is { m: m }
                entries.append(ast.keyword(name.text, self.expression()))
            elif name.kind == "name" and self.peek().text == "(" and self._body_after(self.at + 1):
                self.take()
                self._hand_over(partial(self._defined, name.text, name.start))
            self._to_next()
        self.accept("}")
        if not entries:
            return self.unknown(token.start)
        return self.placed(ast.Call(self.name("SimpleNamespace", token.start), [], entries), token.start)

    def _entry(self) -> ast.expr:
        """The value of an entry; one that cannot be read is left behind by itself."""
        mark, depth = self.at, self.depth
        try:
            return self.expression()
        except SyntaxFault:
            self.at, self.depth = mark, depth
            return self.unknown(self.token.start)

    def _to_next(self, *ends: str) -> None:
        """Go on behind the next comma of a list, or before its end."""
        depth, ends = 0, (",", *(ends or ("}",)))
        while self.token.kind != "end" and (depth or self.token.text not in ends):
            depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(self.take().text, 0)
        self.accept(",")

    def _hand_over(self, body: Callable[[], list[ast.stmt]]) -> None:
        """Keep what a body does; what was handed over before it is done after it, and not in it."""
        before, self.handed = self.handed, []
        self.handed = [*before, *body()]

    def take_handed(self) -> list[ast.stmt]:
        """What the functions do that were handed over since the last statement."""
        found, self.handed = self.handed, []
        return found

    def _call(self, node: ast.expr, start: int) -> ast.expr:
        before, self.handed = self.handed, []
        outer, self.expressed = self.expressed, None
        call = super()._call(node, start)
        inner, self.handed = self.handed, before
        value = self._expressed(outer)
        if value is not None and not inner:
            if (made := self._made(call, value, start)) is not None:
                return made
            inner = self._written(call, value, start)
        if isinstance(node, ast.Attribute) and node.attr in EACH and inner and self.names:
            target: ast.expr = self.name(self.names[0], start)
            if len(self.names) == 2:
                index = self.name(self.names[1], start)
                source = self.placed(ast.Call(self.name("enumerate", start), [node.value], []), start)
                pair = self.placed(ast.Tuple([index, target], ast.Store()), start)
                inner = [self.placed(ast.For(pair, source, inner, []), start)]
            else:
                inner = [self.placed(ast.For(target, counted(node.value), inner, []), start)]
        self.handed += inner
        return call

    def _expressed(self, outer: ast.expr | None) -> ast.expr | None:
        """What the last function handed over is, where it is one expression."""
        value, self.expressed = self.expressed, outer
        return value

    def _made(self, call: ast.expr, value: ast.expr, start: int) -> ast.expr | None:
        """An array that a call makes element by element; None where it makes none."""
        function = call.func if isinstance(call, ast.Call) else None
        if isinstance(function, ast.Attribute) and function.attr == "map":
            return self._mapped(function.value, value, start)
        if name_called(call) == "tidy":
            return value
        if name_called(call) == "computeIfAbsent" and isinstance(call, ast.Call):
            return self.placed(begun(call, value), start)
        made = as_expression(call, value, self.names)
        return None if made is None else self.placed(made, start)

    def _written(self, call: ast.expr, value: ast.expr, start: int) -> list[ast.stmt]:
        """What a call does to which a function of one expression is handed."""
        if name_called(call) in EACH:
            return [self.placed(ast.Expr(value), start)]
        made = as_assignment(call, value, self.names)
        return [] if made is None else [self.placed(made, start)]

    def _mapped(self, source: ast.expr, value: ast.expr, start: int) -> ast.expr:
        """``w.map((x, i) => x - lr * g[i])`` as a list made element by element."""
        first, *others = (self.names[0] if self.names else "_").split(",")
        target: ast.expr = self.name(first, start)
        if others:
            pair = [target, *(self.name(n, start) for n in others)]
            target = self.placed(ast.Tuple(pair, ast.Store()), start)
        if len(self.names) > 1:
            target = self.placed(ast.Tuple([self.name(self.names[1], start), target], ast.Store()), start)
            source = self.placed(ast.Call(self.name("enumerate", start), [source], []), start)
        return self.placed(ast.ListComp(value, [ast.comprehension(target, source, [], 0)]), start)

    def _skip_lambda(self) -> bool:
        tokens = self._head_of_lambda()
        if tokens is None:
            return False
        names = [name for name, _ in parameters_of(self, tokens)]
        if len(tokens) > 2 and tokens[0].text == "[" and tokens[-1].text == "]":  # ([w, g]) => …
            names = [",".join(t.text for t in tokens if t.kind == "name")]
        before, self.handed = self.handed, []
        body = self._body_of_lambda()
        self.expressed = None if self.handed else value_of(body)
        if self.expressed is None:
            body += self.handed
            self.handed = [*before, *body]
        else:
            self.handed = before
        self.names = names
        return True

    def _body_of_lambda(self) -> list[ast.stmt]:
        """The statements of a function without a name; what it is, if it is an expression, is returned."""
        if self.accept("{"):
            body = self.statements()
            self.accept("}")
            return body
        start = self.token.start
        body = self._expression_statement(start)
        last = body[-1] if body else None
        if isinstance(last, ast.Expr):
            body[-1] = self.placed(ast.Return(last.value), start)
        return body

    def _head_of_lambda(self) -> list[Token] | None:
        """The parameters of a function that begins here, left behind up to its body; None where none does."""
        mark = self.at
        if self.token.text == "[":  # C++
            while self.token.text not in ("]", "end") and self.at - mark < 20:
                self.at += 1
            self.at += 1
            if self.token.text == "(":
                tokens = self._parenthesised()
                while self.token.kind == "name" or self.token.text in ("->", "::", "<", ">", "&"):
                    self.at += 1
                if self.token.text == "{":
                    return tokens
            self.at = mark
            return None
        if not self._is_arrow():
            return None
        self.accept("function")
        tokens = self._parenthesised() if self.token.text == "(" else [self.take()]
        if not self.accept("=>", "->") and self.token.text != "{":
            raise SyntaxFault("a function's body is expected", self.token.start)
        return tokens
