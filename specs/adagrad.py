"""Adagrad, the diagonal form of Duchi, Hazan and Singer (2011), Figure 1 with update (4).

Their update (4) without regularizer and on the whole space is a division of the gradient by
``delta + s``, where ``s`` is the norm of the gradients up to and with the present one. Their delta
is our epsilon; it stands outside the root. They name no usual values: these are the custom.
"""

from sympy import Rational, sqrt

from specs.alphabet import G, epsilon, g, lr, s, t, w
from verifier.language import Eq, Recurrence, Source

ADAGRAD = Recurrence(
    name="adagrad",
    title="Adagrad, diagonal: the rate divided by the norm of all gradients",
    source=Source("duchi2011", "Figure 1 with update (4), phi = 0, page 2130"),
    output=w,
    given=(g, lr),
    initial=(Eq(G[0], 0),),
    update=(
        Eq(G[t], G[t - 1] + g[t] ** 2),
        Eq(s[t], sqrt(G[t])),
        Eq(w[t], w[t - 1] - lr[t] * g[t] / (epsilon + s[t])),
    ),
    usual=((lr, Rational("0.01")), (epsilon, Rational("1e-10"))),
)
