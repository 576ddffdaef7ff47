"""Closed forms: what follows from a recurrence alone, derived, proved by induction, and checked.

`derive` recognises the structure of a recurrence (linear, a running maximum, a product of
schedules …), never a method by its name.
"""

from verifier.closed_form.derivation import derive
from verifier.closed_form.theorem import Derivation, Theorem, Unsolved, to_json

__all__ = ["Derivation", "Theorem", "Unsolved", "derive", "to_json"]
