"""The rules of Optax 0.2.8, as its own source prints them: the family of Adam, and Lion."""

from dataclasses import replace

from sympy import Abs, Integer, Max, Piecewise, Rational, sign, sqrt

from specs.alphabet import beta_1, beta_2, epsilon, eta, t
from specs.alphabet import lr as rate
from specs.printed.optax import SHARED, STEP, b1, b2, eps, g, learning_rate, mu, nu, params, updates
from verifier.claim import Different, Equal, EqualWhen, Quote, Version, When
from verifier.domain import NON_NEGATIVE
from verifier.language import Eq
from verifier.letters import Parameter, Sequence

eps_root = Parameter("eps_root", "small constant inside the root", NON_NEGATIVE)
weight_decay = Parameter("weight_decay", "weight decay", NON_NEGATIVE)
nu_max = Sequence("nu_max", "largest second moment so far")
mu_hat = Sequence("mu_hat", "first moment, corrected")
nu_hat = Sequence("nu_hat", "second moment, corrected")
ro = Sequence("ro", "length of the moving average")
ro_inf = Sequence("ro_inf", "limit of the length of the moving average")
r = Sequence("r", "rectification")

FIRST = Eq(mu[t], (1 - b1) * g[t] + b1 * mu[t - 1])
SECOND = Eq(nu[t], (1 - b2) * g[t] ** 2 + b2 * nu[t - 1])
CORRECTED = (Eq(mu_hat[t], mu[t] / (1 - b1**t)), Eq(nu_hat[t], nu[t] / (1 - b2**t)))
ZEROS = (Eq(mu[0], 0), Eq(nu[0], 0))
ROOTS = Eq(updates[t], mu_hat[t] / (sqrt(nu_hat[t] + eps_root) + eps))
DECAYED = Eq(params[t], params[t - 1] - learning_rate * (updates[t] + weight_decay * params[t - 1]))
RECTIFIED = r[t] * mu_hat[t] / (sqrt(nu_hat[t] + eps_root) + eps)

FORMS = (
    replace(
        SHARED,
        of="adam",
        claim=EqualWhen(
            "there is a second small constant, inside the root, by default 0", (When((Eq(eps_root, 0),)),)
        ),
        place="_src/transform.py, lines 276-307",
        quotes=(
            Quote("nu = optax.tree.update_moment_per_elem_norm", line=284),
            Quote("mu_hat = optax.tree.bias_correction(mu, b1, count_inc)", line=294),
            Quote("m / (jnp.sqrt(v + eps_root) + eps)", line=300),
        ),
        initial=ZEROS,
        update=(FIRST, SECOND, *CORRECTED, ROOTS, STEP),
    ),
    replace(
        SHARED,
        of="amsgrad",
        claim=Different(
            "it takes the largest of the corrected second moments, and adds small constants",
            (When((Eq(eps, 0), Eq(eps_root, 0), Eq(b2, 0)), other=((rate, rate[t] / (1 - beta_1**t)),)),),
        ),
        place="_src/transform.py, lines 354-387",
        quotes=(
            Quote("mu_hat = optax.tree.bias_correction(mu, b1, count_inc)", line=369),
            Quote("nu_eff = optax.tree.bias_correction(nu, b2, count_inc)", line=374),
            Quote("nu_max = jax.tree.map(jnp.maximum, state.nu_max, nu_eff)", line=378),
        ),
        initial=(*ZEROS, Eq(nu_max[0], 0)),
        update=(
            FIRST,
            SECOND,
            *CORRECTED,
            Eq(nu_max[t], Max(nu_max[t - 1], nu_hat[t], evaluate=False)),
            Eq(updates[t], mu_hat[t] / (sqrt(nu_max[t] + eps_root) + eps)),
            STEP,
        ),
        beside=(("amsgrad/keras", Different("Keras corrects after the maximum")),),
    ),
    replace(
        SHARED,
        of="adamw",
        claim=EqualWhen(
            "the decay is multiplied by the rate, and a second small constant is inside the root",
            (When((Eq(eps_root, 0),), other=((eta, rate[t]), (rate, Integer(1)))),),
        ),
        place="_src/transform.py, lines 276-307, and transforms/_adding.py, line 73",
        quotes=(Quote("m / (jnp.sqrt(v + eps_root) + eps)", line=300), Quote("g + s * p", line=73)),
        initial=ZEROS,
        update=(FIRST, SECOND, *CORRECTED, ROOTS, DECAYED),
    ),
    replace(
        SHARED,
        of="adamax",
        claim=EqualWhen("eps is added to the gradient in the maximum", (When((Eq(eps, 0),)),)),
        place="_src/transform.py, lines 411-424, and tree_utils/_tree_math.py, line 410",
        quotes=(
            Quote("nu = optax.tree.update_infinity_moment(updates, state.nu, b2, eps)", line=420),
            Quote("jnp.maximum(jnp.abs(g) + eps, decay * t)", line=410),
        ),
        initial=ZEROS,
        update=(
            FIRST,
            Eq(nu[t], Max(Abs(g[t]) + eps, b2 * nu[t - 1], evaluate=False)),
            Eq(mu_hat[t], mu[t] / (1 - b1**t)),
            Eq(updates[t], mu_hat[t] / nu[t]),
            STEP,
        ),
    ),
    replace(
        SHARED,
        of="nadam",
        claim=Different(
            "there is no schedule: the look-ahead moment is corrected with the next power of b1",
            (When((Eq(b1, 0), Eq(eps_root, 0))),),
        ),
        place="_src/transform.py, lines 276-307, with nesterov",
        quotes=(
            Quote("lambda m, g: b1 * m + (1 - b1) * g", line=288),
            Quote("optax.tree.bias_correction(updates, b1, count_inc)", line=291),
        ),
        initial=ZEROS,
        update=(
            FIRST,
            SECOND,
            Eq(mu_hat[t], b1 * mu[t] / (1 - b1 ** (t + 1)) + (1 - b1) * g[t] / (1 - b1**t)),
            CORRECTED[1],
            ROOTS,
            STEP,
        ),
    ),
    replace(
        SHARED,
        of="lion",
        claim=Equal("the decay is multiplied by the rate, as in the article"),
        place="_src/transform.py, lines 463-490",
        quotes=(
            Quote("x = (1.0 - b1) * g + b1 * m", line=472),
            Quote("mu = optax.tree.update_moment(updates, state.mu, b2, 1)", line=487),
        ),
        initial=(Eq(mu[0], 0),),
        update=(
            Eq(updates[t], sign((1 - b1) * g[t] + b1 * mu[t - 1])),
            Eq(mu[t], (1 - b2) * g[t] + b2 * mu[t - 1]),
            DECAYED,
        ),
    ),
    replace(
        SHARED,
        of="radam",
        claim=Different("it rectifies from 5 on, 5 included, and adds small constants"),
        place="_src/transform.py, lines 839-882",
        quotes=(
            Quote("ro_inf = 2.0 / (1.0 - b2) - 1.0", line=839),
            Quote("r.astype(m.dtype) * m / (jnp.sqrt(v + eps_root) + eps)", line=849),
            Quote("ro = ro_inf - 2 * count_inc * b2t / (1 - b2t)", line=866),
            Quote("jnp.where(ro >= threshold, t, f)", line=878),
        ),
        initial=ZEROS,
        update=(
            FIRST,
            SECOND,
            *CORRECTED,
            Eq(ro_inf[t], 2 / (1 - b2) - 1),
            Eq(ro[t], ro_inf[t] - 2 * t * b2**t / (1 - b2**t)),
            Eq(
                r[t],
                sqrt((ro[t] - 4) * (ro[t] - 2) * ro_inf[t] / ((ro_inf[t] - 4) * (ro_inf[t] - 2) * ro[t])),
            ),
            Eq(updates[t], Piecewise((RECTIFIED, ro[t] >= 5), (mu_hat[t], True))),
            STEP,
        ),
        repair=Version(
            says="with the threshold of the article, left out",
            claim=EqualWhen("small constants are added", (When((Eq(eps, 0), Eq(eps_root, 0))),)),
            update=(Eq(updates[t], Piecewise((RECTIFIED, ro[t] > 4), (mu_hat[t], True))),),
        ),
    ),
    replace(
        SHARED,
        of="yogi",
        claim=Different("both moments start at 1e-6, and are corrected as if they started at 0"),
        place="_src/transform.py, lines 784-808",
        quotes=(
            Quote("mu = optax.tree.full_like(params, initial_accumulator_value)", line=786),
            Quote("v - (1 - b2) * jnp.sign(v - abs_sq(g)) * abs_sq(g)", line=795),
            Quote("mu_hat = optax.tree.bias_correction(mu, b1, count_inc)", line=800),
            Quote("m / (jnp.sqrt(v + eps_root) + eps)", line=803),
        ),
        initial=(Eq(mu[0], Rational("1e-6")), Eq(nu[0], Rational("1e-6"))),
        update=(
            FIRST,
            Eq(nu[t], nu[t - 1] - (1 - b2) * sign(nu[t - 1] - g[t] ** 2) * g[t] ** 2),
            *CORRECTED,
            ROOTS,
            STEP,
        ),
        repair=Version(
            says="with zeros at the start",
            claim=Different(
                "the moments are corrected",
                (
                    When(
                        (Eq(eps, 0), Eq(eps_root, 0)),
                        other=((rate, rate[t] * sqrt(1 - beta_2**t) / (1 - beta_1**t)),),
                    ),
                ),
            ),
            initial=(Eq(mu[0], 0), Eq(nu[0], 0)),
        ),
    ),
    replace(
        SHARED,
        of="adabelief",
        claim=EqualWhen(
            "the two places of epsilon have a constant each", (When(form=((eps_root, epsilon),)),)
        ),
        place="_src/transform.py, lines 724-752",
        quotes=(
            Quote("prediction_error = optax.tree.sub(updates, mu)", line=732),
            Quote("nu = jax.tree.map(lambda v: v + eps_root, nu)", line=735),
        ),
        initial=ZEROS,
        update=(
            FIRST,
            Eq(nu[t], (1 - b2) * (g[t] - mu[t]) ** 2 + b2 * nu[t - 1] + eps_root),
            *CORRECTED,
            Eq(updates[t], mu_hat[t] / (sqrt(nu_hat[t]) + eps)),
            STEP,
        ),
    ),
)
