"""What the document ran: ten optimizers of Keras on two moons."""

from verifier.experiments.record import Conclusion, Experiment, Moons, Quantity, Training

NEAR_ZERO = 0.05
"""A loss that a reader of a plot from 0 to 0.7 takes for zero."""

TWO_MOONS = Experiment(
    name="two-moons",
    title="Loss curves on two moons",
    document="keras3-article",
    line=29,
    about="The document trains a small network with each of the optimizers of Keras and shows one curve of "
    "each. Here the same network learns the same points, by the same calls, on the JAX backend, from "
    "several seeds: each sets the first weights and the order of the batches, the same for every "
    f"optimizer. Near zero is taken to be a loss of {NEAR_ZERO}.",
    seeds=8,
    setting=Moons(
        samples=300,
        noise=0.1,
        state=42,
        widths=(12, 13, 13),
        batch=32,
        trainings=(
            Training("SGD", "SGD(learning_rate=0.01)", 800),
            Training("SGD with momentum", "SGD(learning_rate=0.01, momentum=0.9)", 800),
            Training("SGD with Nesterov", "SGD(learning_rate=0.01, momentum=0.9, nesterov=True)", 800),
            Training("Adagrad", "Adagrad(learning_rate=0.01)", 800),
            Training("RMSprop", "RMSprop(learning_rate=0.01)", 100),
            Training("RMSprop, centered", "RMSprop(learning_rate=0.01, momentum=0.9, centered=True)", 100),
            Training("Adam", "Adam(learning_rate=0.01)", 100),
            Training("AdamW", "AdamW(learning_rate=0.01, weight_decay=0.01)", 100),
            Training("Nadam", "Nadam(learning_rate=0.01)", 100),
            Training("Lion", "Lion(learning_rate=0.001)", 100),
        ),
    ),
    conclusions=(
        Conclusion(
            123,
            "momentum speeds up the convergence of SGD",
            Quantity("SGD with momentum", "time", NEAR_ZERO),
            Quantity("SGD", "time", NEAR_ZERO),
        ),
        Conclusion(166, "Adagrad is slower than SGD", Quantity("SGD"), Quantity("Adagrad")),
        Conclusion(
            182,
            "RMSprop is near zero after about 40 epochs",
            Quantity("RMSprop", "time", NEAR_ZERO),
            50,
        ),
        Conclusion(
            182,
            "RMSprop is much faster than SGD",
            Quantity("RMSprop", "time", NEAR_ZERO),
            Quantity("SGD", "time", NEAR_ZERO),
        ),
        Conclusion(
            182,
            "RMSprop is much faster than Adagrad",
            Quantity("RMSprop", "time", NEAR_ZERO),
            Quantity("Adagrad", "time", NEAR_ZERO),
        ),
        Conclusion(
            182,
            "RMSprop is less stable than SGD: its loss rises more often",
            Quantity("SGD", "rises", 99),
            Quantity("RMSprop", "rises", 99),
        ),
        Conclusion(
            208,
            "with momentum and centered RMSprop is faster",
            Quantity("RMSprop, centered", "time", NEAR_ZERO),
            Quantity("RMSprop", "time", NEAR_ZERO),
        ),
        Conclusion(240, "Adam is near zero by about epoch 20", Quantity("Adam", "time", NEAR_ZERO), 25),
        Conclusion(
            240,
            "Adam is smoother than RMSprop: its loss rises less often",
            Quantity("Adam", "rises"),
            Quantity("RMSprop", "rises"),
        ),
        Conclusion(
            294, "Nadam improves on Adam, if not by much: it ends lower", Quantity("Nadam"), Quantity("Adam")
        ),
        Conclusion(312, "Lion is not as good as Adam", Quantity("Adam"), Quantity("Lion")),
        Conclusion(312, "Lion is not as good as Nadam", Quantity("Nadam"), Quantity("Lion")),
    ),
)
