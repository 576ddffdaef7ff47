"""The optimizers in reading order: each is a file of this folder, and one word of this list.

``specs/adam.py`` holds the recurrence ``ADAM``; it is read when it is asked for.
"""

OPTIMIZERS = (
    "sgd",
    "momentum",
    "nesterov",
    "qhm",
    "asgd",
    "schedule_free_sgd",
    "rprop",
    "signsgd",
    "signum",
    "adagrad",
    "ftrl",
    "adadelta",
    "rmsprop",
    "rmsprop_momentum",
    "rmsprop_centered",
    "adam",
    "amsgrad",
    "adamw",
    "adamax",
    "nadam",
    "radam",
    "yogi",
    "adabelief",
    "qhadam",
    "novograd",
    "adan",
    "ademamix",
    "schedule_free_adamw",
    "lion",
)
