"""States that move towards their input by a share of it: ``x[t] = x[t-1] + k u[t] sign(u[t] - x[t-1])``.

In control theory a relay: the direction of the change depends on which is larger, its size on the input
alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from verifier.closed_form.identities import Identities
from verifier.term import ONE, ZERO, Term, hyper, postorder, state, substitute, symbols

SIGN = hyper("sign of the distance")


@dataclass(frozen=True)
class Relay:
    """``x[t] = x[t-1] + share * input * sign(input - x[t-1])``; neither share nor input reads ``x``.

    Attributes
    ----------
    name : str
    initial : Term
    share : Term
        Greater than 0, and at most 1.
    input : Term
        Never negative.
    """

    name: str
    initial: Term
    share: Term
    input: Term


def relay(identities: Identities, name: str, initial: Term, update: Term) -> Relay | None:
    """The state as one that moves towards its input; None where it is not proved to be one.

    Raises
    ------
    Unsupported, ZeroDivisionError
        Where the update has no normal form.
    """
    own = state(name)
    signs = [n for n in postorder([update]) if n.op == "sign" and own in symbols([n])]
    if len(signs) != 1:
        return None
    inside = _line(identities, signs[0].terms[0], own)
    moved = _line(identities, substitute([update], {signs[0]: SIGN})[0], own)
    if inside is None or moved is None or moved[0] != ONE:
        return None
    ends = [substitute([moved[1]], {SIGN: x})[0] for x in (ONE, ZERO, ZERO - ONE)]
    change, rest, back = (identities.simplest(x) for x in ends)
    if rest != ZERO or not identities.equal(back, ZERO - change):
        return None
    goal = identities.simplest(ZERO - inside[1] / inside[0])
    rises = ZERO - change if identities.positive(inside[0]) else change
    share = identities.simplest(rises / goal)
    proved = _moves_towards(identities, inside[0], share, goal)
    return Relay(name, initial, share, goal) if proved else None


def _line(identities: Identities, value: Term, own: Term) -> tuple[Term, Term] | None:
    """Slope and constant of a value that is affine in a state."""
    above, below = identities.fraction(value)
    place = identities.place(own)
    if place is None or identities.hides(above, own) or below.degrees()[place] or above.degrees()[place] > 1:
        return None
    zero, one = (identities.simplest(substitute([value], {own: x})[0]) for x in (ZERO, ONE))
    return identities.simplest(one - zero), zero


def _moves_towards(identities: Identities, slope: Term, share: Term, goal: Term) -> bool:
    """Whether the sign is that of a distance, and a step does not go beyond twice the distance to 0."""
    constant = all(s.args[0] == "hyper" for s in symbols([share]))
    one_sign = identities.positive(slope) or identities.positive(ZERO - slope)
    within = identities.positive(share) and identities.non_negative(ONE - share)
    return constant and one_sign and within and identities.non_negative(goal)
