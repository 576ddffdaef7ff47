"""What the notes of Stanford's course CS231n print, "Neural networks part 3" (commit 3d84654, 2026).

Assignments in Python; what starts at zero is not printed.
"""

from dataclasses import replace

from sympy import sqrt

from specs.alphabet import beta_1, beta_2, epsilon, momentum, rho, t, velocity, w
from specs.alphabet import lr as rate
from verifier.claim import Different, Equal, EqualWhen, NotPrinted, Quote, When
from verifier.domain import POSITIVE, UNIT
from verifier.language import Eq
from verifier.letters import Parameter, Sequence
from verifier.printed import PrintedForm

KEY = "cs231n"
x = Sequence("x", "weight")
dx = Sequence("dx", "gradient")
dx_ahead = Sequence("dx_ahead", "gradient at the point ahead")
v = Sequence("v", "velocity, or second moment")
m = Sequence("m", "first moment")
mt = Sequence("mt", "first moment, corrected")
vt = Sequence("vt", "second moment, corrected")
cache = Sequence("cache", "squared gradients")
learning_rate = Parameter("learning_rate", "learning rate", POSITIVE)
mu = Parameter("mu", "momentum", UNIT)
eps = Parameter("eps", "small constant", POSITIVE)
decay_rate = Parameter("decay_rate", "decay rate", UNIT)
beta1 = Parameter("beta1", "decay rate of the first moment", UNIT)
beta2 = Parameter("beta2", "decay rate of the second moment", UNIT)

# What all forms of this source share.
SHARED = PrintedForm(
    of="",
    key=KEY,
    claim=NotPrinted(""),
    output=x,
    given=(dx,),
    letters=(
        (learning_rate, rate),
        (mu, momentum),
        (eps, epsilon),
        (decay_rate, rho),
        (beta1, beta_1),
        (beta2, beta_2),
    ),
)
FIRST = Eq(m[t], beta1 * m[t - 1] + (1 - beta1) * dx[t])
SECOND = Eq(v[t], beta2 * v[t - 1] + (1 - beta2) * dx[t] ** 2)
SCALED = Eq(x[t], x[t - 1] - learning_rate * dx[t] / (sqrt(cache[t]) + eps))

FORMS = (
    replace(
        SHARED,
        of="sgd",
        claim=Equal("it is the same line"),
        quotes=(Quote("x += - learning_rate * dx", line=192),),
        update=(Eq(x[t], x[t - 1] - learning_rate * dx[t]),),
    ),
    replace(
        SHARED,
        of="momentum",
        claim=Equal("v is the velocity"),
        quotes=(Quote("v = mu * v - learning_rate * dx", line=203), Quote("x += v", line=204)),
        update=(Eq(v[t], mu * v[t - 1] - learning_rate * dx[t]), Eq(x[t], x[t - 1] + v[t])),
        assumed=(Eq(v[0], 0),),
    ),
    replace(
        SHARED,
        of="nesterov",
        claim=Equal("it is the same rule"),
        quotes=(
            Quote("x_ahead = x + mu * v", line=225),
            Quote("v = mu * v - learning_rate * dx_ahead", line=227),
            Quote("x += v", line=228),
        ),
        given=(dx_ahead,),
        gradient=x[t - 1] + mu * v[t - 1],
        update=(Eq(v[t], mu * v[t - 1] - learning_rate * dx_ahead[t]), Eq(x[t], x[t - 1] + v[t])),
        assumed=(Eq(v[0], 0),),
    ),
    replace(
        SHARED,
        of="nesterov",
        claim=Equal(
            "x is the point at which the gradient is asked, one momentum step ahead of ours",
            weights=w[t] + momentum * velocity[t],
        ),
        quotes=(
            Quote("v = mu * v - learning_rate * dx", line=235),
            Quote("x += -mu * v_prev + (1 + mu) * v", line=236),
        ),
        update=(
            Eq(v[t], mu * v[t - 1] - learning_rate * dx[t]),
            Eq(x[t], x[t - 1] - mu * v[t - 1] + (1 + mu) * v[t]),
        ),
        assumed=(Eq(v[0], 0),),
        beside=(("nesterov/keras", Equal("x is the variable of Keras")),),
    ),
    replace(
        SHARED,
        of="adagrad",
        claim=Equal("eps is added to the root, as Duchi and others have it"),
        quotes=(
            Quote("cache += dx**2", line=290),
            Quote("x += - learning_rate * dx / (np.sqrt(cache) + eps)", line=291),
        ),
        update=(Eq(cache[t], cache[t - 1] + dx[t] ** 2), SCALED),
        assumed=(Eq(cache[0], 0),),
    ),
    replace(
        SHARED,
        of="rmsprop",
        claim=EqualWhen("eps is added to the root, where Graves has it inside", (When((Eq(eps, 0),)),)),
        quotes=(
            Quote("cache = decay_rate * cache + (1 - decay_rate) * dx**2", line=299),
            Quote("x += - learning_rate * dx / (np.sqrt(cache) + eps)", line=300),
        ),
        update=(Eq(cache[t], decay_rate * cache[t - 1] + (1 - decay_rate) * dx[t] ** 2), SCALED),
        assumed=(Eq(cache[0], 0),),
        beside=(("rmsprop/pytorch", Equal("PyTorch adds it there too")),),
    ),
    replace(
        SHARED,
        of="adam",
        claim=Different("neither moment is corrected: the notes call it simplified"),
        quotes=(
            Quote("m = beta1*m + (1-beta1)*dx", line=308),
            Quote("v = beta2*v + (1-beta2)*(dx**2)", line=309),
            Quote("x += - learning_rate * m / (np.sqrt(v) + eps)", line=310),
        ),
        update=(FIRST, SECOND, Eq(x[t], x[t - 1] - learning_rate * m[t] / (sqrt(v[t]) + eps))),
        assumed=(Eq(m[0], 0), Eq(v[0], 0)),
    ),
    replace(
        SHARED,
        of="adam",
        claim=Equal("it is Algorithm 1"),
        quotes=(
            Quote("mt = m / (1-beta1**t)", line=318),
            Quote("vt = v / (1-beta2**t)", line=320),
            Quote("x += - learning_rate * mt / (np.sqrt(vt) + eps)", line=321),
        ),
        update=(
            FIRST,
            Eq(mt[t], m[t] / (1 - beta1**t)),
            SECOND,
            Eq(vt[t], v[t] / (1 - beta2**t)),
            Eq(x[t], x[t - 1] - learning_rate * mt[t] / (sqrt(vt[t]) + eps)),
        ),
        assumed=(Eq(m[0], 0), Eq(v[0], 0)),
    ),
)
