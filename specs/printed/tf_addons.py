"""The rules of TensorFlow Addons, as its own source prints them: commit d208d75 (2024).

The files are those of ``tensorflow_addons/optimizers``, read in ``_resource_apply_dense``.
"""

from dataclasses import replace

from sympy import sign, sqrt

from specs.alphabet import beta_1, beta_2, epsilon, g, t
from specs.alphabet import lr as rate
from specs.printed.keras import initial_accumulator_value
from verifier.claim import Different, EqualWhen, NotPrinted, Quote, When
from verifier.domain import POSITIVE, UNIT
from verifier.language import Eq
from verifier.letters import Parameter, Sequence
from verifier.printed import PrintedForm

KEY = "tf-addons"
var = Sequence("var", "weight")
grad = Sequence("grad", "gradient")
grad2 = Sequence("grad2", "squared gradient")
m = Sequence("m", "first moment")
v = Sequence("v", "second moment")
lr = Sequence("lr", "rate with both corrections in it")
lr_t = Parameter("lr_t", "learning rate", POSITIVE)
beta1_t = Parameter("beta1_t", "decay rate of the first moment", UNIT)
beta2_t = Parameter("beta2_t", "decay rate of the second moment", UNIT)
epsilon_t = Parameter("epsilon_t", "small constant", POSITIVE)
beta1_power = Sequence("beta1_power", "power of beta1")
beta2_power = Sequence("beta2_power", "power of beta2")
per_coord_lr = Sequence("per_coord_lr", "rate of the coordinate")

# What all forms of this source share.
SHARED = PrintedForm(
    of="",
    key=KEY,
    claim=NotPrinted(""),
    evidence="source code read",
    output=var,
    given=(grad,),
    letters=((lr_t, rate), (beta1_t, beta_1), (beta2_t, beta_2), (epsilon_t, epsilon)),
)
CORRECTED_RATE = rate[t] * sqrt(1 - beta_2**t) / (1 - beta_1**t)

FORMS = (
    replace(
        SHARED,
        of="yogi",
        claim=EqualWhen(
            "the rate is corrected for the bias, and v starts at its own value, by default 1e-6",
            (When((Eq(initial_accumulator_value, 0),), other=((rate, CORRECTED_RATE),)),),
        ),
        place="yogi.py, lines 118-123, 134-138 and 174-199",
        quotes=(
            Quote("lr = lr_t * tf.sqrt(1 - beta2_power) / (1 - beta1_power)", line=138),
            Quote("m * beta1_t + grad * (1 - beta1_t)", line=177),
            Quote("sign = tf.sign(grad2 - v)", line=184),
            Quote("(1 - beta2_t) * sign * grad2", line=190),
            Quote("per_coord_lr = lr / (v_sqrt + epsilon_t)", line=195),
            Quote("new_var = var - per_coord_lr * m_t", line=199),
        ),
        initial=(Eq(m[0], 0), Eq(v[0], initial_accumulator_value)),
        update=(
            Eq(beta1_power[t], beta1_t**t),
            Eq(beta2_power[t], beta2_t**t),
            Eq(lr[t], lr_t * sqrt(1 - beta2_power[t]) / (1 - beta1_power[t])),
            Eq(m[t], m[t - 1] * beta1_t + grad[t] * (1 - beta1_t)),
            Eq(grad2[t], grad[t] * grad[t]),
            Eq(v[t], v[t - 1] + (1 - beta2_t) * sign(grad2[t] - v[t - 1]) * grad2[t]),
            Eq(per_coord_lr[t], lr[t] / (sqrt(v[t]) + epsilon_t)),
            Eq(var[t], var[t - 1] - per_coord_lr[t] * m[t]),
        ),
    ),
    replace(
        SHARED,
        of="yogi",
        claim=Different("the sign is that of g - v, and 1 - beta2 is left out"),
        place="yogi.py, line 19, the documentation",
        quotes=(Quote("v_t+1 = v_t + sign(g_t-v_t)(g_t^2)", line=19),),
        given=(g,),
        update=(Eq(v[t], v[t - 1] + sign(g[t] - v[t - 1]) * g[t] ** 2),),
        assumed=(
            Eq(var[t], var[t - 1] - lr_t * m[t] / (sqrt(v[t]) + epsilon_t)),
            Eq(m[t], beta1_t * m[t - 1] + (1 - beta1_t) * g[t]),
            Eq(v[0], 0),
            Eq(m[0], 0),
        ),
    ),
)
