"""What the article on Keras 3 says."""

from specs.claims.formulas import BY_THE_SUM, DESCENT, HEAVY_BALL
from verifier.assertions.record import Arithmetic, Assertion, Comparison, Document, Keeps, Run, Theorem

A_PLOT = "it is read off one run of a small network; it says nothing of other data, seeds or rates"

DOCUMENT = Document(
    "keras3-article",
    (
        Assertion(
            81,
            "epsilon keeps the denominator from being zero",
            supports=(Theorem("rmsprop", "w-zero-gradient", "w[t] = w[0]"),),
            because="with a positive epsilon every step has a value, gradients of zero included",
        ),
        Assertion(
            111,
            "with a fixed rate SGD moves fast on steep slopes and slowly on flat ones",
            supports=(Theorem("sgd", "w-scaling-of-gradients", "every step is multiplied by c"),),
        ),
        Assertion(
            111,
            "SGD easily gets stuck in local minima",
            "easy to get stuck",
            supports=(Theorem("sgd", "w-zero-gradient"),),
            when="the gradient there is exactly zero, without noise",
        ),
        Assertion(
            113,
            "momentum solves the problem of being stuck",
            contradicts=(
                Theorem("momentum", "w-zero-gradient"),
                Theorem("momentum", "velocity-after-gradients-vanish", "momentum^(t-s) velocity[s]"),
            ),
            because="started where the gradient is zero it stays; arriving there it rolls on, but its "
            "velocity falls geometrically, so that a wide enough basin holds it",
        ),
        Assertion(
            123,
            "momentum speeds up convergence",
            "speeds up loss convergence",
            supports=(
                Theorem("momentum", "w-best-parameters-on-a-quadratic"),
                Theorem("sgd", "w-best-rate-on-a-quadratic"),
            ),
            contradicts=(
                Run(DESCENT, "w1 == 0", "lr=1"),
                Run(HEAVY_BALL, "w2 != 0", "lr=1, momentum=9/10", "0, 0"),
            ),
            when="rate and momentum are suited and the curvatures are not all the same",
        ),
        Assertion(
            130,
            "a rate that is too high makes the weight oscillate across the valley",
            supports=(
                Run(DESCENT, "w1 < 0 and w2 > 0", "lr=3/2", "0, 0"),
                Theorem("sgd", "w-on-a-quadratic", "(1 - lr h) w[t-1]"),
            ),
            when="rate times curvature is above 1; above 2 the swings grow",
        ),
        Assertion(
            130,
            "a rate that is too low makes the way to the valley longer",
            supports=(Theorem("sgd", "w-on-a-quadratic", "(1 - lr h) w[t-1]"),),
            when="rate times curvature is below 1, where a larger rate is faster",
        ),
        Assertion(
            147,
            "Nesterov's method needs momentum to be set, else it cannot predict",
            "requires setting",
            contradicts=(Comparison("nesterov/keras", "sgd/keras", "proved", "momentum=0"),),
            because="without momentum Keras' rule with nesterov=True is defined, and is SGD",
        ),
        Assertion(
            155,
            "adaptive algorithms change the rate as training goes on",
            supports=(Theorem("adagrad", "w-rate-never-grows"), Theorem("rmsprop", "w-rate-can-grow")),
        ),
        Assertion(
            157,
            "Adagrad divides the rate by the sum of the squared gradients",
            "by this sum",
            contradicts=(Comparison(BY_THE_SUM, "adagrad/keras3-article", "refuted"),),
            because="it divides by the root of the sum, as the article's own formula does",
        ),
        Assertion(
            166,
            "Adagrad's rate falls as training goes on",
            supports=(Theorem("adagrad", "w-rate-never-grows"),),
            when="the gradient is not zero: then the rate falls strictly, else it stays",
        ),
        Assertion(166, "Adagrad is slower than SGD on the moons", undecided=A_PLOT),
        Assertion(
            170,
            "RMSprop weights the squares of the gradients and gives recent ones more weight",
            supports=(
                Theorem("rmsprop", "v-discounted-sum", "ρ^(t-i)"),
                Theorem("rmsprop", "v-share-of-the-newest"),
            ),
        ),
        Assertion(182, "RMSprop is near zero after 40 epochs, faster than Adagrad and SGD", undecided=A_PLOT),
        Assertion(
            186,
            "with centered the optimizer does not use the average of squares directly, but corrects it "
            "by the "
            "average of the gradients",
            supports=(
                Comparison("rmsprop_centered/keras3-article", "rmsprop_centered/keras", "proved"),
                Theorem("rmsprop_centered", "v-variance-about-the-mean", "not negative"),
            ),
        ),
        Assertion(208, "momentum and centered make RMSprop faster", undecided=A_PLOT),
        Assertion(
            208,
            "with momentum and centered RMSprop has stability issues",
            "stability issues",
            supports=(Theorem("rmsprop_centered", "w-steps-without-bound"),),
            contradicts=(Theorem("rmsprop_momentum", "w-step-bound"),),
            when="it is centered, and the gradients, large beside the root of epsilon, have hardly changed "
            "for long: then a small change makes a step beyond every number; with momentum alone there is a "
            "bound on all steps",
        ),
        Assertion(
            212,
            "unlike Adagrad and RMSprop, Adam uses the first moment",
            supports=(Keeps("adam", ("m", "v")), Keeps("adagrad", ("G",)), Keeps("rmsprop", ("v",))),
            contradicts=(Theorem("rmsprop_centered", "m-discounted-sum"),),
            when="RMSprop is not centered: the centered one, a few lines above, keeps the first moment too",
        ),
        Assertion(
            212,
            "Adam has two extra hyperparameters",
            supports=(Keeps("adagrad", None, ("lr", "epsilon")),),
            contradicts=(
                Keeps("rmsprop", None, ("lr", "rho", "epsilon")),
                Keeps("adam", None, ("lr", "beta_1", "beta_2", "epsilon")),
            ),
            when="it is compared with Adagrad; RMSprop has rho, so that Adam has one more",
        ),
        Assertion(
            218,
            "Adam has evolved in Keras 3: it adjusts by powers of the betas",
            "has evolved further",
            contradicts=(Comparison("adam/keras3-article", "adam/efficient", "proved"),),
            because="the form with the powers in the rate is printed at the end of section 2 of the "
            "article of 2015",
        ),
        Assertion(
            218,
            "the betas are adjusted exponentially by the step",
            contradicts=(
                Theorem("adam/keras3-article", "m-discounted-sum", "(1 - β₁) Σ"),
                Theorem("adam/keras3-article", "v-discounted-sum", "(1 - β₂) Σ"),
            ),
            because="in both averages the betas are constants; only the rate has their powers",
        ),
        Assertion(
            222,
            "that makes Adam suitable for speech recognition",
            undecided="nothing that is printed bears on it",
        ),
        Assertion(240, "Adam is near zero by epoch 20, smoothly", undecided=A_PLOT),
        Assertion(
            244,
            "AdamW takes a constant amount off the weights",
            "constant decay amount",
            contradicts=(Theorem("adamw", "w-zero-gradient-constant-rate", "(1 - weight_decay η)^t"),),
            because="what is taken off is a share of the weight, and falls with it",
        ),
        Assertion(
            256,
            "AdamW is Adam with a weight decay",
            supports=(Comparison("adamw/keras", "adam/keras", "proved", "weight_decay=0"),),
        ),
        Assertion(
            264,
            "Nadam combines the present and the next step on both betas",
            contradicts=(Comparison("nadam/keras3-article", "nadam/keras", "refuted"),),
            because="the look-ahead is that of the first moment; the beta_2 in the article's line 278 is "
            "another method",
        ),
        Assertion(270, "Nadam is the most complex of all", undecided="no measure of being complex is given"),
        Assertion(294, "on simple tasks Nadam does not improve much", undecided=A_PLOT),
        Assertion(
            298,
            "Lion does not calculate accumulations",
            "doesn't calculate accumulations",
            contradicts=(Theorem("lion", "m-discounted-sum", "Σ"), Keeps("lion", ("m",))),
            because="its moment is a sum over all gradients",
        ),
        Assertion(
            298,
            "Lion uses less memory",
            supports=(Theorem("lion", "w-memory", "1 number"), Theorem("adam", "w-memory", "2 numbers")),
        ),
        Assertion(298, "Lion has no second moment", supports=(Keeps("lion", ("m",)),)),
        Assertion(
            300,
            "Lion takes a sign of the current gradient",
            contradicts=(
                Run("lion/keras3-article", "w2 < w1", "lr=1, beta_1=9/10, beta_2=9/10", "10, -1", "0"),
            ),
            because="the sign is that of a mean of the moment and the gradient: after 10 the gradient -1 "
            "does not turn it",
        ),
        Assertion(312, "Lion is not as good as the Adam family", undecided=A_PLOT),
        Assertion(
            312,
            "every step of Lion has the size of the rate",
            supports=(Theorem("lion", "w-steps-of-one-size", "lr[t], or 0"),),
            because="said of the sign in line 300; it holds besides the weight decay",
        ),
        Assertion(
            225,
            "the count starts at 0 and the powers use the count plus one",
            supports=(Arithmetic("1 - 0.9**0 == 0"), Arithmetic("1 - 0.9**1 > 0")),
            because="with the count itself the first step would divide by zero",
        ),
    ),
)
