"""Types in Java, C++ and JavaScript, which say nothing of a value: casts, templates, ``x as T``."""

from __future__ import annotations

from verifier.audit.programs.languages.tokens import Token
from verifier.audit.programs.languages.trees import Trees

TYPES = frozenset("int long float double boolean bool short byte size_t auto unsigned char".split())
QUALIFIERS = frozenset(("const", "unsigned", "long", "struct", "final"))
NO_OPERANDS = frozenset(("in", "of", "as", "instanceof", "satisfies", "and", "or"))
BEHIND_A_CAST = frozenset((".", "[", "(", ")", ";", ",", "!"))
"""What may follow the name that a cast of TypeScript stands before; behind ``<b>text`` comes ``</b>``."""


class BraceTypes(Trees):
    """A reader that leaves types behind."""

    def _template(self) -> bool:
        """Leave a type's arguments behind; False where this is a comparison."""
        mark, open_ = self.at, 0
        while self.token.kind != "end" and self.at - mark < 40:
            text = self.take().text
            open_ += {"<": 1, ">": -1}.get(text, 0)
            if open_ == 0:
                return True
            if text in (";", "{", ")", "&&", "||", "+", "-"):
                break
        self.at = mark
        return False

    def _cast(self) -> bool:
        """Leave a cast behind, from within its parentheses: ``(float) x``, ``(T)(1 - b)``, ``(float*) p``."""
        mark = self.at
        own, pointer = self._type_name()
        if own is None or not self.accept(")"):
            self.at = mark
            return False
        if own in TYPES:
            return True
        following = self.token
        operand = following.kind in ("name", "number") and following.text not in NO_OPERANDS
        near = self._position(self.peek(-1).start)[0] == self._position(following.start)[0]
        typed = pointer or own.endswith(("_t", "Type")) or own[:1].isupper()
        if (operand and near) or (typed and following.text in ("(", "::")):
            return True
        self.at = mark
        return False

    def _type_name(self) -> tuple[str | None, bool]:
        """The last word of a type that begins here, and whether it is a pointer; None where none does."""
        own, pointer = None, False
        while self.token.kind == "name" and (own is None or own in QUALIFIERS):
            own = self.take().text
            while self.accept("::", "."):
                own = self.take().text if self.token.kind == "name" else None
        if own is not None and self.token.text == "<" and not self._template():
            own = None
        while self.accept("*", "&") or (self.token.text == "[" and self.peek().text == "]"):
            pointer = True
            self.at += 2 * (self.token.text == "[")
        return own, pointer

    def _leading_cast(self) -> bool:
        """Leave a cast of TypeScript behind: ``<Tensor>x``."""
        mark = self.at
        if self.token.text == "<" and self.peek().kind == "name" and self._template():
            operand, behind = self.token, self.peek()
            if operand.text == "(" or (operand.kind == "name" and behind.text in BEHIND_A_CAST):
                return True
        self.at = mark
        return False

    def _trailing_type(self) -> None:
        """Leave behind what TypeScript says of a value's type: ``x as Float32Array``, ``x satisfies T[]``."""
        while self.token.text in ("as", "satisfies") and self.peek().kind == "name":
            self.take()
            while self._typed():
                pass

    def _typed(self) -> bool:
        """Leave one more piece of a type behind."""
        word: Token = self.token
        if word.text == "<":
            return self._template()
        if word.text == "[" and self.peek().text == "]":
            self.at += 2
            return True
        before = self.peek(-1).text
        if word.kind == "name" and before in ("as", "satisfies", ".", "|", "keyof", "typeof"):
            self.take()
            return True
        return word.text in (".", "|") and self.peek().kind == "name" and self.accept(".", "|")


__all__ = ["TYPES", "BraceTypes"]
