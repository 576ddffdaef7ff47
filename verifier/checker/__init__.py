"""Re-checks certificates; shares no code with the prover but the multiplication of polynomials.

To be read in this order: `meaning` says what terms are, `proof` what a line of a proof may conclude,
`claim` what must be proved of two recurrences.
"""

from verifier.checker.claim import Claim, Obligation, check
from verifier.checker.meaning import Rejected
from verifier.checker.proof import Case

__all__ = ["Case", "Claim", "Obligation", "Rejected", "check"]
