"""The rules of Keras 3.15.1, as its own source prints them: gradient descent and accumulators.

The files are those of ``keras/src/optimizers``. ``learning_rate`` is an argument of ``update_step``
and may change from step to step. The family of Adam is in `specs.printed.keras_moments`.
"""

from dataclasses import replace

from sympy import sqrt

from specs.alphabet import epsilon, g, lr, m, momentum, rho, t, velocity, w
from verifier.claim import Equal, EqualWhen, NotPrinted, Quote, When
from verifier.domain import NON_NEGATIVE, POSITIVE
from verifier.language import Eq
from verifier.letters import Parameter, Sequence
from verifier.printed import PrintedForm

KEY = "keras"
learning_rate = Sequence("learning_rate", "learning rate of the step", POSITIVE)
initial_accumulator_value = Parameter(
    "initial_accumulator_value", "first value of the accumulator", NON_NEGATIVE
)
accumulator = Sequence("accumulator", "sum of the squared gradients")
accumulated_grad = Sequence("accumulated_grad", "average of the squared gradients")
accumulated_delta_var = Sequence("accumulated_delta_var", "average of the squared steps")
delta_var = Sequence("delta_var", "step before it is multiplied by the rate")
momentum_ = Sequence("momentum_buffer", "momentum of the weight, called momentum")
average_grad = Sequence("average_grad", "average of the gradients")
denominator = Sequence("denominator", "radicand of the denominator")
increment = Sequence("increment", "step without momentum")

# What all forms of this source share.
SHARED = PrintedForm(
    of="",
    key=KEY,
    claim=NotPrinted(""),
    evidence="source code read",
    output=w,
    given=(g, learning_rate),
    letters=((learning_rate, lr),),
)

FORMS = (
    replace(
        SHARED,
        of="sgd",
        claim=Equal("it is the same line"),
        place="sgd.py, line 123",
        quotes=(Quote("ops.multiply(gradient, learning_rate)", line=123),),
        update=(Eq(w[t], w[t - 1] - g[t] * learning_rate[t]),),
    ),
    replace(
        SHARED,
        of="momentum",
        claim=Equal("m is the velocity"),
        place="sgd.py, lines 103-111 and 121",
        quotes=(
            Quote("ops.multiply(m, momentum)", line=108),
            Quote("self.assign_add(variable, m)", line=121),
        ),
        initial=(Eq(m[0], 0),),
        update=(Eq(m[t], m[t - 1] * momentum - g[t] * learning_rate[t]), Eq(w[t], w[t - 1] + m[t])),
    ),
    replace(
        SHARED,
        of="nesterov",
        claim=Equal(
            "its variable is the point at which the gradient is asked, one momentum step ahead of ours",
            weights=w[t] + momentum * velocity[t],
        ),
        place="sgd.py, lines 103-119",
        quotes=(Quote("if self.nesterov", line=112), Quote("ops.multiply(m, momentum)", line=116)),
        initial=(Eq(m[0], 0),),
        update=(
            Eq(m[t], m[t - 1] * momentum - g[t] * learning_rate[t]),
            Eq(w[t], w[t - 1] + (m[t] * momentum - g[t] * learning_rate[t])),
        ),
    ),
    replace(
        SHARED,
        of="adagrad",
        claim=EqualWhen(
            "epsilon stands inside the root, and the accumulator starts at its own value, by default 0.1",
            (When((Eq(epsilon, 0), Eq(initial_accumulator_value, 0))),),
        ),
        place="adagrad.py, lines 73-92",
        quotes=(
            Quote("Constant(self.initial_accumulator_value)", line=73),
            Quote("ops.square(gradient)", line=85),
            Quote("ops.sqrt(ops.add(accumulator, self.epsilon))", line=90),
        ),
        initial=(Eq(accumulator[0], initial_accumulator_value),),
        update=(
            Eq(accumulator[t], accumulator[t - 1] + g[t] ** 2),
            Eq(w[t], w[t - 1] - learning_rate[t] * g[t] / sqrt(accumulator[t] + epsilon)),
        ),
    ),
    replace(
        SHARED,
        of="adadelta",
        claim=EqualWhen("the step is multiplied by a rate", (When((Eq(learning_rate[t], 1),)),)),
        place="adadelta.py, lines 97-119",
        quotes=(
            Quote("ops.sqrt(ops.add(x, self.epsilon))", line=98),
            Quote("rho * accumulated_grad", line=103),
            Quote("ops.multiply(rms(accumulated_delta_var), grad)", line=108),
            Quote("ops.square(delta_var)", line=116),
            Quote("ops.multiply(lr, delta_var)", line=119),
        ),
        initial=(Eq(accumulated_grad[0], 0), Eq(accumulated_delta_var[0], 0)),
        update=(
            Eq(accumulated_grad[t], rho * accumulated_grad[t - 1] + (1 - rho) * g[t] ** 2),
            Eq(
                delta_var[t],
                -sqrt(accumulated_delta_var[t - 1] + epsilon) * g[t] / sqrt(accumulated_grad[t] + epsilon),
            ),
            Eq(accumulated_delta_var[t], rho * accumulated_delta_var[t - 1] + (1 - rho) * delta_var[t] ** 2),
            Eq(w[t], w[t - 1] + learning_rate[t] * delta_var[t]),
        ),
    ),
    replace(
        SHARED,
        of="rmsprop",
        claim=Equal("epsilon is inside the root, as Graves prints it"),
        place="rmsprop.py, lines 126-132, 143-146 and 154",
        quotes=(
            Quote("ops.multiply(rho, velocity)", line=129),
            Quote("ops.add(velocity, self.epsilon)", line=143),
            Quote("self.assign_sub(variable, increment)", line=154),
        ),
        initial=(Eq(velocity[0], 0),),
        update=(
            Eq(velocity[t], rho * velocity[t - 1] + (1 - rho) * g[t] ** 2),
            Eq(denominator[t], velocity[t] + epsilon),
            Eq(increment[t], learning_rate[t] * g[t] / sqrt(denominator[t])),
            Eq(w[t], w[t - 1] - increment[t]),
        ),
    ),
    replace(
        SHARED,
        of="rmsprop_momentum",
        claim=Equal("its momentum is the step with its sign turned"),
        place="rmsprop.py, lines 126-132 and 143-152",
        quotes=(
            Quote("ops.add(velocity, self.epsilon)", line=143),
            Quote("ops.multiply(self.momentum, momentum)", line=150),
            Quote("self.assign_sub(variable, momentum)", line=152),
        ),
        initial=(Eq(velocity[0], 0), Eq(momentum_[0], 0)),
        update=(
            Eq(velocity[t], rho * velocity[t - 1] + (1 - rho) * g[t] ** 2),
            Eq(denominator[t], velocity[t] + epsilon),
            Eq(increment[t], learning_rate[t] * g[t] / sqrt(denominator[t])),
            Eq(momentum_[t], momentum * momentum_[t - 1] + increment[t]),
            Eq(w[t], w[t - 1] - momentum_[t]),
        ),
    ),
    replace(
        SHARED,
        of="rmsprop_centered",
        claim=Equal("its momentum is the step with its sign turned"),
        place="rmsprop.py, lines 126-141 and 144-152",
        quotes=(
            Quote("ops.multiply(rho, average_grad)", line=137),
            Quote("velocity - ops.square(average_grad) + self.epsilon", line=141),
            Quote("self.assign_sub(variable, momentum)", line=152),
        ),
        initial=(Eq(velocity[0], 0), Eq(average_grad[0], 0), Eq(momentum_[0], 0)),
        update=(
            Eq(velocity[t], rho * velocity[t - 1] + (1 - rho) * g[t] ** 2),
            Eq(average_grad[t], rho * average_grad[t - 1] + (1 - rho) * g[t]),
            Eq(denominator[t], velocity[t] - average_grad[t] ** 2 + epsilon),
            Eq(increment[t], learning_rate[t] * g[t] / sqrt(denominator[t])),
            Eq(momentum_[t], momentum * momentum_[t - 1] + increment[t]),
            Eq(w[t], w[t - 1] - momentum_[t]),
        ),
    ),
)
