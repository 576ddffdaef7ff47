"""Lion, as Chen and others (2023) print it in Algorithm 2.

The sign is taken of one interpolation and the moment is updated by another, both from the old
moment. The listing does not say what the sign of zero is: here it is zero, as in the authors' code.
"""

from sympy import Rational, sign

from specs.alphabet import beta_1, beta_2, c, g, lr, m, t, w, weight_decay
from verifier.language import Eq, Recurrence, Source

LION = Recurrence(
    name="lion",
    title="Lion: the sign of an interpolated moment, with decoupled weight decay",
    source=Source("chen2023", "Algorithm 2"),
    output=w,
    given=(g, lr),
    initial=(Eq(m[0], 0),),
    update=(
        Eq(c[t], beta_1 * m[t - 1] + (1 - beta_1) * g[t]),
        Eq(w[t], w[t - 1] - lr[t] * (sign(c[t]) + weight_decay * w[t - 1])),
        Eq(m[t], beta_2 * m[t - 1] + (1 - beta_2) * g[t]),
    ),
    usual=(
        (lr, Rational("0.0001")),
        (beta_1, Rational("0.9")),
        (beta_2, Rational("0.99")),
        (weight_decay, Rational("0.1")),
    ),
)
