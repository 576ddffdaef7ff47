"""What programs of the authors of a method print of it, and misprints of articles that they confirmed.

The lines are those of commit e81dea3 of qhoptim (2020), d9fd30a of RAdam (2021), 2855178 of AdaBelief
(2022).
"""

from dataclasses import replace

from sympy import Piecewise, sqrt

from specs.alphabet import beta_1, beta_2, epsilon, momentum, nu, nu_1, nu_2, t
from specs.alphabet import lr as rate
from specs.printed.pytorch import eps, grad, lr
from specs.printed.pytorch_moments import (
    FIRST,
    SECOND,
    ZEROS,
    beta1,
    beta2,
    bias_correction1,
    bias_correction2,
    exp_avg,
    exp_avg_sq,
    step_size,
)
from verifier.claim import Different, Equal, EqualWhen, NotPrinted, Quote, Version, When
from verifier.domain import POSITIVE, UNIT
from verifier.language import Eq
from verifier.letters import Parameter, Sequence
from verifier.printed import PrintedForm

KEY = "authors"
p = Sequence("p", "weight")
theta = Sequence("theta", "weight")
nabla = Sequence("nabla", "gradient")
d_p = Sequence("d_p", "gradient")
g = Sequence("g", "momentum buffer")
momentum_buffer = Sequence("momentum_buffer", "momentum buffer")
alpha = Parameter("alpha", "learning rate", POSITIVE)
beta = Parameter("beta", "momentum factor", UNIT)
nu1 = Parameter("nu1", "discount factor of the gradient", nu.domain)
nu2 = Parameter("nu2", "discount factor of its square", nu.domain)
beta1_weight = Sequence("beta1_weight", "sum of the powers of beta1")
beta2_weight = Sequence("beta2_weight", "sum of the powers of beta2")
beta1_adj = Sequence("beta1_adj", "decay of the first moment in this step")
beta2_adj = Sequence("beta2_adj", "decay of the second moment in this step")
avg_grad = Sequence("avg_grad", "numerator")
avg_grad_rms = Sequence("avg_grad_rms", "denominator")
N_sma = Sequence("N_sma", "length of the moving average")
N_sma_max = Sequence("N_sma_max", "limit of the length of the moving average")
denom = Sequence("denom", "denominator")
exp_avg_var = Sequence("exp_avg_var", "second moment about the first")
grad_residual = Sequence("grad_residual", "deviation from the first moment")

# What the programs share.
SHARED = PrintedForm(
    of="",
    key=KEY,
    claim=NotPrinted(""),
    evidence="source code read",
    output=p,
    given=(grad,),
    letters=((lr, rate), (eps, epsilon), (beta1, beta_1), (beta2, beta_2)),
)
ADAPTIVE = p[t - 1] - step_size[t] * lr * exp_avg[t] / denom[t]

FORMS = (
    replace(
        SHARED,
        of="qhm",
        work="qhoptim",
        claim=Equal("the step is made in two parts"),
        place="qhoptim/pyt/qhm.py, lines 130-136",
        quotes=(
            Quote("momentum_buffer.mul_(momentum).add_(1.0 - momentum, d_p)", line=133),
            Quote("p.data.add_(-lr * nu, momentum_buffer)", line=135),
            Quote("p.data.add_(-lr * (1.0 - nu), d_p)", line=136),
        ),
        given=(d_p,),
        initial=(Eq(momentum_buffer[0], 0),),
        update=(
            Eq(momentum_buffer[t], momentum * momentum_buffer[t - 1] + (1 - momentum) * d_p[t]),
            Eq(p[t], p[t - 1] - lr * nu * momentum_buffer[t] - lr * (1 - nu) * d_p[t]),
        ),
    ),
    replace(
        SHARED,
        of="qhm",
        work="qhoptim",
        claim=Different("the step is added: the weights climb"),
        place="qhoptim/pyt/qhm.py, lines 57-62, the documentation",
        quotes=(
            Quote("g_{t + 1} &\\leftarrow", line=57),
            Quote("(1 - \\beta) \\cdot \\nabla_t", line=59),
            Quote("\\theta_t + \\alpha \\left[ (1 - \\nu)", line=61),
        ),
        output=theta,
        given=(nabla,),
        step=((theta, t + 1), (g, t + 1)),
        update=(
            Eq(g[t + 1], beta * g[t] + (1 - beta) * nabla[t]),
            Eq(theta[t + 1], theta[t] + alpha * ((1 - nu) * nabla[t] + nu * g[t + 1])),
        ),
        assumed=(Eq(g[1], 0),),
        letters=((alpha, rate), (beta, momentum)),
        repair=Version(
            says="with the step subtracted",
            claim=Equal("it is what the code does"),
            update=(Eq(theta[t + 1], theta[t] - alpha * ((1 - nu) * nabla[t] + nu * g[t + 1])),),
        ),
    ),
    replace(
        SHARED,
        of="qhadam",
        work="qhoptim",
        claim=Equal("the averages are weighted means: the correction for the bias is in the decay"),
        place="qhoptim/pyt/qhadam.py, lines 118-147",
        quotes=(
            Quote('param_state["beta1_weight"] = 1.0 + beta1', line=123),
            Quote("beta1_adj = 1.0 - (1.0 / beta1_weight)", line=131),
            Quote("exp_avg.mul_(beta1_adj).add_(1.0 - beta1_adj, d_p)", line=133),
            Quote("avg_grad = exp_avg.mul(nu1)", line=136),
            Quote("avg_grad_rms = exp_avg_sq.mul(nu2)", line=140),
            Quote("p.data.addcdiv_(-lr, avg_grad, avg_grad_rms)", line=147),
        ),
        given=(d_p,),
        initial=(*ZEROS, Eq(beta1_weight[0], 0), Eq(beta2_weight[0], 0)),
        update=(
            Eq(beta1_weight[t], 1 + beta1 * beta1_weight[t - 1]),
            Eq(beta2_weight[t], 1 + beta2 * beta2_weight[t - 1]),
            Eq(beta1_adj[t], 1 - 1 / beta1_weight[t]),
            Eq(beta2_adj[t], 1 - 1 / beta2_weight[t]),
            Eq(exp_avg[t], beta1_adj[t] * exp_avg[t - 1] + (1 - beta1_adj[t]) * d_p[t]),
            Eq(exp_avg_sq[t], beta2_adj[t] * exp_avg_sq[t - 1] + (1 - beta2_adj[t]) * d_p[t] ** 2),
            Eq(avg_grad[t], nu1 * exp_avg[t] + (1 - nu1) * d_p[t]),
            Eq(avg_grad_rms[t], sqrt(nu2 * exp_avg_sq[t] + (1 - nu2) * d_p[t] ** 2) + eps),
            Eq(p[t], p[t - 1] - lr * avg_grad[t] / avg_grad_rms[t]),
        ),
        letters=(*SHARED.letters, (nu1, nu_1), (nu2, nu_2)),
    ),
    replace(
        SHARED,
        of="radam",
        work="liu-program",
        claim=Different("below the threshold, here 5, there is no step; and an eps is added to the root"),
        place="radam/radam.py, lines 58-86",
        quotes=(
            Quote("N_sma_max = 2 / (1 - beta2) - 1", line=68),
            Quote("if N_sma >= 5:", line=73),
            Quote("(N_sma - 4) / (N_sma_max - 4) * (N_sma - 2) / N_sma", line=74),
            Quote("step_size = -1", line=78),
            Quote("denom = exp_avg_sq.sqrt().add_(group['eps'])", line=85),
        ),
        initial=ZEROS,
        update=(
            SECOND,
            FIRST,
            Eq(N_sma_max[t], 2 / (1 - beta2) - 1),
            Eq(N_sma[t], N_sma_max[t] - 2 * t * beta2**t / (1 - beta2**t)),
            Eq(
                step_size[t],
                sqrt(
                    (1 - beta2**t)
                    * ((N_sma[t] - 4) / (N_sma_max[t] - 4))
                    * ((N_sma[t] - 2) / N_sma[t])
                    * (N_sma_max[t] / (N_sma_max[t] - 2))
                )
                / (1 - beta1**t),
            ),
            Eq(denom[t], sqrt(exp_avg_sq[t]) + eps),
            Eq(p[t], Piecewise((ADAPTIVE, N_sma[t] >= 5), (p[t - 1], True))),
        ),
        beside=(("radam/pytorch", Different("PyTorch steps along the first moment below the threshold")),),
        repair=Version(
            says="with the threshold of the article, and its step below",
            claim=EqualWhen("an eps is added to the root", (When((Eq(eps, 0),)),)),
            update=(
                Eq(
                    p[t],
                    Piecewise((ADAPTIVE, N_sma[t] > 4), (p[t - 1] - lr * exp_avg[t] / (1 - beta1**t), True)),
                ),
            ),
        ),
    ),
    replace(
        SHARED,
        of="adabelief",
        work="zhuang-program",
        claim=Equal("eps is added in place, and so to the average itself"),
        place=(
            "pypi_packages/adabelief_pytorch0.2.0/adabelief_pytorch/AdaBelief.py, lines 180-202, "
            "without rectification"
        ),
        quotes=(
            Quote("grad_residual = grad - exp_avg", line=185),
            Quote("grad_residual, grad_residual, value=1 - beta2)", line=186),
            Quote("exp_avg_var.add_(group['eps']).sqrt()", line=196),
            Quote("p.data.addcdiv_( exp_avg, denom, value=-step_size)", line=202),
        ),
        initial=(Eq(exp_avg[0], 0), Eq(exp_avg_var[0], 0)),
        update=(
            Eq(bias_correction1[t], 1 - beta1**t),
            Eq(bias_correction2[t], 1 - beta2**t),
            FIRST,
            Eq(grad_residual[t], grad[t] - exp_avg[t]),
            Eq(exp_avg_var[t], beta2 * exp_avg_var[t - 1] + (1 - beta2) * grad_residual[t] ** 2 + eps),
            Eq(denom[t], sqrt(exp_avg_var[t]) / sqrt(bias_correction2[t]) + eps),
            Eq(step_size[t], lr / bias_correction1[t]),
            Eq(p[t], p[t - 1] - step_size[t] * exp_avg[t] / denom[t]),
        ),
    ),
)
