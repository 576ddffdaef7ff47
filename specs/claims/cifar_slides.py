"""What the slides on CIFAR-10 say, their two tables among it."""

from specs.claims.formulas import HALF_ADADELTA
from verifier.assertions.record import Arithmetic, Assertion, Comparison, Document, Keeps, Theorem

ONE_RUN = "single runs on images that are not printed; no spread is given"

DOCUMENT = Document(
    "cifar-slides",
    (
        Assertion(
            40,
            "the best accuracy of SGD is 0.85 on its slide, 0.829 in the summary of line 169",
            "Accuracy: 0.85",
            contradicts=(Arithmetic("0.85 != 0.829"), Arithmetic("0.85 != 0.808")),
            because="the two tables disagree, and the row with Nesterov's momentum is no way out",
        ),
        Assertion(
            58,
            "the best accuracy of Adagrad is the same in both tables",
            supports=(Arithmetic("0.803 == 0.803"),),
        ),
        Assertion(
            60,
            "Adagrad has a rate for each node instead of one for all",
            supports=(Keeps("adagrad", ("G",)), Theorem("adagrad", "G-sum", "g[i]²")),
        ),
        Assertion(
            69,
            "the best accuracy of RMSprop is the same in both tables",
            supports=(Arithmetic("0.738 == 0.738"),),
        ),
        Assertion(
            85,
            "the best accuracy of Adam is the same in both tables",
            supports=(Arithmetic("0.836 == 0.836"),),
        ),
        Assertion(
            73,
            "RMSprop accelerates along gently sloped directions",
            supports=(Theorem("rmsprop", "w-scaling-of-gradients-without-epsilon", "no step changes"),),
            when="epsilon is small beside the squared gradients: then the steps do not know how steep a "
            "direction is",
        ),
        Assertion(
            76,
            "RMSprop weighs recent gradients more",
            supports=(Theorem("rmsprop", "v-discounted-sum", "ρ^(t-i)"),),
        ),
        Assertion(
            87,
            "Adam is momentum plus RMSprop",
            supports=(Theorem("adam", "m-discounted-sum"), Theorem("adam", "v-discounted-sum")),
            contradicts=(Comparison("adam", "rmsprop_momentum", "refuted"),),
            when="it means that Adam keeps both averages; RMSprop with momentum is another method",
        ),
        Assertion(
            99,
            "Adagrad gives low rates to frequent weights and high ones to rare weights",
            "and vice versa",
            supports=(Theorem("adagrad", "w-rate-never-grows"),),
            contradicts=(Arithmetic("10*0.1**2 < 1*1**2"),),
            when="the gradients are of one size; ten gradients of 0.1 leave a larger rate than one of 1",
        ),
        Assertion(
            101, "Adagrad is well suited for sparse data", undecided="no measure of being suited is given"
        ),
        Assertion(101, "Adagrad made SGD more robust at Google", undecided="history"),
        Assertion(
            103,
            "Adagrad uses a different rate for every parameter at every step",
            contradicts=(Theorem("adagrad", "G-after-gradients-vanish"), Arithmetic("1**2 == (-1)**2")),
            because="the rate of a parameter is the same at a step without gradient, and that of two "
            "parameters whose "
            "gradients have had the same sizes is the same",
        ),
        Assertion(
            111,
            "G is the sum of the squares of all gradients so far",
            supports=(Theorem("adagrad", "G-sum", "G[t] = Σ_{i=1}^{t} g[i]²"),),
        ),
        Assertion(
            117,
            "Adadelta does away with the monotonically falling rate",
            supports=(
                Theorem("adagrad", "w-rate-never-grows"),
                Theorem("adadelta", "v-after-gradients-vanish", "ρ^(t-s) v[s]"),
            ),
        ),
        Assertion(
            119,
            "the running average depends on the previous average and the current gradient only",
            supports=(Theorem("adadelta", "v-average-and-sum"),),
            contradicts=(Theorem("adadelta", "v-discounted-sum", "Σ_{i=1}^{t}"),),
            when="the previous average stands for all gradients before",
        ),
        Assertion(
            127,
            "the step with the rate over the root of the average is Adadelta's",
            contradicts=(
                Comparison(HALF_ADADELTA, "rmsprop", "proved"),
                Comparison(HALF_ADADELTA, "adadelta", "refuted"),
            ),
            because="it is RMSprop's; Adadelta has the root mean square of its steps in the place of the "
            "rate",
        ),
        Assertion(
            135,
            "Adam scales by the inverse of the l2 norm of past gradients and the present one",
            supports=(Theorem("adam", "v-discounted-sum", "(1 - β₂) Σ_{i=1}^{t} β₂^(t-i) g[i]²"),),
            when="the norm is a weighted one: each square has the weight (1 - β₂) β₂^(t-i)",
        ),
        Assertion(
            143,
            "norms become numerically unstable for large p",
            supports=(Theorem("adamax", "u-p-norm-without-root", "∞ if u[t] > 1"),),
            contradicts=(Theorem("adamax", "u-p-norm-limit"),),
            when="the root is left out, as in the formula of line 141",
        ),
        Assertion(143, "therefore l1 and l2 are most common", undecided="what is common is no mathematics"),
        Assertion(
            143,
            "with the infinity norm v converges to the running maximum",
            supports=(Theorem("adamax", "u-p-norm-limit"),),
            contradicts=(Theorem("adamax", "u-p-norm-without-root"),),
            when="the p-th root of v is meant",
        ),
        Assertion(
            145,
            "the recurrence with the exponent infinity is the running maximum",
            contradicts=(Theorem("adamax", "u-p-norm-without-root", "0 if u[t] < 1"),),
        ),
        Assertion(
            154,
            "m and v estimate the mean and the uncentered variance",
            supports=(Theorem("adam", "m-unbiased", "= E[g]"), Theorem("adam", "v-unbiased", "= E[g²]")),
            contradicts=(Theorem("adam", "m-expectation", "(1 - β₁^t) E[g]"),),
            when="they are divided by 1 - β₁^t and 1 - β₂^t; as they stand they are too small",
        ),
        Assertion(
            158,
            "a gradient near zero is ignored completely",
            "completely ignored",
            supports=(Theorem("adamax", "u-keeps-the-largest"),),
            contradicts=(Theorem("adamax", "m-discounted-sum", "Σ"),),
            when="it is said of u, and |g| is at most β₂ u; the first moment takes every gradient",
        ),
        Assertion(
            158,
            "fewer gradients in u make Adamax more robust against noise",
            undecided="robust is not defined; against it speaks that one outlier sets u for a long time "
            "(theorem u-keeps-the-largest)",
        ),
        Assertion(
            166,
            "optimizers with adaptive rate and momentum outperformed the others",
            supports=(Arithmetic("min(0.836, 0.851) > max(0.829, 0.808, 0.803, 0.626, 0.738)"),),
            contradicts=(Arithmetic("0.836 < 0.85"),),
            when="the summary is right about SGD; with the 0.85 of its slide SGD is ahead of Adam",
        ),
        Assertion(166, "the difference is one of the methods", undecided=ONE_RUN),
        Assertion(156, "Adamax performs better for the reason given", undecided=ONE_RUN),
        Assertion(
            181,
            "testing rates tells in which direction to tune",
            undecided="the accuracies at the rates that were not best are not printed",
        ),
        Assertion(
            183,
            "for SGD, Adagrad and Adadelta the accuracy rises with the rate",
            undecided="printed is only that the largest of three rates was best, which fits; the other "
            "accuracies are not printed",
        ),
        Assertion(
            187,
            "for RMSprop and Adam the accuracy falls as the rate rises",
            undecided="printed is only that the smallest of three rates was best, which fits; the other "
            "accuracies are not printed",
        ),
        Assertion(
            189,
            "for Adamax there is no consistent trend",
            "No consistent trend",
            supports=(Arithmetic("0.0001 < 0.001 and 0.001 < 0.01"),),
            because="its best rate in the summary, 0.001, is the middle one of three: the accuracy "
            "neither rises nor falls throughout",
        ),
    ),
)
