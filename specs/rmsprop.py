"""RMSprop, the rule of Tieleman and Hinton (2012) with epsilon where Graves (2013) prints it.

The slide divides the gradient by the root of the mean square and says no more: no epsilon, no
first value, no rate. Epsilon inside the root is Graves' equation 40, zero the customary first
value, 0.9 the slide's decay; the usual rate and epsilon are Graves'.
"""

from sympy import Rational, sqrt

from specs.alphabet import epsilon, g, lr, rho, t, v, w
from verifier.language import Eq, Recurrence, Source

RMSPROP = Recurrence(
    name="rmsprop",
    title="RMSprop: the gradient divided by its running root mean square",
    source=Source("tieleman2012", "lecture 6e; epsilon as in graves2013, equation 40", "transcription"),
    output=w,
    given=(g, lr),
    initial=(Eq(v[0], 0),),
    update=(
        Eq(v[t], rho * v[t - 1] + (1 - rho) * g[t] ** 2),
        Eq(w[t], w[t - 1] - lr[t] * g[t] / sqrt(v[t] + epsilon)),
    ),
    usual=((lr, Rational("0.0001")), (rho, Rational("0.9")), (epsilon, Rational("0.0001"))),
)
