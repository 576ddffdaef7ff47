"""How far the steps of two optimizers are apart at most: proved for all gradients, not measured.

States of one that are the other's, step by step, are one letter on both sides; then the ratio of two steps
is a term in few letters. Numbers suggest its bounds, and the algebra of `verifier.prove` proves them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from fractions import Fraction
from itertools import product
from typing import Any, TypeVar

from verifier.port.question import Question
from verifier.prove.invariants import with_invariants
from verifier.prove.relation import RIGHT_WEIGHT, Pair, pair_of
from verifier.prove.times import equal_everywhere
from verifier.system import State, System
from verifier.term import GRADIENT, ONE, STEP, WEIGHT, ZERO, Term, state, substitute, symbols

Number = TypeVar("Number", float, Fraction)
AFTER = "new."
"""In front of the name of a state whose value after the step is meant."""


@dataclass(frozen=True)
class Bound:
    """What is proved of the ratio of two steps, the original's over the other's, wherever both move.

    Both take their step after the same gradients. What both do to the weight itself in the same way, as its
    decay, is left out of the steps.

    Attributes
    ----------
    low, high : float or None
        For all gradients and steps; None where nothing was proved.
    close_if : dict of str to float
        Each alone suffices for a ratio within 1 %: that this state of the original is at least that large
        after the step.
    close_from : int or None
        From this step on the ratio is within 1 %.
    first_low, first_high : float or None
        The same for the first steps alone, where one of the two is None.
    first_gradient : float or None
        The first step is within 1 % where the gradient is at least that large.
    shared : dict of str to str
        The states of the original that are states of the other, step by step.
    """

    low: float | None
    high: float | None
    close_if: dict[str, float] = field(default_factory=dict)
    close_from: int | None = None
    first_low: float | None = None
    first_high: float | None = None
    first_gradient: float | None = None
    shared: dict[str, str] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether nothing was proved."""
        proved = (self.low, self.high, self.close_from, self.first_low, self.first_high, self.first_gradient)
        return all(each is None for each in proved) and not self.close_if

    def to_json(self) -> dict[str, Any]:
        """The bound as JSON data."""
        return asdict(self)


def bound(original: System, other: System) -> Bound | None:
    """What is proved of the ratio of the steps of two systems without hyperparameters; None for nothing."""
    pair = with_invariants(pair_of(original, other))
    found = _of_first(pair, _of_later(pair))
    return None if found.empty else found


def _of_later(pair: Pair) -> Bound:
    """What is proved of all steps; nothing where they cannot be told from what they do to the weight."""
    steps = _steps(pair, {})
    if steps is None:
        return Bound(None, None)
    shared = _shared(pair)
    later = _later(pair, steps, shared)
    low, high = map(_float, later.bounds())
    ours = [letter for letter in later.sizes if letter.name.startswith(AFTER + "left.")]
    close = {letter: size for letter in ours if (size := later.close_above(letter)) is not None}
    return Bound(
        low,
        high,
        close_if={_plain(letter): size for letter, size in close.items()},
        close_from=later.close_from(),
        shared={_plain(ours): _plain(theirs) for theirs, ours in shared.items()},
    )


def _of_first(pair: Pair, found: Bound) -> Bound:
    """What is proved of all steps, and what of the first: its states are numbers."""
    steps = _steps(pair, pair.starts(0) | {STEP: ONE})
    if steps is None:
        return found
    first = Question(steps[0] / steps[1], pair)
    within = first.with_intervals()
    asked = [first] if within.ratio is first.ratio else [first, within]
    found = replace(found, first_gradient=_known(question.close_above(GRADIENT) for question in asked))
    if found.low is not None and found.high is not None:
        return found
    low, high = (_known(ends) for ends in zip(*(question.bounds() for question in asked), strict=True))
    return replace(found, first_low=_float(low), first_high=_float(high))


def _known(found: Iterable[Number | None]) -> Number | None:
    """The first that is something."""
    return next((each for each in found if each is not None), None)


def _float(number: Fraction | None) -> float | None:
    return None if number is None else float(number)


def _plain(symbol: Term) -> str:
    """The name of a state without the side in front of it."""
    return symbol.name.rpartition(".")[2]


def _steps(pair: Pair, held: Mapping[Term, Term]) -> tuple[Term, Term] | None:
    """Both steps without what they do to the weight itself, where that is the same; else None.

    With terms in the place of the states and the step that they are ``held`` at.
    """
    of_one = substitute([pair.left.weight, pair.right.weight], {RIGHT_WEIGHT: WEIGHT})
    weights = substitute(of_one, {symbol: value for symbol, value in held.items() if symbol is not WEIGHT})
    left, right = (substitute([w], {WEIGHT: ZERO})[0] for w in weights)
    same = equal_everywhere(pair, weights[0] - left, weights[1] - right, first=1)
    return (left, right) if same else None


def _shared(pair: Pair) -> dict[Term, Term]:
    """The right's states that begin and go on as one of the left, by the right's."""
    found: dict[Term, Term] = {}
    for _ in pair.right.states:
        for theirs, ours in product(pair.right.states, pair.left.states):
            if not {state(theirs.name), state(ours.name)} & {*found, *found.values()}:
                moved = found | {state(theirs.name): state(ours.name)}
                found = moved if _alike(pair, theirs, ours, moved) else found
    return found


def _alike(pair: Pair, theirs: State, ours: State, moved: dict[Term, Term]) -> bool:
    """Whether two states are one; a state that is made of weights is not, as the weights part."""
    if {WEIGHT, RIGHT_WEIGHT} & set(symbols([ours.update, ours.initial])):
        return False
    initial, update = substitute([theirs.initial, theirs.update], moved)
    pairs = ((initial, ours.initial), (update, ours.update))
    return all(equal_everywhere(pair, a, b, first=1) for a, b in pairs)


def _later(pair: Pair, steps: tuple[Term, Term], shared: dict[Term, Term]) -> Question:
    """The ratio in the values that states have after the step, which lie where those before it do."""
    new = {s.name: state(f"{AFTER}{s.name}") for s in (*pair.left.states, *pair.right.states)}
    new |= {theirs.name: new[ours.name] for theirs, ours in shared.items()}
    left, right = (
        substitute([step], {s.update: new[s.name] for s in side.states})[0]
        for step, side in zip(steps, (pair.left, pair.right), strict=True)
    )
    domains = {new[name.name]: domain for name, domain in pair.domains.items() if name.name in new}
    ratio = left / substitute([right], shared)[0]
    return Question(ratio, replace(pair, domains=pair.domains | domains))
