"""What the document says of runs: the terminal velocity of momentum, and all optimizers on surfaces."""

from sympy import Rational, symbols

from verifier.experiments.record import Conclusion, Experiment, Quantity, Surface, Surfaces, Velocity

x, y = symbols("x y", real=True)

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
