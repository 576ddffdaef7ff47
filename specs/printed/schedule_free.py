"""What the authors of schedule-free learning print of it beside the article: repository and programs.

The lines are those of commit 70785b5 (2026) and, of the first form of the page, of commit 0083572.
"""

from dataclasses import replace

from sympy import Integer, Max, sqrt

from specs.alphabet import BETWEEN_0_AND_1, average, beta_1, beta_2, epsilon, t
from specs.alphabet import lr as rate
from verifier.claim import Different, Equal, NotPrinted, Quote
from verifier.domain import NON_NEGATIVE, POSITIVE, UNIT
from verifier.language import Eq
from verifier.letters import Parameter, Sequence
from verifier.printed import PrintedForm

KEY = "authors"
x = Sequence("x", "weight to be evaluated")
y = Sequence("y", "weight at which the gradient is asked")
z = Sequence("z", "iterate")
nabla_f = Sequence("nabla_f", "gradient")
grad = Sequence("grad", "gradient")
gamma = Parameter("gamma", "learning rate", POSITIVE)
beta = Parameter("beta", "share of the mean in the weights", UNIT)
lr = Parameter("lr", "learning rate", POSITIVE)
momentum = Parameter("momentum", "share of the mean in the weights", BETWEEN_0_AND_1)
beta1 = Parameter("beta1", "share of the mean in the weights", BETWEEN_0_AND_1)
beta2 = Parameter("beta2", "decay rate of the second moment", UNIT)
eps = Parameter("eps", "small constant", POSITIVE)
decay = Parameter("weight_decay", "weight decay", NON_NEGATIVE)
lr_max = Sequence("lr_max", "largest rate so far")
weight = Sequence("weight", "weight of the iterate in the mean")
weight_sum = Sequence("weight_sum", "sum of the weights")
ckp1 = Sequence("ckp1", "share of the iterate in the mean")
scheduled_lr = Sequence("scheduled_lr", "rate with the correction for the bias in it")
exp_avg_sq = Sequence("exp_avg_sq", "second moment")
grad_normalized = Sequence("grad_normalized", "gradient divided by the root, with decay")

# What the page shares.
PAGE = PrintedForm(
    of="schedule_free_sgd",
    key="page",
    work="defazio-program",
    claim=NotPrinted(""),
    output=x,
    given=(nabla_f,),
    gradient=(1 - beta) * z[t] + beta * x[t],
    step=((x, t + 1), (z, t + 1)),
    assumed=(Eq(z[1], x[1]),),
    letters=((gamma, rate), (beta, beta_1)),
)
DESCENT = Eq(z[t + 1], z[t] - gamma * nabla_f[t])
WEIGHTED = (
    Eq(weight_sum[t], weight_sum[t - 1] + weight[t]),
    Eq(ckp1[t], weight[t] / weight_sum[t]),
)

FORMS = (
    replace(
        PAGE,
        claim=Equal("its x is the mean, to be evaluated", weights=average[t]),
        place="README.md, lines 29-31",
        quotes=(
            Quote("z_{t+1} & =z_{t}-\\gamma\\nabla f(y_{t})", line=30),
            Quote("\\left(1-\\frac{1}{t+1}\\right)x_{t}+\\frac{1}{t+1}z_{t+1}", line=31),
        ),
        update=(DESCENT, Eq(x[t + 1], (1 - 1 / (t + 1)) * x[t] + 1 / (t + 1) * z[t + 1])),
        remarks=("y is the point at which the gradient is asked.",),
    ),
    replace(
        PAGE,
        claim=Different("the first mean is the first iterate after a step: the first weight does not count"),
        place="README.md at first, the same lines",
        quotes=(Quote("\\left(1-\\frac{1}{t}\\right)x_{t}+\\frac{1}{t}z_{t+1}"),),
        update=(DESCENT, Eq(x[t + 1], (1 - 1 / t) * x[t] + 1 / t * z[t + 1])),
        beside=(
            (
                "schedule_free_sgd/authors",
                Equal("at a constant rate its x is the program's, which moves y", weights=x[t]),
            ),
        ),
    ),
    PrintedForm(
        of="schedule_free_sgd",
        key=KEY,
        work="defazio-program",
        claim=Different("the first mean is the first iterate after a step: the first weight does not count"),
        place="schedulefree/sgd_schedulefree_reference.py, lines 137-174",
        evidence="source code read",
        quotes=(
            Quote("weight = ((k+1)**r) * (lr_max**weight_lr_power)", line=139),
            Quote("ckp1 = weight/weight_sum", line=143),
            Quote("z.sub_(grad, alpha=lr)", line=168),
            Quote("x.mul_(1-ckp1).add_(z, alpha=ckp1)", line=171),
            Quote("y.copy_(x.mul(momentum).add_(z, alpha=1-momentum))", line=174),
        ),
        output=y,
        given=(grad,),
        initial=(Eq(z[0], y[0]), Eq(x[0], y[0]), Eq(lr_max[0], Integer(-1)), Eq(weight_sum[0], 0)),
        update=(
            Eq(lr_max[t], Max(lr, lr_max[t - 1], evaluate=False)),
            Eq(weight[t], lr_max[t] ** 2),
            *WEIGHTED,
            Eq(z[t], z[t - 1] - lr * grad[t]),
            Eq(x[t], (1 - ckp1[t]) * x[t - 1] + ckp1[t] * z[t]),
            Eq(y[t], momentum * x[t] + (1 - momentum) * z[t]),
        ),
        letters=((lr, rate), (momentum, beta_1)),
        beside=(("schedule_free_sgd/optax", Equal("at the power 2 of the weights that is its default")),),
    ),
    PrintedForm(
        of="schedule_free_adamw",
        key=KEY,
        work="defazio-program",
        claim=Equal("y is moved without x"),
        place="schedulefree/adamw_schedulefree_paper.py, lines 139-213",
        evidence="source code read",
        quotes=(
            Quote("lr = group['lr']*sched*math.sqrt(bias_correction2)", line=140),
            Quote("exp_avg_sq.mul_(beta2).addcmul_(grad, grad, value=1-beta2)", line=197),
            Quote("grad_normalized.add_(y, alpha=decay)", line=205),
            Quote("y.lerp_(end=z, weight=ckp1)", line=209),
            Quote("y.add_(grad_normalized, alpha=lr*(beta1*(1-ckp1)-1))", line=210),
            Quote("z.sub_(grad_normalized, alpha=lr)", line=213),
        ),
        output=y,
        given=(grad,),
        initial=(Eq(z[0], y[0]), Eq(exp_avg_sq[0], 0), Eq(weight_sum[0], 0)),
        update=(
            Eq(scheduled_lr[t], lr * sqrt(1 - beta2**t)),
            Eq(weight[t], scheduled_lr[t] ** 2),
            *WEIGHTED,
            Eq(exp_avg_sq[t], beta2 * exp_avg_sq[t - 1] + (1 - beta2) * grad[t] * grad[t]),
            Eq(grad_normalized[t], grad[t] / (sqrt(exp_avg_sq[t]) + eps) + decay * y[t - 1]),
            Eq(
                y[t],
                y[t - 1]
                + ckp1[t] * (z[t - 1] - y[t - 1])
                + scheduled_lr[t] * (beta1 * (1 - ckp1[t]) - 1) * grad_normalized[t],
            ),
            Eq(z[t], z[t - 1] - scheduled_lr[t] * grad_normalized[t]),
        ),
        letters=((lr, rate), (beta1, beta_1), (beta2, beta_2), (eps, epsilon)),
        remarks=(
            "At a constant rate the largest rate so far, which it takes, is the present one.",
            "To evaluate, it divides by beta1: it is judged for beta1 > 0.",
        ),
    ),
)
