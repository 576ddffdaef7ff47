"""The form of a comparison's JSON, and what one field says of another (interfaces, section 4)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

Record = Mapping[str, Any]
"""A comparison as JSON data."""

FIELDS: dict[str, tuple[type, ...]] = {
    "left": (str,),
    "right": (str,),
    "verdict": (str,),
    "as_given": (str,),
    "scope": (str,),
    "unmatched": (list,),
    "state_map": (dict, type(None)),
    "weight_map": (dict, type(None)),
    "relations": (list,),
    "translation": (dict, type(None)),
    "constant_translation": (str, type(None)),
    "conditions": (list,),
    "schedules": (dict,),
    "schedule_witnesses": (dict,),
    "defaults_differ": (dict,),
    "witness": (dict, type(None)),
    "at_defaults": (dict, type(None)),
    "proof": (dict, type(None)),
    "reason": (str, type(None)),
    "seconds": (float,),
}
WITNESS = {"hyperparameters", "w0", "gradients", "t", "left", "right"}
AS_GIVEN = {
    "equal": "proved",
    "translated": "refuted",
    "conditional": "refuted",
    "different": "refuted",
    "undecided": "undecided",
    "ill-formed": "undecided",
}
NUMBER = re.compile(r"-?\d+(/\d+)?|-?\d+(\.\d+)?(e[-+]?\d+)? \+/- \d+(\.\d+)?(e[-+]?\d+)?|undefined(: .+)?")


def shape_faults(record: Record) -> Iterator[str]:
    """Fields and their types."""
    if record.keys() != FIELDS.keys():
        yield f"fields {sorted(record.keys() ^ FIELDS.keys())}"
    kept = [(n, kinds) for n, kinds in FIELDS.items() if n in record]
    yield from (f"{n} is {record[n]!r}" for n, kinds in kept if not isinstance(record[n], kinds))


def form_faults(record: Record) -> Iterator[str]:
    """The logic of the verdicts (interfaces, section 4), and the form of witnesses."""
    yield from (text for text, wrong in _contradictions(record).items() if wrong)
    for witness in (record["witness"], *record["schedule_witnesses"].values()):
        if witness is not None:
            yield from _witness_form(witness)
    yield from (f"schedule {v}" for v in record["schedules"].values() if v not in AS_GIVEN.values())


def _contradictions(record: Record) -> dict[str, bool]:
    verdict, translation, conditions = record["verdict"], record["translation"], record["conditions"]
    helped = bool(conditions or translation)
    constant = translation is not None and translation["kind"] == "constant"
    refuted = {name for name, said in record["schedules"].items() if said == "refuted"}
    found = record["constant_translation"]
    return {
        "the verdict is not that of as_given": record["as_given"] != AS_GIVEN[verdict],
        "a refutation has a witness, nothing else has": (record["witness"] is not None)
        != (record["as_given"] == "refuted"),
        "equal needs a weight map and nothing else": verdict == "equal"
        and (helped or record["weight_map"] is None),
        "translated without a constant translation": verdict == "translated" and not constant,
        "conditional without a condition or a map": verdict == "conditional" and not helped,
        "different in spite of a condition or a map": verdict == "different" and helped,
        "maps of an equality have a proof, nothing else has": (record["proof"] is not None)
        != (verdict == "equal" or translation is not None),
        "no reason": verdict in ("undecided", "ill-formed") and not record["reason"],
        "a constant translation that is not found": constant and found != "found",
        "constant_translation": found not in (None, "found", "impossible", "not found"),
        "impossible, and no class of maps is named": found == "impossible" and not record["reason"],
        "a refuted schedule without its witness": set(record["schedule_witnesses"]) != refuted,
    }


def _witness_form(witness: Mapping[str, Any]) -> Iterator[str]:
    extra = witness.keys() - WITNESS
    if WITNESS - witness.keys() or extra - {"queries", "operation"} or witness.get("queries", []) is None:
        yield f"a witness of {sorted(witness)}"
    numbers = [witness["w0"], *witness["gradients"], witness["left"], witness["right"]]
    yield from (f"number {x}" for x in numbers if not isinstance(x, dict) and not NUMBER.fullmatch(x))
    if witness["t"] != len(witness["gradients"]) and "queries" not in witness:
        yield "as many gradients as steps"
