"""Pairs of plain steps, momentum, Nesterov's forms, averaging and clipping."""

from __future__ import annotations

from tests.campaign.pairs.record import (
    CONDITIONAL,
    DIFFERENT,
    EQUAL,
    TRANSLATED,
    Pair,
    rule,
)

B = "w, g, t, b=0, *, lr, momentum"
V = "w, g, t, v=0, *, lr, momentum"
LOOK = "w, t, v=0, *, lr, momentum"
DAMP = 'w, g, t, b=0, *, lr, momentum, dampening: "0 <= dampening < 1"'
TORCH = rule(B, "b = momentum*b + g\nw = w - lr*b")
KERAS = rule(V, "v = momentum*v - lr*g\nw = w + v")
TORCH_NESTEROV = rule(B, "b = momentum*b + g\nw = w - lr*(g + momentum*b)")
KERAS_NESTEROV = rule(V, "v = momentum*v - lr*g\nw = w + momentum*v - lr*g")
SUTSKEVER = rule(LOOK, "g = grad(w + momentum*v)\nv = momentum*v - lr*g\nw = w + v")
AVERAGED = rule("w, g, t, m=0, *, lr, beta", "m = beta*m + (1 - beta)*g\nw = w - lr*m")
SGD = rule("w, g, t, *, lr", "w -= lr*g")

MOMENTUM = (
    Pair(
        "rate-inside-or-outside",
        TORCH,
        KERAS,
        EQUAL,
        source="pytorch/pytorch#1099",
        remark="equal at a constant rate; the schedules of lr must say refuted",
    ),
    Pair(
        "rate-sequence-inside-or-outside",
        rule(B, "b = momentum*b + g\nw = w - lr[t]*b"),
        rule(V, "v = momentum*v - lr[t]*g\nw = w + v"),
        CONDITIONAL,
        conditions=("lr[t] == lr",),
        remark="the same with the rate given as a sequence",
    ),
    Pair(
        "rate-of-the-step-before",
        rule("w, g, t, *, lr", "w = w - lr[t]*g"),
        rule("w, g, t, *, lr", "w = w - lr[t-1]*g"),
        CONDITIONAL,
        conditions=("lr[t] == lr",),
    ),
    Pair(
        "first-buffer-is-the-gradient",
        rule(DAMP, "b = g if t == 1 else momentum*b + (1 - dampening)*g\nw = w - lr*b"),
        rule(DAMP, "b = momentum*b + (1 - dampening)*g\nw = w - lr*b"),
        TRANSLATED,
        to="left",
        translation={"lr": "lr*(1 - dampening)", "dampening": "0"},
        conditions=("dampening == 0",),
        source="ml-explore/mlx#440, #473",
        remark="torch's first momentum buffer is the bare gradient whatever the dampening",
    ),
    Pair(
        "dampening-is-a-rate",
        rule(DAMP, "b = momentum*b + (1 - dampening)*g\nw = w - lr*b"),
        TORCH,
        TRANSLATED,
        to="right",
        translation={"lr": "lr*(1 - dampening)"},
        remark="dampening -> 0 is as good a map",
    ),
    Pair(
        "average-or-sum",
        AVERAGED,
        TORCH,
        TRANSLATED,
        to="right",
        translation={"lr": "lr*(1 - beta)"},
        remark="exponential average against torch's sum",
    ),
    Pair(
        "average-as-interpolation",
        AVERAGED,
        rule("w, g, t, m=0, *, lr, beta", "m += (1 - beta)*(g - m)\nw = w - lr*m"),
        EQUAL,
    ),
    Pair(
        "beta-of-the-new",
        AVERAGED,
        rule('w, g, t, m=0, *, lr, rate: "0 < rate <= 1"', "m = (1 - rate)*m + rate*g\nw = w - lr*m"),
        TRANSLATED,
        to="right",
        translation={"rate": "1 - beta"},
        remark="the other convention of the smoothing constant",
    ),
    Pair(
        "beta-of-the-new-under-one-name",
        AVERAGED,
        rule('w, g, t, m=0, *, lr, beta: "0 < beta < 1"', "m = (1 - beta)*m + beta*g\nw = w - lr*m"),
        TRANSLATED,
        to="right",
        translation={"beta": "1 - beta"},
        remark="both sides on 0 < beta < 1",
    ),
    Pair(
        "sutskever-or-keras",
        SUTSKEVER,
        KERAS_NESTEROV,
        EQUAL,
        remark="the same method, its weights read at w + momentum*v",
    ),
    Pair("sutskever-or-torch", SUTSKEVER, TORCH_NESTEROV, EQUAL, remark="as before, and rate outside"),
    Pair("torch-or-keras-nesterov", TORCH_NESTEROV, KERAS_NESTEROV, EQUAL),
    Pair(
        "bengio",
        KERAS_NESTEROV,
        rule(V, "w = w + momentum**2*v - (1 + momentum)*lr*g\nv = momentum*v - lr*g"),
        EQUAL,
        remark="Bengio and others 2012: the old velocity, squared coefficient",
    ),
    Pair(
        "bengio-with-the-new-velocity",
        KERAS_NESTEROV,
        rule(V, "v = momentum*v - lr*g\nw = w + momentum**2*v - (1 + momentum)*lr*g"),
        CONDITIONAL,
        conditions=("momentum == 0",),
        remark="an order of lines that changes the method",
    ),
    Pair(
        "polyak-two-step",
        KERAS,
        rule('w, g, t, p="w", *, lr, momentum', "n = w - lr*g + momentum*(w - p)\np = w\nw = n"),
        EQUAL,
    ),
    Pair(
        "polyak-two-step-from-zero",
        KERAS,
        rule("w, g, t, p=0, *, lr, momentum", "n = w - lr*g + momentum*(w - p)\np = w\nw = n"),
        CONDITIONAL,
        conditions=("momentum == 0",),
        remark="the weight before the first one taken as 0",
    ),
    Pair(
        "two-sequences",
        SUTSKEVER,
        rule('w, t, y="w", *, lr, momentum', "n = y - lr*grad(y)\ny = n + momentum*(n - w)\nw = n"),
        EQUAL,
        remark="Nesterov's x and y",
    ),
    Pair("nesterov-or-momentum", SUTSKEVER, KERAS, CONDITIONAL, conditions=("momentum == 0",)),
    Pair(
        "nesterov-asked-behind",
        SUTSKEVER,
        rule(LOOK, "g = grad(w - momentum*v)\nv = momentum*v - lr*g\nw = w + v"),
        CONDITIONAL,
        conditions=("momentum == 0",),
        remark="a sign in the look-ahead point",
    ),
    Pair(
        "ascent",
        KERAS,
        rule(V, "v = momentum*v + lr*g\nw = w + v"),
        DIFFERENT,
        remark="lr > 0 forbids lr -> -lr",
    ),
    Pair("two-signs", KERAS, rule(V, "v = momentum*v + lr*g\nw = w - v"), EQUAL),
    Pair("one-sign", KERAS, rule(V, "v = momentum*v - lr*g\nw = w - v"), DIFFERENT),
    Pair(
        "old-velocity",
        KERAS,
        rule(V, "w = w + v\nv = momentum*v - lr*g"),
        DIFFERENT,
        remark="the step lags by one gradient; optax.rprop (0.2.8) does this",
    ),
    Pair(
        "quasi-hyperbolic-is-nesterov",
        rule(
            'w, g, t, m=0, *, lr, momentum, nu: "0 <= nu <= 1"',
            "m = momentum*m + (1 - momentum)*g\nw = w - lr*((1 - nu)*g + nu*m)",
        ),
        TORCH_NESTEROV,
        TRANSLATED,
        translation={"nu": "momentum", "lr": "lr/(1 - momentum)"},
        source="Ma and Yarats 2019, section 4",
    ),
    Pair(
        "quasi-hyperbolic-is-sgd",
        rule(
            'w, g, t, m=0, *, lr, momentum, nu: "0 <= nu <= 1"',
            "m = momentum*m + (1 - momentum)*g\nw = w - lr*((1 - nu)*g + nu*m)",
        ),
        SGD,
        TRANSLATED,
        translation={"nu": "0"},
    ),
    Pair(
        "two-buffers-mixed",
        rule(
            "w, g, t, a=0, b=0, *, lr, beta_1, beta_2",
            "a = beta_1*a + g\nb = beta_2*b + g\nw -= lr*(a + b)/2",
        ),
        rule(
            "w, g, t, s=0, d=0, *, lr, beta_1, beta_2",
            "p = (beta_1 + beta_2)/2\nq = (beta_1 - beta_2)/2\ns, d = p*s + q*d + 2*g, q*s + p*d\n"
            "w -= lr*s/2",
        ),
        EQUAL,
        remark="aggregated momentum, sum and difference of the buffers",
    ),
    Pair(
        "three-states-mixed",
        rule(
            "w, g, t, a=0, b=0, c=0, *, lr, beta_1, beta_2",
            "a = beta_1*a + g\nb = beta_2*b + a\nc = beta_1*c + b\nw -= lr*(a + b + c)",
        ),
        rule(
            "w, g, t, x=0, y=0, z=0, *, lr, beta_1, beta_2",
            "a = beta_1*(x - y) + g\nb = beta_2*(y - z) + a\nc = beta_1*z + b\nx = a + b + c\n"
            "y = b + c\nz = c\n"
            "w -= lr*x",
        ),
        EQUAL,
        remark="suffix sums of the states",
    ),
    Pair(
        "schedule-free-with-y",
        rule('w, t, z="w", *, lr, beta', "z -= lr*grad((1 - beta)*z + beta*w)\nw = (1 - 1/t)*w + z/t"),
        rule(
            'w, t, z="w", y="w", *, lr, beta',
            "z = z - lr*grad(y)\nw = w + (z - w)/t\ny = beta*w + (1 - beta)*z",
        ),
        EQUAL,
        remark="Defazio and others 2024 with the query point kept",
    ),
    Pair(
        "schedule-free-average-late",
        rule('w, t, z="w", *, lr, beta', "z -= lr*grad((1 - beta)*z + beta*w)\nw = (1 - 1/t)*w + z/t"),
        rule(
            'w, t, z="w", *, lr, beta', "z -= lr*grad((1 - beta)*z + beta*w)\nw = (1 - 1/(t+1))*w + z/(t+1)"
        ),
        DIFFERENT,
        remark="c = 1/(t+1): the first point counts as well",
    ),
    Pair(
        "averaged-iterate",
        rule('w, t, x="w", *, lr, decay', "x = x - lr*grad(x)\nw = decay*w + (1 - decay)*x"),
        rule('w, t, x="w", *, lr, decay', "x -= lr*grad(x)\nw -= (1 - decay)*(w - x)"),
        EQUAL,
    ),
    Pair(
        "mean-or-sum-of-iterates",
        rule('w, t, x="w", *, lr', "x = x - lr*grad(x)\nw = w + (x - w)/t"),
        rule('w, t, x="w", s=0, *, lr', "x = x - lr*grad(x)\ns += x\nw = s/t"),
        EQUAL,
    ),
    Pair(
        "proportional-integral-derivative",
        rule("w, g, t, i=0, p=0, *, lr, ki, kd", "i += g\nw -= lr*(g + ki*i + kd*(g - p))\np = g"),
        rule("w, g, t, i=0, p=0, *, lr, ki, kd", "i += ki*g\nw -= lr*((1 + kd)*g + i - p)\np = kd*g"),
        EQUAL,
    ),
)
