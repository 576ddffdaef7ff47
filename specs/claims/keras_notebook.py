"""What the notebook on the optimizers of Keras says. It is one line: places are characters from its start."""

from specs.claims.formulas import DESCENT, HALF_ADADELTA
from verifier.assertions.record import Arithmetic, Assertion, Comparison, Document, Keeps, Run, Theorem

DOCUMENT = Document(
    "keras-notebook",
    (
        Assertion(
            1028,
            "SGD moves the weights in the direction in which the gradient points",
            "in whatever direction",
            contradicts=(Theorem("sgd", "w-step-at-constant-gradient", "-lr g"),),
            because="it moves against the gradient",
        ),
        Assertion(
            1309,
            "the new weights of SGD are always strictly better than the old ones",
            "strictly better",
            supports=(Theorem("sgd", "w-descent-on-a-quadratic", "lr h < 2"),),
            contradicts=(
                Run(DESCENT, "w1**2 > w0**2", "lr=3"),
                Theorem("sgd", "w-zero-gradient", "w[t] = w[0]"),
            ),
            when="the gradient is the whole one and not zero, and the rate is below 2 by the largest "
            "curvature",
        ),
        Assertion(
            1472,
            "SGD converges more slowly than other algorithms",
            supports=(
                Theorem("sgd", "w-best-rate-on-a-quadratic"),
                Theorem("momentum", "w-best-parameters-on-a-quadratic"),
            ),
            contradicts=(Run(DESCENT, "w1 == 0", "lr=1"),),
            when="the curvatures differ: with the best parameters the factor of a step is (κ - 1)/(κ + "
            "1) against (√κ - 1)/(√κ + 1)",
        ),
        Assertion(
            1580, "SGD is less able to escape local optima", undecided="no class of objectives is given"
        ),
        Assertion(
            2187,
            "with momentum a step depends on earlier steps too",
            supports=(Theorem("momentum", "velocity-discounted-sum", "Σ_{i=1}^{t} momentum^(t-i)"),),
        ),
        Assertion(
            2607,
            "after many steps in one direction the method goes on in it against the present gradient",
            supports=(Run("momentum", "w4 < w3", "lr=1, momentum=9/10", "1, 1, 1, -1"),),
        ),
        Assertion(2784, "momentum works as in physics", undecided="a picture, not a statement"),
        Assertion(
            3030,
            "momentum lets the learner jump over the edge of a local minimum",
            supports=(Theorem("momentum", "velocity-after-gradients-vanish", "momentum^(t-s) velocity[s]"),),
            contradicts=(Theorem("momentum", "w-zero-gradient", "w[t] = w[0]"),),
            when="it arrives with a velocity that the slopes of the basin do not use up",
        ),
        Assertion(
            3230,
            "momentum techniques make large rates safer",
            supports=(Theorem("momentum", "w-stability-on-a-quadratic", "2·(1 + momentum)"),),
            contradicts=(
                Theorem("nesterov", "w-stability-on-a-quadratic", "2·(1 + momentum)/(1 + 2 momentum)"),
                Theorem("sgd", "w-stability-on-a-quadratic", "lr h < 2"),
            ),
            when="the gradient is asked for at the weight itself; Nesterov's limit is below that of SGD "
            "for every momentum > 0",
        ),
        Assertion(
            3290,
            "overshooting is harmless since the weight goes back eventually",
            supports=(Theorem("momentum", "w-stability-on-a-quadratic"),),
            contradicts=(Run(DESCENT, "abs(w2) > abs(w1) and abs(w1) > abs(w0)", "lr=3", "0, 0"),),
            when="rate and momentum lie in the region of stability",
        ),
        Assertion(
            3560,
            "momentum adds a decaying average of past steps to the gradient",
            "decaying average",
            supports=(Theorem("signum", "m-average-and-sum"),),
            contradicts=(Theorem("momentum", "velocity-total-weight", "(1 - momentum^t)/(1 - momentum)"),),
            when="an average is meant up to the constant 1 - momentum: the weights of the usual rule sum "
            "to 1/(1 - momentum)",
        ),
        Assertion(
            3801,
            "Nesterov's method steps along the old velocity first and asks for the gradient there",
            supports=(Theorem("nesterov", "w-look-ahead-shifted"),),
        ),
        Assertion(
            4180,
            "Nesterov's method uses more information, the gradient at the uncorrected point",
            "additional information",
            contradicts=(Theorem("nesterov", "w-look-ahead-shifted"),),
            because="it asks for one gradient a step, at the look-ahead point; that at the weight itself "
            "is never asked for",
        ),
        Assertion(
            4704,
            "weights with large past gradients are given large ones by Adagrad",
            "are given large gradients",
            contradicts=(Theorem("adagrad", "w-rate-never-grows"), Theorem("adagrad", "G-never-falls")),
            because="the reverse: large past gradients make the rate small",
        ),
        Assertion(5026, "Adagrad's rates are accurate", undecided="what an accurate rate is, is not said"),
        Assertion(
            5306,
            "G holds the squares of all previous gradients",
            supports=(Theorem("adagrad", "G-sum", "Σ_{i=1}^{t} g[i]²"),),
            when="it holds their sums, that of the present gradient included",
        ),
        Assertion(
            5408,
            "epsilon is of the order e^-8",
            "e^-8",
            contradicts=(Arithmetic("exp(-8) > 3*10**(-4)"), Arithmetic("exp(-8) > 30000*10**(-8)")),
            because="e^-8 is 0.000335; meant is 1e-8, thirty thousand times less",
        ),
        Assertion(
            5788,
            "every update is positive, so that the denominator always grows",
            supports=(Theorem("adagrad", "G-never-falls"),),
            contradicts=(
                Theorem("adagrad", "G-after-gradients-vanish"),
                Run("sgd", "w1 < w0 and w2 > w1", "lr=1", "1, -1"),
            ),
            when="meant is what is added to G, and the gradient is not zero; updates of weights have "
            "either sign",
        ),
        Assertion(
            5938,
            "Adagrad's rate falls to almost nothing and prevents convergence",
            supports=(Theorem("adagrad", "w-step-at-constant-gradient-without-epsilon", "/√t"),),
            contradicts=(Theorem("adagrad", "w-way-without-end"),),
            when="only that the steps tend to 0 is meant: their way under a constant gradient is without end",
        ),
        Assertion(
            6266,
            "Adagrad's default rate works in the vast majority of cases",
            undecided="a count of cases that is not given",
        ),
        Assertion(
            6533,
            "Adadelta uses techniques of momentum",
            "uses momentum techniques",
            supports=(Theorem("adadelta", "d-discounted-sum"),),
            contradicts=(Theorem("adadelta", "w-bound-by-the-newest-gradient"),),
            when="momentum means any use of past steps: it remembers how large they were, not where they "
            "went, and a small gradient makes a small step at once",
        ),
        Assertion(
            6818,
            "Adadelta's update is a sum of the gradient and an average over a rolling window of past updates",
            "rolling window",
            contradicts=(
                Theorem("adadelta", "v-discounted-sum", "Σ_{i=1}^{t}"),
                Theorem("adadelta", "d-discounted-sum", "Σ_{i=1}^{t}"),
                Theorem("adadelta", "w-first-step", "-√ε g[1]/√"),
            ),
            because="the update is a product with the quotient of two averages, and each of them is over "
            "all steps",
        ),
        Assertion(
            6894,
            "Adadelta's denominator is not monotone",
            supports=(Theorem("adadelta", "v-after-gradients-vanish", "ρ^(t-s) v[s]"),),
        ),
        Assertion(
            7077,
            "the original Adadelta has no learning rate",
            supports=(Keeps("adadelta", None, ("rho", "epsilon")),),
        ),
        Assertion(
            7155,
            "Keras' Adadelta is the original with a learning rate",
            supports=(Comparison("adadelta/keras", "adadelta", "proved", "lr=1"),),
            contradicts=(Comparison("adadelta/keras", "adadelta", "refuted", "lr=1/2"),),
            when="the rate is 1, which gives the original",
        ),
        Assertion(
            7657,
            "RMSprop is Adadelta with one difference: the rate is divided by an average of squared gradients",
            "with one difference",
            contradicts=(
                Comparison("rmsprop", "adadelta", "refuted"),
                Comparison(HALF_ADADELTA, "rmsprop", "proved"),
            ),
            because="both divide by the root of that average; the difference is the numerator, the rate "
            "in place of "
            "the root mean square of the steps",
        ),
        Assertion(
            8306,
            "Adam estimates the mean and the variance",
            "mean and variance",
            contradicts=(
                Theorem("adam", "v-unbiased", "= E[g²]"),
                Theorem("adam", "v_hat-weights-sum-to-one", "v̂[t] = g²"),
            ),
            because="it estimates the mean square: equal gradients have the variance 0 and give g²",
        ),
        Assertion(
            8769,
            "with the default betas the averages lean heavily on the past",
            supports=(
                Arithmetic("1 - 0.9 < 0.9 and 1 - 0.999 < 0.999"),
                Theorem("adam", "m-share-of-the-newest"),
            ),
        ),
        Assertion(
            8993,
            "averages that start at zero are biased towards zero",
            supports=(
                Theorem("adam", "m-expectation", "(1 - β₁^t) E[g]"),
                Theorem("adam", "v-expectation", "(1 - β₂^t) E[g²]"),
            ),
        ),
        Assertion(
            9290,
            "Adam is basically RMSprop plus momentum",
            supports=(Theorem("adam", "m-average-and-sum"), Theorem("rmsprop", "v-average-and-sum")),
            contradicts=(Comparison("adam", "rmsprop_momentum", "refuted"),),
            when="basically means with an average of gradients; RMSprop with momentum sums divided "
            "gradients, and corrects no bias",
        ),
        Assertion(9396, "Adam is a ball with momentum and friction", undecided="a picture, not a statement"),
        Assertion(
            9506,
            "Adam slows down where the gradient is large",
            contradicts=(
                Theorem("adam", "w-scaling-of-gradients-without-epsilon", "no step changes"),
                Theorem("adam", "w-step-at-constant-gradient", "-lr g/("),
            ),
            because="without epsilon the size of the gradients changes no step; with it larger ones make "
            "larger steps",
        ),
        Assertion(
            9989,
            "the variance is the second moment or the L2 norm of the gradient",
            "variance is equivalent",
            contradicts=(
                Arithmetic("(1**2 + 1**2)/2 - ((1 + 1)/2)**2 == 0"),
                Arithmetic("(1**2 + 1**2)/2 == 1"),
                Arithmetic("sqrt(1**2 + 1**2) > 1"),
            ),
            because="the gradients 1 and 1 have the variance 0, the second moment 1 and the norm √2",
        ),
        Assertion(
            10175,
            "norms above 2 are not numerically stable",
            supports=(Theorem("adamax", "u-p-norm-without-root", "∞ if u[t] > 1"),),
            contradicts=(Theorem("adamax", "u-p-norm-sandwich"),),
            when="p-th powers without their root are meant",
        ),
        Assertion(
            10348,
            "the infinity norm is stable because it converges, for gradients from 0 to 1",
            "asymptotically convergent behavior",
            contradicts=(
                Theorem("adamax", "u-p-norm-limit"),
                Theorem("adamax", "u-p-norm-without-root", "0 if u[t] < 1"),
            ),
            because="with the root it converges for all gradients; without it, for gradients below 1, to "
            "0 and not to the norm",
        ),
        Assertion(
            10457, "AdaMax is more robust against noise", undecided="no measure of robustness is given"
        ),
        Assertion(
            10882,
            "Adam misses the optimum on certain data sets where SGD does not",
            undecided="the data sets are not named",
        ),
        Assertion(
            11300,
            "large gradients are quickly forgotten by Adam",
            supports=(Theorem("adam", "v-spike", "β₂^(t-s) (1 - β₂) g²"), Theorem("adam", "v-half-life")),
            because="geometrically; at the default β₂ = 0.999 a half is left after 693 steps",
        ),
        Assertion(
            11823,
            "AMSGrad keeps the previous average where the present one is smaller",
            supports=(Theorem("amsgrad", "v_max-never-falls"), Theorem("amsgrad", "v_max-maximum")),
        ),
        Assertion(
            11870,
            "AMSGrad retains the influence of large gradients",
            supports=(Theorem("amsgrad", "v_max-keeps-the-largest", "v[s] ≤ v_max[t]"),),
            contradicts=(Theorem("amsgrad/keras", "w-rate-can-grow"),),
            when="it is said of the denominator of the article; in the first moment they fade as in "
            "Adam, and in "
            "Keras the correction of the bias lets the rate grow again",
        ),
    ),
)
