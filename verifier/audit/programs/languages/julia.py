"""Julia: statements that end with the line, blocks that end with ``end``."""

from __future__ import annotations

import ast

from verifier.audit.programs.languages.brace_questions import asked
from verifier.audit.programs.languages.julia_expressions import STOPS
from verifier.audit.programs.languages.julia_functions import JuliaFunctions
from verifier.audit.programs.languages.tokens import tokens_of
from verifier.audit.programs.languages.trees import SyntaxFault

ASSIGNMENTS = ("=", "+=", "-=", "*=", "/=", "^=", "÷=")
BEHIND = frozenset((*STOPS, ")", "]", "&&", "||"))
"""What may stand behind an assignment in its line."""
DEEPER = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}
CONDITION = 2
"""How strongly an operator binds that stands between a condition and what is done then."""
LONGEST = 400
"""How many tokens a statement has at most."""


def parse_julia(text: str) -> ast.Module:
    """A program as a tree of Python; what cannot be read of it is left out, line by line."""
    return asked(ast.Module(Julia(text, tokens_of(text, julia=True)).statements(top=True), []))


class Julia(JuliaFunctions):
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
                self._skip_from(start)
            if self.at == start:
                self.at += 1
        return found

    def _skip(self) -> None:
        while self.token.kind not in ("end", "line"):
            self.at += 1

    def _skip_from(self, start: int) -> None:
        """Go on behind a statement that cannot be read, and behind the brackets that it opens."""
        open_, at = 0, start
        while at < len(self.tokens) and at < start + LONGEST:
            open_ += DEEPER.get(self.tokens[at].text, 0)
            if open_ <= 0 and at >= self.at and self.tokens[at].kind == "line":
                self.at = at
                return
            at += 1
        self._skip()

    def _statement(self) -> list[ast.stmt]:
        if self.peek().text == "." and self.peek(2).text.startswith("@"):  # Base.@kwdef
            self.at += 2
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
        value = self._listed()
        if self.token.text == "do" and isinstance(value, ast.Call):
            value = self._done(value)
        return self._named("returned", value, start) or [self.placed(ast.Return(value), start)]

    def _listed(self, power: int = 0) -> ast.expr:
        """An expression, or several with commas between."""
        start = self.token.start
        first = self.expression(power)
        if self.token.text != ",":
            return first
        elements = [first]
        while self.accept(","):
            elements.append(self.expression())
        return self.placed(ast.Tuple(elements, ast.Load()), start)

    def _simple(self) -> list[ast.stmt]:
        start, mark = self.token.start, self.at
        target = self._listed(CONDITION)
        if self.accept("::"):
            self._type()
        op = self.token.text.removeprefix(".")
        if op in ASSIGNMENTS and self.token.kind == "sign":
            return self._assignment(target, start)
        if self.token.text in ("&&", "||"):
            return self._guarded(target, start)
        if self.token.text in ("?", "->"):
            self.at = mark
            target = self._listed()
        if self.token.text == "do":
            target = self._done(target)
        done = self._each(target, start) or self._named("returned", target, start)
        return done or [self.placed(ast.Expr(target), start)]

    def _assignment(self, target: ast.expr, start: int) -> list[ast.stmt]:
        op, broadcast = self.token.text.removeprefix("."), self.token.text.startswith(".")
        self.take()
        while self.token.text.startswith("@"):
            self.at += 1
        if isinstance(target, ast.Call) and op == "=":
            return self._short(target, start)
        before, at = list[ast.stmt](), self.token.start
        value = self._listed()
        if self.token.kind == "sign" and self.token.text in ASSIGNMENTS:  # M.k = k += 1
            before = self._assignment(value, at)
        if self.accept("::"):
            self._type()
        if self.token.text == "do":
            value = self._done(value)
        elif self.token.kind not in ("line", "end") and self.token.text not in BEHIND:
            self._skip()  # half an expression is none
            value = self.unknown(start)
        if isinstance(target, ast.Name) and (named := self._named(target.id, value, start)):
            return named
        if broadcast and op == "=" and isinstance(target, ast.Name):
            target = self.placed(ast.Subscript(target, ast.Slice(), ast.Load()), start)
        return [*before, self.assigned(target, op, value, start)]

    def _guarded(self, test: ast.expr, start: int) -> list[ast.stmt]:
        """``condition && action`` and ``condition || action``."""
        if self.take().text == "||":
            test = self.placed(ast.UnaryOp(ast.Not(), test), start)
        self._newlines()
        body = self._action() if self.token.text == "(" else self._statement()
        return [self.placed(ast.If(test, body or [self.placed(ast.Pass(), start)], []), start)]

    def _action(self) -> list[ast.stmt]:
        """Statements within parentheses, semicolons between them."""
        self.take()
        found = list[ast.stmt]()
        while self.token.text != ")" and self.token.kind != "end":
            if self.token.kind == "line":
                self.at += 1
                continue
            found += self._statement()
            if self.token.kind != "line" and self.token.text != ")":
                raise SyntaxFault("')' is expected", self.token.start)
        self.expect(")")
        return found

    def _short(self, head: ast.Call, start: int) -> list[ast.stmt]:
        """``f(x) = …``."""
        name = head.func.id if isinstance(head.func, ast.Name) else getattr(head.func, "attr", "f")
        parameters: list[tuple[str, ast.expr | None]] = [
            (a.id, None) for a in head.args if isinstance(a, ast.Name)
        ]
        parameters += [(k.arg, k.value) for k in head.keywords if k.arg is not None]
        self._newlines()
        if self.accept("begin"):
            return [self.function(name, parameters, self._inner(), start)]
        value = self._listed()
        body: list[ast.stmt] = [self.placed(ast.Return(value), start)]
        if self.token.kind == "sign" and self.token.text.removeprefix(".") in ASSIGNMENTS:
            body = [*self._assignment(value, start), *body]  # update!(x, d) = x .-= d
        return [self.function(name, parameters, body, start)]

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

    def _while(self) -> list[ast.stmt]:
        start = self.take().start
        test = self._test()
        body = self.statements() or [self.placed(ast.Pass(), start)]
        self._close()
        return [self.placed(ast.While(test, body, []), start)]

    def _struct(self) -> list[ast.stmt]:
        """A structure's fields are left out; its constructors are functions."""
        while self.token.kind not in ("line", "end"):
            word = self.take().text
            if word in ("type", "end"):  # nothing stands within
                self._skip()
                return []
        self.statements()
        self._close()
        return []
