"""Averages: over a batch, which are part of the gradient, and named sequences such as ``E[g^2]``."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from verifier.lift.latex.indices import affine
from verifier.lift.latex.tokens import Unreadable
from verifier.lift.latex.trees import (
    Average,
    Bracket,
    Figure,
    Function,
    Large,
    Letter,
    Operation,
    Slope,
    Tree,
    core_of,
    letter_of,
    walk,
)
from verifier.lift.reading import Apply, Gradient, Name, Node, Number, parts

if TYPE_CHECKING:
    from verifier.lift.latex.meaning import Meaning

_SIGNS = {"add": " + ", "sub": " - ", "mul": "*", "div": "/", "neg": "-"}


def average_name(meaning: Meaning, average: Average) -> str:
    """``E[g^2]``: the name of a sequence after what is averaged; times stand outside."""
    if len(average.inside) != 1:
        raise Unreadable(average.span, "an average of several things")
    inside = meaning.value(average.inside[0])
    times = [part for part in parts(inside) if isinstance(part, Name) and part.index is not None]
    if times:
        raise Unreadable(times[0].span, f"the index stands inside the brackets of {average.name}")
    return f"{average.name}[{spelled(inside)}]"


def spelled(node: Node) -> str:
    """A node in plain characters."""
    match node:
        case Number():
            return str(node.value)
        case Name():
            return node.text
        case Gradient():
            return "grad"
        case Apply("pow", (base, exponent)):
            return f"{_closed(base)}^{_closed(exponent)}"
        case Apply("neg", (body,)):
            return f"-{_closed(body)}"
        case Apply(op, (left, right)) if op in _SIGNS:
            return f"{_closed(left)}{_SIGNS[op]}{_closed(right)}"
    return f"{node.op}({', '.join(map(spelled, node.args))})"


def _closed(node: Node) -> str:
    return f"({spelled(node)})" if isinstance(node, Apply) and node.op in _SIGNS else spelled(node)


def factors(tree: Tree) -> list[Tree]:
    """The factors of a product."""
    if isinstance(tree, Operation) and tree.op == "mul":
        return [*factors(tree.args[0]), *factors(tree.args[1])]
    return [tree]


def batch(meaning: Meaning, product: Operation) -> Node | None:
    """A product with a gradient averaged over a batch; ``1/m`` before the sum belongs to the average.

    The loss is any function, and its average over a batch is one. None where there is no such factor.
    """
    found = factors(product)
    sums = [place for place, factor in enumerate(found) if is_batch(meaning, factor)]
    if len(sums) != 1:
        return None
    place = sums[0]
    for other in (place - 1, *range(place)):
        if other >= 0 and (left := _uncounted(meaning, found[other], found[place])) is not None:
            rest = [f for i, f in enumerate(found) if i not in (other, place)]
            kept = [*rest[:other], *left, *rest[other:]]
            return _multiplied(meaning, [*kept, found[place]], product)
    return None


def _multiplied(meaning: Meaning, trees: list[Tree], product: Operation) -> Node:
    nodes = [meaning.value(tree) for tree in trees]
    value = nodes[0]
    for node in nodes[1:]:
        value = Apply("mul", (value, node), product.span)
    return value


def without_count(meaning: Meaning, quotient: Operation) -> Operation:
    """``(sum of gradients) / m`` divided by one."""
    large, count = quotient.args
    if not is_batch(meaning, large) or not _counts(count, large):
        return quotient
    return Operation("div", (large, Figure(Fraction(1), count.span)), quotient.span)


def is_batch(meaning: Meaning, tree: Tree) -> bool:
    """Whether this is the sum over a batch of gradients, or the gradient of a sum over a batch."""
    core = core_of(tree) if isinstance(tree, Bracket) else tree
    if isinstance(core, Slope):
        return core.of is not None and any(isinstance(part, Large) for part in walk(core.of))
    if not isinstance(core, Large) or core.name != "sum" or not isinstance(_inner(core), Slope):
        return False
    above = affine(core.above) if core.above is not None else None
    return above is None or above.letter not in meaning.habits.steps


def _inner(large: Large) -> Tree:
    body: Tree = large
    while isinstance(body, Large | Bracket):
        inner = body.body if isinstance(body, Large) else body.sole
        if inner is None:
            break
        body = inner
    return body


def _uncounted(meaning: Meaning, factor: Tree, large: Tree) -> list[Tree] | None:
    """``1/m`` without its denominator: no factor, or the numerator where it is more than one."""
    core = core_of(factor) if isinstance(factor, Bracket) else factor
    if not isinstance(core, Operation) or core.op != "div" or not _counts(core.args[1], large):
        return None
    above = core.args[0]
    return [] if isinstance(above, Figure) and above.value == 1 else [above]


def _counts(count: Tree, large: Tree) -> bool:
    """Whether something is the number of terms of a sum: its upper limit, or the size of a batch."""
    core = core_of(count)
    sums = [part for part in walk(large) if isinstance(part, Large)]
    above = sums[0].above if sums else None
    if above is not None:
        return letter_of(above) is not None and letter_of(above) == letter_of(count)
    if isinstance(core, Function) and core.name == "abs":
        return True
    return isinstance(core, Letter) and core.text in ("m", "n", "N", "B", "M", "b", "K")
