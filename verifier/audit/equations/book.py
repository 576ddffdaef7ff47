"""The equations of a document: which of them are rules, what defines a letter, first values."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from verifier.audit.drafts.meaning import first_named, named_in, share_method
from verifier.audit.drafts.names import Sort, sort_of
from verifier.audit.drafts.vocabulary import AT, CLOCKS, FORMULA_STEP, FORMULA_WEIGHT, is_gradient_name
from verifier.audit.equations.assigned import in_turn
from verifier.audit.equations.buffers import is_buffer, is_changed
from verifier.audit.equations.clipped import is_clipped_in_place
from verifier.audit.equations.elder import with_elder
from verifier.audit.equations.examples import is_example, is_supposed
from verifier.audit.equations.explained import explains
from verifier.audit.equations.labelled import labelled
from verifier.audit.equations.refused import Refused
from verifier.audit.equations.schedules import is_added_to, is_closed, is_part_of_step, is_reckoned
from verifier.audit.pages.document import Region
from verifier.audit.pages.places import closed, common
from verifier.lift.latex import macros_of, read
from verifier.lift.reading import Apply, Equation, Gradient, Index, Name, Number, parts

PARAGRAPH = re.compile(r"\n[ \t]*\n")
COORDINATE = re.compile(r"(?:w|x|theta)_\d", re.IGNORECASE)
"""One coordinate of a weight."""


@dataclass(frozen=True)
class Item:
    """An equation of a document: where it stands, in the order of the document."""

    equation: Equation
    region: Region
    order: int

    @property
    def letter(self) -> str:
        """The letter that it defines."""
        return self.equation.target.text

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings above it."""
        return self.region.headings

    @property
    def is_start(self) -> bool:
        """Whether it gives a first value."""
        index = self.equation.target.index
        return index is not None and index.letter == ""

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """The letters on its right."""
        return tuple(n for n in parts(self.equation.value) if isinstance(n, Name))

    @property
    def rates(self) -> frozenset[str]:
        """The decay rates on its right."""
        return frozenset(n.text for n in self.names if sort_of(n.text) is Sort.DECAY_RATE)

    @property
    def is_negative(self) -> bool:
        """Whether its right side begins with a minus sign."""
        value = self.equation.value
        while isinstance(value, Apply) and value.op in ("mul", "div"):
            value = value.args[0]
        return isinstance(value, Apply) and value.op == "neg"

    def may_change(self, changing: Container[str]) -> bool:
        """Whether its letter may have another value at another step, where those letters have."""
        indexed = self.equation.target.index is not None or any(n.index is not None for n in self.names)
        taken = any(isinstance(n, Gradient) for n in parts(self.equation.value))
        moved = (is_gradient_name(n.text) or n.text in CLOCKS or n.text in changing for n in self.names)
        return indexed or taken or self.reads_itself or any(moved)

    @property
    def reads_itself(self) -> bool:
        """Whether the letter that it defines stands on its right."""
        return any(n.text == self.letter for n in self.names)


def book_of(regions: Sequence[Region]) -> Book:
    """All equations of a document, those that are refused among them."""
    found, refused = list[Item](), list[Refused]()
    macros = macros_of("\n".join(dict.fromkeys(region.source.text for region in regions)))
    for region in (part for each in regions for part in labelled(each)):
        reading = read(region.text, region.language, macros)
        refused += [Refused(r.target, region, len(found), r) for r in reading.refusals if r.target]
        equations = (
            replace(with_elder(e), span=closed(region.text, e.span))
            for e in reading.equations
            if not is_example(e) and not is_clipped_in_place(e)
        )
        found += [Item(e, region, len(found) + i) for i, e in enumerate(equations)]
    turned = zip(found, in_turn([item.equation for item in found]), strict=True)
    return Book(tuple(_started([replace(i, equation=e) for i, e in turned])), tuple(refused))


def _started(found: list[Item]) -> Iterator[Item]:
    """The equations, those among them marked as first values that give a number to a letter that moves."""
    recursive = {i.letter for i in found if i.reads_itself}
    for item in found:
        number = isinstance(item.equation.value, Number) and item.equation.target.index is None
        example = item.letter in CLOCKS and AT.search(item.region.before) is not None
        if number and item.letter in recursive and not example:
            target = replace(item.equation.target, index=Index("", 0))
            yield replace(item, equation=replace(item.equation, target=target))
        else:
            yield item


@dataclass(frozen=True)
class Book:
    """The equations of a document."""

    items: tuple[Item, ...]
    refused: tuple[Refused, ...] = ()

    @cached_property
    def _sequences(self) -> frozenset[str]:
        """Letters that may change from step to step: with an index, or made of gradients or such letters."""
        made, found = [i for i in self.items if not i.is_start], frozenset[str]()
        while more := {i.letter for i in made if i.letter not in found and i.may_change(found)}:
            found |= more
        return found

    @cached_property
    def _ruled(self) -> frozenset[tuple[str, ...]]:
        """The sections in which a weight is moved."""
        return frozenset(i.headings for i in self.rules())

    @cached_property
    def _weights(self) -> frozenset[str]:
        """The letters that are moved."""
        return frozenset(self.weight_of(i) for i in self.rules())

    @cached_property
    def _whole(self) -> frozenset[int]:
        """The displays, by their identity, in which a weight is moved."""
        return frozenset(id(i.region) for i in self.rules())

    def is_rule(self, item: Item) -> bool:
        """Whether an equation moves a weight."""
        letter = item.letter
        if item.is_start or is_gradient_name(letter):
            return False
        if letter.startswith("Delta ") and FORMULA_WEIGHT.fullmatch(letter.removeprefix("Delta ")):
            return self._stands_alone(item)
        if FORMULA_STEP.fullmatch(letter) and self._is_step(item):
            return True
        if not FORMULA_WEIGHT.fullmatch(letter) and not COORDINATE.fullmatch(letter):
            return False
        if not item.reads_itself or is_buffer(item, self.items):
            return False
        return any(isinstance(n, Gradient) or n != item.equation.target for n in parts(item.equation.value))

    def _is_step(self, item: Item) -> bool:
        """Whether it is a step, ``u_t = -alpha m_t``, beside which no weight moves."""
        near = [i for i in self.items if i.headings == item.headings]
        read = any(n.text == item.letter for i in near for n in i.names)
        moves = any(FORMULA_WEIGHT.fullmatch(i.letter) and i.reads_itself and not i.is_start for i in near)
        return item.is_negative and not item.is_start and not read and not moves

    def _stands_alone(self, item: Item) -> bool:
        """Whether a step Δθ is added to a weight, whatever its letter, by no equation, and is no state."""
        weight = item.letter.removeprefix("Delta ")
        if item.reads_itself and self._is_state(item, weight):
            return False
        reading = (i for i in self.items if item.letter in (n.text for n in i.names) and not i.is_start)
        return not any(
            i.letter == weight or (i.reads_itself and FORMULA_WEIGHT.fullmatch(i.letter)) for i in reading
        )

    def _is_state(self, item: Item, weight: str) -> bool:
        """Whether another letter than the weight is made of it, where the weight has a rule of its own."""
        near = [i for i in self.items if i.headings == item.headings and not i.is_start]
        reading = {i.letter for i in near for n in i.names if n.text == item.letter} - {item.letter}
        return bool(reading) and any(i.letter == weight and i.reads_itself for i in near)

    def weight_of(self, rule: Item) -> str:
        """The letter of the weight that a rule moves; of a step alone the weight that it reads, if any."""
        if FORMULA_WEIGHT.fullmatch(rule.letter.removeprefix("Delta ")):
            return rule.letter.removeprefix("Delta ")
        if FORMULA_STEP.fullmatch(rule.letter):
            return next((n.text for n in rule.names if FORMULA_WEIGHT.fullmatch(n.text)), "w")
        return rule.letter

    def rules(self) -> list[Item]:
        """The equations that move a weight."""
        return [item for item in self.items if self.is_rule(item)]

    def definitions(self, letter: str, rule: Item, previous: int) -> list[Item]:
        """What defines a letter for a rule, the likeliest first: by it, before it, in earlier sections."""
        every = [i for i in self.items if i.letter == letter and not i.is_start and i is not rule]
        every = [i for i in every if i.order >= previous or not self._is_ahead(i, rule)]
        every = [i for i in every if not self._is_of_another(i, rule)]
        every = [i for i in every if i.order > rule.order or not self._is_elsewhere(i, rule)]
        if any(i.reads_itself for i in every):  # what its weights sum to is no definition
            every = [i for i in every if i.reads_itself or not is_reckoned(i.equation.value)]
            own = any(i.reads_itself and i.headings == rule.headings for i in every)
            every = [i for i in every if not own or i.reads_itself or not is_closed(i.equation.value)]
        near = [i for i in every if i.headings == rule.headings or i.region is rule.region]
        if sort_of(letter) is not Sort.OTHER:  # what a hyperparameter is set to is an example or a schedule
            every = near = [i for i in near if self._belongs_to_step(i)]
        before = [i for i in reversed(near) if previous < i.order < rule.order]
        same = [i for i in before if i.region is rule.region] + [
            i for i in near if i.region is rule.region and i.order > rule.order
        ]
        behind = [i for i in near if i.order > rule.order]
        explained = [i for i in behind if explains(i.region, rule.region)]
        strange = {i for i in behind if i not in explained and self._is_elsewhere(i, rule)}
        behind, every = ([i for i in some if i not in strange] for some in (behind, every))
        earlier = [i for i in reversed(every) if i.order < rule.order]
        # What stands under the same headings comes first; a proof's sums define no update.
        earlier.sort(key=lambda i: (-common(i.headings, rule.headings), *self._far(i, rule)))
        if earlier and earlier[0].headings == rule.headings:
            behind = [i for i in behind if not self._is_of_next(i, rule)]
        return list(dict.fromkeys([*same, *explained, *before, *behind, *earlier, *every]))

    def _is_of_next(self, item: Item, rule: Item) -> bool:
        """Whether an equation behind a rule is of another way to write it: a later rule reads its letter."""
        later = (r for r in self.items if r.order > item.order and r.headings == rule.headings)
        return any(item.letter in {n.text for n in r.names} and self.is_rule(r) for r in later)

    def _far(self, item: Item, rule: Item) -> tuple[bool, bool]:
        """Whether an equation's section is another method's, and whether it has no rule."""
        return first_named(item.headings) != first_named(rule.headings), item.headings not in self._ruled

    def _is_ahead(self, item: Item, rule: Item) -> bool:
        """Whether a gradient is taken elsewhere than at the weight of a rule."""
        value = item.equation.value
        if not isinstance(value, Gradient) or item.region is rule.region or value.at is None:
            return False
        return not (isinstance(value.at, Name) and value.at.text == self.weight_of(rule))

    def _is_elsewhere(self, item: Item, rule: Item) -> bool:
        """Whether a gradient is taken ahead in a paragraph of another method: "**Nesterov:** look ahead"."""
        if not self._is_ahead(item, rule) or item.region.source is not rule.region.source:
            return False
        first, last = (item, rule) if item.order < rule.order else (rule, item)
        begin, end = first.region.offset(len(first.region.text)), last.region.offset(0)
        led = named_in(first.region.source.text[begin : max(begin, end)])
        before = named_in(PARAGRAPH.split(item.region.before)[-1]) if first is item else frozenset()
        return bool(led) and (first is rule or bool(before)) and led.isdisjoint(before)

    def _is_of_another(self, item: Item, rule: Item) -> bool:
        """Whether a gradient is another rule's: of its weight or its display, ahead or added to elsewhere."""
        read = {n.text for n in item.names} & self._weights
        below = item.order > rule.order and item.region is not rule.region
        if is_gradient_name(item.letter) and below and id(item.region) in self._whole:
            return True
        if is_gradient_name(item.letter) and read and self.weight_of(rule) not in read:
            return True
        if is_gradient_name(item.letter) and is_added_to(item.equation.value):
            return not share_method(item.headings, rule.headings)
        titles = [first_named(i.headings) for i in (item, rule)]
        return all(titles) and titles[0] != titles[1] and (is_changed(item) or self._is_ahead(item, rule))

    def _belongs_to_step(self, item: Item) -> bool:
        """Whether what defines a hyperparameter is part of the update: a state enters, or a correction."""
        value, index = item.equation.value, item.equation.target.index
        if sort_of(item.letter) is Sort.DECAY_RATE and index is not None and index.letter:
            scheduled = any(n.text == item.letter and n.index is None for n in item.names)
            return not scheduled and not any(isinstance(n, Apply) and n.op == "call" for n in parts(value))
        return is_part_of_step(value) or any(
            n.text in self._sequences and sort_of(n.text) is Sort.OTHER for n in item.names
        )

    def has_cases(self, letter: str, rule: Item) -> bool:
        """Whether several equations beside a rule set a hyperparameter: which of them holds, words say."""
        near = (i for i in self.items if i.letter == letter and i.region is rule.region and not i.is_start)
        plain = [i for i in near if not i.equation.chained and i.equation.alternative is None]
        beside = (r for r in self.refused if r.letter == letter and r.region is rule.region)
        return len(plain) + sum(not r.is_start for r in beside) > 1

    def nearest_refused(self, letter: str, rule: Item, known: Item | None) -> Refused | None:
        """The unreadable definition that is nearer than the readable one."""
        near = [r for r in self.refused if r.letter == letter and r.region.headings == rule.headings]
        if known is None or known.headings != rule.headings:
            return near[-1] if near else None
        beside = (r for r in near if r.region.is_beside(rule.region))
        apart = not known.region.is_beside(rule.region)
        return next((r for r in beside if apart or r.order > known.order), None)

    def start(self, letter: str, rule: Item) -> Item | None:
        """The first value of a letter, the one printed nearest."""
        every = (i for i in self.items if i.letter == letter and i.is_start)
        starts = [i for i in every if not is_supposed(i.equation, i.region.before)]
        near = [i for i in starts if i.headings == rule.headings]
        far = [i for i in starts if isinstance(i.equation.value, Number)]
        return min(
            near or far,
            key=lambda i: (-common(i.headings, rule.headings), abs(i.order - rule.order)),
            default=None,
        )
