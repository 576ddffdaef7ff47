"""Units: one pass that infers what every letter of an optimizer is measured in.

The weight is measured in θ, the loss in L, so the gradient in L/θ. The units of hyperparameters and
states are unknown; sums, comparisons and choices need equal units, exponents and what enters a
logarithm are pure numbers. Written with exponents these are linear equations, solved exactly.

A formula that is not homogeneous means something else as soon as the loss is rescaled: that is a
finding and no error, since some articles print such formulas. A misprint shows as an inhomogeneity
where no free hyperparameter can make up for it, and else as an odd unit of the learning rate.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import count

from verifier.dimension import (
    GRADIENT_UNIT,
    NUMBER,
    WEIGHT_UNIT,
    Exponents,
    Letter,
    LinearEquations,
    product,
    unit_text,
)
from verifier.notation import Unicode, write
from verifier.system import System
from verifier.term import GRADIENT, ONE, WEIGHT, Term, fold, sequence, state, substitute, symbols


@dataclass(frozen=True)
class Inhomogeneity:
    """Two things that are added, compared or equated, and have different units.

    Attributes
    ----------
    where : str
        The sequence in whose equation they stand; ``query`` for the point of the gradient.
    left, right : str
        The two, as text.
    left_unit, right_unit : str
        Their units.
    """

    where: str
    left: str
    left_unit: str
    right: str
    right_unit: str


@dataclass(frozen=True)
class Units:
    """What the letters of an optimizer are measured in.

    Attributes
    ----------
    units : dict of str to str
        Of every hyperparameter, state and named value, in this order, as text: ``θ²/L``, ``1`` for a
        pure number. ``[eta]`` stands for the unit of ``eta`` where any would do, ``?`` for that of a
        value that is itself at fault or always zero.
    inhomogeneities : tuple of Inhomogeneity
        In the order of the equations; each is left aside before the next is looked for.
    split : dict of str to tuple of str
        Hyperparameters that stand for several constants: were each occurrence a constant of its
        own, there would be no inhomogeneity, and these would be their units. The units of the
        other letters are then those of this reading.
    """

    units: dict[str, str]
    inhomogeneities: tuple[Inhomogeneity, ...] = ()
    split: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def homogeneous(self) -> bool:
        """Whether the formula keeps its meaning when loss or weight are measured in other units."""
        return not self.inhomogeneities


def infer(system: System) -> Units:
    """The units of all letters of an optimizer, and where its formulas are not homogeneous."""
    printed = _Inference(system).run()
    if not printed.faults:
        return Units(printed.units())
    for hyper in system.hypers:
        apart = _Inference(system, split=hyper.name).run()
        if not apart.faults:
            return Units(apart.units(), tuple(printed.faults), {hyper.name: apart.units_of_parts()})
    return Units(printed.units(), tuple(printed.faults))


class _Inference:
    """One pass over the terms of a system.

    With ``split``, each occurrence of that hyperparameter is a letter of its own.
    """

    def __init__(self, system: System, split: str | None = None) -> None:
        self.system, self.split = system, split
        self.names = {value: sequence(name, 0) for name, value in system.lets if value.op != "sym"}
        hypers = sorted(system.hypers, key=lambda h: h.varies)
        letters = [*(("state", s.name) for s in system.states), *(("hyper", h.name) for h in hypers)]
        self.equations = LinearEquations({letter: place for place, letter in enumerate(letters)})
        self.unit: dict[Term, Exponents | None] = {}
        self.faults: list[Inhomogeneity] = []
        self.parts: list[Letter] = []
        self.fresh = count(1)
        self.where = ""

    def run(self) -> _Inference:
        """Every equation once, in the order of the text."""
        for where, value, wanted in self._demands():
            self.where = where
            found = self._unit_of(value)
            if wanted is not None:
                self._joint(wanted, self._unit_of(wanted), value, found)
        return self

    def _demands(self) -> Iterator[tuple[str, Term, Term | None]]:
        """Each right-hand side, and the symbol that has its unit."""
        states = {s.name: s.update for s in self.system.states}
        for name, value in self.system.lets:
            if states.get(name) is not value and value is not self.system.weight:
                yield name, value, None
        for s in self.system.states:
            yield s.name, s.update, state(s.name)
            yield s.name, s.initial, state(s.name)
        yield "w", self.system.weight, WEIGHT
        yield "query", self.system.query, WEIGHT

    def _unit_of(self, value: Term) -> Exponents | None:
        """The unit of a term; None for zero, which has every unit, and after a fault."""
        self.unit |= fold([value], self._visit)
        return self.unit[value]

    def _visit(self, node: Term, args: tuple[Exponents | None, ...]) -> Exponents | None:
        if node in self.unit:
            return self.unit[node]
        units = tuple(self._own(term, unit) for term, unit in zip(node.terms, args, strict=True))
        match node.op:
            case "num":
                return NUMBER if node.value else None
            case "sym":
                return _symbol(node)
            case "add" | "max" | "min":
                return self._joint(node.terms[0], units[0], node.terms[1], units[1])
            case "where":
                return self._joint(node.terms[1], units[1], node.terms[2], units[2])
            case "lt" | "le" | "eq" | "ne":
                self._joint(node.terms[0], units[0], node.terms[1], units[1])
            case "mul" | "div":
                return _scaled(units[0], units[1], 1 if node.op == "mul" else -1)
            case "pow":
                return self._power(node, units)
            case "exp" | "log" | "cos":
                self._pure(node.terms[0], units[0])
        return units[0] if node.op == "abs" else NUMBER

    def _own(self, term: Term, unit: Exponents | None) -> Exponents | None:
        if self.split is None or term.op != "sym" or term.name != self.split:
            return unit
        part = ("part", f"{self.split} {next(self.fresh)}")
        self.parts.append(part)
        return {part: Fraction(1)}

    def _power(self, node: Term, units: tuple[Exponents | None, ...]) -> Exponents | None:
        base, exponent = node.terms
        power = _constant(exponent)
        if units[0] is None:
            return None
        if power is not None:
            return product([(units[0], power)])
        self._pure(base, units[0])
        self._pure(exponent, units[1])
        return NUMBER

    def _pure(self, term: Term, unit: Exponents | None) -> None:
        self._joint(term, unit, ONE, NUMBER)

    def _joint(
        self, left: Term, of_left: Exponents | None, right: Term, of_right: Exponents | None
    ) -> Exponents | None:
        """The unit that both have; None, so that one fault is told once, where they differ."""
        if of_left is None or of_right is None:
            return of_right if of_left is None else of_left
        if self.equations.equate(of_left, of_right):
            return of_left
        fault = (self._text(left), self._unit_text(of_left), self._text(right), self._unit_text(of_right))
        self.faults.append(Inhomogeneity(self.where, *fault))
        return None

    def _text(self, term: Term) -> str:
        names = {value: name for value, name in self.names.items() if name.name != self.where}
        return write(substitute([term], names)[0], Unicode())

    def _unit_text(self, unit: Exponents) -> str:
        return unit_text(self.equations.reduce(unit))

    def units(self) -> dict[str, str]:
        """The unit of every letter, as text."""
        found = {h.name: self._unit_text({("hyper", h.name): Fraction(1)}) for h in self.system.hypers}
        if self.split is not None:
            found[self.split] = " and ".join(self.units_of_parts())
        found |= {s.name: self._unit_text({("state", s.name): Fraction(1)}) for s in self.system.states}
        for name, value in self.system.lets:
            unit = self.unit[value]
            found.setdefault(name, self._unit_text(unit) if unit is not None else "?")
        return found

    def units_of_parts(self) -> tuple[str, ...]:
        """The different units of the occurrences of the hyperparameter that was split."""
        return tuple(dict.fromkeys(self._unit_text({part: Fraction(1)}) for part in self.parts))


def _symbol(node: Term) -> Exponents:
    kind = str(node.args[0])
    if node in (WEIGHT, GRADIENT):
        return WEIGHT_UNIT if node is WEIGHT else GRADIENT_UNIT
    if kind == "time":
        return NUMBER
    return {("hyper" if kind == "sequence" else kind, node.name): Fraction(1)}


def _scaled(left: Exponents | None, right: Exponents | None, power: int) -> Exponents | None:
    if left is None or right is None:
        return None
    return product([(left, Fraction(1)), (right, Fraction(power))])


def _constant(exponent: Term) -> Fraction | None:
    """The value of an exponent that is made of numbers by + * / alone, None for any other."""

    def value(node: Term, args: tuple[Fraction | None, ...]) -> Fraction | None:
        if node.op == "num":
            return node.value
        if None in args or node.op not in ("add", "mul", "div"):
            return None
        left, right = (a for a in args if a is not None)
        if node.op == "div":
            return left / right if right else None
        return left + right if node.op == "add" else left * right

    return None if symbols([exponent]) else fold([exponent], value)[exponent]
