"""Heads of declarations in Java, C++ and JavaScript: where a type ends and a name begins."""

from __future__ import annotations

from verifier.audit.programs.languages.brace_expressions import POWERS, BraceExpressions
from verifier.audit.programs.languages.tokens import Token


class BraceHeads(BraceExpressions):
    """A reader of what stands before a value or a body."""

    owner: str = ""

    def _has_body(self) -> bool:
        """Whether braces follow the parentheses that open here."""
        at, open_, constructs = self.at, 0, bool(self.owner) or self._repeats_class()
        while at < len(self.tokens):
            text = self.tokens[at].text
            open_ += {"(": 1, ")": -1}.get(text, 0)
            at += 1
            if open_ == 0:
                break
        tail = [t.text for t in self.tokens[at : at + 14]]
        if constructs and tail[:1] == [":"]:  # what a constructor of C++ sets
            return True
        if tail[:1] == ["throws"]:
            return True
        stop = next((i for i, t in enumerate(tail) if t in ("{", ";", "=", ".", ",", ")", "+", "-")), None)
        return stop is not None and tail[stop] == "{"

    def _repeats_class(self) -> bool:
        """Whether the name before the parentheses that open here is that of its class: ``Adam::Adam(``."""
        before = [t.text for t in self.tokens[max(0, self.at - 3) : self.at]]
        return len(before) == 3 and before[1] == "::" and before[0] == before[2]

    def _declared(self) -> Token | None:
        """The name that is declared here, behind its type; None where nothing is declared."""
        mark, words = self.at, 0
        while self.token.kind == "name" or self.token.text in ("<", "[", "*", "&", "::", "~", "#"):
            if self.token.kind == "name":
                following = self.peek().text
                head = words or (self.owner and following == "(" and self._constructs())
                if (
                    head
                    and following in ("=", ";", ",", "(", "[", "{", ":", "=>")
                    and self._ends_type(following)
                    and not (following == "(" and self._is_qualified_call(mark))
                ):
                    return self.take()
                if following in (".", "->", "+=", "-=", "*=", "/=", "++", "--") or (
                    following in POWERS and following not in "<*&"
                ):
                    break
                words += 1
                self.at += 1
            elif self.token.text == "<":
                if not self._template():
                    break
            elif self.token.text == "[":
                if self.peek().text != "]":
                    break
                self.at += 2
            elif not words:
                break
            else:
                self.at += 1
        self.at = mark
        return None

    def _is_qualified_call(self, first: int) -> bool:
        """Whether a statement calls ``std::transform(`` here, and does not define it."""
        at = self.at
        while at - 1 > first and self.tokens[at - 1].text == "::":
            at -= 2
        return first == at < self.at and not self._constructs()

    def _constructs(self) -> bool:
        return self._body_after(self.at + 1)

    def _body_after(self, at: int) -> bool:
        mark, self.at = self.at, at
        found = self._has_body()
        self.at = mark
        return found

    def _ends_type(self, following: str) -> bool:
        return following != "[" or self.peek(2).text == "]"
