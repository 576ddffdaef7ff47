"""The rules of PyTorch 2.13.0, as its own source prints them: the family of Adam, and resilient steps.

Read in the single-tensor functions, on the path that is taken when nothing is captured in a graph.
"""

from dataclasses import replace

from sympy import Abs, Integer, Max, Piecewise, Rational, sqrt

from specs.alphabet import beta_1, beta_2, eta, t
from specs.alphabet import lr as rate
from specs.printed.pytorch import SHARED, eps, grad, lr, param
from verifier.claim import Different, Equal, EqualWhen, Quote, Version, When
from verifier.domain import NON_NEGATIVE, UNIT
from verifier.language import Eq
from verifier.letters import Parameter, Sequence

beta1 = Parameter("beta1", "decay rate of the first moment", UNIT)
beta2 = Parameter("beta2", "decay rate of the second moment", UNIT)
weight_decay = Parameter("weight_decay", "weight decay", NON_NEGATIVE)
momentum_decay = Parameter("momentum_decay", "exponent of the schedule for each step", NON_NEGATIVE)
exp_avg = Sequence("exp_avg", "first moment")
exp_avg_sq = Sequence("exp_avg_sq", "second moment")
max_exp_avg_sq = Sequence("max_exp_avg_sq", "largest second moment so far")
exp_inf = Sequence("exp_inf", "infinity norm")
bias_correction = Sequence("bias_correction", "correction of the first moment")
bias_correction1 = Sequence("bias_correction1", "correction of the first moment")
bias_correction2 = Sequence("bias_correction2", "correction of the second moment")
step_size = Sequence("step_size", "rate with the correction in it")
denom = Sequence("denom", "denominator")
clr = Sequence("clr", "rate with the correction in it")
mu = Sequence("mu", "momentum of this step")
mu_next = Sequence("mu_next", "momentum of the next step")
mu_product = Sequence("mu_product", "product of the momenta up to this step")
bias_corrected_exp_avg = Sequence("bias_corrected_exp_avg", "first moment, corrected")
rho_inf = Sequence("rho_inf", "limit of the length of the moving average")
rho_t = Sequence("rho_t", "length of the moving average")
rect = Sequence("rect", "rectification")
adaptive_lr = Sequence("adaptive_lr", "factor of the adaptive rate")

LETTERS = (*SHARED.letters, (beta1, beta_1), (beta2, beta_2))
ZEROS = (Eq(exp_avg[0], 0), Eq(exp_avg_sq[0], 0))
FIRST = Eq(exp_avg[t], exp_avg[t - 1] + (1 - beta1) * (grad[t] - exp_avg[t - 1]))
SECOND = Eq(exp_avg_sq[t], beta2 * exp_avg_sq[t - 1] + (1 - beta2) * grad[t] * grad[t])
CORRECTIONS = (
    Eq(bias_correction1[t], 1 - beta1**t),
    Eq(bias_correction2[t], 1 - beta2**t),
    Eq(step_size[t], lr / bias_correction1[t]),
)
DENOMINATOR = Eq(denom[t], sqrt(exp_avg_sq[t]) / sqrt(bias_correction2[t]) + eps)
STEP = -step_size[t] * exp_avg[t] / denom[t]
SCHEDULE = (
    Eq(mu[t], beta1 * (1 - Rational("0.5") * Rational("0.96") ** (t * momentum_decay))),
    Eq(mu_next[t], beta1 * (1 - Rational("0.5") * Rational("0.96") ** ((t + 1) * momentum_decay))),
    Eq(mu_product[t], mu_product[t - 1] * mu[t]),
)
# The functions _compute_rect and _compute_adaptive_lr of radam.py.
RECT = Eq(
    rect[t],
    sqrt(
        (rho_t[t] - 4) * (rho_t[t] - 2) * rho_inf[t] / ((rho_inf[t] - 4) * (rho_inf[t] - 2) * rho_t[t]),
    ),
)
RECTIFIED = bias_corrected_exp_avg[t] * lr * adaptive_lr[t] * rect[t]
MOMENTUM_ALONE = bias_corrected_exp_avg[t] * lr

FORMS = (
    replace(
        SHARED,
        of="adam",
        claim=Equal("eps is added to the root of the corrected second moment, as in Algorithm 1"),
        place="adam.py, lines 456-546",
        quotes=(
            Quote("exp_avg.lerp_(grad, 1 - device_beta1)", line=456),
            Quote("exp_avg_sq.mul_(beta2).addcmul_(grad, grad, value=1 - beta2)", line=475),
            Quote("step_size = lr / bias_correction1", line=533),
            Quote("denom = (exp_avg_sq.sqrt() / bias_correction2_sqrt).add_(eps)", line=544),
            Quote("param.addcdiv_(exp_avg, denom, value=-step_size)", line=546),
        ),
        initial=ZEROS,
        update=(FIRST, SECOND, *CORRECTIONS, DENOMINATOR, Eq(param[t], param[t - 1] + STEP)),
        letters=LETTERS,
    ),
    replace(
        SHARED,
        of="amsgrad",
        claim=Different(
            "it corrects both moments for their bias after the maximum, and adds an eps",
            (When((Eq(eps, 0),), other=((rate, rate[t] * sqrt(1 - beta_2**t) / (1 - beta_1**t)),)),),
        ),
        place="adam.py, lines 456-546, with amsgrad",
        quotes=(
            Quote("torch.maximum(max_exp_avg_sqs[i], exp_avg_sq", line=539),
            Quote("max_exp_avg_sqs[i].sqrt() / bias_correction2_sqrt).add_(eps)", line=542),
        ),
        initial=(*ZEROS, Eq(max_exp_avg_sq[0], 0)),
        update=(
            FIRST,
            SECOND,
            *CORRECTIONS,
            Eq(max_exp_avg_sq[t], Max(max_exp_avg_sq[t - 1], exp_avg_sq[t], evaluate=False)),
            Eq(denom[t], sqrt(max_exp_avg_sq[t]) / sqrt(bias_correction2[t]) + eps),
            Eq(param[t], param[t - 1] + STEP),
        ),
        letters=LETTERS,
    ),
    replace(
        SHARED,
        of="adamw",
        claim=EqualWhen(
            "the decay is multiplied by the rate, and is made first",
            (When(other=((eta, rate[t]), (rate, Integer(1)))),),
        ),
        place="adam.py, lines 416-546, with decoupled_weight_decay",
        quotes=(
            Quote("param.mul_(1 - lr * weight_decay)", line=419),
            Quote("param.addcdiv_(exp_avg, denom, value=-step_size)", line=546),
        ),
        initial=ZEROS,
        update=(
            FIRST,
            SECOND,
            *CORRECTIONS,
            DENOMINATOR,
            Eq(param[t], param[t - 1] * (1 - lr * weight_decay) + STEP),
        ),
        letters=LETTERS,
    ),
    replace(
        SHARED,
        of="adamax",
        claim=EqualWhen("eps is added to the gradient in the maximum", (When((Eq(eps, 0),)),)),
        place="adamax.py, lines 277-303",
        quotes=(
            Quote("exp_avg.lerp_(grad, 1 - beta1)", line=277),
            Quote("exp_inf.mul_(beta2)", line=281),
            Quote("grad.abs().add_(eps)", line=282),
            Quote("clr = lr / bias_correction", line=301),
            Quote("param.addcdiv_(exp_avg, exp_inf, value=-clr)", line=303),
        ),
        initial=(Eq(exp_avg[0], 0), Eq(exp_inf[0], 0)),
        update=(
            FIRST,
            Eq(exp_inf[t], Max(beta2 * exp_inf[t - 1], Abs(grad[t]) + eps, evaluate=False)),
            Eq(bias_correction[t], 1 - beta1**t),
            Eq(clr[t], lr / bias_correction[t]),
            Eq(param[t], param[t - 1] - clr[t] * exp_avg[t] / exp_inf[t]),
        ),
        letters=LETTERS,
    ),
    replace(
        SHARED,
        of="nadam",
        claim=EqualWhen(
            "the exponent of the schedule is an argument, by default 0.004 for each step",
            (When((Eq(momentum_decay, Rational("0.004")),)),),
        ),
        place="nadam.py, lines 337-378",
        quotes=(
            Quote("mu = beta1 * (1.0 - 0.5 * (0.96 ** (step * momentum_decay)))", line=347),
            Quote("mu_product *= mu", line=351),
            Quote("denom = exp_avg_sq.div(bias_correction2).sqrt()", line=356),
            Quote("mu_product_next = _get_value(mu_product) * mu_next", line=369),
            Quote("value=cast(float, (-lr * mu_next) / (1.0 - mu_product_next))", line=377),
        ),
        initial=(*ZEROS, Eq(mu_product[0], 1)),
        update=(
            Eq(bias_correction2[t], 1 - beta2**t),
            *SCHEDULE,
            FIRST,
            SECOND,
            Eq(denom[t], sqrt(exp_avg_sq[t] / bias_correction2[t]) + eps),
            Eq(
                param[t],
                param[t - 1]
                - lr * (1 - mu[t]) / (1 - mu_product[t]) * grad[t] / denom[t]
                - lr * mu_next[t] / (1 - mu_product[t] * mu_next[t]) * exp_avg[t] / denom[t],
            ),
        ),
        letters=LETTERS,
    ),
    replace(
        SHARED,
        of="radam",
        claim=Different(
            "the threshold is 5, and eps is added to the root of the second moment; below the threshold "
            "the step is the article's"
        ),
        place="radam.py, lines 311-358",
        quotes=(
            Quote("exp_avg.lerp_(grad, 1 - beta1)", line=311),
            Quote("rho_inf = 2 / (1 - beta2) - 1", line=321),
            Quote("rho_t = rho_inf - 2 * step * (beta2**step) / bias_correction2", line=323),
            Quote("(rho_inf - 4) * (rho_inf - 2) * rho_t", line=330),
            Quote("return (bias_correction2**0.5) / exp_avg_sq_sqrt", line=340),
            Quote("if rho_t > 5.0:", line=349),
            Quote("param.add_(bias_corrected_exp_avg * lr, alpha=-1.0)", line=358),
        ),
        initial=ZEROS,
        update=(
            FIRST,
            SECOND,
            *CORRECTIONS[:2],
            Eq(bias_corrected_exp_avg[t], exp_avg[t] / bias_correction1[t]),
            Eq(rho_inf[t], 2 / (1 - beta2) - 1),
            Eq(rho_t[t], rho_inf[t] - 2 * t * beta2**t / bias_correction2[t]),
            RECT,
            Eq(adaptive_lr[t], sqrt(bias_correction2[t]) / (sqrt(exp_avg_sq[t]) + eps)),
            Eq(param[t], param[t - 1] - Piecewise((RECTIFIED, rho_t[t] > 5), (MOMENTUM_ALONE, True))),
        ),
        letters=LETTERS,
        repair=Version(
            says="with the threshold of the article",
            claim=EqualWhen("eps is added to the root of the second moment", (When((Eq(eps, 0),)),)),
            update=(
                Eq(param[t], param[t - 1] - Piecewise((RECTIFIED, rho_t[t] > 4), (MOMENTUM_ALONE, True))),
            ),
        ),
    ),
)
