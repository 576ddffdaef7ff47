"""What documents call the optimizers, beside their names."""

WORDS: dict[str, tuple[str, ...]] = {
    "sgd": (
        "gradient descent",
        "stochastic gradient descent",
        "vanilla update",
        "vanilla sgd",
        "steepest descent",
    ),
    "momentum": ("heavy ball", "sgd momentum", "sgdm", "momentum sgd", "momentum"),
    "nesterov": ("nag", "nesterov accelerated gradient", "nesterov momentum", "nesterov"),
    "adagrad": ("ada grad", "adaptive gradient algorithm"),
    "adadelta": ("ada delta",),
    "rmsprop": ("rms prop", "root mean square propagation"),
    "rmsprop_momentum": ("rmsprop with momentum", "rmsprop momentum"),
    "rmsprop_centered": ("centered rmsprop", "rmsprop graves"),
    "adam": ("adaptive moment estimation",),
    "adamax": ("ada max",),
    "nadam": ("nesterov accelerated adaptive moment estimation", "nesterov adam"),
    "amsgrad": ("ams grad", "adam amsgrad"),
    "adamw": ("adam w", "decoupled weight decay"),
    "lion": ("evolved sign momentum",),
}
