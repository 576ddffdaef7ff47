"""Parameters of one model, which descend together: ``W1`` and ``b1``, ``params["W"]`` and ``params["b"]``."""

from __future__ import annotations

import re

from verifier.audit.drafts.names import Sort, sort_of
from verifier.audit.drafts.slots import LABEL, displayed
from verifier.audit.drafts.vocabulary import is_gradient_name
from verifier.audit.equations.assembly import Update, updates
from verifier.audit.pages.document import Stretch
from verifier.lift.reading import Name, Node, parts
from verifier.system import System

LAYER = re.compile(r"\[?['\"]?_?(?:w|weights?|b|bias(?:es)?)_?\d{0,2}['\"]?\]?\Z", re.IGNORECASE)
"""A weight or a bias, of a layer with a number or of the only one."""
OPPOSED = re.compile(
    r"maximi[sz]|\bmax(?:_|\s+over\b)|mini?-?max|ascen[dt]|climb|advers|discrimin|generator|critic|\bgan\b|_gan\b"
    r"|dual|lagrang|multiplier|saddle|player|perturb|attack|revers|reward|policy|likelihood|\bactor"
    r"|\bnegat|\bneg_|\bopposite",
    re.IGNORECASE,
)
"""Words by which one parameter may climb where another one descends."""
DESCENDING = re.compile(r"descen[dt]", re.IGNORECASE)
"""A word by which all the parts of a record descend, ``x`` and ``y``."""
DIFFERENCE = re.compile(r"([\w.\])]+)\s*-\s*([\w.\[(]+)")


def is_sibling(one: Update, other: Update, stretch: Stretch | None) -> bool:
    """Whether two weights are parameters of one model which one loss moves: weights and biases of layers.

    Of two players of a game, ``x`` and ``y``, one descends and the other climbs; the text may name them.
    What a gradient is made of may have its sign: ``db = mean(y - z)`` beside ``dw = x.T @ (z - y)``.
    """
    text = "" if stretch is None else stretch.source.text[stretch.low : stretch.high]
    if one.weight == other.weight or OPPOSED.search(text) is not None:
        return False
    named = [w for w in (one.weight, other.weight) if LABEL not in w or DESCENDING.search(text) is None]
    if not all(map(_is_of_layer, named)):
        return False
    return not any(_has_own_sign(displayed(n), text) for n in other.places if is_gradient_name(displayed(n)))


def is_plain_beside(update: Update, meant: System) -> bool:
    """Whether a weight moves by its gradient alone, and another one has all that is kept as is meant."""
    others = [other for other in updates(update.draft) if other.weight != update.weight]
    weights = {update.weight, *(other.weight for other in others)}
    own = {name: d.value for name, d in update.draft.definitions.items() if name not in weights}
    kept = [name for name, value in own.items() if _reads(value, name)]
    states = sum(len(other.system.states) for other in others)
    own_rates = [h for h in update.system.hypers if sort_of(h.name) in (Sort.DECAY_RATE, Sort.SMALL)]
    alone = not update.system.states and not own_rates
    return alone and bool(meant.states) and 0 < len(kept) == states


def _reads(value: Node, letter: str) -> bool:
    return any(isinstance(n, Name) and n.text == letter for n in parts(value))


def _is_of_layer(slot: str) -> bool:
    return LAYER.match(slot.partition(LABEL)[2] or displayed(slot)) is not None


def _has_own_sign(name: str, text: str) -> bool:
    """Whether a line that makes a gradient takes a difference that nothing else in the text takes."""
    made = re.search(rf"^[ \t]*(?:\w+ )?{re.escape(name)}[ \t]*=(?!=)(.*)$", text, re.MULTILINE)
    if made is None:
        return False
    rest = {m.groups() for m in DIFFERENCE.finditer(text[: made.start()] + "\n" + text[made.end() :])}
    return any(m.groups() not in rest for m in DIFFERENCE.finditer(made[1])) or made[1].lstrip().startswith(
        "-"
    )


__all__ = ["is_plain_beside", "is_sibling"]
