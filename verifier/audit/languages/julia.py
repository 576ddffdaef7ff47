"""Julia: statements that end with the line, blocks that end with ``end``."""

from __future__ import annotations

import ast

from verifier.audit.languages.tokens import Token, tokens_of
from verifier.audit.languages.trees import RENAMED, SyntaxFault, Trees

POWERS = {
    "||": 1,
    "&&": 2,
    "==": 4,
    "!=": 4,
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
ASSIGNMENTS = ("=", "+=", "-=", "*=", "/=", "^=", "÷=")
BLOCKS = frozenset(
    "function if for while let begin struct mutable module try macro quote do baremodule".split()
)
STOPS = frozenset("end else elseif catch finally".split())
DEEPEST = 80


def parse_julia(text: str) -> ast.Module:
    """A program as a tree of Python; what cannot be read of it is left out, line by line."""
    return ast.Module(Julia(text, tokens_of(text, julia=True)).statements(top=True), [])


class Julia(Trees):
    """A reader of statements and expressions."""

    def __init__(self, text: str, tokens: list[Token]) -> None:
        super().__init__(text, tokens)
        self.within = 0

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
            name = self.take().text
        if self.token.kind == "end" or self.token.kind == "line":
            return []
        parameters = self._parameters()
        self._skip()
        body = self.statements()
        self._close()
        return [self.function(name.rstrip("!") or "call", parameters, body, start)]

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

    def _if(self) -> list[ast.stmt]:
        start = self.take().start
        test = self.expression()
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
        test = self.expression()
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

    # -- expressions

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
            self.take()
            self._newlines()
            right = self.expression(POWERS[op] - (op == "^"))
            left = self._range(left, right, start) if op == ":" else self.binary(op, left, right, start)
        if power == 0 and self.accept("?"):
            yes = self.expression(5)
            self.expect(":")
            left = self.placed(ast.IfExp(left, yes, self.expression()), start)
        self.depth -= 1
        return left

    def _range(self, first: ast.expr, last: ast.expr, start: int) -> ast.expr:
        call = ast.Call(self.placed(ast.Name("range", ast.Load()), start), [first, last], [])
        return self.placed(call, start)

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
        if token.kind == "name" and token.text not in BLOCKS and (token.text not in STOPS or self.within):
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
        self.within += 1
        self._newlines()
        elements = []
        while self.token.text != ")" and self.token.kind != "end":
            elements.append(self.expression())
            self._newlines()
            if not self.accept(",", ";"):
                break
            self._newlines()
        self.expect(")")
        self.within -= 1
        return elements[0] if len(elements) == 1 else self.placed(ast.Tuple(elements, ast.Load()), start)

    def _array(self, start: int) -> ast.expr:
        depth = 1
        while depth and self.token.kind != "end":
            text = self.take().text
            depth += (text == "[") - (text == "]")
        return self.unknown(start)

    def _postfix(self, node: ast.expr, start: int) -> ast.expr:
        while self.token.start == self.tokens[self.at - 1].end or self.token.text in (".", "'"):
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
                node = self.unknown(start, node)
            else:
                break
        return node

    def _call(self, node: ast.expr, start: int) -> ast.expr:
        self.expect("(")
        self.within += 1
        args: list[ast.expr] = []
        keywords: list[ast.keyword] = []
        self._newlines()
        while self.token.text != ")" and self.token.kind != "end":
            value = self.expression()
            if self.accept("=") and isinstance(value, ast.Name):
                keywords.append(self.placed(ast.keyword(value.id, self.expression()), start))
            else:
                if self.accept("::"):
                    self.expression()
                args.append(value)
            self.accept("...")
            self._newlines()
            if not self.accept(",", ";"):
                break
            self._newlines()
        self.expect(")")
        self.within -= 1
        if isinstance(node, ast.Name):
            node = self.placed(ast.Name(node.id.rstrip("!"), ast.Load()), start)
        return self.placed(ast.Call(node, args, keywords), start)

    def _indexed(self, node: ast.expr, start: int) -> ast.expr:
        self.expect("[")
        self.within += 1
        self._newlines()
        if self.token.text == ":":
            self.take()
            while self.token.text != "]" and self.token.kind != "end":
                self.take()
            index: ast.expr = self.placed(ast.Slice(), start)
        else:
            index = self.expression()
            while self.accept(","):
                self.accept(":") or self.expression()
        self.expect("]")
        self.within -= 1
        return self.placed(ast.Subscript(node, index, ast.Load()), start)
