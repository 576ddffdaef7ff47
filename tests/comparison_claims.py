"""What a comparison says, held against runs of the two texts as plain Python.

Each function gives the faults that it finds, as sentences; no fault is no sentence.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

import mpmath

from tests.comparison_form import Record, form_faults, shape_faults
from tests.comparison_runs import (
    STEPS,
    Given,
    Runs,
    Sides,
    both,
    mapped,
    oracle_from,
    other_side,
    reals,
)
from tests.plain_run import Oracle, Real, evaluated, listed, near


def map_faults(record: Record, sides: Sides, seeds: range = range(4)) -> Iterator[str]:
    """The sides run into each other under the maps that are given."""
    if record["weight_map"] is None:
        return
    for seed in seeds:
        rng = random.Random(seed)
        values = reals(sides.draw(rng))

        def at(side: str, t: int, values: Given = values) -> Given:
            return mapped(sides, record, values, side, max(t, 1))

        if all(sides.contains(side, at(side, 1)) for side in ("left", "right")):
            runs = both(sides, at, rng.choice([0, 1, -2]), oracle_from(rng), STEPS)
            yield from _related(record, sides, runs, at)


def _related(record: Record, sides: Sides, runs: Runs, at: Callable[[str, int], Given]) -> Iterator[str]:
    if not runs.queries_agree:
        yield "the sides ask at different points"
    fixed = other_side((record["translation"] or {}).get("to", "right"))
    for t in range(1, STEPS + 1):
        given = sides.own(fixed, at(fixed, t)) | at(fixed, t) | {"t": Real(t)}
        left, right = (given | {"w": run.weights[t]} | run.states[t] for run in (runs.left, runs.right))
        if not near(
            evaluated(record["weight_map"]["left"], left), evaluated(record["weight_map"]["right"], right)
        ):
            yield f"the weights do not map at t = {t}"
        for name, text in (record["state_map"] or {}).items():
            if not near(runs.left.states[t][name], evaluated(text, right)):
                yield f"the state {name} is not {text} at t = {t}"


def condition_faults(record: Record, sides: Sides, seeds: range = range(3)) -> Iterator[str]:
    """Under each condition the sides agree, as given or once the translation is put in."""
    for condition in record["conditions"]:
        for seed in seeds:
            if not _holds_under(condition, record, sides, random.Random(seed)):
                yield f"they differ in spite of {condition}"


def _holds_under(condition: str, record: Record, sides: Sides, rng: random.Random) -> bool:
    values, oracle, w0 = reals(sides.draw(rng)), oracle_from(rng), rng.choice([0, 1, -2])
    for part in condition.split(" and "):
        values, oracle = restricted(part, values, oracle, rng)
    plain = both(sides, lambda side, t: values, w0, oracle, STEPS)
    if plain.agree() and plain.queries_agree:
        return True
    if not leaves_its_domain(record, sides):
        return False
    moved = both(sides, lambda side, t: mapped(sides, record, values, side, max(t, 1)), w0, oracle, STEPS)
    return moved.agree()


def leaves_its_domain(record: Record, sides: Sides) -> bool:
    """Whether the translation holds under a constraint only, since its image is not always in the domain."""
    if record["translation"] is None:
        return False
    to = record["translation"]["to"]
    draws = (reals(sides.draw(random.Random(seed))) for seed in range(20))
    return any(
        not sides.contains(to, mapped(sides, record, values, to, t)) for values in draws for t in (1, 2)
    )


def restricted(part: str, values: Given, oracle: Oracle, rng: random.Random) -> tuple[Given, Oracle]:
    """Numbers and gradients under one condition."""
    size = rng.choice([Fraction(1, 2), 2, 3])
    turns = [rng.choice([1, -1]) for _ in range(STEPS)]
    special: dict[str, Oracle] = {
        "g[t] == g": lambda t, point: Real(size),
        "abs(g[t]) == abs(g)": lambda t, point: Real(size * turns[t - 1]),
        "g != 0": lambda t, point: Real(size * turns[t - 1] * t),
    }
    if part in special:
        return values, special[part]
    if re.fullmatch(r"\w+\[t\] == \w+", part) or not re.match(r"\w+ (==|>|!=)", part):
        return values, oracle
    name, relation, text = re.fullmatch(r"(\w+) (==|>|!=|>=|<|<=) (.+)", part).groups()
    if name not in values:
        return values, oracle
    if relation == "==":
        return values | {name: evaluated(text, values)}, oracle
    return values | {name: Real(Fraction(1, 2))}, oracle


def witness_faults(record: Record, sides: Sides) -> Iterator[str]:
    """The witness, run again."""
    if record["witness"] is not None:
        yield from parted(record["witness"], sides, lambda side, t, values: values)


def schedule_faults(record: Record, sides: Sides) -> Iterator[str]:
    """Schedules that are refuted part at their witness; those that are proved do not at random ones."""

    def at(side: str, t: int, values: Given) -> Given:
        return mapped(sides, record, values, side, max(t, 1))

    if record["verdict"] == "equal" or record["translation"] is not None:
        for witness in record["schedule_witnesses"].values():
            yield from parted(witness, sides, at)
        if record["weight_map"] == {"left": "w", "right": "w"}:
            for name, verdict in record["schedules"].items():
                if verdict == "proved" and not _survives(name, sides, at):
                    yield f"they differ when {name} varies"


def _survives(name: str, sides: Sides, at: Callable[[str, int, Given], Given]) -> bool:
    for seed in range(3):
        rng = random.Random(seed)
        rows = [sides.draw(rng) for _ in range(STEPS + 2)]
        steps = [reals(rows[0] | {name: row[name]}) for row in rows]
        if all(sides.contains(s, at(s, t, steps[t])) for s in ("left", "right") for t in range(STEPS + 2)):
            runs = both(sides, lambda s, t, v=steps: at(s, t, v[t]), 1, oracle_from(rng), STEPS)
            if not (runs.agree() and runs.queries_agree):
                return False
    return True


def parted(witness: Mapping[str, Any], sides: Sides, at: Callable[[str, int, Given], Given]) -> Iterator[str]:
    """Whether the sides part at the step of a witness, not before, and at its numbers."""
    numbers = {name: _values(given) for name, given in witness["hyperparameters"].items()}

    def here(side: str, t: int) -> Given:
        values = {n: row[min(max(t, 0), len(row) - 1)] for n, row in numbers.items()}
        return at(side, t, values)

    gradients = [number(x)[0] for x in witness["gradients"]]
    t, asked = witness["t"], "queries" in witness and witness["queries"]
    runs = both(sides, here, number(witness["w0"])[0], listed(gradients), len(gradients))
    for side, run in (("left", runs.left), ("right", runs.right)):
        ours = run.queries[t - 1] if asked else run.weights[t]
        value, radius = number(witness[side])
        if not _at(ours, value, radius):
            yield f"the {side} is {ours}, and the witness says {witness[side]}"
    if asked:
        yield from (f"asked elsewhere: {q}" for q in _queries(witness["queries"], runs))
    elif not runs.agree(t) or near(runs.left.weights[t], runs.right.weights[t]):
        yield f"step {t} is not the first at which they part"


def _queries(queries: list[Mapping[str, Any]], runs: Runs) -> Iterator[Mapping[str, Any]]:
    for query in queries:
        for side, run in (("left", runs.left), ("right", runs.right)):
            value, radius = number(query[side]["point"])
            if not _at(run.queries[query["t"] - 1], value, radius):
                yield query


def _at(ours: Real, value: Real, radius: Any) -> bool:
    if ours.value is None or value.value is None:
        return ours.value is value.value
    return bool(abs(ours.value - value.value) <= radius + mpmath.mpf(10) ** -29 * max(1, abs(ours.value)))


def _values(given: Any) -> list[Real]:
    return [number(x)[0] for x in given] if isinstance(given, list) else [number(given)[0]]


def number(text: Any) -> tuple[Real, Any]:
    """A number of a witness, and its radius."""
    if isinstance(text, dict):
        return Real(_root(text["polynomial"], *map(Fraction, text["interval"]))), 0
    if text.startswith("undefined"):
        return Real(), 0
    middle, _, radius = text.partition(" +/- ")
    value = mpmath.mpf(middle) if radius else Fraction(middle)
    return Real(value), mpmath.mpf(radius or 0)


def _root(coefficients: list[Any], low: Fraction, high: Fraction) -> Any:
    """The root of a polynomial, constant first, in an interval, by halving."""
    a, b = Real(low).value, Real(high).value
    polynomial = [mpmath.mpf(str(c)) for c in reversed(coefficients)]
    for _ in range(220):
        middle = (a + b) / 2
        same = mpmath.polyval(polynomial, a) * mpmath.polyval(polynomial, middle) > 0
        a, b = (middle, b) if same else (a, middle)
    return (a + b) / 2


CLAIMS = (map_faults, condition_faults, witness_faults, schedule_faults)


def faults(record: Record, sides: Sides) -> list[str]:
    """Every fault of a record."""
    found = list(shape_faults(record))
    if found:
        return found
    found += form_faults(record)
    with mpmath.workdps(60):
        for claim in CLAIMS:
            try:
                found += claim(record, sides)
            except NameError as error:
                found.append(f"an expression reads what its side does not have: {error}")
    return found
