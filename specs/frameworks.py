"""What the arguments of Keras, PyTorch and Optax mean, and where they lie.

After the frameworks' documentation and their constructors' checks. The first line that fits holds; an
argument without a line is what it is called, and lies where that name lies.
"""

from fractions import Fraction

from verifier.domain import NON_NEGATIVE, POSITIVE, REAL, UNIT, Domain
from verifier.lift.frameworks.meaning import Meaning

BETWEEN_0_AND_1 = Domain(Fraction(0), Fraction(1), lower_open=True, upper_open=True)
ABOVE_1 = Domain(Fraction(1), lower_open=True)
SCHEDULE_FREE = ("schedule_free", "schedule_free_adamw", "schedule_free_sgd")

MEANINGS = (
    # Where one word means two things.
    Meaning("alpha", "rho", framework="torch", of=("RMSprop",)),
    Meaning("alpha", domain=REAL, framework="torch", of=("ASGD",)),  # the exponent of the decaying rate
    Meaning("decay", "momentum", framework="optax", of=("trace",)),
    Meaning("decay", "rho", framework="optax"),
    Meaning("beta", domain=NON_NEGATIVE, framework="keras", of=("Ftrl",)),
    Meaning("alpha", domain=POSITIVE, framework="optax", of=("cocob",)),
    Meaning("b1", "beta_1", BETWEEN_0_AND_1, framework="optax", of=SCHEDULE_FREE),  # "strictly positive"
    Meaning("alpha", "mix", NON_NEGATIVE, framework="optax", of=("ademamix", "simplified_ademamix")),
    Meaning("alpha", domain=REAL, framework="optax"),
    Meaning("beta", domain=REAL, framework="optax", of=("optimistic_gradient_descent", "optimistic_adam_v2")),
    # Rates, averages, small constants.
    Meaning("learning_rate", "lr"),
    Meaning("betas_1", "beta_1"),
    Meaning("betas_2", "beta_2"),
    Meaning("betas_3", "beta_3", UNIT),
    Meaning("b1", "beta_1"),
    Meaning("b2", "beta_2"),
    Meaning("b3", "beta_3", UNIT),
    Meaning("eps", "epsilon"),
    Meaning("ema_momentum", domain=UNIT),
    Meaning("dampening", domain=UNIT),
    Meaning("initial_accumulator_value", domain=NON_NEGATIVE),
    Meaning("initial_scale", domain=NON_NEGATIVE),
    Meaning("eps_root", domain=NON_NEGATIVE),
    Meaning("lr_decay", domain=NON_NEGATIVE),
    Meaning("momentum_decay", domain=NON_NEGATIVE),
    Meaning("lambd", domain=NON_NEGATIVE),
    Meaning("l1", domain=NON_NEGATIVE),
    Meaning("l2", domain=NON_NEGATIVE),
    Meaning("l1_regularization_strength", "l1", NON_NEGATIVE),
    Meaning("l2_regularization_strength", "l2", NON_NEGATIVE),
    Meaning("l2_shrinkage_regularization_strength", domain=NON_NEGATIVE),
    Meaning("clipvalue", domain=POSITIVE),
    Meaning("clipnorm", domain=POSITIVE),
    Meaning("global_clipnorm", domain=POSITIVE),
    Meaning("loss_scale_factor", domain=POSITIVE),
    Meaning("learning_rate_power", domain=Domain(upper=Fraction(0)), framework="keras"),
    Meaning("max_delta", "clipvalue", POSITIVE, framework="optax", of=("clip",)),
    Meaning("max_norm", "global_clipnorm", POSITIVE, framework="optax", of=("clip_by_global_norm",)),
    Meaning("max_delta", domain=POSITIVE),
    # Resilient propagation: factors, and bounds of the step.
    Meaning("etas_1", domain=BETWEEN_0_AND_1),
    Meaning("etas_2", domain=ABOVE_1),
    Meaning("eta_minus", "etas_1", BETWEEN_0_AND_1),
    Meaning("eta_plus", "etas_2", ABOVE_1),
    Meaning("step_sizes_1", domain=POSITIVE),
    Meaning("step_sizes_2", domain=POSITIVE),
    Meaning("min_step_size", "step_sizes_1", POSITIVE),
    Meaning("max_step_size", "step_sizes_2", POSITIVE),
    # Schedules.
    Meaning("init_value", "initial_learning_rate", framework="optax"),
    Meaning("end_value", "end_learning_rate", framework="optax"),
    Meaning("transition_steps", "decay_steps", POSITIVE, framework="optax"),
    Meaning("decay_steps", domain=POSITIVE),
    Meaning("decay_rate", domain=POSITIVE),
)

WHOLE = (
    "boundaries",
    "ema_overwrite_frequency",
    "every_k_schedule",
    "gradient_accumulation_steps",
    "transition_begin",
    "warmup_steps",
)
"""Numbers of steps: taken as written."""

FORMER = {
    (
        "keras",
        "decay",
    ): "Keras 3 ignores the decay of Keras 2, learning_rate=InverseTimeDecay(rate, 1, decay)",
    ("keras", "lr"): "the lr of Keras 2 is learning_rate",
}
"""Arguments of older releases, by framework and name, and what is written in their place."""

IMPLEMENTATIONS = {
    "sgd": ("keras:SGD()", "torch:SGD()", "optax:sgd()"),
    "momentum": ("keras:SGD(momentum=0.9)", "torch:SGD(momentum=0.9)", "optax:sgd(momentum=0.9)"),
    "nesterov": (
        "keras:SGD(momentum=0.9, nesterov=True)",
        "torch:SGD(momentum=0.9, nesterov=True)",
        "optax:sgd(momentum=0.9, nesterov=True)",
    ),
    "adagrad": ("keras:Adagrad()", "torch:Adagrad()", "optax:adagrad()"),
    "adadelta": ("keras:Adadelta()", "torch:Adadelta()", "optax:adadelta(learning_rate=0.5)"),
    "rmsprop": ("keras:RMSprop()", "torch:RMSprop()", "optax:rmsprop()"),
    "rmsprop_momentum": (
        "keras:RMSprop(momentum=0.9)",
        "torch:RMSprop(momentum=0.9)",
        "optax:rmsprop(momentum=0.9)",
    ),
    "rmsprop_centered": (
        "keras:RMSprop(momentum=0.9, centered=True)",
        "torch:RMSprop(momentum=0.9, centered=True)",
        "optax:rmsprop(momentum=0.9, centered=True)",
    ),
    "adam": ("keras:Adam()", "torch:Adam()", "optax:adam()"),
    "amsgrad": ("keras:Adam(amsgrad=True)", "torch:Adam(amsgrad=True)", "optax:amsgrad()"),
    "adamw": ("keras:AdamW()", "torch:AdamW()", "optax:adamw()"),
    "adamax": ("keras:Adamax()", "torch:Adamax()", "optax:adamax()"),
    "nadam": ("keras:Nadam()", "torch:NAdam()", "optax:nadam()"),
    "lion": ("keras:Lion(weight_decay=0.001)", "optax:lion()"),
    "ftrl": (
        "keras:Ftrl()",
        "keras:Ftrl(l1_regularization_strength=0.1, l2_regularization_strength=0.1, beta=0.1)",
    ),
    "radam": ("torch:RAdam()", "optax:radam()"),
    "adabelief": ("optax:adabelief()",),
    "yogi": ("optax:yogi()",),
    "adan": ("optax:adan()",),
    "ademamix": ("optax:contrib.ademamix()",),
    "novograd": ("optax:novograd()",),
    "rprop": ("torch:Rprop()", "optax:rprop()"),
    "asgd": ("torch:ASGD()",),
    "schedule_free_sgd": ("optax:contrib.schedule_free_sgd()",),
    "schedule_free_adamw": ("keras:ScheduleFreeAdamW()", "optax:contrib.schedule_free_adamw()"),
    "signsgd": ("optax:sign_sgd()",),
    "signum": ("optax:signum()",),
}
"""Where each optimizer is implemented: the calls that are meant to be it."""

SCHEDULES = (
    (
        "keras:ExponentialDecay(initial_learning_rate='a', decay_steps='n', decay_rate='r', staircase='s')",
        "optax:exponential_decay(init_value='a', transition_steps='n', decay_rate='r', staircase='s')",
    ),
    (
        "keras:PolynomialDecay(initial_learning_rate='a', decay_steps='n', end_learning_rate='e', power='p')",
        "optax:polynomial_schedule(init_value='a', end_value='e', power='p', transition_steps='n')",
    ),
    (
        "keras:PolynomialDecay(initial_learning_rate='a', decay_steps='n', end_learning_rate='e', power=1.0)",
        "optax:linear_schedule(init_value='a', end_value='e', transition_steps='n')",
    ),
    (
        "keras:CosineDecay(initial_learning_rate='a', decay_steps='n', alpha='m')",
        "optax:cosine_decay_schedule(init_value='a', decay_steps='n', alpha='m')",
    ),
    (
        "keras:CosineDecay(initial_learning_rate='a', decay_steps='n', alpha='m', warmup_target='p', "
        "warmup_steps='w')",
        "optax:warmup_cosine_decay_schedule(init_value='a', peak_value='p', warmup_steps='w', "
        "decay_steps='n + w', end_value='m*p')",
    ),
    (
        "optax:warmup_cosine_decay_schedule(init_value='a', peak_value='p', warmup_steps='w', "
        "decay_steps='d', end_value='e')",
        "keras:CosineDecay(initial_learning_rate='a', decay_steps='d - w', alpha='e/p', warmup_target='p', "
        "warmup_steps='w')",
    ),
    (
        "optax:join_schedules(schedules=[linear_schedule(init_value='a', end_value='p', "
        "transition_steps='w'), cosine_decay_schedule(init_value='p', decay_steps='n', alpha='m')], "
        "boundaries=['w'])",
        "keras:CosineDecay(initial_learning_rate='a', decay_steps='n', alpha='m', warmup_target='p', "
        "warmup_steps='w')",
    ),
    (
        "optax:join_schedules(schedules=[linear_schedule(init_value='a', end_value='e', "
        "transition_steps='n'), constant_schedule(value='e')], boundaries=['n'])",
        "keras:PolynomialDecay(initial_learning_rate='a', decay_steps='n', end_learning_rate='e', power=1.0)",
    ),
    (  # Keras has the first value still at the boundary itself
        "keras:PiecewiseConstantDecay(boundaries='b', values='v')",
        "optax:piecewise_constant_schedule(init_value='first(v)', "
        "boundaries_and_scales={'b + 1': 'ratios(v)'})",
    ),
    (  # for values whose ratios are no decimals
        "keras:PiecewiseConstantDecay(boundaries='b', values='v')",
        "optax:join_schedules(schedules=each(constant_schedule(value='v')), boundaries='b + 1')",
    ),
    (
        "optax:piecewise_constant_schedule(init_value='a', boundaries_and_scales={'b': 's'})",
        "keras:PiecewiseConstantDecay(boundaries='b - 1', values='a*products(s)')",
    ),
    (
        "optax:join_schedules(schedules=each(constant_schedule(value='v')), boundaries='b')",
        "keras:PiecewiseConstantDecay(boundaries='b - 1', values='v')",
    ),
)
"""Schedules that are meant to be the same: letters for their arguments, formulas for other numbers."""

FRONT = (
    "optax:clip(max_delta=0.5)",
    "optax:clip_by_global_norm(max_norm=0.5)",
    "optax:add_decayed_weights(weight_decay=0.5)",
    "optax:scale_by_schedule(step_size_fn='schedule')",
)
"""What a chain may have in front of an optimizer that has no argument for it; a letter for a schedule."""

DIRECTIONS = {
    "momentum": "optax:trace(decay=0.5)",
    "nesterov": "optax:trace(decay=0.5, nesterov=True)",
    "adagrad": "optax:scale_by_rss(initial_accumulator_value=0.5, eps=0.5)",
    "adadelta": "optax:scale_by_adadelta(rho=0.5, eps=0.5)",
    "rmsprop": "optax:scale_by_rms(decay=0.5, eps=0.5)",
    "rmsprop_momentum": "optax:chain(scale_by_rms(decay=0.5, eps=0.5), trace(decay=0.5))",
    "rmsprop_centered": "optax:chain(scale_by_stddev(decay=0.5, eps=0.5), trace(decay=0.5))",
    "adam": "optax:scale_by_adam(b1=0.5, b2=0.5, eps=0.5)",
    "amsgrad": "optax:scale_by_amsgrad(b1=0.5, b2=0.5, eps=0.5)",
    "adamax": "optax:scale_by_adamax(b1=0.5, b2=0.5, eps=0.5)",
    "nadam": "optax:scale_by_adam(b1=0.5, b2=0.5, eps=0.5, nesterov=True)",
    "radam": "optax:scale_by_radam(b1=0.5, b2=0.5, eps=0.5)",
    "signum": "optax:chain(ema(decay=0.5, debias=False), scale_by_sign())",
}
"""Where optimizers go, without a rate: parts that a chain may have behind others and before `BEHIND`."""

BEHIND = (
    "optax:add_decayed_weights(weight_decay=0.5)",
    "optax:scale_by_learning_rate(learning_rate=0.5)",
)
"""What follows a direction where weights decay apart from their gradients."""

BEFORE = {"keras": ("clipnorm", "clipvalue", "global_clipnorm"), "torch": ("maximize",)}
"""By framework the arguments that change gradients before all else."""

WRAPPING = (
    "optax:apply_every(4)",
    "optax:apply_if_finite(adam(0.001), 5)",
    "optax:chain(clip(1.5), adam(0.001))",
    "optax:flatten(adam(0.001))",
    "optax:inject_hyperparams(adam)(learning_rate=0.001)",
    "optax:inject_stateful_hyperparams(adam)(learning_rate=0.001)",
    "optax:lookahead(adam(0.001), 5, 0.5)",
    "optax:masked(adam(0.001), True)",
    "optax:multi_transform({'kernel': adam(0.001)}, 'kernel')",
    "optax:partition({'kernel': adam(0.001)}, 'kernel')",
    "optax:scale_by_schedule(exponential_decay(0.1, 100, 0.9))",
    "optax:selective_transform(adam(0.001), freeze_mask=False)",
    "optax:with_extra_args_support(adam(0.001))",
    "optax:contrib.mechanize(sgd(0.1))",
    "optax:contrib.sam(sgd(0.1), sgd(0.1), 2)",
    "optax:contrib.schedule_free(sgd(0.1), 0.1)",
    "optax:contrib.split_real_and_imaginary(adam(0.001))",
)
"""Calls of what cannot be called without another transformation or a schedule."""
