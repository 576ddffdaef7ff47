"""What the notebook that "reviews the optimization algorithms available in keras" prints.

It is one physical line, cited by the number of characters before the place. Its formulas were
pictures and are lost: the text runs from "formula:" to the sentence after it.
"""

from sympy import Integer, Max, Rational, exp

from specs.alphabet import g, t, v, v_hat, w
from verifier.claim import Incomplete, NotPrinted, Quote, Slip
from verifier.language import Eq
from verifier.printed import PrintedForm

KEY = "keras-notebook"
WORDS = "the notebook describes it in words alone"

FORMS = (
    PrintedForm(
        of="sgd", key=KEY, claim=NotPrinted(WORDS), quotes=(Quote("SGD, or stochastic", character=613),)
    ),
    PrintedForm(
        of="momentum",
        key=KEY,
        claim=NotPrinted(WORDS),
        quotes=(Quote("decaying average of past steps taken", character=3559),),
    ),
    PrintedForm(
        of="nesterov",
        key=KEY,
        claim=NotPrinted(WORDS),
        quotes=(Quote("Nesterov momentum takes a", character=3800),),
    ),
    PrintedForm(
        of="adagrad",
        key=KEY,
        claim=NotPrinted("its equation was a picture and is lost"),
        quotes=(Quote("taken from this post): Where", character=5215),),
        slips=(
            Slip(
                quote=Quote("e^-8", character=5407),
                printed=exp(Integer(-8)),
                meant=Rational("1e-8"),
                because="e^-8 is 0.000335…; ten to the power -8 is meant",
            ),
        ),
        remarks=(
            "Character 4687: weights that had large gradients are said to be given large ones; "
            "Adagrad divides by them.",
        ),
    ),
    PrintedForm(
        of="adadelta",
        key=KEY,
        claim=NotPrinted(WORDS),
        quotes=(Quote("Adadelta is an adaptation", character=6533),),
    ),
    PrintedForm(
        of="rmsprop",
        key=KEY,
        claim=NotPrinted(WORDS),
        quotes=(Quote("RMSprop is a correction", character=7434),),
        remarks=(
            "Character 7661: it is no Adadelta with a further division; it is Adadelta's denominator alone.",
        ),
    ),
    PrintedForm(
        of="adam",
        key=KEY,
        claim=NotPrinted(
            "its three formulas, moments, bias correction and weight step, were pictures and are lost"
        ),
        quotes=(
            Quote("following formula: Where", character=8377),
            Quote("to its formula: We plug", character=9140),
            Quote("and family: Thus", character=9264),
        ),
    ),
    PrintedForm(
        of="adamax",
        key=KEY,
        claim=NotPrinted("its two formulas, the norm and what v_t simplifies to, were pictures and are lost"),
        quotes=(
            Quote("norm is defined as: To learn", character=10070),
            Quote("simplifies to: AdaMax", character=10441),
        ),
        remarks=("Character 10383: the infinity norm needs no gradients in [0, 1].",),
    ),
    PrintedForm(
        of="nadam", key=KEY, claim=NotPrinted(WORDS), quotes=(Quote("Nadam is Adam", character=10604),)
    ),
    PrintedForm(
        of="amsgrad",
        key=KEY,
        claim=Incomplete(
            "the maximum alone: what v_hat is, the first moment and the weight step are not there",
            ("v_hat", "w", "v[0]"),
        ),
        quotes=(Quote("\\max{(\\hat{v}_t, v_{t - 1})}", character=11629),),
        output=w,
        given=(g,),
        update=(Eq(v[t], Max(v_hat[t], v[t - 1], evaluate=False)),),
        remarks=(
            "The letters are turned round: in the article the v with the hat is the maximum. If v_hat is "
            "Adam's corrected second moment, as elsewhere, the maximum is of another sequence than there.",
        ),
    ),
)
