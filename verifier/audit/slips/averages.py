"""Averages that contradict themselves in any method: two decay rates in one, the correction of another.

They are looked for where nothing else can be said of an update: where it is no known method.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from verifier.audit.drafts.candidate import Candidate
from verifier.audit.drafts.draft import NEW, OLD, Definition, Draft
from verifier.audit.drafts.meaning import first_named
from verifier.audit.drafts.names import Sort, number_in, sort_of
from verifier.audit.drafts.slots import displayed
from verifier.audit.drafts.vocabulary import ONE
from verifier.audit.equations.assembly import updates
from verifier.audit.finding import AuditFinding
from verifier.audit.judging.known import known_forms, shapes
from verifier.audit.said.remarks import INTERIM, REJECTED
from verifier.lift.reading import Apply, Gradient, Name, Node, Span, parts

SLOPE = re.compile(r"g|g_t|grads?|gradients?|d_p|dw|dx|∇", re.IGNORECASE)
"""How a gradient itself is called, and nothing that is made of it."""
PASSED = 8
"""Through how many names a value is followed."""


@dataclass(frozen=True)
class Average:
    """A state with the rate by which it decays, and what is added to it: its factor's rate, and the rest."""

    decay: str
    added: str
    complement: bool
    rest: tuple[Node, ...]

    @property
    def is_whole(self) -> bool:
        """Whether its weights add up to 1."""
        return self.complement and self.added == self.decay


@dataclass(frozen=True)
class Fault:
    """What contradicts itself in a line, with what to write in place of what."""

    span: Span
    fix: str
    why: str


def findings(candidate: Candidate) -> Iterator[AuditFinding]:
    """What is wrong with the averages of an update of which nothing else is said."""
    seen, meant = set[Span](), first_named(candidate.names)
    for draft in (d for d in candidate.drafts if not _is_asked_about(d, meant)):
        for fault in _faults(draft):
            if fault.span not in seen and not _is_said(candidate, fault.span):
                seen.add(fault.span)
                yield _finding(candidate, fault)


def _is_asked_about(draft: Draft, meant: frozenset[str]) -> bool:
    """Whether an update has as many states as what is meant: then it was judged, and this is the answer."""
    states = frozenset().union(*(shapes(form.system) for form in known_forms() if form.of in meant))
    return bool(states) and any(len(update.system.states) in states for update in updates(draft))


def _finding(candidate: Candidate, fault: Fault) -> AuditFinding:
    named = first_named(candidate.titles)
    meant = next(iter(named)) if len(named) == 1 else None
    corners, text = candidate.place(fault.span).corners, candidate.text(fault.span)
    return AuditFinding(*corners, meant, text, "wrong", fix=fault.fix, why=fault.why)


def _is_said(candidate: Candidate, span: Span) -> bool:
    """Whether the words beside a line call it wrong, or not the last word."""
    line = candidate.place(span).line
    source = candidate.stretch.source if candidate.stretch is not None else None
    words = candidate.text(span) if source is None else source.line(line)
    return any(pattern.search(words) for pattern in (REJECTED, INTERIM))


def _faults(draft: Draft) -> Iterator[Fault]:
    averages = {
        version: found
        for version, d in draft.definitions.items()
        if (found := _average(draft, d)) is not None
    }
    for version, average in averages.items():
        yield from _of_average(draft, draft.definitions[version], average, averages)
    whole = {version: average for version, average in averages.items() if average.is_whole}
    for definition in draft.definitions.values():
        for node in parts(definition.value):
            if isinstance(node, Apply) and node.op in ("div", "sqrt"):
                rule = _of_correction if node.op == "div" else _of_root
                yield from rule(draft, definition, node, whole)


def _of_average(
    draft: Draft, definition: Definition, average: Average, every: Mapping[str, Average]
) -> Iterator[Fault]:
    """Another rate in the one weight than in the other; a rate where its complement belongs.

    A filter of what is no gradient may have its gain apart from its pole.
    What takes a difference, ``beta_2*(h + g - g_old)``, is a filter that lets changes pass, and no average.
    """
    kept, added = displayed(average.decay), displayed(average.added)
    if average.complement and _are_numbered_apart(kept, added) and _takes_slope(draft, average):
        why = f"in no method an average keeps {kept} of itself and takes 1 - {added}: they are weights of two"
        yield Fault(definition.span, f"1 - {added} -> 1 - {kept}", why)
    alike = not average.complement and kept == added and number_in(kept) != ""
    alike = alike and all(_is_made_of_slopes(draft, n) for n in average.rest)
    if alike and any(other.is_whole and other.decay != average.decay for other in every.values()):
        why = f"an average that keeps {kept} of itself and takes {kept} adds up to 2*{kept}, and not to 1"
        yield Fault(definition.span, f"{kept} -> 1 - {kept}", why)


def _of_correction(
    draft: Draft, definition: Definition, node: Apply, whole: Mapping[str, Average]
) -> Iterator[Fault]:
    """A bias that is corrected by the rate of another average, and by its own nowhere.

    An average of an average is corrected by both.
    """
    state, base = node.args[0], _corrected_by(draft, node)
    average = whole.get(state.text) if isinstance(state, Name) and state.index == NEW else None
    if average is None or base is None:
        return
    kept, other = displayed(average.decay), displayed(base.text)
    every = (n for d in draft.definitions.values() for n in parts(d.value) if isinstance(n, Apply))
    own = (n for n in every if (by := _corrected_by(draft, n)) is not None and displayed(by.text) == kept)
    apart = _are_numbered_apart(kept, other) and _takes_slope(draft, average)
    if apart and not any(_leads_to(draft, n.args[0], state) for n in own):
        why = f"an average that decays by {kept} is corrected by powers of {other}"
        yield Fault(definition.span, f"{other} -> {kept}", why)


def _corrected_by(draft: Draft, node: Apply) -> Name | None:
    """The rate by whose powers a quotient corrects: ``b`` in ``x/(1 - b**t)``."""
    divisor = _followed(draft, node.args[1]) if node.op == "div" else None
    if not (isinstance(divisor, Apply) and divisor.op == "sub" and divisor.args[0] == ONE):
        return None
    power = divisor.args[1]
    base = power.args[0] if isinstance(power, Apply) and power.op == "pow" else None
    return base if isinstance(base, Name) else None


def _leads_to(draft: Draft, node: Node, state: Node) -> bool:
    """Whether what is divided is a state, or a quotient of it."""
    for _ in range(PASSED):
        if node == state or (isinstance(node, Name) and isinstance(state, Name) and node.text == state.text):
            return True
        known = draft.definitions.get(node.text) if isinstance(node, Name) and node.index == NEW else None
        node = node if known is None else known.value
        node = node.args[0] if isinstance(node, Apply) and node.op == "div" else node
    return False


def _takes_slope(draft: Draft, average: Average) -> bool:
    """Whether a gradient is among what an average is made of."""
    waiting, seen = list(average.rest), set[int]()
    while waiting:
        node = _followed(draft, waiting.pop())
        if _is_slope(node):
            return True
        if isinstance(node, Apply) and id(node) not in seen:  # a letter may be made of itself
            seen.add(id(node))
            waiting += node.args
    return False


def _is_made_of_slopes(draft: Draft, node: Node) -> bool:
    """Whether something is the gradient, or a product or a power of gradients."""
    node = _followed(draft, node)
    if isinstance(node, Apply) and node.op in ("mul", "pow"):
        return _is_made_of_slopes(draft, node.args[0])
    return _is_slope(node)


def _of_root(
    draft: Draft, definition: Definition, node: Apply, whole: Mapping[str, Average]
) -> Iterator[Fault]:
    """The root of an average of gradients that nothing squares."""
    inner = _followed(draft, node.args[0], until=whole)
    for _ in range(PASSED):  # a letter may be made of itself
        if not (isinstance(inner, Apply) and inner.op in ("add", "div")):
            break
        inner = _followed(draft, inner.args[0], until=whole)
    average = whole.get(inner.text) if isinstance(inner, Name) and inner.index == NEW else None
    if average is None or not isinstance(inner, Name) or len(average.rest) != 1:
        return
    if _is_slope(_followed(draft, average.rest[0])):
        why = "the root is taken of an average of gradients, which are not squared"
        yield Fault(draft.definitions[inner.text].span, "g[t] -> g[t]**2", why)


def _are_numbered_apart(one: str, two: str) -> bool:
    """Whether two decay rates are called alike but for their numbers: ``beta_1`` and ``beta_2``."""
    numbers = number_in(one), number_in(two)
    rates = all(sort_of(name) is Sort.DECAY_RATE for name in (one, two))
    return rates and all(numbers) and numbers[0] != numbers[1] and _stem(one) == _stem(two)


def _stem(name: str) -> str:
    return re.sub(r"[\W\d_]", "", name)


def _average(draft: Draft, definition: Definition) -> Average | None:
    """What a line makes of its own old value: ``a*x + (1 - b)*y``; None where it is no such sum of two."""
    value = definition.value
    if not (isinstance(value, Apply) and value.op == "add"):
        return None
    products = [_product(draft, each, definition.letter) for each in value.args]
    own = [p for p in products if any(_is_old(n, definition.letter) for n in p)]
    others = [p for p in products if p not in own]
    if len(own) != 1 or len(others) != 1 or len(own[0]) != 2:
        return None
    kept = [n.text for n in own[0] if isinstance(n, Name) and not _is_old(n, definition.letter)]
    weights = [(name, n) for n in others[0] if (name := _weight(n)) is not None]
    if len(kept) != 1 or len(weights) != 1 or sort_of(displayed(kept[0])) is not Sort.DECAY_RATE:
        return None
    (added, weight), rest = weights[0], tuple(n for n in others[0] if n is not weights[0][1])
    return Average(kept[0], added, not isinstance(weight, Name), rest) if rest else None


def _product(draft: Draft, node: Node, letter: str) -> list[Node]:
    """The factors of a product; what a line before made of the same letter is looked into."""
    if isinstance(node, Apply) and node.op == "mul":
        return [factor for each in node.args for factor in _product(draft, each, letter)]
    known = draft.definitions.get(node.text) if isinstance(node, Name) and node.index == NEW else None
    if known is not None and known.letter == letter and isinstance(known.value, Apply):
        return _product(draft, known.value, letter)
    return [node]


def _is_old(node: Node, letter: str) -> bool:
    return isinstance(node, Name) and node.text == letter and node.index in (OLD, None)


def _weight(node: Node) -> str | None:
    """The decay rate of a weight, ``b`` or ``1 - b``."""
    if isinstance(node, Apply) and node.op == "sub" and node.args[0] == ONE:
        node = node.args[1]
    named = isinstance(node, Name) and node.index != NEW and sort_of(displayed(node.text)) is Sort.DECAY_RATE
    return node.text if named and isinstance(node, Name) else None


def _is_slope(node: Node) -> bool:
    """Whether something is the gradient itself."""
    return isinstance(node, Gradient) or (
        isinstance(node, Name) and node.index != NEW and SLOPE.fullmatch(displayed(node.text)) is not None
    )


def _followed(draft: Draft, node: Node, until: Mapping[str, Average] | None = None) -> Node:
    """What a name stands for, through other names; those of averages stay."""
    for _ in range(PASSED):
        known = draft.definitions.get(node.text) if isinstance(node, Name) and node.index == NEW else None
        if known is None or (isinstance(node, Name) and node.text in (until or {})):
            break
        node = known.value
    return node
