"""Certificates read from files, and what they claim in ordinary notation."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any
from unicodedata import normalize

from verifier.certificate.claim import (
    FORMAT,
    VERSION,
    Side,
    domains_of,
    first_weight,
    gradient_signs,
    sides_of,
    within,
)
from verifier.checker.proof import RELATIONS, Rejected
from verifier.comparison.special_cases import MAGNITUDE
from verifier.comparison.supposition import Supposition, supposed, translated
from verifier.domain import REAL, Domain
from verifier.errors import InputError
from verifier.evaluate.text import infix
from verifier.lift.source_text import printable
from verifier.prove.readings import weight_reading
from verifier.prove.relation import RIGHT_WEIGHT, Relation, pair_of
from verifier.system import System
from verifier.term import ONE, STEP, WEIGHT, ZERO, Term, postorder, state, substitute

GRADIENTS = {-1: "negative", 0: "zero", 1: "positive"}
SIGNS = {signs: relation for relation, signs in RELATIONS.items()}
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
        if Path(path).exists() and not Path(path).is_file():
            raise ValueError("it is no file")
        if Path(path).stat().st_size > LARGEST:
            raise ValueError(f"more than {LARGEST} bytes")
        text = Path(path).read_text(encoding="utf-8")
        data = json.loads(text, object_pairs_hook=_told_once, parse_float=_whole, parse_constant=_whole)
    except (OSError, ValueError, RecursionError) as fault:
        why = fault.strerror if isinstance(fault, OSError) else fault
        raise InputError(f"{path}: this is no certificate that can be read ({why})") from None
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


def _told_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose names are each given once: of two values, a reader could take the other one."""
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(name for name, count in Counter(name for name, _ in pairs).items() if count > 1)
        raise ValueError(f"{printable(repr(twice), 40)} is there twice")
    return found


def _whole(text: str) -> None:
    raise ValueError(f"{printable(text, 40)} is no whole number")


def named(data: Mapping[str, Any]) -> None:
    """Reject names that a reader could take for something else: a sum, a number, the gradient.

    Raises
    ------
    Rejected
        With the first one.
    """
    symbols = [args for op, *args in data["terms"] if op == "sym"]
    said = [("hyper", name) for name in data["hypers"]]
    said += [("state", name) for side in data["systems"].values() for name in side["states"]]
    said += [(kind, name) for kind, name, *_ in symbols]
    for kind, name in said:
        own = name.removeprefix("left.").removeprefix("right.").removesuffix("'")
        plain = (own.isidentifier() and normalize("NFKC", own) == own) or own == MAGNITUDE
        if not plain or (kind in ("hyper", "sequence") and own in ("w", "g", "t")):
            raise Rejected(f"{printable(repr(name), 40)} is no name of a {kind}")
    if any(len(args) != (3 if args[0] == "sequence" else 2) for args in symbols):
        raise Rejected("a symbol with an index that it cannot have")


def terms_of(data: Mapping[str, Any]) -> list[Term]:
    """The table of terms as terms."""
    weights, found = {"w": WEIGHT, "w'": RIGHT_WEIGHT}, list[Term]()
    for op, *args in data["terms"]:
        if op == "num":
            found.append(Term("num", Fraction(args[0])))
        elif op == "sym":
            found.append(weights.get(args[1], Term(op, *args)) if args[0] == "state" else Term(op, *args))
        else:
            found.append(Term(op, *(found[a] for a in args)))
    return found


def described(data: Mapping[str, Any], side: str) -> list[str]:
    """The recurrence of a side, line by line; terms that are used twice have names of their own."""
    states, query = side_read(data, side)
    names = {name: name.removeprefix(f"{side}.").removesuffix("'") for name in states}
    own = {state(name): state(short) for name, short in names.items()} | {RIGHT_WEIGHT: WEIGHT}
    begun = dict(zip(names.values(), substitute([start for start, _ in states.values()], own), strict=True))
    titles = [*(f"{name}[t]" for name in names.values()), "the gradient's point"]
    plain = substitute([*(new for _, new in states.values()), query], own)
    shared = _shared(plain)
    return [
        *(domain_of(ends).describe(name) for name, (_, *ends) in data["hypers"].items()),
        *(f"{name}[0] = {_plain(value, {})}" for name, value in begun.items()),
        *(f"{name} = {_plain(value, shared)}" for value, name in shared.items()),
        *(f"{title} = {_plain(value, shared)}" for title, value in zip(titles, plain, strict=True)),
    ]


def _plain(value: Term, names: Mapping[Term, str]) -> str:
    return infix(value, names, value.depth)


def _shared(roots: Iterable[Term]) -> dict[Term, str]:
    roots = list(roots)
    nodes = list(postorder(roots))
    uses = Counter(a for node in nodes for a in node.terms)
    shared = [n for n in nodes if uses[n] > 1 and n.depth > 2]
    return {node: f"[{i}]" for i, node in enumerate(shared, 1)}


def domain_of(ends: Iterable[tuple[Sequence[int], str]]) -> Domain:
    """The numbers that lie on such sides of some."""
    found = REAL
    for signs, end in ends:
        side = (
            Domain(Fraction(end), None, 0 not in signs),
            Domain(None, Fraction(end), upper_open=0 not in signs),
        )
        for half, possible in zip(side, (1, -1), strict=True):
            found = found if -possible in signs else found.intersect(half)
    return found


def relations(data: Mapping[str, Any]) -> list[str]:
    """What the certificate says of the two sides' states and weights after every step."""
    table, found = terms_of(data), list[str]()
    for a, signs, b in data["invariants"]:
        value, since = _since(table[b])
        later = " for t >= 1" if since else ""
        if table[a].op == "or" and value is ONE:
            found.append("; or ".join(map(_way, _flat(table[a], "or"))))
        elif value is not table[a]:
            found.append(f"{_plain(table[a], {})} {SIGNS[frozenset(signs)]} {_plain(value, {})}{later}")
    return found


def _flat(value: Term, op: str) -> list[Term]:
    """Of what something is made that was joined from the left."""
    return [*_flat(value.terms[0], op), value.terms[1]] if value.op == op else [value]


def _way(value: Term) -> str:
    return " and ".join(_plain(part, {}) for part in _flat(value, "and"))


def _since(value: Term) -> tuple[Term, bool]:
    """The value from the first step on, and whether it is another one before it."""
    if value.op == "where" and value.terms[0] == Term("eq", STEP, ZERO):
        return value.terms[2], True
    return value, False


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
    reading, table = _reading(data), terms_of(data)
    if reading is None:
        return "the weights are related, but not as w and what is linear in the states"
    pair = pair_of(*found.sides)
    sides_ = sides_of(pair, first_weight(pair, reading))
    for side, system, name in zip(("left", "right"), sides_, names, strict=True):
        if side_read(data, side) != system:
            return f"the {side} system of the certificate is not {name}"
    if data["hypers"] != domains_of(pair):
        return "the certificate is about hyperparameters with other domains"
    if data["gradient"] != gradient_signs(found.gradients):
        return "the certificate is about other gradients than it says"
    shown = [(table[a], signs, table[b]) for a, signs, b in data["invariants"]]
    if any(each not in shown for each in within(found.images)):
        return "the images of the translation are not shown to lie inside"
    return None


def _supposed(data: Mapping[str, Any], left: System, right: System) -> Supposition | None:
    under = data["under"]
    if not under["map"]:
        condition = under["condition"]
        return supposed(left, right, condition) if condition else Supposition((left, right))
    table = terms_of(data)
    images = {name: table[row] for name, row in under["map"].items()}
    return translated(left, right, under["to"], images, under["condition"])


def side_read(data: Mapping[str, Any], side: str) -> Side:
    """A side as the certificate says it."""
    table, system = terms_of(data), data["systems"][side]
    states = {name: [table[row] for row in rows] for name, rows in system["states"].items()}
    return Side(states, table[system["query"]])


def _reading(data: Mapping[str, Any]) -> Term | None:
    """The right's weight, from the start, as ``w`` and what is linear in the states."""
    table = terms_of(data)
    told = (table[b] for a, signs, b in data["invariants"] if table[a] is RIGHT_WEIGHT and signs == [0])
    return next((x for x in told if weight_reading(Relation({RIGHT_WEIGHT: x})) is not None), None)
