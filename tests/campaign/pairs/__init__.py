"""Pairs of formula files with known truth, as they come up in bug reports, papers and documentation."""

from tests.campaign.pairs.adam import ADAM_PAIRS
from tests.campaign.pairs.adaptive import ADAPTIVE
from tests.campaign.pairs.momentum import DECAY, MOMENTUM
from tests.campaign.pairs.record import Pair

PAIRS: tuple[Pair, ...] = (*MOMENTUM, *DECAY, *ADAM_PAIRS, *ADAPTIVE)

__all__ = ["PAIRS", "Pair"]
