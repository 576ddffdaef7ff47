"""A letter with a bracket right behind it: a function's value, a product, or a value at a step."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from verifier.lift.latex.averages import average_name
from verifier.lift.latex.indices import affine, letters
from verifier.lift.latex.naming import named
from verifier.lift.latex.symbols import GREEK
from verifier.lift.latex.tokens import Unreadable
from verifier.lift.latex.trees import (
    Average,
    Bracket,
    Called,
    Figure,
    Letter,
    Operation,
    Relation,
    Scripted,
    Tree,
    core_of,
    letter_of,
)
from verifier.lift.latex.vocabulary import COEFFICIENTS, GRADIENTS, LOSSES, PARAMETERS, WEIGHTS
from verifier.lift.reading import Apply, Gradient, Index, Name, Node

if TYPE_CHECKING:
    from verifier.lift.latex.meaning import Meaning

_GREEK = frozenset(name for name in GREEK.values() if name.islower()) - LOSSES


def applied(meaning: Meaning, tree: Called, sups: Iterable[Tree], subs: Iterable[Tree] = ()) -> Node:
    """The value of a letter with a bracket behind it, and of the exponents behind that.

    Raises
    ------
    Unreadable
        Where it could be a function's value as well as a product.
    """
    exponents = list(sups)
    if list(subs):
        raise Unreadable(tree.span, "an index behind a bracket")
    indexed = is_index(meaning, tree)
    if indexed is not None:
        return meaning.powers(indexed, exponents, tree.span)
    if isinstance(tree.letter, Scripted) and tree.letter.primes > 1:
        raise Unreadable(tree.span, "a second derivative")
    raised = _raised(tree.letter)
    if tree.called in GRADIENTS:
        return meaning.powers(_asked(meaning, tree), exponents, tree.span)
    if tree.called == "g" and letter_of(tree.bracket) in PARAMETERS:  # the gradient as a function
        return meaning.powers(
            Gradient(meaning.value(tree.bracket), "", tree.span), raised + exponents, tree.span
        )
    if _is_slope(tree):
        return meaning.powers(_derived(meaning, tree), raised + exponents, tree.span)
    if _is_product(meaning, tree):
        bracket: Tree = tree.bracket
        if exponents:
            bracket = Scripted(tree.bracket, (), tuple(exponents), 0, tree.span)
        return Apply("mul", (meaning.value(tree.letter), meaning.value(bracket)), tree.span)
    if tree.called in LOSSES and tree.called not in meaning.habits.timed | meaning.habits.targets:
        return meaning.powers(_called(meaning, tree), raised + exponents, tree.span)
    raise Unreadable(
        tree.span, f"whether {tree.called or 'this'} is multiplied by the bracket is not to be seen"
    )


def _raised(letter: Tree) -> list[Tree]:
    """The exponents before the bracket: ``g_i^2(w)`` is the square of ``g_i(w)``."""
    if not isinstance(letter, Scripted):
        return []
    return [*_raised(letter.core), *(sup for sup in letter.sups if _is_figure(sup))]


def _is_figure(tree: Tree) -> bool:
    """Whether a number is printed: one in round brackets is no exponent, it counts derivatives or samples."""
    while isinstance(tree, Bracket) and tree.shape == "group" and tree.sole is not None:
        tree = tree.sole
    return isinstance(tree, Figure)


STATES = frozenset({"m", "v", "s", "r", "u"})
"""Letters of states: no number that a step could be multiplied by."""


def is_index(meaning: Meaning, tree: Called) -> Name | None:
    """``w(t+1)`` and ``m[t-1]`` as a name with its index; None where the bracket is something else."""
    if not tree.bracket.items:
        return None
    index = affine(tree.bracket.items[-1])
    core = core_of(tree.letter)
    steps = meaning.habits.steps
    if index is None or not isinstance(core, Letter | Average):
        return None
    boxed = tree.bracket.shape == "[" and len(tree.bracket.items) == 1
    counts = not index.letter or index.letter in steps | meaning.habits.counters
    pair = len(tree.bracket.items) > 1 and index.letter == "t" and tree.called not in LOSSES
    state = index.letter in steps and len(tree.bracket.items) == 1 and letter_of(core) in STATES
    if not (pair or (counts and (boxed or meaning.habits.called)) or state):
        return None
    if any(letter_of(item) is None for item in tree.bracket.items[:-1]):
        return None
    return _at(meaning, tree, index)


def _at(meaning: Meaning, tree: Called, index: Index) -> Name | None:
    core = core_of(tree.letter)
    text = (
        core.text
        if isinstance(core, Letter)
        else average_name(meaning, core)
        if isinstance(core, Average)
        else ""
    )
    name, exponents = named(text, tree.letter, meaning.habits)
    if exponents or name.index is not None:
        return None
    return Name(name.text, index, tree.span)


def _is_slope(tree: Called) -> bool:
    return isinstance(tree.letter, Scripted) and tree.letter.primes == 1 and tree.called in LOSSES


def _derived(meaning: Meaning, tree: Called) -> Node:
    """``f'(x)``: the gradient at x."""
    if tree.bracket.sole is None:
        raise Unreadable(tree.span, "a derivative by which argument")
    return Gradient(meaning.value(tree.bracket.sole), tree.called, tree.span)


def _asked(meaning: Meaning, tree: Called) -> Node:
    """``grad(w - m)``: the gradient at a point; ``grad(L)`` says no point."""
    sole = tree.bracket.sole
    if sole is None or isinstance(tree.letter, Scripted):
        raise Unreadable(tree.span, "of what the gradient is taken, and where, is not to be seen")
    letter = letter_of(sole)
    if letter is not None and letter not in WEIGHTS:
        return Gradient(None, letter, tree.span)
    if letter is None and not any(part in WEIGHTS for part in letters(sole)):
        raise Unreadable(tree.span, "at which point the gradient is taken is not to be seen")
    return Gradient(meaning.value(sole), "", tree.span)


def _is_product(meaning: Meaning, tree: Called) -> bool:
    """Whether the bracket multiplies: it holds ``1 - …``, or the letter is a coefficient's."""
    sole = tree.bracket.sole
    if sole is None or isinstance(sole, Relation) or (tree.bracket.shape == "[" and isinstance(sole, Figure)):
        return False
    if _step_inside(meaning, sole):
        return False
    letter = tree.called
    if letter in LOSSES and letter not in meaning.habits.targets:
        return False
    if any(isinstance(term, Figure) for term in _terms(sole)) and isinstance(sole, Operation):
        return True
    coefficient = letter in _GREEK or letter in COEFFICIENTS or isinstance(core_of(tree.letter), Average)
    return coefficient and (letter not in meaning.habits.targets - {"theta"} or _has_step(meaning, tree))


def _has_step(meaning: Meaning, tree: Called) -> bool:
    """Whether a letter has its step below it, and a sum behind it: ``eta_t (m + a w)`` is no value at one."""
    subs = tree.letter.subs if isinstance(tree.letter, Scripted) else ()
    return isinstance(tree.bracket.sole, Operation) and any(
        letter_of(sub) in meaning.habits.steps | {"t"} for sub in subs
    )


def _step_inside(meaning: Meaning, sole: Tree) -> bool:
    index = affine(sole)
    return index is not None and (index.letter in meaning.habits.steps | {"t"} or not index.letter)


def _terms(tree: Tree) -> list[Tree]:
    """The terms of a sum."""
    if isinstance(tree, Operation) and tree.op in ("add", "sub", "neg"):
        return [term for argument in tree.args for term in _terms(argument)]
    return [tree]


def _called(meaning: Meaning, tree: Called) -> Node:
    args = tuple(meaning.value(item) for item in _plain(tree.bracket))
    return Apply("call", (Name(tree.called, None, tree.letter.span), *args), tree.span)


def _plain(bracket: Bracket) -> tuple[Tree, ...]:
    return bracket.items
