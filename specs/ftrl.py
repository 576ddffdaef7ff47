"""FTRL-Proximal, as McMahan and others (2013) print it in Algorithm 1, for one coordinate.

The weight follows from the states ``z`` and ``n``, and is 0 where ``z`` is within ``l1``. Their α, β, λ₁ and
λ₂ are our ``lr``, ``beta``, ``l1`` and ``l2``. They compute the weight at the start of a round, so that
their first weight is 0; here it is arbitrary, and is computed at the end of the round before. Beyond
β = 1 they recommend no values; those of λ₁, λ₂ and α here are placeholders of the same size.
"""

from sympy import Abs, Piecewise, Rational, sign, sqrt

from specs.alphabet import beta, g, l1, l2, lr, n, sigma, t, w, z
from verifier.language import Eq, Recurrence, Source

FTRL = Recurrence(
    name="ftrl",
    title="FTRL-Proximal: follow the regularized leader, a rate for each coordinate",
    source=Source("mcmahan2013", "Algorithm 1"),
    output=w,
    given=(g, lr),
    initial=(Eq(z[0], 0), Eq(n[0], 0)),
    update=(
        Eq(n[t], n[t - 1] + g[t] ** 2),
        Eq(sigma[t], (sqrt(n[t]) - sqrt(n[t - 1])) / lr[t]),
        Eq(z[t], z[t - 1] + g[t] - sigma[t] * w[t - 1]),
        Eq(
            w[t],
            Piecewise(
                (0, Abs(z[t]) <= l1),
                (-(z[t] - sign(z[t]) * l1) / ((beta + sqrt(n[t])) / lr[t] + l2), True),
            ),
        ),
    ),
    usual=(
        (lr, Rational("0.1")),
        (beta, Rational(1)),
        (l1, Rational(1)),
        (l2, Rational(1)),
    ),
)
