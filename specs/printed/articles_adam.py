"""Other forms that articles on Adam's descendants print, their own articles among them."""

from sympy import Abs, Integer, Piecewise, Rational, sqrt

from specs.alphabet import beta_1, beta_2, epsilon, eta, g, lr, m, m_hat, t, v, v_hat, weight_decay
from specs.printed.articles import MOMENTS, ZEROS, alpha, alpha_t, n, theta
from specs.printed.keras_moments import OTHER_ROOT
from verifier.claim import Different, Equal, EqualWhen, Version, When
from verifier.domain import NON_NEGATIVE, POSITIVE, UNIT
from verifier.language import Eq
from verifier.letters import Parameter, Sequence
from verifier.printed import PrintedForm

eta_t = Sequence("eta_t", "learning rate of the step", POSITIVE)
nu = Parameter("nu", "decay rate of the second moment", UNIT)
mu = Parameter("mu", "limit of the schedule of the momentum", UNIT)
lambda_ = Parameter("lambda", "weight decay", NON_NEGATIVE)
p = Parameter("p", "order of the norm", POSITIVE)
mu_t = Sequence("mu_t", "momentum of the step")
n_hat = Sequence("n_hat", "second moment, corrected")
P = Sequence("product", "product of the momenta up to this step")
u = Sequence("u", "p-norm")
s = Sequence("s", "second moment about the first")
rho_inf = Sequence("rho_inf", "limit of the length of the moving average")
rho_t = Sequence("rho_t", "length of the moving average")
l_t = Sequence("l_t", "adaptive rate")
r_t = Sequence("r_t", "rectification")

FORMS = (
    PrintedForm(
        of="adamw",
        key="decay-times-rate",
        work="chen2023",
        place="Algorithm 1",
        evidence="article read",
        claim=EqualWhen(
            "the decay is multiplied by the rate, alpha and eta being one",
            (
                When(other=((eta, lr[t]), (lr, Integer(1)))),
                When(other=((eta, Integer(1)), (weight_decay, lr[t] * weight_decay))),
            ),
        ),
        output=theta,
        given=(g, eta_t),
        initial=ZEROS,
        update=(
            *MOMENTS,
            Eq(m_hat[t], m[t] / (1 - beta_1**t)),
            Eq(v_hat[t], v[t] / (1 - beta_2**t)),
            Eq(
                theta[t],
                theta[t - 1] - eta_t[t] * (m_hat[t] / (sqrt(v_hat[t]) + epsilon) + lambda_ * theta[t - 1]),
            ),
        ),
        letters=((eta_t, lr), (lambda_, weight_decay)),
        beside=(("adamw/keras", OTHER_ROOT),),
    ),
    PrintedForm(
        of="adamax",
        key="p-norm",
        work="kingma2015",
        place="equations 6 to 8, finite p",
        evidence="article read",
        claim=Different("it is Adamax in the limit for infinite p alone"),
        output=theta,
        given=(g,),
        initial=ZEROS,
        update=(
            Eq(m[t], beta_1 * m[t - 1] + (1 - beta_1) * g[t]),
            Eq(v[t], beta_2**p * v[t - 1] + (1 - beta_2**p) * Abs(g[t]) ** p),
            Eq(u[t], v[t] ** (1 / p)),
            Eq(theta[t], theta[t - 1] - alpha / (1 - beta_1**t) * m[t] / u[t]),
        ),
        letters=((alpha, lr),),
    ),
    PrintedForm(
        of="nadam",
        key="workshop",
        work="dozat2016",
        place="Algorithm 2",
        evidence="transcription; the index of mu in the first moment from memory",
        claim=Different(
            "the first moment decays with mu[t], and the corrected second moment has nu in its numerator"
        ),
        output=theta,
        given=(g, alpha_t),
        initial=(Eq(m[0], 0), Eq(n[0], 0)),
        update=(
            Eq(m[t], mu_t[t] * m[t - 1] + (1 - mu_t[t]) * g[t]),
            Eq(n[t], nu * n[t - 1] + (1 - nu) * g[t] ** 2),
            Eq(
                m_hat[t],
                mu_t[t + 1] * m[t] / (1 - P[t] * mu_t[t + 1]) + (1 - mu_t[t]) * g[t] / (1 - P[t]),
            ),
            Eq(n_hat[t], nu * n[t] / (1 - nu**t)),
            Eq(theta[t], theta[t - 1] - alpha_t[t] * m_hat[t] / (sqrt(n_hat[t]) + epsilon)),
        ),
        assumed=(
            Eq(mu_t[t], mu * (1 - Rational("0.5") * Rational("0.96") ** (t / 250))),
            Eq(P[t], P[t - 1] * mu_t[t]),
            Eq(P[0], 1),
        ),
        letters=((alpha_t, lr), (mu, beta_1), (nu, beta_2)),
        repair=Version(
            says="without nu in the numerator",
            claim=Different("the first moment decays with mu[t]", (When((Eq(beta_1, 0),)),)),
            update=(Eq(n_hat[t], n[t] / (1 - nu**t)),),
            repair=Version(
                says="and with mu for mu[t] in the first moment",
                claim=Equal("it is then the rule of the report"),
                update=(Eq(m[t], mu * m[t - 1] + (1 - mu) * g[t]),),
            ),
        ),
        remarks=("The product of the schedule is written as a state.",),
    ),
    PrintedForm(
        of="radam",
        key="arxiv",
        work="liu2020",
        place="Algorithm 2, line 5, of the arXiv versions 2 and 3",
        evidence="secondary: reports to the author, who confirms the misprint",
        claim=Different("the second moment is multiplied by 1/beta_2: it grows"),
        output=theta,
        given=(g, alpha_t),
        initial=ZEROS,
        update=(
            Eq(v[t], 1 / beta_2 * v[t - 1] + (1 - beta_2) * g[t] ** 2),
            MOMENTS[0],
            Eq(m_hat[t], m[t] / (1 - beta_1**t)),
            Eq(rho_inf[t], 2 / (1 - beta_2) - 1),
            Eq(rho_t[t], rho_inf[t] - 2 * t * beta_2**t / (1 - beta_2**t)),
            Eq(l_t[t], sqrt((1 - beta_2**t) / v[t])),
            Eq(
                r_t[t],
                sqrt(
                    (rho_t[t] - 4)
                    * (rho_t[t] - 2)
                    * rho_inf[t]
                    / ((rho_inf[t] - 4) * (rho_inf[t] - 2) * rho_t[t])
                ),
            ),
            Eq(
                theta[t],
                Piecewise(
                    (theta[t - 1] - alpha_t[t] * r_t[t] * m_hat[t] * l_t[t], rho_t[t] > 4),
                    (theta[t - 1] - alpha_t[t] * m_hat[t], True),
                ),
            ),
        ),
        letters=((alpha_t, lr),),
        repair=Version(
            says="with beta_2 for its inverse",
            claim=Equal("it is the algorithm of the proceedings"),
            update=(MOMENTS[1],),
        ),
    ),
    PrintedForm(
        of="adabelief",
        key="short",
        work="zhuang2020",
        place="Algorithm 2 as the authors' page shows it, no projection",
        evidence="article read",
        claim=Different(
            "neither moment is corrected for its bias, and s has no epsilon",
            (When((Eq(epsilon, 0),), other=((lr, lr[t] * (1 - beta_1**t) / sqrt(1 - beta_2**t)),)),),
        ),
        output=theta,
        given=(g,),
        update=(
            MOMENTS[0],
            Eq(s[t], beta_2 * s[t - 1] + (1 - beta_2) * (g[t] - m[t]) ** 2),
            Eq(theta[t], theta[t - 1] - alpha * m[t] / (sqrt(s[t]) + epsilon)),
        ),
        assumed=(Eq(m[0], 0), Eq(s[0], 0)),
        letters=((alpha, lr),),
    ),
)
