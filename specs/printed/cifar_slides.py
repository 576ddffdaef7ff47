"""What the slides "Neural Network Optimizers on Keras" print.

They write ``theta[t+1] = theta[t] - …``, so that their ``t+1`` is our step for the weight, and ``t``
for everything else. They print no first value.
"""

from sympy import Abs, Max, sqrt

from specs.alphabet import G, beta_1, beta_2, epsilon, g, m, rho, t, u, v
from specs.alphabet import lr as rate
from specs.printed.keras import initial_accumulator_value
from verifier.claim import (
    Ambiguous,
    Different,
    Equal,
    EqualWhen,
    Incomplete,
    NotPrinted,
    Quote,
    Slip,
    Version,
    When,
)
from verifier.domain import POSITIVE, UNIT
from verifier.language import Eq
from verifier.letters import Parameter, Sequence
from verifier.printed import PrintedForm

KEY = "cifar-slides"

learning_rate = Parameter("learning_rate", "learning rate", POSITIVE)
eta = Parameter("eta", "learning rate", POSITIVE)
gamma = Parameter("gamma", "decay rate", UNIT)
p = Parameter("p", "order of the norm", POSITIVE)
W = Sequence("W", "weight")
nabla_C = Sequence("nabla_C", "gradient of the cost", latex=r"\nabla C")
theta = Sequence("theta", "weight")
mean_g2 = Sequence("E_g2", "average of the squared gradients", latex=r"E[g^2]")
mean_step2 = Sequence("E_step2", "average of the squared steps", latex=r"E[\Delta\theta^2]")
rms_g = Sequence("RMS_g", "root mean square of the gradients", latex=r"\mathrm{RMS}[g]")
step = Sequence("Delta_theta", "step", latex=r"\Delta\theta")

NEXT_WEIGHT = ((theta, t + 1),)
INSTEAD = "Delta theta still has the rate eta where Adadelta has the root mean square of the steps"

FORMS = (
    PrintedForm(
        of="sgd",
        key=KEY,
        claim=Equal("new is t and old is t-1"),
        quotes=(Quote("\\text{Learning Rate} * \\nabla C(\\mathbf{w}_{\\text{old}})", line=16),),
        remarks=("W and w are one letter here.",),
        output=W,
        given=(nabla_C,),
        update=(Eq(W[t], W[t - 1] - learning_rate * nabla_C[t]),),
        letters=((learning_rate, rate),),
        beside=(("sgd/keras", Equal("it is the same rule")),),
    ),
    PrintedForm(
        of="momentum",
        key=KEY,
        claim=NotPrinted("the slide has a picture and no formula"),
        quotes=(Quote("SGD with momentum", line=49),),
    ),
    PrintedForm(
        of="rmsprop",
        key=KEY,
        claim=NotPrinted("the slide has words and no formula"),
        quotes=(Quote("Weigh the more recent", line=76),),
    ),
    PrintedForm(
        of="sgd",
        key=KEY,
        claim=Equal("their t+1 is our t"),
        quotes=(
            Quote("\\nabla_{\\theta_i} J(\\theta_{t,i})", line=105),
            Quote("\\eta \\cdot g_{t,i}", line=107),
        ),
        output=theta,
        given=(g,),
        step=NEXT_WEIGHT,
        update=(Eq(theta[t + 1], theta[t] - eta * g[t]),),
        letters=((eta, rate),),
        beside=(("sgd/keras", Equal("it is the same rule")),),
    ),
    PrintedForm(
        of="adagrad",
        key=KEY,
        claim=Equal("epsilon stands outside the root, as Duchi and others have it"),
        quotes=(
            Quote("(\\sqrt{G_{t,i}} + \\epsilon)", line=109),
            Quote("sum of squares of all gradients", line=111),
        ),
        output=theta,
        given=(g,),
        step=NEXT_WEIGHT,
        update=(Eq(theta[t + 1], theta[t] - eta / (sqrt(G[t]) + epsilon) * g[t]),),
        assumed=(Eq(G[t], G[t - 1] + g[t] ** 2), Eq(G[0], 0)),
        letters=((eta, rate),),
        beside=(
            (
                "adagrad/keras",
                EqualWhen(
                    "Keras has epsilon inside the root and a first value of 0.1",
                    (When((Eq(epsilon, 0), Eq(initial_accumulator_value, 0))),),
                ),
            ),
        ),
        remarks=(
            "G is defined in words, line 111: the sum of the squares until time t, which is read as with t.",
        ),
    ),
    PrintedForm(
        of="sgd",
        key=KEY,
        claim=Equal("the step has a name"),
        quotes=(Quote("-\\eta \\cdot g_{t,i}", line=123), Quote("\\theta_t + \\Delta\\theta_t", line=125)),
        output=theta,
        given=(g,),
        step=NEXT_WEIGHT,
        update=(Eq(step[t], -eta * g[t]), Eq(theta[t + 1], theta[t] + step[t])),
        letters=((eta, rate),),
        beside=(("sgd/keras", Equal("it is the same rule")),),
    ),
    PrintedForm(
        of="adadelta",
        key=KEY,
        claim=Different(INSTEAD),
        quotes=(
            Quote("\\gamma E[g^2]_{t-1} + (1-\\gamma)g_t^2", line=121),
            Quote("\\theta_t + \\Delta\\theta_t", line=125),
            Quote("(\\sqrt{E[g^2]_t + \\epsilon})", line=127),
        ),
        output=theta,
        given=(g,),
        step=NEXT_WEIGHT,
        update=(
            Eq(mean_g2[t], gamma * mean_g2[t - 1] + (1 - gamma) * g[t] ** 2),
            Eq(step[t], -eta / sqrt(mean_g2[t] + epsilon) * g[t]),
            Eq(theta[t + 1], theta[t] + step[t]),
        ),
        assumed=(Eq(mean_g2[0], 0),),
        letters=((eta, rate), (gamma, rho)),
        beside=(
            ("adadelta/keras", Different(INSTEAD)),
            ("rmsprop", Equal("with the rate eta it is RMSprop")),
        ),
    ),
    PrintedForm(
        of="adadelta",
        key=KEY,
        claim=Ambiguous("line 131 divides by RMS[g_t] with the index inside, and defines no RMS of g"),
        quotes=(
            Quote("\\gamma E[g^2]_{t-1} + (1-\\gamma)g_t^2", line=121),
            Quote("\\theta_t + \\Delta\\theta_t", line=125),
            Quote("(1-\\gamma)\\Delta\\theta_t^2", line=129),
            Quote("(RMS[\\Delta\\theta]_{t-1} / RMS[g_t])", line=131),
        ),
        output=theta,
        given=(g,),
        step=NEXT_WEIGHT,
        update=(
            Eq(mean_g2[t], gamma * mean_g2[t - 1] + (1 - gamma) * g[t] ** 2),
            Eq(mean_step2[t], gamma * mean_step2[t - 1] + (1 - gamma) * step[t] ** 2),
            Eq(step[t], -(sqrt(mean_step2[t - 1] + epsilon) / rms_g[t]) * g[t]),
            Eq(theta[t + 1], theta[t] + step[t]),
        ),
        assumed=(Eq(mean_g2[0], 0), Eq(mean_step2[0], 0)),
        letters=((gamma, rho),),
        remarks=("RMS[Delta theta]_(t-1) is written out as line 131 defines it.",),
        readings=(
            Version(
                says="RMS[g_t] is RMS[g]_t, the root of E[g^2]_t + epsilon",
                claim=Equal("it is Zeiler's Algorithm 1"),
                update=(Eq(rms_g[t], sqrt(mean_g2[t] + epsilon)),),
                beside=(
                    (
                        "adadelta/keras",
                        EqualWhen("Keras multiplies by a rate", (When((Eq(rate[t], 1),)),)),
                    ),
                ),
            ),
            Version(
                says="RMS[g_t] is that of the one gradient g_t, the root of g_t^2 + epsilon",
                claim=Different("the average of the squared gradients is not used", (When((Eq(rho, 0),)),)),
                update=(Eq(rms_g[t], sqrt(g[t] ** 2 + epsilon)),),
                beside=(("adadelta/keras", Different("the average of the squared gradients is not used")),),
            ),
        ),
    ),
    PrintedForm(
        of="adam",
        key=KEY,
        claim=Incomplete(
            "the second moment alone: no first moment, no correction, no weight step", ("theta", "v[0]")
        ),
        quotes=(Quote("v_{t-1} + (1 - \\beta_2) |g_t|^2", line=137),),
        output=theta,
        given=(g,),
        step=NEXT_WEIGHT,
        update=(Eq(v[t], beta_2 * v[t - 1] + (1 - beta_2) * Abs(g[t]) ** 2),),
        slips=(
            Slip(
                quote=Quote("$|g_t|_2$", line=135),
                printed=Abs(g[t]),
                meant=Abs(g[t]) ** 2,
                because="the exponent has become the index of a norm",
            ),
        ),
    ),
    PrintedForm(
        of="adamax",
        key=KEY,
        claim=Incomplete(
            "a mean of p-th powers, with no weight step; for infinite p (line 145) it has lost its p-th root",
            ("theta", "v[0]"),
        ),
        quotes=(
            Quote("\\beta_2^p v_{t-1} + (1 - \\beta_2^p) |g_t|^p", line=141),
            Quote("\\beta_2^\\infty", line=145),
        ),
        output=theta,
        given=(g,),
        step=NEXT_WEIGHT,
        update=(Eq(v[t], beta_2**p * v[t - 1] + (1 - beta_2**p) * Abs(g[t]) ** p),),
    ),
    PrintedForm(
        of="adamax",
        key=KEY,
        claim=Different(
            "the maximum is taken with v[t-1], the second moment of line 137, where u[t-1] is meant; and the "
            "first moment is not corrected for its bias",
            (When((Eq(beta_1, 0), Eq(beta_2, 0))),),
        ),
        quotes=(
            Quote("(1 - \\beta_2) |g_t|^2", line=137),
            Quote("\\max(\\beta_2 \\cdot v_{t-1}, |g_t|)", line=145),
            Quote("(\\eta / u_t) * m_t", line=149),
            Quote("\\beta_1 m_{t-1} + (1 - \\beta_1) g_t", line=152),
        ),
        output=theta,
        given=(g,),
        step=NEXT_WEIGHT,
        update=(
            Eq(v[t], beta_2 * v[t - 1] + (1 - beta_2) * Abs(g[t]) ** 2),
            Eq(u[t], Max(beta_2 * v[t - 1], Abs(g[t]), evaluate=False)),
            Eq(m[t], beta_1 * m[t - 1] + (1 - beta_1) * g[t]),
            Eq(theta[t + 1], theta[t] - (eta / u[t]) * m[t]),
        ),
        assumed=(Eq(m[0], 0), Eq(v[0], 0), Eq(u[0], 0)),
        letters=((eta, rate),),
        beside=(("adamax/keras", Different("v for u, no bias correction, no epsilon")),),
        repair=Version(
            says="with u[t-1] for v[t-1]",
            claim=EqualWhen(
                "the first moment is not corrected for its bias",
                (When((Eq(beta_1, 0),)), When(other=((rate, rate[t] * (1 - beta_1**t)),))),
            ),
            update=(Eq(u[t], Max(beta_2 * u[t - 1], Abs(g[t]), evaluate=False)),),
            beside=(
                (
                    "adamax/keras",
                    EqualWhen(
                        "no bias correction and no epsilon",
                        (
                            When((Eq(beta_1, 0), Eq(epsilon, 0))),
                            When((Eq(epsilon, 0),), other=((rate, rate[t] * (1 - beta_1**t)),)),
                        ),
                    ),
                ),
            ),
        ),
    ),
)
