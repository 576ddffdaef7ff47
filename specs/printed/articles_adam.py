"""Other forms that articles on the descendants of Adam print."""

from sympy import Piecewise, sqrt

from specs.alphabet import beta_1, beta_2, epsilon, g, lr, m, m_hat, t, v
from specs.printed.articles import MOMENTS, ZEROS, alpha, alpha_t, theta
from verifier.claim import Different, Equal, Version, When
from verifier.language import Eq
from verifier.letters import Sequence
from verifier.printed import PrintedForm

s = Sequence("s", "second moment about the first")
rho_inf = Sequence("rho_inf", "limit of the length of the moving average")
rho_t = Sequence("rho_t", "length of the moving average")
l_t = Sequence("l_t", "adaptive rate")
r_t = Sequence("r_t", "rectification")

FORMS = (
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
