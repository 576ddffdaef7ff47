"""The rules of Lasagne (Theano), as its own source prints them: ``lasagne/updates.py`` of commit 5d3c63c.

``updates[x] = …`` is the new value of x. Momentum is applied to what plain descent would give.
"""

from dataclasses import replace

from sympy import Abs, Max, sqrt

from specs.alphabet import beta_1, beta_2, epsilon, rho, t, velocity, w
from specs.alphabet import lr as rate
from specs.alphabet import momentum as mu
from specs.printed.chainer import beta1, beta2
from specs.printed.keras_moments import EPSILON_HAT
from verifier.claim import Different, Equal, EqualWhen, NotPrinted, Quote, When
from verifier.domain import POSITIVE, UNIT
from verifier.language import Eq
from verifier.letters import Parameter, Sequence
from verifier.printed import PrintedForm

KEY = "lasagne"
param = Sequence("param", "weight")
grad = Sequence("grad", "gradient")
x = Sequence("x", "new weight, or new velocity")
velocity_ = Sequence("velocity", "velocity")
accu = Sequence("accu", "squared gradients")
delta_accu = Sequence("delta_accu", "average of the squared steps")
update = Sequence("update", "step before it is multiplied by the rate")
m_t = Sequence("m_t", "first moment")
v_t = Sequence("v_t", "second moment")
u_t = Sequence("u_t", "infinity norm")
v_hat_t = Sequence("v_hat_t", "largest second moment so far")
a_t = Sequence("a_t", "rate with the corrections in it")
step = Sequence("step", "step")
learning_rate = Parameter("learning_rate", "learning rate", POSITIVE)
momentum = Parameter("momentum", "momentum", UNIT)
small = Parameter("epsilon", "small constant", POSITIVE)

# What all forms of this source share.
SHARED = PrintedForm(
    of="",
    key=KEY,
    claim=NotPrinted(""),
    evidence="source code read",
    output=param,
    given=(grad,),
    letters=(
        (learning_rate, rate),
        (momentum, mu),
        (small, epsilon),
        (beta1, beta_1),
        (beta2, beta_2),
    ),
)
DESCENDED = param[t - 1] - learning_rate * grad[t]
ROOT = Eq(param[t], param[t - 1] - learning_rate * grad[t] / sqrt(accu[t] + small))
MEAN = Eq(accu[t], rho * accu[t - 1] + (1 - rho) * grad[t] ** 2)
FIRST = Eq(m_t[t], beta1 * m_t[t - 1] + (1 - beta1) * grad[t])
SECOND = Eq(v_t[t], beta2 * v_t[t - 1] + (1 - beta2) * grad[t] ** 2)
RATE = Eq(a_t[t], learning_rate * sqrt(1 - beta2**t) / (1 - beta1**t))
STEPPED = Eq(param[t], param[t - 1] - step[t])
ZEROS = (Eq(m_t[0], 0), Eq(v_t[0], 0))

FORMS = (
    replace(
        SHARED,
        of="momentum",
        claim=Equal("it is the same rule"),
        place="lines 217-221",
        quotes=(
            Quote("x = momentum * velocity + updates[param]", line=219),
            Quote("updates[velocity] = x - param", line=220),
        ),
        initial=(Eq(velocity_[0], 0),),
        update=(
            Eq(x[t], momentum * velocity_[t - 1] + DESCENDED),
            Eq(velocity_[t], x[t] - param[t - 1]),
            Eq(param[t], x[t]),
        ),
    ),
    replace(
        SHARED,
        of="nesterov",
        claim=Equal(
            "its parameter is the point at which the gradient is asked, one momentum step ahead of ours",
            weights=w[t] + mu * velocity[t],
        ),
        place="lines 310-314",
        quotes=(
            Quote("x = momentum * velocity + updates[param] - param", line=312),
            Quote("updates[param] = momentum * x + updates[param]", line=314),
        ),
        initial=(Eq(velocity_[0], 0),),
        update=(
            Eq(x[t], momentum * velocity_[t - 1] + DESCENDED - param[t - 1]),
            Eq(velocity_[t], x[t]),
            Eq(param[t], momentum * x[t] + DESCENDED),
        ),
    ),
    replace(
        SHARED,
        of="adagrad",
        claim=EqualWhen("epsilon stands inside the root", (When((Eq(small, 0),)),)),
        place="lines 412-417",
        quotes=(Quote("accu_new = accu + grad ** 2", line=414),),
        initial=(Eq(accu[0], 0),),
        update=(Eq(accu[t], accu[t - 1] + grad[t] ** 2), ROOT),
    ),
    replace(
        SHARED,
        of="rmsprop",
        claim=Equal("epsilon is inside the root, as Graves prints it"),
        place="lines 473-478",
        quotes=(Quote("accu_new = rho * accu + (one - rho) * grad ** 2", line=475),),
        initial=(Eq(accu[0], 0),),
        update=(MEAN, ROOT),
    ),
    replace(
        SHARED,
        of="adadelta",
        claim=EqualWhen("the step is multiplied by a rate", (When((Eq(learning_rate, 1),)),)),
        place="lines 545-562",
        quotes=(
            Quote("update = (grad * T.sqrt(delta_accu + epsilon) /", line=556),
            Quote("delta_accu_new = rho * delta_accu + (one - rho) * update ** 2", line=561),
        ),
        initial=(Eq(accu[0], 0), Eq(delta_accu[0], 0)),
        update=(
            MEAN,
            Eq(update[t], grad[t] * sqrt(delta_accu[t - 1] + small) / sqrt(accu[t] + small)),
            Eq(delta_accu[t], rho * delta_accu[t - 1] + (1 - rho) * update[t] ** 2),
            Eq(param[t], param[t - 1] - learning_rate * update[t]),
        ),
    ),
    replace(
        SHARED,
        of="adam",
        claim=EqualWhen(
            "epsilon is added to the root of the uncorrected v",
            (When((Eq(small, 0),)), When((Eq(beta_2, 0),)), When(form=((small, EPSILON_HAT),))),
        ),
        place="lines 613-628",
        quotes=(
            Quote("a_t = learning_rate*T.sqrt(one-beta2**t)/(one-beta1**t)", line=613),
            Quote("step = a_t*m_t/(T.sqrt(v_t) + epsilon)", line=624),
        ),
        initial=ZEROS,
        update=(RATE, FIRST, SECOND, Eq(step[t], a_t[t] * m_t[t] / (sqrt(v_t[t]) + small)), STEPPED),
    ),
    replace(
        SHARED,
        of="amsgrad",
        claim=Different(
            "it corrects both moments for their bias after the maximum, and adds an epsilon",
            (When((Eq(small, 0),), other=((rate, rate[t] * sqrt(1 - beta_2**t) / (1 - beta_1**t)),)),),
        ),
        place="lines 734-753",
        quotes=(Quote("step = a_t*m_t/(T.sqrt(v_hat_t) + epsilon)", line=748),),
        initial=(*ZEROS, Eq(v_hat_t[0], 0)),
        update=(
            RATE,
            FIRST,
            SECOND,
            Eq(v_hat_t[t], Max(v_hat_t[t - 1], v_t[t], evaluate=False)),
            Eq(step[t], a_t[t] * m_t[t] / (sqrt(v_hat_t[t]) + small)),
            STEPPED,
        ),
    ),
    replace(
        SHARED,
        of="adamax",
        claim=EqualWhen("an epsilon is added to the infinity norm", (When((Eq(small, 0),)),)),
        place="lines 675-690",
        quotes=(
            Quote("u_t = T.maximum(beta2*u_prev, abs(g_t))", line=685),
            Quote("step = a_t*m_t/(u_t + epsilon)", line=686),
        ),
        initial=(Eq(m_t[0], 0), Eq(u_t[0], 0)),
        update=(
            Eq(a_t[t], learning_rate / (1 - beta1**t)),
            FIRST,
            Eq(u_t[t], Max(beta2 * u_t[t - 1], Abs(grad[t]), evaluate=False)),
            Eq(step[t], a_t[t] * m_t[t] / (u_t[t] + small)),
            STEPPED,
        ),
    ),
)
