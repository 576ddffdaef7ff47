"""Gathering: the definitions that one rule needs, from all over a document, as a draft."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from verifier.audit.drafts.draft import NEW, OLD, Definition, Draft, moved_by
from verifier.audit.drafts.names import Sort, sort_of
from verifier.audit.drafts.vocabulary import CLOCKS, DIRECTIONS, ONE, TWO, ZERO, is_gradient_name
from verifier.audit.equations import rates
from verifier.audit.equations.book import Book, Item
from verifier.audit.equations.circles import circle, comes_after, go_round, is_circular, is_listed, is_loop
from verifier.audit.equations.clipped import unclipped
from verifier.audit.equations.convolved import Convolved, convolved
from verifier.audit.equations.idle import idle
from verifier.audit.equations.indexed import (
    before_its_step,
    earlier,
    is_behind,
    is_capital_beside,
    is_older,
    is_point,
    offset_of,
    one_later,
    sets_step,
    step_of,
)
from verifier.audit.equations.refused import Refused
from verifier.audit.equations.scheduled import SQUARE, ahead, factor_of, is_said_to_sum_squares, schedule
from verifier.audit.pages.places import Located
from verifier.lift.reading import Apply, Gradient, Name, Node, Number, Span, parts

MAX_STEPS = 60
"""How many definitions one rule may need."""


class Gathering:
    """The definitions that one rule needs, gathered from all over the document."""

    def __init__(self, book: Book, rule: Item, previous: int, choice: dict[str, Item], own: str = "") -> None:
        self.book, self.rule, self.previous, self.choice = book, rule, previous, choice
        self.weight = own or book.weight_of(rule)
        self.definitions, self.carried = dict[str, Definition](), dict[str, str]()
        self.starts, self.begun = dict[str, Node](), dict[str, Span]()
        self.ages, self.refused, self.located = set[int](), list[Refused](), list[Located]()
        self.offsets: dict[str, int] = {self.weight: offset_of(rule) + is_behind(rule, self.weight)}
        self._waiting: list[tuple[str, Item]] = []
        self.missing, self.notes, self.used = dict[str, None](), dict[str, None](), {rule.order}
        self.delayed: tuple[Item, Gradient] | None = None
        self.circular, self.behind, self.listed, self.unsure = tuple[str, ...](), False, False, False

    def drafts(self) -> Iterator[Draft]:
        """The update, if all that it needs is there."""
        self._define(self.weight, self.rule)
        while self._waiting and len(self.definitions) < MAX_STEPS:
            letter, item = self._waiting.pop()
            if letter not in self.definitions:
                self._define(letter, item)
        if self.weight not in self.definitions or self.missing or len(self.ages) > 1:
            return  # of gradients at the weights of two steps one is an older one
        if self.rule.letter != self.weight:  # a step alone: the weight moves by it
            self.definitions |= moved_by(self.definitions.pop(self.weight), self.rule.letter)
        self.carried[self.weight] = self.weight
        span, small = self.definitions[self.weight].span, rates.small_ones(self.rule, self.book.items)
        made = Draft("", self.definitions, self.carried, self.starts, span=span, usual=small)
        unread = idle(self.rule, self.used, self.book.items)
        made = replace(made, notes=tuple(self.notes), circular=self.circular, begun=self.begun)
        yield replace(made, behind=self.behind, idle=unread)

    def _define(self, letter: str, item: Item) -> None:
        self.used.add(item.order)
        span = self._locate(item)
        self.offsets.setdefault(letter, offset_of(item))
        value = unclipped(item.equation, self.notes)
        self.definitions[letter] = Definition(letter, self._moved(value, letter, item), span)
        if (start := self.book.start(letter, self.rule)) is not None:
            self.starts[letter] = start.equation.value
            self.begun[letter] = self._locate(start)

    def _locate(self, item: Item) -> Span:
        begin = self.located[-1].end if self.located else 1
        self.located.append(Located(begin, item.region, item.equation.span))
        return Span(begin, begin + item.equation.span.end - item.equation.span.start)

    def _moved(self, node: Node, letter: str, item: Item) -> Node:
        """A right side with `OLD` and `NEW` for its indices."""
        node = self._indexed(node)
        if isinstance(node, Name):
            return self._name(node, letter, item)
        if isinstance(node, Gradient):
            return self._gradient(node, letter, item)
        if isinstance(node, Apply):
            if node.op in ("sum", "prod") and len(node.args) == 4:
                return (self._sum if node.op == "sum" else self._product)(node, letter, item)
            return Apply(node.op, tuple(self._moved(a, letter, item) for a in node.args), node.span)
        return node

    def _indexed(self, node: Node) -> Node:
        """A power whose exponent is the step is an index, where its letter has one elsewhere: ``w^{t-1}``."""
        if not (isinstance(node, Apply) and node.op == "pow" and isinstance(node.args[0], Name)):
            return node
        base, step = node.args[0], step_of(node.args[1])
        if node.args[1] == TWO and self._defined(f"{base.text}^2") is not None:
            return Name(f"{base.text}^2", base.index, node.span)
        known = self.rule if base.text == self.weight else self._defined(base.text)
        index = None if known is None else known.equation.target.index
        if step is None or base.index is not None or index is None or index.letter != step.letter:
            return node
        return Name(base.text, step, node.span)

    def _gradient(self, node: Gradient, letter: str, item: Item) -> Node:
        """A gradient; one that is said to be taken at another step's weight is read as custom has it."""
        at = None if node.at is None else self._indexed(node.at)
        self.missing |= {text: None for text in node.given if is_point(self._defined(text), self.weight)}
        if isinstance(at, Name) and at.text.lower() == self.weight.lower():
            age = self._age(at)
            self.ages |= {age} if at.index is not None and at.index.letter else set()
            if age == 2:
                self.delayed = item, node
                self.notes["the gradient is taken at the weight that the rule moves"] = None
            elif age == 0:
                self.notes["the gradient is taken before the step"] = None
            return Gradient(None, node.of, node.span)
        return Gradient(None if at is None else self._moved(at, letter, item), node.of, node.span)

    def _age(self, at: Name) -> int:
        """How many steps before the new weight a gradient's weight is."""
        if at.index is None or not at.index.letter or self.rule.equation.target.index is None:
            return 1
        return self.offsets[self.weight] - at.index.offset

    def _sum(self, node: Apply, letter: str, item: Item) -> Node:
        """A sum up to the present step, as a state that grows, ``G = G + g^2``; within a value as another."""
        if (made := convolved(node, item.equation.target.index)) is None:
            return Apply("call", (Name("sum"), node.args[0]), node.span)
        made = Convolved(self._moved(made.factor, letter, item), self._moved(made.newest, letter, item))
        if node == item.equation.value:
            self.carried[letter] = letter
            self.starts.setdefault(letter, ZERO)
            return made.after(Name(letter, OLD))
        own = f"Sigma_{1 + sum(name.startswith('Sigma_') for name in self.definitions)}"
        self._grows(own, made.after(Name(own, OLD)), ZERO, self._locate(item))
        return Name(own, NEW, node.span)

    def _product(self, node: Apply, letter: str, item: Item) -> Node:
        """A product of a rate's values up to a step, as a state that grows: ``P = P mu``."""
        found = factor_of(node, offset_of(item))
        if found is None:
            return Apply("call", (Name("prod"), node.args[0]), node.span)
        (body, last), product = found, f"Pi_{found[0].text}"
        present = self._moved(Name(body.text, replace(last, offset=offset_of(item))), letter, item)
        self._grows(product, Apply("mul", (Name(product, OLD), present)), ONE, self._locate(item))
        if last.offset > offset_of(item):
            further = self._moved(Name(body.text, last), letter, item)
            return Apply("mul", (Name(product, NEW), further), node.span)
        return Name(product, NEW if last.offset == offset_of(item) else OLD, node.span)

    def _name(self, node: Name, letter: str, item: Item) -> Node:
        if (text := node.text) in (item.letter, self.weight):
            return self._self(node, letter, item)
        if node.index is not None and node.index.letter == "":
            return Name(f"{text}_0", OLD, node.span)
        if made := schedule(self.book, self.rule, text):
            if (later := ahead(made, node)) is not None:
                return self._moved(later, letter, made[min(made)])
        elif sort_of(text) is not Sort.OTHER and self.book.has_cases(text, self.rule):
            self.missing[text] = None
        known = None if (own := self._defined(text)) is None or rates.is_other_rate(node, own) else own
        named = is_gradient_name(text) and text not in DIRECTIONS
        if known is None and named and not is_capital_beside(text, item):
            return self._kept(text, ZERO, node.span) if is_older(node, item) else Name(text, OLD, node.span)
        refused = self.book.nearest_refused(text, self.rule, known)
        if refused is not None and sort_of(text) is Sort.OTHER:
            self.missing[text] = None
            self.refused.append(refused)
            return node
        if known is None:
            return self._free(node, item)
        if (before := before_its_step(node, known, self.weight, self.offsets[self.weight])) is not None:
            return self._moved(before, text, known)
        known = one_later(known, node) if text not in self.offsets else known
        self.offsets.setdefault(text, offset_of(known))
        self._waiting.append((text, known))
        return self._aged(node, text, known, item)

    def _defined(self, text: str) -> Item | None:
        if text in self.choice or text == self.rule.letter != self.weight:  # a step alone is read, too
            return self.choice.get(text, self.rule)
        if rates.is_rate(text, self.rule, self.book.items):
            return None
        if made := schedule(self.book, self.rule, text):
            return made[min(made)]
        found = self.book.definitions(text, self.rule, self.previous)
        return next((i for i in found if text not in CLOCKS or sets_step(i, self.rule)), None)

    def _self(self, node: Name, letter: str, item: Item) -> Node:
        """The letter that is being defined, or the weight: its old value, unless its index says otherwise."""
        text = node.text
        if (
            node.index is not None and node.index.letter and item.equation.target.index is not None
        ) or text != item.letter:
            if text == item.letter == letter and is_circular(node, item, self.weight):
                self.circular = circle(node, text)
                self.carried[text] = text
                return Name(text, OLD, node.span)
            return self._aged(node, text, item, item)
        if (constant := rates.constant_of(node, item)) is not None:
            return constant
        self.carried[text] = text
        return Name(text, OLD, node.span)

    def _aged(self, node: Name, text: str, known: Item, reader: Item) -> Node:
        """A letter in its old or its new value, by its index, or by what is assigned first."""
        offset = self.offsets.get(text, 0)
        if node.index is None or not node.index.letter:
            self.unsure |= (listed := is_listed(known, reader, self.rule))
            later = is_loop(known, reader, self.book.items) or comes_after(known, reader, self.rule)
            later |= listed and self.listed
            if text != self.weight and not later:
                return Name(text, NEW, node.span)
            self.carried[text] = text
            return Name(text, OLD, node.span)
        age = offset - node.index.offset
        if age == 0 and reader is not self.rule and go_round(known, reader):
            self.circular, age = circle(node, reader.letter), 1
        if age == 0:
            return Name(text, NEW, node.span)
        plain = age == 1 and text != self.weight and not known.reads_itself
        if plain and (made := self._one_step_before(known)) is not None:
            return made
        if age == 1:
            self.carried[text] = text
            return Name(text, OLD, node.span)
        if age == 2 and text == self.weight:
            return self._kept(text, Name(text, OLD), node.span)
        self.missing[f"{text} at another step"] = None
        return node

    def _kept(self, letter: str, start: Node, span: Span) -> Node:
        """What a letter is when the step before begins, kept as a state with a first value."""
        kept = f"{letter}_before"
        self._grows(kept, Name(letter, OLD), start, self._locate(self.rule))
        return Name(kept, OLD, span)

    def _one_step_before(self, known: Item) -> Node | None:
        """What a letter without memory was one step before, in the old values of those that it is made of."""
        value, letter = known.equation.value, known.letter
        taken = any(isinstance(n, Gradient) for n in parts(value))
        if taken or any(is_gradient_name(n.text) or n.text in CLOCKS for n in known.names):
            return None
        if any(n.index is None and self._defined(n.text) for n in known.names):
            return None
        return self._moved(earlier(value), letter, known)

    def _free(self, node: Name, item: Item) -> Node:
        """A letter that nothing defines: the step, a hyperparameter, or something that is missing."""
        if (text := node.text).startswith("RMS["):
            return self._root_mean_square(node, item)
        if rates.is_rate(text, self.rule, self.book.items):
            self.notes[f"{text} is the rate"] = None
            return Name("step_size", OLD, node.span)
        if node.index is not None and sort_of(text) is Sort.OTHER and text != "t":
            if self._is_sum_of_squares(text, item):
                return Name(text, NEW, node.span)
            self.missing[text] = None
        if text in CLOCKS and (text == "t" or not rates.is_constant(text, self.rule, self.book.items)):
            return self._clock(node, item)
        if rates.is_reckoned(text, item, self.rule, self.book):
            self.missing[text] = None
        return Name(text, OLD, node.span)

    def _is_sum_of_squares(self, text: str, item: Item) -> bool:
        """Whether the words around define a letter: "G is the sum of the squares of all gradients"."""
        if not is_said_to_sum_squares(text, item):
            return False
        self._grows(text, Apply("add", (Name(text, OLD), SQUARE)), ZERO, self._locate(item))
        self.notes[f"{text} is the sum of the squared gradients, as the words say"] = None
        return True

    def _grows(self, letter: str, value: Node, start: Node, span: Span) -> None:
        """A state that no equation of the document defines by itself."""
        self.definitions[letter] = Definition(letter, value, span)
        self.carried[letter], self.starts[letter] = letter, start

    def _root_mean_square(self, node: Name, item: Item) -> Node:
        mean = self._name(Name(f"E[{node.text[4:-1]}^2]", node.index, node.span), "", item)
        return Apply("sqrt", (Apply("add", (mean, Name("epsilon", OLD))),), node.span)

    def _clock(self, node: Name, item: Item) -> Node:
        """The number of the step, when the equation's own index is the step that is being taken."""
        offset = offset_of(item)
        if item.letter == self.weight:
            offset = max((v for k, v in self.offsets.items() if k != self.weight), default=0)
        clock = Name("t", OLD, node.span)
        self.behind |= offset == 1
        return clock if offset == 0 else Apply("sub", (clock, Number(Fraction(offset))), node.span)
