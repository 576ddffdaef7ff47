"""The alphabet: every letter of the specifications once, with its meaning and its domain."""

from fractions import Fraction

from verifier.domain import NON_NEGATIVE, POSITIVE, UNIT, Domain
from verifier.letters import Parameter, Sequence, t

FROM_0_TO_1 = Domain(Fraction(0), Fraction(1))
BETWEEN_0_AND_1 = Domain(Fraction(0), Fraction(1), lower_open=True, upper_open=True)
ABOVE_1 = Domain(Fraction(1), lower_open=True)

# The weight, the gradient, and what is given from outside.
w = Sequence("w", "weight")
g = Sequence("g", "gradient")
lr = Sequence("lr", "learning rate", POSITIVE, latex=r"\alpha")
eta = Sequence("eta", "multiplier of the schedule", NON_NEGATIVE, latex=r"\eta")
norm = Sequence("norm", "norm of the gradient of the layer", POSITIVE, latex=r"\lVert g \rVert")

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
g_last = Sequence("g_last", "gradient of the step before", latex=r"g^{-}")
change = Sequence("change", "change of the gradient since the step before", latex=r"\Delta g")
trend = Sequence("trend", "average of the changes of the gradient", latex="d")
trend_hat = Sequence("trend_hat", "average of the changes, corrected for its bias", latex=r"\hat{d}")
slow = Sequence("slow", "slow average of the gradients", latex="s")
adaptive = Sequence("adaptive", "factor of the adaptive rate", latex="l")
x = Sequence("x", "iterate at which the gradient is asked, beside the weight")

# Steps.
size = Sequence("size", "size of the step", latex=r"\eta")
g_kept = Sequence("g_kept", "gradient of the last step, 0 after a change of its sign", latex=r"\bar{g}")
velocity = Sequence("velocity", "velocity: the step, with the rate inside", latex="v")
delta = Sequence("delta", "step", latex=r"\Delta")
d = Sequence("d", "average of the squared steps", latex="d")

# Leaders and averages of iterates.
z = Sequence("z", "iterate, or sum of adjusted gradients, from which the weight follows")
n = Sequence("n", "sum of the squared gradients of the coordinate")
sigma = Sequence("sigma", "difference of the inverse rates", latex=r"\sigma")
average = Sequence("average", "mean of the iterates, to be evaluated", latex="x")
c_share = Sequence("c_share", "share of the iterate in the mean", latex="c")

# Schedules: functions of the step number.
mu = Sequence("mu", "schedule of the momentum", UNIT, latex=r"\mu")
P = Sequence("P", "product of the schedule of the momentum", latex="P")
length_max = Sequence("length_max", "limit of the length of the moving average", latex=r"\rho^{\infty}")
length = Sequence("length", "length of the simple moving average that is approximated", latex=r"\rho")
gamma = Sequence("gamma", "rate with the correction for the bias in it", latex=r"\gamma")
gamma_squares = Sequence("gamma_squares", "sum of the squared rates", latex=r"\Gamma")
r = Sequence("r", "rectification of the variance")

# Hyperparameters.
momentum = Parameter("momentum", "momentum coefficient", UNIT, latex=r"\mu")
rho = Parameter("rho", "decay rate of an average", UNIT, latex=r"\rho")
beta_1 = Parameter("beta_1", "decay rate of the first moment", UNIT)
beta_2 = Parameter("beta_2", "decay rate of the second moment", UNIT)
beta_3 = Parameter("beta_3", "decay rate of a third average", UNIT)
mix = Parameter("mix", "how many times the slow average enters", NON_NEGATIVE, latex=r"\kappa")
nu = Parameter("nu", "share of the average in the step", FROM_0_TO_1, latex=r"\nu")
nu_1 = Parameter("nu_1", "share of the first moment in the step", FROM_0_TO_1, latex=r"\nu_{1}")
nu_2 = Parameter("nu_2", "share of the second moment in the step", FROM_0_TO_1, latex=r"\nu_{2}")
epsilon = Parameter("epsilon", "small constant in the denominator", POSITIVE)
beta = Parameter("beta", "constant in the rate", POSITIVE, latex=r"\beta")
l1 = Parameter("l1", "strength of the absolute value", NON_NEGATIVE, latex=r"\lambda_{1}")
l2 = Parameter("l2", "strength of the square", NON_NEGATIVE, latex=r"\lambda_{2}")
etas_1 = Parameter("etas_1", "factor of the size when the sign turns", BETWEEN_0_AND_1, latex=r"\eta^{-}")
etas_2 = Parameter("etas_2", "factor of the size while the sign stays", ABOVE_1, latex=r"\eta^{+}")
step_sizes_1 = Parameter("step_sizes_1", "smallest size", POSITIVE, latex=r"\eta^{\min}")
step_sizes_2 = Parameter("step_sizes_2", "largest size", POSITIVE, latex=r"\eta^{\max}")
weight_decay = Parameter("weight_decay", "weight decay", NON_NEGATIVE, latex=r"\lambda")

__all__ = [
    "G",
    "P",
    "adaptive",
    "average",
    "belief",
    "belief_hat",
    "beta",
    "beta_1",
    "beta_2",
    "beta_3",
    "c",
    "c_share",
    "change",
    "d",
    "delta",
    "epsilon",
    "eta",
    "etas_1",
    "etas_2",
    "g",
    "g_hat",
    "g_kept",
    "g_last",
    "gamma",
    "gamma_squares",
    "l1",
    "l2",
    "length",
    "length_max",
    "lr",
    "m",
    "m_bar",
    "m_hat",
    "mix",
    "momentum",
    "mu",
    "n",
    "norm",
    "nu",
    "nu_1",
    "nu_2",
    "r",
    "rho",
    "s",
    "sigma",
    "size",
    "slow",
    "step_sizes_1",
    "step_sizes_2",
    "t",
    "trend",
    "trend_hat",
    "u",
    "v",
    "v_hat",
    "v_max",
    "velocity",
    "w",
    "weight_decay",
    "x",
    "z",
]
