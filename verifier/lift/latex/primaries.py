"""The factors of a formula: letters with their scripts, brackets, bars, functions."""

from __future__ import annotations

from abc import abstractmethod
from fractions import Fraction

from verifier.lift.latex.accents import under_accent
from verifier.lift.latex.commands import UPRIGHT_D
from verifier.lift.latex.slopes import Slopes
from verifier.lift.latex.tokens import LONGEST_NUMBER, Token, Unreadable
from verifier.lift.latex.trees import (
    Average,
    Bracket,
    Called,
    Cases,
    Figure,
    Function,
    Letter,
    Listed,
    Operation,
    Relation,
    Scripted,
    Sign,
    Tree,
)
from verifier.lift.latex.vocabulary import (
    ARITY,
    AVERAGES,
    FUNCTIONS,
    GRADIENTS,
    LOSSES,
    OTHER_FUNCTIONS,
)
from verifier.lift.reading import Span

_CLOSING = {"(": (")", "]"), "[": ("]", ")"), "{": ("}",), "<": (">",), "group": ("group",)}
_NEEDS_BRACKETS = frozenset({"max", "min", "clip", "pow", "square", "norm", "mean", "abs", "power"})
_BETWEEN = frozenset({"over", "mid", "forall", "colon", "prime", "top", "intercal", "dots"})


class Primaries(Slopes):
    """The part of the grammar below products."""

    bare_argument: Tree | None = None

    @abstractmethod
    def large(self) -> Tree:
        """A sum or a product over a counter."""

    @abstractmethod
    def cases(self) -> Cases:
        r"""The rows of ``\begin{cases}``."""

    def starts_factor(self) -> bool:
        """Whether a factor begins here, so that it touches the one before."""
        token = self.peek
        if token is None or (token.kind == "bar" and self.closes_bar(token)):
            return False
        if token.kind == "command":
            return token.text not in _BETWEEN
        return token.kind in ("number", "letter", "accent", "open", "bar", "bad", "begin")

    def factor(self) -> Tree:
        """A primary with its scripts; a letter with a bracket right behind it is told apart later."""
        tree = self.scripts(self.primary())
        if isinstance(tree, Letter) and self.divided(tree):
            return self.quotient(tree)
        core = tree.core if isinstance(tree, Scripted) else tree
        if isinstance(core, Letter | Average) and (self.ahead("open", "(") or self.ahead("open", "[")):
            bracket = self.bracket()
            tree = self.scripts(Called(tree, bracket, Span(tree.span.start, bracket.span.end)))
        return tree

    def primary(self) -> Tree:
        """One thing without its scripts."""
        token = self.peek
        kind = "" if token is None else token.kind
        if token is not None and kind == "number":
            return _figure(self.take())
        if kind == "letter":
            return self._letter()
        if kind == "accent":
            return self._accented()
        if kind == "open":
            return _unwrapped(self.bracket())
        if kind == "bar":
            return self._bars()
        if kind == "command":
            return self._command()
        if self.ahead("begin", "cases", "dcases", "rcases", "array"):
            return self.cases()
        raise self.stuck()

    def stuck(self) -> Unreadable:
        """Why nothing can be read here."""
        token = self.peek
        if token is None:
            return Unreadable(self.here, "something is missing at the end")
        return Unreadable(
            token.span, token.text if token.kind == "bad" else f"'{token.text}' cannot stand here"
        )

    def _letter(self) -> Tree:
        token = self.take()
        word = token.text
        if not self.in_script:
            if word in FUNCTIONS and self._applied(word):
                return self._function(token)
            if word == "diag" and (square := self._diagonal()) is not None:
                return square
            if word in OTHER_FUNCTIONS:
                raise Unreadable(token.span, f"'{word}' is no operation on one coordinate")
            if word in GRADIENTS and self.peek is not None and self.peek.text in LOSSES:
                self.at -= 1
                return self.nabla()
            if word in AVERAGES and self._averages(word):
                return self._average(token)
            if word in ("d", UPRIGHT_D) and (self.ahead("letter") or self.ahead("accent")):
                return self._differential(token)
            if word == "Delta" and (self.ahead("letter") or self.ahead("accent")):
                return self._difference(token)
        return self._marked(Letter(word, token.span))

    def _diagonal(self) -> Tree | None:
        """The square of a vector as a diagonal matrix, ``diag(g^2)``: one coordinate is its square."""
        start = self.at
        inner = self.bracket().sole if self.ahead("open") else None
        if isinstance(inner, Scripted) and inner.sups:
            return inner
        self.at = start
        return None

    def _applied(self, word: str) -> bool:
        return self.ahead("open") or (word not in _NEEDS_BRACKETS and self.starts_factor())

    def _averages(self, word: str) -> bool:
        round_too = len(word) > 1 and (self.ahead("open", "(") or self.ahead("open", "{"))
        return round_too or self.ahead("open", "[") or self.ahead("open", "<")

    def _average(self, token: Token) -> Tree:
        bracket = self.bracket()
        return Average(token.text, bracket.items, Span(token.start, bracket.span.end))

    def _difference(self, sign: Token) -> Tree:
        """``Delta theta`` is one name; its scripts are read where it stands."""
        inner = self.primary()
        counted = self.ahead("letter", "t", "k", "n", by=1)
        if not isinstance(inner, Letter) or (self.ahead("open", "(") and not counted):
            raise Unreadable(sign.span, "what the Delta belongs to is not to be seen")
        return Letter(f"Delta {inner.text}", Span(sign.start, inner.span.end))

    def _differential(self, sign: Token) -> Tree:
        """``dw``: one name where the d is upright or touches, which a product does not."""
        touching = self.here.start == sign.end
        if sign.text == "d" and not touching:
            raise Unreadable(sign.span, "whether d multiplies or makes a differential is not to be seen")
        inner = self.primary()
        if not isinstance(inner, Letter):
            raise Unreadable(sign.span, "a differential of something that is no letter")
        return Letter(f"d{inner.text}", Span(sign.start, inner.span.end))

    def _function(self, token: Token) -> Tree:
        name = FUNCTIONS[token.text]
        sups = self.function_scripts(token)
        bare = not self.ahead("open")
        args = (self.factor(),) if bare else _items(self.bracket())
        if name == "clip" and len(args) == 2:  # a bound on both sides
            args = (args[0], Operation("neg", args[1:], args[1].span), args[1])
        least, most = ARITY.get(name, (1, 1))
        if not least <= len(args) <= most:
            raise Unreadable(token.span, f"{token.text} of {len(args)} arguments")
        tree = Function(name, args, Span(token.start, self.tokens[self.at - 1].end))
        if bare:
            self.bare_argument = tree
        return Scripted(tree, (), sups, 0, tree.span) if sups else tree

    def _accented(self) -> Tree:
        accent = self.take()
        inner = self.primary()
        while isinstance(inner, Bracket) and inner.sole is not None and inner.shape in ("group", "("):
            inner = inner.sole
        return under_accent(accent, inner)

    def _marked(self, letter: Letter) -> Letter:
        """The letter with the marks printed after it."""
        while self.ahead("mark"):
            mark = self.take()
            span = Span(letter.span.start, max(letter.span.end, mark.end))
            letter = Letter(f"{letter.text}_{mark.text}", span)
        return letter

    def bracket(self) -> Bracket:
        """Brackets of any shape and what stands in them."""
        opening = self.take()
        if opening.text not in _CLOSING:
            raise Unreadable(opening.span, "brackets that do not fit each other")
        self.enter()
        items: list[Tree] = []
        separated = True
        while not self.ahead("close"):
            if self.peek is None:
                raise Unreadable(opening.span, "a bracket that is not closed")
            if self.ahead("separator", ",", ";", "quad") or self.ahead("command", "mid", "colon"):
                self.take()
                separated = True
            elif not separated:
                raise self.stuck()
            else:
                items.append(self._item())
                separated = False
        closing = self.take()
        self.leave()
        if closing.text not in _CLOSING[opening.text]:
            raise Unreadable(opening.span, "brackets that do not fit each other")
        return Bracket(opening.text, tuple(items), Span(opening.start, closing.end))

    def _item(self) -> Tree:
        if self.ahead("command", "dots"):
            return Sign("dots", self.take().span)
        before, self.in_script = self.in_script, False
        tree = self.expression()
        self.in_script = before
        if self.ahead("command", "over"):
            self.take()
            below = self.expression()
            return Operation("div", (tree, below), Span(tree.span.start, below.span.end))
        if self.ahead("relation"):
            op = self.take().text
            right = self.expression()
            return Relation(op, (tree, right), Span(tree.span.start, right.span.end))
        return tree

    def _bars(self) -> Tree:
        opening = self.take()
        shape = opening.text.rstrip("<>")
        if opening.text.endswith(">"):
            raise Unreadable(opening.span, "a bar that was not opened")
        self.enter(shape)
        inner = self.expression()
        if self.peek is None or self.peek.kind != "bar" or not self.closes_bar(self.peek):
            raise Unreadable(opening.span, "a bar that is not closed")
        closing = self.take()
        self.leave()
        name = "abs" if shape == "|" else "norm"
        return Function(name, (inner,), Span(opening.start, closing.end))

    def _command(self) -> Tree:
        token = self.tokens[self.at]
        readers = {
            "frac": self.fraction,
            "pdv": self.fraction,
            "sqrt": self.root,
            "sum": self.large,
            "prod": self.large,
            "nabla": self.nabla,
            "partial": self.partial,
        }
        if token.text in readers:
            return readers[token.text]()
        self.take()
        if token.text in ("infty", "top", "intercal", "dots"):
            return Sign(token.text, token.span)
        raise Unreadable(token.span, f"'{token.text}' is no operation of an optimizer's step")


def _figure(token: Token) -> Figure:
    _, _, exponent = token.text.lower().partition("e")
    if len(token.text) > LONGEST_NUMBER or len(exponent) > 4:
        raise Unreadable(token.span, "a number that is too long")
    return Figure(Fraction(token.text), token.span)


def _unwrapped(bracket: Bracket) -> Tree:
    """Braces that are not printed change nothing around one thing."""
    sole = bracket.sole
    if bracket.shape == "group" and sole is not None and not isinstance(sole, Operation | Listed | Relation):
        return sole
    return bracket


def _items(bracket: Bracket) -> tuple[Tree, ...]:
    """The arguments in a bracket, also where braces that are not printed hold one that is."""
    sole = bracket.sole
    while bracket.shape == "group" and isinstance(sole, Bracket):
        bracket, sole = sole, sole.sole
    return bracket.items
