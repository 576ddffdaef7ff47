"""Certificates read from files, and what they claim in ordinary notation."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from verifier.certificate.claim import FORMAT, VERSION, bounds, gradient_signs
from verifier.comparison.supposition import Supposition, supposed, translated
from verifier.domain import Domain
from verifier.errors import InputError
from verifier.evaluate.text import infix
from verifier.lift.source_text import printable
from verifier.prove.readings import weight_reading
from verifier.prove.relation import RIGHT_WEIGHT, Relation
from verifier.system import System
from verifier.term import WEIGHT, Term, postorder, state

GRADIENTS = {-1: "negative", 0: "zero", 1: "positive"}
LARGEST = 50_000_000
"""Bytes of a file that is still read."""


def read(path: Path | str) -> list[dict[str, Any]]:
    """The claims of the certificate in a file, of which there is at least one.

    Raises
    ------
    InputError
        When the file cannot be read, is no certificate, or one of another version.
    """
    try:
        if Path(path).stat().st_size > LARGEST:
            raise InputError(f"{path}: this is too large for a certificate")
        data = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as fault:
        raise InputError(f"{path}: this is no certificate that can be read ({fault})") from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise InputError(f"{path}: this is no certificate; write one with `compare A B --certificate FILE`")
    if data.get("version") != VERSION:
        raise InputError(
            f"{path}: this certificate is of version {printable(repr(data.get('version')), 40)}; "
            f"what is read here is version {VERSION}: write it anew with `compare A B --certificate FILE`"
        )
    claims = data.get("claims")
    if not isinstance(claims, list) or not claims or not all(isinstance(claim, dict) for claim in claims):
        raise InputError(f"{path}: this certificate claims nothing")
    return claims


def terms_of(data: Mapping[str, Any]) -> list[Term]:
    """The table of terms as terms."""
    found: list[Term] = []
    for op, *args in data["terms"]:
        if op == "num":
            found.append(Term("num", Fraction(args[0])))
        else:
            found.append(Term(op, *(args if op == "sym" else [found[a] for a in args])))
    return found


def described(data: Mapping[str, Any], side: str) -> list[str]:
    """The recurrence of a side, line by line; terms that are used twice have names of their own."""
    table, system = terms_of(data), data["systems"][side]
    new = {name: table[update] for name, (_, update) in system["states"].items()}
    roots = {"w": table[system["weight"]], **new, "the gradient's point": table[system["query"]]}
    names = _shared(roots.values())
    lines = [f"{name} = {_plain(value, names)}" for value, name in names.items()]
    starts = {name: table[initial] for name, (initial, _) in system["states"].items()}
    return [
        *(_domain(low, a, high, b).describe(name) for name, (low, a, high, b) in system["hypers"].items()),
        *(f"{name}[0] = {_plain(value, {})}" for name, value in starts.items()),
        *lines,
        *(
            f"{name}{'[t]' if ' ' not in name else ''} = {_plain(value, names)}"
            for name, value in roots.items()
        ),
    ]


def _plain(value: Term, names: Mapping[Term, str]) -> str:
    return infix(value, names, value.depth)


def _shared(roots: Iterable[Term]) -> dict[Term, str]:
    roots = list(roots)
    nodes = list(postorder(roots))
    uses = Counter(a for node in nodes for a in node.terms)
    shared = [n for n in nodes if uses[n] > 1 and n.depth > 2]
    return {node: f"[{i}]" for i, node in enumerate(shared, 1)}


def _domain(low: str | None, low_open: bool, high: str | None, high_open: bool) -> Domain:
    ends = [None if end is None else Fraction(end) for end in (low, high)]
    return Domain(ends[0], ends[1], low_open, high_open)


def relations(data: Mapping[str, Any]) -> list[str]:
    """What the certificate says of the two sides' states and weights after every step."""
    table = terms_of(data)
    equations = {**data["relation"], **data["closed"]}
    return [f"{name} = {_plain(table[value], {})}" for name, value in equations.items()]


def supposition(data: Mapping[str, Any]) -> str | None:
    """The condition and the translation that the certificate says were put into its systems."""
    kept = [name for sign, name in GRADIENTS.items() if sign in data["gradient"]]
    gradients = "" if len(kept) == len(GRADIENTS) else f"every gradient is {' or '.join(kept)}"
    under, table = data["under"], terms_of(data)
    replaced = ", ".join(f"{name} -> {_plain(table[row], {})}" for name, row in under["map"].items())
    said = f"on the {under['to']}, {replaced}" if replaced else ""
    parts = filter(None, (said, str(under["condition"]), gradients))
    return ", where ".join(parts) or None


def difference(data: Mapping[str, Any], sides: tuple[System, System], names: Sequence[str]) -> str | None:
    """In one sentence, that the certificate is not about these two; None where it is.

    What it supposes is put into the two systems anew; nothing but its name is taken from the file.
    """
    found = _supposed(data, *sides)
    if found is None:
        return f"what the certificate supposes is no condition or translation of {' and '.join(names)}"
    for side, name, system in zip(("left", "right"), names, found.sides, strict=True):
        if not is_system(data, side, system):
            return f"the {side} system of the certificate is not {name}"
    if data["gradient"] != gradient_signs(found.gradients):
        return "the certificate is about other gradients than it says"
    table = terms_of(data)
    if [table[row] for row in data["images"]] != list(found.images):
        return "the images of the translation are not shown to lie inside"
    if weight_reading(_relation(data)) is None:
        return "the weights are related, but not as w and what is linear in the states"
    return None


def _relation(data: Mapping[str, Any]) -> Relation:
    """What is claimed of states and weights; where both weights are told alike, one is the other."""
    table, kinds = terms_of(data), {"w": WEIGHT, "w'": RIGHT_WEIGHT}
    told = {kinds.get(n) or state(n): table[row] for n, row in {**data["relation"], **data["closed"]}.items()}
    same = told[RIGHT_WEIGHT] is told.get(WEIGHT)
    return Relation(told | {RIGHT_WEIGHT: WEIGHT} if same else told)


def _supposed(data: Mapping[str, Any], left: System, right: System) -> Supposition | None:
    under = data["under"]
    if not under["map"]:
        condition = under["condition"]
        return supposed(left, right, condition) if condition else Supposition((left, right))
    table = terms_of(data)
    images = {name: table[row] for name, row in under["map"].items()}
    return translated(left, right, under["to"], images, under["condition"])


def is_system(data: Mapping[str, Any], side: str, system: System) -> bool:
    """Whether a side of the certificate is this system, term by term."""
    table, claimed = terms_of(data), data["systems"][side]
    states = {s.name: [s.initial, s.update] for s in system.states}
    return bool(
        claimed["hypers"] == {h.name: bounds(h.domain) for h in system.hypers}
        and {name: [table[i] for i in rows] for name, rows in claimed["states"].items()} == states
        and (table[claimed["weight"]], table[claimed["query"]]) == (system.weight, system.query)
    )
