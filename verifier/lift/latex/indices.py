"""Indices: which letter counts the steps, and what a script is, a time, a coordinate, a label or a power."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from verifier.lift.latex.tokens import Unreadable
from verifier.lift.latex.trees import (
    Bracket,
    Called,
    Figure,
    Large,
    Letter,
    Listed,
    Operation,
    Relation,
    Scripted,
    Slope,
    Tree,
    children,
    core_of,
    letter_of,
    scripted_core,
)
from verifier.lift.latex.vocabulary import STEP_LETTERS, TIMES
from verifier.lift.reading import Index


@dataclass(frozen=True)
class Occurrence:
    """A letter with one shifted or bare index: in which place, which letter, by how much."""

    name: str
    place: str
    letter: str
    offset: int
    target: bool


@dataclass(frozen=True)
class Habits:
    """How the letters of one formula are used.

    Attributes
    ----------
    steps : frozenset of str
        The letters that count steps; the counters of sums are not among them.
    counters : frozenset of str
    raised : frozenset of str
        Names whose time stands above them, in ``x^t``.
    bracketed : frozenset of str
        Names of left sides whose time stands above them in brackets, ``x^{(t)} = ...``.
    parenthesised : bool
        Whether times above stand in brackets, ``x^{(t)}``.
    called : bool
        Whether times stand in brackets behind, ``x(t)``.
    lowered : bool
        Whether a left side has its time below.
    bare : frozenset of str
        Names that stand without a time.
    targets : frozenset of str
    renewing : bool
        Whether a prime says that a value is the new one.
    """

    steps: frozenset[str] = frozenset()
    counters: frozenset[str] = frozenset()
    raised: frozenset[str] = frozenset()
    bracketed: frozenset[str] = frozenset()
    parenthesised: bool = False
    called: bool = False
    lowered: bool = False
    bare: frozenset[str] = frozenset()
    timed: frozenset[str] = frozenset()
    targets: frozenset[str] = frozenset()
    renewing: bool = False


def affine(tree: Tree) -> Index | None:
    """``t``, ``t-1``, ``k+2`` as an index; a number without a letter; None for anything else."""
    core = core_of(tree)
    if isinstance(core, Figure):
        return Index("", int(core.value)) if core.value.denominator == 1 else None
    if isinstance(core, Letter):
        return Index("new", TIMES[core.text]) if core.text in TIMES else Index(core.text, 0)
    if isinstance(core, Operation) and core.op in ("add", "sub"):
        left, right = (affine(argument) for argument in core.args)
        return _shifted(left, right, 1 if core.op == "add" else -1)
    return None


def _shifted(left: Index | None, right: Index | None, sign: int) -> Index | None:
    if left is None or right is None or (left.letter and right.letter):
        return None
    if right.letter and sign < 0:
        return None
    return Index(left.letter or right.letter, left.offset + sign * right.offset)


def items(tree: Tree) -> tuple[Tree, ...]:
    """The things side by side in a script."""
    return tree.items if isinstance(tree, Listed) else (tree,)


def labelled(tree: Tree) -> str:
    """A letter with its labels, without its times, as two occurrences of one name are compared."""
    if not isinstance(tree, Scripted):
        core = core_of(tree)
        return core.text if isinstance(core, Letter) else ""
    core = scripted_core(tree)
    name = core.text if isinstance(core, Letter) else ""
    labels = [i.offset for s in tree.subs for part in items(s) if (i := affine(part)) and not i.letter]
    return "_".join([name, *map(str, labels)]) if name and labels else name


def quantities(tree: Tree) -> Iterator[Tree]:
    """The letters, with their scripts, that stand for values; not those inside scripts."""
    stack = [tree]
    while stack:
        top = stack.pop()
        if isinstance(top, Scripted):
            yield top
            if not isinstance(scripted_core(top), Letter):
                stack.append(top.core)
            stack += [sup for sup in top.sups if affine(sup) is None]
        elif isinstance(top, Letter | Called):
            yield top
            if isinstance(top, Called):
                stack += [top.letter, *reversed(top.bracket.items)]
        elif isinstance(top, Large):
            stack.append(top.body)
        elif isinstance(top, Slope):
            stack += [part for part in (top.at, top.by) if part is not None]
            stack += [top.of] if isinstance(top.of, Large | Operation | Bracket) else []
        else:
            stack += reversed(list(children(top)))


def letters(tree: Tree) -> Iterator[str]:
    """The letters of the quantities of a tree, without their scripts."""
    for quantity in quantities(tree):
        letter = letter_of(quantity.letter if isinstance(quantity, Called) else quantity)
        if letter:
            yield letter


def counters_of(trees: Iterable[Tree]) -> frozenset[str]:
    """The letters that count the terms of sums and products."""
    found: set[str] = set()
    for tree in trees:
        stack = [tree]
        while stack:
            top = stack.pop()
            if isinstance(top, Large) and top.below is not None:
                below = core_of(top.below) if isinstance(top.below, Bracket) else top.below
                counter = below.args[0] if isinstance(below, Relation) else below
                found |= {c.text for part in items(counter) if isinstance(c := core_of(part), Letter)}
            stack += children(top)
    return frozenset(found)


def _occurrences(tree: Tree, target: bool) -> Iterator[Occurrence]:
    for quantity in quantities(tree):
        name = labelled(quantity.letter if isinstance(quantity, Called) else quantity)
        if isinstance(quantity, Called):
            last = affine(quantity.bracket.items[-1]) if quantity.bracket.items else None
            if last is not None and last.letter:
                place = "behind" if quantity.bracket.shape == "(" else "boxed"
                yield Occurrence(name, place, last.letter, last.offset, target)
        elif isinstance(quantity, Scripted):
            yield from _scripted(quantity, name, target)
        else:
            yield Occurrence(name, "bare", "", 0, target)


def _scripted(quantity: Scripted, name: str, target: bool) -> Iterator[Occurrence]:
    for place, scripts in (("below", quantity.subs), ("above", quantity.sups)):
        for part in (part for script in scripts for part in items(script)):
            index = affine(part)
            if index is not None and index.letter:
                bracketed = place == "above" and isinstance(part, Bracket) and part.shape == "("
                yield Occurrence(
                    name, "bracketed" if bracketed else place, index.letter, index.offset, target
                )
    if not any((i := affine(p)) and i.letter for s in quantity.subs for p in items(s)):
        plain = not quantity.sups and not quantity.primes
        yield Occurrence(name, "bare" if plain else "", "", 0, target)


def habits(sides: Iterable[tuple[Tree, bool]]) -> Habits:
    """How the letters of a formula are used; each tree comes with whether it is a left side.

    Raises
    ------
    Unreadable
        Where two letters seem to count the steps.
    """
    trees = list(sides)
    counters = counters_of(tree for tree, _ in trees)
    found = [o for tree, target in trees for o in _occurrences(tree, target)]
    renewing = _renewing(trees)
    countable = [o for o in found if o.letter not in counters and o.letter != "new"]
    steps = _steps(countable, trees, renewing)
    counting = steps | counters
    timed = [o for o in found if o.letter in steps and o.place != "bare"]
    above = {o.name for o in timed if o.place == "above" and o.target}
    bracketed = [o for o in timed if o.place == "bracketed"]
    return Habits(
        steps=steps,
        counters=counters,
        raised=frozenset(
            above | {o.name for o in found if o.place == "above" and o.letter in counting and o.name in above}
        ),
        bracketed=frozenset(o.name for o in bracketed if o.target),
        parenthesised=bool(bracketed),
        called=any(o.place == "behind" and o.target for o in timed),
        lowered=any(o.place == "below" and o.target for o in timed),
        bare=frozenset(o.name for o in found if o.place == "bare"),
        timed=frozenset(o.name for o in timed if o.place != "above"),
        targets=frozenset(o.name for o in found if o.target),
        renewing=renewing,
    )


def _renewing(trees: list[tuple[Tree, bool]]) -> bool:
    """Whether a left side is a letter with a prime that stands elsewhere without one: ``w' = w - ...``."""
    primed = {labelled(t) for t, target in trees if target and isinstance(t, Scripted) and t.primes == 1}
    values = (q for t, target in trees if not target for q in quantities(t))
    plain = {labelled(q) for q in values if not (isinstance(q, Scripted) and q.primes)}
    return bool(primed & plain - {""})


def _steps(found: list[Occurrence], trees: list[tuple[Tree, bool]], renewing: bool) -> frozenset[str]:
    """The letter that counts steps: t, or else the one that is shifted, or else one that usually does."""
    letters = {o.letter for o in found if o.letter}
    if "t" in letters:
        return frozenset({"t"})
    shifted = {o.letter for o in found if o.letter and o.offset and o.place != "above"}
    shifted |= {o.letter for o in found if o.letter and o.offset and o.place == "above" and _both(o, found)}
    usual = [letter for letter in STEP_LETTERS if letter in shifted]
    if len(shifted) > 1 and len(usual) != 1:
        raise Unreadable(trees[0][0].span, f"{' and '.join(sorted(shifted))} all seem to count the steps")
    if shifted:
        return frozenset(usual or shifted)
    if renewing:
        return frozenset()
    targets = {o.letter for o in found if o.target and o.place in ("below", "bracketed", "behind", "above")}
    return frozenset([letter for letter in STEP_LETTERS if letter in targets][:1])


def _both(occurrence: Occurrence, found: list[Occurrence]) -> bool:
    """Whether a letter that stands above is shifted on one of several occurrences of a name."""
    return any(o.name == occurrence.name and o.target and o.place == "above" for o in found)
