"""What the article on deep learning optimizers says."""

from specs.claims.formulas import DESCENT, HEAVY_BALL, OLD_STEP
from verifier.assertions.record import Arithmetic, Assertion, Comparison, Document, Keeps, Run, Theorem

ALMOST = "almost always is no statement about a given objective"

DOCUMENT = Document(
    "dl-optimizers",
    (
        Assertion(
            9,
            "the gradient is the change in weight with respect to the change in the error",
            contradicts=(Arithmetic("((3 + 1/8)**2 - (3 - 1/8)**2)/(2/8) == 6"), Arithmetic("6 != 1/6")),
            because="it is the reverse: for the error w² at w = 3 the change of the error by that of the "
            "weight is 6",
        ),
        Assertion(
            9,
            "if the slope is zero the model stops learning",
            supports=(Theorem("sgd", "w-zero-gradient", "w[t] = w[0]"),),
            contradicts=(
                Theorem("momentum", "velocity-after-gradients-vanish", "momentum^(t-s) velocity[s]"),
            ),
            when="there is no momentum, which carries the weight on",
        ),
        Assertion(
            17,
            "one walks in the direction of the higher incline to come down",
            "higher incline",
            contradicts=(
                Theorem("sgd", "w-step-at-constant-gradient", "-lr g"),
                Run(DESCENT, "w1**2 < w0**2", "lr=1/2"),
            ),
            because="the step goes against the gradient, down the incline",
        ),
        Assertion(
            21,
            "a smaller slope makes a smaller step",
            supports=(Theorem("sgd", "w-scaling-of-gradients", "multiplied by c"),),
        ),
        Assertion(
            25,
            "the gradient term is the direction of steepest descent",
            contradicts=(Theorem("sgd", "w-step-at-constant-gradient", "-lr g"),),
            because="the gradient is the direction of steepest ascent; the minus sign in front of it "
            "turns it",
        ),
        Assertion(
            29,
            "gradient descent is a convex function",
            "is a convex function",
            contradicts=(Arithmetic("1 - 1**3 > ((0 - 0**3) + (2 - 2**3))/2"),),
            because="it is a method and no objective; read as the map of a step, w - w³ for the "
            "objective w⁴/4 and the rate 1, "
            "it is above its chord from 0 to 2",
        ),
        Assertion(
            31,
            "gradient descent goes on until the cost is as small as possible",
            supports=(Theorem("sgd", "w-stability-on-a-quadratic"),),
            contradicts=(Theorem("sgd", "w-zero-gradient"), Run(DESCENT, "w2**2 > w0**2", "lr=5/2", "0, 0")),
            when="the cost is a quadratic bowl and the rate below 2 by its largest curvature; elsewhere "
            "it stops where the gradient is zero",
        ),
        Assertion(
            35,
            "the next step is the rate times the old step",
            "Learning Rate * old step",
            contradicts=(Comparison(OLD_STEP, "sgd", "refuted"),),
            because="it is the rate times the gradient; no old step enters",
        ),
        Assertion(
            35,
            "a magnitude of 4.2 and a rate of 0.01 give a step of 0.042",
            "0.042",
            supports=(Arithmetic("4.2*0.01 == 0.042"),),
            when="4.2 is the size of the gradient, not of the old step",
        ),
        Assertion(
            37,
            "with a large rate the minimum is never reached",
            supports=(Theorem("sgd", "w-stability-on-a-quadratic", "lr h < 2"),),
            when="large means at least 2 by the curvature",
        ),
        Assertion(
            37,
            "with a small rate the minimum is reached",
            supports=(Theorem("sgd", "w-stability-on-a-quadratic", "lr h < 2"),),
            when="it is approached, on a bowl; after finitely many steps it is reached only at the rate "
            "1 by the curvature",
        ),
        Assertion(
            55,
            "single observations make the error fluctuate more",
            supports=(Theorem("sgd", "w-noise-on-a-quadratic", "Var[noise]"),),
        ),
        Assertion(
            59,
            "mini-batches are the choice for neural networks, of 50 to 256",
            undecided="what is chosen is no mathematics",
        ),
        Assertion(
            63,
            "SGD with momentum is always faster than SGD",
            "always faster",
            contradicts=(
                Run(DESCENT, "w1 == 0 and w2 == 0", "lr=1", "0, 0"),
                Run(HEAVY_BALL, "w1 == 0 and w2 != 0", "lr=1, momentum=9/10", "0, 0"),
            ),
            because="with the rate 1 by the curvature SGD is at the minimum after one step, and momentum "
            "leaves it again",
        ),
        Assertion(
            63,
            "a ball with friction reaches a terminal velocity",
            supports=(Theorem("momentum", "velocity-terminal-value"),),
            when="the gradient does not change",
        ),
        Assertion(
            65,
            "gradient descent does not care about earlier gradients",
            supports=(Keeps("sgd", ()), Theorem("sgd", "w-memory", "0 numbers")),
        ),
        Assertion(
            65,
            "where the gradient is tiny gradient descent is very slow",
            supports=(Theorem("sgd", "w-scaling-of-gradients", "multiplied by c"),),
        ),
        Assertion(
            67,
            "a momentum of 0 is high friction and one of 1 is none",
            supports=(Theorem("momentum", "velocity-after-gradients-vanish", "momentum^(t-s) velocity[s]"),),
        ),
        Assertion(
            67,
            "the momentum coefficient keeps the velocity from growing too large",
            supports=(Theorem("momentum", "velocity-total-weight", "(1 - momentum^t)/(1 - momentum)"),),
            when="it is below 1; at 1 the velocity is the sum of all gradients",
        ),
        Assertion(
            75,
            "the terminal velocity is the gradient times the rate times 1 - β",
            "multiplied by 1 − β",
            contradicts=(
                Theorem("momentum", "velocity-terminal-value", "-lr g/(1 - momentum)"),
                Arithmetic("1/(1 - 0.9) != 1*(1 - 0.9)"),
            ),
            because="it is divided by 1 - β, as the example that follows has it",
        ),
        Assertion(
            75,
            "for β = 0.9 the terminal velocity is ten times gradient and rate",
            supports=(
                Arithmetic("1/(1 - 0.9) == 10"),
                Theorem("momentum", "w-amplification", "1/(1 - momentum)"),
            ),
        ),
        Assertion(
            75,
            "momentum is then ten times faster than gradient descent",
            supports=(Theorem("momentum", "w-amplification"),),
            contradicts=(Theorem("momentum", "velocity-damping-of-alternation", "lr g/(1 + momentum)"),),
            when="the gradient does not change; alternating gradients are slowed down",
        ),
        Assertion(
            77,
            "gradient descent goes down the steep slope fast and takes long along the valley",
            supports=(Theorem("sgd", "w-on-a-quadratic", "(1 - lr h) w[t-1]"),),
            when="the rate suits the steep direction: lr h is near 1 there, and near 0 along the valley",
        ),
        Assertion(
            77,
            "momentum rolls faster and faster until it is at the bottom",
            contradicts=(
                Theorem("momentum", "velocity-terminal-value"),
                Theorem("momentum", "w-objective-can-rise-on-a-quadratic"),
            ),
            because="its velocity has a limit, and it rolls through the bottom and up again",
        ),
        Assertion(
            85,
            "Nesterov's method differs from momentum in the point of the gradient only",
            supports=(
                Comparison("nesterov", "nesterov/dl-optimizers~1", "proved"),
                Comparison("nesterov", "momentum", "refuted"),
                Theorem("nesterov", "velocity-discounted-sum", "momentum^(t-i) lr[i] g[i]"),
                Theorem("momentum", "velocity-discounted-sum", "momentum^(t-i) lr[i] g[i]"),
            ),
        ),
        Assertion(
            93,
            "Nesterov's step ends closer to the optimum",
            "slightly closer",
            supports=(Arithmetic("abs((1 - 0.1)*(1 - 0.9*2)) < abs(1 - 0.9*2 - 0.1)"),),
            contradicts=(Arithmetic("abs((1 - 0.1)*(1 - 0.9*0.1)) > abs(1 - 0.9*0.1 - 0.1)"),),
            when="the look-ahead point lies beyond the optimum; on w²/2 with the rate 0.1, from w = 1 "
            "with the velocity "
            "-0.1 and β = 0.9, it ends at 0.819 against 0.81",
        ),
        Assertion(
            93,
            "Nesterov's method reduces oscillations",
            supports=(
                Theorem("nesterov", "w-swinging-on-a-quadratic", "√(momentum·(1 - lr h))"),
                Theorem("momentum", "w-swinging-on-a-quadratic", "√momentum"),
            ),
            when="both swing: its swings shrink by √(β (1 - lr h)) a step, those of momentum by √β",
        ),
        Assertion(95, "Nesterov's method almost always speeds up training", undecided=ALMOST),
        Assertion(
            104,
            "AdaGrad scales the gradient down along steep dimensions",
            supports=(Theorem("adagrad", "w-scaling-of-gradients-without-epsilon", "no step changes"),),
        ),
        Assertion(
            108,
            "along a steep dimension s grows at each iteration",
            supports=(Theorem("adagrad", "G-never-falls"), Theorem("adagrad", "G-constant-gradient", "t g²")),
        ),
        Assertion(
            112,
            "the rate falls faster for steep dimensions",
            supports=(Theorem("adagrad", "w-step-at-constant-gradient", "ε + √t |g|"),),
        ),
        Assertion(112, "AdaGrad needs less tuning", undecided="no measure of tuning is given"),
        Assertion(
            114,
            "the rate is scaled down so much that the algorithm stops entirely",
            "stopping entirely",
            contradicts=(Theorem("adagrad", "w-way-without-end", "2 √(t + 1) - 2"),),
            because="in real numbers it never stops where the gradient stays: the way is without end",
        ),
        Assertion(
            117,
            "AdaGrad never converges to the global optimum",
            "never converging",
            contradicts=(Run("adagrad/introduction", "w1 == 0", "lr=1", "1", "1"),),
            because="on w²/2 from 1 with the rate 1 it is at the optimum after the first step, where the "
            "gradient is zero",
        ),
        Assertion(
            117,
            "RMSProp accumulates the gradients of the most recent iterations only",
            contradicts=(
                Theorem("rmsprop", "v-discounted-sum", "Σ_{i=1}^{t}"),
                Theorem("rmsprop", "v-share-of-the-newest", "1 - ρ^t"),
            ),
            because="all gradients since the start have a positive weight, falling with age",
        ),
        Assertion(
            117,
            "it does so by exponential decay",
            supports=(Theorem("rmsprop", "v-discounted-sum", "ρ^(t-i)"),),
        ),
        Assertion(127, "RMSProp almost always does better than AdaGrad", undecided=ALMOST),
        Assertion(
            130,
            "Adam keeps decaying averages of gradients and of squared gradients",
            supports=(
                Theorem("adam", "m-discounted-sum", "β₁^(t-i)"),
                Theorem("adam", "v-discounted-sum", "β₂^(t-i)"),
            ),
        ),
        Assertion(
            136,
            "the decaying average is 1 - β₁ times the decaying sum",
            "just 1 — β1 times",
            supports=(Theorem("adam", "m-average-and-sum", "(1 - β₁) S[t]"),),
        ),
        Assertion(
            136,
            "average and sum are equivalent except for a constant factor",
            "actually equivalent",
            supports=(Theorem("adam", "m-average-and-sum"),),
            contradicts=(Theorem("momentum", "velocity-total-weight", "(1 - momentum^t)/(1 - momentum)"),),
            when="the rate is divided by 1 - β₁ with it, else one has steps that are 1/(1 - β₁) times as "
            "large",
        ),
        Assertion(
            136,
            "averages that start at 0 are biased towards 0, and the corrections boost them",
            supports=(
                Theorem("adam", "m-expectation", "(1 - β₁^t) E[g]"),
                Theorem("adam", "m-correction-falls-to-one"),
                Theorem("adam", "v-correction-falls-to-one"),
            ),
        ),
        Assertion(
            134,
            "the count of iterations starts at 1",
            supports=(Arithmetic("1 - 0.9**0 == 0"),),
            because="at 0 the corrections would divide by zero",
        ),
        Assertion(
            142, "Adam requires less tuning and is easier to use", undecided="no measure of tuning is given"
        ),
    ),
)
