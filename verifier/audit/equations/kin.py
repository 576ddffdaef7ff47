"""Letters of a draft that are made of one another, as weights and states are; two layers are not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from verifier.audit.drafts.draft import NEW, OLD
from verifier.lift.reading import Name

if TYPE_CHECKING:
    from verifier.audit.equations.roles import Roles


def kin(roles: Roles, letter: str, others: Iterable[str]) -> list[str]:
    """Those of some carried letters that are made of a letter, or it of them."""
    own = _made_of(roles, letter)
    return [x for x in others if x in own or letter in _made_of(roles, x)]


def _made_of(roles: Roles, letter: str) -> set[str]:
    """A carried letter, and those that its new value is made of, in this step or in those before."""
    found, waiting = {letter}, [letter]
    while waiting:
        below = roles.below(Name(roles.draft.carried[waiting.pop()], NEW))
        old = {n.text for n in below if isinstance(n, Name) and n.index in (OLD, None)}
        new = old & set(roles.draft.carried) - found
        found |= new
        waiting += new
    return found


__all__ = ["kin"]
