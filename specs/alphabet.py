"""The alphabet: every letter of the specifications once, with its meaning and its domain."""

from verifier.domain import NON_NEGATIVE, POSITIVE, UNIT
from verifier.letters import Parameter, Sequence, t

# The weight, the gradient, and what is given from outside.
w = Sequence("w", "weight")
g = Sequence("g", "gradient")
lr = Sequence("lr", "learning rate", POSITIVE, latex=r"\eta")

# States.
m = Sequence("m", "first moment")
v = Sequence("v", "second moment")
m_hat = Sequence("m_hat", "first moment, corrected for its bias", latex=r"\hat{m}")
v_hat = Sequence("v_hat", "second moment, corrected for its bias", latex=r"\hat{v}")

# Hyperparameters.
beta_1 = Parameter("beta_1", "decay rate of the first moment", UNIT)
beta_2 = Parameter("beta_2", "decay rate of the second moment", UNIT)
epsilon = Parameter("epsilon", "small constant in the denominator", POSITIVE)
weight_decay = Parameter("weight_decay", "weight decay", NON_NEGATIVE, latex=r"\lambda")

__all__ = ["beta_1", "beta_2", "epsilon", "g", "lr", "m", "m_hat", "t", "v", "v_hat", "w", "weight_decay"]
