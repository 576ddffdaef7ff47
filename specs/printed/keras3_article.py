"""What "The Math Behind Keras 3 Optimizers: Deep Understanding and Application" prints.

Its formulas are lines of Python: the old value stands on the right of an assignment, and a line
reads what the lines above it have assigned. It prints no first value of anything but ``t``.
"""

from dataclasses import replace

from sympy import Integer, Rational, sign, sqrt

from specs.alphabet import beta_1, beta_2, epsilon, eta, g, m, momentum, rho, t, v, velocity, w, weight_decay
from specs.printed.keras import initial_accumulator_value
from verifier.claim import Different, Equal, EqualWhen, Incomplete, NotPrinted, Quote, Slip, Version, When
from verifier.domain import POSITIVE
from verifier.language import Eq
from verifier.letters import Parameter, Sequence
from verifier.printed import PrintedForm

KEY = "keras3-article"

lr = Parameter("lr", "learning rate", POSITIVE)
e = Parameter("e", "epsilon", POSITIVE)
accumulator = Sequence("accumulator", "sum of the squared gradients")
average_grad = Sequence("average_grad", "average of the gradients")
local_step = Sequence("local_step", "number of the step, from 1")
next_step = Sequence("next_step", "number of the step after it")
decay = Sequence("decay", "base of the schedule")
beta_1_power = Sequence("beta_1_power", "power of beta_1")
beta_2_power = Sequence("beta_2_power", "power of beta_2")
alpha = Sequence("alpha", "rate with both corrections in it")
u_t = Sequence("u_t", "momentum of this step")
u_t_1 = Sequence("u_t_1", "momentum of the next step")
u_product_t = Sequence("u_product_t", "product of the momenta up to this step")
u_product_t_1 = Sequence("u_product_t_1", "product of the momenta up to the next step")
m_hat = Sequence("m_hat", "first moment, corrected")
v_hat = Sequence("v_hat", "second moment, corrected")

MOMENTS_OF_ADAM = (
    Eq(local_step[t], t + 1),
    Eq(beta_1_power[t], beta_1 ** local_step[t]),
    Eq(beta_2_power[t], beta_2 ** local_step[t]),
    Eq(alpha[t], lr * sqrt(1 - beta_2_power[t]) / (1 - beta_1_power[t])),
    Eq(m[t], m[t - 1] + (1 - beta_1) * (g[t] - m[t - 1])),
    Eq(v[t], v[t - 1] + (1 - beta_2) * (g[t] ** 2 - v[t - 1])),
)

EPSILON_HAT = ((e, epsilon * sqrt(1 - beta_2**t)),)
RATE_IN_DECAY = ((eta, Integer(1)), (weight_decay, lr * weight_decay))

# What all forms of the article share.
SHARED = PrintedForm(of="", key=KEY, claim=NotPrinted(""), output=w, given=(g,))

FORMS = (
    replace(
        SHARED,
        of="sgd",
        claim=Equal("it is the same line"),
        quotes=(Quote("w = w - lr * g", line=105),),
        update=(Eq(w[t], w[t - 1] - lr * g[t]),),
        beside=(("sgd/keras", Equal("it is the same line")),),
    ),
    replace(
        SHARED,
        of="momentum",
        claim=Incomplete(
            "the line moves m and nothing moves w: the weight step w = w + m is missing", ("w", "m[0]")
        ),
        quotes=(Quote("momentum * m - lr * g", line=119),),
        update=(Eq(m[t], momentum * m[t - 1] - lr * g[t]),),
        repair=Version(
            says="with w = w + m and m = 0 at the start",
            claim=Equal("m is the velocity"),
            update=(Eq(w[t], w[t - 1] + m[t]),),
            initial=(Eq(m[0], 0),),
            beside=(("momentum/keras", Equal("m is the buffer")),),
        ),
    ),
    replace(
        SHARED,
        of="nesterov",
        claim=Equal(
            "its w is the point at which the gradient is asked, one momentum step ahead of ours",
            weights=w[t] + momentum * velocity[t],
        ),
        quotes=(Quote("momentum * m - lr * g", line=137), Quote("(momentum * m -lr * g)", line=138)),
        update=(
            Eq(m[t], momentum * m[t - 1] - lr * g[t]),
            Eq(w[t], w[t - 1] + (momentum * m[t] - lr * g[t])),
        ),
        assumed=(Eq(m[0], 0),),
        beside=(("nesterov/keras", Equal("they are the same two lines")),),
    ),
    replace(
        SHARED,
        of="adagrad",
        claim=EqualWhen("e stands inside the root, epsilon outside", (When((Eq(e, 0),)),)),
        quotes=(Quote("accumulator + g**2", line=160), Quote("sqrt(accumulator + e)", line=161)),
        update=(
            Eq(accumulator[t], accumulator[t - 1] + g[t] ** 2),
            Eq(w[t], w[t - 1] - (lr * g[t]) / sqrt(accumulator[t] + e)),
        ),
        assumed=(Eq(accumulator[0], 0),),
        letters=((e, epsilon),),
        beside=(
            (
                "adagrad/keras",
                EqualWhen(
                    "the first value of the accumulator, which Keras sets to 0.1, is not printed",
                    (When((Eq(initial_accumulator_value, 0),)),),
                ),
            ),
        ),
        slips=(
            Slip(
                quote=Quote("dividing the learning rate by this sum", line=157),
                printed=lr / accumulator[t],
                meant=lr / sqrt(accumulator[t] + e),
                because="the rate is divided by the root of the sum, as the formula below has it",
            ),
        ),
    ),
    replace(
        SHARED,
        of="rmsprop",
        claim=Equal("e is inside the root, as Graves prints it"),
        quotes=(Quote("rho * v + (1 - rho) * g**2", line=173), Quote("lr * g / sqrt(v + e)", line=174)),
        update=(
            Eq(v[t], rho * v[t - 1] + (1 - rho) * g[t] ** 2),
            Eq(w[t], w[t - 1] - lr * g[t] / sqrt(v[t] + e)),
        ),
        assumed=(Eq(v[0], 0),),
        letters=((e, epsilon),),
        beside=(("rmsprop/keras", Equal("they are the same two lines")),),
    ),
    replace(
        SHARED,
        of="rmsprop_centered",
        claim=Equal("m is the step with its sign turned"),
        quotes=(
            Quote("rho * v + (1 - rho) * g**2", line=195),
            Quote("rho * average_grad", line=196),
            Quote("sqrt(v - average_grad**2 + e)", line=197),
            Quote("w = w - m", line=198),
        ),
        update=(
            Eq(v[t], rho * v[t - 1] + (1 - rho) * g[t] ** 2),
            Eq(average_grad[t], rho * average_grad[t - 1] + (1 - rho) * g[t]),
            Eq(m[t], momentum * m[t - 1] + (lr * g[t]) / sqrt(v[t] - average_grad[t] ** 2 + e)),
            Eq(w[t], w[t - 1] - m[t]),
        ),
        assumed=(Eq(v[0], 0), Eq(average_grad[0], 0), Eq(m[0], 0)),
        letters=((e, epsilon),),
        beside=(("rmsprop_centered/keras", Equal("they are the same four lines")),),
    ),
    replace(
        SHARED,
        of="adam",
        claim=EqualWhen(
            "e is added to the root of the uncorrected v: it is the epsilon-hat of Kingma and Ba",
            (When((Eq(e, 0),)), When((Eq(beta_2, 0),)), When(form=EPSILON_HAT)),
        ),
        quotes=(
            Quote("t = 0 # current iteration", line=225),
            Quote("local_step = t + 1", line=226),
            Quote("power(beta_1, local_step)", line=227),
            Quote("power(beta_2, local_step)", line=228),
            Quote("sqrt(1 - beta_2_power) / (1 - beta_1_power)", line=229),
            Quote("m + (1 - beta_1) * (g - m)", line=230),
            Quote("v + (1 - beta_2) * (g**2 - v)", line=231),
            Quote("(alpha * m) / (sqrt(v) + e)", line=232),
        ),
        step=((t, t - 1),),
        update=(*MOMENTS_OF_ADAM, Eq(w[t], w[t - 1] - (alpha[t] * m[t]) / (sqrt(v[t]) + e))),
        assumed=(Eq(m[0], 0), Eq(v[0], 0)),
        letters=((e, epsilon),),
        beside=(("adam/keras", Equal("they are the same lines")),),
        remarks=(
            "Line 218 calls the powers of the betas an evolution of Adam in Keras 3; they are the bias "
            "correction of the article of 2015.",
        ),
    ),
    replace(
        SHARED,
        of="adamw",
        claim=Incomplete(
            "the line is the decay alone: the step of Adam is named in words and not printed", ("g",)
        ),
        quotes=(Quote("w - weight_decay * lr * w", line=248),),
        step=((t, t - 1),),
        update=(Eq(w[t], w[t - 1] - weight_decay * lr * w[t - 1]),),
        assumed=(Eq(m[0], 0), Eq(v[0], 0)),
        letters=((e, epsilon),),
        repair=Version(
            says="with lines 225 to 232 after it, as line 256 says",
            claim=EqualWhen(
                "the decay is multiplied by the rate, and e is added to the root of the uncorrected v",
                (When((Eq(e, 0),), other=RATE_IN_DECAY), When(form=EPSILON_HAT, other=RATE_IN_DECAY)),
            ),
            update=(
                *MOMENTS_OF_ADAM,
                Eq(w[t], w[t - 1] - weight_decay * lr * w[t - 1] - (alpha[t] * m[t]) / (sqrt(v[t]) + e)),
            ),
            beside=(("adamw/keras", Equal("they are the same lines")),),
        ),
    ),
    replace(
        SHARED,
        of="nadam",
        claim=Different(
            "u_t_1, the momentum of the next step, is made from beta_2 (line 278); and the schedule is "
            "0.96**t for 0.96**(t/250)",
            (When((Eq(beta_1, 0), Eq(beta_2, 0))),),
        ),
        quotes=(
            Quote("t = 0", line=273),
            Quote("decay = 0.96", line=274),
            Quote("local_step = t + 1", line=275),
            Quote("next_step = t + 2", line=276),
            Quote("beta_1 * (1.0 - 0.5 * power(decay, local_step))", line=277),
            Quote("beta_2 * (1.0 - 0.5 * power(decay, next_step))", line=278),
            Quote("u_product_t * beta_1", line=279),
            Quote("u_product_t * u_t_1", line=280),
            Quote("power(beta_2, local_step)", line=281),
            Quote("m + (1 - beta_1) * (g - m)", line=282),
            Quote("v + (1 - beta_2) * (g**2 - v)", line=283),
            Quote("u_t_1 * m / (1 - u_product_t_1)", line=284),
            Quote("v / (1 - beta_2_power)", line=285),
            Quote("(lr * m_hat) / (sqrt(v_hat) + epsilon)", line=286),
        ),
        step=((t, t - 1),),
        update=(
            Eq(decay[t], Rational("0.96")),
            Eq(local_step[t], t + 1),
            Eq(next_step[t], t + 2),
            Eq(u_t[t], beta_1 * (1 - Rational("0.5") * decay[t] ** local_step[t])),
            Eq(u_t_1[t], beta_2 * (1 - Rational("0.5") * decay[t] ** next_step[t])),
            Eq(
                u_product_t[t],
                u_product_t[t - 1] * beta_1 * (1 - Rational("0.5") * decay[t] ** local_step[t]),
            ),
            Eq(u_product_t_1[t], u_product_t[t] * u_t_1[t]),
            Eq(beta_2_power[t], beta_2 ** local_step[t]),
            Eq(m[t], m[t - 1] + (1 - beta_1) * (g[t] - m[t - 1])),
            Eq(v[t], v[t - 1] + (1 - beta_2) * (g[t] ** 2 - v[t - 1])),
            Eq(
                m_hat[t],
                u_t_1[t] * m[t] / (1 - u_product_t_1[t]) + ((1 - u_t[t]) * g[t]) / (1 - u_product_t[t]),
            ),
            Eq(v_hat[t], v[t] / (1 - beta_2_power[t])),
            Eq(w[t], w[t - 1] - (lr * m_hat[t]) / (sqrt(v_hat[t]) + epsilon)),
        ),
        assumed=(Eq(u_product_t[0], 1), Eq(m[0], 0), Eq(v[0], 0)),
        remarks=("epsilon in line 286 is the e of the other formulas.",),
        beside=(
            (
                "nadam/keras",
                Different("line 278 has beta_2 where Keras has beta_1", (When((Eq(beta_2, beta_1),)),)),
            ),
        ),
        repair=Version(
            says="with beta_1 in line 278",
            claim=Different("the schedule is 0.96**t for 0.96**(t/250)", (When((Eq(beta_1, 0),)),)),
            update=(Eq(u_t_1[t], beta_1 * (1 - Rational("0.5") * decay[t] ** next_step[t])),),
            beside=(("nadam/keras", Equal("they are the same lines")),),
            repair=Version(
                says="and with the exponents of the schedule divided by 250",
                claim=Equal("u_product_t is the product of the schedule"),
                update=(
                    Eq(u_t[t], beta_1 * (1 - Rational("0.5") * decay[t] ** (local_step[t] / 250))),
                    Eq(u_t_1[t], beta_1 * (1 - Rational("0.5") * decay[t] ** (next_step[t] / 250))),
                    Eq(
                        u_product_t[t],
                        u_product_t[t - 1]
                        * beta_1
                        * (1 - Rational("0.5") * decay[t] ** (local_step[t] / 250)),
                    ),
                ),
            ),
        ),
    ),
    replace(
        SHARED,
        of="lion",
        claim=EqualWhen("it has no weight decay", (When((Eq(weight_decay, 0),)),)),
        quotes=(
            Quote("sign(beta_1 * m + (1 - beta_1) * g)", line=303),
            Quote("beta_2 * m + (1 - beta_2) * g", line=304),
        ),
        update=(
            Eq(w[t], w[t - 1] - lr * sign(beta_1 * m[t - 1] + (1 - beta_1) * g[t])),
            Eq(m[t], beta_2 * m[t - 1] + (1 - beta_2) * g[t]),
        ),
        assumed=(Eq(m[0], 0),),
        beside=(("lion/keras", Equal("they are the same two lines")),),
        remarks=("Line 298 says that Lion accumulates nothing; its m is an average of all gradients.",),
    ),
)
