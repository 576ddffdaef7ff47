"""Known forms without the corrections of their averages, where a text says that it leaves these out."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from verifier.audit.judging.known import Known
from verifier.audit.slips.everywhere import LEFT_OUT
from verifier.audit.slips.further import further_slips_of

SAID = f"{LEFT_OUT} as the text says"


@lru_cache(maxsize=128)
def uncorrected(form: Known) -> tuple[Known, ...]:
    """A form without its corrections; nothing of one that has none, or that no source prints."""
    slips = () if form.rank > 1 else further_slips_of(form)
    return tuple(replace(form, system=m.system, course=c) for m, c in slips if m.words == LEFT_OUT)


__all__ = ["SAID", "uncorrected"]
