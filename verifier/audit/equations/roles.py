"""Roles: which letter of a draft is the weight, the gradient, a state, a counter of the steps."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TypeGuard

from verifier.audit.drafts.draft import NEW, OLD, Draft
from verifier.audit.drafts.slots import displayed
from verifier.audit.drafts.vocabulary import (
    RATE_RESULT,
    STEP_RESULT,
    STRONG_WEIGHT,
    gathers_gradients,
    is_gradient_name,
)
from verifier.audit.equations.kin import kin
from verifier.audit.equations.moved import is_moved
from verifier.audit.equations.rates import multiplies_gradient
from verifier.lift.reading import Apply, Gradient, Name, Node, Number, parts

CLOCK = re.compile(
    r"t|(local_|global_|time_?|current_|state_)?steps?|iter(ation)?s?|epochs?|step_count|num_updates|it"
)
COUNTING = re.compile(
    r"k|n|i|j|s|nu|tau|count|counter|num_iter|niter|n_iter|updates|(?:\w+_)?update_count|optimizer_step|\w*step\w*"
)


@dataclass(frozen=True)
class Weight:
    """A letter that may be the weight, and the value that becomes the new one.

    Attributes
    ----------
    letter : str
    new : Node
    named : bool
        Whether it is called as weights are.
    """

    letter: str
    new: Node
    named: bool


@dataclass(frozen=True)
class Roles:
    """The roles in a draft."""

    draft: Draft

    @cached_property
    def counters(self) -> dict[str, Fraction | None]:
        """Letters that grow by one each step, with their first value where it is said."""
        found: dict[str, Fraction | None] = {}
        for letter, version in self.draft.carried.items():
            if _is_successor(self._of_places(self.draft.definitions[version].value), letter):
                start = self.draft.starts.get(letter)
                found[letter] = start.value if isinstance(start, Number) else None
        return found

    def _of_places(self, value: Node) -> Node:
        """An operation on other names of places, as one on the places: ``kept.t + 1`` for ``t + 1``."""
        if not isinstance(value, Apply):
            return value
        return Apply(value.op, tuple(map(self._place, value.args)), value.span)

    def _place(self, value: Node) -> Node:
        """The place of which a name is another one."""
        known = self.draft.definitions.get(value.text) if isinstance(value, Name) else None
        other = known is not None and isinstance(value, Name) and value.index == NEW
        return known.value if known is not None and other and isinstance(known.value, Name) else value

    @cached_property
    def states(self) -> dict[str, str]:
        """How letters that are carried are called as states: ``v[dW]`` beside ``s[dW]`` with its record."""
        short = {letter: displayed(letter) for letter in self.draft.carried}
        often = Counter(short.values())
        return {
            letter: name if often[name] == 1 else re.sub(r"\W+", "_", letter).strip("_")
            for letter, name in short.items()
        }

    @cached_property
    def gradients(self) -> frozenset[str]:
        """Letters that are the gradient when the step begins."""
        return frozenset(letter for letter in self.entries if self._is_gradient(letter))

    @cached_property
    def entries(self) -> tuple[str, ...]:
        """Letters that are read before anything is assigned to them."""
        nodes = [d.value for d in self.draft.definitions.values()] + list(self.draft.returned)
        names = (n for node in nodes for n in parts(node) if isinstance(n, Name) and n.index in (OLD, None))
        return tuple(dict.fromkeys(n.text for n in names))

    def _is_gradient(self, letter: str) -> bool:
        if not is_gradient_name(displayed(letter)) or letter in self.draft.starts:
            return False
        if letter.isupper() and letter.lower() in self.entries:  # G beside g
            return False
        version = self.draft.carried.get(letter)
        if version is None:
            return True
        if gathers_gradients(displayed(letter)):
            return False
        return not any(
            isinstance(n, Gradient)
            or (_is_old(n) and n.text != letter and is_gradient_name(displayed(n.text)))
            for n in self.below(Name(version, NEW))
        )

    def below(self, node: Node) -> Iterator[Node]:
        """All nodes on which a node depends in this step."""
        waiting, seen = [node], set[str]()
        while waiting:
            for each in parts(waiting.pop()):
                yield each
                if isinstance(each, Name) and each.index == NEW and each.text not in seen:
                    seen.add(each.text)
                    if each.text in self.draft.definitions:
                        waiting.append(self.draft.definitions[each.text].value)

    def depends_on_gradient(self, node: Node) -> bool:
        """Whether the gradient of this step enters a value, or a state that it enters."""
        seen = set[str]()
        waiting = [node]
        while waiting:
            for n in self.below(waiting.pop()):
                if isinstance(n, Gradient) or (isinstance(n, Name) and n.text in self.gradients):
                    return True
                if _is_old(n) and n.text in self.draft.carried and n.text not in seen:
                    seen.add(n.text)
                    waiting.append(Name(self.draft.carried[n.text], NEW))
        return False

    @cached_property
    def moving(self) -> tuple[str, ...]:
        """Letters that are carried from step to step and into which the gradient enters."""
        return tuple(
            letter
            for letter, version in self.draft.carried.items()
            if letter not in self.gradients
            and letter not in self.counters
            and self.depends_on_gradient(Name(version, NEW))
        )

    @cached_property
    def asked(self) -> frozenset[str]:
        """Letters at whose old values gradients are taken."""
        nodes = (n for d in self.draft.definitions.values() for n in parts(d.value))
        points = (n.at for n in nodes if isinstance(n, Gradient))
        return frozenset(at.text for at in points if isinstance(at, Name) and at.index in (OLD, None))

    def weights(self) -> list[Weight]:
        """What may be the weight, the likeliest first."""
        own = [self.draft.weight] if self.draft.weight else self.moving
        found = [self._weight(letter) for letter in own if not is_gradient_name(displayed(letter))]
        found = [w for w in found if w.letter in self.asked] or found
        found = [w for w in found if w.named] or found
        ranks = {w.letter: self._rank(w) for w in found}
        chosen = [w for w in found if ranks[w.letter] == max(ranks[x] for x in kin(self, w.letter, ranks))]
        if not any(w.named for w in chosen):
            chosen = self._renamed() or self._stepped() or chosen
        return chosen

    def _stepped(self) -> list[Weight]:
        """A step that is handed to somebody else, who adds it to the weight or takes it away."""
        step = self._step()
        if step is None:
            return []
        read = [n.text for n in self.below(step) if _is_old(n) and self._may_be_old_weight(n.text)]
        letter = read[0] if read else "w"
        old = Name(letter, OLD)
        return [Weight(letter, Apply(op, (old, step), step.span), True) for op in ("sub", "add")]

    def _step(self) -> Node | None:
        """What is returned and is no new state, or a result that is called as steps are."""
        moved = [r for r in self.draft.returned if self.depends_on_gradient(r)]
        kept = {Name(version, NEW) for version in self.draft.carried.values()}
        found = [r for r in moved if r not in kept] or (moved if len(self.draft.returned) == 1 else [])
        if not self.draft.returned:
            ends = (
                v for v, d in self.draft.definitions.items() if STEP_RESULT.fullmatch(displayed(d.letter))
            )
            found = [
                Name(v, NEW) for v in ends if not self._is_read(v) and self.depends_on_gradient(Name(v, NEW))
            ]
        if len(found) != 1 or self._is_bare(found[0]) or self._is_rate(found[0]):
            return None
        return None if self._is_gradient_still(found[0]) and not self.draft.carried else found[0]

    def _is_rate(self, node: Node) -> bool:
        """Whether a value is called a rate, by its name or that of the function: others multiply by it."""
        known = self.draft.definitions.get(node.text) if isinstance(node, Name) else None
        called = (self.draft.title, displayed(known.letter) if known is not None else "")
        return any(RATE_RESULT.fullmatch(name) for name in called)

    def _is_bare(self, node: Node) -> bool:
        """Whether a value is the gradient itself."""
        while isinstance(node, Name) and node.index == NEW and node.text in self.draft.definitions:
            node = self.draft.definitions[node.text].value
        return isinstance(node, Gradient | Name)

    def _weight(self, letter: str) -> Weight:
        taken = letter in self.asked or letter == self.draft.weight
        slopes = (d.letter for d in self.draft.definitions.values() if isinstance(d.value, Gradient))
        derived = f"d{displayed(letter)}" in map(displayed, (*self.gradients, *slopes))  # W1 beside dW1
        named = is_weight_name(letter) or taken or derived or self._descends(letter)
        return Weight(letter, Name(self.draft.carried[letter], NEW), named)

    def _descends(self, letter: str) -> bool:
        """Whether a letter loses something that a state is in and it is not: a weight alone does."""
        value = self.draft.definitions[self.draft.carried[letter]].value
        if not (isinstance(value, Apply) and value.op == "sub" and value.args[0] == Name(letter, OLD)):
            return False
        lost = [n.text for n in self.below(value.args[1]) if _is_old(n)]
        return letter not in lost and any(other in self.moving for other in lost)

    def _rank(self, weight: Weight) -> tuple[bool, bool]:
        read = any(
            _is_old(n) and n.text == weight.letter
            for letter in self.moving
            if letter != weight.letter
            for n in self.below(Name(self.draft.carried[letter], NEW))
        )
        return weight.named, not read

    def _renamed(self) -> list[Weight]:
        """New weights under another name: ``w_new = w - lr*g``, ``return w - lr*g``."""
        results = [Name(version, NEW) for version in self.draft.definitions] + list(self.draft.returned)
        kept = {Name(version, NEW) for version in self.draft.carried.values()}
        found = []
        for result in reversed(results):
            if result in kept or not self.depends_on_gradient(result) or self._is_gradient_still(result):
                continue
            letters = {
                n.text: None for n in self.below(result) if _is_old(n) and self._may_be_old_weight(n.text)
            }
            moved = [x for x in letters if len(letters) == 1 and is_moved(self.draft.definitions, result, x)]
            if moved and not (isinstance(result, Name) and self._is_read(result.text)):
                found.append(Weight(moved[0], result, True))
        return found[:1]

    def _is_gradient_still(self, result: Node) -> bool:
        """Whether a result is called a gradient: the slope of a loss with its penalty moves nothing."""
        if not (isinstance(result, Name) and result.text in self.draft.definitions):
            return False
        return is_gradient_name(displayed(self.draft.definitions[result.text].letter))

    def _may_be_old_weight(self, letter: str) -> bool:
        """Whether a letter is a weight that no step moves but the result that is looked at.

        One that decays first, ``w = (1 - lr*wd)*w``, is moved by ``return w - lr*g``.
        """
        still = letter not in self.draft.carried or letter not in self.moving
        return still and letter not in self.gradients and is_weight_name(letter)

    def _is_read(self, version: str) -> bool:
        nodes = (n for d in self.draft.definitions.values() for n in parts(d.value) if isinstance(n, Name))
        return any(n.index == NEW and n.text == version for n in nodes)

    @cached_property
    def exponents(self) -> frozenset[str]:
        """Letters that stand in an exponent."""
        nodes = [d.value for d in self.draft.definitions.values()] + list(self.draft.returned)
        powers = (n for v in nodes for n in parts(v) if isinstance(n, Apply) and n.op == "pow")
        return frozenset(n.text for p in powers for n in self.below(p.args[1]) if isinstance(n, Name))

    def is_clock(self, letter: str) -> bool:
        """Whether a letter that nothing changes is the number of the step."""
        plain = displayed(letter)
        size = plain == "step" and letter not in self.exponents and multiplies_gradient(self.draft, letter)
        if letter in self.draft.counts or (CLOCK.fullmatch(plain) and not size):
            return True
        return letter in self.exponents and COUNTING.fullmatch(plain) is not None


def is_weight_name(letter: str) -> bool:
    """Whether a letter is called as weights are."""
    return STRONG_WEIGHT.fullmatch(displayed(letter)) is not None


def _is_old(node: Node) -> TypeGuard[Name]:
    return isinstance(node, Name) and node.index in (OLD, None)


def _is_successor(value: Node, letter: str) -> bool:
    if isinstance(value, Apply) and value.op == "min":  # counted up to the largest number
        return any(_is_successor(a, letter) for a in value.args)
    if not (isinstance(value, Apply) and value.op == "add"):
        return False
    one = [a for a in value.args if isinstance(a, Number) and a.value == 1]
    return len(one) == 1 and Name(letter, OLD) in value.args
