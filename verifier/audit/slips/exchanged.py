"""Default values of two decay rates that have changed places: ``beta1=0.999, beta2=0.9``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from verifier import catalogue
from verifier.audit.drafts.names import Sort, number_in, sort_of
from verifier.audit.equations.assembly import Update
from verifier.audit.judging.judge import Hit
from verifier.audit.pages.document import Stretch

_NUMBER = r"(?:\d*\.)?\d+(?:[eE]-?\d+)?"
PAIR = re.compile(
    r"(?:\bdef\s+\w+\s*\((?:[^()]|\([^()]*\)){0,2000}?|^[ \t]*(?=betas\s*:))"
    rf"\bbetas\s*(?::[^=\n]*)?=\s*\(\s*(?P<a>{_NUMBER})\s*,\s*(?P<b>{_NUMBER})\s*\)",
    re.MULTILINE,
)
"""Both decay rates at once, ``betas=(0.9, 0.999)``, by default: as a parameter, or as a field."""
APART = re.compile(r"([\w.]+)[ \t]*,[ \t]*([\w.]+)[ \t]*\)?[ \t]*=[^=\n]*\bbetas\b")
"""How a pair is taken apart, ``beta1, beta2 = betas``."""


@dataclass(frozen=True)
class Exchange:
    """Two letters of an update, each with the other's usual value."""

    letters: tuple[str, str]
    values: tuple[Fraction, Fraction]
    optimizer: str

    @property
    def fix(self) -> str:
        """What to write instead."""
        (a, b), (x, y) = self.letters, (f"{float(v):g}" for v in self.values)
        return f"{a} = {x}, {b} = {y} -> {a} = {y}, {b} = {x}"

    @property
    def why(self) -> str:
        """The exchange in words."""
        return f"by default {' and '.join(self.letters)} have each other's usual values of {self.optimizer}"

    def place(self, stretch: Stretch | None) -> tuple[int, int, int, int] | None:
        """Where the first of the values is given: line and column of its begin and of its end."""
        if stretch is None:
            return None
        found = _pair_in(stretch)
        if found is None or Fraction(found["a"]) != self.values[0]:
            letter = re.escape(re.split(r"[.\[]", self.letters[0])[-1])
            given = re.compile(rf"\b{letter}\s*(?::[^=,\n()]*)?=\s*(?P<a>{_NUMBER})")
            every = list(given.finditer(stretch.source.text[: stretch.high]))
            found = next((m for m in reversed(every) if Fraction(m["a"]) == self.values[0]), None)
        if found is None:
            return None
        return (*stretch.source.position(found.start()), *stretch.source.position(found.end()))


def exchanged(update: Update, hit: Hit, stretch: Stretch | None) -> Exchange | None:
    """The two decay rates of an update whose defaults are each other's, in the specification's numbers."""
    usual = {h.name: h.usual for h in catalogue.system(hit.form.of).hypers}
    given = {h.name: h.usual for h in update.system.hypers}
    rates = [
        (ours, given.get(ours), due)
        for ours, theirs in hit.correspondence.names.items()
        if sort_of(theirs) is Sort.DECAY_RATE and (due := usual.get(theirs)) is not None
    ]
    rates.sort(key=lambda rate: rate[0])
    pair = _pair_in(stretch) if len(rates) == 2 and stretch is not None else None
    if pair is not None and all(own is None and number_in(name) for name, own, _ in rates):
        rates = [(n, Fraction(pair[p]), due) for (n, _, due), p in zip(rates, "ab", strict=True)]
    for (a, x, due_a), (b, y, due_b) in combinations(rates, 2):
        if x is not None and y is not None and x == due_b != due_a == y:
            return Exchange((a, b), (x, y), hit.form.of)
    return None


def _pair_in(stretch: Stretch) -> re.Match[str] | None:
    """The last pair of decay rates that is given before the end of an update, if taken in that order."""
    text = stretch.source.text[: stretch.high]
    found = next(reversed(list(PAIR.finditer(text))), None)
    names = [] if found is None else APART.findall(text, found.end())
    return None if any(number_in(one) > number_in(two) for one, two in names) else found
