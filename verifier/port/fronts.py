"""What stands in front of an optimizer and changes gradients: told from it, and put in front of another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from verifier.algebra.in_front import written as formula
from verifier.lift.frameworks.call import Construction, FrameworkCall, Value, written
from verifier.lift.frameworks.meaning import Vocabulary
from verifier.lift.frameworks.record import Lift
from verifier.port.translate import norms_of, numbers_of, same
from verifier.prove.relation import Pair, pair_of
from verifier.prove.times import equal_everywhere
from verifier.system import fix_hypers, map_terms
from verifier.term import GRADIENT, STEP, WEIGHT, ZERO, Term, fold, hyper, postorder, substitute, symbols

TRIES = 12
"""How many terms of a step are held for what the gradient becomes."""
PUT_IN = hyper("what the gradient becomes")


@dataclass(frozen=True)
class Parted:
    """A call in two.

    Attributes
    ----------
    front : str
        As it is written.
    core : FrameworkCall
        The call without it.
    numbers : mapping of str to float
        The arguments of the front, by what they mean.
    """

    front: str
    core: FrameworkCall
    numbers: Mapping[str, float]


def parted(
    call: FrameworkCall,
    fronts: Iterable[FrameworkCall],
    before: Mapping[str, tuple[str, ...]],
    known: Vocabulary,
) -> Parted | None:
    """A call without what it does to gradients before all else; None where there is nothing, or nothing else.

    Parameters
    ----------
    call : FrameworkCall
    fronts : iterable of FrameworkCall
        With what a chain may begin, each with the names of its arguments.
    before : mapping of str to tuple of str
        By framework the arguments that do so.
    known : Vocabulary
    """
    members, names = call.positional, before.get(call.framework, ())
    if len(members) > 1 and all(isinstance(each, Construction) for each in members):
        return _parted_chain(call, fronts, known)
    own = {name: value for name, value in call.keywords if name in names and value not in (None, False)}
    core = replace(call, keywords=tuple(each for each in call.keywords if each[0] not in own))
    said = ", ".join(f"{name}={written(value)}" for name, value in own.items())
    return Parted(said, core, _meant(call.framework, call.name, own, known)) if own else None


def _parted_chain(call: FrameworkCall, fronts: Iterable[FrameworkCall], known: Vocabulary) -> Parted | None:
    first = call.positional[0]
    assert isinstance(first, Construction)
    for front in fronts:
        if (front.framework, front.name) == (call.framework, first.name.rpartition(".")[2]):
            names = [name for name, _ in front.keywords]
            given = dict(zip(names, first.positional, strict=False)) | dict(first.keywords)
            core = _chained(call, call.positional[1:])
            return Parted(written(first), core, _meant(call.framework, front.name, given, known))
    return None


def _chained(call: FrameworkCall, members: tuple[Value, ...]) -> FrameworkCall:
    """What is left of a chain; of one call, that call."""
    only = members[0]
    if len(members) > 1 or not isinstance(only, Construction):
        return replace(call, positional=members)
    return FrameworkCall(call.framework, only.name, only.positional, only.keywords)


def _meant(framework: str, of: str, given: Mapping[str, Value], known: Vocabulary) -> dict[str, float]:
    return {
        known.meaning(framework, of, name).name: float(value)
        for name, value in given.items()
        if isinstance(value, int | float)
    }


def changed_gradient(original: Lift, core: Lift, seconds: float) -> str | None:
    """What a call makes of the gradient before it is the core, as a formula; None where that is not proved.

    The core's steps with that in the gradient's place are the call's: for every norm of other gradients.
    """
    numbers = numbers_of(original)
    for each in _candidates(original):
        system = map_terms(original.system, {each: GRADIENT}, {})
        plain = replace(system, hypers=tuple(h for h in system.hypers if not h.varies), lets=())
        found = same(replace(original, system=plain), core, seconds)
        if found is not None and found.values == numbers_of(core):
            given = {hyper(name): value for name, value in numbers.items()}
            fixed = fix_hypers(original.system, numbers)
            return formula(shorter(substitute([each], given)[0], pair_of(fixed, fixed)))
    return None


def shorter(value: Term, pair: Pair) -> Term:
    """The term without what only guards it, where that is proved to be equal at every input.

    Code writes ``where(0 < x, sqrt(where(0 < x, x, 1)), x)`` for a root, and adds n - n for a NaN in n.
    """
    unguarded = fold([value], _unguarded)[value]
    tried = (fold([unguarded], _cancelled)[unguarded], unguarded, fold([value], _cancelled)[value])
    return next((each for each in tried if equal_everywhere(pair, value, each, first=1)), value)


def _unguarded(node: Term, arguments: tuple[Term, ...]) -> Term:
    """The first branch alone."""
    if node.op == "where":
        return arguments[1]
    return Term(node.op, *arguments) if arguments else node


def _cancelled(node: Term, arguments: tuple[Term, ...]) -> Term:
    """A sum without what is taken away again."""
    if node.op != "add":
        return Term(node.op, *arguments) if arguments else node
    one, other = arguments
    if other is -one:
        return ZERO
    if one.op == "add" and other in (-one.terms[0], -one.terms[1]):
        return one.terms[other is -one.terms[0]]
    return one if other is ZERO else Term(node.op, *arguments)


def _candidates(original: Lift) -> Iterator[Term]:
    """Terms in the gradient, without which a step reads no gradient, here or elsewhere; few."""
    system = original.system
    roots = system.outputs
    inner = [node for node in postorder(roots) if node.op != "sym" and _is_made_of_gradients(node)]
    norms, tried = norms_of(original), 0
    for node in sorted(inner, key=lambda node: node.depth):
        left = symbols(map_terms(system, {node: PUT_IN}, {}).outputs)
        if tried < TRIES and GRADIENT not in left and norms.isdisjoint(symbol.name for symbol in left):
            tried += 1
            yield node


def _is_made_of_gradients(node: Term) -> bool:
    found = set(symbols([node]))
    return GRADIENT in found and not found & {WEIGHT, STEP} and not symbols([node], "state")
