"""Assignments of Java, C++ and JavaScript, and declarations, which are assignments to new names."""

from __future__ import annotations

import ast

from verifier.audit.programs.languages.brace_lambdas import BraceLambdas
from verifier.audit.programs.languages.tokens import Token

ASSIGNMENTS = ("=", "+=", "-=", "*=", "/=", "%=", "**=")
DEEPER = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}


class BraceAssignments(BraceLambdas):
    """A reader of assignments, each of which may be the value of another."""

    def _declarators(self, name: Token, start: int) -> list[ast.stmt]:
        found: list[ast.stmt] = []
        while True:
            while self.accept("["):
                self.accept("]")
            if self.accept(":") and not self.accept("="):
                while self.token.text not in ("=", ";", ",", ")") and self.token.kind != "end":
                    self.at += 1
            if self.accept("="):
                target = self.name(name.text, name.start)
                if self._is_arrow():
                    found += self._arrow(name.text, start)
                else:
                    found += self._chain(target, "=", name.start)
            elif self.token.text in ("(", "{"):
                self._constructor_value()
            if not self.accept(","):
                break
            if self.token.kind != "name":
                break
            name = self.take()
        self.accept(";")
        return found

    def _taken_apart(self, start: int) -> list[ast.stmt] | None:
        """``const {a, b: c} = o``, ``auto& [m, v] = s``: a name for each part; None for any other."""
        mark = self.at
        while self.accept("const", "let", "var", "auto", "&"):
            pass
        fields = self.token.text == "{"
        if self.at == mark or not self.accept("{", "["):
            self.at = mark
            return None
        parts = self._parts()
        self.accept("}", "]")
        if not self.accept("="):
            self.at = mark
            return None
        value = self.expression()
        self.accept(";")
        if not fields:
            names = [self.name(own, start) for _, own in parts]
            return [self.assigned(self.placed(ast.Tuple(names, ast.Store()), start), "=", value, start)]
        found = [(own, self._member(value, part, start)) for part, own in parts]
        return [self.assigned(self.name(n, start), "=", v, start) for n, v in found if not _is_named(v, n)]

    def _parts(self) -> list[tuple[str, str]]:
        """The parts that a pattern names, each with the name that it gives them."""
        found = list[tuple[str, str]]()
        while self.token.text not in ("}", "]") and self.token.kind != "end":
            self.accept(".")
            part = own = self.take()
            if self.accept(":"):
                own = self.take()
            found.append((part.text, own.text))
            self._to_next("}", "]")
        return found

    def _is_typed(self) -> bool:
        """Whether a field of TypeScript begins here: ``weight: Tensor``, ``m?: Tensor = zeros()``."""
        behind = self.peek(1 + (self.peek().text in ("?", "!"))).text
        return self.token.kind == "name" and behind == ":"

    def _typed_field(self) -> list[ast.stmt]:
        """A field whose type ends with its line."""
        name = self.take()
        row, depth = self._position(name.start)[0], 0
        while self.token.kind != "end" and (depth or self.token.text not in ("=", ";", "}")):
            if not depth and self._position(self.token.start)[0] != row:
                break
            depth += DEEPER.get(self.take().text, 0)
            row = self._position(self.peek(-1).start)[0]
        return self._declarators(name, name.start) if self.token.text == "=" else []

    def _constructor_value(self) -> None:
        open_, close = self.token.text, {"(": ")", "{": "}"}[self.token.text]
        depth = 0
        while self.token.kind != "end":
            text = self.take().text
            depth += (text == open_) - (text == close)
            if depth == 0:
                break

    def _expression_statement(self, start: int) -> list[ast.stmt]:
        if self.accept("++", "--"):
            target = self.expression()
            self.accept(";")
            return [self.assigned(target, "+=", self.placed(ast.Constant(1), start), start)]
        before, target = self._within(start) if self._is_assigned_within() else ([], self.expression())
        op = self.token.text
        if self.accept("??=", "||="):
            nothing = self.placed(ast.Constant(None), start)
            test = self.placed(ast.Compare(target, [ast.Eq()], [nothing]), start)
            first = self._chain(target, "=", start)
            self.accept(";")
            return [*before, self.placed(ast.If(test, first, []), start)]
        if op in ASSIGNMENTS:
            self.take()
            if op == "=" and self._is_arrow():
                return self._arrow(getattr(target, "attr", getattr(target, "id", "anonymous")), start)
            found = [*before, *self._chain(target, op, start)]
            self.accept(";")
            return found
        if self.accept("++"):
            self.accept(";")
            return [self.assigned(target, "+=", self.placed(ast.Constant(1), start), start)]
        self.accept("--")
        self.accept(";")
        return [self.placed(ast.Expr(target), start)]

    def _chain(self, target: ast.expr, op: str, start: int) -> list[ast.stmt]:
        """``target op value``, where the value may be an assignment: ``a = b = c`` sets b first."""
        value = self.expression()
        first: list[ast.stmt] = []
        if self.token.text in ASSIGNMENTS:
            first = self._chain(value, self.take().text, start)
        return [*first, self.assigned(target, op, value, start)]

    def _is_assigned_within(self) -> bool:
        """Whether a place is assigned in parentheses and then once more: ``(x *= a) += b``."""
        at, depth, assigns = self.at, 0, False
        while at < len(self.tokens) and (depth or at == self.at):
            text = self.tokens[at].text
            depth += DEEPER.get(text, 0)
            assigns |= depth == 1 and text in ASSIGNMENTS
            at += 1
        return assigns and self.token.text == "(" and self.peek(at - self.at).text in ASSIGNMENTS

    def _within(self, start: int) -> tuple[list[ast.stmt], ast.expr]:
        """What an assignment in parentheses does, and the place that they stand for afterwards."""
        self.expect("(")
        target = self.expression()
        done = self._chain(target, self.take().text, start)
        self.expect(")")
        return done, target


def _is_named(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name
