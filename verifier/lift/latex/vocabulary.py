"""Words and letters with a usual meaning: functions, accents, times, losses, weights."""

from __future__ import annotations

FUNCTIONS = {
    "max": "max",
    "maximum": "max",
    "min": "min",
    "minimum": "min",
    "sign": "sign",
    "sgn": "sign",
    "signum": "sign",
    "sqrt": "sqrt",
    "abs": "abs",
    "exp": "exp",
    "log": "log",
    "ln": "log",
    "clip": "clip",
    "clamp": "clip",
    "pow": "pow",
    "power": "pow",
    "square": "square",
    "norm": "norm",
    "mean": "mean",
}
"""Functions with a meaning, by the words they go by."""

ARITY = {
    "max": (2, 9),
    "min": (2, 9),
    "clip": (3, 3),
    "pow": (2, 2),
}
"""How many arguments a function takes; one, where nothing is said."""

OTHER_FUNCTIONS = frozenset(
    "argmin argmax lim sup inf sin cos tan tanh cosh sinh softmax sigmoid relu diag tr trace det rank vec "
    "var cov std proj prox dist kl Pr softplus erf sigm topk round floor ceil mod sum dot".split()
)
"""Functions that have a name and no meaning for one coordinate."""

AVERAGES = frozenset({"E", "RMS", "rms", "MeanSquare", "Avg", "avg", "EMA", "ema"})
"""What names a sequence together with what stands in the brackets behind it: ``E[g^2]``."""

ACCENTS = {
    "hat": "hat",
    "widehat": "hat",
    "bar": "bar",
    "overline": "bar",
    "tilde": "tilde",
    "widetilde": "tilde",
    "dot": "dot",
    "ddot": "ddot",
    "check": "check",
    "widecheck": "check",
    "breve": "breve",
    "underline": "underline",
    "mathring": "ring",
}
MARKS = {
    "\u0302": "hat",
    "\u0304": "bar",
    "\u0305": "bar",
    "\u0303": "tilde",
    "\u0307": "dot",
    "\u0308": "ddot",
    "\u030c": "check",
    "\u0306": "breve",
}
"""Combining characters."""

TIMES = {"new": 0, "next": 0, "updated": 0, "old": -1, "prev": -1, "previous": -1, "last": -1}
"""Words that say when: the offsets from the index ``new``. ``cur`` is not among them: it is either."""

STEP_LETTERS = ("t", "k", "n", "s", "tau", "T", "K", "N")
"""Letters that may count steps where they stand alone; others only where a formula shifts them."""

HYPERPARAMETERS = frozenset({"beta", "gamma", "rho"})
"""Letters whose power ``x^t`` is a power, whatever else a formula holds."""

DECAY_RATES = frozenset({"b_1", "b_2"})
"""Other letters whose power is one where nothing is written ``x^t``: ``1 - b1^t``, in a line by itself."""

WEIGHTS = frozenset({"theta", "w", "x", "W", "Theta", "omega", "p", "b", "phi", "y", "z"})

SPREADS = frozenset({"sigma", "nu", "xi"})
"""Letters of averages and of what is drawn: beside ``w^t`` their ``x^t`` is no power."""

PARAMETERS = frozenset({"theta", "Theta", "w", "W", "omega"})
"""Those of them that stand for nothing else."""

LOSSES = frozenset(
    "f F J L l ell C E Q R U h H phi psi Phi Psi sigma Loss loss Cost cost loss_fn objective obj".split()
)
"""Letters that are functions where a bracket stands behind them."""

WORDS = frozenset(
    "lr eps wd eta alpha beta gamma momentum decay rate step size velocity grad gradient gradients weight "
    "weights param params parameter parameters learning_rate weight_decay cache delta update accumulator "
    "buf buffer moment mom vel acc dampening avg mean sq square loss cost var".split()
)
"""Names of several letters that people print as they are."""

COEFFICIENTS = frozenset(
    "lr eps wd momentum decay rate step size learning_rate weight_decay step_size dampening".split()
)
"""Names of several letters that stand before a bracket as a factor."""

GRADIENTS = frozenset({"grad", "gradient", "Grad"})
"""Words for the sign of a gradient."""

CONNECTIVES = frozenset(
    "if where otherwise else and for with when while then or given by is are let so that i.e. e.g. such "
    "since because thus hence therefore new default typically usually s.t. subject to not until on each "
    "every all times plus minus equals initially initialize init set update compute return end repeat do "
    "input output require "
    "ensure step note here".split()
)
"""Words of a sentence around mathematics, not names in it."""

OPERATORS_IN_WORDS = frozenset({"times", "plus", "minus", "equals"})
"""Those of them that a formula cannot do without."""
