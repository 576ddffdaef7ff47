"""Equal rewrites of whole systems: identities and changes of states, chosen by a seed."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from tests.campaign.changes import CHANGES, stored_elsewhere
from tests.campaign.identities import ARITHMETIC
from tests.campaign.knowledge import Knowledge
from tests.campaign.piecewise import PIECEWISE
from verifier.system import System
from verifier.term import GRADIENT, Term, postorder, substitute

LARGEST = 350
"""Terms beyond which a rewrite is made no larger."""


@dataclass(frozen=True)
class Rewrite:
    """A system that is equal to another, and how it was made."""

    original: System
    system: System
    steps: tuple[str, ...]

    @property
    def description(self) -> str:
        """The steps as one line."""
        return f"{self.original.name}: " + ", ".join(self.steps)


def size(system: System) -> int:
    """The number of distinct terms."""
    return sum(1 for _ in postorder([*system.outputs, *(s.initial for s in system.states)]))


def at_one_place(system: System, old: Term, new: Term, rng: random.Random) -> System:
    """The system with a term replaced in the weight, in one state's update, or everywhere."""
    last = -1 if GRADIENT in postorder([new]) else None  # a query never reads the gradient
    places = [i for i, root in enumerate(system.outputs[:last]) if any(n is old for n in postorder([root]))]
    if not places:
        return system
    chosen = places if rng.random() < 0.4 else [rng.choice(places)]
    roots = [substitute([r], {old: new})[0] if i in chosen else r for i, r in enumerate(system.outputs)]
    states = tuple(replace(s, update=u) for s, u in zip(system.states, roots[1:], strict=False))
    return replace(system, weight=roots[0], states=states, query=roots[-1], lets=())


def rewrite_term(system: System, knowledge: Knowledge) -> tuple[System, str] | None:
    """One identity used at one place."""
    rng = knowledge.rng
    nodes = list(postorder(system.outputs))
    for _ in range(30):
        node, identity = rng.choice(nodes), rng.choice((*ARITHMETIC, *PIECEWISE))
        new = identity(node, knowledge)
        if new is not None and new is not node:
            return at_one_place(system, node, new, rng), identity.__name__
    return None


def change_state(system: System, knowledge: Knowledge) -> tuple[System, str] | None:
    """One change of states."""
    for _ in range(8):
        change = knowledge.rng.choice(CHANGES)
        new = change(system, knowledge)
        if new is not None:
            return new, change.__name__
    return None


def rewrite(system: System, seed: int) -> Rewrite:
    """An equal system, chosen by the seed: some identities, up to three changes of states."""
    rng = random.Random(seed)
    plan = [change_state] * rng.choice([0, 0, 1, 1, 2, 3]) + [rewrite_term] * rng.choice([0, 1, 2, 4, 8])
    plan = plan or [rewrite_term]
    rng.shuffle(plan)
    current, steps = replace(system, lets=()), list[str]()
    for move in plan:
        made = move(current, Knowledge(current, rng))
        if made is not None and size(made[0]) <= LARGEST:
            current = made[0]
            steps.append(made[1])
    if rng.random() < 0.06:
        shifted = stored_elsewhere(current, Knowledge(current, rng))
        if shifted is not None:
            current = shifted
            steps.append("stored_elsewhere")
    return Rewrite(system, current, tuple(steps))
