"""Functions of Julia, with names and without: ``function f(x) … end``, ``x -> …``, ``f(xs) do x … end``."""

from __future__ import annotations

import ast
from abc import abstractmethod

from verifier.audit.drafts.slots import name_called
from verifier.audit.programs.languages.julia_expressions import JuliaExpressions
from verifier.audit.programs.languages.tokens import Token
from verifier.audit.programs.languages.trees import SyntaxFault

Parameters = list[tuple[str, ast.expr | None]]
ELEMENT_BY_ELEMENT = frozenset(("map", "broadcast"))
EACH = frozenset(("foreach", "map"))


class JuliaFunctions(JuliaExpressions):
    """A reader of functions, each of which may stand where an expression does."""

    def __init__(self, text: str, tokens: list[Token]) -> None:
        super().__init__(text, tokens)
        self.bodies: dict[int, tuple[Parameters, list[ast.stmt]]] = {}
        """What the functions without a name do that are more than one expression."""
        self.kept: list[ast.expr] = []

    @abstractmethod
    def statements(self, *, top: bool = False) -> list[ast.stmt]:
        """Statements up to an end, or all."""

    @abstractmethod
    def _skip(self) -> None:
        """Go on to the end of the line."""

    @abstractmethod
    def _close(self) -> None:
        """Leave a block behind."""

    def _block_value(self) -> ast.expr:
        """``function (x) … end`` and ``begin … end`` where a value is expected."""
        start = self.token.start
        if self.token.text == "function" and self.peek().text == "(":
            self.take()
            outer, self.within = self.within, 0
            parameters = self._parameters()
            self._skip()
            value = self._anonymous(parameters, self._inner(), start)
            self.within = outer
            return value
        return super()._block_value()

    def _inner(self) -> list[ast.stmt]:
        body = self.statements()
        self._close()
        return self._valued(body)

    def _arrow(self, left: ast.expr, start: int) -> ast.expr:
        """``(x, g) -> …``, whose parameters were read as an expression."""
        names = left.elts if isinstance(left, ast.Tuple) else [left]
        parameters: Parameters = [(n.id, None) for n in names if isinstance(n, ast.Name)]
        if len(parameters) != len(names):
            raise SyntaxFault("a parameter is expected", start)
        self._newlines()
        if not self.accept("begin"):
            return self._anonymous(parameters, [self.placed(ast.Return(self.expression()), start)], start)
        outer, self.within = self.within, 0
        body = self._inner()
        self.within = outer
        return self._anonymous(parameters, body, start)

    def _anonymous(self, parameters: Parameters, body: list[ast.stmt], start: int) -> ast.expr:
        """A function without a name; one that is more than an expression is kept."""
        only = body[0] if len(body) == 1 else None
        value = only.value if isinstance(only, ast.Return) else None
        args = [self.placed(ast.arg(name), start) for name, _ in parameters]
        every = ast.arguments(posonlyargs=[], args=args, kwonlyargs=[], kw_defaults=[], defaults=[])
        made = self.placed(ast.Lambda(every, value or self.unknown(start)), start)
        self.bodies[id(made)] = parameters, body
        self.kept.append(made)
        return made

    def _named(self, name: str, value: ast.expr, start: int) -> list[ast.stmt] | None:
        """A function that is given a name, or that is returned; None for any other value."""
        if not isinstance(value, ast.Lambda) or id(value) not in self.bodies:
            return None
        parameters, body = self.bodies[id(value)]
        return [self.function(name, parameters, body, start)]

    def _done(self, call: ast.expr) -> ast.expr:
        """A call behind which a function stands, ``map(xs) do x … end``, with that function in it."""
        start = self.take().start
        parameters, part = Parameters(), list[Token]()
        while self.token.kind not in ("line", "end"):
            token = self.take()
            if token.text in (",", "(", ")"):
                parameters, part = parameters + self._parameter(part), []
            else:
                part.append(token)
        function = self._anonymous(parameters + self._parameter(part), self._inner(), start)
        if not isinstance(call, ast.Call):
            return self.unknown(start)
        if name_called(call) in ("get", "setdefault") and isinstance(call.func, ast.Name):
            return self._called(call.func, [function, *call.args], call.keywords, start)
        call.args.insert(0, function)
        return self._mapped(call)

    def _called(
        self, node: ast.expr, args: list[ast.expr], keywords: list[ast.keyword], start: int
    ) -> ast.Call | ast.Compare:
        call = super()._called(node, args, keywords, start)
        return self._mapped(call) if isinstance(call, ast.Call) else call

    def _mapped(self, call: ast.Call) -> ast.Call:
        """``map((m, g) -> …, ms, gs)`` by the name that maps over collections have."""
        first = call.args[0] if call.args else None
        if not isinstance(first, ast.Lambda) or any(isinstance(n, ast.IfExp) for n in ast.walk(first)):
            return call  # what is chosen for each element is no one expression
        if name_called(call) in ELEMENT_BY_ELEMENT:
            call.func = self.placed(ast.Name("tree_map", ast.Load()), self.tokens[self.at - 1].start)
            ast.copy_location(call.func, call)
        return call

    def _each(self, call: ast.expr, start: int) -> list[ast.stmt] | None:
        """``foreach(zip(ws, gs)) do (w, g) … end`` as a loop; None for any other call."""
        first = call.args[0] if isinstance(call, ast.Call) and call.args else None
        if (
            not isinstance(call, ast.Call)
            or not isinstance(first, ast.Lambda)
            or id(first) not in self.bodies
        ):
            return None
        parameters, body = self.bodies[id(first)]
        if name_called(call) not in (*EACH, "tree_map") or not parameters or len(call.args) < 2:
            return None
        names = [self.name(name, start) for name, _ in parameters]
        target = names[0] if len(names) == 1 else self.placed(ast.Tuple(names, ast.Store()), start)
        sources = call.args[1:]
        together = self.placed(ast.Call(self.name("zip", start), sources, []), start)
        return [self.placed(ast.For(target, sources[0] if len(sources) == 1 else together, body, []), start)]

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
        if self.token.text == "(" and name == "anonymous":  # what is called is an object: ``(o::Adam)(w, g)``
            name, parameters = "call", parameters + self._parameters()
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

    def _array(self, start: int) -> ast.expr:
        """A list that is made element by element, ``[w - η*g for (w, g) in pairs]``, or one unknown."""
        mark, depth, within = self.at, self.depth, self.within
        try:
            return self._comprehension(start)
        except SyntaxFault:
            self.at, self.depth, self.within = mark, depth, within
        open_ = 1
        while open_ and self.token.kind != "end":
            text = self.take().text
            open_ += (text == "[") - (text == "]")
        return self.unknown(start)

    def _comprehension(self, start: int) -> ast.expr:
        self.within += 1
        value = self.expression()
        self._newlines()
        self.expect("for")
        target = self._target()
        if not self.accept("=", "in", "∈"):
            raise SyntaxFault("'in' is expected", self.token.start)
        source = self.expression()
        self._newlines()
        self.expect("]")
        self.within -= 1
        return self.placed(ast.ListComp(value, [ast.comprehension(target, source, [], 0)]), start)

    def _target(self) -> ast.expr:
        """What a loop gives its elements to."""
        start = self.token.start
        if self.accept("("):
            elements = []
            while self.token.text != ")" and self.token.kind != "end":
                elements.append(self._target())
                self.accept(",")
            self.accept(")")
            return self.placed(ast.Tuple(elements, ast.Store()), start)
        return self.name(self.take().text, start)
