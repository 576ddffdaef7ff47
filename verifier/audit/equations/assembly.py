"""Assembly: a draft whose letters have roles becomes a system, or a sentence that says why it does not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from verifier.audit.drafts.draft import NEW, OLD, Draft
from verifier.audit.drafts.names import domain_of, plain
from verifier.audit.equations.builder import TRUTHS, Builder, UnclearError
from verifier.audit.equations.roles import Roles, Weight
from verifier.audit.equations.sizes import SIZE, is_size
from verifier.lift.reading import NOWHERE, Apply, Gradient, Name, Node, Number, Span, parts
from verifier.system import Hyper, State, System, live_states
from verifier.term import GRADIENT, ONE, STEP, WEIGHT, ZERO, Term, hyper, postorder, symbols

NOTHING = Number(Fraction(0))


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


def updates(draft: Draft) -> Iterator[Update]:
    """What a draft may mean as an update: for each weight, steps from 1 and from 0, the likelier first."""
    roles = Roles(draft)
    for weight in roles.weights():
        first = _built(roles, weight, Fraction(1))
        if first is None:
            continue
        others = list[Update]()
        if any("the first step" in text or "counts the steps" in text for text in first.assumed):
            every = (_built(roles, weight, Fraction(number)) for number in ((0, 2) if draft.behind else (0,)))
            others = [each for each in every if each is not None and each.system != first.system]
        yield from (*others, first) if _counts_one_more(first.system) else (first, *others)


def _counts_one_more(system: System) -> bool:
    """Whether the number of the step is only read with one added: it is counted from 0."""
    nodes = postorder(system.outputs)
    reading = [n for n in nodes if STEP in n.terms]
    return bool(reading) and all(n.op == "add" and ONE in n.terms for n in reading)


def _built(roles: Roles, weight: Weight, first: Fraction) -> Update | None:
    builder = Builder(roles, weight, first)
    try:
        return _update(builder)
    except (UnclearError, RecursionError):
        return None


def _update(builder: Builder) -> Update:
    roles, weight = builder.roles, builder.weight
    new = builder.number(weight.new)
    states, waiting = dict[str, State](), _carried_below(roles, weight)
    for letter in waiting:
        update = builder._new(roles.draft.carried[letter])
        if update.op in TRUTHS:
            raise UnclearError(f"the new value of {plain(letter)} is a comparison")
        sized = is_size(update, roles.states[letter]) and _has_no_start(roles.draft, letter)
        first = _first_size(builder, letter) if sized else _initial(builder, letter)
        states[letter] = State(roles.states[letter], first, update)
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
    if any(read.name not in {s.name for s in system.states} for read in symbols(system.outputs, "state")):
        raise UnclearError("it reads a state whose new value is not understood")
    system = replace(system, states=live_states(system))
    used = {s.name for s in symbols((*system.outputs, *(s.initial for s in system.states)), "hyper")}
    system = replace(system, hypers=tuple(h for h in system.hypers if h.name in used))
    last = _last(roles, weight.new)
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


def _last(roles: Roles, new: Node) -> str:
    """The line that makes the new weight; where a step is handed to somebody else, the step's."""
    if isinstance(new, Apply) and new.op in ("add", "sub") and roles.depends_on_gradient(new.args[1]):
        new = new.args[1]
    return new.text if isinstance(new, Name) and new.index == NEW else ""


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
    starts = builder.roles.draft.starts
    start = starts.get(letter)
    first = starts.get(builder.weight.letter)
    if isinstance(start, Name) and start == first:
        return WEIGHT  # ``w, w_before = w_0, w_0``
    if start is None and isinstance(first, Name) and first.text == letter and first.index in (OLD, None):
        return WEIGHT  # ``y = x.copy()`` before the loop
    if isinstance(start, Name) and _is_first(start.text, letter):
        start = None
    factor = None if start is not None else _factor(builder.roles, letter)
    if factor is not None:
        return _empty_product(builder, letter, factor)
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


def _has_no_start(draft: Draft, letter: str) -> bool:
    """Whether nothing says what a letter begins with but a name for that, ``delta_0``."""
    start = draft.starts.get(letter)
    return start is None or (isinstance(start, Name) and _is_first(start.text, letter))


def _first_size(builder: Builder, letter: str) -> Term:
    """The first size of a step, which is given as a rate is."""
    builder.assumed[f"{plain(letter)} is given before the first step"] = None
    builder.hypers.setdefault(SIZE, letter)
    return hyper(SIZE)


def _is_first(name: str, letter: str) -> bool:
    """Whether a name that is given is that of a letter's first value and says nothing else: ``m0``."""
    own = re.escape(plain(letter))
    called = rf"{own}_?(?:0|init|start|ptr)|(?:init(?:ial)?|start)_?{own}"
    return re.fullmatch(called, plain(name)) is not None


def _factor(roles: Roles, letter: str) -> Node | None:
    """By what a letter's old value is multiplied, if its new one is a product with it, without a gradient."""
    node, factors = roles.draft.definitions[roles.draft.carried[letter]].value, list[Node]()
    if roles.depends_on_gradient(node):
        return None
    while isinstance(node, Apply) and node.op == "mul":
        if Name(letter, OLD) in node.args:
            factors += (a for a in node.args if a != Name(letter, OLD))
            return factors[0] if len(factors) == 1 else Number(Fraction(1))
        factors.append(node.args[1])
        node = node.args[0]
    return None


def _empty_product(builder: Builder, letter: str, factor: Node) -> Term:
    """The first value of a product: 1, or its first factor where it is read before it is multiplied."""
    roles = builder.roles
    own = roles.draft.carried[letter]
    early = any(
        Name(letter, OLD) in parts(d.value)
        for version, d in roles.draft.definitions.items()
        if version != own
    )
    found = Builder(roles, builder.weight, builder.first).term(factor) if early else ONE
    if symbols([found], "state") or symbols([found], "time"):
        raise UnclearError(f"the first value of {plain(letter)} is not understood")
    for each in symbols([found], "hyper"):
        builder.hypers.setdefault(each.name, each.name)
    builder.assumed[f"{plain(letter)} is {found!r} before the first step"] = None
    return found


def _usual(draft: Draft, letter: str) -> Fraction | None:
    found = draft.usual.get(letter, draft.usual.get(plain(letter)))
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
