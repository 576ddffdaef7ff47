"""What Igel and Hüsken (2000) print of Rprop: without taking a step back.

Of their four algorithms the first is that of Riedmiller and Braun. In the second, Rprop−, no step is taken
back and no gradient is kept as 0; in the fourth, iRprop−, the gradient is kept as 0, and so there is no step
where its sign turns.
"""

from sympy import Max, Min, Piecewise, sign

from specs.alphabet import ABOVE_1, BETWEEN_0_AND_1, etas_1, etas_2, g, lr, step_sizes_1, step_sizes_2, t, w
from verifier.claim import Different
from verifier.domain import POSITIVE
from verifier.language import Eq
from verifier.letters import Parameter, Sequence
from verifier.printed import PrintedForm

WORK = "igel2000"

Delta = Sequence("Delta", "size of the step", latex=r"\Delta")
kept = Sequence("kept", "gradient of the step before, 0 after a change of its sign", latex=r"\bar{g}")
eta_plus = Parameter("eta_plus", "factor where the sign stays", ABOVE_1, latex=r"\eta^{+}")
eta_minus = Parameter("eta_minus", "factor where it turns", BETWEEN_0_AND_1, latex=r"\eta^{-}")
Delta_min = Parameter("Delta_min", "smallest size", POSITIVE, latex=r"\Delta_{\min}")
Delta_max = Parameter("Delta_max", "largest size", POSITIVE, latex=r"\Delta_{\max}")
Delta_0 = Parameter("Delta_0", "first size", POSITIVE, latex=r"\Delta_{0}")

SIZE = Eq(
    Delta[t],
    Piecewise(
        (Min(eta_plus * Delta[t - 1], Delta_max, evaluate=False), kept[t - 1] * g[t] > 0),
        (Max(eta_minus * Delta[t - 1], Delta_min, evaluate=False), kept[t - 1] * g[t] < 0),
        (Delta[t - 1], True),
    ),
)
LETTERS = (
    (Delta_0, lr),
    (eta_minus, etas_1),
    (eta_plus, etas_2),
    (Delta_min, step_sizes_1),
    (Delta_max, step_sizes_2),
)

FORMS = (
    PrintedForm(
        of="rprop",
        key="igel-minus",
        work=WORK,
        place="Algorithm 2, Rprop without weight-backtracking",
        evidence="memory: the article was not at hand",
        claim=Different(
            "no step is taken back where the sign turns, and the size adapts every time", common=True
        ),
        output=w,
        given=(g,),
        initial=(Eq(Delta[0], Delta_0),),
        update=(SIZE, Eq(kept[t], g[t]), Eq(w[t], w[t - 1] - sign(g[t]) * Delta[t])),
        assumed=(Eq(kept[0], 0),),
        letters=LETTERS,
    ),
    PrintedForm(
        of="rprop",
        key="igel-improved",
        work=WORK,
        place="Algorithm 4, iRprop without weight-backtracking",
        evidence="memory: the article was not at hand",
        claim=Different(
            "where the sign turns there is no step, and the last one is not taken back", common=True
        ),
        output=w,
        given=(g,),
        initial=(Eq(Delta[0], Delta_0),),
        update=(
            SIZE,
            Eq(kept[t], Piecewise((0, kept[t - 1] * g[t] < 0), (g[t], True))),
            Eq(w[t], w[t - 1] - sign(kept[t]) * Delta[t]),
        ),
        assumed=(Eq(kept[0], 0),),
        letters=LETTERS,
    ),
)
