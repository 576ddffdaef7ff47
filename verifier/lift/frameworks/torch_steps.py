"""The first step and a later step of a running optimizer, on all paths that its numbers may take."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from verifier.domain import Domain
from verifier.lift.branches import Branches, Fork, explore, joined, leaves, mapped
from verifier.lift.frameworks.assembly import Traced
from verifier.lift.frameworks.binding import Bound
from verifier.lift.frameworks.call import FrameworkCall
from verifier.lift.frameworks.torch_mirror import Mirror
from verifier.lift.frameworks.torch_running import Form, Running, made, sample
from verifier.lift.frameworks.torch_tracing import traced
from verifier.lift.implied import without_impossible
from verifier.lift.reals import Real, Untraceable, literal
from verifier.lift.term_arrays import filled
from verifier.lift.tidy import merged, tidy
from verifier.term import GRADIENT, ONE, STEP, WEIGHT, ZERO, Term, hyper, state, substitute, symbols


@dataclass(frozen=True)
class Step:
    """What a step makes of the weight and the states, on one path.

    Attributes
    ----------
    weight : Term
    states : mapping of str to Term
    born : mapping of str to Term
        What each state was when the optimizer first kept it.
    overwrites : bool
        Whether the step changes the gradient that it was given.
    rounds : bool
        Whether a part is computed with fewer digits than float64 has.
    """

    weight: Term
    states: Mapping[str, Term]
    born: Mapping[str, Term]
    overwrites: bool
    rounds: bool


@dataclass(frozen=True)
class Steps:
    """The traces of an optimizer: initial state, first step if it is another than the rest, general step."""

    initial: Mapping[str, Term]
    first: Traced | None
    general: Traced
    overwrites: bool
    rounds: bool


@dataclass
class _Run:
    """One run of the optimizer, traced."""

    running: Running
    mirror: Mirror
    branches: Branches

    def take(self) -> Step:
        """Let the optimizer take a step from `WEIGHT` with `GRADIENT`."""
        import torch

        shape = self.running.form.shape(1)
        gradient = torch.full(shape, 0.7)
        self.mirror.write(gradient, filled(shape, [GRADIENT]))
        self.mirror.write(self.running.weight, filled(shape, [WEIGHT]))
        self.running.give(gradient)
        before = _settings(self.running.optimizer)
        with traced(self.mirror, self.branches):
            self.running.step()
        if not all(a is b for a, b in zip(before, _settings(self.running.optimizer), strict=True)):
            raise Untraceable("a number of the parameter group changes in the step; states lie in `state[p]`")
        states = {key: found for key, v in self.running.state.items() if (found := self.term(v)) is not None}
        return Step(
            self._only(self.running.weight),
            states,
            {key: value for key, value in self.running.state.born.items() if value is not None},
            self.mirror.read(gradient).reshape(-1)[0] is not GRADIENT,
            self.mirror.rounds,
        )

    def forget(self) -> None:
        """Let the states hold any value: their own symbols."""
        for key, value in list(self.running.state.items()):
            if hasattr(value, "untyped_storage"):
                self.mirror.write(value, filled(value.shape, [state(key)]))
            elif self.term(value) is not None:
                number = Real(float.__add__(0.0, value), state(key), self.branches)
                dict.__setitem__(self.running.state, key, number)

    def term(self, value: Any) -> Term | None:
        """What a state holds; None for what is no number."""
        if hasattr(value, "untyped_storage"):
            return self._only(value)
        if isinstance(value, Real):
            return value.term
        if value is None or isinstance(value, bool | str):
            return None
        if isinstance(value, int | float):
            return literal(value)
        raise Untraceable(f"a state that is no number and no tensor but a {type(value).__name__}")

    def _only(self, tensor: Any) -> Term:
        if tensor.numel() != 1:
            raise Untraceable(f"a state of {tensor.numel()} elements for each coordinate")
        found = self.mirror.read(tensor).reshape(-1)[0]
        assert isinstance(found, Term)
        return found


def _settings(optimizer: Any) -> list[Any]:
    return [value for group in optimizer.param_groups for key, value in group.items() if key != "params"]


def trace(call: FrameworkCall, bound: Bound, form: Form) -> Steps:
    """The initial state, the first step and the general one, each joined over its paths."""

    def begun(branches: Branches) -> _Run:
        import torch

        mirror = Mirror()
        branches.kinds = frozenset()
        with traced(mirror, branches):
            run = _Run(None, mirror, branches)  # type: ignore[arg-type]
            run.running = made(
                call,
                bound,
                lambda free: Real(sample(free), hyper(free.name), branches),
                torch.full(form.shape(1), 0.3),
                form=form,
                snapshot=run.term,
            )
        return run

    def first(branches: Branches) -> Step:
        run = begun(branches)
        branches.kinds = None
        return run.take()

    def general(branches: Branches) -> Step:
        run = begun(branches)
        branches.kinds = frozenset(("hyper",))
        run.take()
        run.forget()
        known = set(run.running.state)
        branches.kinds = None
        step = run.take()
        if set(run.running.state) - known:
            raise Untraceable("a state that is made after the first step")
        return step

    domains = {free.name: free.domain for free in bound.free}
    return _assembled(explore(first), explore(general), domains)


def _assembled(start: Fork[Step] | Step, later: Fork[Step] | Step, domains: Mapping[str, Domain]) -> Steps:
    initial = _initial(later)
    counts = _counters(start, later)
    kept = {name: value for name, value in initial.items() if state(name) not in counts}
    begun: dict[Term, Term] = {state(name): value for name, value in kept.items()} | {STEP: ONE}
    general = _replaced(later, counts)
    opening, whole, at_the_start = (
        _joined(without_impossible(tree, domains), kept, domains)
        for tree in (_replaced(start, counts), general, _replaced(general, begun))
    )
    return Steps(
        kept,
        None if opening.outputs == at_the_start.outputs else opening,
        whole,
        overwrites=any(step.overwrites for step in leaves(later)),
        rounds=any(step.rounds for step in leaves(later)),
    )


def _initial(tree: Fork[Step] | Step) -> dict[str, Term]:
    """The first values of the states; 0 where one is made of the first gradient, which replaces it."""
    found: dict[str, Term] = {}
    for step in leaves(tree):
        for key, value in step.born.items():
            (plain,) = tidy([value])
            free = not {s.args[0] for s in symbols([plain])} & {"gradient", "state", "time"}
            start = plain if free else ZERO
            if found.setdefault(key, start) is not start:
                raise Untraceable(f"the first value of '{key}' depends on a branch")
    return found


def _counters(start: Fork[Step] | Step, later: Fork[Step] | Step) -> dict[Term, Term]:
    """The states that count the steps, each as the number of the step."""
    found: dict[Term, Term] = {}
    for name, updates in _values(later).items():
        begun = _values(start).get(name, set())
        if updates == {state(name) + ONE} and len(begun) == 1 and next(iter(begun)).op == "num":
            found[state(name)] = STEP + (next(iter(begun)).value - 2)
    return found


def _values(tree: Fork[Step] | Step) -> dict[str, set[Term]]:
    """What each state becomes, on whichever path."""
    found: dict[str, set[Term]] = {}
    for step in leaves(tree):
        for name, value in step.states.items():
            found.setdefault(name, set()).update(tidy([value]))
    return found


def _replaced(tree: Fork[Step] | Step, values: Mapping[Term, Term]) -> Fork[Step] | Step:
    """The tree with values in the place of states; of the number of the step, too, if it is among them."""

    def plain(value: Term) -> Term:
        return tidy(substitute([value], values))[0]

    def moved(step: Step) -> Step:
        states = {name: plain(value) for name, value in step.states.items()}
        return replace(step, weight=plain(step.weight), states=states)

    return mapped(tree, moved, plain)


def _joined(tree: Fork[Step] | Step, names: Iterable[str], domains: Mapping[str, Domain]) -> Traced:
    """The step on all paths. A path without a state never reads it: there it may be anything."""

    def of(value: Callable[[Step], Term | None]) -> Term:
        found = joined(tree, value, partial(merged, domains=domains))
        assert found is not None
        return found

    def state_of(name: str) -> Callable[[Step], Term | None]:
        return lambda step: step.states.get(name)

    return Traced(of(lambda step: step.weight), {name: of(state_of(name)) for name in names})
