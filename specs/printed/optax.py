"""The rules of Optax 0.2.8, as its own source prints them.

The files are those of ``optax``. A rule is a chain of transformations of the gradient, of which the last
multiplies by ``-learning_rate``; ``updates`` is what leaves the one before it. The moments are those of
``tree_utils/_tree_math.py``: ``(1 - decay) * (g**order) + decay * t``.
"""

from dataclasses import replace

from sympy import Piecewise, sign, sqrt

from specs.alphabet import beta_1, beta_2, epsilon, momentum, rho, t, velocity, w
from specs.alphabet import lr as rate
from specs.printed.keras import initial_accumulator_value
from verifier.claim import Different, Equal, EqualWhen, NotPrinted, Quote, When
from verifier.domain import NON_NEGATIVE, POSITIVE, UNIT
from verifier.language import Eq
from verifier.letters import Parameter, Sequence
from verifier.printed import PrintedForm

KEY = "optax"
params = Sequence("params", "weight")
g = Sequence("g", "gradient")
updates = Sequence("updates", "what is multiplied by the rate and subtracted")
learning_rate = Parameter("learning_rate", "learning rate", POSITIVE)
decay = Parameter("decay", "decay rate", UNIT)
b1 = Parameter("b1", "decay rate of the first moment", UNIT)
b2 = Parameter("b2", "decay rate of the second moment", UNIT)
eps = Parameter("eps", "small constant", POSITIVE)
initial_scale = Parameter("initial_scale", "first value of the second moment", NON_NEGATIVE)
mu = Sequence("mu", "first moment")
nu = Sequence("nu", "second moment")
trace = Sequence("trace", "trace of the gradients")
sum_of_squares = Sequence("sum_of_squares", "sum of the squared gradients")
ema = Sequence("ema", "average of the gradients")
inv_sqrt_g_square = Sequence("inv_sqrt_g_square", "what the gradient is multiplied by")
e_g = Sequence("e_g", "average of the squared gradients")
e_x = Sequence("e_x", "average of the squared updates")  # What all forms of this source share.
SHARED = PrintedForm(
    of="",
    key=KEY,
    claim=NotPrinted(""),
    evidence="source code read",
    output=params,
    given=(g,),
    letters=((learning_rate, rate), (eps, epsilon), (b1, beta_1), (b2, beta_2)),
)
STEP = Eq(params[t], params[t - 1] - learning_rate * updates[t])
RATE = Quote("m = -1 if flip_sign else 1", line=1002)


FORMS = (
    replace(
        SHARED,
        of="sgd",
        claim=Equal("it is the same line"),
        place="_src/transform.py, lines 1002-1005",
        quotes=(RATE,),
        update=(Eq(params[t], params[t - 1] - learning_rate * g[t]),),
    ),
    replace(
        SHARED,
        of="momentum",
        claim=Equal("the trace is the velocity divided by the rate, its sign turned"),
        place="transforms/_accumulation.py, lines 61-77",
        quotes=(Quote("f = lambda g, t: g + decay * t", line=68),),
        initial=(Eq(trace[0], 0),),
        update=(
            Eq(trace[t], g[t] + decay * trace[t - 1]),
            Eq(params[t], params[t - 1] - learning_rate * trace[t]),
        ),
        letters=((learning_rate, rate), (decay, momentum)),
    ),
    replace(
        SHARED,
        of="nesterov",
        claim=Equal(
            "its parameters are the point at which the gradient is asked, one momentum step ahead of ours",
            weights=w[t] + momentum * velocity[t],
        ),
        place="transforms/_accumulation.py, lines 61-77, with nesterov",
        quotes=(Quote("jax.tree.map(f, updates, new_trace) if nesterov else new_trace", line=75),),
        initial=(Eq(trace[0], 0),),
        update=(
            Eq(trace[t], g[t] + decay * trace[t - 1]),
            Eq(params[t], params[t - 1] - learning_rate * (g[t] + decay * trace[t])),
        ),
        letters=((learning_rate, rate), (decay, momentum)),
    ),
    replace(
        SHARED,
        of="signsgd",
        claim=Equal("it is the same line"),
        place="_src/transform.py, lines 970 and 1002-1005",
        quotes=(Quote("updates = jax.tree.map(jnp.sign, updates)", line=970), RATE),
        update=(Eq(updates[t], sign(g[t])), STEP),
    ),
    replace(
        SHARED,
        of="signum",
        claim=Equal("it is the same rule"),
        place="_src/alias.py, lines 1472-1478, and tree_utils/_tree_math.py, line 398",
        quotes=(
            Quote("transform.ema(beta, debias=False", line=1475),
            Quote("transform.scale_by_sign(),", line=1476),
            Quote("(1 - decay) * (g**order) + decay * t", line=398),
        ),
        initial=(Eq(ema[0], 0),),
        update=(
            Eq(ema[t], (1 - decay) * g[t] + decay * ema[t - 1]),
            Eq(updates[t], sign(ema[t])),
            STEP,
        ),
        letters=((learning_rate, rate), (decay, momentum)),
    ),
    replace(
        SHARED,
        of="adagrad",
        claim=Different(
            "eps stands inside the root, the sum starts at its own value, and where it is 0 is no step"
        ),
        place="_src/transform.py, lines 61-75",
        quotes=(
            Quote("lambda g, t: abs_sq(g) + t", line=69),
            Quote("jnp.where(t > 0, jax.lax.rsqrt(t + eps), 0.0)", line=72),
        ),
        initial=(Eq(sum_of_squares[0], initial_accumulator_value),),
        update=(
            Eq(sum_of_squares[t], g[t] ** 2 + sum_of_squares[t - 1]),
            Eq(
                inv_sqrt_g_square[t],
                Piecewise((1 / sqrt(sum_of_squares[t] + eps), sum_of_squares[t] > 0), (0, True)),
            ),
            Eq(updates[t], inv_sqrt_g_square[t] * g[t]),
            STEP,
        ),
        beside=(("adagrad/keras", Equal("where the sum is 0, the gradient is")),),
    ),
    replace(
        SHARED,
        of="adadelta",
        claim=EqualWhen("the step is multiplied by a rate", (When((Eq(learning_rate, 1),)),)),
        place="_src/transform.py, lines 590-608",
        quotes=(
            Quote("e_g = optax.tree.update_moment(updates, state.e_g, rho, 2)", line=597),
            Quote("jnp.sqrt(prev_e_x + eps) / jnp.sqrt(cur_e_g + eps)", line=600),
            Quote("e_x = optax.tree.update_moment(updates, state.e_x, rho, 2)", line=607),
        ),
        initial=(Eq(e_g[0], 0), Eq(e_x[0], 0)),
        update=(
            Eq(e_g[t], (1 - rho) * g[t] ** 2 + rho * e_g[t - 1]),
            Eq(updates[t], sqrt(e_x[t - 1] + eps) / sqrt(e_g[t] + eps) * g[t]),
            Eq(e_x[t], (1 - rho) * updates[t] ** 2 + rho * e_x[t - 1]),
            STEP,
        ),
    ),
    replace(
        SHARED,
        of="rmsprop",
        claim=EqualWhen(
            "the mean square has a first value of its own, by default 0", (When((Eq(initial_scale, 0),)),)
        ),
        place="_src/transform.py, lines 124-148",
        quotes=(
            Quote("nu = optax.tree.full_like(params, initial_scale)", line=125),
            Quote("lambda n: jax.lax.rsqrt(n + eps)", line=140),
        ),
        initial=(Eq(nu[0], initial_scale),),
        update=(
            Eq(nu[t], (1 - decay) * g[t] ** 2 + decay * nu[t - 1]),
            Eq(updates[t], g[t] / sqrt(nu[t] + eps)),
            STEP,
        ),
        letters=(*SHARED.letters, (decay, rho)),
    ),
    replace(
        SHARED,
        of="rmsprop_centered",
        claim=EqualWhen(
            "the mean square has a first value of its own, by default 0", (When((Eq(initial_scale, 0),)),)
        ),
        place="_src/transform.py, lines 194-233, and transforms/_accumulation.py, line 68",
        quotes=(
            Quote("lambda m, n: jax.lax.rsqrt(n - abs_sq(m) + eps)", line=218),
            Quote("f = lambda g, t: g + decay * t", line=68),
        ),
        initial=(Eq(mu[0], 0), Eq(nu[0], initial_scale), Eq(trace[0], 0)),
        update=(
            Eq(mu[t], (1 - decay) * g[t] + decay * mu[t - 1]),
            Eq(nu[t], (1 - decay) * g[t] ** 2 + decay * nu[t - 1]),
            Eq(updates[t], g[t] / sqrt(nu[t] - mu[t] ** 2 + eps)),
            Eq(trace[t], -learning_rate * updates[t] + momentum * trace[t - 1]),
            Eq(params[t], params[t - 1] + trace[t]),
        ),
        letters=(*SHARED.letters, (decay, rho)),
    ),
)
