"""Pairs of formula files with known truth, as they come up in bug reports, papers and documentation."""

from tests.campaign.pairs.adam import ADAM_PAIRS
from tests.campaign.pairs.adamw import ADAMW_PAIRS
from tests.campaign.pairs.adaptive import ADAPTIVE
from tests.campaign.pairs.asked import ASKED
from tests.campaign.pairs.constants import CONSTANTS
from tests.campaign.pairs.decay import DECAY
from tests.campaign.pairs.kin import KIN
from tests.campaign.pairs.libraries import LIBRARY_PAIRS
from tests.campaign.pairs.momentum import MOMENTUM
from tests.campaign.pairs.papers import PAPERS
from tests.campaign.pairs.record import Pair
from tests.campaign.pairs.relatives import RELATIVES
from tests.campaign.pairs.reported import REPORTED
from tests.campaign.pairs.reworded import REWORDED
from tests.campaign.pairs.schedules import SCHEDULES
from tests.campaign.pairs.steps import STEPS
from tests.campaign.pairs.variants import VARIANTS

PAIRS: tuple[Pair, ...] = (
    *MOMENTUM,
    *DECAY,
    *ADAM_PAIRS,
    *ADAMW_PAIRS,
    *KIN,
    *ADAPTIVE,
    *STEPS,
    *LIBRARY_PAIRS,
    *VARIANTS,
    *RELATIVES,
    *ASKED,
    *SCHEDULES,
    *PAPERS,
    *REPORTED,
    *REWORDED,
    *CONSTANTS,
)

__all__ = ["PAIRS", "Pair"]
