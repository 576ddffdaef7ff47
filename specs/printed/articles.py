"""Other forms that the defining articles themselves, or articles beside them, print."""

from sympy import Rational, sqrt

from specs.alphabet import (
    beta_1,
    beta_2,
    epsilon,
    g,
    lr,
    m,
    momentum,
    rho,
    t,
    v,
    velocity,
    w,
)
from verifier.claim import Different, Equal, EqualWhen, When
from verifier.domain import POSITIVE, UNIT
from verifier.language import Eq
from verifier.letters import Parameter, Sequence
from verifier.printed import PrintedForm

alpha = Parameter("alpha", "step size", POSITIVE)
alpha_t = Sequence("alpha_t", "step size of the step", POSITIVE)
epsilon_hat = Parameter("epsilon_hat", "small constant, not that of Algorithm 1", POSITIVE)
eta_0 = Parameter("eta", "learning rate", POSITIVE)
epsilon_t = Sequence("epsilon", "learning rate of the step", POSITIVE)
beta = Parameter("beta", "momentum", UNIT)
n = Sequence("n", "second moment")
x = Sequence("x", "weight")
x_bar = Sequence("x_bar", "mean of the iterates", latex=r"\bar{x}")
y = Sequence("y", "observed gradient")
gamma = Sequence("gamma", "rate of the step", POSITIVE)
total = Sequence("sum_x", "sum of the iterates")
theta = Sequence("theta", "weight")
Theta = Sequence("Theta", "the point theta + mu*v")
step = Sequence("Delta_x", "step", latex=r"\Delta x")
mean_g2 = Sequence("E_g2", "average of the squared gradients", latex=r"E[g^2]")
mean_square = Sequence("MeanSquare", "average of the squared gradients")
nabla_f = Sequence("nabla_f", "gradient", latex=r"\nabla f")
MOMENTS = (
    Eq(m[t], beta_1 * m[t - 1] + (1 - beta_1) * g[t]),
    Eq(v[t], beta_2 * v[t - 1] + (1 - beta_2) * g[t] ** 2),
)
ZEROS = (Eq(m[0], 0), Eq(v[0], 0))

FORMS = (
    PrintedForm(
        of="momentum",
        key="polyak",
        work="polyak1964",
        place="the two-step method",
        evidence="memory: the article was not at hand",
        claim=Equal("x[n] - x[n-1] is the velocity"),
        output=x,
        given=(nabla_f,),
        step=((x, t + 1),),
        update=(Eq(x[t + 1], x[t] - alpha * nabla_f[t] + beta * (x[t] - x[t - 1])),),
        assumed=(Eq(x[0], x[1]),),
        letters=((alpha, lr), (beta, momentum)),
    ),
    PrintedForm(
        of="momentum",
        key="zeiler",
        work="zeiler2012",
        place="equation 4",
        claim=Equal("the step is the velocity"),
        evidence="article read",
        output=x,
        given=(g,),
        step=((x, t + 1),),
        update=(Eq(step[t], rho * step[t - 1] - eta_0 * g[t]), Eq(x[t + 1], x[t] + step[t])),
        assumed=(Eq(step[0], 0),),
        letters=((eta_0, lr), (rho, momentum)),
    ),
    PrintedForm(
        of="nesterov",
        key="bengio",
        work="bengio2013",
        place="equations 6 and 7, constant mu",
        evidence="transcription",
        claim=Equal(
            "Theta is the point at which the gradient is asked", weights=w[t] + momentum * velocity[t]
        ),
        output=Theta,
        given=(g, epsilon_t),
        step=((epsilon_t, t - 1),),
        update=(
            Eq(v[t], beta * v[t - 1] - epsilon_t[t - 1] * g[t]),
            Eq(Theta[t], Theta[t - 1] - beta * v[t - 1] + beta * v[t] + v[t]),
        ),
        assumed=(Eq(v[0], 0),),
        letters=((epsilon_t, lr), (beta, momentum)),
        beside=(("nesterov/keras", Equal("Theta is the variable of Keras")),),
        remarks=("Their mu is written beta here, for a constant.",),
    ),
    PrintedForm(
        of="asgd",
        key="sum",
        work="polyak1992",
        place="equations 2",
        evidence="secondary",
        claim=Equal("the mean is the sum divided by the step number"),
        output=x_bar,
        given=(y, gamma),
        gradient=x[t - 1],
        initial=(Eq(total[0], 0), Eq(x[0], x_bar[0])),
        update=(
            Eq(x[t], x[t - 1] - gamma[t] * y[t]),
            Eq(total[t], total[t - 1] + x[t - 1]),
            Eq(x_bar[t], total[t] / t),
        ),
        letters=((gamma, lr),),
        remarks=("The sum of the iterates from 0 to t-1 is written as a state.",),
    ),
    PrintedForm(
        of="adagrad",
        key="introduction",
        work="duchi2011",
        place="equation 1, diagonal, without projection",
        evidence="article read",
        claim=EqualWhen("there is no delta", (When((Eq(epsilon, 0),)),)),
        output=x,
        given=(g,),
        step=((x, t + 1),),
        update=(Eq(n[t], n[t - 1] + g[t] ** 2), Eq(x[t + 1], x[t] - eta_0 * g[t] / sqrt(n[t]))),
        assumed=(Eq(n[0], 0),),
        letters=((eta_0, lr),),
        remarks=("n is the diagonal of their matrix G, the sum of the squared gradients.",),
    ),
    PrintedForm(
        of="rmsprop",
        key="slide",
        work="tieleman2012",
        place="lecture 6e",
        evidence="transcription",
        claim=EqualWhen(
            "the decay is the number 0.9, and there is no epsilon",
            (When((Eq(epsilon, 0), Eq(rho, Rational("0.9")))),),
        ),
        output=w,
        given=(g,),
        update=(Eq(mean_square[t], Rational("0.9") * mean_square[t - 1] + Rational("0.1") * g[t] ** 2),),
        assumed=(Eq(w[t], w[t - 1] - alpha * g[t] / sqrt(mean_square[t])), Eq(mean_square[0], 0)),
        letters=((alpha, lr),),
        remarks=("That the gradient is divided by the root is said in words; a rate is not mentioned.",),
    ),
    PrintedForm(
        of="rmsprop",
        key="zeiler",
        work="zeiler2012",
        place="equations 8 to 10",
        evidence="article read",
        claim=Equal("epsilon is inside the root"),
        output=x,
        given=(g,),
        step=((x, t + 1),),
        initial=(Eq(mean_g2[0], 0),),
        update=(
            Eq(mean_g2[t], rho * mean_g2[t - 1] + (1 - rho) * g[t] ** 2),
            Eq(step[t], -eta_0 / sqrt(mean_g2[t] + epsilon) * g[t]),
            Eq(x[t + 1], x[t] + step[t]),
        ),
        letters=((eta_0, lr),),
        remarks=("Zeiler prints it as a first idea, on the way to Adadelta.",),
    ),
    PrintedForm(
        of="adam",
        key="efficient",
        work="kingma2015",
        place="section 2, last paragraph",
        evidence="article read",
        claim=EqualWhen(
            "epsilon-hat is added to the root of the uncorrected v",
            (
                When((Eq(epsilon_hat, 0),)),
                When((Eq(beta_2, 0),)),
                When(form=((epsilon_hat, epsilon * sqrt(1 - beta_2**t)),)),
            ),
        ),
        output=theta,
        given=(g,),
        initial=ZEROS,
        update=(
            *MOMENTS,
            Eq(alpha_t[t], alpha * sqrt(1 - beta_2**t) / (1 - beta_1**t)),
            Eq(theta[t], theta[t - 1] - alpha_t[t] * m[t] / (sqrt(v[t]) + epsilon_hat)),
        ),
        letters=((alpha, lr), (epsilon_hat, epsilon)),
        beside=(("adam/keras", Equal("Keras has this form")),),
    ),
    PrintedForm(
        of="adam",
        key="reddi",
        work="reddi2018",
        place="equation 3",
        evidence="article read",
        claim=Different(
            "epsilon stands inside the root, and there is no bias correction; they say that Adam is so",
            (When((Eq(epsilon, 0),), other=((lr, lr[t] * (1 - beta_1**t) / sqrt(1 - beta_2**t)),)),),
        ),
        output=x,
        given=(g, alpha_t),
        step=((x, t + 1),),
        update=(*MOMENTS, Eq(x[t + 1], x[t] - alpha_t[t] * m[t] / sqrt(v[t] + epsilon))),
        assumed=ZEROS,
        letters=((alpha_t, lr),),
    ),
)
