"""Names of hyperparameters in documents: what kind of quantity a letter is, and its domain."""

from __future__ import annotations

import re
from enum import Enum
from functools import cache

from verifier.audit.drafts.slots import displayed
from verifier.domain import NON_NEGATIVE, POSITIVE, REAL, UNIT, Domain


class Sort(Enum):
    """What kind of quantity a hyperparameter is."""

    RATE = "rate"
    DECAY_RATE = "decay rate"
    SMALL = "small constant"
    WEIGHT_DECAY = "weight decay"
    OTHER = "other"


_SORTS: tuple[tuple[Sort, re.Pattern[str]], ...] = tuple(
    (sort, re.compile(pattern, re.IGNORECASE))
    for sort, pattern in (
        (Sort.SMALL, r"eps\w*|e|epsilon\w*|varepsilon|delta|fuzz|ε|ϵ|small\w*|xi"),
        (Sort.WEIGHT_DECAY, r"wd|weight_?decay\w*|lambda_?|lambd|lam|l2\w*|λ|reg(?:_?param)?|decay_coeff?"),
        (
            Sort.RATE,
            r"lr\w*|\w*_lr|(base_?|initial_?)?learning_?rate\w*|\w*_?learning_?rate|eta|alpha|a|step_?size|stepsize|η|α|rate",
        ),
        (
            Sort.DECAY_RATE,
            r"beta_?\d?|b_?\d|mu|momentum\d?|mom|rho_?\d?|gamma_?\d?|decay(_?rate)?\w?\d?|betas\[\d\]|friction|nu|"
            r"β\w?|ρ\w?|γ\w?|μ|forget\w*|smoothing|discount\w*|\w*momentum\w*|beta\w*",
        ),
    )
)
_DOMAINS = {
    Sort.RATE: POSITIVE,
    Sort.DECAY_RATE: UNIT,
    Sort.SMALL: POSITIVE,
    Sort.WEIGHT_DECAY: NON_NEGATIVE,
    Sort.OTHER: REAL,
}


@cache
def sort_of(name: str) -> Sort:
    """What kind of quantity a hyperparameter of that name usually is."""
    return next((sort for sort, pattern in _SORTS if pattern.fullmatch(name)), Sort.OTHER)


OTHERWISE = re.compile(
    r"bias|corr|adjust|adapt|trust|effective|scale|line|search|layer|local|beta|moment|norm|param|backtrack|ratio",
    re.IGNORECASE,
)
"""Words in the names of what makes a rate of the update's own states, or for one layer."""


def is_given_rate(name: str) -> bool:
    """Whether what a function of that name gives is the rate, and holds no correction: ``step_size(i)``."""
    return sort_of(name) is Sort.RATE and OTHERWISE.search(name) is None


def domain_of(name: str) -> Domain:
    """The numbers that such a hyperparameter may be."""
    return _DOMAINS[sort_of(name)]


@cache
def number_in(name: str) -> str:
    """The 1 or 2 of ``beta_1``, ``b2``, ``betas[0]`` (the first); empty where there is none."""
    found = re.fullmatch(r".*\[(\d)\]|.*?_?(\d)", name)
    if found is None:
        return ""
    return str(int(found[1]) + 1) if found[1] is not None else found[2]


def plain(letter: str) -> str:
    """A letter as it is shown: without the record that holds it."""
    return displayed(letter)
