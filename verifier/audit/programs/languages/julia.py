"""Julia: statements that end with the line, blocks that end with ``end``."""

from __future__ import annotations

import ast

from verifier.audit.programs.languages.julia_expressions import STOPS, JuliaExpressions
from verifier.audit.programs.languages.tokens import Token, tokens_of
from verifier.audit.programs.languages.trees import SyntaxFault

ASSIGNMENTS = ("=", "+=", "-=", "*=", "/=", "^=", "÷=")
BEHIND = frozenset((*STOPS, ")", "]", "&&", "||"))
"""What may stand behind an assignment in its line."""


def parse_julia(text: str) -> ast.Module:
    """A program as a tree of Python; what cannot be read of it is left out, line by line."""
    return ast.Module(Julia(text, tokens_of(text, julia=True)).statements(top=True), [])


class Julia(JuliaExpressions):
    """A reader of statements and expressions."""

    def statements(self, *, top: bool = False) -> list[ast.stmt]:
        """Statements up to an end, or all."""
        found: list[ast.stmt] = []
        while self.token.kind != "end":
            if self.token.kind == "line":
                self.at += 1
                continue
            if self.token.text in STOPS and self.token.kind == "name":
                if not top:
                    break
                self.at += 1
                continue
            start, depth = self.at, self.depth
            try:
                found += self._statement()
            except (SyntaxFault, RecursionError, ValueError, OverflowError):
                self.depth, self.within = depth, 0
                self._skip()
            if self.at == start:
                self.at += 1
        return found

    def _skip(self) -> None:
        while self.token.kind not in ("end", "line"):
            self.at += 1

    def _statement(self) -> list[ast.stmt]:
        token = self.token
        known = {"function": self._function, "if": self._if, "for": self._for, "while": self._while}
        if token.kind == "name" and token.text in known:
            return known[token.text]()
        if token.kind == "name" and token.text in ("mutable", "struct", "abstract", "primitive"):
            return self._struct()
        if token.kind == "name" and token.text in ("module", "baremodule"):
            self.at += 2
            return []
        if token.kind == "name" and token.text in ("let", "begin", "try", "quote"):
            self._skip() if token.text == "let" else self.take()
            body = self.statements()
            self._close()
            return body
        if token.kind == "name" and token.text in ("using", "import", "export", "macro"):
            self._skip()
            return []
        if token.kind == "name" and token.text in ("const", "local", "global"):
            self.at += 1
        if token.text.startswith("@"):
            self.at += 1
            return self._statement()
        if token.text == "return":
            return self._return()
        return self._simple()

    def _close(self) -> None:
        while self.token.text in STOPS and self.token.text != "end":
            self._skip()
            self.statements()
        self.accept("end")

    def _return(self) -> list[ast.stmt]:
        start = self.take().start
        if self.token.kind in ("line", "end") or self.token.text in STOPS:
            return [self.placed(ast.Return(None), start)]
        return [self.placed(ast.Return(self._listed()), start)]

    def _listed(self) -> ast.expr:
        """An expression, or several with commas between."""
        start = self.token.start
        first = self.expression()
        if self.token.text != ",":
            return first
        elements = [first]
        while self.accept(","):
            elements.append(self.expression())
        return self.placed(ast.Tuple(elements, ast.Load()), start)

    def _simple(self) -> list[ast.stmt]:
        start = self.token.start
        target = self._listed()
        if self.accept("::"):
            self.expression()
        op = self.token.text.removeprefix(".")
        if op in ASSIGNMENTS and self.token.kind == "sign":
            broadcast = self.token.text.startswith(".")
            self.take()
            while self.token.text.startswith("@"):
                self.at += 1
            if isinstance(target, ast.Call) and op == "=":
                return self._short(target, start)
            value = self._listed()
            if self.accept("do"):
                self.statements()
                self._close()
                value = self.unknown(start)
            if self.token.kind not in ("line", "end") and self.token.text not in BEHIND:
                self._skip()  # half an expression is none
                value = self.unknown(start)
            whole = ast.Subscript(target, ast.Slice(), ast.Load())
            if broadcast and op == "=" and isinstance(target, ast.Name):
                target = self.placed(whole, start)
            return [self.assigned(target, op, value, start)]
        if self.token.text in ("&&", "||"):
            self._skip()
        if self.accept("do"):
            self.statements()
            self._close()
        return [self.placed(ast.Expr(target), start)]

    def _short(self, head: ast.Call, start: int) -> list[ast.stmt]:
        """``f(x) = …``."""
        value = self._listed()
        name = head.func.id if isinstance(head.func, ast.Name) else getattr(head.func, "attr", "f")
        parameters: list[tuple[str, ast.expr | None]] = [
            (a.id, None) for a in head.args if isinstance(a, ast.Name)
        ]
        body: list[ast.stmt] = [self.placed(ast.Return(value), start)]
        return [self.function(name, parameters, body, start)]

    def _function(self) -> list[ast.stmt]:
        start = self.take().start
        name = "anonymous"
        while self.token.text != "(" and self.token.kind not in ("line", "end"):
            if self.token.text == "{":
                self._leave_types()
            else:
                name = self.take().text
        if self.token.kind == "end" or self.token.kind == "line":
            return []
        parameters = self._parameters()
        self._skip()
        body = self.statements()
        self._close()
        return [self.function(name.rstrip("!") or "call", parameters, self._valued(body), start)]

    def _leave_types(self) -> None:
        """Leave the types of a function behind: ``f{T <: Real}(x)``, as Julia once had it."""
        depth = 0
        while self.token.kind != "end":
            depth += {"{": 1, "}": -1}.get(self.take().text, 0)
            if depth == 0:
                break

    def _valued(self, body: list[ast.stmt]) -> list[ast.stmt]:
        """A body with a return of its last value."""
        last = body[-1] if body else None
        value = last.value if isinstance(last, ast.Expr) else None
        if isinstance(last, ast.Assign):
            value = last.targets[0]
        elif isinstance(last, ast.AugAssign) and isinstance(last.target, ast.Name):
            value = last.target  # a field or an element is changed for its own sake
        if last is None or value is None:
            return body
        return [
            *(body[:-1] if isinstance(last, ast.Expr) else body),
            ast.copy_location(ast.Return(value), last),
        ]

    def _parameters(self) -> list[tuple[str, ast.expr | None]]:
        found: list[tuple[str, ast.expr | None]] = []
        depth, part = 0, list[Token]()
        while self.token.kind != "end":
            token = self.take()
            depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(token.text, 0)
            if (token.text in (",", ";") and depth == 1) or depth == 0:
                found += self._parameter(part)
                part = []
                if depth == 0:
                    break
            elif not (depth == 1 and token.text == "("):
                part.append(token)
        return found

    def _parameter(self, part: list[Token]) -> list[tuple[str, ast.expr | None]]:
        if not part or part[0].kind != "name":
            return []
        texts = [t.text for t in part]
        default = part[texts.index("=") + 1] if "=" in texts and texts.index("=") + 1 < len(part) else None
        number = self.number(default) if default is not None and default.kind == "number" else None
        return [(part[0].text, number)]

    def _test(self) -> ast.expr:
        """A condition; one that cannot be read is still one."""
        depth, within = self.depth, self.within
        try:
            return self.expression()
        except SyntaxFault:
            self.depth, self.within = depth, within
            self._skip()
            return self.unknown(self.token.start)

    def _if(self) -> list[ast.stmt]:
        start = self.take().start
        test = self._test()
        body = self.statements() or [self.placed(ast.Pass(), start)]
        if self.token.text == "elseif":
            orelse = self._if()
        elif self.accept("else"):
            orelse = self.statements()
            self.accept("end")
        else:
            orelse = []
            self.accept("end")
        return [self.placed(ast.If(test, body, orelse), start)]

    def _for(self) -> list[ast.stmt]:
        start = self.take().start
        target = self._target()
        if not self.accept("=", "in", "∈"):
            raise SyntaxFault("'in' is expected", self.token.start)
        source = self.expression()
        self._skip()
        body = self.statements() or [self.placed(ast.Pass(), start)]
        self._close()
        return [self.placed(ast.For(target, source, body, []), start)]

    def _target(self) -> ast.expr:
        start = self.token.start
        if self.accept("("):
            elements = []
            while self.token.text != ")" and self.token.kind != "end":
                elements.append(self._target())
                self.accept(",")
            self.accept(")")
            return self.placed(ast.Tuple(elements, ast.Store()), start)
        return self.name(self.take().text, start)

    def _while(self) -> list[ast.stmt]:
        start = self.take().start
        test = self._test()
        body = self.statements() or [self.placed(ast.Pass(), start)]
        self._close()
        return [self.placed(ast.While(test, body, []), start)]

    def _struct(self) -> list[ast.stmt]:
        """A structure's fields are left out; its constructors are functions."""
        while self.token.kind not in ("line", "end"):
            if self.take().text == "type":
                self._skip()
                return []
        self.statements()
        self._close()
        return []
