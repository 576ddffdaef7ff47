"""The rules of Keras 3.15.1, as its own source prints them.

The files are those of ``keras/src/optimizers``. ``learning_rate`` is an argument of ``update_step``
and may change from step to step. The weight decay of the base class comes before the step.
"""

from sympy import Abs, Integer, Max, Rational, sign, sqrt

from specs.alphabet import (
    beta_1,
    beta_2,
    epsilon,
    eta,
    g,
    lr,
    m,
    momentum,
    rho,
    t,
    u,
    v,
    v_hat,
    velocity,
    w,
    weight_decay,
)
from verifier.claim import Different, Equal, EqualWhen, Incomplete, Quote, When
from verifier.domain import NON_NEGATIVE, POSITIVE, UNIT
from verifier.language import Eq
from verifier.letters import Parameter, Sequence
from verifier.printed import PrintedForm, Version

KEY = "keras"
READ = "source code read"

learning_rate = Sequence("learning_rate", "learning rate of the step", POSITIVE)
initial_accumulator_value = Parameter("initial_accumulator_value", "first value of the accumulator", NON_NEGATIVE)
accumulator = Sequence("accumulator", "sum of the squared gradients")
accumulated_grad = Sequence("accumulated_grad", "average of the squared gradients")
accumulated_delta_var = Sequence("accumulated_delta_var", "average of the squared steps")
delta_var = Sequence("delta_var", "step before it is multiplied by the rate")
momentum_ = Sequence("momentum_buffer", "momentum of the weight, called momentum")
average_grad = Sequence("average_grad", "average of the gradients")
denominator = Sequence("denominator", "radicand of the denominator")
increment = Sequence("increment", "step without momentum")
beta_1_power = Sequence("beta_1_power", "power of beta_1")
beta_2_power = Sequence("beta_2_power", "power of beta_2")
alpha = Sequence("alpha", "rate with both corrections in it")
u_product = Sequence("u_product", "product of the momenta up to this step")
u_product_t_1 = Sequence("u_product_t_1", "product of the momenta up to the next step")
u_t = Sequence("u_t", "momentum of this step")
u_t_1 = Sequence("u_t_1", "momentum of the next step")
m_hat = Sequence("m_hat", "first moment, corrected")
current_lr = Sequence("current_lr", "rate with the correction in it")
beta1 = Parameter("beta1", "decay rate of the first moment", UNIT)
beta2 = Parameter("beta2", "decay rate of the infinity norm", UNIT)
beta = Sequence("beta", "a letter that the text does not explain")
rate = Parameter("learning_rate", "learning rate", POSITIVE)

EPSILON_HAT = epsilon * sqrt(1 - beta_2**t)

MOMENTS_OF_ADAM = (
    Eq(beta_1_power[t], beta_1**t),
    Eq(beta_2_power[t], beta_2**t),
    Eq(alpha[t], learning_rate[t] * sqrt(1 - beta_2_power[t]) / (1 - beta_1_power[t])),
    Eq(m[t], m[t - 1] + (g[t] - m[t - 1]) * (1 - beta_1)),
    Eq(v[t], v[t - 1] + (g[t] ** 2 - v[t - 1]) * (1 - beta_2)),
)

FORMS = (
    PrintedForm(
        of="sgd",
        key=KEY,
        claim=Equal("it is the same line"),
        place="sgd.py, line 123",
        evidence=READ,
        quotes=(Quote("ops.multiply(gradient, learning_rate)", line=123),),
        output=w,
        given=(g, learning_rate),
        update=(Eq(w[t], w[t - 1] - g[t] * learning_rate[t]),),
        letters=((learning_rate, lr),),
    ),
    PrintedForm(
        of="momentum",
        key=KEY,
        claim=Equal("m is the velocity"),
        place="sgd.py, lines 103-111 and 121",
        evidence=READ,
        quotes=(Quote("ops.multiply(m, momentum)", line=108), Quote("self.assign_add(variable, m)", line=121)),
        output=w,
        given=(g, learning_rate),
        initial=(Eq(m[0], 0),),
        update=(Eq(m[t], m[t - 1] * momentum - g[t] * learning_rate[t]), Eq(w[t], w[t - 1] + m[t])),
        letters=((learning_rate, lr),),
    ),
    PrintedForm(
        of="nesterov",
        key=KEY,
        claim=Equal(
            "its variable is the point at which the gradient is asked, one momentum step ahead of ours",
            weights=w[t] + momentum * velocity[t],
        ),
        place="sgd.py, lines 103-119",
        evidence=READ,
        quotes=(Quote("if self.nesterov", line=112), Quote("ops.multiply(m, momentum)", line=116)),
        output=w,
        given=(g, learning_rate),
        initial=(Eq(m[0], 0),),
        update=(
            Eq(m[t], m[t - 1] * momentum - g[t] * learning_rate[t]),
            Eq(w[t], w[t - 1] + (m[t] * momentum - g[t] * learning_rate[t])),
        ),
        letters=((learning_rate, lr),),
    ),
    PrintedForm(
        of="adagrad",
        key=KEY,
        claim=EqualWhen(
            "epsilon stands inside the root, and the accumulator starts at a value of its own, by default 0.1",
            (When((Eq(epsilon, 0), Eq(initial_accumulator_value, 0))),),
        ),
        place="adagrad.py, lines 73-92",
        evidence=READ,
        quotes=(
            Quote("Constant(self.initial_accumulator_value)", line=73),
            Quote("ops.square(gradient)", line=85),
            Quote("ops.sqrt(ops.add(accumulator, self.epsilon))", line=90),
        ),
        output=w,
        given=(g, learning_rate),
        initial=(Eq(accumulator[0], initial_accumulator_value),),
        update=(
            Eq(accumulator[t], accumulator[t - 1] + g[t] ** 2),
            Eq(w[t], w[t - 1] - learning_rate[t] * g[t] / sqrt(accumulator[t] + epsilon)),
        ),
        letters=((learning_rate, lr),),
    ),
    PrintedForm(
        of="adadelta",
        key=KEY,
        claim=EqualWhen("the step is multiplied by a rate", (When((Eq(learning_rate[t], 1),)),)),
        place="adadelta.py, lines 97-119",
        evidence=READ,
        quotes=(
            Quote("ops.sqrt(ops.add(x, self.epsilon))", line=98),
            Quote("rho * accumulated_grad", line=103),
            Quote("ops.multiply(rms(accumulated_delta_var), grad)", line=108),
            Quote("ops.square(delta_var)", line=116),
            Quote("ops.multiply(lr, delta_var)", line=119),
        ),
        output=w,
        given=(g, learning_rate),
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
    PrintedForm(
        of="rmsprop",
        key=KEY,
        claim=Equal("epsilon is inside the root, as Graves prints it"),
        place="rmsprop.py, lines 126-132, 143-146 and 154",
        evidence=READ,
        quotes=(
            Quote("ops.multiply(rho, velocity)", line=129),
            Quote("ops.add(velocity, self.epsilon)", line=143),
            Quote("self.assign_sub(variable, increment)", line=154),
        ),
        output=w,
        given=(g, learning_rate),
        initial=(Eq(velocity[0], 0),),
        update=(
            Eq(velocity[t], rho * velocity[t - 1] + (1 - rho) * g[t] ** 2),
            Eq(denominator[t], velocity[t] + epsilon),
            Eq(increment[t], learning_rate[t] * g[t] / sqrt(denominator[t])),
            Eq(w[t], w[t - 1] - increment[t]),
        ),
        letters=((learning_rate, lr),),
    ),
    PrintedForm(
        of="rmsprop_momentum",
        key=KEY,
        claim=Equal("its momentum is the step with its sign turned"),
        place="rmsprop.py, lines 126-132 and 143-152",
        evidence=READ,
        quotes=(
            Quote("ops.add(velocity, self.epsilon)", line=143),
            Quote("ops.multiply(self.momentum, momentum)", line=150),
            Quote("self.assign_sub(variable, momentum)", line=152),
        ),
        output=w,
        given=(g, learning_rate),
        initial=(Eq(velocity[0], 0), Eq(momentum_[0], 0)),
        update=(
            Eq(velocity[t], rho * velocity[t - 1] + (1 - rho) * g[t] ** 2),
            Eq(denominator[t], velocity[t] + epsilon),
            Eq(increment[t], learning_rate[t] * g[t] / sqrt(denominator[t])),
            Eq(momentum_[t], momentum * momentum_[t - 1] + increment[t]),
            Eq(w[t], w[t - 1] - momentum_[t]),
        ),
        letters=((learning_rate, lr),),
    ),
    PrintedForm(
        of="rmsprop_centered",
        key=KEY,
        claim=Equal("its momentum is the step with its sign turned"),
        place="rmsprop.py, lines 126-141 and 144-152",
        evidence=READ,
        quotes=(
            Quote("ops.multiply(rho, average_grad)", line=137),
            Quote("velocity - ops.square(average_grad) + self.epsilon", line=141),
            Quote("self.assign_sub(variable, momentum)", line=152),
        ),
        output=w,
        given=(g, learning_rate),
        initial=(Eq(velocity[0], 0), Eq(average_grad[0], 0), Eq(momentum_[0], 0)),
        update=(
            Eq(velocity[t], rho * velocity[t - 1] + (1 - rho) * g[t] ** 2),
            Eq(average_grad[t], rho * average_grad[t - 1] + (1 - rho) * g[t]),
            Eq(denominator[t], velocity[t] - average_grad[t] ** 2 + epsilon),
            Eq(increment[t], learning_rate[t] * g[t] / sqrt(denominator[t])),
            Eq(momentum_[t], momentum * momentum_[t - 1] + increment[t]),
            Eq(w[t], w[t - 1] - momentum_[t]),
        ),
        letters=((learning_rate, lr),),
    ),
    PrintedForm(
        of="adam",
        key=KEY,
        claim=EqualWhen(
            "epsilon is added to the root of the uncorrected v: it is the epsilon-hat of Kingma and Ba, section 2",
            (When((Eq(epsilon, 0),)), When((Eq(beta_2, 0),)), When(form=((epsilon, EPSILON_HAT),))),
        ),
        place="adam.py, lines 104-137",
        evidence=READ,
        quotes=(
            Quote("self.iterations + 1", line=106),
            Quote("lr * ops.sqrt(1 - beta_2_power) / (1 - beta_1_power)", line=117),
            Quote("ops.subtract(gradient, m), 1 - self.beta_1", line=120),
            Quote("ops.subtract(ops.square(gradient), v), 1 - self.beta_2", line=125),
            Quote("ops.multiply(m, alpha), ops.add(ops.sqrt(v), self.epsilon)", line=135),
        ),
        output=w,
        given=(g, learning_rate),
        initial=(Eq(m[0], 0), Eq(v[0], 0)),
        update=(*MOMENTS_OF_ADAM, Eq(w[t], w[t - 1] - m[t] * alpha[t] / (sqrt(v[t]) + epsilon))),
        letters=((learning_rate, lr),),
    ),
    PrintedForm(
        of="amsgrad",
        key=KEY,
        claim=Different(
            "it corrects both moments for their bias after the maximum, and adds an epsilon",
            (When((Eq(epsilon, 0),), other=((lr, lr[t] * sqrt(1 - beta_2**t) / (1 - beta_1**t)),)),),
        ),
        place="adam.py, lines 104-137, with amsgrad",
        evidence=READ,
        quotes=(Quote("ops.maximum(v_hat, v)", line=130), Quote("v = v_hat", line=131)),
        output=w,
        given=(g, learning_rate),
        initial=(Eq(m[0], 0), Eq(v[0], 0), Eq(v_hat[0], 0)),
        update=(
            *MOMENTS_OF_ADAM,
            Eq(v_hat[t], Max(v_hat[t - 1], v[t], evaluate=False)),
            Eq(w[t], w[t - 1] - m[t] * alpha[t] / (sqrt(v_hat[t]) + epsilon)),
        ),
        letters=((learning_rate, lr),),
    ),
    PrintedForm(
        of="adamw",
        key=KEY,
        claim=EqualWhen(
            "the decay is multiplied by the rate, and epsilon is added to the root of the uncorrected v",
            (
                When((Eq(epsilon, 0),), other=((eta, lr[t]), (lr, Integer(1)))),
                When(form=((epsilon, EPSILON_HAT),), other=((eta, lr[t]), (lr, Integer(1)))),
            ),
        ),
        place="base_optimizer.py, lines 952-959, then adam.py, lines 104-137",
        evidence=READ,
        quotes=(Quote("variable - variable * wd * lr", line=959),),
        output=w,
        given=(g, learning_rate),
        initial=(Eq(m[0], 0), Eq(v[0], 0)),
        update=(
            *MOMENTS_OF_ADAM,
            Eq(
                w[t],
                (w[t - 1] - w[t - 1] * weight_decay * learning_rate[t]) - m[t] * alpha[t] / (sqrt(v[t]) + epsilon),
            ),
        ),
        letters=((learning_rate, lr),),
    ),
    PrintedForm(
        of="adamax",
        key=KEY,
        claim=EqualWhen("an epsilon is added to the infinity norm", (When((Eq(epsilon, 0),)),)),
        place="adamax.py, lines 107-129",
        evidence=READ,
        quotes=(
            Quote("ops.subtract(gradient, m), (1 - self.beta_1)", line=118),
            Quote("ops.maximum(ops.multiply(self.beta_2, u), ops.abs(gradient))", line=121),
            Quote("ops.multiply((1 - beta_1_power), ops.add(u, self.epsilon))", line=127),
        ),
        output=w,
        given=(g, learning_rate),
        initial=(Eq(m[0], 0), Eq(u[0], 0)),
        update=(
            Eq(beta_1_power[t], beta_1**t),
            Eq(m[t], m[t - 1] + (g[t] - m[t - 1]) * (1 - beta_1)),
            Eq(u[t], Max(beta_2 * u[t - 1], Abs(g[t]), evaluate=False)),
            Eq(w[t], w[t - 1] - learning_rate[t] * m[t] / ((1 - beta_1_power[t]) * (u[t] + epsilon))),
        ),
        letters=((learning_rate, lr),),
    ),
    PrintedForm(
        of="adamax",
        key="keras-docstring",
        work=KEY,
        claim=Incomplete("m is made with 1 - beta, and there is no beta: beta1 is meant (line 30)", ("beta",)),
        place="adamax.py, lines 20-33",
        evidence=READ,
        quotes=(
            Quote("m = 0", line=20),
            Quote("u = 0", line=21),
            Quote("m = beta1 * m + (1 - beta) * g", line=30),
            Quote("max(beta2 * u, abs(g))", line=31),
            Quote("learning_rate / (1 - beta1 ** t)", line=32),
            Quote("current_lr * m / (u + epsilon)", line=33),
        ),
        output=w,
        given=(g,),
        initial=(Eq(m[0], 0), Eq(u[0], 0)),
        update=(
            Eq(m[t], beta1 * m[t - 1] + (1 - beta[t]) * g[t]),
            Eq(u[t], Max(beta2 * u[t - 1], Abs(g[t]), evaluate=False)),
            Eq(current_lr[t], rate / (1 - beta1**t)),
            Eq(w[t], w[t - 1] - current_lr[t] * m[t] / (u[t] + epsilon)),
        ),
        letters=((rate, lr), (beta1, beta_1), (beta2, beta_2)),
        repair=Version(
            says="with beta1 for beta",
            claim=EqualWhen("an epsilon is added to the infinity norm", (When((Eq(epsilon, 0),)),)),
            update=(Eq(m[t], beta1 * m[t - 1] + (1 - beta1) * g[t]),),
            beside=(("adamax/keras", Equal("it is what the code does")),),
        ),
    ),
    PrintedForm(
        of="nadam",
        key=KEY,
        claim=Different("the schedule is 0.96**t for 0.96**(t/250)", (When((Eq(beta_1, 0),)),)),
        place="nadam.py, lines 93-104 and 114-146",
        evidence=READ,
        quotes=(
            Quote("backend.Variable(1.0", line=93),
            Quote("- 0.5 * ops.power(0.96", line=103),
            Quote("beta_1 * (1.0 - 0.5 * (ops.power(decay, next_step)))", line=120),
            Quote("u_product_t * u_t_1", line=123),
            Quote("ops.multiply(u_t_1, m), 1 - u_product_t_1", line=136),
            Quote("ops.multiply(1 - u_t, gradient), 1 - u_product_t", line=137),
            Quote("ops.add(ops.sqrt(v_hat), self.epsilon)", line=144),
        ),
        output=w,
        given=(g, learning_rate),
        initial=(Eq(u_product[0], 1), Eq(m[0], 0), Eq(v[0], 0)),
        update=(
            Eq(u_product[t], u_product[t - 1] * beta_1 * (1 - Rational("0.5") * Rational("0.96") ** t)),
            Eq(u_t[t], beta_1 * (1 - Rational("0.5") * Rational("0.96") ** t)),
            Eq(u_t_1[t], beta_1 * (1 - Rational("0.5") * Rational("0.96") ** (t + 1))),
            Eq(u_product_t_1[t], u_product[t] * u_t_1[t]),
            Eq(beta_2_power[t], beta_2**t),
            Eq(m[t], m[t - 1] + (g[t] - m[t - 1]) * (1 - beta_1)),
            Eq(v[t], v[t - 1] + (g[t] ** 2 - v[t - 1]) * (1 - beta_2)),
            Eq(m_hat[t], u_t_1[t] * m[t] / (1 - u_product_t_1[t]) + (1 - u_t[t]) * g[t] / (1 - u_product[t])),
            Eq(v_hat[t], v[t] / (1 - beta_2_power[t])),
            Eq(w[t], w[t - 1] - m_hat[t] * learning_rate[t] / (sqrt(v_hat[t]) + epsilon)),
        ),
        letters=((learning_rate, lr),),
        repair=Version(
            says="with the exponents of the schedule divided by 250",
            claim=Equal("u_product is the product of the schedule"),
            update=(
                Eq(u_product[t], u_product[t - 1] * beta_1 * (1 - Rational("0.5") * Rational("0.96") ** (t / 250))),
                Eq(u_t[t], beta_1 * (1 - Rational("0.5") * Rational("0.96") ** (t / 250))),
                Eq(u_t_1[t], beta_1 * (1 - Rational("0.5") * Rational("0.96") ** ((t + 1) / 250))),
            ),
        ),
        remarks=(
            "Line 28 of the file calls its epsilon the epsilon-hat of Kingma and Ba; it is added to the "
            "root of the corrected v, and so is the epsilon of their Algorithm 1.",
        ),
    ),
    PrintedForm(
        of="lion",
        key=KEY,
        claim=EqualWhen("update_step alone has no weight decay", (When((Eq(weight_decay, 0),)),)),
        place="lion.py, lines 98-121",
        evidence=READ,
        quotes=(Quote("ops.multiply(m, beta_1)", line=110), Quote("ops.multiply(m, beta_2)", line=119)),
        output=w,
        given=(g, learning_rate),
        initial=(Eq(m[0], 0),),
        update=(
            Eq(w[t], w[t - 1] - learning_rate[t] * sign(m[t - 1] * beta_1 + g[t] * (1 - beta_1))),
            Eq(m[t], m[t - 1] * beta_2 + g[t] * (1 - beta_2)),
        ),
        letters=((learning_rate, lr),),
    ),
    PrintedForm(
        of="lion",
        key=KEY,
        claim=Equal("the decay of the base class is multiplied by the rate, as in the article"),
        place="base_optimizer.py, lines 952-959, then lion.py, lines 98-121",
        evidence=READ,
        quotes=(Quote("variable - variable * wd * lr", line=959),),
        output=w,
        given=(g, learning_rate),
        initial=(Eq(m[0], 0),),
        update=(
            Eq(
                w[t],
                (w[t - 1] - w[t - 1] * weight_decay * learning_rate[t])
                - learning_rate[t] * sign(m[t - 1] * beta_1 + g[t] * (1 - beta_1)),
            ),
            Eq(m[t], m[t - 1] * beta_2 + g[t] * (1 - beta_2)),
        ),
        letters=((learning_rate, lr),),
    ),
)
