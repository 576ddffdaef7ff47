"""Certificates: proofs written out so that they can be believed without this program."""

from __future__ import annotations

import json
from pathlib import Path
from time import monotonic, process_time
from typing import Any

from verifier import files
from verifier.algebra.ring import Effort
from verifier.certificate.branch import Branch, Uncertified
from verifier.certificate.claim import FORMAT, VERSION, claim_of, rows_of
from verifier.certificate.search import Search
from verifier.checker import Case, Claim, Rejected, check
from verifier.comparison.supposition import Supposition
from verifier.errors import InputError
from verifier.prove.proof import Attempt, prove
from verifier.system import System

SECONDS = 20.0


def certificate(
    left: System,
    right: System,
    attempt: Attempt,
    seconds: float = SECONDS,
    under: Supposition | None = None,
) -> dict[str, Any]:
    """The proof of an attempt as a certificate's data; ``under`` is what made the systems what they are.

    Raises
    ------
    Uncertified
        When a part of the proof cannot be written so that it can be checked, or takes more of the
        processor's time than ``seconds``; in one sentence.
    """
    terms, data = claim_of(left, right, attempt, under)
    data |= {"terms": rows_of(terms), "proofs": {}}
    claim, deadline = Claim(data), process_time() + seconds
    gone: list[set[int]] = []
    for each in claim.obligations():
        branch = Branch(Case(claim.terms, each.first, each.assumed, claim.domains))
        search = Search(each, deadline)
        try:
            data["proofs"][each.name] = search.tree(branch)
        except (Uncertified, Rejected) as fault:
            raise Uncertified(f"{each.name}: {fault}") from None
        gone += search.lost
    data |= {"terms": rows_of(claim.terms), "lost": _lost(claim, gone)}
    try:
        check(data)
    except Rejected as fault:
        raise Uncertified(str(fault)) from None
    return data


def _lost(claim: Claim, gone: list[set[int]]) -> list[str]:
    """The weights and states that are undefined wherever a step is, and stay so."""
    T, names = claim.terms, list(claim.update)
    wanted = set(names).intersection(*({names[i] for i in lost} for lost in gone)) if gone else set[int]()
    while leaving := {x for x in wanted if not T.needs(claim.update[x], wanted)}:
        wanted -= leaving
    return [T.rows[x][2] for x in names if x in wanted]


def write(
    left: System,
    right: System,
    attempt: Attempt,
    path: Path | str,
    seconds: float = SECONDS,
    under: Supposition | None = None,
) -> str | None:
    """Write the certificate of a proof; None, or why there is none, and then no file is written.

    Raises
    ------
    InputError
        When the file cannot be written.
    """
    try:
        data = certificate(left, right, attempt, seconds, under)
    except (Uncertified, RecursionError) as fault:
        return f"no certificate: {fault}"
    try:
        files.write(Path(path), json.dumps(data, ensure_ascii=False, separators=(",", ":")))
    except OSError as fault:
        raise InputError(f"{path}: the certificate cannot be written there ({fault.strerror})") from None
    return None


def write_under(under: Supposition, path: Path | str, seconds: float = SECONDS) -> str | None:
    """As `write`, for two sides that are the same under a condition or a translation."""
    half = Effort(deadline=monotonic() + seconds / 2)
    attempt = under.attempt or prove(*under.sides, effort=half, gradients=under.gradients)
    if attempt.proof is None:
        return f"no certificate: {attempt.reason}"
    return write(*under.sides, attempt, path, seconds / 2, under)


__all__ = ["FORMAT", "VERSION", "Uncertified", "certificate", "write", "write_under"]
