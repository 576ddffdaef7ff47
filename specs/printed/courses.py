"""What a widely taught course prints: "Improving Deep Neural Networks", week 2, in a transcription.

The course averages the gradients, where the article adds them up; the rate counts accordingly.
"""

from sympy import sqrt

from specs.alphabet import epsilon, lr, momentum, rho, t
from verifier.claim import EqualWhen, When
from verifier.domain import POSITIVE, UNIT
from verifier.language import Eq
from verifier.letters import Parameter, Sequence
from verifier.printed import PrintedForm

KEY = "course"
WORK = "ng2017"
TRANSCRIPTION = "transcription: notes on the lectures"

alpha = Parameter("alpha", "learning rate", POSITIVE)
beta = Parameter("beta", "decay rate of the average", UNIT)
W = Sequence("W", "weight")
dW = Sequence("dW", "gradient")
vdW = Sequence("vdW", "average of the gradients")
sdW = Sequence("sdW", "average of the squared gradients")

FORMS = (
    PrintedForm(
        of="momentum",
        key=KEY,
        work=WORK,
        place="gradient descent with momentum",
        evidence=TRANSCRIPTION,
        claim=EqualWhen(
            "it averages the gradients where momentum adds them up: the rate counts 1 - momentum times",
            (When(other=((lr, lr[t] * (1 - momentum)),)),),
        ),
        output=W,
        given=(dW,),
        initial=(Eq(vdW[0], 0),),
        update=(Eq(vdW[t], beta * vdW[t - 1] + (1 - beta) * dW[t]), Eq(W[t], W[t - 1] - alpha * vdW[t])),
        letters=((alpha, lr), (beta, momentum)),
    ),
    PrintedForm(
        of="rmsprop",
        key=KEY,
        work=WORK,
        place="RMSprop",
        evidence=TRANSCRIPTION,
        claim=EqualWhen("there is no epsilon", (When((Eq(epsilon, 0),)),)),
        output=W,
        given=(dW,),
        initial=(Eq(sdW[0], 0),),
        update=(
            Eq(sdW[t], beta * sdW[t - 1] + (1 - beta) * dW[t] ** 2),
            Eq(W[t], W[t - 1] - alpha * dW[t] / sqrt(sdW[t])),
        ),
        letters=((alpha, lr), (beta, rho)),
    ),
)
