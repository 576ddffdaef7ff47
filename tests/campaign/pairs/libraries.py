"""One method as several libraries write it: Caffe, MXNet, Paddle, Chainer, fairseq, DeepSpeed and others."""

from __future__ import annotations

from tests.campaign.pairs.record import CONDITIONAL, EQUAL, TRANSLATED, Pair, rule

M = "w, g, t, b=0, *, lr, momentum"
MD = M + ", weight_decay"
TORCH = rule(M, "b = momentum*b + g\nw = w - lr*b")
TORCH_NESTEROV = rule(M, "b = momentum*b + g\nw = w - lr*(g + momentum*b)")
COUPLED = rule(MD, "d = g + weight_decay*w\nb = momentum*b + d\nw = w - lr*b")
COUPLED_NESTEROV = rule(MD, "d = g + weight_decay*w\nb = momentum*b + d\nw = w - lr*(d + momentum*b)")
KERAS_NESTEROV = rule(M, "b = momentum*b - lr*g\nw = w + momentum*b - lr*g")
PLAIN = rule("w, g, t, *, lr", "w = w - lr*g")

A = "w, g, t, m=0, v=0, *, lr, beta_1, beta_2, epsilon"
AD = A + ", weight_decay"
MOMENTS = "m = beta_1*m + (1 - beta_1)*g\nv = beta_2*v + (1 - beta_2)*g**2\n"
HATS = MOMENTS + "mh = m/(1 - beta_1**t)\nvh = v/(1 - beta_2**t)\n"
ADAM = rule(A, HATS + "w = w - lr*mh/(sqrt(vh) + epsilon)")
ADAMW = rule(AD, HATS + "w = w - lr*weight_decay*w\nw = w - lr*mh/(sqrt(vh) + epsilon)")

SGD_PAIRS = (
    Pair("caffe-sgd", rule(M, "b = momentum*b + lr*g\nw = w - b"), TORCH, EQUAL),
    Pair("caffe-sgd-decay", rule(MD, "b = momentum*b + lr*(g + weight_decay*w)\nw = w - b"), COUPLED, EQUAL),
    Pair(
        "caffe-nesterov",
        rule(M, "old = b\nb = momentum*b + lr*g\nw = w - ((1 + momentum)*b - momentum*old)"),
        KERAS_NESTEROV,
        EQUAL,
    ),
    Pair("mxnet-sgd", rule(MD, "b = momentum*b - lr*(g + weight_decay*w)\nw += b"), COUPLED, EQUAL),
    Pair(
        "mxnet-nag",
        rule(MD, "g = g + weight_decay*w\nb = momentum*b\nb = b + g\ng = g + momentum*b\nw = w - lr*g"),
        COUPLED_NESTEROV,
        EQUAL,
    ),
    Pair("tf1-nesterov", rule(M, "b = b*momentum + g\nw -= g*lr + b*momentum*lr"), TORCH_NESTEROV, EQUAL),
    Pair(
        "tf1-or-keras-nesterov",
        rule(M, "b = b*momentum + g\nw -= g*lr + b*momentum*lr"),
        KERAS_NESTEROV,
        EQUAL,
    ),
    Pair(
        "chainer-nesterov",
        rule(M, "w += momentum*momentum*b - (1 + momentum)*lr*g\nb = momentum*b - lr*g"),
        KERAS_NESTEROV,
        EQUAL,
    ),
    Pair(
        "fairseq-nag",
        rule(M, "w = w + momentum*momentum*b - (1 + momentum)*lr*g\nb = momentum*b - lr*g"),
        TORCH_NESTEROV,
        EQUAL,
    ),
    Pair(
        "darknet-updates-decayed-after-use",
        rule(MD, "u = b - g - weight_decay*w\nw = w + lr*u\nb = momentum*u"),
        COUPLED,
        EQUAL,
    ),
    Pair("ascent-of-the-negative", rule(M, "b = momentum*b - g\nw = w + lr*b"), TORCH, EQUAL),
    Pair(
        "lerp-of-the-buffer",
        rule(M, "b = b + (1 - momentum)*(g - b)\nw = w - lr*b"),
        TORCH,
        TRANSLATED,
        to="right",
        translation={"lr": "lr*(1 - momentum)"},
    ),
    Pair(
        "sgdw-or-l2",
        rule(MD, "b = momentum*b + lr*g\nw = w - b - lr*weight_decay*w"),
        COUPLED,
        CONDITIONAL,
        conditions=("weight_decay == 0", "momentum == 0"),
        source="Loshchilov and Hutter, Algorithm 1",
    ),
    Pair(
        "decay-with-or-without-the-rate",
        rule("w, g, t, *, lr, weight_decay", "w = w*(1 - weight_decay) - lr*g"),
        rule("w, g, t, *, lr, weight_decay", "w = w*(1 - lr*weight_decay) - lr*g"),
        TRANSLATED,
        to="left",
        translation={"weight_decay": "lr*weight_decay"},
    ),
    Pair(
        "averaged-sgd-decay",
        rule(
            "w, g, t, eta='lr', *, lr, lambd: 'lambd >= 0'",
            "d = g + lambd*w\nw = w - eta*d\neta = lr/(1 + lambd*lr*t)",
        ),
        rule(
            "w, g, t, *, lr, lambd: 'lambd >= 0'",
            "eta = lr/(1 + lambd*lr*(t - 1))\nw = w*(1 - lambd*eta) - eta*g",
        ),
        EQUAL,
        remark="torch's ASGD with the exponent 1, its average left out",
    ),
    Pair(
        "look-ahead-of-one-step",
        rule("w, g, t, *, lr, share: '0 < share <= 1'", "fast = w - lr*g\nw = w + share*(fast - w)"),
        PLAIN,
        TRANSLATED,
        translation={"share": "1"},
    ),
    Pair(
        "warm-up-by-minimum",
        rule("w, g, t, *, lr", "w = w - lr*min(1, t/100)*g"),
        rule("w, g, t, *, lr", "w = w - lr*where(t < 100, t/100, 1)*g"),
        EQUAL,
    ),
    Pair(
        "clipped-by-value",
        rule("w, g, t, *, lr, c: 'c > 0'", "w = w - lr*clip(g, -c, c)"),
        rule("w, g, t, *, lr, c: 'c > 0'", "w = w - lr*sign(g)*min(abs(g), c)"),
        EQUAL,
    ),
    Pair(
        "clipped-by-norm",
        rule("w, g, t, *, lr, c: 'c > 0'", "w = w - lr*g*min(1, c/abs(g))"),
        rule("w, g, t, *, lr, c: 'c > 0'", "w = w - lr*clip(g, -c, c)"),
        CONDITIONAL,
        conditions=("g != 0",),
    ),
    Pair(
        "inverse-time-decay",
        rule("w, g, t, *, lr, decay", "w = w - lr/(1 + decay*(t - 1))*g"),
        PLAIN,
        TRANSLATED,
        translation={"decay": "0"},
    ),
)

ADAM_PAIRS = (
    Pair(
        "apex-decoupled",
        rule(AD, HATS + "u = mh/(sqrt(vh) + epsilon) + weight_decay*w\nw = w - lr*u"),
        ADAMW,
        EQUAL,
    ),
    Pair(
        "decay-after-the-step-and-epsilon-hat",
        rule(
            AD,
            MOMENTS + "a = lr*sqrt(1 - beta_2**t)/(1 - beta_1**t)\nw = w - a*m/(sqrt(v) + epsilon)\n"
            "w = w - lr*weight_decay*w",
        ),
        ADAMW,
        CONDITIONAL,
        conditions=("epsilon == 0 and weight_decay == 0",),
        source="huggingface/transformers, AdamW of optimization.py",
    ),
    Pair(
        "bert-adam",
        rule(AD, MOMENTS + "w = w - lr*(m/(sqrt(v) + epsilon) + weight_decay*w)"),
        ADAMW,
        CONDITIONAL,
        conditions=("beta_1 == 0 and beta_2 == 0",),
    ),
    Pair(
        "bitsandbytes-adam",
        rule(
            A,
            MOMENTS
            + "c = sqrt(1 - beta_2**t)\ns = -lr*c/(1 - beta_1**t)\nw = w + s*(m/(sqrt(v) + epsilon*c))",
        ),
        ADAM,
        EQUAL,
    ),
    Pair(
        "deepspeed-cpu-adam",
        rule(
            AD,
            MOMENTS + "c = 1/sqrt(1 - beta_2**t)\nd = sqrt(v)*c + epsilon\nw += -lr*weight_decay*w\n"
            "w = m/d*(-lr/(1 - beta_1**t)) + w",
        ),
        ADAMW,
        EQUAL,
    ),
    Pair(
        "loss-scale",
        rule(A, "g = 128*g\n" + HATS + "w = w - lr*mh/(sqrt(vh) + epsilon)"),
        ADAM,
        TRANSLATED,
        to="left",
        translation={"epsilon": "128*epsilon"},
    ),
    Pair(
        "amsgrad-epsilon-hat",
        rule(
            A.replace("v=0", "v=0, top=0"),
            MOMENTS + "top = max(top, v)\na = lr*sqrt(1 - beta_2**t)/(1 - beta_1**t)\n"
            "w = w - a*m/(sqrt(top) + epsilon)",
        ),
        rule(
            A.replace("v=0", "v=0, top=0"),
            MOMENTS + "top = max(top, v)\n"
            "w = w - lr/(1 - beta_1**t)*m/(sqrt(top)/sqrt(1 - beta_2**t) + epsilon)",
        ),
        CONDITIONAL,
        conditions=("epsilon == 0",),
    ),
    Pair(
        "no-first-moment",
        ADAM,
        rule(
            "w, g, t, v=0, *, lr, beta_2, epsilon",
            "v = beta_2*v + (1 - beta_2)*g**2\nw = w - lr*g/(sqrt(v/(1 - beta_2**t)) + epsilon)",
        ),
        TRANSLATED,
        translation={"beta_1": "0"},
    ),
    Pair(
        "legacy-nadam",
        rule(
            "w, g, t, m=0, v=0, p=1, *, lr, beta_1, beta_2, epsilon, schedule_decay: 'schedule_decay >= 0'",
            "c = beta_1*(1 - 0.5*0.96**(t*schedule_decay))\n"
            "n = beta_1*(1 - 0.5*0.96**((t + 1)*schedule_decay))\n"
            "p = p*c\nq = p*n\n" + MOMENTS + "d = sqrt(v/(1 - beta_2**t)) + epsilon\n"
            "w = w - lr*((1 - c)*(g/(1 - p)) + n*(m/(1 - q)))/d",
        ),
        rule(
            "w, g, t, m=0, v=0, p=1, *, lr, beta_1, beta_2, epsilon, momentum_decay: 'momentum_decay >= 0'",
            "c = beta_1*(1 - 0.5*0.96**(t*momentum_decay))\n"
            "n = beta_1*(1 - 0.5*0.96**((t + 1)*momentum_decay))\n"
            "p = p*c\n" + MOMENTS + "d = sqrt(v/(1 - beta_2**t)) + epsilon\n"
            "w = w - lr*(1 - c)/(1 - p)*g/d\nw = w - lr*n/(1 - p*n)*m/d",
        ),
        EQUAL,
        rename={"schedule_decay": "momentum_decay"},
        remark="timm's NadamLegacy and torch's NAdam",
    ),
    Pair(
        "nesterov-corrected-together",
        rule(
            A,
            MOMENTS + "vh = v/(1 - beta_2**t)\n"
            "w = w - lr*(beta_1*m + (1 - beta_1)*g)/(1 - beta_1**t)/(sqrt(vh) + epsilon)",
        ),
        rule(
            A,
            MOMENTS
            + "vh = v/(1 - beta_2**t)\nn = beta_1*m/(1 - beta_1**(t + 1)) + (1 - beta_1)*g/(1 - beta_1**t)\n"
            "w = w - lr*n/(sqrt(vh) + epsilon)",
        ),
        CONDITIONAL,
        conditions=("beta_1 == 0",),
        source="google-deepmind/optax, scale_by_adam with nesterov",
    ),
    Pair(
        "nadam-of-constant-momentum",
        rule(
            A.replace("v=0", "v=0, p=1"),
            "p = p*beta_1\n" + MOMENTS + "vh = v/(1 - beta_2**t)\n"
            "w = w - lr*(beta_1*m/(1 - p*beta_1) + (1 - beta_1)*g/(1 - p))/(sqrt(vh) + epsilon)",
        ),
        rule(
            A,
            MOMENTS
            + "vh = v/(1 - beta_2**t)\nn = beta_1*m/(1 - beta_1**(t + 1)) + (1 - beta_1)*g/(1 - beta_1**t)\n"
            "w = w - lr*n/(sqrt(vh) + epsilon)",
        ),
        EQUAL,
    ),
    Pair(
        "partial-power",
        rule(A + ", power: '0 < power <= 1'", MOMENTS + "w = w - lr*m/(v**power + epsilon)"),
        rule(A, MOMENTS + "w = w - lr*m/(sqrt(v) + epsilon)"),
        TRANSLATED,
        translation={"power": "1/2"},
        source="Chen and Gu, Padam",
    ),
    Pair(
        "rectified-above-a-threshold",
        rule(
            A + ", threshold",
            HATS + "top = 2/(1 - beta_2) - 1\nr = top - 2*t*beta_2**t/(1 - beta_2**t)\n"
            "s = sqrt((r - 4)*(r - 2)*top/((top - 4)*(top - 2)*r))\n"
            "w = w - lr*where(r >= threshold, s*mh/(sqrt(vh) + epsilon), mh)",
        ),
        rule(
            A,
            HATS + "top = 2/(1 - beta_2) - 1\nr = top - 2*t*beta_2**t/(1 - beta_2**t)\n"
            "s = sqrt((r - 4)*(r - 2)*top/((top - 4)*(top - 2)*r))\n"
            "w = w - lr*where(r >= 5, s*mh/(sqrt(vh) + epsilon), mh)",
        ),
        TRANSLATED,
        translation={"threshold": "5"},
        source="google-deepmind/optax, radam",
    ),
)

LIBRARY_PAIRS = (*SGD_PAIRS, *ADAM_PAIRS)
