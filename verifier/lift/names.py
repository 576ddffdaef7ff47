"""The standard names of hyperparameters: the groups of aliases and the domain that goes with each."""

from __future__ import annotations

from verifier.domain import NON_NEGATIVE, POSITIVE, REAL, UNIT, Domain

GROUPS: tuple[tuple[Domain, tuple[str, ...]], ...] = (
    (POSITIVE, ("lr", "learning_rate", "eta", "alpha")),
    (UNIT, ("beta", "beta_1", "beta1", "b1", "mu", "momentum", "rho", "gamma", "decay")),
    (UNIT, ("beta_2", "beta2", "b2")),
    (POSITIVE, ("epsilon", "eps", "e")),
    (NON_NEGATIVE, ("weight_decay", "wd", "lambda_")),
)
"""Aliases *between* two sides, never within one."""


def standard_domain(name: str) -> Domain:
    """The domain that a standard name carries; any real number for every other name."""
    return next((domain for domain, names in GROUPS if name in names), REAL)
