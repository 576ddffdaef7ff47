"""Certificates: proofs written out so that they can be believed without this program."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from time import process_time
from typing import Any, NamedTuple

from verifier import files
from verifier.certificate.branch import Uncertified
from verifier.certificate.claim import FORMAT, VERSION, claim_of, rows_of
from verifier.certificate.lost import lost, lost_alone, lost_before
from verifier.certificate.problem import problem
from verifier.certificate.reading import named
from verifier.certificate.search import Obligation, Search, Way
from verifier.checker import Claim, Rejected, check
from verifier.comparison.supposition import Supposition
from verifier.errors import InputError

SECONDS = 20.0


class Written(NamedTuple):
    """What is supposed in each claim of a file, and why other claims are not in it."""

    supposed: tuple[str, ...]
    missing: tuple[str, ...]


def certificate(under: Supposition, seconds: float = SECONDS) -> dict[str, Any]:
    """One claim of a certificate, with its proof: that two sides are the same, under what is supposed.

    Raises
    ------
    Uncertified
        When a part of the proof cannot be written so that it can be checked, or takes more of the
        processor's time than ``seconds``; in one sentence.
    """
    attempt, deadline = under.attempt, process_time() + seconds
    if attempt is None or attempt.proof is None:
        raise Uncertified("there is no proof of it that could be written")
    reason, first = "", attempt.proof.first > 1
    for way in dict.fromkeys((Way(first), Way(True), Way(first, True), Way(True, True))):
        terms, data = claim_of(under, attempt, attempt.proof)
        data |= {"terms": rows_of(terms), "proofs": {}}
        try:
            _prove(data, deadline, way)
            data["problems"] = [problem(facts) for facts in check(data)]
            named(data)
        except (Uncertified, Rejected) as fault:
            reason = reason or str(fault)
        else:
            return data
    raise Uncertified("states that are undefined a step before the weights" if attempt.proof.late else reason)


def _prove(data: dict[str, Any], deadline: float, way: Way) -> None:
    """Add the proof of every obligation of the claim, the terms that they speak of, and what is lost."""
    gone = _attempt(data, deadline, way)
    if not gone:
        return
    before = len(lost_before(Claim(data), gone)) > 1  # some are lost where the weights are there
    for ways, kind in ((lost, "later"), (lost_alone, ""), *([(lost_before, "")] if before else [])):
        again = dict(data)
        try:
            again["ways"] = ways(Claim(data), gone)
            _attempt(again, deadline, way, kind)
        except (Uncertified, Rejected) as fault:
            reason = fault
            continue
        data |= again
        return
    raise reason


def _attempt(data: dict[str, Any], deadline: float, way: Way, kind: str = "") -> list[set[int]]:
    """Add the proofs, all or those of a kind; the terms that are undefined in cases where some are."""
    claim, gone = Claim(data), list[set[int]]()
    for each in (Obligation(*o) for o in claim.obligations() if o[0].startswith(kind)):
        search = Search(claim, each, deadline, way)
        data["proofs"][each.name] = _proved(search)
        gone += search.lost
    data["terms"] = rows_of(claim.terms)
    return gone


def _proved(search: Search) -> dict[str, Any]:
    try:
        return search.proof()
    except (Uncertified, Rejected) as fault:
        raise Uncertified(f"{search.obligation.name}: {fault}") from None


def write(claims: Sequence[Supposition], path: Path | str, seconds: float = SECONDS) -> Written:
    """Write a file with every claim that can be certified; where none can, no file is written.

    Raises
    ------
    InputError
        When the file cannot be written.
    """
    deadline, found, missing = process_time() + seconds, list[dict[str, Any]](), list[str]()
    supposed = []
    for place, each in enumerate(claims):
        try:
            found.append(certificate(each, (deadline - process_time()) / (len(claims) - place)))
            supposed.append(each.sentence())
        except (Uncertified, RecursionError) as fault:
            missing.append(f"no certificate{f' of {each.sentence()}' if each.sentence() else ''}: {fault}")
    if found:
        _to_file({"format": FORMAT, "version": VERSION, "claims": found}, path)
    return Written(tuple(supposed), tuple(missing))


def _to_file(data: dict[str, Any], path: Path | str) -> None:
    try:
        files.write(Path(path), json.dumps(data, ensure_ascii=False, separators=(",", ":")))
    except OSError as fault:
        raise InputError(f"{path}: the certificate cannot be written there ({fault.strerror})") from None


__all__ = ["FORMAT", "VERSION", "Uncertified", "Written", "certificate", "write"]
