"""Falsified certificates: ``python -m tests.campaign.certificates --every 1``.

Every number, name and list is changed, one at a time; what the checker then accepts must be true.
"""

from __future__ import annotations

import argparse
import copy
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.campaign.claims import Data, true
from tests.sample_proofs import PAIRS as SAMPLES
from tests.sample_proofs import SOLVER, written
from verifier.certificate.problem import problem
from verifier.certificate.solver import unsatisfiable
from verifier.checker import Rejected, check

MILLISECONDS = 10_000
"""For a problem that a falsified certificate leaves to a solver."""

Place = tuple[str | int, ...]
PAIRS = [
    pair.split(",")
    for pair in "add,mul max,min lt,le eq,ne and,or div,mul pow,mul w,w' abs,sign left,right".split()
]
"""What is put in each other's place."""


def places(value: Any, here: Place = ()) -> Iterator[Place]:
    """Where a certificate has something that can be changed."""
    if here:
        yield here
    items: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        items = list(value.items())
    elif isinstance(value, list):
        items = list(enumerate(value))
    for key, inner in items:
        yield from places(inner, (*here, key))


def changes(value: Any, chance: random.Random) -> list[Any]:
    """Other values for a place."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, value - 1, -value, chance.randrange(20)]
    if isinstance(value, str):
        return [value + " + 1", value.replace("1", "2"), value.replace("-", "", 1), _other(value), ""]
    if isinstance(value, list):
        return [value[1:], value[:-1], [*value, *value[-1:]], value[::-1], []]
    return [{}, None, 0]


def _other(value: str) -> str:
    """Another operation, kind or name."""
    table = {a: b for pair in PAIRS for a, b in (pair, pair[::-1])}
    return table.get(value, value[::-1])


def mutants(data: Data, seed: int, every: int = 1) -> Iterator[tuple[Place, Data]]:
    """The certificate with one place changed; of all the places, each ``every``-th."""
    chance = random.Random(seed)
    found = list(places(data))
    for place in found[seed % every :: every]:
        for new in changes(_at(data, place), chance):
            other = copy.deepcopy(data)
            holder = _at(other, place[:-1])
            if holder[place[-1]] != new:
                holder[place[-1]] = new
                yield place, other


def _at(data: Any, place: Place) -> Any:
    for key in place:
        data = data[key]
    return data


def claim(data: Data) -> Data:
    """What a certificate says, without how it shows it."""
    return {
        k: v for k, v in data.items() if k not in ("proofs", "problems", "format", "version", "ways", "under")
    }


@dataclass
class Attack:
    """What became of falsified certificates."""

    tried: int = 0
    accepted: int = 0
    other_claims: int = 0
    false: list[Place] = field(default_factory=list)


def attack(data: Data, seed: int = 0, every: int = 1) -> Attack:
    """Try all the changes; what is accepted, by a solver too where one is trusted, must be true."""
    result = Attack()
    for place, other in mutants(data, seed, every):
        result.tried += 1
        try:
            trusted = check(other)
        except Rejected:
            continue
        result.accepted += 1
        if claim(other) != claim(data) and all(
            unsatisfiable(problem(facts), MILLISECONDS) for facts in trusted
        ):
            result.other_claims += 1
            if not true(other):
                result.false.append(place)
    return result


def main() -> int:
    """Attack the certificates of the sample pairs; fail where a false claim is accepted."""
    parser = argparse.ArgumentParser(prog="python -m tests.campaign.certificates", description=__doc__)
    parser.add_argument("names", nargs="*", help="sample pairs; all, if none is named")
    parser.add_argument("--every", type=int, default=10, help="of all the places, each of so many")
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    samples, wrong = {**SAMPLES, "solver": SOLVER}, 0
    for name in chosen.names or samples:
        found = attack(written(*samples[name]), chosen.seed, chosen.every)
        wrong += len(found.false)
        counts = f"{found.tried} tried, {found.accepted} accepted, {found.other_claims} of them other claims"
        print(f"{name:14} {counts}, false: {found.false or 'none'}", flush=True)
    return 1 if wrong else 0


__all__ = ["Attack", "attack", "changes", "mutants", "places"]

if __name__ == "__main__":
    sys.exit(main())
