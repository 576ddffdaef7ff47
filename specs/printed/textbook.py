"""What a textbook prints: Goodfellow, Bengio and Courville, "Deep Learning" (2016), chapter 8.

Their algorithms were read in the LaTeX of the book's Chinese translation. The book has no Nadam; its
usual textbook form is that of Ruder's overview (2016), read in transcriptions.
"""

from sympy import sqrt

from specs.alphabet import beta_1, beta_2, epsilon, g, lr, m, m_hat, momentum, rho, t, v, v_hat
from specs.printed.keras_moments import OTHER_ROOT
from verifier.claim import Different, Equal, When
from verifier.domain import POSITIVE, UNIT
from verifier.language import Eq
from verifier.letters import Parameter, Sequence
from verifier.printed import PrintedForm

KEY = "textbook"
BOOK = "goodfellow2016"
TRANSLATION = "transcription: the LaTeX of the Chinese translation"

rate = Parameter("epsilon", "learning rate, which the book calls epsilon", POSITIVE)
rates = Sequence("epsilon_k", "learning rate of the step", POSITIVE)
eta = Parameter("eta", "learning rate", POSITIVE)
alpha = Parameter("alpha", "momentum", UNIT)
delta = Parameter("delta", "small constant", POSITIVE)
rho_1 = Parameter("rho_1", "decay rate of the first moment", UNIT)
rho_2 = Parameter("rho_2", "decay rate of the second moment", UNIT)
theta = Sequence("theta", "weight")
s = Sequence("s", "first moment")
r = Sequence("r", "squared gradients")
s_hat = Sequence("s_hat", "first moment, corrected")
r_hat = Sequence("r_hat", "second moment, corrected")
step = Sequence("Delta_theta", "step", latex=r"\Delta\theta")

FORMS = (
    PrintedForm(
        of="sgd",
        key=KEY,
        work=BOOK,
        place="Algorithm 8.1",
        evidence=TRANSLATION,
        claim=Equal("it is the same rule"),
        output=theta,
        given=(g, rates),
        update=(Eq(theta[t], theta[t - 1] - rates[t] * g[t]),),
        letters=((rates, lr),),
    ),
    PrintedForm(
        of="momentum",
        key=KEY,
        work=BOOK,
        place="Algorithm 8.2",
        evidence=TRANSLATION,
        claim=Equal("it is the same rule"),
        output=theta,
        given=(g,),
        update=(Eq(v[t], alpha * v[t - 1] - rate * g[t]), Eq(theta[t], theta[t - 1] + v[t])),
        assumed=(Eq(v[0], 0),),
        letters=((rate, lr), (alpha, momentum)),
        remarks=("The first velocity is an input of the algorithm; it is taken as zero.",),
    ),
    PrintedForm(
        of="nesterov",
        key=KEY,
        work=BOOK,
        place="Algorithm 8.3",
        evidence=TRANSLATION,
        claim=Equal("it is the same rule"),
        output=theta,
        given=(g,),
        gradient=theta[t - 1] + alpha * v[t - 1],
        update=(Eq(v[t], alpha * v[t - 1] - rate * g[t]), Eq(theta[t], theta[t - 1] + v[t])),
        assumed=(Eq(v[0], 0),),
        letters=((rate, lr), (alpha, momentum)),
        remarks=("The first velocity is an input of the algorithm; it is taken as zero.",),
    ),
    PrintedForm(
        of="adagrad",
        key=KEY,
        work=BOOK,
        place="Algorithm 8.4",
        evidence=TRANSLATION,
        claim=Equal("delta stands outside the root, as Duchi and others have it"),
        output=theta,
        given=(g,),
        initial=(Eq(r[0], 0),),
        update=(
            Eq(r[t], r[t - 1] + g[t] ** 2),
            Eq(step[t], -rate / (delta + sqrt(r[t])) * g[t]),
            Eq(theta[t], theta[t - 1] + step[t]),
        ),
        letters=((rate, lr), (delta, epsilon)),
    ),
    PrintedForm(
        of="rmsprop",
        key=KEY,
        work=BOOK,
        place="Algorithm 8.5",
        evidence=TRANSLATION,
        claim=Equal("delta stands inside the root, as Graves prints it"),
        output=theta,
        given=(g,),
        initial=(Eq(r[0], 0),),
        update=(
            Eq(r[t], rho * r[t - 1] + (1 - rho) * g[t] ** 2),
            Eq(step[t], -rate / sqrt(delta + r[t]) * g[t]),
            Eq(theta[t], theta[t - 1] + step[t]),
        ),
        letters=((rate, lr), (delta, epsilon)),
    ),
    PrintedForm(
        of="adam",
        key=KEY,
        work=BOOK,
        place="Algorithm 8.7",
        evidence=TRANSLATION,
        claim=Equal("it is Algorithm 1 of Kingma and Ba in other letters"),
        output=theta,
        given=(g,),
        initial=(Eq(s[0], 0), Eq(r[0], 0)),
        update=(
            Eq(s[t], rho_1 * s[t - 1] + (1 - rho_1) * g[t]),
            Eq(r[t], rho_2 * r[t - 1] + (1 - rho_2) * g[t] ** 2),
            Eq(s_hat[t], s[t] / (1 - rho_1**t)),
            Eq(r_hat[t], r[t] / (1 - rho_2**t)),
            Eq(step[t], -rate * s_hat[t] / (sqrt(r_hat[t]) + delta)),
            Eq(theta[t], theta[t - 1] + step[t]),
        ),
        letters=((rate, lr), (delta, epsilon), (rho_1, beta_1), (rho_2, beta_2)),
        beside=(("adam/keras", OTHER_ROOT),),
    ),
    PrintedForm(
        of="nadam",
        key=KEY,
        work="ruder2016",
        place="the last equation on Nadam",
        evidence="transcription",
        claim=Different(
            "there is no schedule, and the look-ahead moment is corrected with beta_1^t for beta_1^(t+1)",
            (When((Eq(beta_1, 0),)),),
            common=True,
        ),
        output=theta,
        given=(g,),
        step=((theta, t + 1),),
        update=(
            Eq(m[t], beta_1 * m[t - 1] + (1 - beta_1) * g[t]),
            Eq(v[t], beta_2 * v[t - 1] + (1 - beta_2) * g[t] ** 2),
            Eq(m_hat[t], m[t] / (1 - beta_1**t)),
            Eq(v_hat[t], v[t] / (1 - beta_2**t)),
            Eq(
                theta[t + 1],
                theta[t]
                - eta
                / (sqrt(v_hat[t]) + epsilon)
                * (beta_1 * m_hat[t] + (1 - beta_1) * g[t] / (1 - beta_1**t)),
            ),
        ),
        assumed=(Eq(m[0], 0), Eq(v[0], 0)),
        letters=((eta, lr),),
        beside=(("nadam/keras", Different("there is no schedule", (When((Eq(beta_1, 0),)),))),),
    ),
)
