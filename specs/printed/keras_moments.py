"""The rules of Keras 3.15.1, as its own source prints them: the family of Adam, and Lion.

The weight decay of the base class comes before the step.
"""

from dataclasses import replace

from sympy import Abs, Integer, Max, Rational, sign, sqrt

from specs.alphabet import beta_1, beta_2, epsilon, eta, g, lr, m, t, u, v, v_hat, w, weight_decay
from specs.printed.keras import KEY, SHARED, learning_rate
from verifier.claim import Different, Equal, EqualWhen, Incomplete, Quote, Version, When
from verifier.domain import POSITIVE, UNIT
from verifier.language import Eq
from verifier.letters import Parameter, Sequence

beta_1_power = Sequence("beta_1_power", "power of beta_1")
beta_2_power = Sequence("beta_2_power", "power of beta_2")
alpha = Sequence("alpha", "rate with both corrections in it")
u_product = Sequence("u_product", "product of the momenta up to this step")
u_product_t_1 = Sequence("u_product_t_1", "product of the momenta up to the next step")
u_t = Sequence("u_t", "momentum of this step")
u_t_1 = Sequence("u_t_1", "momentum of the next step")
m_hat = Sequence("m_hat", "first moment, corrected")
current_lr = Sequence("current_lr", "rate with the correction in it")
beta1 = Parameter("beta1", "decay rate of the first moment", UNIT)
beta2 = Parameter("beta2", "decay rate of the infinity norm", UNIT)
beta = Sequence("beta", "a letter that the text does not explain")
rate = Parameter("learning_rate", "learning rate", POSITIVE)

EPSILON_HAT = epsilon * sqrt(1 - beta_2**t)

# What holds between Keras' Adam and an Adam whose epsilon is that of Algorithm 1.
OTHER_ROOT = EqualWhen(
    "Keras adds its epsilon to the root of the uncorrected second moment",
    (When((Eq(epsilon, 0),)), When((Eq(beta_2, 0),)), When(other=((epsilon, EPSILON_HAT),))),
)

MOMENTS_OF_ADAM = (
    Eq(beta_1_power[t], beta_1**t),
    Eq(beta_2_power[t], beta_2**t),
    Eq(alpha[t], learning_rate[t] * sqrt(1 - beta_2_power[t]) / (1 - beta_1_power[t])),
    Eq(m[t], m[t - 1] + (g[t] - m[t - 1]) * (1 - beta_1)),
    Eq(v[t], v[t - 1] + (g[t] ** 2 - v[t - 1]) * (1 - beta_2)),
)

FORMS = (
    replace(
        SHARED,
        of="adam",
        claim=EqualWhen(
            "epsilon is added to the root of the uncorrected v: it is the epsilon-hat of Kingma and Ba",
            (When((Eq(epsilon, 0),)), When((Eq(beta_2, 0),)), When(form=((epsilon, EPSILON_HAT),))),
        ),
        place="adam.py, lines 104-137",
        quotes=(
            Quote("self.iterations + 1", line=106),
            Quote("lr * ops.sqrt(1 - beta_2_power) / (1 - beta_1_power)", line=117),
            Quote("ops.subtract(gradient, m), 1 - self.beta_1", line=120),
            Quote("ops.subtract(ops.square(gradient), v), 1 - self.beta_2", line=125),
            Quote("ops.multiply(m, alpha), ops.add(ops.sqrt(v), self.epsilon)", line=135),
        ),
        initial=(Eq(m[0], 0), Eq(v[0], 0)),
        update=(*MOMENTS_OF_ADAM, Eq(w[t], w[t - 1] - m[t] * alpha[t] / (sqrt(v[t]) + epsilon))),
    ),
    replace(
        SHARED,
        of="amsgrad",
        claim=Different(
            "it corrects both moments for their bias after the maximum, and adds an epsilon",
            (When((Eq(epsilon, 0),), other=((lr, lr[t] * sqrt(1 - beta_2**t) / (1 - beta_1**t)),)),),
        ),
        place="adam.py, lines 104-137, with amsgrad",
        quotes=(Quote("ops.maximum(v_hat, v)", line=130), Quote("v = v_hat", line=131)),
        initial=(Eq(m[0], 0), Eq(v[0], 0), Eq(v_hat[0], 0)),
        update=(
            *MOMENTS_OF_ADAM,
            Eq(v_hat[t], Max(v_hat[t - 1], v[t], evaluate=False)),
            Eq(w[t], w[t - 1] - m[t] * alpha[t] / (sqrt(v_hat[t]) + epsilon)),
        ),
    ),
    replace(
        SHARED,
        of="adamw",
        claim=EqualWhen(
            "the decay is multiplied by the rate, and epsilon is added to the root of the uncorrected v",
            (
                When((Eq(epsilon, 0),), other=((eta, lr[t]), (lr, Integer(1)))),
                When(form=((epsilon, EPSILON_HAT),), other=((eta, lr[t]), (lr, Integer(1)))),
            ),
        ),
        place="base_optimizer.py, lines 952-959, then adam.py, lines 104-137",
        quotes=(Quote("variable - variable * wd * lr", line=959),),
        initial=(Eq(m[0], 0), Eq(v[0], 0)),
        update=(
            *MOMENTS_OF_ADAM,
            Eq(
                w[t],
                (w[t - 1] - w[t - 1] * weight_decay * learning_rate[t])
                - m[t] * alpha[t] / (sqrt(v[t]) + epsilon),
            ),
        ),
    ),
    replace(
        SHARED,
        of="adamax",
        claim=EqualWhen("an epsilon is added to the infinity norm", (When((Eq(epsilon, 0),)),)),
        place="adamax.py, lines 107-129",
        quotes=(
            Quote("ops.subtract(gradient, m), (1 - self.beta_1)", line=118),
            Quote("ops.maximum(ops.multiply(self.beta_2, u), ops.abs(gradient))", line=121),
            Quote("ops.multiply((1 - beta_1_power), ops.add(u, self.epsilon))", line=127),
        ),
        initial=(Eq(m[0], 0), Eq(u[0], 0)),
        update=(
            Eq(beta_1_power[t], beta_1**t),
            Eq(m[t], m[t - 1] + (g[t] - m[t - 1]) * (1 - beta_1)),
            Eq(u[t], Max(beta_2 * u[t - 1], Abs(g[t]), evaluate=False)),
            Eq(w[t], w[t - 1] - learning_rate[t] * m[t] / ((1 - beta_1_power[t]) * (u[t] + epsilon))),
        ),
    ),
    replace(
        SHARED,
        of="adamax",
        key="keras-docstring",
        work=KEY,
        claim=Incomplete(
            "m is made with 1 - beta, and there is no beta: beta1 is meant (line 30)", ("beta",)
        ),
        place="adamax.py, lines 20-33",
        quotes=(
            Quote("m = 0", line=20),
            Quote("u = 0", line=21),
            Quote("m = beta1 * m + (1 - beta) * g", line=30),
            Quote("max(beta2 * u, abs(g))", line=31),
            Quote("learning_rate / (1 - beta1 ** t)", line=32),
            Quote("current_lr * m / (u + epsilon)", line=33),
        ),
        given=(g,),
        initial=(Eq(m[0], 0), Eq(u[0], 0)),
        update=(
            Eq(m[t], beta1 * m[t - 1] + (1 - beta[t]) * g[t]),
            Eq(u[t], Max(beta2 * u[t - 1], Abs(g[t]), evaluate=False)),
            Eq(current_lr[t], rate / (1 - beta1**t)),
            Eq(w[t], w[t - 1] - current_lr[t] * m[t] / (u[t] + epsilon)),
        ),
        letters=((rate, lr), (beta1, beta_1), (beta2, beta_2)),
        repair=Version(
            says="with beta1 for beta",
            claim=EqualWhen("an epsilon is added to the infinity norm", (When((Eq(epsilon, 0),)),)),
            update=(Eq(m[t], beta1 * m[t - 1] + (1 - beta1) * g[t]),),
            beside=(("adamax/keras", Equal("it is what the code does")),),
        ),
    ),
    replace(
        SHARED,
        of="nadam",
        claim=Different("the schedule is 0.96**t for 0.96**(t/250)", (When((Eq(beta_1, 0),)),)),
        place="nadam.py, lines 93-104 and 114-146",
        quotes=(
            Quote("backend.Variable(1.0", line=93),
            Quote("- 0.5 * ops.power(0.96", line=103),
            Quote("beta_1 * (1.0 - 0.5 * (ops.power(decay, next_step)))", line=120),
            Quote("u_product_t * u_t_1", line=123),
            Quote("ops.multiply(u_t_1, m), 1 - u_product_t_1", line=136),
            Quote("ops.multiply(1 - u_t, gradient), 1 - u_product_t", line=137),
            Quote("ops.add(ops.sqrt(v_hat), self.epsilon)", line=144),
        ),
        initial=(Eq(u_product[0], 1), Eq(m[0], 0), Eq(v[0], 0)),
        update=(
            Eq(u_product[t], u_product[t - 1] * beta_1 * (1 - Rational("0.5") * Rational("0.96") ** t)),
            Eq(u_t[t], beta_1 * (1 - Rational("0.5") * Rational("0.96") ** t)),
            Eq(u_t_1[t], beta_1 * (1 - Rational("0.5") * Rational("0.96") ** (t + 1))),
            Eq(u_product_t_1[t], u_product[t] * u_t_1[t]),
            Eq(beta_2_power[t], beta_2**t),
            Eq(m[t], m[t - 1] + (g[t] - m[t - 1]) * (1 - beta_1)),
            Eq(v[t], v[t - 1] + (g[t] ** 2 - v[t - 1]) * (1 - beta_2)),
            Eq(m_hat[t], u_t_1[t] * m[t] / (1 - u_product_t_1[t]) + (1 - u_t[t]) * g[t] / (1 - u_product[t])),
            Eq(v_hat[t], v[t] / (1 - beta_2_power[t])),
            Eq(w[t], w[t - 1] - m_hat[t] * learning_rate[t] / (sqrt(v_hat[t]) + epsilon)),
        ),
        repair=Version(
            says="with the exponents of the schedule divided by 250",
            claim=Equal("u_product is the product of the schedule"),
            update=(
                Eq(
                    u_product[t],
                    u_product[t - 1] * beta_1 * (1 - Rational("0.5") * Rational("0.96") ** (t / 250)),
                ),
                Eq(u_t[t], beta_1 * (1 - Rational("0.5") * Rational("0.96") ** (t / 250))),
                Eq(u_t_1[t], beta_1 * (1 - Rational("0.5") * Rational("0.96") ** ((t + 1) / 250))),
            ),
        ),
        remarks=(
            "Line 28 of the file calls its epsilon the epsilon-hat of Kingma and Ba; it is added to the "
            "root of the corrected v, and so is the epsilon of their Algorithm 1.",
        ),
    ),
    replace(
        SHARED,
        of="lion",
        claim=EqualWhen("update_step alone has no weight decay", (When((Eq(weight_decay, 0),)),)),
        place="lion.py, lines 98-121",
        quotes=(Quote("ops.multiply(m, beta_1)", line=110), Quote("ops.multiply(m, beta_2)", line=119)),
        initial=(Eq(m[0], 0),),
        update=(
            Eq(w[t], w[t - 1] - learning_rate[t] * sign(m[t - 1] * beta_1 + g[t] * (1 - beta_1))),
            Eq(m[t], m[t - 1] * beta_2 + g[t] * (1 - beta_2)),
        ),
    ),
    replace(
        SHARED,
        of="lion",
        claim=Equal("the decay of the base class is multiplied by the rate, as in the article"),
        place="base_optimizer.py, lines 952-959, then lion.py, lines 98-121",
        quotes=(Quote("variable - variable * wd * lr", line=959),),
        initial=(Eq(m[0], 0),),
        update=(
            Eq(
                w[t],
                (w[t - 1] - w[t - 1] * weight_decay * learning_rate[t])
                - learning_rate[t] * sign(m[t - 1] * beta_1 + g[t] * (1 - beta_1)),
            ),
            Eq(m[t], m[t - 1] * beta_2 + g[t] * (1 - beta_2)),
        ),
    ),
)
