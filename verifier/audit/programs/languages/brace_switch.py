"""``switch`` of Java, C++ and JavaScript: a choice between cases, as conditions one after another."""

from __future__ import annotations

import ast
from abc import abstractmethod

from verifier.audit.programs.languages.brace_assignments import BraceAssignments

Case = tuple[list[ast.expr], list[ast.stmt], bool]
"""The labels of a case, what it does, and whether the next one is not done after it."""


class BraceSwitch(BraceAssignments):
    """A reader of choices."""

    switching = False

    @abstractmethod
    def statement(self) -> list[ast.stmt]:
        """One statement; a declaration may be several."""

    def _switch(self) -> list[ast.stmt]:
        start = self.take().start
        subject = self._condition()
        outer, self.switching = self.switching, True
        cases = self._cases() if self.accept("{") else []
        self.switching = outer
        self.accept("}")
        chosen: list[ast.stmt] = []
        after: list[ast.stmt] = []
        for labels, body, ends in reversed(cases):
            after = body if ends else [*body, *after]
            if not labels:
                chosen = after
                continue
            tests: list[ast.expr] = [self.binary("==", subject, label, start) for label in labels]
            test = tests[0] if len(tests) == 1 else self.placed(ast.BoolOp(ast.Or(), tests), start)
            done = after or [self.placed(ast.Pass(), start)]
            chosen = [self.placed(ast.If(test, done, chosen), start)]
        return chosen

    def _cases(self) -> list[Case]:
        found = list[Case]()
        while self.token.text in ("case", "default"):
            labels = list[ast.expr]()
            while self.token.text in ("case", "default"):
                default = self.take().text == "default"
                labels += [] if default else self._labels()
                arrow = not self.accept(":") and self.accept("->")
            body = self.statements()
            last = {t.text for t in self.tokens[max(0, self.at - 3) : self.at]}
            ends = arrow or "break" in last or (bool(body) and isinstance(body[-1], ast.Return))
            found.append((labels, body, ends))
        return found

    def _labels(self) -> list[ast.expr]:
        """What one case is for, several of Java's with commas between."""
        found = [self.expression()]
        while self.accept(","):
            found.append(self.expression())
        return found

    def _at_case(self) -> bool:
        """Whether the next case of a choice begins here."""
        return self.switching and self.token.kind == "name" and self.token.text in ("case", "default")
