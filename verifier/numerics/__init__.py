"""Numbers: how far kernels are from each other and from the exact step, and how far they may be."""

from verifier.numerics.battery import BATTERY, CAMPAIGN, Plan, battery, campaign
from verifier.numerics.runs import apart

__all__ = ["BATTERY", "CAMPAIGN", "Plan", "apart", "battery", "campaign"]
