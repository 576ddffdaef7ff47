"""Gradients and derivatives, fractions and roots."""

from __future__ import annotations

from fractions import Fraction

from verifier.lift.latex.commands import UPRIGHT_D
from verifier.lift.latex.scripts import Scripts
from verifier.lift.latex.tokens import Token, Unreadable, depths
from verifier.lift.latex.trees import (
    Bracket,
    Called,
    Figure,
    Function,
    Large,
    Letter,
    Operation,
    Relation,
    Scripted,
    Slope,
    Tree,
    core_of,
    letter_of,
    walk,
)
from verifier.lift.latex.vocabulary import LOSSES, WEIGHTS
from verifier.lift.reading import Span


class Slopes(Scripts):
    """The part of the grammar for what looks like a derivative, and for other fractions."""

    def nabla(self) -> Tree:
        r"""``\nabla_\theta f(\theta)``: of what, by what, at which point."""
        sign = self.take()
        below, above = self.limits()
        applied = self.ahead("letter") or self.ahead("accent") or self.ahead("open") or self.ahead("command")
        if above is not None and (below is None or applied):
            raise Unreadable(sign.span, "a second derivative")
        if above is not None:  # the square of a gradient that has its step for a name
            alone = Slope(None, below, None, Span(sign.start, self.tokens[self.at - 1].end))
            return Scripted(alone, (), (above,), 0, alone.span)
        if below is None and self._lost_subscript():
            below = self.primary()
        return self._slope(sign, below)

    def _lost_subscript(self) -> bool:
        """``∇θJ(θ)``: the letter by which is differentiated stands on the line."""
        after = self.tokens[self.at : self.at + 2]
        return (
            len(after) == 2
            and after[0].kind == after[1].kind == "letter"
            and after[0].text in WEIGHTS
            and after[1].text in LOSSES
        )

    def _slope(self, sign: Token, by: Tree | None) -> Tree:
        """What the sign of a gradient is applied to."""
        if self.ahead("open", "group") and (braced := self._braced_function()) is not None:
            of, at = braced
            return self._at_point(Slope(of, by, at, Span(sign.start, self.tokens[self.at - 1].end)))
        if self.ahead("command", "frac", "sum") or self.ahead("number") or self.ahead("open", "group"):
            operand = self.product()
            if _reaches_beyond(operand):
                raise Unreadable(operand.span, "how far the gradient reaches is not to be seen")
            return Slope(operand, by, None, Span(sign.start, operand.span.end))
        if self.ahead("open", "(", "[", "{"):
            operand = self.scripts(self.bracket())
            return self._at_point(Slope(operand, by, None, Span(sign.start, operand.span.end)))
        if by is not None and not (self.ahead("letter") or self.ahead("accent")):
            return Slope(None, by, None, Span(sign.start, self.tokens[self.at - 1].end))
        if not (self.ahead("letter") or self.ahead("accent")):
            raise Unreadable(sign.span, "of what this is the gradient is not said")
        of = self.scripts(self.primary())
        slope = Slope(of, by, None, Span(sign.start, of.span.end))
        if self.ahead("open", "(", "[", "{"):
            bracket = self.bracket()
            return Slope(of, by, bracket, Span(sign.start, bracket.span.end))
        if self.ahead("letter") and letter_of(of) in LOSSES:
            raise Unreadable(
                slope.span, "where the gradient is taken is not to be seen: brackets seem to be lost"
            )
        return self._at_point(slope)

    def _braced_function(self) -> tuple[Tree, Bracket | None] | None:
        r"""``{J(\theta)}`` or ``{J}(\theta)`` behind the sign, which reaches no further than braces."""
        before = self.at
        of = self.scripts(self.primary())
        if not _holds_function(of):
            self.at = before
            return None
        bracket = self.bracket() if letter_of(of) is not None and self.ahead("open", "(", "[") else None
        return of, bracket

    def _at_point(self, slope: Slope) -> Tree:
        """``… |_{w = w_t}`` behind a derivative."""
        if self.peek is None or self.peek.kind != "bar" or not self.ahead("sub", by=1):
            return slope
        bar = self.take()
        self.take()
        return self.evaluated(slope, self.script(), bar.start)

    def evaluated(self, slope: Slope, point: Tree, start: int) -> Slope:
        """The slope at a point that stands below a bar."""
        core = core_of(point) if isinstance(point, Bracket) else point
        at = core.args[1] if isinstance(core, Relation) else core
        if slope.at is not None:
            raise Unreadable(at.span, "a gradient at two points")
        return Slope(slope.of, slope.by, Bracket("(", (at,), at.span), Span(slope.span.start, at.span.end))

    def partial(self) -> Tree:
        r"""``\partial_w L`` and ``\partial L / \partial w``."""
        sign = self.take()
        if self.ahead("sup"):
            raise Unreadable(sign.span, "a second derivative")
        if self.ahead("sub"):
            self.take()
            return self._slope(sign, self.script())
        if self.ahead("operator", "/") and self.ahead("command", "partial", by=1):
            self.at += 2
            return self._slope(sign, self.scripts(self.primary()))
        of = self._differentiated()
        if not (self.ahead("operator", "/") and self.ahead("command", "partial", by=1)):
            raise Unreadable(sign.span, "by what this is differentiated is not said")
        self.take()
        self.take()
        by = self.scripts(self.primary())
        return self._finished(Slope(of, by, None, Span(sign.start, by.span.end)))

    def divided(self, above: Letter) -> bool:
        """Whether a letter begins a derivative on one line, ``dL/dw``."""
        loss = above.text[0] == "d" and above.text[1:] in LOSSES
        below = self.tokens[self.at + 1 : self.at + 3]
        if not loss or not self.ahead("operator", "/") or not below or below[0].kind != "letter":
            return False
        whole = len(below[0].text) == 2 and below[0].text[0] == "d"
        return whole or (below[0].text == "d" and len(below) > 1 and below[1].kind == "letter")

    def quotient(self, above: Letter) -> Tree:
        """``dL/dw`` from its stroke on."""
        self.take()
        sign = self.take()
        if len(sign.text) == 2:
            by: Tree = self.scripts(Letter(sign.text[1], Span(sign.start + 1, sign.end)))
        else:
            by = self.scripts(self.primary())
        of = Letter(above.text[1:], above.span)
        return self._finished(Slope(of, by, None, Span(above.span.start, by.span.end)))

    def _differentiated(self) -> Tree:
        of = self.scripts(self.primary())
        if self.ahead("open", "("):
            bracket = self.bracket()
            return Slope(of, None, bracket, Span(of.span.start, bracket.span.end))
        return of

    def _finished(self, slope: Slope) -> Tree:
        """A derivative with the point behind it, in brackets or below a bar."""
        if isinstance(slope.of, Slope) and slope.of.at is not None and slope.of.by is None:
            slope = Slope(slope.of.of, slope.by, slope.of.at, slope.span)
        elif self.ahead("open", "("):
            bracket = self.bracket()
            return Slope(slope.of, slope.by, bracket, Span(slope.span.start, bracket.span.end))
        return self._at_point(slope)

    def fraction(self) -> Tree:
        """A fraction, or a derivative printed as one."""
        sign = self.take()
        above, below = self._raw(sign), self._raw(sign)
        if sign.text == "pdv":
            return self._derivative(sign, [sign, *above], [sign, *below])
        if _is_derivative(above, below):
            return self._derivative(sign, above, below)
        numerator, denominator = self.inside(above, sign), self.inside(below, sign)
        return Operation("div", (numerator, denominator), Span(sign.start, self.tokens[self.at - 1].end))

    def _raw(self, sign: Token) -> list[Token]:
        """The tokens of an argument: in braces, or one."""
        first = self.take()
        if not first.says("open", "group"):
            return [first]
        for place, (depth, token) in enumerate(depths(self.tokens[self.at :])):
            if depth < 0 and token.says("close", "group"):
                start, self.at = self.at, self.at + place + 1
                return self.tokens[start : self.at - 1]
        raise Unreadable(sign.span, "a fraction that does not end")

    def inside(self, tokens: list[Token], sign: Token) -> Tree:
        """Tokens of an argument as an expression of their own."""
        if not tokens:
            raise Unreadable(sign.span, "an empty argument")
        inner = type(self)(tokens, self.depth + 1)
        inner.in_script = self.in_script
        tree = inner.expression()
        if inner.peek is not None:
            raise Unreadable(inner.here, f"'{inner.peek.text}' cannot follow here")
        return tree

    def _derivative(self, sign: Token, above: list[Token], below: list[Token]) -> Tree:
        by = self.inside(_after_sign(below), sign)
        rest = _after_sign(above)
        if not rest:
            slope = self._slope(sign, by)
            return self._finished(slope) if isinstance(slope, Slope) and slope.at is None else slope
        inner = type(self)(rest, self.depth + 1)
        of = inner._differentiated()
        if inner.peek is not None:
            of = self.inside(rest, sign)
        return self._finished(Slope(of, by, None, Span(sign.start, self.tokens[self.at - 1].end)))

    def root(self) -> Tree:
        r"""A root; ``\sqrt[n]{x}`` has its degree in square brackets."""
        sign = self.take()
        degree: Tree | None = None
        if self.ahead("open", "["):
            degree = self.bracket()
            if not self.ahead("open", "group"):
                return Function("sqrt", degree.items, Span(sign.start, degree.span.end))
        braced = self.ahead("open")
        radicand = self.bracket() if braced else self.factor()
        if not braced and isinstance(radicand, Scripted) and radicand.sups:
            raise Unreadable(radicand.span, "how far the root reaches is not to be seen")
        inside = radicand.items if isinstance(radicand, Bracket) else (radicand,)
        if len(inside) != 1:
            raise Unreadable(sign.span, "a root of several things")
        end = radicand.span.end
        if degree is None:
            return Function("sqrt", inside, Span(sign.start, end))
        exponent = Operation("div", (Figure(Fraction(1), sign.span), degree), degree.span)
        return Function("pow", (inside[0], exponent), Span(sign.start, end))


def _holds_function(tree: Tree) -> bool:
    """Whether a function that can be differentiated is printed in it."""
    return any(isinstance(part, Called) or letter_of(part) in LOSSES for part in walk(tree))


def _reaches_beyond(operand: Tree) -> bool:
    """Whether a factor stands behind the function that is differentiated: ``1/m sum_i L_i / sqrt(v)``."""
    if isinstance(operand, Large):
        return _reaches_beyond(operand.body)
    if not isinstance(operand, Operation) or operand.op not in ("mul", "div"):
        return False
    first, last = operand.args
    return _reaches_beyond(last) or (_holds_function(first) and not _holds_function(last))


def _is_derivative(above: list[Token], below: list[Token]) -> bool:
    """Whether both sides of a fraction begin with a sign of differentials, and a letter follows below."""
    return _begins_differential(above) and _begins_differential(below) and bool(_after_sign(below))


def _begins_differential(side: list[Token]) -> bool:
    if not side:
        return False
    first = side[0]
    if first.says("command", "partial"):
        return True
    if first.says("letter", "delta", "d", UPRIGHT_D):
        return len(side) == 1 or side[1].kind in ("letter", "accent", "open")
    return first.kind == "letter" and len(first.text) == 2 and first.text[0] == "d"


def _after_sign(side: list[Token]) -> list[Token]:
    """What is differentiated, without the ∂ or d before it."""
    first = side[0]
    if first.kind == "letter" and len(first.text) == 2:
        return [Token("letter", first.text[1], first.start + 1, first.end), *side[1:]]
    return side[1:]
