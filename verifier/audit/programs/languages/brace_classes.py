"""Classes, enumerations and namespaces of Java, C++ and JavaScript: names for what stands within braces."""

from __future__ import annotations

import ast

from verifier.audit.programs.languages.brace_switch import BraceSwitch


class BraceClasses(BraceSwitch):
    """A reader of what has members."""

    fields = 0

    def _namespace(self) -> list[ast.stmt]:
        self.take()
        while self.token.text not in ("{", ";", "=") and self.token.kind != "end":
            self.at += 1
        return self.statement()

    def _class(self) -> list[ast.stmt]:
        start = self.take().start
        name = self.take().text
        depth = 0
        while self.token.kind != "end" and (depth > 0 or self.token.text not in ("{", ";")):
            depth += {"<": 1, ">": -1}.get(self.take().text, 0)  # extends Optimizer<{ m: number[] }>
        if not self.accept("{"):
            return []
        before, self.owner, self.fields = (self.owner, self.fields), name, self.depth + 1
        body = self.statements()
        self.owner, self.fields = before
        self.accept("}")
        return [self.placed(ast.ClassDef(name, [], [], body or [self.placed(ast.Pass(), start)], []), start)]

    def _enum(self) -> list[ast.stmt]:
        """The members of Java's constants, each as a class, and what stands behind the constants."""
        self.take()
        while self.token.text not in ("{", ";", "(") and self.token.kind != "end":
            self.at += 1
        found = list[ast.stmt]()
        opened = self.accept("{")
        while opened and self.token.kind == "name":
            name = self.take()
            if self.token.text == "(":
                self._parenthesised()
            if self.accept("{"):
                body = self.statements()
                self.accept("}")
                made = ast.ClassDef(name.text, [], [], body or [ast.Pass()], [])
                found.append(self.placed(made, name.start))
            while self.token.text not in (",", ";", "}") and self.token.kind != "end":
                self.at += 1
            if not self.accept(","):
                break
        if opened and self.accept(";"):
            found += self.statements()
        if opened:
            self.accept("}")
        return found
