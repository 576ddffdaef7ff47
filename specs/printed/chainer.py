"""The rules of Chainer, as its own source prints them: commit a8e15cb (2022), ``update_core_cpu``.

The files are those of ``chainer/optimizers``. Adam's rate with its corrections is ``alpha_t``.
"""

from dataclasses import replace

from sympy import Max, sqrt

from specs.alphabet import beta_1, beta_2, epsilon, rho, t, velocity, w
from specs.alphabet import lr as rate
from specs.alphabet import momentum as mu
from specs.printed.keras_moments import EPSILON_HAT
from verifier.claim import Different, Equal, EqualWhen, NotPrinted, Quote, Version, When
from verifier.domain import POSITIVE, UNIT
from verifier.language import Eq
from verifier.letters import Parameter, Sequence
from verifier.printed import PrintedForm

KEY = "chainer"
param = Sequence("param", "weight")
grad = Sequence("grad", "gradient")
v = Sequence("v", "velocity, or second moment")
m = Sequence("m", "first moment")
vhat = Sequence("vhat", "largest second moment so far")
alpha_t = Sequence("alpha_t", "rate with both corrections in it")
step = Sequence("step", "rate of the coordinate")
h = Sequence("h", "sum of the squared gradients")
ms = Sequence("ms", "average of the squared gradients")
msg = Sequence("msg", "average of the squared gradients")
msdx = Sequence("msdx", "average of the squared steps")
dx = Sequence("dx", "step")
n = Sequence("n", "average of the squared gradients")
g = Sequence("g", "average of the gradients")
delta = Sequence("delta", "step")
denom = Sequence("denom", "denominator")
lr = Parameter("lr", "learning rate", POSITIVE)
alpha = Parameter("alpha", "learning rate", POSITIVE)
decay = Parameter("alpha", "decay rate", UNIT)
momentum = Parameter("momentum", "momentum", UNIT)
eps = Parameter("eps", "small constant", POSITIVE)
beta1 = Parameter("beta1", "decay rate of the first moment", UNIT)
beta2 = Parameter("beta2", "decay rate of the second moment", UNIT)

# What all forms of this source share.
SHARED = PrintedForm(
    of="",
    key=KEY,
    claim=NotPrinted(""),
    evidence="source code read",
    output=param,
    given=(grad,),
    letters=((lr, rate), (eps, epsilon), (momentum, mu)),
)
ADAM = replace(SHARED, letters=((alpha, rate), (eps, epsilon), (beta1, beta_1), (beta2, beta_2)))
DECAYED = replace(SHARED, letters=((*SHARED.letters, (decay, rho))))
VELOCITY = Eq(v[t], momentum * v[t - 1] - lr * grad[t])
ZEROS = (Eq(m[0], 0), Eq(v[0], 0))
MOMENTS = (
    Eq(alpha_t[t], alpha * sqrt(1 - beta2**t) / (1 - beta1**t)),
    Eq(m[t], m[t - 1] + (1 - beta1) * (grad[t] - m[t - 1])),
    Eq(v[t], v[t - 1] + (1 - beta2) * (grad[t] * grad[t] - v[t - 1])),
)

FORMS = (
    replace(
        SHARED,
        of="momentum",
        claim=Equal("v is the velocity"),
        place="momentum_sgd.py, lines 71-73",
        quotes=(Quote("v *= self.hyperparam.momentum", line=71), Quote("param.data += v", line=73)),
        initial=(Eq(v[0], 0),),
        update=(VELOCITY, Eq(param[t], param[t - 1] + v[t])),
    ),
    replace(
        SHARED,
        of="nesterov",
        claim=Different("it takes the new velocity where its rule has the old one", (When((Eq(mu, 0),)),)),
        place="nesterov_ag.py, lines 62-65",
        quotes=(
            Quote("v *= momentum", line=62),
            Quote("v -= lr * grad", line=63),
            Quote("param.data += momentum * momentum * v", line=64),
            Quote("param.data -= (1 + momentum) * lr * grad", line=65),
        ),
        initial=(Eq(v[0], 0),),
        update=(
            VELOCITY,
            Eq(param[t], param[t - 1] + momentum * momentum * v[t] - (1 + momentum) * lr * grad[t]),
        ),
        repair=Version(
            says="with the velocity before this step",
            claim=Equal("it is the rule of Bengio and others", weights=w[t] + mu * velocity[t]),
            update=(
                Eq(param[t], param[t - 1] + momentum * momentum * v[t - 1] - (1 + momentum) * lr * grad[t]),
            ),
        ),
    ),
    replace(
        SHARED,
        of="adagrad",
        claim=Equal("eps is added to the root"),
        place="ada_grad.py, lines 65-66",
        quotes=(
            Quote("h += grad * grad", line=65),
            Quote("param.data -= lr * grad / (numpy.sqrt(h) + eps)", line=66),
        ),
        initial=(Eq(h[0], 0),),
        update=(
            Eq(h[t], h[t - 1] + grad[t] * grad[t]),
            Eq(param[t], param[t - 1] - lr * grad[t] / (sqrt(h[t]) + eps)),
        ),
    ),
    replace(
        SHARED,
        of="adadelta",
        claim=Equal("both roots are one root"),
        place="ada_delta.py, lines 67-72",
        quotes=(
            Quote("msg += (1 - rho) * grad * grad", line=68),
            Quote("dx = numpy.sqrt((msdx + eps) / (msg + eps)) * grad", line=69),
            Quote("param.data -= dx", line=72),
        ),
        initial=(Eq(msg[0], 0), Eq(msdx[0], 0)),
        update=(
            Eq(msg[t], rho * msg[t - 1] + (1 - rho) * grad[t] * grad[t]),
            Eq(dx[t], sqrt((msdx[t - 1] + eps) / (msg[t] + eps)) * grad[t]),
            Eq(msdx[t], rho * msdx[t - 1] + (1 - rho) * dx[t] * dx[t]),
            Eq(param[t], param[t - 1] - dx[t]),
        ),
    ),
    replace(
        DECAYED,
        of="rmsprop",
        claim=EqualWhen("eps is added to the root, where Graves has it inside", (When((Eq(eps, 0),)),)),
        place="rmsprop.py, lines 84-90",
        quotes=(
            Quote("ms += (1 - hp.alpha) * grad * grad", line=85),
            Quote("denom = numpy.sqrt(ms) + eps", line=89),
            Quote("param.data -= hp.lr * grad / denom", line=90),
        ),
        initial=(Eq(ms[0], 0),),
        update=(
            Eq(ms[t], decay * ms[t - 1] + (1 - decay) * grad[t] * grad[t]),
            Eq(denom[t], sqrt(ms[t]) + eps),
            Eq(param[t], param[t - 1] - lr * grad[t] / denom[t]),
        ),
    ),
    replace(
        DECAYED,
        of="rmsprop_centered",
        claim=Equal("it is the rule of Graves"),
        place="rmsprop_graves.py, lines 79-85",
        quotes=(
            Quote("n += (1 - hp.alpha) * grad * grad", line=80),
            Quote("delta -= hp.lr * grad / numpy.sqrt(n - g * g + hp.eps)", line=84),
            Quote("param.data += delta", line=85),
        ),
        initial=(Eq(n[0], 0), Eq(g[0], 0), Eq(delta[0], 0)),
        update=(
            Eq(n[t], decay * n[t - 1] + (1 - decay) * grad[t] * grad[t]),
            Eq(g[t], decay * g[t - 1] + (1 - decay) * grad[t]),
            Eq(delta[t], momentum * delta[t - 1] - lr * grad[t] / sqrt(n[t] - g[t] * g[t] + eps)),
            Eq(param[t], param[t - 1] + delta[t]),
        ),
    ),
    replace(
        ADAM,
        of="adam",
        claim=EqualWhen(
            "eps is added to the root of the uncorrected v",
            (When((Eq(eps, 0),)), When((Eq(beta_2, 0),)), When(form=((eps, EPSILON_HAT),))),
        ),
        place="adam.py, lines 198-222",
        quotes=(
            Quote("_inplace_axpby(m, 1.0, 1.0 - hp.beta1, grad - m)", line=201),
            Quote("_inplace_axpby(v, 1.0, 1.0 - hp.beta2, grad*grad - v)", line=203),
            Quote("step = self.alpha_t / (numpy.sqrt(vhat) + hp.eps)", line=215),
        ),
        initial=ZEROS,
        update=(
            *MOMENTS,
            Eq(step[t], alpha_t[t] / (sqrt(v[t]) + eps)),
            Eq(param[t], param[t - 1] - step[t] * m[t]),
        ),
    ),
    replace(
        ADAM,
        of="amsgrad",
        claim=Different(
            "it corrects both moments for their bias after the maximum, and adds an eps",
            (When((Eq(eps, 0),), other=((rate, rate[t] * sqrt(1 - beta_2**t) / (1 - beta_1**t)),)),),
        ),
        place="adam.py, lines 198-222, with amsgrad",
        quotes=(Quote("numpy.maximum(vhat, v, out=vhat)", line=211),),
        initial=(*ZEROS, Eq(vhat[0], 0)),
        update=(
            *MOMENTS,
            Eq(vhat[t], Max(vhat[t - 1], v[t], evaluate=False)),
            Eq(step[t], alpha_t[t] / (sqrt(vhat[t]) + eps)),
            Eq(param[t], param[t - 1] - step[t] * m[t]),
        ),
    ),
)
