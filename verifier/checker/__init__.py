"""Re-checks certificates; shares no code with the prover but the multiplication of polynomials.

`proof` checks proofs, `claim` says what must be proved for two optimizers to be the same, `terms`
holds the terms that both speak of.
"""

from verifier.checker.claim import Claim, Obligation, check
from verifier.checker.meaning import Rejected
from verifier.checker.proof import Case

__all__ = ["Case", "Claim", "Obligation", "Rejected", "check"]
