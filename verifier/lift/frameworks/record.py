"""`Lift`: what was read out of running code, as a record that can be written down as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from verifier.domain import Domain
from verifier.lift.frameworks.meaning import Free
from verifier.system import Hyper, State, System
from verifier.term import Term, postorder


@dataclass(frozen=True)
class Lift:
    """An optimizer as its framework runs it.

    Attributes
    ----------
    call : str
        As it is written.
    system : System
    arguments : tuple of Free
        The hyperparameters of the system: where each enters the call, default, written value.
    conditions : tuple of str
        Under which the code takes the path that was read; empty for always.
    version : str
        ``optax 0.2.8, jax 0.10.2``.
    validated : str
        How it was held against the running code, in one sentence.
    notes : tuple of str
        What else a reader should know: what the code does beyond real arithmetic.
    state_places : tuple of (str, str)
        For each state of the system where the framework keeps it.
    off : tuple of (str, bool or float)
        What else the signature has: switches as they stand, and numbers that are 0.
    """

    call: str
    system: System
    arguments: tuple[Free, ...]
    conditions: tuple[str, ...]
    version: str
    validated: str
    notes: tuple[str, ...] = ()
    state_places: tuple[tuple[str, str], ...] = ()
    off: tuple[tuple[str, bool | float], ...] = ()

    @property
    def defaults(self) -> dict[str, Fraction | None]:
        """The framework's defaults by hyperparameter; None where one is required."""
        return {free.name: free.default for free in self.arguments}

    @property
    def given(self) -> dict[str, Fraction]:
        """The numbers that are written in the call, by hyperparameter."""
        return {free.name: free.given for free in self.arguments if free.given is not None}

    def to_json(self) -> dict[str, Any]:
        """The lift as JSON data."""
        return {
            "call": self.call,
            "system": _system_data(self.system),
            "arguments": [_free_data(free) for free in self.arguments],
            "conditions": list(self.conditions),
            "version": self.version,
            "validated": self.validated,
            "notes": list(self.notes),
            "state_places": [list(pair) for pair in self.state_places],
            "off": [list(pair) for pair in self.off],
        }

    @staticmethod
    def from_json(data: dict[str, Any]) -> Lift:
        """The lift that was written down; data of another form raises an ordinary exception."""
        return Lift(
            call=str(data["call"]),
            system=_system(data["system"]),
            arguments=tuple(_free(each) for each in data["arguments"]),
            conditions=tuple(map(str, data["conditions"])),
            version=str(data["version"]),
            validated=str(data["validated"]),
            notes=tuple(map(str, data["notes"])),
            state_places=tuple((str(a), str(b)) for a, b in data["state_places"]),
            off=tuple((str(name), value) for name, value in data["off"]),
        )


def _system_data(system: System) -> dict[str, Any]:
    roots = [
        system.weight,
        system.query,
        *(s.initial for s in system.states),
        *(s.update for s in system.states),
    ]
    nodes = list(dict.fromkeys(postorder(roots)))
    places = {node: i for i, node in enumerate(nodes)}
    return {
        "name": system.name,
        "nodes": [_node_data(node, places) for node in nodes],
        "hypers": [[h.name, _domain_data(h.domain), _number_data(h.usual), h.varies] for h in system.hypers],
        "states": [[s.name, places[s.initial], places[s.update]] for s in system.states],
        "weight": places[system.weight],
        "query": places[system.query],
    }


def _node_data(node: Term, places: dict[Term, int]) -> list[Any]:
    if node.op == "num":
        return ["num", str(node.value)]
    if node.op == "sym":
        return ["sym", *node.args]
    return [node.op, *(places[argument] for argument in node.terms)]


def _system(data: dict[str, Any]) -> System:
    terms: list[Term] = []
    for op, *arguments in data["nodes"]:
        if op == "num":
            terms.append(Term("num", Fraction(arguments[0])))
        elif op == "sym":
            terms.append(Term("sym", *arguments))
        else:
            terms.append(Term(op, *(terms[place] for place in arguments)))
    return System(
        name=data["name"],
        hypers=tuple(
            Hyper(n, _domain(domain), _number(usual), bool(v)) for n, domain, usual, v in data["hypers"]
        ),
        states=tuple(State(name, terms[initial], terms[update]) for name, initial, update in data["states"]),
        weight=terms[data["weight"]],
        query=terms[data["query"]],
    )


def _free_data(free: Free) -> list[Any]:
    numbers = (_number_data(free.default), _number_data(free.given))
    return [free.name, free.argument, _domain_data(free.domain), *numbers]


def _free(data: list[Any]) -> Free:
    name, argument, domain, default, given = data
    return Free(name, argument, _domain(domain), _number(default), _number(given))


def _domain_data(domain: Domain) -> list[Any]:
    return [_number_data(domain.lower), _number_data(domain.upper), domain.lower_open, domain.upper_open]


def _domain(data: list[Any]) -> Domain:
    return Domain(_number(data[0]), _number(data[1]), bool(data[2]), bool(data[3]))


def _number_data(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


def _number(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)
