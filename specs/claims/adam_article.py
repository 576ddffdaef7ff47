"""What Kingma and Ba (2015) say of the size of steps, in sections 2.1 and 7.1."""

from verifier.assertions.record import Arithmetic, Assertion, Document, Run, Theorem

LEAST_BOUND = Theorem("adam", "w-step-bound", "√(β₂/((1 - β₂) (β₂ - β₁²))) (1 - β₁) lr[t]")
"""The supremum over all gradients and steps: no smaller bound holds."""

DOCUMENT = Document(
    "kingma2015",
    (
        Assertion(
            2,
            "without epsilon a step is below the rate if 1 - β₁ = √(1 - β₂)",
            contradicts=(
                Arithmetic("(1 - 0.9)**2 == 1 - 0.99"),
                Arithmetic(
                    "((0.9*0.1*10 + 0.1*11)/(1 - 0.9**2))**2 > (0.99*0.01*10**2 + 0.01*11**2)/(1 - 0.99**2)"
                ),
                LEAST_BOUND,
            ),
            because="with β₁ = 0.9, β₂ = 0.99 and the gradients 10 and 11 the second step is larger: its "
            "square, "
            "by that of the rate, is 3980/3971",
        ),
        Assertion(
            2,
            "without epsilon a step is at most the rate times (1 - β₁)/√(1 - β₂) if that is above 1",
            contradicts=(
                Arithmetic("0.1*sqrt(0.999/(0.001*(0.999 - 0.9**2))) > 7*1 and 0.1/sqrt(0.001) < 4"),
                LEAST_BOUND,
            ),
            because="with the usual betas it says 3.16, and the least bound is 7.27, by gradients that "
            "grow as (β₁/β₂)^(t-i)",
        ),
        Assertion(
            2,
            "the step does not depend on the scale of the gradients",
            supports=(Theorem("adam", "w-scaling-of-gradients-without-epsilon", "no step changes"),),
            when="epsilon is 0, or is scaled with them",
        ),
        Assertion(
            3,
            "dividing by 1 - β₂^t corrects the bias of the second moment",
            supports=(Theorem("adam", "v-unbiased", "= E[g²]"),),
            when="the second moment of the gradients does not change from step to step",
        ),
        Assertion(
            7,
            "Adamax is the limit of the p-norm as p tends to infinity, with the root",
            supports=(Theorem("adamax", "u-p-norm-limit"),),
        ),
        Assertion(
            7,
            "a step of Adamax is at most the rate",
            contradicts=(
                Run("adamax", "abs(w2 - w1) > 1", "lr=1, beta_1=9/10, beta_2=999/1000", "1000, 999", "0"),
                Theorem("adamax", "w-step-bound", "β₂ lr[t]·(1 - β₁)/|β₁ - β₂|"),
            ),
            because="with the usual betas and the gradients 1000 and 999 the second step is larger; the "
            "least bound is 1.0091",
        ),
    ),
    unit="section",
)
