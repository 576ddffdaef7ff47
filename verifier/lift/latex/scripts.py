"""What stands below and above: indices, exponents, labels, primes."""

from __future__ import annotations

from verifier.lift.latex.cursor import Cursor
from verifier.lift.latex.tokens import Token, Unreadable
from verifier.lift.latex.trees import Bracket, Figure, Listed, Operation, Relation, Scripted, Sign, Tree
from verifier.lift.reading import Span

_ALONE = {"*": "star", "+": "plus", "-": "minus"}


class Scripts(Cursor):
    """The part of the grammar for scripts."""

    def scripts(self, core: Tree) -> Tree:
        """What is given, with the scripts that follow it."""
        subs: list[Tree] = []
        sups: list[Tree] = []
        primes = 0
        while self.peek is not None:
            if self.ahead("sub"):
                self.take()
                subs.append(self.script(below=True))
            elif self.ahead("sup"):
                self.take()
                if self.ahead("command", "prime"):
                    self.take()
                    primes += 1
                elif self.ahead("open", "group") and self.ahead("command", "prime", by=1):
                    self.at += 2
                    self.expect("close", "group")
                    primes += 1
                else:
                    sups.append(self.script())
            elif self.ahead("prime"):
                primes += len(self.take().text)
            else:
                break
        if not subs and not sups and not primes:
            return core
        span = Span(core.span.start, max(core.span.end, self.tokens[self.at - 1].end))
        return Scripted(core, tuple(subs), tuple(sups), primes, span)

    def script(self, below: bool = False) -> Tree:
        """One index or exponent: in braces, or a single sign."""
        before, self.in_script = self.in_script, True
        tree = self._braced(below) if self.ahead("open", "group") else self._single()
        self.in_script = before
        return tree

    def _braced(self, below: bool) -> Tree:
        start = self.take()
        self.enter()
        items: list[Tree] = []
        while not self.ahead("close", "group"):
            if self.peek is None:
                raise Unreadable(start.span, "a brace that is not closed")
            if self.ahead("separator", ",", ";", "quad", "&"):
                self.take()
            else:
                content = self._content()
                items += self._flat(content) if below else [content]
        end = self.take()
        self.leave()
        span = Span(start.start, end.end)
        return items[0] if len(items) == 1 else Listed(tuple(items), span)

    def _content(self) -> Tree:
        if self.ahead("operator") and (self.ahead("close", by=1) or self.ahead("operator", "*")):
            return self._operator(self.take())
        if self.ahead("words"):
            raise Unreadable(self.here, f"'{self.take().text}' in an index")
        tree = self.expression()
        if self.ahead("relation"):
            op = self.take().text
            right = Sign("set", self.take().span) if self.ahead("open", "{") else self.expression()
            return Relation(op, (tree, right), Span(tree.span.start, right.span.end))
        return tree

    def _operator(self, sign: Token) -> Tree:
        r"""``x^*`` and ``x^+`` are labels; ``x^{\circ 2}`` is an exponent, element by element."""
        if sign.text in _ALONE and (self.ahead("close") or self.peek is None):
            return Sign(_ALONE[sign.text], sign.span)
        if sign.text == "*":
            return self.expression()
        raise Unreadable(sign.span, f"'{sign.text}' in an index")

    def _flat(self, tree: Tree) -> list[Tree]:
        """``ti`` and ``1t`` are two indices side by side, and no product."""
        if isinstance(tree, Operation) and tree.op == "mul" and tree.close:
            left, right = tree.args
            if not isinstance(left, Figure) or not isinstance(right, Bracket):
                return [*self._flat(left), *self._flat(right)]
        return [tree]

    def _single(self) -> Tree:
        token = self.peek
        if token is None:
            raise Unreadable(self.here, "an index is missing")
        if token.kind == "operator" and token.text in _ALONE:
            self.take()
            if token.text == "-" and self._is_negated(token):
                body = self.primary()
                return Operation("neg", (body,), Span(token.start, body.span.end))
            return Sign(_ALONE[token.text], token.span)
        return self.primary()

    def _is_negated(self, minus: Token) -> bool:
        r"""Whether a minus sign begins an exponent, ``e^-x``; by itself, ``\eta^- \Delta``, it is a label."""
        body = self.peek
        if body is None or body.kind not in ("number", "letter"):
            return False
        return body.kind == "number" or body.start == minus.end == body.end - 1

    def limits(self) -> tuple[Tree | None, Tree | None]:
        """What stands below and above a large sign."""
        below: Tree | None = None
        above: Tree | None = None
        while self.ahead("sub") or self.ahead("sup"):
            if self.take().kind == "sub":
                below = self.script(below=True)
            else:
                above = self.script()
        return below, above

    def function_scripts(self, function: Token) -> tuple[Tree, ...]:
        """The exponent of a function; an index of it is not read."""
        if self.ahead("sub"):
            raise Unreadable(function.span, f"'{function.text}' with an index")
        sups: list[Tree] = []
        while self.ahead("sup"):
            self.take()
            sups.append(self.script())
        return tuple(sups)
