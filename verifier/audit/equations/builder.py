"""Terms of nodes, once it is known which letter is the weight and where the steps begin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction

from verifier.audit.drafts.draft import NEW, OLD
from verifier.audit.drafts.names import Sort, plain, sort_of
from verifier.audit.equations.roles import Roles, Weight
from verifier.lift.reading import Apply, Gradient, Name, Node, Number
from verifier.term import GRADIENT, STEP, WEIGHT, ZERO, Term, hyper, sqrt, state, symbols, term

NOTHING = Number(Fraction(0))


class UnclearError(Exception):
    """A draft that is no update of one coordinate; the message says why."""


class CircularError(UnclearError):
    """A letter is read as made of itself."""


@dataclass
class Builder:
    """Terms of nodes, for one weight and one first number of the steps."""

    roles: Roles
    weight: Weight
    first: Fraction
    memo: dict[str, Term] = field(default_factory=dict)
    hypers: dict[str, str] = field(default_factory=dict)
    queries: dict[Term, None] = field(default_factory=dict)
    gradients: dict[str, None] = field(default_factory=dict)
    assumed: dict[str, None] = field(default_factory=dict)
    visiting: set[str] = field(default_factory=set)

    def term(self, node: Node) -> Term:
        """A node as a term."""
        if isinstance(node, Number):
            return term(node.value)
        if isinstance(node, Name):
            return self._name(node)
        if isinstance(node, Gradient):
            return self._gradient(node)
        return self._apply(node)

    def number(self, node: Node) -> Term:
        """A node as a term that is no comparison: a program may calculate with those."""
        found = self.term(node)
        if found.op in TRUTHS:
            raise UnclearError("a comparison is taken for a number")
        return found

    def _apply(self, node: Apply) -> Term:
        if len(node.args) != ARITY.get(node.op, len(node.args)):
            raise UnclearError(f"{node.op} of {len(node.args)} arguments")
        if node.op in _SPECIAL:
            return _SPECIAL[node.op](*self._numbers(node))
        if node.op in ("call", "norm", "sum", "prod", "mean", "argmin"):
            raise UnclearError("something in it is not an operation on one coordinate")
        if node.op in ("and", "or", "not"):
            return Term(node.op, *(self.term(a) for a in node.args))
        if node.op == "where":
            test, *branches = node.args
            return Term("where", self.term(test), *map(self.number, branches))
        if node.op in _PLAIN:
            numbers = self._numbers(node)
            return ZERO if node.op == "mul" and ZERO in numbers else Term(node.op, *numbers)
        raise UnclearError(f"the operation {node.op} is not known")

    def _numbers(self, node: Apply) -> list[Term]:
        """The arguments of an operation on numbers."""
        return [self.number(a) for a in node.args]

    def _name(self, node: Name) -> Term:
        if node.index == NEW:
            return self._new(node.text)
        if node.index is not None and node.index.letter == "step":
            return STEP
        if node.index in (OLD, None):
            return self._old(node.text)
        raise UnclearError(f"the index of {node.text} is not understood")

    def _new(self, version: str) -> Term:
        if version not in self.memo:
            if version in self.visiting:
                raise CircularError(f"{version} is made of itself")
            if version not in self.roles.draft.definitions:
                raise UnclearError(f"{version} is not defined")
            self.visiting.add(version)
            definition = self.roles.draft.definitions[version]
            constant = (
                isinstance(definition.value, Number) and sort_of(plain(definition.letter)) is not Sort.OTHER
            )
            if isinstance(definition.value, Number) and self._is_clock(definition.letter):
                self.memo[version] = STEP - 1 + definition.value.value
            elif constant and definition.letter not in self.roles.draft.carried:
                self.memo[version] = self._hyper(definition.letter)
            elif definition.letter in self.roles.counters and self._is_final(version, definition.letter):
                self.memo[version] = STEP + self._start(definition.letter)
            else:
                self.memo[version] = self.term(definition.value)
            self.visiting.discard(version)
        return self.memo[version]

    def _is_clock(self, letter: str) -> bool:
        """Whether a letter that is set to a number once is the step, before the first one."""
        return letter not in self.roles.draft.carried and self.roles.is_clock(letter)

    def _is_final(self, version: str, letter: str) -> bool:
        return self.roles.draft.carried.get(letter) == version

    def _start(self, letter: str) -> Term:
        start = self.roles.counters[letter]
        if start is None:
            self.assumed[f"{plain(letter)} is {1 - self.first} before the first step"] = None
            start = 1 - self.first
        return term(start)

    def _old(self, letter: str) -> Term:
        roles = self.roles
        if letter == self.weight.letter:
            return WEIGHT
        if letter in roles.gradients:
            self.gradients[letter] = None
            return GRADIENT
        if letter in roles.counters:
            return STEP - 1 + self._start(letter)
        if letter in roles.draft.carried:
            return state(roles.states[letter])
        if roles.is_clock(letter):
            return self._clock(letter)
        known = roles.draft.starts.get(letter)
        if isinstance(known, Apply) and letter not in roles.draft.usual:
            return self.term(known)  # what a constructor works out beforehand
        if isinstance(known, Number) and letter not in roles.draft.usual and known.value in (0, 1):
            return term(known.value)
        return self._hyper(letter)

    def _hyper(self, letter: str) -> Term:
        name = plain(letter)
        self.hypers.setdefault(name, letter)
        return hyper(name)

    def _clock(self, letter: str) -> Term:
        first = self.roles.draft.counts.get(letter)
        if first is None and letter in self.roles.draft.starts:
            raise UnclearError(f"{plain(letter)} is never counted")
        if first is None:
            behind = ", and what they give from 2" if self.first == 2 else ""
            self.assumed[f"{plain(letter)} counts the steps from {min(self.first, 1)}{behind}"] = None
            first = self.first
        return STEP if first == 1 else STEP + (first - 1)

    def _gradient(self, node: Gradient) -> Term:
        at = None if node.at is None else self._point(node.at)
        self.queries[WEIGHT if at is None else at] = None
        return GRADIENT

    def _point(self, at: Node) -> Term | None:
        try:
            point = self.term(at)
        except CircularError:
            raise
        except UnclearError:
            if self._is_led(at):
                raise
            return None
        if GRADIENT in symbols([point]):
            raise UnclearError("the gradient is taken where another one leads")
        return point if WEIGHT in symbols([point]) else None

    def _is_led(self, at: Node) -> bool:
        """Whether a point is the weight with a part of a gradient, ``w + rho*g/norm(g)``."""
        known = self.roles.draft.definitions
        while isinstance(at, Name) and at.index == NEW and at.text in known:
            at = known[at.text].value
        if not (
            isinstance(at, Apply) and at.op in ("add", "sub") and Name(self.weight.letter, OLD) in at.args
        ):
            return False
        below = self.roles.below(at)
        return any(
            n.text in self.roles.gradients if isinstance(n, Name) else isinstance(n, Gradient) for n in below
        )


ARITY = {
    **dict.fromkeys("add sub mul div pow max min lt le gt ge eq ne and or".split(), 2),
    **dict.fromkeys("neg sqrt abs sign exp log not".split(), 1),
    **dict.fromkeys(("where", "clip"), 3),
}
"""How many arguments an operation has; a call in a document may have more or fewer."""

TRUTHS = frozenset("lt le eq ne and or not".split())
"""Operations that give no number."""

_PLAIN = frozenset("add mul div abs sign max min exp log lt le eq ne".split())
LARGEST = 40
"""Up to which exponent a power of two numbers is worked out."""


def _clip(x: Term, low: Term, high: Term) -> Term:
    return Term("min", Term("max", x, low), high)


def _power(base: Term, exponent: Term) -> Term:
    """A power; one of two numbers is a number, as the ``10**-8`` that is added to a root."""
    numbers = base.op == exponent.op == "num" and base.value != 0 and exponent.value.denominator == 1
    if numbers and abs(exponent.value) <= LARGEST:
        return term(base.value ** int(exponent.value))
    return Term("pow", base, exponent)


_SPECIAL: dict[str, Callable[..., Term]] = {
    "sub": lambda a, b: a - b,
    "neg": lambda a: term(-a.value) if a.op == "num" else -a,
    "pow": _power,
    "sqrt": sqrt,
    "gt": lambda a, b: Term("lt", b, a),
    "ge": lambda a, b: Term("le", b, a),
    "clip": _clip,
}
