"""What Encog (Java) prints of Rprop: ``ResilientPropagation.java`` of commit 0df47cc, ``updateWeightPlus``.

Its gradients point down: they are the negative derivatives of the error.
"""

from sympy import Max, Min, Piecewise, sign

from specs.alphabet import ABOVE_1, BETWEEN_0_AND_1, etas_1, etas_2, lr, step_sizes_1, step_sizes_2, t
from verifier.claim import Equal, Quote
from verifier.domain import POSITIVE
from verifier.language import Eq
from verifier.letters import Parameter, Sequence
from verifier.printed import PrintedForm

weights = Sequence("weights", "weight")
error = Sequence("dE", "derivative of the error", latex=r"\partial E")
gradients = Sequence("gradients", "negative derivative of the error")
lastGradient = Sequence("lastGradient", "gradient of the step before, 0 after a change of sign")
change = Sequence("change", "sign of the product of the two")
delta = Sequence("delta", "size before it is bounded")
updateValues = Sequence("updateValues", "size of the step")
lastWeightChange = Sequence("lastWeightChange", "step")
POSITIVE_ETA = Parameter("POSITIVE_ETA", "factor where the sign stays", ABOVE_1)
NEGATIVE_ETA = Parameter("NEGATIVE_ETA", "factor where it turns", BETWEEN_0_AND_1)
DELTA_MIN = Parameter("DELTA_MIN", "smallest size", POSITIVE)
maxStep = Parameter("maxStep", "largest size", POSITIVE)
initialUpdate = Parameter("initialUpdate", "first size", POSITIVE)

SIZES = Piecewise(
    (Min(updateValues[t - 1] * POSITIVE_ETA, maxStep, evaluate=False), change[t] > 0),
    (Max(updateValues[t - 1] * NEGATIVE_ETA, DELTA_MIN, evaluate=False), change[t] < 0),
    (updateValues[t - 1], True),
)

FORMS = (
    PrintedForm(
        of="rprop",
        key="encog",
        claim=Equal("the weight change is added, and the gradients have the other sign"),
        place="src/main/java/org/encog/neural/networks/training/propagation/resilient, updateWeightPlus",
        evidence="source code read",
        quotes=(
            Quote("EncogMath.sign(gradients[index] * lastGradient[index])"),
            Quote("delta = Math.min(delta, this.maxStep)"),
            Quote("delta = Math.max(delta, RPROPConst.DELTA_MIN)"),
            Quote("weightChange = -this.lastWeightChange[index]"),
            Quote("lastGradient[index] = 0"),
        ),
        output=weights,
        given=(error,),
        initial=(Eq(updateValues[0], initialUpdate),),
        update=(
            Eq(change[t], sign(gradients[t] * lastGradient[t - 1])),
            Eq(updateValues[t], SIZES),
            Eq(
                lastWeightChange[t],
                Piecewise(
                    (-lastWeightChange[t - 1], change[t] < 0), (sign(gradients[t]) * updateValues[t], True)
                ),
            ),
            Eq(lastGradient[t], Piecewise((0, change[t] < 0), (gradients[t], True))),
            Eq(weights[t], weights[t - 1] + lastWeightChange[t]),
        ),
        assumed=(
            Eq(gradients[t], -error[t]),
            Eq(lastGradient[0], 0),
            Eq(lastWeightChange[0], 0),
        ),
        letters=(
            (initialUpdate, lr),
            (NEGATIVE_ETA, etas_1),
            (POSITIVE_ETA, etas_2),
            (DELTA_MIN, step_sizes_1),
            (maxStep, step_sizes_2),
        ),
        remarks=("Arrays of Java start at 0.",),
    ),
)
