"""Which letters of formulas are rates: one that does not vary, ``t`` where another counts the steps."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

from verifier.audit.drafts.draft import OLD, Draft
from verifier.audit.drafts.names import Sort, sort_of
from verifier.audit.drafts.slots import displayed
from verifier.audit.drafts.vocabulary import ONE, is_gradient_name
from verifier.audit.equations.book import Book, Item
from verifier.lift.reading import Apply, Gradient, Name, Node, Number, parts

RATES = ("t", "s", "tau")
"""Letters that theory has for the rate where another counts the steps."""
_CONSTANTS = {Sort.RATE: "step_size", Sort.SMALL: "eps_of_all", Sort.WEIGHT_DECAY: "weight_decay"}


def constant_of(node: Name, item: Item) -> Name | None:
    r"""The constant of which that of each step is made, ``\alpha_t = \alpha / \sqrt{t}``: it has no index."""
    name = _CONSTANTS.get(sort_of(node.text))
    varies = item.equation.target.index is not None and node.index is None
    return Name(name, OLD, node.span) if name is not None and varies else None


def is_rate(text: str, rule: Item, items: Sequence[Item]) -> bool:
    """Whether ``t`` is a rate, beside steps that another letter counts: ``x^(k) = x^(k-1) - t grad``."""
    rated = any(sort_of(n.text) is Sort.RATE for n in rule.names)
    near = (i.equation.value for i in items if i.headings == rule.headings)
    return not rated and is_constant(text, rule, items) and not any(_is_taken_from_1(text, v) for v in near)


def is_constant(text: str, rule: Item, items: Sequence[Item]) -> bool:
    r"""Whether a letter that may count the steps does not, where another one does: ``(1 - \tau) g_t``."""
    index, near = rule.equation.target.index, [i for i in items if i.headings == rule.headings]
    if text not in RATES or (index is not None and index.letter in ("", text)):
        return False
    if any(i.letter == text and (i.equation.target.index is not None or i.reads_itself) for i in near):
        return False
    indices = (i.equation.target.index for i in near)
    counts = any(i is not None and i.letter == text for i in indices)
    return not counts and not any(_is_exponent(text, i.equation.value) for i in near)


def small_ones(rule: Item, items: Sequence[Item]) -> dict[str, Fraction]:
    """The decay rates that a rule's section sets below 1/2: what they keep is the rest."""
    near = (i for i in items if i.headings == rule.headings and sort_of(i.letter) is Sort.DECAY_RATE)
    numbers = {i.letter: i.equation.value.value for i in near if isinstance(i.equation.value, Number)}
    return {letter: number for letter, number in numbers.items() if 0 < number < Fraction(1, 2)}


def _is_exponent(text: str, value: Node) -> bool:
    """Whether a letter stands in an exponent."""
    powers = (n.args[1] for n in parts(value) if isinstance(n, Apply) and n.op == "pow")
    return any(isinstance(n, Name) and n.text == text for p in powers for n in parts(p))


def _is_taken_from_1(text: str, value: Node) -> bool:
    """Whether a letter is a share of a whole, ``1 - tau``."""
    differences = (n.args for n in parts(value) if isinstance(n, Apply) and n.op == "sub")
    return any(first == ONE and isinstance(n, Name) and n.text == text for first, n in differences)


def is_reckoned(text: str, item: Item, rule: Item, book: Book) -> bool:
    """Whether a letter is worked out by what is not read: by a program around it, or by a formula."""
    in_code = len(text) >= 3 and text.isidentifier() and _reckons(item.region.source.text, text)
    return in_code or _is_adaptive(text, rule, book)


def _is_adaptive(text: str, rule: Item, book: Book) -> bool:
    """Whether a rate is made of a state by a formula that cannot be read, at once or through another one."""
    near = [i for i in book.items if i.headings == rule.headings and not i.is_start]
    own = {text, *(n.text for i in near if i.letter == text for n in i.names)}
    states = [i.letter.lstrip("\\") for i in near if i.reads_itself and i.letter not in (rule.letter, text)]
    held = rf"(?<![A-Za-z])(?:{'|'.join(map(re.escape, states))})(?:_|\^)"
    refused = (r for r in book.refused if r.letter in own and r.region.headings == rule.headings)
    spans = (r.region.text[r.refusal.span.start : r.refusal.span.end] for r in refused)
    return bool(states) and any(re.search(held, printed) is not None for printed in spans)


@lru_cache(maxsize=1024)
def _reckons(source: str, letter: str) -> bool:
    """Whether a line of a source gives a letter a product, a quotient or a root."""
    line = rf"^[ \t]*(?:self\.)?{letter}[ \t]*=(?!=)(?![^\n]*\b{letter}\b)[^=\n]*(?:[*/]|sqrt)"
    return re.search(line, source, re.MULTILINE) is not None


def is_other_rate(node: Name, known: Item) -> bool:
    """Whether ``alpha_t`` is defined and ``alpha`` is read: the one that does not vary."""
    index = known.equation.target.index
    varies = index is not None and bool(index.letter)
    return sort_of(node.text) is not Sort.OTHER and node.index is None and varies


def multiplies_gradient(draft: Draft, letter: str) -> bool:
    """Whether a letter is a factor of gradients and nothing else: ``w - step*grad(w)``."""
    nodes = [n for d in draft.definitions.values() for n in parts(d.value) if isinstance(n, Apply)]
    holding = [n for n in nodes if any(isinstance(a, Name) and a.text == letter for a in n.args)]
    return bool(holding) and all(n.op == "mul" and _has_gradient(n) for n in holding)


def _has_gradient(node: Node) -> bool:
    names = (n for n in parts(node) if isinstance(n, Gradient | Name))
    return any(isinstance(n, Gradient) or is_gradient_name(displayed(n.text)) for n in names)
