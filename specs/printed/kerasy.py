"""What the page "Optimizers" of the documentation of Kerasy prints.

Line 70 defines the gradient ``g^t`` at ``w^(t-1)``, and every rule of the page moves ``w^t`` to
``w^(t+1)`` by it. Read as it is written, every gradient is one step old and the second weight does
not follow from the first. Each form is judged as written, and again with ``g^t`` taken at ``w^t``.
"""

from dataclasses import replace

from sympy import Abs, Max, sqrt

from specs.alphabet import beta_1, beta_2, epsilon, g, m, m_hat, momentum, rho, t, v, v_hat, velocity, w
from specs.alphabet import lr as rate
from specs.printed.keras import initial_accumulator_value
from specs.printed.keras_moments import OTHER_ROOT
from verifier.claim import (
    Ambiguous,
    Different,
    Equal,
    EqualWhen,
    Incomplete,
    NotPrinted,
    Quote,
    Version,
    When,
)
from verifier.domain import POSITIVE, UNIT
from verifier.language import Eq
from verifier.letters import Parameter, Sequence
from verifier.printed import PrintedForm

KEY = "kerasy"
OLD = "line 70 takes g^t at w^(t-1), and the rule moves w^t by it: every gradient is one step old"
MENDED = "with g^t taken at w^t"
AHEAD = "the variable of Keras is one momentum step ahead"

lr = Parameter("lr", "learning rate", POSITIVE)
eta = Parameter("eta", "learning rate", POSITIVE)
varepsilon = Parameter("varepsilon", "small constant", POSITIVE)
gamma = Parameter("gamma", "decay rate", UNIT)
mu = Parameter("mu", "momentum", UNIT)
p = Parameter("p", "order of the norm, for which the page writes infinity", POSITIVE)
s = Sequence("s", "average of the squared steps")
delta_w = Sequence("Delta_w", "step")
theta = Sequence("theta", "weight")

GRADIENT = Quote("\\left(\\mathbf{w}^{t-1}\\right)", line=70)
CORRECTED = Quote("\\hat{m}_{i}^{t} &=\\frac{m_{i}^{t}}{1-\\beta_{1}^{t}}", line=151)
VELOCITY = Eq(v[t], momentum * v[t - 1] - lr * g[t])

# What the rules of the page share: the gradient one step back, and the first two weights alike.
SHARED = PrintedForm(
    of="",
    key=KEY,
    claim=Different(OLD),
    output=w,
    given=(g,),
    step=((w, t + 1),),
    gradient=w[t - 1],
    assumed=(Eq(w[0], w[1]),),
)

# m-hat is not defined in the section on Adamax; it is that of Adam's, line 151.
MOMENT_OF_ADAM = (
    Eq(m_hat[t], m[t] / (1 - beta_1**t)),
    Eq(m[t], beta_1 * m[t - 1] + (1 - beta_1) * g[t]),
    Eq(m[0], 0),
)

FORMS = (
    replace(
        SHARED,
        of="momentum",
        quotes=(GRADIENT, Quote("w_{i}^{t} + v_{i}^{t} & (\\text{vanilla momentum})", line=80)),
        initial=(Eq(v[0], 0),),
        update=(VELOCITY, Eq(w[t + 1], w[t] + v[t])),
        beside=(("momentum/keras", Different(OLD)),),
        repair=Version(
            says=MENDED,
            claim=Equal("v is the velocity"),
            gradient=w[t],
            beside=(("momentum/keras", Equal("v is the buffer")),),
        ),
    ),
    replace(
        SHARED,
        of="nesterov",
        claim=Ambiguous("v stands without its index in the second case of line 80"),
        quotes=(GRADIENT, Quote("\\text{momentum}\\ast v - \\text{lr}", line=80)),
        initial=(Eq(v[0], 0),),
        update=(VELOCITY,),
        readings=(
            Version(
                says="v is v^t",
                claim=Different(OLD),
                update=(Eq(w[t + 1], w[t] + momentum * v[t] - lr * g[t]),),
                beside=(("nesterov/keras", Different(OLD)),),
                repair=Version(
                    says=MENDED,
                    claim=Equal("its w is one momentum step ahead", weights=w[t] + momentum * velocity[t]),
                    gradient=w[t],
                    beside=(("nesterov/keras", Equal("they are the same two lines")),),
                ),
            ),
            Version(
                says="v is v^(t-1)",
                claim=Different(OLD),
                update=(Eq(w[t + 1], w[t] + momentum * v[t - 1] - lr * g[t]),),
                beside=(("nesterov/keras", Different(OLD)),),
                repair=Version(
                    says=MENDED,
                    claim=Different("momentum * v^(t-1) - lr * g^t is v^t: this is momentum alone"),
                    gradient=w[t],
                    beside=(("momentum", Equal("momentum * v^(t-1) - lr * g^t is v^t")),),
                ),
            ),
        ),
    ),
    replace(
        SHARED,
        of="adagrad",
        quotes=(GRADIENT, Quote("\\sqrt{v_{i}^{t}+\\varepsilon}", line=98)),
        initial=(Eq(v[0], 0),),
        update=(
            Eq(v[t], v[t - 1] + g[t] ** 2),
            Eq(w[t + 1], w[t] - eta / sqrt(v[t] + varepsilon) * g[t]),
        ),
        letters=((eta, rate), (varepsilon, epsilon)),
        beside=(("adagrad/keras", Different(OLD)),),
        repair=Version(
            says=MENDED,
            claim=EqualWhen("epsilon stands inside the root", (When((Eq(epsilon, 0),)),)),
            gradient=w[t],
            beside=(
                ("adagrad/keras", EqualWhen("v starts at 0", (When((Eq(initial_accumulator_value, 0),)),))),
            ),
        ),
    ),
    PrintedForm(
        of="adagrad",
        key=KEY,
        claim=Incomplete("the closed form of v^t alone, with no weight step", ("w",)),
        quotes=(Quote("\\left(g_{i}^{t-2}\\right)^{2}+\\cdots & \\text{(Adagrad)}", line=118),),
        output=w,
        given=(g,),
    ),
    replace(
        SHARED,
        of="rmsprop",
        quotes=(GRADIENT, Quote("\\gamma v_{i}^{t-1}+(1-\\gamma)\\left(g_{i}^{t}\\right)^{2}", line=114)),
        initial=(Eq(v[0], 0),),
        update=(
            Eq(v[t], gamma * v[t - 1] + (1 - gamma) * g[t] ** 2),
            Eq(w[t + 1], w[t] - eta / sqrt(v[t] + varepsilon) * g[t]),
        ),
        letters=((eta, rate), (varepsilon, epsilon), (gamma, rho)),
        beside=(("rmsprop/keras", Different(OLD)),),
        repair=Version(
            says=MENDED,
            claim=Equal("epsilon is inside the root, as Graves prints it"),
            gradient=w[t],
            beside=(("rmsprop/keras", Equal("epsilon is inside the root there too")),),
        ),
    ),
    PrintedForm(
        of="rmsprop",
        key=KEY,
        claim=Incomplete("the closed form of v^t alone, with no weight step", ("w",)),
        quotes=(Quote("\\sum_{l=1}^{t} \\gamma^{t-l}", line=118),),
        output=w,
        given=(g,),
    ),
    replace(
        SHARED,
        of="adadelta",
        quotes=(
            GRADIENT,
            Quote("\\left(\\Delta w_{i}^{t-1}\\right)^{2} & \\left(s_i^0=0\\right)", line=133),
        ),
        initial=(Eq(v[0], 0), Eq(s[0], 0)),
        update=(
            Eq(v[t], gamma * v[t - 1] + (1 - gamma) * g[t] ** 2),
            Eq(s[t], gamma * s[t - 1] + (1 - gamma) * delta_w[t - 1] ** 2),
            Eq(delta_w[t], -sqrt(s[t] + epsilon) / sqrt(v[t] + epsilon) * g[t]),
            Eq(w[t + 1], w[t] + delta_w[t]),
        ),
        assumed=(*SHARED.assumed, Eq(delta_w[0], 0)),
        letters=((gamma, rho),),
        beside=(("adadelta/keras", Different(OLD)),),
        repair=Version(
            says=MENDED,
            claim=Equal("the average of the squared steps is gamma*s + (1 - gamma)*Delta_w**2"),
            gradient=w[t],
            beside=(
                ("adadelta/keras", EqualWhen("it has no rate, as line 128 has", (When((Eq(rate[t], 1),)),))),
            ),
        ),
        remarks=("The first step, Delta w^0, is not printed; s^1 reads it.",),
    ),
    replace(
        SHARED,
        of="adam",
        quotes=(GRADIENT, Quote("\\sqrt{\\hat{v}_{i}^{t}}+\\varepsilon", line=151)),
        initial=(Eq(m[0], 0), Eq(v[0], 0)),
        update=(
            Eq(m[t], beta_1 * m[t - 1] + (1 - beta_1) * g[t]),
            Eq(v[t], beta_2 * v[t - 1] + (1 - beta_2) * g[t] ** 2),
            Eq(m_hat[t], m[t] / (1 - beta_1**t)),
            Eq(v_hat[t], v[t] / (1 - beta_2**t)),
            Eq(w[t + 1], w[t] - eta / (sqrt(v_hat[t]) + varepsilon) * m_hat[t]),
        ),
        letters=((eta, rate), (varepsilon, epsilon)),
        beside=(("adam/keras", Different(OLD)),),
        repair=Version(
            says=MENDED,
            claim=Equal("they are the same lines"),
            gradient=w[t],
            beside=(("adam/keras", OTHER_ROOT),),
        ),
        remarks=("Line 142 calls the class Adadelta; its arguments are those of Adam.",),
    ),
    replace(
        SHARED,
        of="adamax",
        claim=Different(
            "a mean of p-th powers without its p-th root: for infinite p it tends to 0 where the norm is "
            "below 1, and to infinity where the norm is above 1; moreover " + OLD
        ),
        quotes=(GRADIENT, CORRECTED, Quote("\\beta_{2}^{\\infty} v_i^{t-1}", line=170)),
        update=(
            Eq(v[t], beta_2**p * v[t - 1] + (1 - beta_2**p) * Abs(g[t]) ** p),
            Eq(w[t + 1], w[t] - eta / v[t] * m_hat[t]),
        ),
        assumed=(*SHARED.assumed, *MOMENT_OF_ADAM, Eq(v[0], 0)),
        letters=((eta, rate),),
        beside=(("adamax/keras", Different(OLD)),),
        repair=Version(
            says=MENDED,
            claim=Different("the p-th root is left out", (When((Eq(beta_2, 0), Eq(p, 1))),)),
            gradient=w[t],
        ),
        remarks=("m-hat is not defined in this section; it is taken from Adam's, line 151.",),
    ),
    replace(
        SHARED,
        of="adamax",
        quotes=(GRADIENT, CORRECTED, Quote("\\max \\left(\\beta_{2} \\cdot v_i^{t-1}", line=170)),
        update=(
            Eq(v[t], Max(beta_2 * v[t - 1], Abs(g[t]), evaluate=False)),
            Eq(w[t + 1], w[t] - eta / v[t] * m_hat[t]),
        ),
        assumed=(*SHARED.assumed, *MOMENT_OF_ADAM, Eq(v[0], 0)),
        letters=((eta, rate),),
        beside=(("adamax/keras", Different(OLD)),),
        repair=Version(
            says=MENDED,
            claim=Equal("v is the infinity norm"),
            gradient=w[t],
            beside=(
                ("adamax/keras", EqualWhen("Keras adds an epsilon to the norm", (When((Eq(epsilon, 0),)),))),
            ),
        ),
        remarks=("m-hat is not defined in this section; it is taken from Adam's, line 151.",),
    ),
    PrintedForm(
        of="nadam",
        key=KEY,
        claim=NotPrinted("the section prints momentum and Nesterov's gradient, and no rule of Nadam"),
        quotes=(Quote("Nadam is Adam with Nesterov momentum", line=184),),
    ),
    PrintedForm(
        of="momentum",
        key=KEY,
        claim=Equal("the rate, which is constant here, stands outside: m is -velocity/lr"),
        quotes=(Quote("\\theta_{t}&\\leftarrow \\theta_{t-1} - \\eta\\mathbf{m}_t", line=189),),
        output=theta,
        given=(g,),
        update=(Eq(m[t], mu * m[t - 1] + g[t]), Eq(theta[t], theta[t - 1] - eta * m[t])),
        assumed=(Eq(m[0], 0),),
        letters=((eta, rate), (mu, momentum)),
        beside=(("momentum/keras", Equal("the rate is constant here: m is -m/lr of Keras")),),
    ),
    PrintedForm(
        of="nesterov",
        key=KEY,
        claim=Equal("the rate, which is constant here, stands outside: m is -velocity/lr"),
        quotes=(Quote("\\left(\\theta_{t-1}-\\eta\\mu\\mathbf{m}_{t-1}\\right)", line=189),),
        output=theta,
        given=(g,),
        gradient=theta[t - 1] - eta * mu * m[t - 1],
        update=(Eq(m[t], mu * m[t - 1] + g[t]), Eq(theta[t], theta[t - 1] - eta * m[t])),
        assumed=(Eq(m[0], 0),),
        letters=((eta, rate), (mu, momentum)),
        beside=(("nesterov/keras", Equal(AHEAD, weights=w[t] - momentum * m[t])),),
    ),
)
