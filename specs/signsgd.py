"""signSGD, as Bernstein and others (2018) print it in Algorithm 1.

Only the sign of the gradient counts. What the sign of zero is, the listing does not say: here it is
zero. They recommend no rate; 0.0001 is what they train ImageNet with.
"""

from sympy import Rational, sign

from specs.alphabet import g, lr, t, w
from verifier.language import Eq, Recurrence, Source

SIGNSGD = Recurrence(
    name="signsgd",
    title="signSGD: the sign of the gradient",
    source=Source("bernstein2018", "Algorithm 1", "secondary"),
    output=w,
    given=(g, lr),
    initial=(),
    update=(Eq(w[t], w[t - 1] - lr[t] * sign(g[t])),),
    usual=((lr, Rational("0.0001")),),
)
