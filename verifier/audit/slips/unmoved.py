"""Slips by which a state is lost: none where the text prints too few lines for what a method keeps."""

from __future__ import annotations

from collections.abc import Sized

from verifier.system import System, live_states
from verifier.term import GRADIENT, postorder, symbols


def is_of_missing_lines(lines: Sized, form: System, slipped: System) -> bool:
    """Whether a slip leaves a state of a form without gradients or unread, and no line may be that state's.

    Such an update reads a letter that no line makes, as ``S`` in ``w - lr*g/sqrt(S)``: a constant,
    for all that is known, and what it is of is printed elsewhere. The weight's own line is one of the lines.
    """
    return len(lines) <= len(form.states) and len(_gathering(slipped)) < len(_gathering(form))


def _gathering(system: System) -> set[str]:
    """The states that are read and take in gradients: this step's, or those that another state keeps."""
    read = {s.name: {each.name for each in symbols([s.update], "state")} for s in live_states(system)}
    found = {s.name for s in live_states(system) if GRADIENT in postorder([s.update])}
    while further := {name for name in read if read[name] & found} - found:
        found |= further
    return found
