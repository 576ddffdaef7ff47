"""Where floating point breaks a formula that is right over the real numbers: a search, not a list."""

from verifier.hazards.finding import SEED, Hazard, Hazards, hazards
from verifier.hazards.told import lines, to_json

__all__ = ["SEED", "Hazard", "Hazards", "hazards", "lines", "to_json"]
