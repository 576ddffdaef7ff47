"""A recurrence on a quadratic objective: where it converges, how fast, and which parameters are best.

The objective is ``h w**2/2`` with the curvature ``h > 0``; each coordinate of a quadratic of more
variables is of this kind along its principal axes. A recurrence that is linear in gradient, weight and
states is then a linear map, and its powers go to zero just where all roots of its characteristic
polynomial lie inside the unit circle.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from verifier.algebra.ring import Unsupported
from verifier.closed_form.bound import add, element, multiply, tidy
from verifier.closed_form.bound import replace as put
from verifier.closed_form.draft import Study
from verifier.closed_form.identities import Identities
from verifier.domain import POSITIVE, UNIT
from verifier.system import System, hold_constant, map_terms
from verifier.term import GRADIENT, HALF, ONE, STEP, WEIGHT, ZERO, Term, hyper, state, substitute, symbols, term
from verifier.theorems.draft import Check, Draft, Limit, at_most, equals, say
from verifier.theorems.matrices import Matrix, characteristic, linear_map, solve
from verifier.theorems.regime import Regime

LEMMA_ONE = "The powers of a number tend to 0 just where it lies strictly between -1 and 1."
LEMMA_TWO = (
    "Lemma: both roots of z² - p z + q lie inside the unit circle just where q < 1, 1 - p + q > 0 and 1 + p + q > 0. "
    "Conjugate complex roots have the product q, the square of their size, and the polynomial is positive everywhere. "
    "Real roots r, s inside give q = r s < 1 and positive values (1 - r)(1 - s) at 1 and (1 + r)(1 + s) at -1. "
    "Conversely these values being positive, r and s lie on one side of 1 and on one side of -1; both above 1 or both "
    "below -1 would give r s > 1; so both lie between."
)


@dataclass(frozen=True)
class Quadratic:
    """A recurrence on a quadratic objective.

    Attributes
    ----------
    system : System
        With the gradient of the objective put in.
    rate : str
        The hyperparameter that stands with the curvature alone.
    h, x : Term
        The curvature, and the product of rate and curvature.
    matrix : Matrix
        The step on weight and states, in ``x``, the states scaled so that the curvature is not in it.
    polynomial : tuple of Term
        The coefficients of the characteristic polynomial from the constant on, in ``x``.
    """

    system: System
    rate: str
    h: Term
    x: Term
    matrix: Matrix
    polynomial: tuple[Term, ...]

    @property
    def product(self) -> Term:
        """The product of rate and curvature in the letters of the recurrence."""
        return hyper(self.rate) * self.h


def theorems(study: Study) -> Iterator[Draft]:
    """Stability, speed and best parameters on a quadratic objective."""
    found = read_quadratic(study)
    if found is None:
        return
    yield polynomial(study, found)
    yield from stability(study, found)
    yield from speeds(study, found)
    yield from noise(study, found)


def read_quadratic(study: Study) -> Quadratic | None:
    """The recurrence on a quadratic objective, where it is a linear map of one or two numbers."""
    system = hold_constant(study.reading.system, [h.name for h in study.reading.system.hypers if h.varies])
    states = [s.name for s in system.states]
    rates = [h.name for h in study.reading.system.hypers if h.varies]
    if len(states) > 1 or len(rates) != 1 or any(s.initial != ZERO for s in system.states):
        return None
    h, x = letter(study, "hLc"), letter(study, "xyz")
    moved = map_terms(system, {GRADIENT: h * system.query}, {})
    variables = [WEIGHT, *map(state, states)]
    identities = study.identities()
    try:
        matrix = linear_map(identities, [moved.weight, *(s.update for s in moved.states)], variables)
        if matrix is None or any(STEP in symbols(row) for row in matrix):
            return None
        shown = tuple(
            identities.simplest(substitute([c], {hyper(rates[0]): x / h})[0]) for c in characteristic(identities, matrix)
        )
    except (Unsupported, ZeroDivisionError):
        return None
    return None if h in symbols(shown) else Quadratic(moved, rates[0], h, x, matrix, shown)


def letter(study: Study, choices: str) -> Term:
    """A letter that the recurrence does not use."""
    return hyper(next(c for c in choices if c not in study.taken))


def setting(study: Study, found: Quadratic) -> tuple[str, ...]:
    """The hypotheses on the objective."""
    rate, h = study.plain.name(found.rate), found.h.name
    return (f"the objective is {h} w²/2 with {h} > 0", f"{rate} does not change")


def trace_and_determinant(found: Quadratic) -> tuple[Term, Term]:
    """``p`` and ``q`` of ``z² - p z + q``."""
    q, minus_p, _ = found.polynomial
    return ZERO - minus_p, q


def polynomial(study: Study, found: Quadratic) -> Draft:
    """The recurrence of the weight alone: Cayley and Hamilton."""
    identities = study.identities()
    real = [substitute([c], {found.x: found.product})[0] for c in found.polynomial]
    order = len(real) - 1
    past = [element(WEIGHT.name, tidy(STEP - k)) for k in range(order + 1)]
    right = add(
        multiply([identities.simplest(ZERO - c), past[order - k]]) for k, c in list(enumerate(real[:-1]))[::-1]
    )
    z = letter(study, "zqk")
    shown = add(multiply([c, *([z**k if k > 1 else z] if k else [])]) for k, c in reversed(list(enumerate(found.polynomial))))
    write = study.plain.write
    return Draft(
        WEIGHT.name,
        "on-a-quadratic",
        say(past[0], " = ", right, " for ", Term("ge", STEP, term(order))),
        setting(study, found),
        (
            f"With the gradient {write(found.h)} times the point at which it is asked for, a step is a linear map of "
            f"{' and '.join(['the weight', *(s.name for s in found.system.states)])}.",
            f"Its characteristic polynomial is {write(shown)} with {write(found.x)} = {write(found.product)}.",
            "By the theorem of Cayley and Hamilton the map satisfies it, hence every sequence that it makes does.",
        ),
        (Check(equals(past[0], right), regime(found), tuple(range(order, 6)), found.system),),
    )


def regime(found: Quadratic, **fixed: Fraction) -> Regime:
    """Runs on the objective: there is no gradient from outside."""
    return Regime(letters=((found.h.name, POSITIVE),), fixed=tuple(fixed.items()))


def conditions(found: Quadratic) -> tuple[Term, ...]:
    """What must be positive for stability, affine in ``x`` for the recurrences of the field."""
    if len(found.polynomial) == 2:
        root = ZERO - found.polynomial[0]
        return ONE - root, ONE + root
    p, q = trace_and_determinant(found)
    return ONE - q, ONE - p + q, ONE + p + q


def bounds_on(study: Study, found: Quadratic) -> tuple[list[Term], list[Term]] | None:
    """The lower and upper bounds that the conditions put on ``x``; None where one is not affine in it."""
    identities = study.identities()
    low: list[Term] = []
    high: list[Term] = []
    for condition in conditions(found):
        zero, one, two = (substitute([condition], {found.x: term(k)})[0] for k in (0, 1, 2))
        slope = identities.simplest(one - zero)
        if not identities.equal(two - one, slope):
            return None
        if slope == ZERO:
            if not identities.positive(zero):
                return None
            continue
        edge = identities.simplest(ZERO - zero / slope)
        if identities.positive(slope):
            low.append(edge)
        elif identities.positive(ZERO - slope):
            high.append(edge)
        elif not implied(identities, found, condition):
            return None
    return low, high


def implied(identities: Identities, found: Quadratic, condition: Term) -> bool:
    """Whether a condition of which the slope may vanish holds for every positive ``x``."""
    zero = substitute([condition], {found.x: ZERO})[0]
    one = substitute([condition], {found.x: ONE})[0]
    return identities.positive(zero) and identities.non_negative(one - zero)


def upper_edge(study: Study, found: Quadratic) -> Term | None:
    """The end of the stable interval that begins at 0."""
    bounds = bounds_on(study, found)
    if bounds is None:
        return None
    identities, (low, high) = study.identities(), bounds
    if not all(identities.non_negative(ZERO - edge) for edge in low) or ZERO not in low:
        return None
    least = [e for e in high if all(identities.non_negative(other - e) for other in high)]
    return least[0] if least else None


def radius(found: Quadratic, x: Term) -> Term:
    """The size of the largest root."""
    if len(found.polynomial) == 2:
        return Term("abs", substitute([found.polynomial[0]], {found.x: x})[0])
    p, q = (substitute([v], {found.x: x})[0] for v in trace_and_determinant(found))
    gap = p**2 - q * 4
    real = (Term("abs", p) + Term("abs", gap) ** HALF) / 2
    return Term("where", Term("lt", gap, ZERO), Term("abs", q) ** HALF, real)


def stability(study: Study, found: Quadratic) -> Iterator[Draft]:
    """The rates at which the weight goes to the minimum, from everywhere."""
    edge = upper_edge(study, found)
    if edge is None:
        return
    u = letter(study, "uoy")
    write = study.plain.write
    inside, outside = radius(found, u * edge), radius(found, (ONE + u) * edge)
    small = Regime(letters=((u.name, UNIT), (found.h.name, POSITIVE)))
    lemma = LEMMA_ONE if len(found.polynomial) == 2 else LEMMA_TWO
    asked = ", ".join(f"{write(study.identities().simplest(c))} > 0" for c in conditions(found))
    yield Draft(
        WEIGHT.name,
        "stability-on-a-quadratic",
        say(Limit("t", element(WEIGHT.name, STEP)), " = 0 from every start just where ", Term("lt", found.product, edge)),
        setting(study, found),
        (
            lemma,
            f"With {write(found.x)} = {write(found.product)} > 0 the conditions are {asked}.",
            f"For {write(found.x)} > 0 all of them hold just where {write(found.x)} < {write(edge)}.",
        ),
        (
            Check(Term("lt", inside, ONE), small, (1,)),
            Check(Term("lt", ONE, outside), small, (1,)),
            Check(equals(radius(found, edge), ONE), small, (1,)),
        ),
        (f"At {write(found.product)} = {write(edge)} a root has the size 1, and there are starts from which the weight does not go to 0.",),
    )
    if len(found.polynomial) == 2:
        yield monotone(study, found)
    else:
        yield oscillation(study, found)


def monotone(study: Study, found: Quadratic) -> Draft:
    """Where each step brings the weight nearer to the minimum, and where it never crosses it."""
    root = ZERO - found.polynomial[0]
    h, write = found.h, study.plain.write
    now_, before = (element(WEIGHT.name, tidy(STEP - k)) for k in (0, 1))
    loss, earlier = (h * v**2 / 2 for v in (now_, before))
    shown = study.identities().simplest(substitute([root], {found.x: found.product})[0])
    inner = substitute([ONE - root**2], {found.x: found.product})[0]
    drop = study.identities().simplest(inner * earlier)
    return Draft(
        WEIGHT.name,
        "descent-on-a-quadratic",
        say("each step lowers the objective by ", drop, ": it falls just where ", Term("lt", found.product, term(2)), " and rises beyond"),
        (*setting(study, found), "the weight is not 0"),
        (
            f"A step multiplies the weight with {write(shown)}, and the objective with its square.",
            f"{write(ONE - shown**2)} = {write(study.identities().simplest(inner))}, identically, which is positive for "
            f"0 < {write(found.product)} < 2, zero at 2 and negative beyond.",
        ),
        (Check(equals(earlier - loss, drop), regime(found), (1, 2, 3), found.system),),
        (f"With {write(found.product)} = 3 the weight 1 becomes -2, and the objective is multiplied by 4.",),
    )


def oscillation(study: Study, found: Quadratic) -> Draft:
    """Where the roots are complex, so that the weight swings about the minimum."""
    identities, write = study.identities(), study.plain.write
    p, q = trace_and_determinant(found)
    gap = identities.simplest(p**2 - q * 4)
    shown = substitute([gap], {found.x: found.product})[0]
    u = letter(study, "uoy")
    size = Term("abs", substitute([q], {found.x: u})[0]) ** HALF
    complex_only = Term("where", Term("lt", substitute([gap], {found.x: u})[0], ZERO), radius(found, u) - size, ZERO)
    det = substitute([q], {found.x: found.product})[0]
    return Draft(
        WEIGHT.name,
        "swinging-on-a-quadratic",
        say("the weight swings about the minimum, its swings multiplied by ", det**HALF, " at each step, just where ", Term("lt", shown, ZERO)),
        setting(study, found),
        (
            f"The polynomial z² - p z + q with p = {write(identities.simplest(p))} and q = {write(q)} has complex roots just where "
            f"p² - 4 q = {write(gap)} is negative.",
            "Conjugate roots have the product q, hence the size √q each; powers of them turn at a constant angle, "
            "and real ones do not.",
        ),
        (Check(equals(complex_only, ZERO), Regime(letters=((u.name, UNIT),)), (1,)),),
    )


def speeds(study: Study, found: Quadratic) -> Iterator[Draft]:
    """The parameters with which the slowest of all curvatures between two is fastest."""
    if len(found.polynomial) == 2:
        root = ZERO - found.polynomial[0]
        if study.identities().equal(root, ONE - found.x):
            yield best_rate(study, found)
        return
    p, q = trace_and_determinant(found)
    identities = study.identities()
    for name in sorted({s.name for s in symbols([q])} - {found.x.name}):
        b = hyper(name)
        if identities.equal(q, b) and identities.equal(p, ONE + b - found.x):
            yield best_heavy_ball(study, found, b)
        if identities.equal(q, b * (ONE - found.x)) and identities.equal(p, (ONE + b) * (ONE - found.x)):
            yield look_ahead(study, found, b)
            yield better_look_ahead(study, found, b)


LOWEST, HIGHEST = Term("sym", "hyper", "h_min"), Term("sym", "hyper", "h_max")
RANGE = "the curvatures lie between h_min and h_max, and reach both, 0 < h_min < h_max"


def _ends(low: Term, high: Term) -> Regime:
    """Two curvatures by their roots: ``high`` is larger."""
    return Regime(letters=((low.name, UNIT), (high.name, Fraction(2))))


def best_rate(study: Study, found: Quadratic) -> Draft:
    """The best rate of a step that multiplies the weight with one minus rate times curvature."""
    rate = term(2) / (LOWEST + HIGHEST)
    speed = (HIGHEST - LOWEST) / (HIGHEST + LOWEST)
    write = study.plain.write
    ends = _ends(LOWEST, HIGHEST)
    checks = tuple(
        Check(equals(Term("abs", ONE - rate * end), speed), ends, (1,)) for end in (LOWEST, HIGHEST)
    )
    return Draft(
        WEIGHT.name,
        "best-rate-on-a-quadratic",
        say("the slowest direction is fastest with ", hyper(found.rate), " = ", rate, ", which multiplies it by ", speed, " at each step"),
        (RANGE, f"{study.plain.name(found.rate)} does not change"),
        (
            f"Along the curvature h a step multiplies by 1 - {write(found.x)}, {write(found.x)} = {study.plain.name(found.rate)} h. "
            "The size is largest at an end of the interval, |1 - z| being convex.",
            f"With {study.plain.name(found.rate)} = {write(rate)} both ends give {write(speed)}, with opposite signs.",
            "A smaller rate makes 1 minus the rate times h_min larger, a larger one makes the rate times h_max minus 1 larger: it is the best.",
        ),
        checks,
    )


def best_heavy_ball(study: Study, found: Quadratic, b: Term) -> Draft:
    """The best rate and momentum of the heavy ball."""
    low, high = LOWEST**HALF, HIGHEST**HALF
    rate, momentum = term(4) / (low + high) ** 2, ((high - low) / (high + low)) ** 2
    speed = (high - low) / (high + low)
    ends = _ends(LOWEST, HIGHEST)
    sizes = [put(radius(found, rate * end), {b: momentum}) for end in (LOWEST, HIGHEST, (LOWEST + HIGHEST) / 2)]
    gaps = [put(_gap(found), {b: momentum, found.x: rate * end}) for end in (LOWEST, HIGHEST)]
    name, other = study.plain.name(found.rate), study.plain.name(b.name)
    return Draft(
        WEIGHT.name,
        "best-parameters-on-a-quadratic",
        say("the slowest direction is fastest with ", hyper(found.rate), " = ", rate, " and ", b, " = ", momentum, ", with the spectral radius ", speed),
        (RANGE, f"{name} and {other} do not change"),
        (
            f"With these values the discriminant p² - 4 q is 0 at both ends of the interval of {name} h; it is a "
            f"quadratic in it that opens upward, hence not positive between: all roots have the size √{other}, which is the value given.",
            f"None is smaller: if all roots have at most the size r < 1, then {other} ≤ r², and the polynomial is not negative at r and "
            f"at -r, which says (1 - r)(1 - {other}/r) ≤ {name} h ≤ (1 + r)(1 + {other}/r) for every curvature. The quotient of the two "
            f"ends grows with {other}, so that h_max/h_min ≤ ((1 + r)/(1 - r))²: solved for r, it is at least the value given.",
        ),
        (
            *(Check(equals(g, ZERO), ends, (1,)) for g in gaps),
            *(Check(at_most(Term("abs", s**2 - put(momentum, {})), Term("num", Fraction(1, 10**20))), ends, (1,)) for s in sizes),
        ),
    )


def _gap(found: Quadratic) -> Term:
    p, q = trace_and_determinant(found)
    return p**2 - q * 4


def look_ahead(study: Study, found: Quadratic, b: Term) -> Draft:
    """The usual parameters of the look-ahead gradient."""
    low, high = LOWEST**HALF, HIGHEST**HALF
    rate, momentum = ONE / HIGHEST, (high - low) / (high + low)
    speed = ONE - low / high
    ends = _ends(LOWEST, HIGHEST)
    near = Term("num", Fraction(1, 10**20))
    slow = put(radius(found, rate * LOWEST), {b: momentum})
    middle = put(radius(found, rate * (LOWEST + HIGHEST) / 2), {b: momentum})
    name, other = study.plain.name(found.rate), study.plain.name(b.name)
    return Draft(
        WEIGHT.name,
        "usual-parameters-on-a-quadratic",
        say("with ", hyper(found.rate), " = ", rate, " and ", b, " = ", momentum, " the spectral radius of the slowest direction is ", speed),
        (RANGE, f"{name} and {other} do not change"),
        (
            f"The discriminant is (1 - x)((1 + {other})²(1 - x) - 4 {other}) with x = {name} h, from h_min/h_max to 1. Its second factor "
            f"is 0 at x = ((1 - {other})/(1 + {other}))² = h_min/h_max and falls: the roots are complex or double.",
            f"Their size is √({other} (1 - x)), which falls with x and is largest at h_min/h_max: the value given.",
        ),
        (Check(at_most(Term("abs", slow - speed), near), ends, (1,)), Check(at_most(middle, speed + near), ends, (1,))),
    )


def better_look_ahead(study: Study, found: Quadratic, b: Term) -> Draft:
    """Parameters that are better than the usual ones: both ends are equally slow."""
    s = (HIGHEST * 3 / LOWEST + 1) ** HALF
    rate, momentum = term(4) / (HIGHEST * 3 + LOWEST), (s - 2) / (s + 2)
    speed = ONE - term(2) / s
    ends = _ends(LOWEST, HIGHEST)
    near = Term("num", Fraction(1, 10**20))
    sizes = [put(radius(found, rate * end), {b: momentum}) for end in (LOWEST, HIGHEST)]
    usual = ONE - (LOWEST / HIGHEST) ** HALF
    name, other = study.plain.name(found.rate), study.plain.name(b.name)
    return Draft(
        WEIGHT.name,
        "better-parameters-on-a-quadratic",
        say("with ", hyper(found.rate), " = ", rate, " and ", b, " = ", momentum, " it is ", speed, ", which is less"),
        (RANGE, f"{name} and {other} do not change"),
        (
            f"Put s² = 3 h_max/h_min + 1 and x = {name} h. At h_min, x = 4/s² = ((1 - {other})/(1 + {other}))², where the roots are double, of the size 1 - 2/s. "
            "Up to x = 1 they are complex and fall in size.",
            "Beyond 1 they are real, and the size of the larger grows with x; at h_max it is the root -(1 - 2/s), as putting it in shows.",
            "4 h_max < 3 h_max + h_max, so that s < 2 √(h_max/h_min) and 2/s > √(h_min/h_max): less than with the usual parameters.",
        ),
        (
            *(Check(at_most(Term("abs", x - speed), near), ends, (1,)) for x in sizes),
            Check(Term("lt", speed, usual), ends, (1,)),
        ),
    )


def noise(study: Study, found: Quadratic) -> Iterator[Draft]:
    """How far noise of the gradient keeps the weight from the minimum."""
    identities, system = study.identities(), study.reading.system
    held = hold_constant(system, [found.rate])
    variables = [WEIGHT, *(state(s.name) for s in held.states)]
    resting = dict.fromkeys(variables, ZERO) | {GRADIENT: ONE}
    b = [identities.simplest(substitute([u], resting)[0]) for u in (held.weight, *(s.update for s in held.states))]
    try:
        spread = lyapunov(identities, found.matrix, b)
    except ZeroDivisionError:
        return
    sigma = Term("variance", Term("sym", "hyper", "noise"))
    value = multiply([spread[0][0], sigma])
    edge = upper_edge(study, found)
    if edge is None:
        return
    write = study.plain.write
    matrix = found.matrix
    again = identities.simplest(
        add(multiply([matrix[0][i], spread[i][j], matrix[0][j]]) for i in range(len(b)) for j in range(len(b))) + b[0] ** 2
    )
    if not identities.equal(again, spread[0][0]):
        raise ArithmeticError("the variance on a quadratic is not the fixed point")
    yield Draft(
        WEIGHT.name,
        "noise-on-a-quadratic",
        say(Limit("t", Term("variance", element(WEIGHT.name, STEP))), " = ", value),
        (
            *setting(study, found),
            "each gradient has an additional noise, independent, with mean 0 and the same variance",
            f"{write(found.product)} < {write(edge)}",
        ),
        (
            "The covariance of weight and states obeys P ← M P Mᵀ + b bᵀ times the variance of the noise, with the matrix M of the step and "
            "the effect b of a unit of noise on it.",
            f"Its fixed point is the solution of linear equations; its first entry is {write(spread[0][0])}, and putting it in holds identically.",
            "The difference from the fixed point is multiplied by M from both sides at each step, and tends to 0 where the method is stable.",
        ),
        (Check(equals(again, spread[0][0]), regime(found), (1,)),),
    )


def lyapunov(identities: Identities, matrix: Matrix, b: list[Term]) -> Matrix:
    """The symmetric solution of ``P = M P Mᵀ + b bᵀ``."""
    size = len(matrix)
    pairs = [(i, j) for i in range(size) for j in range(i, size)]
    rows, right = [], []
    for i, j in pairs:
        row = []
        for k, m in pairs:
            both = matrix[i][k] * matrix[j][m]
            if k != m:
                both = both + matrix[i][m] * matrix[j][k]
            row.append((ONE if (i, j) == (k, m) else ZERO) - both)
        rows.append(tuple(row))
        right.append(b[i] * b[j])
    values = dict(zip(pairs, solve(identities, tuple(rows), right), strict=True))
    return tuple(tuple(values[min(i, j), max(i, j)] for j in range(size)) for i in range(size))
