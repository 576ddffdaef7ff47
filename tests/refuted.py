"""Pairs of systems that differ, refuted."""

from __future__ import annotations

from typing import Any

from tests.sample_systems import DIFFERENT
from verifier.findings import Witness
from verifier.refute import Candidate, refute
from verifier.refute.candidate import choices
from verifier.system import System


def witness_of(name: str, **further: Any) -> Witness:
    """The witness of a pair that differs."""
    found = refute(*DIFFERENT[name], **further)
    assert isinstance(found, Witness)
    return found


def base(one: System) -> Candidate:
    """The simplest numbers."""
    return Candidate({o.name: o.menu[0] for o in choices(one, one)})
