"""Re-checks certificates; shares no code with the prover but the multiplication of polynomials.

To be read in this order: `axioms.txt` says what operations mean, `proof` what a line of a proof may
conclude, `claim` what must be proved of two recurrences.
"""

from verifier.checker.claim import Claim, check
from verifier.checker.proof import Case, Rejected

__all__ = ["Case", "Claim", "Rejected", "check"]
