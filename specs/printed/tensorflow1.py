"""RMSprop as TensorFlow 1 has it, and as timm rebuilds it for PyTorch.

TensorFlow's formulas stand at the head of ``tensorflow/python/training/rmsprop.py``; that the mean
square starts at one is in ``_create_slots`` of the same file.
"""

from dataclasses import replace

from sympy import sqrt

from specs.alphabet import epsilon, rho, t
from specs.alphabet import lr as rate
from specs.alphabet import momentum as mu
from specs.printed.pytorch import alpha, avg, buf, eps, grad, lr, square_avg
from verifier.claim import Different, Equal, NotPrinted, Quote, Version
from verifier.domain import POSITIVE, UNIT
from verifier.language import Eq
from verifier.letters import Parameter, Sequence
from verifier.printed import PrintedForm

KEY = "tensorflow1"
ONES = "the mean square starts at 1"
ZEROS = "with zero at the start"
var = Sequence("var", "weight")
p = Sequence("p", "weight")
gradient = Sequence("gradient", "gradient")
mean_square = Sequence("mean_square", "average of the squared gradients")
mean_grad = Sequence("mean_grad", "average of the gradients")
mom = Sequence("mom", "step with momentum")
delta = Sequence("delta", "change of the weight")
learning_rate = Parameter("learning_rate", "learning rate", POSITIVE)
decay = Parameter("decay", "decay rate", UNIT)
momentum = Parameter("momentum", "momentum", UNIT)
small = Parameter("epsilon", "small constant", POSITIVE)

# What the forms of TensorFlow share.
SHARED = PrintedForm(
    of="",
    key=KEY,
    claim=NotPrinted(""),
    evidence="source code read",
    output=var,
    given=(gradient,),
    letters=((learning_rate, rate), (decay, rho), (momentum, mu), (small, epsilon)),
    assumed=(Eq(var[t], var[t - 1] + delta[t]),),
)
TIMM = PrintedForm(
    of="",
    key="timm",
    claim=NotPrinted(""),
    evidence="source code read",
    output=p,
    given=(grad,),
    letters=((lr, rate), (alpha, rho), (eps, epsilon), (momentum, mu)),
)
SQUARES = Eq(mean_square[t], decay * mean_square[t - 1] + (1 - decay) * gradient[t] ** 2)
CHANGE = Eq(delta[t], -mom[t])
AVERAGED = Eq(square_avg[t], square_avg[t - 1] + (1 - alpha) * (grad[t] ** 2 - square_avg[t - 1]))
INSIDE = Eq(avg[t], sqrt(square_avg[t] + eps))

FORMS = (
    replace(
        SHARED,
        of="rmsprop_momentum",
        claim=Different(ONES, common=True),
        place="rmsprop.py, the head of the file and _create_slots",
        quotes=(
            Quote("mean_square = decay * mean_square{t-1} + (1-decay) * gradient ** 2"),
            Quote("momentum * mom{t-1} + learning_rate * g_t / sqrt("),
            Quote("delta = - mom"),
            Quote("init_ops.ones_initializer(dtype=v.dtype.base_dtype)"),
        ),
        initial=(Eq(mean_square[0], 1), Eq(mom[0], 0)),
        update=(
            SQUARES,
            Eq(mom[t], momentum * mom[t - 1] + learning_rate * gradient[t] / sqrt(mean_square[t] + small)),
            CHANGE,
        ),
        repair=Version(says=ZEROS, claim=Equal("it is Graves' step"), initial=(Eq(mean_square[0], 0),)),
    ),
    replace(
        SHARED,
        of="rmsprop_centered",
        claim=Different(ONES, common=True),
        place="rmsprop.py, the head of the file and _create_slots",
        quotes=(
            Quote("mean_grad = decay * mean_grad{t-1} + (1-decay) * gradient"),
            Quote("sqrt(mean_square - mean_grad**2 + epsilon)"),
        ),
        initial=(Eq(mean_square[0], 1), Eq(mean_grad[0], 0), Eq(mom[0], 0)),
        update=(
            Eq(mean_grad[t], decay * mean_grad[t - 1] + (1 - decay) * gradient[t]),
            SQUARES,
            Eq(
                mom[t],
                momentum * mom[t - 1]
                + learning_rate * gradient[t] / sqrt(mean_square[t] - mean_grad[t] ** 2 + small),
            ),
            CHANGE,
        ),
        repair=Version(says=ZEROS, claim=Equal("it is Graves' rule"), initial=(Eq(mean_square[0], 0),)),
    ),
    replace(
        TIMM,
        of="rmsprop",
        claim=Different(ONES),
        place="timm/optim/rmsprop_tf.py, without momentum",
        quotes=(
            Quote("state['square_avg'] = torch.ones_like(p)"),
            Quote("square_avg.add_(grad.pow(2) - square_avg, alpha=one_minu"),
            Quote("avg = square_avg.add(group['eps']).sqrt_()"),
            Quote("p.addcdiv_(grad, avg, value=-group['lr'])"),
        ),
        initial=(Eq(square_avg[0], 1),),
        update=(AVERAGED, INSIDE, Eq(p[t], p[t - 1] - lr * grad[t] / avg[t])),
        repair=Version(
            says=ZEROS, claim=Equal("epsilon is inside the root"), initial=(Eq(square_avg[0], 0),)
        ),
    ),
    replace(
        TIMM,
        of="rmsprop_momentum",
        claim=Different(ONES),
        place="timm/optim/rmsprop_tf.py, with momentum",
        quotes=(
            Quote("buf.addcdiv_(grad, avg, value=group['lr'])"),
            Quote("p.add_(-buf)"),
        ),
        initial=(Eq(square_avg[0], 1), Eq(buf[0], 0)),
        update=(
            AVERAGED,
            INSIDE,
            Eq(buf[t], momentum * buf[t - 1] + lr * grad[t] / avg[t]),
            Eq(p[t], p[t - 1] - buf[t]),
        ),
        beside=(("rmsprop_momentum/tensorflow1", Equal("it rebuilds TensorFlow's")),),
    ),
)
