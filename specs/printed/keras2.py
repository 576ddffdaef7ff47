"""The rules of Keras 2.3 (its own ``keras/optimizers.py``, commit 0202c8a), as that source prints them.

``decay`` makes the rate fall with the number of the step; ``iterations`` is 0 in the first one. Without
momentum RMSprop adds its epsilon to the root, with momentum inside it.
"""

from dataclasses import replace

from sympy import Abs, Max, Rational, sqrt

from specs.alphabet import beta_1, beta_2, epsilon, momentum, rho, t
from specs.alphabet import lr as rate
from specs.printed.keras import initial_accumulator_value
from specs.printed.keras_moments import EPSILON_HAT
from verifier.claim import Different, EqualWhen, NotPrinted, Quote, When
from verifier.domain import NON_NEGATIVE, POSITIVE
from verifier.language import Eq
from verifier.letters import Parameter, Sequence
from verifier.printed import PrintedForm

KEY = "keras2"
p = Sequence("p", "weight")
g = Sequence("g", "gradient")
lr = Sequence("lr", "rate of the step")
lr_t = Sequence("lr_t", "rate of the step, with the corrections in it")
m = Sequence("m", "velocity, or first moment")
mg = Sequence("mg", "average of the gradients")
a = Sequence("a", "squared gradients")
d_a = Sequence("d_a", "average of the squared updates")
update = Sequence("update", "step before it is multiplied by the rate")
v = Sequence("v", "second moment")
vhat = Sequence("vhat", "largest second moment so far")
u = Sequence("u", "infinity norm")
cache = Sequence("momentum_cache", "momentum of the step")
m_schedule = Sequence("m_schedule", "product of the momenta up to this step")
g_prime = Sequence("g_prime", "gradient, corrected")
m_t_prime = Sequence("m_t_prime", "first moment, corrected")
v_t_prime = Sequence("v_t_prime", "second moment, corrected")
m_t_bar = Sequence("m_t_bar", "first moment with look-ahead")
learning_rate = Parameter("learning_rate", "learning rate", POSITIVE)
decay = Parameter("decay", "decay of the rate", NON_NEGATIVE)
schedule_decay = Parameter("schedule_decay", "exponent of the schedule for each step", NON_NEGATIVE)

# What all forms of this source share.
SHARED = PrintedForm(
    of="",
    key=KEY,
    claim=NotPrinted(""),
    evidence="source code read",
    place="keras/optimizers.py",
    output=p,
    given=(g,),
    letters=((learning_rate, rate),),
)
FALLING = Eq(lr[t], learning_rate * (1 / (1 + decay * (t - 1))))
CONSTANT = When((Eq(decay, 0),))
VELOCITY = Eq(m[t], momentum * m[t - 1] - lr[t] * g[t])
AVERAGE = Eq(a[t], rho * a[t - 1] + (1 - rho) * g[t] ** 2)
FIRST = Eq(m[t], beta_1 * m[t - 1] + (1 - beta_1) * g[t])
SECOND = Eq(v[t], beta_2 * v[t - 1] + (1 - beta_2) * g[t] ** 2)
RATE = Eq(lr_t[t], lr[t] * (sqrt(1 - beta_2**t) / (1 - beta_1**t)))
ZEROS = (Eq(m[0], 0), Eq(v[0], 0))
DECAY = "the rate may decay"

FORMS = (
    replace(
        SHARED,
        of="sgd",
        claim=EqualWhen(DECAY, (CONSTANT,)),
        quotes=(Quote("lr = lr * (1. / (1. + self.decay * K.cast("), Quote("new_p = p - lr * g")),
        update=(FALLING, Eq(p[t], p[t - 1] - lr[t] * g[t])),
    ),
    replace(
        SHARED,
        of="momentum",
        claim=EqualWhen(DECAY, (CONSTANT,)),
        quotes=(Quote("v = self.momentum * m - lr * g  # velocity"), Quote("new_p = p + v")),
        initial=(Eq(m[0], 0),),
        update=(FALLING, VELOCITY, Eq(p[t], p[t - 1] + m[t])),
    ),
    replace(
        SHARED,
        of="nesterov",
        claim=Different("its p is one momentum step ahead, and the rate may decay"),
        quotes=(Quote("new_p = p + self.momentum * v - lr * g"),),
        initial=(Eq(m[0], 0),),
        update=(FALLING, VELOCITY, Eq(p[t], p[t - 1] + momentum * m[t] - lr[t] * g[t])),
        beside=(("nesterov/keras", EqualWhen(DECAY, (CONSTANT,))),),
    ),
    replace(
        SHARED,
        of="rmsprop",
        claim=EqualWhen(
            "epsilon is added to the root, where Graves has it inside; the rate may decay",
            (When((Eq(epsilon, 0), Eq(decay, 0))),),
        ),
        quotes=(
            Quote("new_a = self.rho * a + (1. - self.rho) * K.square(g)"),
            Quote("new_p = p - lr * g / (K.sqrt(new_a) + self.epsilon)"),
        ),
        initial=(Eq(a[0], 0),),
        update=(FALLING, AVERAGE, Eq(p[t], p[t - 1] - lr[t] * g[t] / (sqrt(a[t]) + epsilon))),
        beside=(("rmsprop/pytorch", EqualWhen(DECAY, (CONSTANT,))),),
    ),
    replace(
        SHARED,
        of="rmsprop_momentum",
        claim=EqualWhen(DECAY, (CONSTANT,)),
        quotes=(Quote("self.momentum * m + lr * g / K.sqrt(new_a + self.epsilon)"),),
        initial=(Eq(a[0], 0), Eq(m[0], 0)),
        update=(
            FALLING,
            AVERAGE,
            Eq(m[t], momentum * m[t - 1] + lr[t] * g[t] / sqrt(a[t] + epsilon)),
            Eq(p[t], p[t - 1] - m[t]),
        ),
    ),
    replace(
        SHARED,
        of="rmsprop_centered",
        claim=EqualWhen(DECAY, (CONSTANT,)),
        quotes=(
            Quote("new_mg = self.rho * mg + (1. - self.rho) * g"),
            Quote("K.sqrt(new_a - K.square(new_mg) + self.epsilon)"),
        ),
        initial=(Eq(a[0], 0), Eq(mg[0], 0), Eq(m[0], 0)),
        update=(
            FALLING,
            AVERAGE,
            Eq(mg[t], rho * mg[t - 1] + (1 - rho) * g[t]),
            Eq(m[t], momentum * m[t - 1] + lr[t] * g[t] / sqrt(a[t] - mg[t] ** 2 + epsilon)),
            Eq(p[t], p[t - 1] - m[t]),
        ),
    ),
    replace(
        SHARED,
        of="adagrad",
        claim=EqualWhen(
            "the accumulator starts at its own value, by default 0.1, and the rate may decay",
            (When((Eq(initial_accumulator_value, 0), Eq(decay, 0))),),
        ),
        quotes=(
            Quote("new_a = a + K.square(g)  # update accumulator"),
            Quote("new_p = p - lr * g / (K.sqrt(new_a) + self.epsilon)"),
        ),
        initial=(Eq(a[0], initial_accumulator_value),),
        update=(
            FALLING,
            Eq(a[t], a[t - 1] + g[t] ** 2),
            Eq(p[t], p[t - 1] - lr[t] * g[t] / (sqrt(a[t]) + epsilon)),
        ),
    ),
    replace(
        SHARED,
        of="adadelta",
        claim=EqualWhen(
            "the step is multiplied by a rate, which may decay",
            (When((Eq(learning_rate, 1), Eq(decay, 0))),),
        ),
        quotes=(
            Quote("update = g * K.sqrt(d_a + self.epsilon) / K.sqrt("),
            Quote("new_d_a = self.rho * d_a + (1 - self.rho) * K.square("),
        ),
        initial=(Eq(a[0], 0), Eq(d_a[0], 0)),
        update=(
            FALLING,
            AVERAGE,
            Eq(update[t], g[t] * sqrt(d_a[t - 1] + epsilon) / sqrt(a[t] + epsilon)),
            Eq(p[t], p[t - 1] - lr[t] * update[t]),
            Eq(d_a[t], rho * d_a[t - 1] + (1 - rho) * update[t] ** 2),
        ),
    ),
    replace(
        SHARED,
        of="adam",
        claim=EqualWhen(
            "epsilon is added to the root of the uncorrected v, and the rate may decay",
            (
                When((Eq(epsilon, 0), Eq(decay, 0))),
                When((Eq(decay, 0),), form=((epsilon, EPSILON_HAT),)),
            ),
        ),
        quotes=(Quote("p_t = p - lr_t * m_t / (K.sqrt(v_t) + self.epsilon)"),),
        initial=ZEROS,
        update=(FALLING, RATE, FIRST, SECOND, Eq(p[t], p[t - 1] - lr_t[t] * m[t] / (sqrt(v[t]) + epsilon))),
        beside=(("adam/keras", EqualWhen(DECAY, (CONSTANT,))),),
    ),
    replace(
        SHARED,
        of="amsgrad",
        claim=Different(
            "it corrects both moments after the maximum, adds an epsilon, and the rate may decay",
            (
                When(
                    (Eq(epsilon, 0), Eq(decay, 0)),
                    other=((rate, rate[t] * sqrt(1 - beta_2**t) / (1 - beta_1**t)),),
                ),
            ),
        ),
        quotes=(Quote("vhat_t = K.maximum(vhat, v_t)"),),
        initial=(*ZEROS, Eq(vhat[0], 0)),
        update=(
            FALLING,
            RATE,
            FIRST,
            SECOND,
            Eq(vhat[t], Max(vhat[t - 1], v[t], evaluate=False)),
            Eq(p[t], p[t - 1] - lr_t[t] * m[t] / (sqrt(vhat[t]) + epsilon)),
        ),
    ),
    replace(
        SHARED,
        of="adamax",
        claim=EqualWhen(
            "an epsilon is added to the infinity norm, and the rate may decay",
            (When((Eq(epsilon, 0), Eq(decay, 0))),),
        ),
        quotes=(
            Quote("u_t = K.maximum(self.beta_2 * u, K.abs(g))"),
            Quote("p_t = p - lr_t * m_t / (u_t + self.epsilon)"),
        ),
        initial=(Eq(m[0], 0), Eq(u[0], 0)),
        update=(
            FALLING,
            Eq(lr_t[t], lr[t] / (1 - beta_1**t)),
            FIRST,
            Eq(u[t], Max(beta_2 * u[t - 1], Abs(g[t]), evaluate=False)),
            Eq(p[t], p[t - 1] - lr_t[t] * m[t] / (u[t] + epsilon)),
        ),
    ),
    replace(
        SHARED,
        of="nadam",
        claim=EqualWhen(
            "the exponent of the schedule is an argument, by default 0.004 for each step",
            (When((Eq(schedule_decay, Rational("0.004")),)),),
        ),
        quotes=(
            Quote("m_schedule_new = self.m_schedule * momentum_cache_t"),
            Quote("g_prime = g / (1. - m_schedule_new)"),
            Quote("m_t_prime = m_t / (1. - m_schedule_next)"),
            Quote("self.lr * m_t_bar / (K.sqrt(v_t_prime) + self.epsilon)"),
        ),
        initial=(*ZEROS, Eq(m_schedule[0], 1)),
        update=(
            Eq(cache[t], beta_1 * (1 - Rational("0.5") * Rational("0.96") ** (t * schedule_decay))),
            Eq(m_schedule[t], m_schedule[t - 1] * cache[t]),
            Eq(g_prime[t], g[t] / (1 - m_schedule[t])),
            FIRST,
            Eq(m_t_prime[t], m[t] / (1 - m_schedule[t] * cache[t + 1])),
            SECOND,
            Eq(v_t_prime[t], v[t] / (1 - beta_2**t)),
            Eq(m_t_bar[t], (1 - cache[t]) * g_prime[t] + cache[t + 1] * m_t_prime[t]),
            Eq(p[t], p[t - 1] - learning_rate * m_t_bar[t] / (sqrt(v_t_prime[t]) + epsilon)),
        ),
    ),
)
