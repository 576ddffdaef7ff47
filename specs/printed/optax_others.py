"""The rules of Optax 0.2.8, as its own source prints them: Rprop, schedule-free steps, later kin of Adam."""

from dataclasses import replace

from sympy import Max, Min, Piecewise, sign, sqrt

from specs.alphabet import (
    ABOVE_1,
    BETWEEN_0_AND_1,
    beta_1,
    beta_3,
    etas_1,
    etas_2,
    mix,
    step_sizes_1,
    step_sizes_2,
    t,
)
from specs.alphabet import lr as rate
from specs.printed.optax import SHARED, b1, b2, eps, g, learning_rate, mu, nu, params, updates
from specs.printed.optax_moments import eps_root, weight_decay
from verifier.claim import Different, EqualWhen, Quote, Version, When
from verifier.domain import NON_NEGATIVE, POSITIVE, UNIT
from verifier.language import Eq
from verifier.letters import Parameter, Sequence

sign_ = Sequence("sign", "product of the gradient and the update before")
step_sizes = Sequence("step_sizes", "size of the step")
prev_updates = Sequence("prev_updates", "update of the step before")
eta_minus = Parameter("eta_minus", "factor where the sign turns", BETWEEN_0_AND_1)
eta_plus = Parameter("eta_plus", "factor where it stays", ABOVE_1)
min_step_size = Parameter("min_step_size", "smallest size", POSITIVE)
max_step_size = Parameter("max_step_size", "largest size", POSITIVE)
b1_above_0 = Parameter("b1", "share of the mean in the weights", BETWEEN_0_AND_1)
weight_lr_power = Parameter("weight_lr_power", "power of the rate in the weights of the mean")
max_lr = Sequence("max_lr", "largest rate so far")
weight = Sequence("weight", "weight of the iterate in the mean")
weight_sum = Sequence("weight_sum", "sum of the weights")
ck = Sequence("ck", "share of the iterate in the mean")
z = Sequence("z", "iterate")
x = Sequence("x", "mean")
prev_x = Sequence("prev_x", "mean before this step")

m = Sequence("m", "average of the gradients")
v = Sequence("v", "average of the changes of the gradient")
n = Sequence("n", "average of the squares")
g_before = Sequence("g_before", "gradient of the step before")
diff = Sequence("diff", "change of the gradient")
sq = Sequence("sq", "what is squared")
u = Sequence("u", "step before it is divided")
b3 = Parameter("b3", "decay rate of the squares", UNIT)
m1 = Sequence("m1", "fast average")
m2 = Sequence("m2", "slow average")
alpha = Parameter("alpha", "how many times the slow average enters", NON_NEGATIVE)
norm = Sequence("norm", "norm of the gradient of the layer", POSITIVE, latex=r"\lVert g \rVert")
addition = Sequence("mu_addition", "what is added to the first moment")

FORMS = (
    replace(
        SHARED,
        of="rprop",
        claim=Different("it applies the update of the step before, and none where the sign turns"),
        place="_src/transform.py, lines 918-955",
        quotes=(
            Quote("lambda g, prev_g: g * prev_g, updates, state.prev_updates", line=926),
            Quote("step_size * jnp.where(s > 0, eta_plus, eta_minus)", line=933),
            Quote("s < 0, jnp.zeros_like(g), step_size * jnp.sign(g)", line=943),
            Quote("jnp.where(s < 0, jnp.zeros_like(prev_g), prev_g)", line=950),
        ),
        initial=(Eq(step_sizes[0], learning_rate), Eq(prev_updates[0], 0)),
        update=(
            Eq(sign_[t], g[t] * prev_updates[t - 1]),
            Eq(
                step_sizes[t],
                Piecewise(
                    (step_sizes[t - 1], Eq(sign_[t], 0)),
                    (
                        Min(
                            Max(
                                step_sizes[t - 1] * Piecewise((eta_plus, sign_[t] > 0), (eta_minus, True)),
                                min_step_size,
                                evaluate=False,
                            ),
                            max_step_size,
                            evaluate=False,
                        ),
                        True,
                    ),
                ),
            ),
            Eq(prev_updates[t], Piecewise((0, sign_[t] < 0), (step_sizes[t] * sign(g[t]), True))),
            Eq(updates[t], Piecewise((0, sign_[t] < 0), (prev_updates[t - 1], True))),
            Eq(params[t], params[t - 1] - updates[t]),
        ),
        letters=(
            (learning_rate, rate),
            (eta_minus, etas_1),
            (eta_plus, etas_2),
            (min_step_size, step_sizes_1),
            (max_step_size, step_sizes_2),
        ),
        beside=(("rprop/pytorch", Different("PyTorch applies the update of this step")),),
    ),
    replace(
        SHARED,
        of="schedule_free_sgd",
        claim=Different("the mean weighs the first weight with 0, and counts from the first iterate"),
        place="contrib/_schedule_free.py, lines 135-217",
        quotes=(
            Quote("weight = max_lr**weight_lr_power", line=171),
            Quote("next_total_weight = state.weight_sum + weight", line=172),
            Quote("jnp.nan_to_num(weight / next_total_weight", line=177),
            Quote("lambda yi, zi: (yi - (1.0 - b1) * zi) / b1", line=195),
            Quote("lambda xi, zi: (1.0 - ck) * xi + ck * zi", line=199),
            Quote("lambda xi, zi: b1 * xi + (1.0 - b1) * zi", line=204),
        ),
        initial=(Eq(z[0], params[0]), Eq(weight_sum[0], 0), Eq(max_lr[0], 0)),
        update=(
            Eq(max_lr[t], Max(max_lr[t - 1], learning_rate, evaluate=False)),
            Eq(weight[t], max_lr[t] ** weight_lr_power),
            Eq(weight_sum[t], weight_sum[t - 1] + weight[t]),
            Eq(ck[t], weight[t] / weight_sum[t]),
            Eq(z[t], z[t - 1] - learning_rate * g[t]),
            Eq(prev_x[t], (params[t - 1] - (1 - b1_above_0) * z[t - 1]) / b1_above_0),
            Eq(x[t], (1 - ck[t]) * prev_x[t] + ck[t] * z[t]),
            Eq(params[t], b1_above_0 * x[t] + (1 - b1_above_0) * z[t]),
        ),
        letters=((learning_rate, rate), (b1_above_0, beta_1)),
        remarks=("Its documentation asks for b1 > 0.",),
    ),
    replace(
        SHARED,
        of="novograd",
        claim=EqualWhen(
            "small constants are added, in the first step too", (When((Eq(eps, 0), Eq(eps_root, 0))),)
        ),
        place="_src/transform.py, lines 1284-1325",
        quotes=(
            Quote("return jnp.linalg.norm(grads) ** 2", line=1290),
            Quote("grads / (jnp.sqrt(nu + eps_root) + eps) + weight_decay", line=1293),
            Quote("return optax.tree.update_moment(updates, nu, b2, 1)", line=1300),
            Quote("None if m is None else b1 * m + u", line=1309),
            Quote("jax.lax.cond(count_inc == 1, init_nu, update_nu", line=1318),
        ),
        given=(g, norm),
        initial=(Eq(mu[0], 0), Eq(nu[0], 0)),
        update=(
            Eq(nu[t], Piecewise((norm[t] ** 2, Eq(t, 1)), ((1 - b2) * norm[t] ** 2 + b2 * nu[t - 1], True))),
            Eq(addition[t], g[t] / (sqrt(nu[t] + eps_root) + eps) + weight_decay * params[t - 1]),
            Eq(mu[t], Piecewise((addition[t], Eq(t, 1)), (b1 * mu[t - 1] + addition[t], True))),
            Eq(params[t], params[t - 1] - learning_rate * mu[t]),
        ),
    ),
    replace(
        SHARED,
        of="adan",
        claim=Different("changes of the gradient have 1 - b2 for b2, and weights decay as those of AdamW"),
        place="_src/transform.py, lines 653-688",
        quotes=(
            Quote("state.t == 0", line=659),
            Quote("sq = optax.tree.add_scale(g, 1 - b2, diff)", line=666),
            Quote("u = optax.tree.add_scale(m_hat, 1 - b2, v_hat)", line=674),
            Quote("jnp.sqrt(n_hat + eps_root) + eps", line=675),
        ),
        initial=(Eq(m[0], 0), Eq(v[0], 0), Eq(n[0], 0), Eq(g_before[0], 0)),
        update=(
            Eq(diff[t], Piecewise((0, Eq(t, 1)), (g[t] - g_before[t - 1], True))),
            Eq(g_before[t], g[t]),
            Eq(m[t], (1 - b1) * g[t] + b1 * m[t - 1]),
            Eq(v[t], (1 - b2) * diff[t] + b2 * v[t - 1]),
            Eq(sq[t], g[t] + (1 - b2) * diff[t]),
            Eq(n[t], (1 - b3) * sq[t] ** 2 + b3 * n[t - 1]),
            Eq(u[t], m[t] / (1 - b1**t) + (1 - b2) * v[t] / (1 - b2**t)),
            Eq(updates[t], u[t] / (sqrt(n[t] / (1 - b3**t) + eps_root) + eps)),
            Eq(params[t], params[t - 1] - learning_rate * (updates[t] + weight_decay * params[t - 1])),
        ),
        letters=(*SHARED.letters, (b3, beta_3)),
        repair=Version(
            says="with b2 where the changes of the gradient are multiplied",
            claim=EqualWhen(
                "no weight decays and there is no constant inside the root",
                (When((Eq(eps_root, 0), Eq(weight_decay, 0))),),
            ),
            update=(
                Eq(sq[t], g[t] + b2 * diff[t]),
                Eq(u[t], m[t] / (1 - b1**t) + b2 * v[t] / (1 - b2**t)),
            ),
        ),
    ),
    replace(
        SHARED,
        of="ademamix",
        claim=EqualWhen("there is no constant inside the root", (When((Eq(eps_root, 0),)),)),
        place="contrib/_ademamix.py, lines 107-124",
        quotes=(
            Quote("m1 = optax.tree.update_moment(", line=107),
            Quote("m2 = optax.tree.update_moment(updates, state.m2, c_b3, order=1)", line=110),
            Quote("(m1_ + c_alpha * m2_) / (jnp.sqrt(v_ + eps_root) + eps)", line=120),
        ),
        initial=(Eq(m1[0], 0), Eq(m2[0], 0), Eq(nu[0], 0)),
        update=(
            Eq(m1[t], (1 - b1) * g[t] + b1 * m1[t - 1]),
            Eq(m2[t], (1 - b3) * g[t] + b3 * m2[t - 1]),
            Eq(nu[t], (1 - b2) * g[t] ** 2 + b2 * nu[t - 1]),
            Eq(
                updates[t],
                (m1[t] / (1 - b1**t) + alpha * m2[t]) / (sqrt(nu[t] / (1 - b2**t) + eps_root) + eps),
            ),
            Eq(params[t], params[t - 1] - learning_rate * (updates[t] + weight_decay * params[t - 1])),
        ),
        letters=(*SHARED.letters, (b3, beta_3), (alpha, mix)),
    ),
)
