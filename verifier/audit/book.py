"""The equations of a document: which of them are rules, what defines a letter, first values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from verifier.audit.document import Region, Unread
from verifier.audit.meaning import named_in
from verifier.audit.names import Sort, sort_of
from verifier.audit.vocabulary import FORMULA_WEIGHT, is_gradient_name
from verifier.lift.latex import macros_of, read
from verifier.lift.reading import Equation, Gradient, Index, Name, Number, Refusal, parts


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
    def reads_itself(self) -> bool:
        """Whether the letter that it defines stands on its right."""
        return any(n.text == self.letter for n in self.names)


def book_of(regions: Sequence[Region]) -> tuple[Book, list[Unread]]:
    """All equations of a document, and the formulas that are refused."""
    found, refused = list[Item](), list[Refused]()
    unread = list[tuple[str, Region, Refusal]]()
    macros = macros_of("\n".join(dict.fromkeys(region.source.text for region in regions)))
    for region in regions:
        reading = read(region.text, region.language, macros)
        refused += [Refused(r.target, region, len(found)) for r in reading.refusals if r.target]
        found += [Item(e, region, len(found) + i) for i, e in enumerate(reading.equations)]
        unread += [(r.target, region, r) for r in reading.refusals if r.target]
    book = Book(tuple(_started(found)), tuple(refused))
    needed = {(n.text, rule.headings) for rule in book.rules() for n in rule.names}
    return book, [
        Unread(region.place(r.span), r.reason)
        for target, region, r in unread
        if (target, region.headings) in needed or _is_announced(target, region)
    ]


def _started(found: list[Item]) -> Iterator[Item]:
    """The equations, those among them marked as first values that give a number to a letter that moves."""
    recursive = {i.letter for i in found if i.reads_itself}
    for item in found:
        number = isinstance(item.equation.value, Number) and item.equation.target.index is None
        if number and item.letter in recursive:
            target = replace(item.equation.target, index=Index("", 0))
            yield replace(item, equation=replace(item.equation, target=target))
        else:
            yield item


def _is_announced(target: str, region: Region) -> bool:
    """Whether a formula that cannot be read stands where a rule of an optimizer is to be expected."""
    weight = target.removeprefix("Delta ")
    return FORMULA_WEIGHT.fullmatch(weight) is not None and bool(named_in(" ".join(region.headings[:1])))


@dataclass(frozen=True)
class Refused:
    """A formula that defines a letter and cannot be read."""

    letter: str
    region: Region
    order: int


@dataclass(frozen=True)
class Book:
    """The equations of a document."""

    items: tuple[Item, ...]
    refused: tuple[Refused, ...] = ()

    @cached_property
    def _sequences(self) -> frozenset[str]:
        """Letters that carry an index or are made of others."""
        made = (i for i in self.items if not i.is_start and (i.names or i.equation.target.index is not None))
        return frozenset(i.letter for i in made)

    def is_rule(self, item: Item) -> bool:
        """Whether an equation moves a weight."""
        letter = item.letter
        if item.is_start or is_gradient_name(letter):
            return False
        if letter.startswith("Delta ") and FORMULA_WEIGHT.fullmatch(letter.removeprefix("Delta ")):
            return self._stands_alone(item)
        if not FORMULA_WEIGHT.fullmatch(letter) or not item.reads_itself:
            return False
        return any(isinstance(n, Gradient) or n != item.equation.target for n in parts(item.equation.value))

    def _stands_alone(self, item: Item) -> bool:
        """Whether a step Δθ is added to the weight by no equation of its section."""
        weight = item.letter.removeprefix("Delta ")
        return not any(
            i.letter == weight and any(n.text == item.letter for n in i.names) and not i.is_start
            for i in self.items
        )

    def rules(self) -> list[Item]:
        """The equations that move a weight."""
        return [item for item in self.items if self.is_rule(item)]

    def definitions(self, letter: str, rule: Item, previous: int) -> list[Item]:
        """What defines a letter for a rule, the likeliest first: near it, before it, in earlier sections."""
        if sort_of(letter) is not Sort.OTHER and letter not in self._sequences:
            return []  # a hyperparameter; what it is set to is an example
        every = [i for i in self.items if i.letter == letter and not i.is_start and i is not rule]
        near = [i for i in every if i.headings == rule.headings or i.region is rule.region]
        before = [i for i in reversed(near) if previous < i.order < rule.order]
        same = [i for i in before if i.region is rule.region] + [
            i for i in near if i.region is rule.region and i.order > rule.order
        ]
        behind = [i for i in near if i.order > rule.order]
        earlier = [i for i in reversed(every) if i.order < rule.order]
        return list(dict.fromkeys([*same, *before, *behind, *earlier, *every]))

    def start(self, letter: str, rule: Item) -> Item | None:
        """The first value of a letter, the one printed nearest."""
        starts = [i for i in self.items if i.letter == letter and i.is_start]
        near = [i for i in starts if i.headings == rule.headings]
        return min(near or starts, key=lambda i: abs(i.order - rule.order), default=None)
