"""What a formula says: trees as the nodes of a reading."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import reduce

from verifier.lift.latex.alternatives import chosen
from verifier.lift.latex.application import applied, is_index
from verifier.lift.latex.averages import average_name, batch, is_batch, without_count
from verifier.lift.latex.gradients import gradient
from verifier.lift.latex.indices import Habits, affine
from verifier.lift.latex.naming import named
from verifier.lift.latex.symbols import GREEK
from verifier.lift.latex.tokens import Unreadable
from verifier.lift.latex.trees import (
    Average,
    Bracket,
    Called,
    Cases,
    Figure,
    Function,
    Large,
    Letter,
    Listed,
    Operation,
    Relation,
    Scripted,
    Sign,
    Slope,
    Tree,
    core_of,
    letter_of,
    scripted_core,
)
from verifier.lift.reading import Apply, Gradient, Name, Node, Number, Span

_UNPRINTED = "braces that are not printed hold a sum together here, and the print does not show it"
_SPELLED = frozenset(GREEK.values()) | {"lr", *"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"}


@dataclass(frozen=True)
class Meaning:
    """The meaning of the trees of one formula, given how it uses its letters."""

    habits: Habits

    def value(self, tree: Tree) -> Node:
        """The node that a tree means.

        Raises
        ------
        Unreadable
            With the place and the reason, where it could mean several things or nothing.
        """
        match tree:
            case Figure():
                return Number(tree.value, tree.span)
            case Letter():
                return named(tree.text, tree, self.habits)[0]
            case Average():
                return Name(average_name(self, tree), None, tree.span)
            case Scripted():
                return self._scripted(tree)
            case Operation():
                return self._operation(tree)
            case Bracket():
                return self._bracket(tree)
        return self._built(tree)

    def _built(self, tree: Tree) -> Node:
        """What functions, large signs and gradients mean."""
        match tree:
            case Function():
                return self._function(tree)
            case Called():
                return applied(self, tree, ())
            case Large():
                return self._large(tree)
            case Slope():
                return gradient(self, tree)
            case Cases():
                return chosen(self, tree)
        raise Unreadable(tree.span, _strange(tree))

    def target(self, tree: Tree) -> Name | None:
        """The name that a left side is; None where it is more, or something else."""
        core = scripted_core(tree)
        if isinstance(tree, Called):
            return is_index(self, tree)
        if isinstance(core, Called) and isinstance(tree, Scripted):
            return None
        if not isinstance(core, Letter | Average):
            return None
        text = core.text if isinstance(core, Letter) else average_name(self, core)
        name, exponents = named(text, tree, self.habits, target=True)
        if name.index is not None and [_squares(e) for e in exponents] == [True]:
            return Name(f"{name.text}^2", name.index, name.span)  # ``g^2_t``: one letter, where it is defined
        return None if exponents else name

    def powers(self, base: Node, exponents: list[Tree], span: Span) -> Node:
        """A base with its exponents."""
        for exponent in exponents:
            power = self._exponent(exponent)
            if isinstance(base, Name) and base.text[0].isupper() and _negative(power):
                raise Unreadable(span, "the inverse of a matrix, or a quotient: it is not to be seen which")
            base = Apply("pow", (base, power), span)
        return base

    def _exponent(self, tree: Tree) -> Node:
        if isinstance(tree, Sign):
            reason = "an infinite exponent: this is a limit, written informally"
            raise Unreadable(tree.span, reason if tree.text == "infty" else _strange(tree))
        if isinstance(tree, Letter) and tree.text in ("T", "top", "intercal"):
            raise Unreadable(tree.span, "a transposition: this is matrix algebra, not one coordinate")
        return self.value(tree)

    def _scripted(self, tree: Scripted) -> Node:
        core = scripted_core(tree)
        if isinstance(core, Letter | Average) and not _held_together(tree):
            if (
                isinstance(core, Letter)
                and core.text == "e"
                and tree.sups
                and not tree.subs
                and "e" not in self.habits.bare
            ):
                return Apply("exp", (self._exponent(tree.sups[0]),), tree.span)
            text = core.text if isinstance(core, Letter) else average_name(self, core)
            name, exponents = named(text, tree, self.habits)
            return self.powers(name, exponents, tree.span)
        return self._over(tree)

    def _over(self, tree: Scripted) -> Node:
        """Scripts on something that is no letter."""
        core = tree.core
        if tree.primes:
            raise Unreadable(tree.span, "a prime on something that is no letter")
        if isinstance(core, Called):
            return applied(self, core, tree.sups, tree.subs)
        if isinstance(core, Bracket) and core.shape == "group":
            raise Unreadable(tree.span, _UNPRINTED)
        if isinstance(core, Function) and core.name in ("abs", "norm"):
            return self.powers(self._norm(core, tree), list(tree.sups), tree.span)
        if isinstance(core, Function) and core.name == "sqrt" and tree.subs:
            return self.powers(self._indexed_root(core, tree), list(tree.sups), tree.span)
        if any(isinstance(sup, Bracket) and affine(sup) is not None for sup in tree.sups):
            raise Unreadable(tree.span, "a step's number above something that is no letter")
        if any(not self._is_coordinate(sub) for sub in tree.subs):
            raise Unreadable(tree.span, "an index on something that is no letter")
        return self.powers(self.value(core), list(tree.sups), tree.span)

    def _is_coordinate(self, sub: Tree) -> bool:
        core = core_of(sub)
        return isinstance(core, Letter) and core.text in "ijl" and core.text not in self.habits.steps

    def _norm(self, core: Function, tree: Scripted) -> Node:
        body = self.value(core.args[0])
        if not tree.subs:
            return Apply(core.name, (body,), core.span)
        below = core_of(tree.subs[0])
        euclidean = isinstance(below, Figure) and below.value == 2
        if len(tree.subs) == 1 and (euclidean or (isinstance(below, Letter) and below.text == "F")):
            return Apply("norm", (body,), core.span)
        raise Unreadable(tree.span, "a norm that is not the Euclidean one")

    def _indexed_root(self, root: Function, tree: Scripted) -> Node:
        r"""``\sqrt{v}_t`` is the root of v at step t."""
        inner = root.args[0]
        if not isinstance(core_of(inner), Letter) or (isinstance(inner, Scripted) and inner.subs):
            raise Unreadable(tree.span, "an index on a root")
        below = Scripted(inner, tree.subs, (), 0, tree.span)
        return Apply("sqrt", (self.value(below),), root.span)

    def _bracket(self, tree: Bracket) -> Node:
        if tree.shape == "<":
            raise Unreadable(tree.span, "angle brackets: an inner product or an average")
        if tree.sole is None or isinstance(tree.sole, Relation | Listed):
            raise Unreadable(tree.span, "a list in brackets")
        return self.value(tree.sole)

    def _operation(self, tree: Operation) -> Node:
        if tree.op == "mul":
            found = batch(self, tree)
            if found is not None:
                return found
        checked = tree.args[1:] if tree.op in ("add", "sub") else tree.args
        alone = tree.op == "div" and not tree.close and tree.span.end > tree.args[1].span.end
        if any(_held_together(a) for a in checked) and not alone:
            raise Unreadable(tree.span, _UNPRINTED)
        if tree.close and _is_unevaluated(tree.args[0]) and isinstance(tree.args[1], Bracket):
            raise Unreadable(tree.span, "whether the gradient is multiplied or taken there is not to be seen")
        if tree.close and all(map(_is_prose, tree.args)):
            raise Unreadable(tree.span, "words side by side")
        if tree.op == "div" and letter_of(tree.args[0]) == "d" and (letter_of(tree.args[1]) or "")[:1] == "d":
            raise Unreadable(tree.span, "the sign of a derivative apart from what it is taken of")
        if tree.op == "div" and isinstance(tree.args[0], Large):
            tree = without_count(self, tree)
        args = tuple(self.value(a) for a in tree.args)
        return Apply(tree.op, args, tree.span)

    def _function(self, tree: Function) -> Node:
        args = [self.value(a) for a in tree.args]
        if tree.name in ("max", "min"):
            return reduce(lambda a, b: Apply(tree.name, (a, b), tree.span), args)
        if tree.name == "square":
            return Apply("pow", (args[0], Number(Fraction(2), tree.span)), tree.span)
        if tree.name == "pow":
            return Apply("pow", (args[0], args[1]), tree.span)
        return Apply(tree.name, tuple(args), tree.span)

    def _large(self, tree: Large) -> Node:
        body = self.value(tree.body)
        if isinstance(body, Gradient) and is_batch(self, tree):
            return Gradient(body.at, body.of, tree.span)
        below = tree.below
        if isinstance(below, Bracket):
            below = below.sole
        if isinstance(below, Relation) and below.op == "=" and tree.above is not None:
            counter = affine(below.args[0])
            first, last = self.value(below.args[1]), self.value(tree.above)
            if counter is not None and counter.letter and not counter.offset:
                name = Name(counter.letter, None, below.args[0].span)
                return Apply(tree.name, (body, name, first, last), tree.span)
        raise Unreadable(tree.span, "a sum or product whose limits are not printed")

    def condition(self, relation: Relation) -> Node:
        """A comparison."""
        return Apply(relation.op, (self.value(relation.args[0]), self.value(relation.args[1])), relation.span)


def _squares(exponent: Tree) -> bool:
    return isinstance(exponent, Figure) and exponent.value == 2


def _held_together(tree: Tree) -> bool:
    """Whether braces that are not printed hold a sum together."""
    inner = tree
    while isinstance(inner, Scripted):
        inner = inner.core
    if not (isinstance(inner, Bracket) and inner.shape == "group"):
        return False
    sole = inner.sole
    return isinstance(sole, Operation) and (sole.op in ("add", "sub", "neg") or inner is not tree)


def _is_unevaluated(tree: Tree) -> bool:
    """Whether this is, or ends with, a gradient in brackets of which no point is printed."""
    last = tree.args[1] if isinstance(tree, Operation) and tree.op == "mul" else tree
    bracket = last.bracket if isinstance(last, Called) else last
    core = core_of(bracket) if isinstance(bracket, Bracket) else bracket
    return isinstance(core, Slope) and core.at is None


def _is_prose(tree: Tree) -> bool:
    """Whether a factor is a word, and no letter that is spelled with several."""
    factor = tree.args[1] if isinstance(tree, Operation) and tree.op == "mul" else tree
    return isinstance(factor, Letter) and len(factor.text) > 2 and factor.text.split("_")[0] not in _SPELLED


def _negative(power: Node) -> bool:
    return isinstance(power, Apply) and (
        power.op == "neg" or (power.op == "div" and _negative(power.args[0]))
    )


def _strange(tree: Tree) -> str:
    if isinstance(tree, Sign):
        return {
            "dots": "dots stand for terms that are not printed",
            "infty": "infinity is no number",
        }.get(tree.text, f"'{tree.text}' is no quantity")
    if isinstance(tree, Listed):
        return "several things side by side"
    return "this is no quantity"
