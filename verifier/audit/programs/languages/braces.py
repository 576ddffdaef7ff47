"""Java, C++ and JavaScript: statements within braces."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from verifier.audit.drafts.slots import name_called
from verifier.audit.programs.languages.array_methods import arithmetic
from verifier.audit.programs.languages.brace_classes import BraceClasses
from verifier.audit.programs.languages.brace_elements import unmapped
from verifier.audit.programs.languages.brace_expressions import DEEPEST, members_of
from verifier.audit.programs.languages.brace_questions import asked
from verifier.audit.programs.languages.called_places import as_places
from verifier.audit.programs.languages.elementwise import multiplied
from verifier.audit.programs.languages.parameters import parameters_of
from verifier.audit.programs.languages.tokens import Token, tokens_of
from verifier.audit.programs.languages.trees import SyntaxFault

MODIFIERS = frozenset(
    """public private protected internal static final abstract export default virtual inline explicit template
    constexpr override readonly async sealed partial""".split()
)


DEEPEST_TREE = 150


def parse_java(text: str) -> ast.Module:
    """A program of Java, in which an arrow begins a function's body and no member of a pointer."""
    return parse_braces(text, java=True)


def parse_braces(text: str, *, java: bool = False) -> ast.Module:
    """A program as a tree of Python; what cannot be read of it is left out, statement by statement."""
    reader = Braces(text, tokens_of(text, julia=False))
    reader.java = java
    tree = multiplied(ast.Module(reader.statements(top=True), []), text)
    return unmapped(arithmetic(asked(as_places(tree)))) if _is_shallow(tree) else tree


def _is_shallow(tree: ast.Module) -> bool:
    """Whether no expression is nested deeper than a person writes: such a program is not rewritten."""
    level: list[ast.AST] = [tree]
    for _ in range(DEEPEST_TREE):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
    return not level


class Braces(BraceClasses):
    """A reader of statements and expressions."""

    def __init__(self, text: str, tokens: list[Token], owner: str = "") -> None:
        super().__init__(text, tokens)
        self.members = members_of(tokens)
        self.owner = owner
        self.handed, self.names, self.expressed = [], [], None
        self.fields = 0

    def statements(self, *, top: bool = False) -> list[ast.stmt]:
        """Statements up to a closing brace or the end."""
        found: list[ast.stmt] = []
        while self.token.kind != "end" and not (self.token.text == "}" and not top) and not self._at_case():
            start, depth = self.at, self.depth
            try:
                found += self.statement()
                found += self.take_handed()
            except (SyntaxFault, RecursionError, ValueError, OverflowError):
                self.depth = depth
                self.at = max(self.at, start + 1)
                found += self._skip()
            if self.at == start:
                self.at += 1
        return found

    def _skip(self) -> list[ast.stmt]:
        """Go on behind what cannot be read: to the next semicolon or brace, and what stands within that."""
        while self.token.kind != "end" and self.token.text not in (";", "{", "}"):
            self.at += 1
        if self.accept(";") or self.token.text != "{" or self.depth >= DEEPEST:
            return []
        self.take()
        self.depth += 1
        inner = self.statements()
        self.depth -= 1
        self.accept("}")
        return inner

    def statement(self) -> list[ast.stmt]:
        """One statement; a declaration may be several."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise SyntaxFault("it is nested too deeply", self.token.start)
        if self.peek().text == ":" and self.peek(2).text in ("for", "while", "do"):
            self.at += 2  # a label
        try:
            return self._statement()
        finally:
            self.depth -= 1

    def _statement(self) -> list[ast.stmt]:
        token = self.token
        known = {
            "if": self._if,
            "for": self._for,
            "while": self._while,
            "return": self._return,
            "namespace": self._namespace,
            "class": self._class,
            "struct": self._class,
            "enum": self._enum,
            "function": self._function,
            "switch": self._switch,
        }
        if token.text in MODIFIERS and token.kind == "name":
            self.take()
            self.accept(":")
            if token.text == "template":
                self._template()
            return self._statement()
        if token.text == "foreach" and self.peek().text == "(":
            return self._for()  # C#: ``foreach (var g in gradients)``
        if token.text in known and token.kind == "name":
            return known[token.text]()
        if self.accept("{"):
            outer, self.switching = self.switching, False
            inner = self.statements()
            self.switching = outer
            self.accept("}")
            return inner
        if self.accept(";") or self.accept("break", "continue"):
            return []
        if self.accept("try", "do", "else", "finally"):
            return self.statement()
        if self.accept("@"):
            self.take()
            if self.token.text == "(":
                self._parenthesised()
            return []
        return self._declaration()

    def _block(self) -> list[ast.stmt]:
        return self.statement()

    def _if(self) -> list[ast.stmt]:
        start = self.take().start
        self.accept("constexpr")
        test = self._condition()
        body = self._block()
        orelse = self._block() if self.accept("else") else []
        if not body:
            body = [self.placed(ast.Pass(), start)]
        return [self.placed(ast.If(test, body, orelse), start)]

    def _while(self) -> list[ast.stmt]:
        start = self.take().start
        test = self._condition()
        body = self._block() or [self.placed(ast.Pass(), start)]
        return [self.placed(ast.While(test, body, []), start)]

    def _for(self) -> list[ast.stmt]:
        start = self.take().start
        head = self._parenthesised()
        target, source = self._loop(head, start)
        body = self._block() or [self.placed(ast.Pass(), start)]
        return [self.placed(ast.For(target, source, body, []), start)]

    def _loop(self, head: Sequence[Token], start: int) -> tuple[ast.expr, ast.expr]:
        """What a loop counts or runs over."""
        names = [t for t in head if t.kind == "name"]
        texts = [t.text for t in head]
        counting = ";" in texts and "=" in texts
        if counting:
            at = texts.index("=")
            target = self.name(texts[at - 1], start)
            first = head[at + 1] if at + 1 < len(head) else None
            number = self.number(first) if first is not None and first.kind == "number" else ast.Constant(0)
            call = ast.Call(
                self.placed(ast.Name("range", ast.Load()), start), [number, self.unknown(start)], []
            )
            return target, self.placed(call, start)
        between = next((i for i, t in enumerate(head) if t.text in (":", "of", "in")), None)
        if between is not None and between > 0:
            inner = Braces.__new__(Braces)
            inner.__dict__.update(self.__dict__)
            inner.tokens, inner.at = list(head[between + 1 :]), 0
            source = inner.expression()
            every = [t.text for t in head[:between] if t.kind == "name"]
            if name_called(source) in ("zip", "enumerate") and "[" in texts[:between]:
                every = [t.text for t in head[texts.index("[") : between] if t.kind == "name"]
                pair = ast.Tuple([self.name(n, start) for n in every], ast.Store())
                return self.placed(pair, start), source
            return self.name(every[-1] if every else "item", start), source
        return self.name(names[-1].text if names else "item", start), self.unknown(start)

    def _return(self) -> list[ast.stmt]:
        start = self.take().start
        if self._is_arrow():  # what a function returns keeps that function's variables
            return self._arrow("returned", start)
        value = None if self.token.text in (";", "}") else self.expression()
        self.accept(";")
        return [self.placed(ast.Return(value), start)]

    def _function(self) -> list[ast.stmt]:
        start = self.take().start
        self.accept("*")
        name = self.take().text if self.token.kind == "name" else "anonymous"
        return self._defined(name, start)

    def _defined(self, name: str, start: int) -> list[ast.stmt]:
        """A function whose parameters come next."""
        constructs = name == self.owner or self._repeats_class()
        parameters = parameters_of(self, self._parenthesised())
        first: list[ast.stmt] = []
        while self.token.text not in ("{", ";", "}") and self.token.kind != "end":
            if self.token.text == ":" and (constructs or (self.owner and name == "__init__")):
                first = self._initialisers()
                break
            self.at += 1
        if not self.accept("{"):
            self.accept(";")
            return []
        body = [*first, *self.statements()]
        self.accept("}")
        own = "__init__" if constructs else name
        return [self.function(own, parameters, body, start)]

    def _initialisers(self) -> list[ast.stmt]:
        """The numbers in the list of members that a constructor of C++ sets; an array's may be its length."""
        found: list[ast.stmt] = []
        self.accept(":")
        while self.token.text != "{" and self.token.kind != "end":
            member, opening = self.take(), self.token.text
            if member.kind != "name" or opening not in ("(", "{"):
                continue
            value, mark = self.peek(), self.at
            self._constructor_value()
            if self.at == mark + 3 and self._is_number(member, value):
                target = self.name(self.members.get(member.text, member.text), member.start)
                found.append(self.assigned(target, "=", self.number(value), member.start))
        return found

    def _is_number(self, member: Token, value: Token) -> bool:
        """Whether a member that is set to a number is one: nothing in it is read anywhere."""
        pairs = zip(self.tokens, self.tokens[1:], strict=False)
        inner = any(a.text == member.text and b.text in ("[", ".", "->") for a, b in pairs)
        return value.kind == "number" and not inner and (value.text in ("0", "1") or "." in value.text)

    def _declaration(self) -> list[ast.stmt]:
        """A declaration, an assignment or a call; a method's head is a declaration, too."""
        start = self.token.start
        if (parts := self._taken_apart(start)) is not None:
            return parts
        if self.depth == self.fields and self._is_typed():
            return self._typed_field()
        name = self._declared()
        if name is not None:
            if self.token.text == "(" and self._has_body():
                return self._defined(name.text, start)
            return self._declarators(name, start)
        return self._expression_statement(start)

    def _arrow(self, name: str, start: int) -> list[ast.stmt]:
        """A function that a name stands for: ``const f = (a, b) => …``."""
        if self.accept("function"):
            return self._defined(self.take().text if self.token.kind == "name" else name, start)
        tokens = self._parenthesised() if self.token.text == "(" else [self.take()]
        parameters = parameters_of(self, tokens)
        if not self.accept("->"):
            self.expect("=>")
        if self.accept("{"):
            body = self.statements()
            self.accept("}")
        else:
            at = self.token.start
            body = self._arrow("returned", at) if self._is_arrow() else [self._returned(at)]
        return [self.function(name, parameters, body, start)]

    def _returned(self, start: int) -> ast.stmt:
        return self.placed(ast.Return(self.expression()), start)
