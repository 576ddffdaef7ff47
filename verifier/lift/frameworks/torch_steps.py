"""The first step and a later step of a running optimizer, on all paths that its numbers may take."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from verifier.domain import Domain
from verifier.lift.branches import Branches, Fork, explore, joined, leaves, mapped
from verifier.lift.frameworks.assembly import Traced
from verifier.lift.frameworks.stairs import Stairs, settled
from verifier.lift.frameworks.torch_run import Begin, Moving, Step
from verifier.lift.implied import without_impossible
from verifier.lift.refused import Refused, possible, refused_or
from verifier.lift.tidy import merged, tidy
from verifier.term import ONE, STEP, ZERO, Term, state, substitute, symbols

Leaf = Step | Refused
Tree = Fork[Leaf] | Leaf


@dataclass(frozen=True)
class Steps:
    """The traces of an optimizer: initial state, first step if it is another than the rest, general step.

    ``places`` says of each state where the optimizer keeps it, of those that count around a circle nothing.
    """

    initial: Mapping[str, Term]
    first: Traced | None
    general: Traced
    places: Mapping[str, str] = field(compare=False)  # a key of a dictionary may be a number of ours
    overwrites: bool
    rounds: bool


def trace(begin: Begin, domains: Mapping[str, Domain], modes: Collection[str] = ()) -> Steps:
    """The initial state, the first step and the general one, each joined over its paths.

    Parameters
    ----------
    begin : callable
    domains : mapping
        Of the hyperparameters, by name.
    modes : collection of str
        Those that may choose between programs, since they are whole numbers.

    Raises
    ------
    Stairs
        When a path is refused that such a hyperparameter chooses: what is written of it is to be taken.
    Exception
        What a path that numbers take was refused for.
    """
    moving: frozenset[str] = frozenset()
    while True:
        try:
            trees = [
                explore(partial(refused_or, partial(taken, begin, moving), (Moving, Stairs)))
                for taken in (_first, _later)
            ]
        except Moving as found:
            moving |= found.names
        else:
            return _assembled(trees[0], trees[1], domains, modes)


def _first(begin: Begin, moving: frozenset[str], branches: Branches) -> Step:
    run = begin(branches, moving)
    branches.kinds = None
    return run.take()


def _later(begin: Begin, moving: frozenset[str], branches: Branches) -> Step:
    run = begin(branches, moving)
    branches.kinds = frozenset(("hyper",))
    run.take()
    run.forget()
    branches.kinds = None
    return run.take(again=True)


def _steps(tree: Tree) -> Iterator[Step]:
    return (leaf for leaf in leaves(tree) if isinstance(leaf, Step))


def _assembled(start: Tree, later: Tree, domains: Mapping[str, Domain], modes: Collection[str]) -> Steps:
    counts = _counters(start, later)
    initial = {name: value for name, value in _initial(later).items() if state(name) not in counts}
    begun: dict[Term, Term] = {state(name): value for name, value in initial.items()} | {STEP: ONE}
    general = _replaced(later, counts)
    trees = (_replaced(start, counts), general, _replaced(general, begun))
    opening, whole, at_the_start = (
        _joined(possible(without_impossible(tree, domains), modes), initial, domains) for tree in trees
    )
    turning = {name: ZERO for name in whole.states if name not in initial}
    first, second = (_with_turning(step, whole, turning) for step in (opening, at_the_start))
    places = {n: place for step in _steps(later) for n, place in step.places.items() if n in initial}
    return Steps(
        initial | turning,
        None if first.outputs == second.outputs else first,
        whole,
        places,
        overwrites=any(step.overwrites for step in _steps(later)),
        rounds=any(step.rounds for step in _steps(later)),
    )


def _with_turning(step: Traced, general: Traced, turning: Mapping[str, Term]) -> Traced:
    """A first step, with the states that the code does not keep itself: they count steps, that one too."""
    at_zero = {state(name): start for name, start in turning.items()} | {STEP: ONE}
    turned = tidy(substitute([general.states[name] for name in turning], at_zero))
    return Traced(step.weight, {**step.states, **dict(zip(turning, turned, strict=True))})


def _initial(tree: Tree) -> dict[str, Term]:
    """The first values of the states; 0 where one is made of the first gradient, or on some paths only."""
    found: dict[str, Term] = {}
    for step in _steps(tree):
        for name in step.states:
            (plain,) = tidy([step.born.get(name, ZERO)])
            free = not {s.args[0] for s in symbols([plain])} & {"gradient", "state", "time"}
            start = plain if free else ZERO
            if found.setdefault(name, start) is not start:
                found[name] = ZERO
    return found


def _counters(start: Tree, later: Tree) -> dict[Term, Term]:
    """The states that count the steps, each as the number of the step."""
    found: dict[Term, Term] = {}
    for name, updates in _values(later).items():
        begun = _values(start).get(name, set())
        if updates == {state(name) + ONE} and len(begun) == 1 and next(iter(begun)).op == "num":
            found[state(name)] = STEP + (next(iter(begun)).value - 2)
    return found


def _values(tree: Tree) -> dict[str, set[Term]]:
    """What each state becomes, on whichever path."""
    found: dict[str, set[Term]] = {}
    for step in _steps(tree):
        for name, value in step.states.items():
            found.setdefault(name, set()).update(tidy([value]))
    return found


def _replaced(tree: Tree, values: Mapping[Term, Term]) -> Tree:
    """The tree with values in the place of states; of the number of the step, too, if it is among them."""

    def plain(value: Term) -> Term:
        return tidy(substitute([value], values))[0]

    def moved(step: Leaf) -> Leaf:
        if isinstance(step, Refused):
            return step
        states = {name: plain(value) for name, value in step.states.items()}
        return replace(step, weight=plain(step.weight), states=states)

    return mapped(tree, moved, plain)  # type: ignore[arg-type]


def _joined(tree: Fork[Step] | Step, names: Iterable[str], domains: Mapping[str, Domain]) -> Traced:
    """The step on all paths. A path without a state never reads it: there it may be anything."""

    def of(value: Callable[[Step], Term | None]) -> Term:
        found = joined(tree, value, partial(merged, domains=domains))
        assert found is not None
        return found

    def state_of(name: str) -> Callable[[Step], Term | None]:
        return lambda step: step.states.get(name)

    kept = list(names)
    outputs, circles = settled([of(lambda step: step.weight), *(of(state_of(name)) for name in kept)])
    turning = {circle.name: circle.update for circle in circles}
    return Traced(outputs[0], {**dict(zip(kept, outputs[1:], strict=True)), **turning})
