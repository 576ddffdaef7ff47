"""Small systems built directly from terms: optimizers in variants that differ in one place."""

from __future__ import annotations

from fractions import Fraction

from verifier.domain import NON_NEGATIVE, POSITIVE, UNIT
from verifier.system import Hyper, State, System
from verifier.term import (
    GRADIENT,
    ONE,
    STEP,
    WEIGHT,
    ZERO,
    Term,
    hyper,
    sequence,
    sqrt,
    state,
    term,
    where,
)

g, w, t = GRADIENT, WEIGHT, STEP
lr, b, b1, b2, eps, wd = map(hyper, ("lr", "b", "b1", "b2", "eps", "wd"))
m, v, u, k = map(state, ("m", "v", "u", "k"))
DOMAINS = {"lr": POSITIVE, "eps": POSITIVE, "wd": NON_NEGATIVE, "b": UNIT, "b1": UNIT, "b2": UNIT}


def system(
    hypers: str,
    weight: Term,
    states: dict[str, Term] | None = None,
    query: Term = WEIGHT,
    varies: str = "",
    starts: dict[str, Term] | None = None,
) -> System:
    """A system of these hyperparameters; states start at zero."""
    first = starts or {}
    return System(
        name="sample",
        hypers=tuple(Hyper(n, DOMAINS[n], varies=n in varies.split()) for n in hypers.split()),
        states=tuple(State(n, first.get(n, ZERO), x) for n, x in (states or {}).items()),
        weight=weight,
        query=query,
    )


def sgd(step: Term) -> System:
    """A step along something made of the gradient."""
    return system("lr", w - lr * step)


def relation(op: str, x: Term, y: Term | int | Fraction) -> Term:
    """A comparison."""
    return Term(op, x, term(y))


def mean(decay: Term, old: Term, new: Term) -> Term:
    """An exponential moving average."""
    return decay * old + (ONE - decay) * new


def adam(
    first: Term = b1, second: Term = b2, epsilon: Term = eps, inside: bool = False, late: int = 0,
    corrected: bool = True,
) -> System:  # fmt: skip
    """Adam with its decay rates, epsilon, the place of epsilon and the step index to be chosen."""
    m1, v1 = mean(first, m, g), mean(second, v, g**2)
    index = t + late if late else t
    m_hat = m1 / (ONE - first**index) if corrected else m1
    v_hat = v1 / (ONE - second**index) if corrected else v1
    below = sqrt(v_hat + epsilon) if inside else sqrt(v_hat) + epsilon
    return system("lr b1 b2 eps", w - lr * m_hat / below, {"m": m1, "v": v1})


def amsgrad(maximum_first: bool) -> System:
    """AMSGrad with the maximum before or after the correction of the bias."""
    m1, v1 = mean(b1, m, g), mean(b2, v, g**2)
    correction = ONE - b2**t
    u1 = Term("max", u, v1 if maximum_first else v1 / correction)
    below = sqrt(u1 / correction if maximum_first else u1) + eps
    return system("lr b1 b2 eps", w - lr * (m1 / (ONE - b1**t)) / below, {"m": m1, "v": v1, "u": u1})


def deviating(still: bool = False) -> System:
    """A gradient over its deviation; one that stands still for a zero, where the root may not exist."""
    deviation = sqrt(mean(b2, v, g**2) - mean(b1, m, g) ** 2 + eps)
    moved = w - lr * g / deviation
    moved = where(Term("and", relation("eq", g, 0), relation("lt", ONE, t)), w, moved) if still else moved
    return system("lr b1 b2 eps", moved, {"m": mean(b1, m, g), "v": mean(b2, v, g**2)})


def centred_at_zero(otherwise: Term) -> System:
    """A mean of gradients, and something else where a gradient makes it zero late in a run."""
    now = mean(b1, m, g)
    zero = Term("and", relation("eq", now, 0), relation("ne", g, 0))
    late = Term("and", zero, relation("lt", term(12), t))
    return system("lr b1", where(late, otherwise, w - lr * now), {"m": now})


def radam(threshold: int, op: str = "lt") -> System:
    """RAdam with its threshold and comparison."""
    m1, v1 = mean(b1, m, g), mean(b2, v, g**2)
    limit = term(2) / (ONE - b2) - 1
    rho = limit - term(2) * t * b2**t / (ONE - b2**t)
    rectified = sqrt((rho - 4) * (rho - 2) * limit / ((limit - 4) * (limit - 2) * rho))
    m_hat, root = m1 / (ONE - b1**t), sqrt(v1 / (ONE - b2**t)) + eps
    step = where(relation(op, term(threshold), rho), rectified * m_hat / root, m_hat)
    return system("lr b1 b2 eps", w - lr * step, {"m": m1, "v": v1})


def momentum(rate: Term, inside: bool) -> System:
    """Momentum with the rate inside or outside the buffer."""
    varies = "lr" if rate is not lr else ""
    m1 = b * m + rate * g if inside else b * m + g
    return system("lr b", w - m1 if inside else w - rate * m1, {"m": m1}, varies=varies)


def nesterov() -> System:
    """Nesterov's method, which asks ahead of its weight."""
    m1 = b * m - lr * g
    return system("lr b", w + m1, {"m": m1}, query=w + b * m)


def heavy_ball() -> System:
    """The same buffer, asked at the weight."""
    m1 = b * m - lr * g
    return system("lr b", w + m1, {"m": m1})


def looked_ahead() -> System:
    """Nesterov's method with the look-ahead point kept as the weight."""
    m1 = b * m - lr * g
    return system("lr b", w + b * m1 - lr * g, {"m": m1})


RATE = sequence("lr", 0)
TINY = Term("num", Fraction(1, 10**8))

DIFFERENT: dict[str, tuple[System, System]] = {
    "epsilon inside and outside the root": (adam(), adam(inside=True)),
    "swapped betas": (adam(), adam(first=b2, second=b1)),
    "without bias correction": (adam(), adam(corrected=False)),
    "epsilon off by 1e-8": (adam(), adam(epsilon=eps + TINY)),
    "the step index shifted by one": (adam(), adam(late=1)),
    "the maximum before and after the correction": (amsgrad(True), amsgrad(False)),
    "wrong only for t > 1000": (sgd(g), sgd(where(relation("lt", term(1000), t), g * 2, g))),
    "wrong only once a counter passes 700": (
        system("lr", w - lr * g),
        system("lr", w - lr * where(relation("lt", term(700), k), g * 2, g), {"k": k + 1}),
    ),
    "wrong once, where the weight has grown": (
        system("lr wd", w - lr * (g + wd * 10**9 * w)),
        system("lr wd", w - lr * (g + wd * 10**9 * w) + where(relation("eq", t, 60), ONE, ZERO)),
    ),
    "wrong only at g = 0": (sgd(g), sgd(where(relation("eq", g, 0), ONE, g))),
    "wrong only at wd = 0": (
        system("lr wd", w - lr * g),
        system("lr wd", where(relation("eq", wd, 0), w, w - lr * g)),
    ),
    "wrong only for b > 199/200": (
        system("lr b", w - lr * g),
        system("lr b", where(relation("lt", term(Fraction(199, 200)), b), w, w - lr * g)),
    ),
    "wrong only for 3 < g < 3.01": (
        sgd(g),
        sgd(where(Term("and", relation("lt", term(3), g), relation("lt", g, Fraction(301, 100))), ONE, g)),
    ),
    "wrong only once the mean square passes 50": (
        system("lr b", w - lr * g, {"v": mean(b, v, g**2)}),
        system("lr b", w - lr * where(relation("lt", term(50), v), ONE, g), {"v": mean(b, v, g**2)}),
    ),
    "wrong only at w = 5": (sgd(g), sgd(where(relation("eq", w, 5), ONE, g))),
    "wrong only at t = 77": (sgd(g), sgd(where(relation("eq", t, 77), ONE, g))),
    "wrong only for a repeated gradient": (
        system("lr", w - lr * g, {"k": g}),
        system("lr", w - lr * where(Term("eq", g, k), ONE, g), {"k": g}),
    ),
    "wrong only for equal betas": (
        system("lr b1 b2", w - lr * g),
        system("lr b1 b2", where(Term("eq", b1, b2), w, w - lr * g)),
    ),
    "another bound of a clip": (sgd(Term("min", g, term(10))), sgd(Term("min", g, term(11)))),
    "> against >= at a rational tie": (
        sgd(where(relation("lt", g, 7), g, g * 2)),
        sgd(where(relation("le", g, 7), g, g * 2)),
    ),
    "> against >= at an irrational tie": (
        sgd(where(relation("lt", g**2, 7), g, g * 2)),
        sgd(where(relation("le", g**2, 7), g, g * 2)),
    ),
    "> against >= where a mean meets the gradient": (
        system("lr b", w - lr * where(Term("lt", m * 7, g + 3), g, g * 2), {"m": mean(b, m, g)}),
        system("lr b", w - lr * where(Term("le", m * 7, g + 3), g, g * 2), {"m": mean(b, m, g)}),
    ),
    "RAdam's threshold 4 and 5": (radam(4), radam(5)),
    "RAdam's > and >=": (radam(5), radam(5, "le")),
    "the rate inside and outside the buffer, varying": (momentum(RATE, True), momentum(RATE, False)),
    "undefined where a faster mean fades below a slower one": (
        deviating(),
        deviating(still=True),
    ),
    "wrong only where a mean is zero after twelve steps": (centred_at_zero(w), centred_at_zero(w + 1)),
    "a step that is reckoned with a root, wrong for t > 1500": (
        sgd(where(relation("le", t, 1200), g, g * 2)),
        sgd(
            where(
                relation("le", sqrt(t * 7) * sqrt(t * 7), 8400),
                g,
                where(relation("lt", term(1500), t), g, g * 2),
            )
        ),
    ),
    "undefined at a leading zero gradient": (
        adam(epsilon=ZERO),
        system(
            "lr b1 b2 eps",
            where(relation("eq", g, 0), w, adam(epsilon=ZERO).weight),
            {"m": mean(b1, m, g), "v": mean(b2, v, g**2)},
        ),
    ),
    "a cancelled factor that may be zero": (sgd((g**2 - 4) / (g - 2)), sgd(g + 2)),
    "a cancelled factor of hyperparameters": (
        system("lr b", w - lr * g / (b - Fraction(2, 7)) * (b - Fraction(2, 7))),
        system("lr b", w - lr * g),
    ),
    "look-ahead and heavy ball": (nesterov(), heavy_ball()),
}

EQUAL: dict[str, tuple[System, System]] = {
    "Adam and itself": (adam(), adam()),
    "AMSGrad and itself": (amsgrad(False), amsgrad(False)),
    "RAdam and itself": (radam(5), radam(5)),
    "the rate inside and outside the buffer, constant": (momentum(lr, True), momentum(lr, False)),
    "the maximum and a branch": (
        system("lr b", w - lr * Term("max", g, b)),
        system("lr b", w - lr * where(Term("lt", g, b), b, g)),
    ),
    "Nesterov and itself": (nesterov(), nesterov()),
}
