"""The rules of Keras 3.15.1, as its own source prints them: Ftrl, and schedule-free AdamW."""

from dataclasses import replace
from fractions import Fraction

from sympy import Abs, Max, Min, Piecewise, Rational, sign, sqrt

from specs.alphabet import BETWEEN_0_AND_1, beta, beta_2, epsilon, g, l1, l2, lr, t, velocity, w, weight_decay
from specs.printed.keras import SHARED, accumulator, initial_accumulator_value, learning_rate
from verifier.claim import Different, EqualWhen, Incomplete, Quote, Version, When
from verifier.domain import NON_NEGATIVE, POSITIVE, Domain
from verifier.language import Eq
from verifier.letters import Parameter, Sequence

linear = Sequence("linear", "sum of the adjusted gradients")
linear_clipped = Sequence("linear_clipped", "sum of the adjusted gradients, clipped")
grad_to_use = Sequence("grad_to_use", "gradient with shrinkage")
quadratic = Sequence("quadratic", "divisor")
l2_reg = Sequence("l2_reg", "strength of the square, with beta in it")
lr_power = Parameter("lr_power", "power of the accumulator", Domain(upper=Fraction(0)))
l1_strength = Parameter("l1_regularization_strength", "strength of the absolute value", NON_NEGATIVE)
l2_strength = Parameter("l2_regularization_strength", "strength of the square", NON_NEGATIVE)
shrinkage = Parameter("l2_shrinkage_regularization_strength", "strength of the shrinkage", NON_NEGATIVE)
n = Sequence("n", "sum of the squared gradients")
z = Sequence("z", "sum of the adjusted gradients")
sigma = Sequence("sigma", "difference of the inverse rates")
alpha = Sequence("alpha", "a letter that the text does not explain")
rate = Parameter("lr", "learning rate", POSITIVE)
lambda_1 = Parameter("lambda_1", "strength of the absolute value", NON_NEGATIVE)
lambda_2 = Parameter("lambda_2", "strength of the square", NON_NEGATIVE)
beta_1 = Parameter("beta_1", "share of the mean in the weights", BETWEEN_0_AND_1)
momentum = Sequence("momentum", "iterate, called momentum")
local_step = Sequence("local_step", "number of the step")
bias_correction_2 = Sequence("bias_correction_2", "correction of the second moment")
denom = Sequence("denom", "denominator")
weight = Sequence("weight", "share of the iterate in the mean")
x_old = Sequence("x_old", "mean before this step")
x_new = Sequence("x_new", "mean after this step")

FORMS = (
    replace(
        SHARED,
        of="ftrl",
        claim=EqualWhen(
            "the power of the accumulator and its first value are arguments, and the strength of the "
            "square is halved",
            (
                When(
                    (Eq(initial_accumulator_value, 0), Eq(lr_power, Rational("-0.5")), Eq(shrinkage, 0)),
                    form=((l1_strength, l1), (l2_strength, l2 / 2)),
                ),
            ),
        ),
        place="ftrl.py, lines 162-219",
        quotes=(
            Quote("l2_reg = l2_reg + self.beta / (2.0 * lr)", line=182),
            Quote("new_accum = ops.add(accum, ops.square(gradient))", line=190),
            Quote("ops.power(new_accum, -lr_power)", line=198),
            Quote("ops.divide(ops.power(new_accum, (-lr_power)), lr), 2 * l2_reg", line=208),
            Quote("ops.divide(ops.subtract(linear_clipped, linear), quadratic)", line=217),
        ),
        initial=(Eq(accumulator[0], initial_accumulator_value), Eq(linear[0], 0)),
        update=(
            Eq(l2_reg[t], l2_strength + beta / (2 * learning_rate[t])),
            Eq(grad_to_use[t], g[t] + 2 * shrinkage * w[t - 1]),
            Eq(accumulator[t], accumulator[t - 1] + g[t] ** 2),
            Eq(
                linear[t],
                linear[t - 1]
                + grad_to_use[t]
                - (accumulator[t] ** (-lr_power) - accumulator[t - 1] ** (-lr_power))
                / learning_rate[t]
                * w[t - 1],
            ),
            Eq(quadratic[t], accumulator[t] ** (-lr_power) / learning_rate[t] + 2 * l2_reg[t]),
            Eq(
                linear_clipped[t],
                Min(Max(linear[t], -l1_strength, evaluate=False), l1_strength, evaluate=False),
            ),
            Eq(w[t], (linear_clipped[t] - linear[t]) / quadratic[t]),
        ),
    ),
    replace(
        SHARED,
        of="ftrl",
        key="keras-docstring",
        work="keras",
        claim=Incomplete("alpha is not explained: lr is meant", ("alpha",)),
        place="ftrl.py, lines 24-39",
        quotes=(
            Quote("n = 0", line=24),
            Quote("z = 0", line=26),
            Quote("n = n + g ** 2", line=33),
            Quote("sigma = (n ** -lr_power - prev_n ** -lr_power) / lr", line=34),
            Quote("if abs(z) < lambda_1:", line=36),
            Quote("(beta + sqrt(n)) / alpha + lambda_2", line=39),
        ),
        given=(g,),
        initial=(Eq(n[0], 0), Eq(z[0], 0)),
        update=(
            Eq(n[t], n[t - 1] + g[t] ** 2),
            Eq(sigma[t], (n[t] ** (-lr_power) - n[t - 1] ** (-lr_power)) / rate),
            Eq(z[t], z[t - 1] + g[t] - sigma[t] * w[t - 1]),
            Eq(
                w[t],
                Piecewise(
                    (0, Abs(z[t]) < lambda_1),
                    ((sign(z[t]) * lambda_1 - z[t]) / ((beta + sqrt(n[t])) / alpha[t] + lambda_2), True),
                ),
            ),
        ),
        letters=((rate, lr), (lambda_1, l1), (lambda_2, l2)),
        repair=Version(
            says="with lr for alpha",
            claim=EqualWhen(
                "the power of n is an argument where n is subtracted, and one half where it divides",
                (When((Eq(lr_power, Rational("-0.5")),)),),
            ),
            update=(
                Eq(
                    w[t],
                    Piecewise(
                        (0, Abs(z[t]) < lambda_1),
                        ((sign(z[t]) * lambda_1 - z[t]) / ((beta + sqrt(n[t])) / rate + lambda_2), True),
                    ),
                ),
            ),
        ),
    ),
    replace(
        SHARED,
        of="schedule_free_adamw",
        claim=Different(
            "the second moment is corrected in place of the rate, all iterates weigh the same in the mean, "
            "and update_step has no decay",
            (When((Eq(beta_2, 0), Eq(weight_decay, 0), Eq(learning_rate[t], 1))),),
        ),
        place="schedule_free_adamw.py, lines 111-181",
        quotes=(
            Quote("self.assign(momentum, ops.copy(var))", line=114),
            Quote("ops.subtract(ops.square(gradient), velocity), 1 - beta_2", line=147),
            Quote("denom = ops.add(ops.sqrt(velocity / bias_correction_2), epsilon)", line=152),
            Quote("weight = 1.0 / local_step", line=159),
            Quote("ops.subtract(y_old, ops.multiply(1 - beta_1, momentum_old))", line=165),
            Quote("ops.multiply(1 - beta_1, momentum), ops.multiply(beta_1, x_new)", line=178),
        ),
        initial=(Eq(momentum[0], w[0]), Eq(velocity[0], 0)),
        update=(
            Eq(local_step[t], t),
            Eq(bias_correction_2[t], 1 - beta_2 ** local_step[t]),
            Eq(velocity[t], velocity[t - 1] + (g[t] ** 2 - velocity[t - 1]) * (1 - beta_2)),
            Eq(denom[t], sqrt(velocity[t] / bias_correction_2[t]) + epsilon),
            Eq(momentum[t], momentum[t - 1] - learning_rate[t] * g[t] / denom[t]),
            Eq(weight[t], 1 / local_step[t]),
            Eq(x_old[t], (w[t - 1] - (1 - beta_1) * momentum[t - 1]) / beta_1),
            Eq(x_new[t], (1 - weight[t]) * x_old[t] + weight[t] * momentum[t]),
            Eq(w[t], (1 - beta_1) * momentum[t] + beta_1 * x_new[t]),
        ),
        remarks=("With beta_1 = 0 it divides by 0; it is judged for beta_1 > 0.",),
    ),
)
