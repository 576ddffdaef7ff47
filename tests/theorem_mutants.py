"""Every coefficient of every recurrence, changed in turn: ``python -m tests.theorem_mutants [NAME…]``.

A theorem that numbers refute for the changed recurrence must not be derived of it in the same words; and
where everything that was changed is solved, at least one theorem must change or fail.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from verifier import catalogue
from verifier.closed_form.draft import Study
from verifier.closed_form.structure import read
from verifier.system import System
from verifier.term import WEIGHT, Term, state, substitute, term
from verifier.theorems import derive
from verifier.theorems.derivation import drafts
from verifier.theorems.draft import Draft, Trials

SEEDS = (4, 5)
"""The random points at which a theorem is tried on the changed recurrence."""


@dataclass(frozen=True)
class Mutant:
    """A recurrence with one coefficient changed.

    Attributes
    ----------
    system : System
    changed : str
        The state of which the new value was changed; or the weight, its point of the gradient among it.
    """

    system: System
    changed: str

    def __str__(self) -> str:
        found = {s.name: s.update for s in self.system.states} | {WEIGHT.name: self.system.weight}
        return f"{self.system.name}: {self.changed} = {found[self.changed]}"


@dataclass(frozen=True)
class Original:
    """A recurrence with its theorems, as drafts that numbers can check and as statements."""

    system: System
    claims: tuple[Draft, ...]
    said: dict[str, str]
    unsolved: frozenset[str]

    @classmethod
    def of(cls, system: System) -> Original:
        """The recurrence without the names of its steps, which would keep their old values."""
        bare = replace(system, lets=())
        found = derive(bare)
        claims = tuple(d for d in drafts(Study(read(bare))) if isinstance(d, Draft))
        said = {t.id: t.statement for t in found.theorems}
        return cls(bare, claims, said, frozenset(u.name for u in found.unsolved))


def leaves(value: Term) -> Iterator[Term]:
    """The term with one number or hyperparameter changed, for each place where there is one."""
    if value.op == "num":
        yield term(value.value + 1)
    elif value.op == "sym":
        if value.args[0] in ("hyper", "sequence"):
            yield value * term("3/7")
    else:
        for k, x in enumerate(value.args):
            if isinstance(x, Term):
                for changed in leaves(x):
                    yield Term(value.op, *value.args[:k], changed, *value.args[k + 1 :])


def mutants(system: System) -> list[Mutant]:
    """The recurrence with each coefficient changed in turn, where it stands in a state or the weight."""
    found = []
    for k, old in enumerate(system.states):
        for update in leaves(old.update):
            others = substitute([s.update for s in system.states], {old.update: update})
            states = tuple(replace(s, update=u) for s, u in zip(system.states, others, strict=True))
            moved = substitute([system.weight], {old.update: update})[0]
            changed = replace(system, states=states, weight=moved, lets=())
            found.append(Mutant(changed, system.states[k].name))
    # What stands within a state's new value has been changed there: it is put aside under a name.
    aside = {s.update: state(f"new {s.name}") for s in system.states}
    back = {name: update for update, name in aside.items()}
    weights = [substitute([w], back)[0] for w in leaves(substitute([system.weight], aside)[0])]
    found += [Mutant(replace(system, weight=w, lets=()), WEIGHT.name) for w in weights]
    return [*found, *(Mutant(replace(system, query=q, lets=()), WEIGHT.name) for q in leaves(system.query))]


def broken(draft: Draft, other: System) -> bool:
    """Whether numbers refute a theorem of one recurrence for another one."""
    return any(
        not all(Trials(other).verdicts(check, seed))
        for check in draft.checks
        if check.system is None and not check.lemma
        for seed in SEEDS
    )


def faults(original: Original, mutant: Mutant) -> list[str]:
    """What is wrong with the theorems of a changed recurrence; none is the law."""
    false = [d.id for d in original.claims if broken(d, mutant.system)]
    now = {t.id: t.statement for t in derive(mutant.system).theorems}
    repeated = [name for name in false if now.get(name) == original.said.get(name)]
    if repeated:
        return [f"{mutant}: derived though numbers refute it: {name}" for name in repeated]
    solved = mutant.changed not in original.unsolved
    if solved and not false and now == original.said:
        return [f"{mutant}: no theorem changes or fails"]
    return []


def tried(name: str, count: int | None = None, seed: int = 1) -> tuple[int, list[str]]:
    """How many changed recurrences were tried, and the faults; a share of them if a count is given."""
    original = Original.of(catalogue.system(name))
    chosen = mutants(original.system)
    if count is not None and count < len(chosen):
        chosen = Random(f"{name} {seed}").sample(chosen, count)
    return len(chosen), [fault for mutant in chosen for fault in faults(original, mutant)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Try all, print a line for each recurrence, and fail where the law does."""
    parser = argparse.ArgumentParser(prog="python -m tests.theorem_mutants", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="specifications; all where none is named")
    parser.add_argument("--count", type=int, help="how many of each")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    failed = 0
    for name in chosen.names or catalogue.names():
        begun = time.process_time()
        count, found = tried(name, chosen.count, chosen.seed)
        failed += len(found)
        seconds = time.process_time() - begun
        print(f"{name:20} {count:4} changed  {len(found):3} faults  {seconds:6.1f} s", flush=True)
        for fault in found:
            print(f"  {fault}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
