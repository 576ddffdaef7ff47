"""What a certificate claims, evaluated from its rows alone: in exact numbers where roots allow.

Zeros, repeats and the ends of domains are among the inputs; nothing of the checker is used.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from mpmath import mp, mpf

Data = dict[str, Any]
Number = Fraction | mpf
TOLERANCE = mpf(10) ** -25
"""Far above the rounding of 50 digits, far below what a changed number changes."""
STEPS, RUNS = 7, 12


class Undefined(Exception):
    """A value that does not exist."""


@dataclass
class Inputs:
    """What terms read: numbers by the symbol's kind and name; sequences by their index too."""

    constants: dict[str, Fraction]
    seed: int
    varying: dict[tuple[Any, ...], Fraction] = field(default_factory=dict)

    def sequence(self, name: str, index: int, domain: list[Any]) -> Fraction:
        """The value of a given sequence at an index."""
        chance = random.Random(f"{self.seed} {name} {index}")
        return self.varying.setdefault((name, index), number_in(domain, chance))


def number_in(domain: list[Any] | None, chance: random.Random) -> Fraction:
    """A number in the domain; often one of its ends, or a simple one."""
    inside, *ends = domain or ["0"]
    tries = [Fraction(inside), *(Fraction(n, d) for n in range(-3, 8) for d in (1, 2, 3, 4, 16, 25))]
    return chance.choice([x for x in tries if all(sign(x - Fraction(end)) in signs for signs, end in ends)])


def sign(number: Any) -> int:
    return (number > 0) - (number < 0)


class Reader:
    """Evaluates the rows of a certificate."""

    def __init__(self, data: Data, inputs: Inputs) -> None:
        self.rows, self.inputs = data["terms"], inputs
        self.domains = data["hypers"]

    def value(self, node: int, symbols: Mapping[tuple[str, str], Any], t: int) -> Any:
        """The value of a row; raises `Undefined`."""
        op, *args = self.rows[node]
        if op == "num":
            return Fraction(args[0])
        if op == "sym":
            return self.symbol(args, symbols, t)
        if op == "where":
            taken = args[1] if self.value(args[0], symbols, t) else args[2]
            return self.value(taken, symbols, t)
        return operation(op, [self.value(a, symbols, t) for a in args])

    def symbol(self, args: list[Any], symbols: Mapping[tuple[str, str], Any], t: int) -> Any:
        kind, name, *offset = args
        if kind == "time":
            return Fraction(t)
        if kind == "sequence":
            return self.inputs.sequence(name, t + offset[0], self.domains.get(name))
        found = self.inputs.constants.get(name) if kind == "hyper" else symbols.get((kind, name))
        if found is None:
            raise Undefined
        return found


def operation(op: str, args: list[Any]) -> Any:
    """One operation on numbers or truth values."""
    if any(isinstance(x, mpf) for x in args):
        args = [real(x) for x in args]
    return OPERATIONS[op](*args)


def missing() -> Any:
    raise Undefined


def real(a: Number) -> mpf:
    return mpf(a.numerator) / a.denominator if isinstance(a, Fraction) else mpf(a)


def power(a: Number, b: Number) -> Number:
    """Exact where the exponent is whole or the root is rational."""
    if b == int(b):
        return Fraction(1) if b == 0 else missing() if a == 0 and b < 0 else a ** int(b)
    if a < 0 or (a == 0 and b < 0):
        missing()
    if a == 0:
        return Fraction(0)
    found = mp.power(real(a), real(b))
    if isinstance(a, Fraction) and b == Fraction(1, 2):
        roots = [Fraction(int(mp.nint(mp.sqrt(n)))) for n in (a.numerator, a.denominator)]
        exact = roots[0] / roots[1]
        return exact if exact**2 == a else found
    return found


OPERATIONS: dict[str, Callable[..., Any]] = {
    "add": lambda a, b: a + b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b if b != 0 else missing(),
    "pow": power,
    "abs": abs,
    "max": max,
    "min": min,
    "sign": lambda a: Fraction((a > 0) - (a < 0)),
    "exp": lambda a: mp.exp(real(a)),
    "log": lambda a: mp.log(real(a)) if a > 0 else missing(),
    "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
    "and": lambda a, b: a and b,
    "or": lambda a, b: a or b,
    "not": lambda a: not a,
}


@dataclass
class Side:
    """One system, being run; its weight is one of its states."""

    reader: Reader
    system: Data
    state: dict[tuple[str, str], Any]

    def ask(self, t: int) -> Any:
        """The point at which the gradient is asked for."""
        return attempt(self.reader, self.system["query"], self.state, t)

    def step(self, g: Fraction, t: int) -> None:
        """The states after step t."""
        seen = {**self.state, ("gradient", "g"): g}
        self.state = {
            ("state", n): attempt(self.reader, update, seen, t)
            for n, (_, update) in self.system["states"].items()
        }


def attempt(reader: Reader, node: int, symbols: Mapping[tuple[str, str], Any], t: int) -> Any:
    try:
        return reader.value(node, symbols, t)
    except Undefined:
        return None


def same(a: Any, b: Any) -> bool:
    """Whether both are undefined, or nearly the same number."""
    if a is None or b is None:
        return a is b
    return a == b or abs(real(a) - real(b)) <= TOLERANCE * (1 + abs(real(a)) + abs(real(b)))


def true(data: Data) -> bool:
    """Whether runs agree with the claim: the same queries, the weights and states as related."""
    with mp.workdps(50):
        return all(_holds(data, seed) for seed in range(RUNS))


def _holds(data: Data, seed: int) -> bool:
    chance = random.Random(seed)
    constants = {n: number_in(domain, chance) for n, domain in sorted(data["hypers"].items())}
    reader, w = Reader(data, Inputs(constants, seed)), number_in(None, chance)
    signs = data["gradient"]
    sides = [_begun(reader, data["systems"][side], w) for side in ("left", "right")]
    if not _related(data, reader, sides, 0):
        return False
    for t in range(1, STEPS + 1):
        asked = [side.ask(t) for side in sides]
        if not same(*asked):
            return False
        g = Fraction(chance.choice(signs)) * chance.choice([Fraction(1), Fraction(3, 2), Fraction(1, 5)])
        for side in sides:
            side.step(g, t)
        if not _related(data, reader, sides, t):
            return False
    return True


def _begun(reader: Reader, system: Data, w: Any) -> Side:
    first = {("state", "w"): w}
    return Side(
        reader,
        system,
        {("state", n): attempt(reader, start, first, 0) for n, (start, _) in system["states"].items()},
    )


def _related(data: Data, reader: Reader, sides: list[Side], t: int) -> bool:
    symbols = sides[0].state | sides[1].state
    weights = [symbols["state", n] for n in ("w", "w'")]
    if None in weights:
        return weights == [None, None]
    values = [
        (attempt(reader, a, symbols, t), attempt(reader, b, symbols, t), signs)
        for a, signs, b in data["invariants"]
    ]
    late = any("w" in there for there, _, _ in data["ways"])
    return all(_compared(*each) or (late and _gone(*each)) for each in values)


def _gone(a: Any, b: Any, signs: list[int]) -> bool:
    """Whether an equality is one of what is undefined on both sides, another comparison on one."""
    return a is b is None if signs == [0] else a is None or b is None


def _compared(a: Any, b: Any, signs: list[int]) -> bool:
    """Whether both have values, whose difference has such a sign."""
    if a is None or b is None:
        return False
    equal = same(Fraction(a), Fraction(b)) if isinstance(a, bool) else same(a, b)
    return 0 in signs if equal else sign(real(a) - real(b)) in signs
