"""What Ruder's "Overview of gradient descent optimization algorithms" prints (2016, as later amended).

The page was not at hand: the formulas are those that are copied from it everywhere. What starts at zero
is not printed. Its Nadam is the textbook form.
"""

from dataclasses import replace

from sympy import Abs, Max, Rational, sqrt

from specs.alphabet import beta_1, beta_2, epsilon, g, lr, m, m_hat, momentum, rho, t, v, v_hat
from verifier.claim import Different, Equal, EqualWhen, NotPrinted, Version, When
from verifier.domain import POSITIVE, UNIT
from verifier.language import Eq
from verifier.letters import Parameter, Sequence
from verifier.printed import PrintedForm

KEY = "ruder"
theta = Sequence("theta", "weight")
G = Sequence("G", "sum of the squared gradients")
mean_g2 = Sequence("E_g2", "average of the squared gradients", latex="E[g^2]")
u = Sequence("u", "infinity norm")
eta = Parameter("eta", "learning rate", POSITIVE)
gamma = Parameter("gamma", "momentum", UNIT)

# What all forms of this source share.
SHARED = PrintedForm(
    of="",
    key=KEY,
    work="ruder2016",
    claim=NotPrinted(""),
    evidence="memory: the page was not at hand",
    output=theta,
    given=(g,),
    letters=((eta, lr), (gamma, momentum)),
)
AHEAD = replace(SHARED, step=((theta, t + 1),))
FIRST = Eq(m[t], beta_1 * m[t - 1] + (1 - beta_1) * g[t])
SECOND = Eq(v[t], beta_2 * v[t - 1] + (1 - beta_2) * g[t] ** 2)
MOVED = (Eq(v[t], gamma * v[t - 1] + eta * g[t]), Eq(theta[t], theta[t - 1] - v[t]))
CORRECTED = Eq(m_hat[t], m[t] / (1 - beta_1**t))
ZEROS = (Eq(m[0], 0), Eq(v[0], 0))

FORMS = (
    replace(
        SHARED,
        of="momentum",
        place="Momentum",
        claim=Equal("v is the velocity with its sign turned"),
        update=MOVED,
        assumed=(Eq(v[0], 0),),
    ),
    replace(
        SHARED,
        of="nesterov",
        place="Nesterov accelerated gradient",
        claim=Equal("v is the velocity with its sign turned"),
        gradient=theta[t - 1] - gamma * v[t - 1],
        update=MOVED,
        assumed=(Eq(v[0], 0),),
    ),
    replace(
        AHEAD,
        of="adagrad",
        place="Adagrad",
        claim=EqualWhen("epsilon stands inside the root", (When((Eq(epsilon, 0),)),)),
        update=(
            Eq(G[t], G[t - 1] + g[t] ** 2),
            Eq(theta[t + 1], theta[t] - eta / sqrt(G[t] + epsilon) * g[t]),
        ),
        assumed=(Eq(G[0], 0),),
        remarks=("G is the diagonal matrix of the sums of the squared gradients.",),
    ),
    replace(
        AHEAD,
        of="rmsprop",
        place="RMSprop",
        claim=EqualWhen("the decay is the number 0.9", (When((Eq(rho, Rational("0.9")),)),)),
        update=(
            Eq(mean_g2[t], Rational("0.9") * mean_g2[t - 1] + Rational("0.1") * g[t] ** 2),
            Eq(theta[t + 1], theta[t] - eta / sqrt(mean_g2[t] + epsilon) * g[t]),
        ),
        assumed=(Eq(mean_g2[0], 0),),
    ),
    replace(
        AHEAD,
        of="adam",
        place="Adam",
        claim=Equal("it is Algorithm 1"),
        update=(
            FIRST,
            SECOND,
            CORRECTED,
            Eq(v_hat[t], v[t] / (1 - beta_2**t)),
            Eq(theta[t + 1], theta[t] - eta / (sqrt(v_hat[t]) + epsilon) * m_hat[t]),
        ),
        assumed=ZEROS,
    ),
    replace(
        AHEAD,
        of="adamax",
        place="AdaMax",
        claim=Different("the maximum is taken with v, Adam's second moment, where the norm u is meant"),
        update=(
            CORRECTED,
            Eq(u[t], Max(beta_2 * v[t - 1], Abs(g[t]), evaluate=False)),
            Eq(theta[t + 1], theta[t] - eta / u[t] * m_hat[t]),
        ),
        assumed=(FIRST, SECOND, *ZEROS, Eq(u[0], 0)),
        repair=Version(
            says="with the norm u for v",
            claim=Equal("it is Algorithm 2"),
            update=(Eq(u[t], Max(beta_2 * u[t - 1], Abs(g[t]), evaluate=False)),),
        ),
    ),
    replace(
        AHEAD,
        of="amsgrad",
        place="AMSGrad",
        claim=EqualWhen("an epsilon is added to the root", (When((Eq(epsilon, 0),)),)),
        update=(
            FIRST,
            SECOND,
            Eq(v_hat[t], Max(v_hat[t - 1], v[t], evaluate=False)),
            Eq(theta[t + 1], theta[t] - eta / (sqrt(v_hat[t]) + epsilon) * m[t]),
        ),
        assumed=(*ZEROS, Eq(v_hat[0], 0)),
    ),
)
