"""The optimizers in reading order: each is one file, and one line of this list."""

from specs.adadelta import ADADELTA
from specs.adagrad import ADAGRAD
from specs.adam import ADAM
from specs.adamax import ADAMAX
from specs.adamw import ADAMW
from specs.amsgrad import AMSGRAD
from specs.lion import LION
from specs.momentum import MOMENTUM
from specs.nadam import NADAM
from specs.nesterov import NESTEROV
from specs.rmsprop import RMSPROP
from specs.rmsprop_centered import RMSPROP_CENTERED
from specs.rmsprop_momentum import RMSPROP_MOMENTUM
from specs.sgd import SGD
from verifier.language import Recurrence

SPECIFICATIONS: tuple[Recurrence, ...] = (
    SGD,
    MOMENTUM,
    NESTEROV,
    ADAGRAD,
    ADADELTA,
    RMSPROP,
    RMSPROP_MOMENTUM,
    RMSPROP_CENTERED,
    ADAM,
    AMSGRAD,
    ADAMW,
    ADAMAX,
    NADAM,
    LION,
)
