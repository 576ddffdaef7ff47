"""Letters with scripts as names: a name, the index at which it is read, and what is a power after all."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from verifier.lift.latex.indices import Habits, affine, items, labelled
from verifier.lift.latex.tokens import Unreadable
from verifier.lift.latex.trees import (
    Bracket,
    Figure,
    Letter,
    Operation,
    Scripted,
    Sign,
    Slope,
    Tree,
    core_of,
)
from verifier.lift.latex.vocabulary import DECAY_RATES, FUNCTIONS, HYPERPARAMETERS, SPREADS, WEIGHTS
from verifier.lift.reading import Index, Name, Span

COORDINATES = frozenset({"i", "j", "l", "d", "k", "n"})
GRADIENTS = frozenset({"g", "G"})
"""Letters of gradients."""
_MATRIX = "a transposition: this is matrix algebra, not one coordinate"


@dataclass
class _Scripts:
    """What the scripts of one letter were found to be."""

    text: str
    span: Span
    target: bool
    labels: list[str] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    index: Index | None = None
    exponents: list[Tree] = field(default_factory=list)

    def time(self, index: Index) -> None:
        if self.index is not None and self.index != index:
            raise Unreadable(self.span, f"{self.text} has two times")
        self.index = index

    @property
    def name(self) -> str:
        """The letter with its labels."""
        return "_".join([self.text, *self.labels])

    @property
    def root(self) -> str:
        """The letter without accents."""
        return self.text.split("_")[0]


def named(text: str, tree: Tree, habits: Habits, target: bool = False) -> tuple[Name, list[Tree]]:
    """A letter and its scripts as a name with an index, and the exponents that are left.

    Raises
    ------
    Unreadable
        Where a script could be several things.
    """
    found = _Scripts(text, tree.span, target)
    primes = 0
    inner = tree
    while isinstance(inner, Scripted | Bracket):
        if isinstance(inner, Scripted):
            primes += inner.primes
            for part in (part for sub in inner.subs for part in _once(items(sub), habits)):
                _below(part, found, habits)
            for part in (part for sup in inner.sups for part in items(sup)):
                _above(part, found, habits)
        inner = inner.core if isinstance(inner, Scripted) else inner.items[0]
    _prime(primes, found, habits)
    _number(found, habits)
    if len(found.exponents) > 1:
        raise Unreadable(tree.span, f"{text} has two exponents")
    return Name(found.name, found.index, tree.span), found.exponents


def _once(below: tuple[Tree, ...], habits: Habits) -> tuple[Tree, ...]:
    """``g_{t, t-1}`` is the gradient of step t, at the weight of the step before: the first index counts."""
    if len(below) == 2:
        first, second = (affine(part) for part in below)
        if (
            first
            and second
            and first.letter in habits.steps
            and second == replace(first, offset=first.offset - 1)
        ):
            return below[:1]
    return below


def _below(part: Tree, found: _Scripts, habits: Habits) -> None:
    """One thing below the line: a time, a coordinate, a number, or a label."""
    index, core = affine(part), core_of(part)
    half = _half(part, habits)
    if index is not None and (index.letter in habits.steps | habits.counters or index.letter == "new"):
        found.time(index)
    elif index is not None and not index.letter:
        found.numbers.append(index.offset)
    elif half is not None:
        found.labels.append("half")
        found.time(half)
    elif isinstance(part, Scripted) and isinstance(core, Letter):  # v_{dw_t}: the time is that of v
        label, exponents = named(core.text, part, habits)
        if exponents:
            raise Unreadable(part.span, "a power in an index")
        found.labels.append(label.text)
        if label.index is not None:
            found.time(label.index)
    elif isinstance(core, Letter) and index is not None and not index.offset:
        _named_below(core.text, part, found, habits)
    elif isinstance(part, Sign) and part.text in ("star", "plus", "minus", "infty"):
        found.labels.append(part.text)
    elif isinstance(part, Slope) and part.at is None:  # v_{\nabla J}: the average of that gradient
        found.labels.append("_".join(["grad", *filter(None, [labelled(part.by) if part.by else ""])]))
    else:
        raise Unreadable(part.span, f"an index of {found.text} that is neither a step nor a label")


def _named_below(letter: str, part: Tree, found: _Scripts, habits: Habits) -> None:
    """A letter that counts no steps: a coordinate, which is left out, or a label."""
    if letter not in COORDINATES:
        found.labels.append(letter)
    elif letter in habits.bare:
        raise Unreadable(part.span, f"{letter} is an index and a number here")


def _half(part: Tree, habits: Habits) -> Index | None:
    """``t + 1/2``: a value between two steps."""
    core = core_of(part)
    if not isinstance(core, Operation) or core.op not in ("add", "sub"):
        return None
    left, right = affine(core.args[0]), core_of(core.args[1])
    halved = (
        isinstance(right, Operation) and right.op == "div" and all(isinstance(a, Figure) for a in right.args)
    )
    decimal = isinstance(right, Figure) and right.value.denominator == 2
    if left is None or left.letter not in habits.steps or not (halved or decimal):
        return None
    return replace(left, offset=left.offset - (core.op == "sub"))


def _above(part: Tree, found: _Scripts, habits: Habits) -> None:
    """One thing above the line: a time, a label, or an exponent."""
    index, core = affine(part), core_of(part)
    if isinstance(part, Sign) or (isinstance(core, Letter) and core.text == "T" and "T" not in habits.steps):
        _sign_above(part, found)
    elif isinstance(part, Bracket) and part.shape in ("(", "["):
        _bracketed(part, index, found, habits)
    elif index is not None and index.letter == "new":
        found.time(index)
    elif isinstance(core, Letter) and len(core.text) > 1 and _is_label(core.text, found, habits):
        found.labels.append(core.text)
    elif index is not None and _is_when(found, index, habits, part):
        found.time(index)
    elif found.index is None or not _is_coordinate(core, habits):
        found.exponents.append(part)


def _is_coordinate(core: Tree, habits: Habits) -> bool:
    """Whether a letter above the line, with a time below it, is one of many: ``g^i_t``; it is left out."""
    return isinstance(core, Letter) and core.text in COORDINATES - habits.bare - habits.counters


def _sign_above(part: Tree, found: _Scripts) -> None:
    text = part.text if isinstance(part, Sign) else "top"
    if text in ("star", "plus", "minus"):
        found.labels.append(text)
    elif text == "infty" and found.root not in HYPERPARAMETERS and found.index is not None:
        found.labels.append("inf")
    elif text == "infty":
        raise Unreadable(part.span, "an infinite exponent: this is a limit, written informally")
    else:
        raise Unreadable(part.span, _MATRIX if text in ("top", "intercal") else "dots in an exponent")


def _bracketed(part: Bracket, index: Index | None, found: _Scripts, habits: Habits) -> None:
    """``x^{(t)}`` is a time; ``x^{(i)}`` and ``W^{[l]}`` are one of several, and read like each of them."""
    name = "_".join([found.name, *map(str, found.numbers)])
    known = found.target or name in habits.bracketed
    if index is not None and index.letter in habits.steps and name in habits.bare and not known:
        raise Unreadable(part.span, f"whether {name}^({index.letter}) is a power or a step is not to be seen")
    if index is None:
        found.exponents.append(part)
    elif (index.letter in habits.steps | habits.counters and part.shape == "(") or (
        not index.letter and habits.parenthesised
    ):
        found.time(index)
    elif not index.letter:
        found.labels.append(str(index.offset))
    elif index.offset:
        raise Unreadable(part.span, f"an index of {found.text} that counts no steps")


def _is_label(word: str, found: _Scripts, habits: Habits) -> bool:
    known = habits.bare | habits.targets | habits.steps | habits.counters
    return word in FUNCTIONS or (len(word) > 2 and word not in known and found.root not in HYPERPARAMETERS)


def _is_when(found: _Scripts, index: Index, habits: Habits, part: Tree) -> bool:
    """Whether what stands above is a time: of a letter that counts, or the number of a step."""
    if not index.letter:
        return _first_value(index, found, habits, part)
    return index.letter in habits.steps | habits.counters and _is_time(found, index, habits, part)


def _is_time(found: _Scripts, index: Index, habits: Habits, part: Tree) -> bool:
    """Whether ``x^t`` is x at step t, and no power.

    Raises
    ------
    Unreadable
        Where nothing in the formula or the document tells.
    """
    name = "_".join([found.name, *map(str, found.numbers)])
    if found.target or name in habits.raised:
        return True
    if found.root in HYPERPARAMETERS or found.index is not None or habits.parenthesised or habits.lowered:
        return False
    if name in habits.bare | habits.timed or (name in DECAY_RATES and not habits.raised):
        return False
    usual = found.root in WEIGHTS | SPREADS or len(found.root) == 1 or "[" in found.text
    if habits.raised and usual:
        return True
    if not habits.raised and not usual:
        return False
    raise Unreadable(
        part.span, f"whether {name}^{index.letter} is a power or {name} at a step is not to be seen"
    )


def _first_value(index: Index, found: _Scripts, habits: Habits, part: Tree) -> bool:
    """Whether ``v^0`` is v at the start, and no power."""
    if found.target and index.offset == 0:
        return True
    if found.index is not None or (found.name not in habits.raised):
        return False
    if index.offset > 1 and found.name in habits.raised:
        raise Unreadable(
            part.span, f"whether {found.name}^{index.offset} is a power or a step is not to be seen"
        )
    return found.name in habits.raised


def _prime(primes: int, found: _Scripts, habits: Habits) -> None:
    """``theta'`` is the new value where the formula has theta without a prime too; else a name of its own."""
    # eta' is another rate, and no later eta; g' is a gradient that was scaled
    renewed = found.root in WEIGHTS or (len(found.root) == 1 and found.root not in GRADIENTS)
    if primes == 1 and renewed and found.index is None and (found.name in habits.bare or habits.renewing):
        found.time(Index("new", 0))
    elif primes:
        found.labels.append("prime" * primes)


def _number(found: _Scripts, habits: Habits) -> None:
    """A number below: the first of several names, or the value at a step."""
    if not found.numbers:
        return
    timed = found.text in habits.timed | habits.raised
    alone = len(found.numbers) == 1 and found.index is None and not found.exponents
    if alone and (timed or (found.target and found.numbers[0] == 0)):
        found.time(Index("", found.numbers[0]))
    else:
        found.labels[:0] = [str(n) for n in found.numbers]
