"""The alphabet: every letter of the specifications once, with its meaning and its domain."""

from fractions import Fraction

from verifier.domain import NON_NEGATIVE, POSITIVE, UNIT, Domain
from verifier.letters import Parameter, Sequence, t

FROM_0_TO_1 = Domain(Fraction(0), Fraction(1))

# The weight, the gradient, and what is given from outside.
w = Sequence("w", "weight")
g = Sequence("g", "gradient")
lr = Sequence("lr", "learning rate", POSITIVE, latex=r"\alpha")
eta = Sequence("eta", "multiplier of the schedule", NON_NEGATIVE, latex=r"\eta")

# Averages and sums of gradients.
m = Sequence("m", "first moment")
v = Sequence("v", "second moment")
m_hat = Sequence("m_hat", "first moment, corrected for its bias", latex=r"\hat{m}")
v_hat = Sequence("v_hat", "second moment, corrected for its bias", latex=r"\hat{v}")
v_max = Sequence("v_max", "largest second moment so far", latex=r"v^{\max}")
g_hat = Sequence("g_hat", "gradient, corrected for the bias of its average", latex=r"\hat{g}")
m_bar = Sequence("m_bar", "first moment with one step of look-ahead", latex=r"\bar{m}")
u = Sequence("u", "exponentially weighted infinity norm")
G = Sequence("G", "sum of the squared gradients")
s = Sequence("s", "Euclidean norm of the gradients so far")
c = Sequence("c", "interpolation of first moment and gradient")

belief = Sequence("belief", "second moment about the first", latex="s")
belief_hat = Sequence("belief_hat", "second moment about the first, corrected for its bias", latex=r"\hat{s}")
adaptive = Sequence("adaptive", "factor of the adaptive rate", latex="l")
x = Sequence("x", "iterate at which the gradient is asked, beside the weight")

# Steps.
velocity = Sequence("velocity", "velocity: the step, with the rate inside", latex="v")
delta = Sequence("delta", "step", latex=r"\Delta")
d = Sequence("d", "average of the squared steps", latex="d")

# Schedules: functions of the step number.
mu = Sequence("mu", "schedule of the momentum", UNIT, latex=r"\mu")
P = Sequence("P", "product of the schedule of the momentum", latex="P")
length_max = Sequence("length_max", "limit of the length of the moving average", latex=r"\rho^{\infty}")
length = Sequence("length", "length of the simple moving average that is approximated", latex=r"\rho")
r = Sequence("r", "rectification of the variance")

# Hyperparameters.
momentum = Parameter("momentum", "momentum coefficient", UNIT, latex=r"\mu")
rho = Parameter("rho", "decay rate of an average", UNIT, latex=r"\rho")
beta_1 = Parameter("beta_1", "decay rate of the first moment", UNIT)
beta_2 = Parameter("beta_2", "decay rate of the second moment", UNIT)
nu = Parameter("nu", "share of the average in the step", FROM_0_TO_1, latex=r"\nu")
nu_1 = Parameter("nu_1", "share of the first moment in the step", FROM_0_TO_1, latex=r"\nu_{1}")
nu_2 = Parameter("nu_2", "share of the second moment in the step", FROM_0_TO_1, latex=r"\nu_{2}")
epsilon = Parameter("epsilon", "small constant in the denominator", POSITIVE)
weight_decay = Parameter("weight_decay", "weight decay", NON_NEGATIVE, latex=r"\lambda")

__all__ = [
    "G",
    "P",
    "adaptive",
    "belief",
    "belief_hat",
    "beta_1",
    "beta_2",
    "c",
    "d",
    "delta",
    "epsilon",
    "eta",
    "g",
    "g_hat",
    "length",
    "length_max",
    "lr",
    "m",
    "m_bar",
    "m_hat",
    "momentum",
    "mu",
    "nu",
    "nu_1",
    "nu_2",
    "r",
    "rho",
    "s",
    "t",
    "u",
    "v",
    "v_hat",
    "v_max",
    "velocity",
    "w",
    "weight_decay",
    "x",
]
