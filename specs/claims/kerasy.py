"""What the documentation of Kerasy says."""

from verifier.assertions.record import Arithmetic, Assertion, Comparison, Document, Theorem

SLOPE = """
def slope(w, g, *, x=1, y=1, step: "step > 0" = 1):
    return ((x*(w + step) - y)**2 - (x*(w - step) - y)**2)/(2*step)
"""
GRADIENT = """
def gradient(w, g, *, x=1, y=1, step: "step > 0" = 1):
    return 2*x*(x*w - y)
"""

DOCUMENT = Document(
    "kerasy",
    (
        Assertion(11, "the rate is often between 0 and 1", undecided="how often is a matter of custom"),
        Assertion(
            13,
            "the rate controls how fast the model learns",
            supports=(Theorem("sgd", "w-step-at-constant-gradient", "-lr g"),),
        ),
        Assertion(
            26,
            "the noise of the data is normal with the parameter 1/10",
            supports=(Arithmetic("(1/10)**2 == 1/100"),),
            contradicts=(Arithmetic("(1/10)**2 != 1/10"),),
            when="1/10 is the standard deviation, as in the code; as a variance, the usual second "
            "parameter, it is 1/100",
        ),
        Assertion(
            50,
            "the gradient of the squared error has the factor 2/n and the transposed data",
            supports=(Comparison(SLOPE, GRADIENT, "proved"),),
            because="for one point; a central difference of a quadratic is its derivative exactly",
        ),
        Assertion(
            66,
            "a good value of the rate is important",
            supports=(
                Theorem("sgd", "w-stability-on-a-quadratic", "lr h < 2"),
                Theorem("sgd", "w-best-rate-on-a-quadratic"),
            ),
            because="the linear regression is a quadratic: there is a largest rate and a best one",
        ),
        Assertion(
            78,
            "SGD is basically gradient descent",
            supports=(Theorem("momentum", "w-without-memory", "-g[t] lr[t]"),),
            because="without momentum the rule is the rate times the gradient that it is given",
        ),
        Assertion(
            85,
            "momentum accelerates and dampens oscillations",
            "dampens oscillations",
            supports=(
                Theorem("momentum", "w-amplification", "1/(1 - momentum)"),
                Theorem("momentum", "velocity-damping-of-alternation", "(1 - momentum)/(1 + momentum)"),
            ),
            contradicts=(Theorem("momentum", "w-swinging-on-a-quadratic"),),
            when="the gradients alternate of themselves; on a bowl momentum can cause swings where SGD "
            "has none",
        ),
        Assertion(
            94,
            "Adagrad's rates follow how frequently a parameter is updated",
            contradicts=(Theorem("adagrad", "G-sum", "Σ_{i=1}^{t} g[i]²"), Arithmetic("10*0.1**2 < 1*1**2")),
            because="the size of the gradients counts, not their number: ten of 0.1 weigh less than one of 1",
        ),
        Assertion(
            94,
            "the more updates a parameter has received, the smaller the next are",
            supports=(Theorem("adagrad", "w-rate-never-grows"),),
            contradicts=(Arithmetic("0.1/sqrt(1 + 0.1**2) < 100/sqrt(1 + 0.1**2 + 100**2)"),),
            when="it is said of the rate; after the gradients 1 and 0.1 the gradient 100 makes a larger step",
        ),
        Assertion(
            96,
            "after a steep slope the rate of that axis stays smaller for good",
            supports=(Theorem("adagrad", "G-never-falls"), Theorem("adagrad", "w-rate-never-grows")),
        ),
        Assertion(
            110,
            "with Adagrad the parameter is eventually not updated any more",
            "will not be updated",
            contradicts=(Theorem("adagrad", "w-way-without-end", "2 √(t + 1) - 2"),),
            because="under a constant gradient the steps tend to 0 as 1/√t, and the way grows beyond all "
            "bounds",
        ),
        Assertion(
            112,
            "RMSprop forgets gradually",
            supports=(Theorem("rmsprop", "v-after-gradients-vanish", "ρ^(t-s) v[s]"),),
        ),
        Assertion(
            118,
            "the recurrences of Adagrad and RMSprop are the sums that are printed",
            supports=(
                Theorem("adagrad", "G-sum", "Σ_{i=1}^{t} g[i]²"),
                Theorem("rmsprop", "v-discounted-sum", "(1 - ρ) Σ_{i=1}^{t} ρ^(t-i) g[i]²"),
            ),
        ),
        Assertion(
            131,
            "Adadelta looks at a moving window instead of all past gradients",
            "moving window",
            contradicts=(
                Theorem("adadelta", "v-discounted-sum", "Σ_{i=1}^{t}"),
                Theorem("adadelta", "v-share-of-the-newest"),
            ),
            because="all gradients since the start have a weight, the older ones a smaller one; none "
            "leaves a window",
        ),
        Assertion(
            147,
            "Adam is momentum and Adagrad together",
            contradicts=(
                Theorem("adam", "v-terminal-value", "g²"),
                Theorem("adagrad", "G-constant-gradient", "t g²"),
            ),
            because="the second moment is RMSprop's average, which stays bounded; Adagrad's sum grows",
        ),
        Assertion(
            166,
            "Adamax is Adam with the infinity norm, p to infinity",
            supports=(Theorem("adamax", "u-p-norm-limit"),),
            contradicts=(Theorem("adamax", "u-p-norm-without-root"),),
            when="the p-th root is taken before p goes to infinity",
        ),
        Assertion(
            168,
            "norms become unstable for large p",
            supports=(Theorem("adamax", "u-p-norm-without-root", "0 if u[t] < 1, ∞ if u[t] > 1"),),
            contradicts=(Theorem("adamax", "u-p-norm-sandwich"), Theorem("adamax", "u-p-norm-limit")),
            when="the root is left out; with it they tend to the largest entry",
        ),
        Assertion(
            168,
            "L1 and L2 are preferred for stability",
            "generally preferred",
            undecided="a preference; no measure of stability is given",
        ),
        Assertion(
            168,
            "the infinity norm behaves stably",
            supports=(Theorem("adamax", "w-step-bound"), Theorem("adamax", "u-at-least-the-newest")),
            when="beta_1 is below beta_2, so that the steps are bounded",
        ),
        Assertion(
            170,
            "the recurrence with the exponent infinity is the running maximum",
            contradicts=(Theorem("adamax", "u-p-norm-without-root", "0 if u[t] < 1"),),
            because="what tends to the maximum is the p-th root; the recurrence itself tends to 0, to a "
            "number of ties or to infinity",
        ),
        Assertion(
            184,
            "Nadam is Nesterov's momentum and Adagrad together",
            contradicts=(
                Theorem("nadam", "v-terminal-value", "g²"),
                Theorem("adagrad", "G-constant-gradient", "t g²"),
            ),
            because="as with Adam: its second moment is an average and not Adagrad's sum",
        ),
    ),
)
