"""What the documents ran, with their settings, and what they conclude from it, in our words."""

from sympy import Rational, symbols

from verifier.experiments.record import (
    Conclusion,
    Experiment,
    Images,
    Moons,
    Quantity,
    Regression,
    Surface,
    Surfaces,
    Training,
    Velocity,
)

x, y = symbols("x y", real=True)

NEAR_ZERO = 0.05
"""A loss that a reader of a plot from 0 to 0.7 takes for zero."""

LEARNING_RATES = Experiment(
    name="learning-rates",
    title="Three learning rates on a linear regression",
    document="kerasy",
    line=19,
    about="The document fits a line to a hundred points for a hundred epochs and draws the lines of the "
    "first ten. Its data are drawn again in the order of its cells; the other seeds are other data and other "
    "first weights.",
    seeds=20,
    setting=Regression(
        method="sgd",
        rates=(0.01, 0.1, 0.5),
        samples=100,
        slope=2,
        offset=1,
        deviation=1 / 10,
        epochs=100,
        shown=10,
    ),
    conclusions=(
        Conclusion(
            66,
            "the rate matters: 0.5 ends nearer than 0.1",
            Quantity("learning rate 0.5"),
            Quantity("learning rate 0.1"),
        ),
        Conclusion(
            66,
            "the rate matters: 0.1 ends nearer than 0.01",
            Quantity("learning rate 0.1"),
            Quantity("learning rate 0.01"),
        ),
    ),
)

TERMINAL_VELOCITY = Experiment(
    name="terminal-velocity",
    title="The terminal velocity of momentum",
    document="dl-optimizers",
    line=75,
    about="The document says that the terminal velocity is gradient and rate multiplied by 1 - β, and in the "
    "next sentence that it is ten times them for β = 0.9. A seed is a constant gradient, drawn at random.",
    seeds=20,
    setting=Velocity(
        method="momentum", coefficient="momentum", values=("0", "1/2", "9/10", "99/100"), steps=600
    ),
    conclusions=(
        Conclusion(
            75, "multiplied by 1 - β, it stays below 0.11 for β = 0.9", Quantity("momentum 9/10"), 0.11
        ),
        Conclusion(75, "for β = 0.9 it comes above 9.99", 9.99, Quantity("momentum 9/10")),
        Conclusion(75, "for β = 0.9 it stays below 10.01", Quantity("momentum 9/10"), 10.01),
    ),
)

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

BOWL = Surface(
    "elongated bowl", (x**2 + 100 * y**2) / 2, (x, y), (0, 0), (-9, 1), Rational(1, 2), (-10, 2, -3, 3)
)
ROSENBROCK = Surface(
    "Rosenbrock",
    (1 - x) ** 2 + 100 * (y - x**2) ** 2,
    (x, y),
    (1, 1),
    (-1.2, 1),
    Rational(1, 5),
    (-2, 2, -1, 3),
)
BEALE = Surface(
    "Beale",
    (Rational(3, 2) - x + x * y) ** 2
    + (Rational(9, 4) - x + x * y**2) ** 2
    + (Rational(21, 8) - x + x * y**3) ** 2,
    (x, y),
    (3, 0.5),
    (1, 1),
    Rational(1, 5),
    (-1, 4.5, -2, 2),
)
HIMMELBLAU = Surface(
    "Himmelblau",
    (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2,
    (x, y),
    (3, 2),
    (0, 0),
    Rational(1, 2),
    (-5, 5, -5, 5),
)

SURFACES = Experiment(
    name="surfaces",
    title="All optimizers on four surfaces",
    document="dl-optimizers",
    line=102,
    about="The document describes an elongated bowl, and slides show pictures of optimizers on surfaces, "
    "without numbers. Here every optimizer that is specified runs through its generated kernel, with the "
    "usual values of its other hyperparameters and the rate of one grid that serves it best. A seed is a "
    "start near the first.",
    seeds=7,
    setting=Surfaces(
        surfaces=(BOWL, ROSENBROCK, BEALE, HIMMELBLAU),
        rate="lr",
        norm="norm",
        rates=(0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3),
        steps=500,
        near=1e-4,
        drawn=("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "lion"),
    ),
    conclusions=(
        Conclusion(
            63,
            "momentum is always faster than SGD, on the bowl",
            Quantity("momentum, elongated bowl"),
            Quantity("sgd, elongated bowl"),
        ),
        Conclusion(
            63,
            "momentum is always faster than SGD, on Rosenbrock's function",
            Quantity("momentum, Rosenbrock"),
            Quantity("sgd, Rosenbrock"),
        ),
        Conclusion(
            63,
            "momentum is always faster than SGD, on Beale's function",
            Quantity("momentum, Beale"),
            Quantity("sgd, Beale"),
        ),
        Conclusion(
            63,
            "momentum is always faster than SGD, on Himmelblau's function",
            Quantity("momentum, Himmelblau"),
            Quantity("sgd, Himmelblau"),
        ),
        Conclusion(
            93,
            "Nesterov's method is faster than momentum, on the bowl",
            Quantity("nesterov, elongated bowl"),
            Quantity("momentum, elongated bowl"),
        ),
        Conclusion(
            93,
            "Nesterov's method is faster than momentum, on Rosenbrock's function",
            Quantity("nesterov, Rosenbrock"),
            Quantity("momentum, Rosenbrock"),
        ),
        Conclusion(
            127,
            "RMSprop does much better than Adagrad, on the bowl",
            Quantity("rmsprop, elongated bowl"),
            Quantity("adagrad, elongated bowl"),
        ),
        Conclusion(
            127,
            "RMSprop does much better than Adagrad, on Rosenbrock's function",
            Quantity("rmsprop, Rosenbrock"),
            Quantity("adagrad, Rosenbrock"),
        ),
        Conclusion(
            127,
            "RMSprop does much better than Adagrad, on Beale's function",
            Quantity("rmsprop, Beale"),
            Quantity("adagrad, Beale"),
        ),
    ),
)

PICTURES = Experiment(
    name="images",
    title="Seven optimizers and three rates on small pictures",
    document="cifar-slides",
    line=18,
    about="The document trains a convolutional network on CIFAR-10 and prints one accuracy of each, "
    "without a spread. It names no network, no batch and no number of epochs: these are ours. The data are "
    "not part of this project.",
    seeds=3,
    setting=Images(
        widths=(32, 64),
        dense=512,
        batch=64,
        optimizers=(
            Training("SGD", "SGD()", 10),
            Training("SGD with Nesterov", "SGD(momentum=0.9, nesterov=True)", 10),
            Training("Adagrad", "Adagrad()", 10),
            Training("Adadelta", "Adadelta()", 10),
            Training("RMSprop", "RMSprop()", 10),
            Training("Adam", "Adam()", 10),
            Training("Adamax", "Adamax()", 10),
        ),
        rates=(0.01, 0.001, 0.0001),
    ),
    conclusions=(
        Conclusion(
            166,
            "Adam at 0.0001 outperforms SGD at 0.01",
            Quantity("Adam at 0.0001"),
            Quantity("SGD at 0.01"),
        ),
        Conclusion(
            166,
            "Adamax at 0.001 outperforms SGD at 0.01",
            Quantity("Adamax at 0.001"),
            Quantity("SGD at 0.01"),
        ),
        Conclusion(
            166,
            "SGD does better without Nesterov's momentum, at 0.01",
            Quantity("SGD at 0.01"),
            Quantity("SGD with Nesterov at 0.01"),
        ),
        Conclusion(
            183,
            "the largest rate is best for Adadelta",
            Quantity("Adadelta at 0.01"),
            Quantity("Adadelta at 0.0001"),
        ),
        Conclusion(
            183,
            "the smallest rate is best for RMSprop",
            Quantity("RMSprop at 0.0001"),
            Quantity("RMSprop at 0.01"),
        ),
    ),
)

EXPERIMENTS = (LEARNING_RATES, TERMINAL_VELOCITY, TWO_MOONS, SURFACES, PICTURES)
