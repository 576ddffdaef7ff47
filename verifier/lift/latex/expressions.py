"""The grammar of formulas: sums of products of factors, by precedence."""

from __future__ import annotations

from verifier.lift.latex.primaries import Primaries
from verifier.lift.latex.symbols import COMPARISONS
from verifier.lift.latex.tokens import DEEPEST, TALLEST, Token, Unreadable
from verifier.lift.latex.trees import (
    Bracket,
    Called,
    Case,
    Cases,
    Figure,
    Function,
    Large,
    Operation,
    Relation,
    Tree,
    children,
    letter_of,
)
from verifier.lift.reading import Span


class Parser(Primaries):
    """Reads tokens from the left; what it cannot read it raises as `Unreadable`."""

    def whole(self) -> Tree:
        """All tokens as one expression."""
        if not self.tokens:
            raise Unreadable(Span(0, 0), "nothing stands here")
        tree = self.expression()
        if self.peek is not None:
            raise Unreadable(self.peek.span, f"{_said(self.peek)} cannot follow here")
        return tree

    def expression(self) -> Tree:
        """A sum of products."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise Unreadable(self.here, f"more than {DEEPEST} brackets stand in one another")
        tree = self._signed()
        while self.ahead("operator", "+", "-"):
            op = "add" if self.take().text == "+" else "sub"
            right = self._signed() if self.ahead("operator", "-") else self.product()
            tree = Operation(op, (tree, right), _join(tree, right))
        if self.ahead("operator", "±"):
            raise Unreadable(self.here, "plus or minus is two formulas")
        self.depth -= 1
        return tree

    def _signed(self) -> Tree:
        if self.ahead("operator", "±"):
            raise Unreadable(self.here, "plus or minus is two formulas")
        if self.ahead("operator", "+"):
            self.take()
            return self.product()
        if not self.ahead("operator", "-"):
            return self.product()
        sign = self.take()
        body = self.product()
        return Operation("neg", (body,), Span(sign.start, body.span.end))

    def product(self) -> Tree:
        """Factors, with signs between them or touching."""
        tree = self.factor()
        last = tree
        while True:
            if self.ahead("operator", "*", "/"):
                op = "mul" if self.take().text == "*" else "div"
                last = self._signed_factor()
                tree = Operation(op, (tree, last), _join(tree, last))
            elif self.starts_factor():
                self._check_close(tree, last)
                last = self.factor()
                tree = Operation("mul", (tree, last), _join(tree, last), close=True)
            else:
                return tree

    def _signed_factor(self) -> Tree:
        if not self.ahead("operator", "-"):
            return self.factor()
        sign = self.take()
        body = self.factor()
        return Operation("neg", (body,), Span(sign.start, body.span.end))

    def _check_close(self, product: Tree, last: Tree) -> None:
        """Refuse ``a / b c`` where nothing shows whether c is divided by too."""
        if isinstance(last, Function) and last.span.end and self.bare_argument is last:
            raise Unreadable(self.here, "how far the function without brackets reaches is not to be seen")
        if letter_of(last) == "d" and self.ahead("letter"):  # d^2 w
            raise Unreadable(last.span, "whether d multiplies or makes a differential is not to be seen")
        if letter_of(last) in ("Sigma", "Pi"):
            raise Unreadable(last.span, "whether this is a letter or sums what follows is not to be seen")
        divided = isinstance(product, Operation) and product.op == "div" and not product.close
        if not divided or not isinstance(product, Operation) or product.args[1] is not last:
            return
        closed = isinstance(last, Bracket | Function | Called) or self.ahead("command", "sum", "nabla")
        closed = closed and not (isinstance(last, Bracket) and self.ahead("open"))
        numbers = all(isinstance(a, Figure) for a in product.args)
        if not closed and not numbers:
            raise Unreadable(
                product.span, "whether what follows the quotient is divided by as well is ambiguous"
            )

    def large(self) -> Tree:
        """A sum or a product over a counter, and its body."""
        sign = self.take()
        below, above = self.limits()
        body = self._signed_product()
        return Large(sign.text, below, above, body, Span(sign.start, body.span.end))

    def _signed_product(self) -> Tree:
        return self._signed() if self.ahead("operator", "-") else self.product()

    def cases(self) -> Cases:
        r"""The rows of ``\begin{cases}``."""
        begin = self.take()
        self.enter()
        rows: list[Case] = []
        while self.peek is not None and not self.ahead("end"):
            if self.ahead("separator", "newline"):
                self.take()
            else:
                rows.append(self._case())
        if self.peek is None or not rows:
            raise Unreadable(begin.span, "the environment does not end, or is empty")
        self.leave()
        return Cases(tuple(rows), Span(begin.start, self.take().end))

    def label(self) -> str | None:
        """The words up to the end of this row, where there is nothing else."""
        row: list[str] = []
        for token in self.tokens[self.at :]:
            if token.kind == "end" or token.says("separator", "newline"):
                break
            if token.kind not in ("words", "letter", "open", "close"):
                return None
            row += [token.text] if token.kind in ("words", "letter") else []
        if not row or any(len(word) < 3 for word in row):
            return None
        self.at += next(
            (i for i, t in enumerate(self.tokens[self.at :]) if _ends_row(t)), len(self.tokens) - self.at
        )
        return " ".join(row).replace("_", " ").strip("() ")

    def _case(self) -> Case:
        start = self.at
        value = self.expression()
        words: list[str] = []
        while (
            self.peek is not None
            and self.peek.kind in ("separator", "words")
            and not self.ahead("separator", "newline")
        ):
            token = self.take()
            words += [token.text] if token.kind == "words" else []
        condition = None
        if self.peek is not None and not self.ahead("separator", "newline") and not self.ahead("end"):
            words, condition = self._condition(words)
        end = self.tokens[self.at - 1].end
        return Case(value, condition, " ".join(words).strip(), Span(self.tokens[start].start, end))

    def _condition(self, words: list[str]) -> tuple[list[str], Relation | None]:
        """What stands beside a value: a relation, or words in brackets."""
        label = self.label()
        if label is not None:
            return [*words, label], None
        bracketed = self.ahead("open", "(")
        if bracketed:
            self.take()
        left = self.expression()
        if self.peek is None or self.peek.kind != "relation" or self.peek.text not in COMPARISONS:
            raise Unreadable(self.here, "the condition of this case is no comparison")
        op = COMPARISONS[self.take().text]
        right = self.expression()
        if bracketed:
            self.expect("close", ")")
        while self.ahead("separator", ",", ";") or self.ahead("words", "."):
            self.take()
        return words, Relation(op, (left, right), _join(left, right))


def _ends_row(token: Token) -> bool:
    return token.kind == "end" or token.says("separator", "newline")


def _join(left: Tree, right: Tree) -> Span:
    return Span(left.span.start, right.span.end)


def _said(token: Token) -> str:
    return token.text if token.kind == "bad" else f"'{token.text}'"


def parsed(tokens: list[Token]) -> Tree:
    """The tokens as one expression.

    Raises
    ------
    Unreadable
        Where it is none, with the place and the reason.
    """
    tree = Parser(tokens).whole()
    if _depth(tree) > TALLEST:
        raise Unreadable(tree.span, f"more than {TALLEST} operations stand in one another")
    return tree


def _depth(tree: Tree) -> int:
    """How many operations stand in one another; counted without recursion, a sum of many terms is deep."""
    deepest, stack = 0, [(tree, 1)]
    while stack:
        top, depth = stack.pop()
        deepest = max(deepest, depth)
        stack += [(child, depth + 1) for child in children(top)]
    return deepest
