"""What "Deep Learning Optimizers" prints.

The rules of gradient descent, momentum and Nesterov are in the text; those of Adagrad, RMSProp and
Adam were pictures and are lost. An arrow stands for an assignment, with the old values on its other
side.
"""

from sympy import Integer, Rational

from specs.alphabet import lr as rate
from specs.alphabet import m, momentum, t, w
from verifier.claim import Ambiguous, Different, Equal, NotPrinted, Quote, Slip, Version
from verifier.domain import POSITIVE, UNIT
from verifier.language import Eq
from verifier.letters import Parameter, Sequence
from verifier.printed import PrintedForm

KEY = "dl-optimizers"

eta = Parameter("eta", "learning rate", POSITIVE)
beta = Parameter("beta", "momentum", UNIT)
theta = Sequence("theta", "weight")
nabla_J = Sequence("nabla_J", "gradient of the cost", latex=r"\nabla_\theta J")

LOST = "the algorithm was a picture and is lost"

FORMS = (
    PrintedForm(
        of="sgd",
        key=KEY,
        claim=NotPrinted("the equation was a picture and is lost"),
        quotes=(Quote("The equation below describes", line=25),),
        remarks=(
            "Line 25 writes Δf(a) for the gradient ∇f(a).",
            "Line 35 multiplies the old step by the rate; the rate multiplies the gradient.",
        ),
    ),
    PrintedForm(
        of="sgd",
        key=KEY,
        claim=Equal("the long dash is a minus"),
        quotes=(Quote("θ ← θ — η∇θJ(θ)", line=65),),
        output=theta,
        given=(nabla_J,),
        update=(Eq(theta[t], theta[t - 1] - eta * nabla_J[t]),),
        letters=((eta, rate),),
        beside=(("sgd/keras", Equal("it is the same rule")),),
    ),
    PrintedForm(
        of="momentum",
        key=KEY,
        claim=Equal("m is the velocity"),
        quotes=(Quote("m ← βm − η∇θJ(θ)", line=71), Quote("θ ←θ + m", line=73)),
        output=theta,
        given=(nabla_J,),
        update=(Eq(m[t], beta * m[t - 1] - eta * nabla_J[t]), Eq(theta[t], theta[t - 1] + m[t])),
        assumed=(Eq(m[0], 0),),
        letters=((eta, rate), (beta, momentum)),
        beside=(("momentum/keras", Equal("m is the buffer")),),
        slips=(
            Slip(
                quote=Quote("multiplied by 1 − β", line=75),
                printed=eta * nabla_J[t] * (1 - beta),
                meant=eta * nabla_J[t] / (1 - beta),
                because="the terminal velocity is the gradient times the rate divided by 1 - β; "
                "for β = 0.9 that is the 10 of the next sentence",
            ),
        ),
    ),
    PrintedForm(
        of="nesterov",
        key=KEY,
        claim=Ambiguous("line 89 has lost the parentheses of the gradient's argument"),
        quotes=(Quote("m →βm − η∇θJ θ + βm", line=89), Quote("θ →θ + m", line=91)),
        output=theta,
        given=(nabla_J,),
        update=(Eq(theta[t], theta[t - 1] + m[t]),),
        assumed=(Eq(m[0], 0),),
        letters=((eta, rate), (beta, momentum)),
        remarks=("The arrows point the wrong way; they are read as assignments to the left.",),
        readings=(
            Version(
                says="the gradient is taken at θ + βm, as line 85 says",
                claim=Equal("it is the rule of Sutskever and others"),
                update=(Eq(m[t], beta * m[t - 1] - eta * nabla_J[t]),),
                gradient=theta[t - 1] + beta * m[t - 1],
                beside=(
                    (
                        "nesterov/keras",
                        Equal(
                            "the variable of Keras is one momentum step ahead", weights=w[t] - momentum * m[t]
                        ),
                    ),
                ),
            ),
            Version(
                says="the gradient is taken at θ, and βm added",
                claim=Different("there is no look-ahead, and m is doubled before it is damped"),
                update=(Eq(m[t], beta * m[t - 1] - eta * nabla_J[t] + beta * m[t - 1]),),
                beside=(
                    ("nesterov/keras", Different("βm is added to m a second time instead of to θ")),
                    ("momentum", Different("βm is added to m a second time")),
                ),
            ),
        ),
    ),
    PrintedForm(
        of="adagrad",
        key=KEY,
        claim=NotPrinted(LOST),
        quotes=(Quote("AdaGrad algorithm", line=106),),
        slips=(
            Slip(
                quote=Quote("10–10", line=110),
                printed=Integer(10) - Integer(10),
                meant=Rational("1e-10"),
                because="the exponent has come down to the line; ten to the power -10 is meant",
            ),
        ),
    ),
    PrintedForm(
        of="rmsprop", key=KEY, claim=NotPrinted(LOST), quotes=(Quote("RMSProp algorithm", line=119),)
    ),
    PrintedForm(
        of="adam",
        key=KEY,
        claim=NotPrinted(LOST),
        quotes=(Quote("Adam Algorithm", line=132),),
        slips=(
            Slip(
                quote=Quote("10–7", line=138),
                printed=Integer(10) - Integer(7),
                meant=Rational("1e-7"),
                because="the exponent has come down to the line; ten to the power -7 is meant",
            ),
        ),
        remarks=("Line 136 is right: the average is 1 - β1 times the decaying sum.",),
    ),
)
