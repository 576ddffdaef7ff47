"""The rules of PyTorch 2.13.0, as its own source prints them: gradient descent and accumulators.

The files are those of ``torch/optim``, read in their single-tensor functions with every option off
that is off by default. The family of Adam is in `specs.printed.pytorch_moments`.
"""

from dataclasses import replace

from sympy import Max, Min, Ne, Piecewise, sign, sqrt

from specs.alphabet import (
    ABOVE_1,
    BETWEEN_0_AND_1,
    epsilon,
    etas_1,
    etas_2,
    momentum,
    rho,
    step_sizes_1,
    step_sizes_2,
    t,
    velocity,
    w,
)
from specs.alphabet import lr as rate
from verifier.claim import Different, Equal, EqualWhen, NotPrinted, Quote, When
from verifier.domain import NON_NEGATIVE, POSITIVE, UNIT
from verifier.language import Eq
from verifier.letters import Parameter, Sequence
from verifier.printed import PrintedForm

KEY = "pytorch"
OUTSIDE = "eps is added to the root, where Graves has it inside"

param = Sequence("param", "weight")
grad = Sequence("grad", "gradient")
lr = Parameter("lr", "learning rate", POSITIVE)
eps = Parameter("eps", "small constant", POSITIVE)
alpha = Parameter("alpha", "decay rate of the averages", UNIT)
initial_accumulator_value = Parameter(
    "initial_accumulator_value", "first value of the accumulator", NON_NEGATIVE
)
lr_decay = Parameter("lr_decay", "decay of the rate", NON_NEGATIVE)
buf = Sequence("buf", "momentum buffer")
clr = Sequence("clr", "rate of the step")
state_sum = Sequence("state_sum", "sum of the squared gradients")
square_avg = Sequence("square_avg", "average of the squared gradients")
grad_avg = Sequence("grad_avg", "average of the gradients")
acc_delta = Sequence("acc_delta", "average of the squared steps")
delta = Sequence("delta", "step before it is multiplied by the rate")
std = Sequence("std", "denominator")
avg = Sequence("avg", "denominator")
ax = Sequence("ax", "mean of the weights")
eta = Sequence("eta", "rate of the next step")
mu = Sequence("mu", "share of the next weight in the mean")
lambd = Parameter("lambd", "decay of weights and rate", NON_NEGATIVE)
exponent = Parameter("alpha", "exponent of the decaying rate")
t0 = Parameter("t0", "step at which averaging starts")
prev = Sequence("prev", "gradient of the step before, 0 after a change of sign")
step_size = Sequence("step_size", "size of the step")
factor = Sequence("sign", "factor of the size")
etaminus = Parameter("etaminus", "factor where the sign turns", BETWEEN_0_AND_1)
etaplus = Parameter("etaplus", "factor where it stays", ABOVE_1)
step_size_min = Parameter("step_size_min", "smallest size", POSITIVE)
step_size_max = Parameter("step_size_max", "largest size", POSITIVE)

# What all forms of this source share.
SHARED = PrintedForm(
    of="",
    key=KEY,
    claim=NotPrinted(""),
    evidence="source code read",
    output=param,
    given=(grad,),
    letters=((lr, rate), (eps, epsilon)),
)

# The buffer is the bare gradient at the first step.
BUFFER = (Eq(buf[t], Piecewise((grad[t], Eq(t, 1)), (momentum * buf[t - 1] + grad[t], True))),)
MEAN_SQUARE = Eq(square_avg[t], alpha * square_avg[t - 1] + (1 - alpha) * grad[t] ** 2)
SAME = grad[t] * prev[t - 1]
GROWN = Max(step_size[t - 1] * factor[t], step_size_min, evaluate=False)
AVERAGED = ax[t - 1] + (param[t] - ax[t - 1]) * mu[t - 1]

FORMS = (
    replace(
        SHARED,
        of="sgd",
        claim=Equal("it is the same line"),
        place="sgd.py, line 379",
        quotes=(Quote("param.add_(grad, alpha=-lr)", line=379),),
        update=(Eq(param[t], param[t - 1] - lr * grad[t]),),
    ),
    replace(
        SHARED,
        of="momentum",
        claim=Equal("the buffer is the velocity divided by the rate, its sign turned"),
        place="sgd.py, lines 357-379",
        quotes=(
            Quote("buf = grad.detach().clone()", line=361),
            Quote("buf.mul_(momentum).add_(grad, alpha=1 - dampening)", line=364),
            Quote("param.add_(grad, alpha=-lr)", line=379),
        ),
        initial=(Eq(buf[0], 0),),
        update=(*BUFFER, Eq(param[t], param[t - 1] - lr * buf[t])),
    ),
    replace(
        SHARED,
        of="nesterov",
        claim=Equal(
            "its parameter is the point at which the gradient is asked, one momentum step ahead of ours",
            weights=w[t] + momentum * velocity[t],
        ),
        place="sgd.py, lines 357-379, with nesterov",
        quotes=(
            Quote("buf.mul_(momentum).add_(grad, alpha=1 - dampening)", line=364),
            Quote("grad = grad.add(buf, alpha=momentum)", line=367),
        ),
        initial=(Eq(buf[0], 0),),
        update=(*BUFFER, Eq(param[t], param[t - 1] - lr * (grad[t] + momentum * buf[t]))),
    ),
    replace(
        SHARED,
        of="asgd",
        claim=Different("its weights are those of the last step, decayed; the mean is kept beside them"),
        place="asgd.py, lines 257-274",
        quotes=(
            Quote("param.mul_(1 - lambd * eta_value)", line=257),
            Quote("param.add_(grad, alpha=-eta_value)", line=258),
            Quote("ax.add_(param.sub(ax).mul_(mu))", line=262),
            Quote("lr / ((1 + lambd * lr * step) ** alpha)", line=271),
            Quote("1 / max(1, step - t0)", line=273),
        ),
        initial=(Eq(ax[0], 0), Eq(eta[0], lr), Eq(mu[0], 1)),
        update=(
            Eq(param[t], param[t - 1] * (1 - lambd * eta[t - 1]) - eta[t - 1] * grad[t]),
            Eq(ax[t], Piecewise((AVERAGED, Ne(mu[t - 1], 1)), (param[t], True))),
            Eq(eta[t], lr / (1 + lambd * lr * t) ** exponent),
            Eq(mu[t], 1 / Max(1, t - t0, evaluate=False)),
        ),
        letters=((lr, rate),),
        beside=(("sgd", EqualWhen("the mean acts on nothing", (When((Eq(lambd, 0),)),))),),
    ),
    replace(
        SHARED,
        of="adagrad",
        claim=EqualWhen(
            "the accumulator has a first value of its own, and the rate may decay: both are 0 by default",
            (When((Eq(initial_accumulator_value, 0), Eq(lr_decay, 0))),),
        ),
        place="adagrad.py, lines 402-426",
        quotes=(
            Quote("clr = lr / (1 + (step - 1) * lr_decay)", line=402),
            Quote("state_sum.addcmul_(grad, grad, value=1)", line=421),
            Quote("std = state_sum.sqrt().add_(eps)", line=425),
            Quote("param.addcdiv_(grad, std, value=-clr)", line=426),
        ),
        initial=(Eq(state_sum[0], initial_accumulator_value),),
        update=(
            Eq(clr[t], lr / (1 + (t - 1) * lr_decay)),
            Eq(state_sum[t], state_sum[t - 1] + grad[t] * grad[t]),
            Eq(std[t], sqrt(state_sum[t]) + eps),
            Eq(param[t], param[t - 1] - clr[t] * grad[t] / std[t]),
        ),
    ),
    replace(
        SHARED,
        of="adadelta",
        claim=EqualWhen("the step is multiplied by a rate, by default 1", (When((Eq(lr, 1),)),)),
        place="adadelta.py, lines 292-302",
        quotes=(
            Quote("square_avg.mul_(rho).addcmul_(grad, grad, value=1 - rho)", line=292),
            Quote("std = square_avg.add(eps).sqrt_()", line=293),
            Quote("delta.div_(std).mul_(grad)", line=297),
            Quote("param.add_(delta, alpha=-lr)", line=302),
        ),
        initial=(Eq(square_avg[0], 0), Eq(acc_delta[0], 0)),
        update=(
            Eq(square_avg[t], rho * square_avg[t - 1] + (1 - rho) * grad[t] ** 2),
            Eq(std[t], sqrt(square_avg[t] + eps)),
            Eq(delta[t], sqrt(acc_delta[t - 1] + eps) / std[t] * grad[t]),
            Eq(acc_delta[t], rho * acc_delta[t - 1] + (1 - rho) * delta[t] ** 2),
            Eq(param[t], param[t - 1] - lr * delta[t]),
        ),
    ),
    replace(
        SHARED,
        of="rmsprop",
        claim=EqualWhen(OUTSIDE, (When((Eq(eps, 0),)),)),
        place="rmsprop.py, lines 316-339",
        quotes=(
            Quote("square_avg.mul_(alpha).addcmul_(grad, grad, value=1 - alpha)", line=316),
            Quote("avg = square_avg.sqrt()", line=325),
            Quote("avg = avg.add_(eps)", line=330),
            Quote("param.addcdiv_(grad, avg, value=-lr)", line=339),
        ),
        initial=(Eq(square_avg[0], 0),),
        update=(
            MEAN_SQUARE,
            Eq(avg[t], sqrt(square_avg[t]) + eps),
            Eq(param[t], param[t - 1] - lr * grad[t] / avg[t]),
        ),
        letters=(*SHARED.letters, (alpha, rho)),
    ),
    replace(
        SHARED,
        of="rmsprop_momentum",
        claim=EqualWhen(OUTSIDE, (When((Eq(eps, 0),)),)),
        place="rmsprop.py, lines 316-337",
        quotes=(
            Quote("avg = square_avg.sqrt()", line=325),
            Quote("buf.mul_(momentum).addcdiv_(grad, avg)", line=336),
            Quote("param.add_(buf, alpha=-lr)", line=337),
        ),
        initial=(Eq(square_avg[0], 0), Eq(buf[0], 0)),
        update=(
            MEAN_SQUARE,
            Eq(avg[t], sqrt(square_avg[t]) + eps),
            Eq(buf[t], momentum * buf[t - 1] + grad[t] / avg[t]),
            Eq(param[t], param[t - 1] - lr * buf[t]),
        ),
        letters=(*SHARED.letters, (alpha, rho)),
    ),
    replace(
        SHARED,
        of="rmsprop_centered",
        claim=EqualWhen(OUTSIDE, (When((Eq(eps, 0),)),)),
        place="rmsprop.py, lines 316-337",
        quotes=(
            Quote("grad_avg.lerp_(grad, 1 - alpha)", line=322),
            Quote("square_avg.addcmul(grad_avg, grad_avg, value=-1).sqrt_()", line=323),
            Quote("avg = avg.add_(eps)", line=330),
            Quote("param.add_(buf, alpha=-lr)", line=337),
        ),
        initial=(Eq(square_avg[0], 0), Eq(grad_avg[0], 0), Eq(buf[0], 0)),
        update=(
            MEAN_SQUARE,
            Eq(grad_avg[t], grad_avg[t - 1] + (1 - alpha) * (grad[t] - grad_avg[t - 1])),
            Eq(avg[t], sqrt(square_avg[t] - grad_avg[t] * grad_avg[t]) + eps),
            Eq(buf[t], momentum * buf[t - 1] + grad[t] / avg[t]),
            Eq(param[t], param[t - 1] - lr * buf[t]),
        ),
        letters=(*SHARED.letters, (alpha, rho)),
    ),
    replace(
        SHARED,
        of="rprop",
        claim=Different(
            "where the sign turns there is no step, where the article takes the last one back; and the "
            "first size is bounded too"
        ),
        place="rprop.py, lines 264-291",
        quotes=(
            Quote("sign = grad.mul(prev).sign()", line=267),
            Quote("sign[sign.gt(0)] = etaplus", line=274),
            Quote("sign[sign.lt(0)] = etaminus", line=275),
            Quote("step_size.mul_(sign).clamp_(step_size_min, step_size_max)", line=279),
            Quote("grad[sign.eq(etaminus)] = 0", line=287),
            Quote("param.addcmul_(grad.sign(), step_size, value=-1)", line=290),
        ),
        initial=(Eq(prev[0], 0), Eq(step_size[0], lr)),
        update=(
            Eq(factor[t], Piecewise((etaplus, SAME > 0), (etaminus, SAME < 0), (1, True))),
            Eq(step_size[t], Min(GROWN, step_size_max, evaluate=False)),
            Eq(prev[t], Piecewise((0, Eq(factor[t], etaminus)), (grad[t], True))),
            Eq(param[t], param[t - 1] - sign(prev[t]) * step_size[t]),
        ),
        letters=(
            (lr, rate),
            (etaminus, etas_1),
            (etaplus, etas_2),
            (step_size_min, step_sizes_1),
            (step_size_max, step_sizes_2),
        ),
        remarks=("The variable called sign holds the factor of the size.",),
    ),
)
