"""Assembly: a draft whose letters have roles becomes a system, or a sentence that says why it does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from verifier.audit.draft import NEW, OLD, Draft
from verifier.audit.names import Sort, domain_of, plain, sort_of
from verifier.audit.roles import Roles, Weight
from verifier.lift.reading import NOWHERE, Apply, Gradient, Name, Node, Number, Span, parts
from verifier.system import Hyper, State, System, live_states
from verifier.term import GRADIENT, ONE, STEP, WEIGHT, ZERO, Term, hyper, sqrt, state, symbols, term

NOTHING = Number(Fraction(0))


class UnclearError(Exception):
    """A draft that is no update of one coordinate; the message says why."""


@dataclass(frozen=True)
class Update:
    """An update that has been understood.

    Attributes
    ----------
    draft : Draft
    system : System
    places : mapping
        Where each named value of the system is computed.
    assumed : tuple of str
        What was taken for granted, in sentences.
    named : bool
        Whether the weight is called as weights are.
    weight : str
        The letter of the weight.
    last : str
        The name of the weight's new value.
    span : Span
        Where the new weight is computed.
    new : Node
        The new weight, as it was read.
    """

    draft: Draft
    system: System
    places: Mapping[str, Span]
    assumed: tuple[str, ...] = ()
    named: bool = True
    weight: str = "w"
    last: str = ""
    span: Span = NOWHERE
    new: Node = NOTHING


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

    def _apply(self, node: Apply) -> Term:
        if node.op in _SPECIAL:
            return _SPECIAL[node.op](*(self.term(a) for a in node.args))
        if node.op in ("call", "norm", "sum", "prod", "mean", "argmin"):
            raise UnclearError("something in it is not an operation on one coordinate")
        if node.op == "and" or node.op == "or" or node.op == "not" or node.op in _PLAIN:
            return Term(node.op, *(self.term(a) for a in node.args))
        raise UnclearError(f"the operation {node.op} is not known")

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
            if version in self.visiting or version not in self.roles.draft.definitions:
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
            return state(plain(letter))
        if roles.is_clock(letter):
            return self._clock(letter)
        known = roles.draft.starts.get(letter)
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
            self.assumed[f"{plain(letter)} counts the steps from {self.first}"] = None
            first = self.first
        return STEP if first == 1 else STEP + (first - 1)

    def _gradient(self, node: Gradient) -> Term:
        at = None if node.at is None else self._point(node.at)
        self.queries[WEIGHT if at is None else at] = None
        return GRADIENT

    def _point(self, at: Node) -> Term | None:
        try:
            point = self.term(at)
        except UnclearError:
            return None
        return point if WEIGHT in symbols([point]) and GRADIENT not in symbols([point]) else None


_PLAIN = frozenset("add mul div pow abs sign max min exp log lt le eq ne where".split())


def _clip(x: Term, low: Term, high: Term) -> Term:
    return Term("min", Term("max", x, low), high)


_SPECIAL: dict[str, Callable[..., Term]] = {
    "sub": lambda a, b: a - b,
    "neg": lambda a: -a,
    "sqrt": sqrt,
    "gt": lambda a, b: Term("lt", b, a),
    "ge": lambda a, b: Term("le", b, a),
    "clip": _clip,
}


def updates(draft: Draft) -> Iterator[Update]:
    """What a draft may mean as an update: for each weight, with steps from 1, then from 0."""
    roles = Roles(draft)
    for weight in roles.weights():
        first = _built(roles, weight, Fraction(1))
        if first is None:
            continue
        yield first
        if any("the first step" in text or "counts the steps" in text for text in first.assumed):
            other = _built(roles, weight, Fraction(0))
            if other is not None and other.system != first.system:
                yield other


def _built(roles: Roles, weight: Weight, first: Fraction) -> Update | None:
    builder = Builder(roles, weight, first)
    try:
        return _update(builder)
    except (UnclearError, RecursionError):
        return None


def _update(builder: Builder) -> Update:
    roles, weight = builder.roles, builder.weight
    new = builder.term(weight.new)
    states, waiting = dict[str, State](), _carried_below(roles, weight)
    for letter in waiting:
        update = builder._new(roles.draft.carried[letter])
        states[letter] = State(plain(letter), _initial(builder, letter), update)
    queries = list(builder.queries)
    if (
        len(queries) > 1
        or len(builder.gradients) > 1
        or (queries and builder.gradients and queries != [WEIGHT])
    ):
        raise UnclearError("gradients are taken at several points, or of several functions")
    if GRADIENT not in symbols([new, *(s.update for s in states.values())]):
        raise UnclearError("no gradient enters the weight")
    system = System(
        name=roles.draft.title or "update",
        hypers=tuple(Hyper(n, domain_of(n), _usual(roles.draft, x)) for n, x in builder.hypers.items()),
        states=tuple(states.values()),
        weight=new,
        query=queries[0] if queries else WEIGHT,
        lets=tuple(builder.memo.items()),
    )
    system = replace(system, states=live_states(system))
    used = {s.name for s in symbols((*system.outputs, *(s.initial for s in system.states)), "hyper")}
    system = replace(system, hypers=tuple(h for h in system.hypers if h.name in used))
    last = weight.new.text if isinstance(weight.new, Name) else ""
    known = roles.draft.definitions.get(last)
    span = known.span if known is not None else weight.new.span
    places = {name: d.span for name, d in roles.draft.definitions.items()}
    return Update(
        roles.draft,
        system,
        places,
        (*roles.draft.notes, *builder.assumed),
        weight.named,
        weight.letter,
        last,
        span,
        weight.new,
    )


def _carried_below(roles: Roles, weight: Weight) -> list[str]:
    """The states that the weight reads, directly or through others."""
    found: dict[str, None] = {}
    waiting: list[Node] = [weight.new]
    while waiting:
        for n in roles.below(waiting.pop()):
            at = [n, *(parts(n.at) if isinstance(n, Gradient) and n.at is not None else ())]
            for each in at:
                if not (isinstance(each, Name) and each.index == OLD and each.text in roles.draft.carried):
                    continue
                letter = each.text
                special = letter == weight.letter or letter in roles.gradients or letter in roles.counters
                if letter not in found and not special:
                    found[letter] = None
                    waiting.append(Name(roles.draft.carried[letter], NEW))
    return list(found)


def _initial(builder: Builder, letter: str) -> Term:
    start = builder.roles.draft.starts.get(letter)
    if start is None and _is_product(builder.roles, letter):
        builder.assumed[f"{plain(letter)} is 1 before the first step"] = None
        return ONE
    if start is None:
        builder.assumed[f"{plain(letter)} is 0 before the first step"] = None
        return ZERO
    try:
        found = Builder(builder.roles, builder.weight, builder.first).term(start)
    except UnclearError:
        builder.assumed[f"{plain(letter)} is 0 before the first step"] = None
        return ZERO
    if symbols([found], "gradient") or symbols([found], "state") or symbols([found], "time"):
        raise UnclearError(f"the first value of {plain(letter)} is not understood")
    for each in symbols([found], "hyper"):
        builder.hypers.setdefault(each.name, each.name)
    return found


def _is_product(roles: Roles, letter: str) -> bool:
    """Whether a letter's new value is its old one times something: an empty product is 1."""
    node = roles.draft.definitions[roles.draft.carried[letter]].value
    while isinstance(node, Apply) and node.op == "mul":
        if Name(letter, OLD) in node.args:
            return True
        node = node.args[0]
    return False


def _usual(draft: Draft, letter: str) -> Fraction | None:
    found = draft.usual.get(letter)
    if (
        found is None
        and letter in draft.definitions
        and isinstance(value := draft.definitions[letter].value, Number)
    ):
        return value.value
    if found is None and isinstance(known := draft.starts.get(letter), Number):
        return known.value
    return found


__all__ = ["UnclearError", "Update", "updates"]
