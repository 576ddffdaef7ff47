"""The rules of JAX 0.10.2's ``example_libraries/optimizers.py``, as its own source prints them.

Its step number i starts at 0: our t is i + 1. ``step_size(i)`` may change from step to step.
"""

from dataclasses import replace

from sympy import Abs, Max, Piecewise, sqrt

from specs.alphabet import beta_1, beta_2, epsilon, rho, t, velocity, w
from specs.alphabet import lr as rate
from specs.alphabet import momentum as mu
from specs.printed.optax import b1, b2, eps
from verifier.claim import Different, Equal, EqualWhen, NotPrinted, Quote, When
from verifier.domain import POSITIVE, UNIT
from verifier.language import Eq
from verifier.letters import Parameter, Sequence
from verifier.printed import PrintedForm

KEY = "jax"
x = Sequence("x", "weight")
g = Sequence("g", "gradient")
velocity_ = Sequence("velocity", "velocity")
g_sq = Sequence("g_sq", "sum of the squared gradients")
g_sq_inv_sqrt = Sequence("g_sq_inv_sqrt", "its inverse root")
avg_sq_grad = Sequence("avg_sq_grad", "average of the squared gradients")
mom = Sequence("mom", "step with momentum")
m = Sequence("m", "first moment")
v = Sequence("v", "second moment")
u = Sequence("u", "infinity norm")
mhat = Sequence("mhat", "first moment, corrected")
vhat = Sequence("vhat", "second moment, corrected")
step_size = Sequence("step_size", "learning rate of the step", POSITIVE)
size = Parameter("step_size", "learning rate", POSITIVE)
mass = Parameter("mass", "momentum", UNIT)
gamma = Parameter("gamma", "decay rate", UNIT)
momentum = Parameter("momentum", "momentum", UNIT)

# What all forms of this source share.
SHARED = PrintedForm(
    of="",
    key=KEY,
    claim=NotPrinted(""),
    evidence="source code read",
    output=x,
    given=(g, step_size),
    letters=((step_size, rate), (eps, epsilon), (gamma, rho), (momentum, mu), (b1, beta_1), (b2, beta_2)),
)
CONSTANT = replace(SHARED, given=(g,), letters=((size, rate), (mass, mu)))
MASS = Eq(velocity_[t], mass * velocity_[t - 1] + g[t])
SQUARES = Eq(avg_sq_grad[t], avg_sq_grad[t - 1] * gamma + g[t] ** 2 * (1 - gamma))
FIRST = Eq(m[t], (1 - b1) * g[t] + b1 * m[t - 1])

FORMS = (
    replace(
        SHARED,
        of="sgd",
        claim=Equal("it is the same line"),
        place="optimizers.py, line 234",
        quotes=(Quote("return x - step_size(i) * g", line=234),),
        update=(Eq(x[t], x[t - 1] - step_size[t] * g[t]),),
    ),
    replace(
        CONSTANT,
        of="momentum",
        claim=Equal("the rate is outside the velocity: at a constant rate the same"),
        place="optimizers.py, lines 253-259",
        quotes=(
            Quote("velocity = mass * velocity + g", line=257),
            Quote("x = x - step_size(i) * velocity", line=258),
        ),
        initial=(Eq(velocity_[0], 0),),
        update=(MASS, Eq(x[t], x[t - 1] - size * velocity_[t])),
    ),
    replace(
        CONSTANT,
        of="nesterov",
        claim=Equal(
            "its x is the point at which the gradient is asked, one momentum step ahead of ours",
            weights=w[t] + mu * velocity[t],
        ),
        place="optimizers.py, lines 280-286",
        quotes=(Quote("x = x - step_size(i) * (mass * velocity + g)", line=285),),
        initial=(Eq(velocity_[0], 0),),
        update=(MASS, Eq(x[t], x[t - 1] - size * (mass * velocity_[t] + g[t]))),
    ),
    replace(
        SHARED,
        of="adagrad",
        claim=Different("it has momentum, and makes no step where the sum is 0"),
        place="optimizers.py, lines 311-321",
        quotes=(
            Quote("g_sq += jnp.square(g)", line=317),
            Quote("jnp.where(g_sq > 0, 1. / jnp.sqrt(g_sq), 0.0)", line=318),
            Quote("m = (1. - momentum) * (g * g_sq_inv_sqrt) + momentum * m", line=319),
            Quote("x = x - step_size(i) * m", line=320),
        ),
        initial=(Eq(g_sq[0], 0), Eq(m[0], 0)),
        update=(
            Eq(g_sq[t], g_sq[t - 1] + g[t] ** 2),
            Eq(g_sq_inv_sqrt[t], Piecewise((1 / sqrt(g_sq[t]), g_sq[t] > 0), (0, True))),
            Eq(m[t], (1 - momentum) * (g[t] * g_sq_inv_sqrt[t]) + momentum * m[t - 1]),
            Eq(x[t], x[t - 1] - step_size[t] * m[t]),
        ),
    ),
    replace(
        SHARED,
        of="rmsprop",
        claim=Equal("eps is inside the root, as Graves prints it"),
        place="optimizers.py, lines 345-351",
        quotes=(Quote("x = x - step_size(i) * g / jnp.sqrt(avg_sq_grad + eps)", line=350),),
        initial=(Eq(avg_sq_grad[0], 0),),
        update=(SQUARES, Eq(x[t], x[t - 1] - step_size[t] * g[t] / sqrt(avg_sq_grad[t] + eps))),
    ),
    replace(
        SHARED,
        of="rmsprop_momentum",
        claim=Equal("its mom is the step with its sign turned"),
        place="optimizers.py, lines 377-385",
        quotes=(
            Quote("mom = momentum * mom + step_size(i) * g / jnp.sqrt(", line=383),
            Quote("x = x - mom", line=384),
        ),
        initial=(Eq(avg_sq_grad[0], 0), Eq(mom[0], 0)),
        update=(
            SQUARES,
            Eq(mom[t], momentum * mom[t - 1] + step_size[t] * g[t] / sqrt(avg_sq_grad[t] + eps)),
            Eq(x[t], x[t - 1] - mom[t]),
        ),
    ),
    replace(
        SHARED,
        of="adam",
        claim=Equal("it is Algorithm 1"),
        place="optimizers.py, lines 411-421",
        quotes=(
            Quote("m = (1 - b1) * g + b1 * m", line=416),
            Quote("mhat = m / (1 - jnp.asarray(b1, m.dtype) ** (i + 1))", line=418),
            Quote("x = x - step_size(i) * mhat / (jnp.sqrt(vhat) + eps)", line=420),
        ),
        initial=(Eq(m[0], 0), Eq(v[0], 0)),
        update=(
            FIRST,
            Eq(v[t], (1 - b2) * g[t] ** 2 + b2 * v[t - 1]),
            Eq(mhat[t], m[t] / (1 - b1**t)),
            Eq(vhat[t], v[t] / (1 - b2**t)),
            Eq(x[t], x[t - 1] - step_size[t] * mhat[t] / (sqrt(vhat[t]) + eps)),
        ),
    ),
    replace(
        SHARED,
        of="adamax",
        claim=EqualWhen("an eps is added to the infinity norm", (When((Eq(eps, 0),)),)),
        place="optimizers.py, lines 447-456",
        quotes=(
            Quote("u = jnp.maximum(b2 * u, jnp.abs(g))", line=453),
            Quote("x = (x - (step_size(i) / (1 - jnp.asarray(b1, m.dtype)", line=454),
        ),
        initial=(Eq(m[0], 0), Eq(u[0], 0)),
        update=(
            FIRST,
            Eq(u[t], Max(b2 * u[t - 1], Abs(g[t]), evaluate=False)),
            Eq(x[t], x[t - 1] - step_size[t] / (1 - b1**t) * m[t] / (u[t] + eps)),
        ),
    ),
)
