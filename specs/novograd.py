"""NovoGrad for one weight of a layer, as Ginsburg and others (2019) print it in Algorithm 1.

The second moment is one number for a layer: it is made of ``norm``, the norm of the layer's gradient,
which is given here from outside as the gradient is. The first step sets both moments; the decay of the
weights is inside the first moment, and its average has no factor 1 - β₁.
"""

from sympy import Piecewise, Rational, sqrt

from specs.alphabet import beta_1, beta_2, epsilon, g, lr, m, norm, t, v, w, weight_decay
from verifier.language import Eq, Recurrence, Source

NOVOGRAD = Recurrence(
    name="novograd",
    title="NovoGrad, one coordinate: the gradient divided by the averaged norm of its layer",
    source=Source("ginsburg2019", "Algorithm 1, one coordinate of a layer", "secondary"),
    output=w,
    given=(g, lr, norm),
    initial=(Eq(v[0], 0), Eq(m[0], 0)),
    update=(
        Eq(
            v[t],
            Piecewise((norm[t] ** 2, Eq(t, 1)), (beta_2 * v[t - 1] + (1 - beta_2) * norm[t] ** 2, True)),
        ),
        Eq(
            m[t],
            Piecewise(
                (g[t] / norm[t] + weight_decay * w[t - 1], Eq(t, 1)),
                (beta_1 * m[t - 1] + g[t] / (sqrt(v[t]) + epsilon) + weight_decay * w[t - 1], True),
            ),
        ),
        Eq(w[t], w[t - 1] - lr[t] * m[t]),
    ),
    usual=(
        (lr, Rational("0.01")),
        (norm, Rational(1)),
        (beta_1, Rational("0.95")),
        (beta_2, Rational("0.98")),
        (epsilon, Rational("1e-8")),
        (weight_decay, Rational("0.001")),
    ),
)
