"""What functions and methods of array libraries do, and how programs call their letters."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction

from verifier.lift.reading import Apply, Node, Number

TWO, ONE, ZERO = Number(Fraction(2)), Number(Fraction(1)), Number(Fraction(0))

Build = Callable[..., Node]

CLOCKS = ("t", "k", "n", "s", "tau", "i")
"""Letters that count the steps where nothing else defines them."""
WHERE = re.compile(
    r"(?:[\s$.,;:)\]}]|\\(?!end\{))*+(?:\\end\{\w+\*?\}[\s$.,;:]*+)?"
    r"\b(?:where|with|here|in which|wobei|mit|où|avec|donde|dove|где)\b(?:(?!\n\s*\n).){0,600}",
    re.DOTALL | re.IGNORECASE,
)
"""What stands between a formula and those that the sentence behind it explains its letters by."""
AT = re.compile(
    r"(?:\b(?:at|for|when|if|step|after|until|in|bei|für|pour|quand|cuando|para|при|для)|在|当|取|までの|時刻)\W*\Z",
    re.IGNORECASE,
)
"""Words before a step that is an example, "at t = 1"."""


def operation(op: str) -> Build:
    """A function of terms that makes one operation of its arguments."""
    return lambda *args: Apply(op, args)


def _folded(op: str) -> Build:
    def build(first: Node, *rest: Node) -> Node:
        for each in rest:
            first = Apply(op, (first, each))
        return first

    return build


def _lerp(a: Node, b: Node, weight: Node) -> Node:
    return Apply("add", (a, Apply("mul", (weight, Apply("sub", (b, a))))))


def _reciprocal(x: Node) -> Node:
    return Apply("div", (ONE, x))


UNARY: Mapping[str, Build] = {
    "sqrt": operation("sqrt"),
    "rsqrt": lambda x: _reciprocal(Apply("sqrt", (x,))),
    "abs2": lambda x: Apply("pow", (x, TWO)),
    "square": lambda x: Apply("pow", (x, TWO)),
    "sqr": lambda x: Apply("pow", (x, TWO)),
    "abs": operation("abs"),
    "absolute": operation("abs"),
    "fabs": operation("abs"),
    "sign": operation("sign"),
    "sgn": operation("sign"),
    "signum": operation("sign"),
    "exp": operation("exp"),
    "log": operation("log"),
    "neg": operation("neg"),
    "negative": operation("neg"),
    "reciprocal": _reciprocal,
    "safe_increment": lambda x: Apply("add", (x, ONE)),
    "safe_int32_increment": lambda x: Apply("add", (x, ONE)),
}
"""Functions of one number; some libraries begin them with a capital."""

BINARY: Mapping[str, Build] = {
    "add": operation("add"),
    "sub": operation("sub"),
    "subtract": operation("sub"),
    "mul": operation("mul"),
    "multiply": operation("mul"),
    "div": operation("div"),
    "divide": operation("div"),
    "true_divide": operation("div"),
    "pow": operation("pow"),
    "power": operation("pow"),
    "minimum": _folded("min"),
    "maximum": _folded("max"),
    "min": _folded("min"),
    "max": _folded("max"),
    "fmax": _folded("max"),
    "fmin": _folded("min"),
}
"""Functions of two numbers."""

TERNARY: Mapping[str, Build] = {
    "where": operation("where"),
    "cond": operation("where"),
    "lerp": _lerp,
    "clip": lambda x, low, high: Apply("min", (Apply("max", (x, low)), high)),
    "clamp": lambda x, low, high: Apply("min", (Apply("max", (x, low)), high)),
}
"""Functions of three numbers."""

IDENTITIES = frozenset(
    """array asarray as_tensor tensor constant convert_to_tensor float Tensor cast detach clone copy data
    value val values numpy item contiguous to type_as double ravel squeeze broadcast stop_gradient identity
    read_value flatten cpu cuda astype float32 float64 DeviceArray Parameter Variable variable no_grad view_as
    expand_as asscalar real conj noalias matrix float_t oftype convert as_strided similar deepcopy
    shared storage static_cast realize""".split()
)
"""Functions and methods that give back what they are given, as far as one coordinate goes."""

ZEROS = frozenset("zeros zeros_like zero zerosLike zeros_initializer".split())
ONES = frozenset("one ones ones_like onesLike".split())
FULL = frozenset("full full_like fill".split())
SMALLEST = frozenset(("eps", "epsilon"))
"""How libraries call the smallest number of a type: ``np.finfo(float).eps``, ``K.epsilon()``."""

GRADIENT_NAME = re.compile(
    r"(∇\w*|Δ|g|gs|gt|g_t|d|dw|db|dx|dp|d_p|d_w|d_x|dtheta|d_theta|dt|df|dj|dl|dparams?|dweights?|nabla\w*|"
    r"\w*grad(ient)?s?(_(ptr|data))?|(grad(ient)?s?|g)_?\w{0,12}|d[LJjf]_?d?_?(w|theta|x|p|b)?|"
    r"d_?(w|theta|b)_?\d{1,2}|dc_?dw|deriv(ative)?s?|dvec|slope)",
    re.IGNORECASE,
)
"""How programs call the gradient, or a gradient."""

FORMULA_WEIGHT = re.compile(
    r"w|theta|x|p|phi|omega|b|xi|psi|weights?|params?|parameters?|w_new|theta_new|x_new|z|y|a|beta|variables?|var",
    re.IGNORECASE,
)
"""How formulas call the weight."""

BATCH = re.compile(
    r"(mini_?)?batch(_?size)?|bs|n(um)?_?(samples|examples|data|points)|N|n_batch", re.IGNORECASE
)
"""How programs call the number of examples in a batch."""

SHARE = re.compile(r"(re_?)?scale_?grad(ient)?s?|inv_?scale|loss_?scale_?inv", re.IGNORECASE)
"""How programs call what a sum of gradients is multiplied by to be their mean."""

STEP_RESULT = re.compile(
    r"(new_?)?(steps?|updates?|deltas?|increments?|change|direction|diff|dx|adjust(ment)?)\w{0,8}",
    re.IGNORECASE,
)
"""How programs call the step that somebody else adds to the weight."""

RATE_RESULT = re.compile(
    r"(?:\w*_)?(?:lr|rate|step_?size)|\w*(?:learning_?rate|(?<=[a-z])(?:Rate|LR|Lr|StepSize))"
)
"""How programs call a rate that somebody else multiplies the gradient by."""

FORMULA_STEP = re.compile(r"u|updates?|step|s|d|delta", re.IGNORECASE)
"""How formulas call the step that is added to the weight, where they print nothing else."""

DIRECTIONS = ("d", "p")
"""How formulas of descents with a line search call the direction in which they go."""

STRONG_WEIGHT = re.compile(
    r"((old|new|next|cur|prev)_?)?(w|theta|thetas|ps?|param|params|parameters?|weights?|var|variables?|x|b|bias|iterates?|"
    r"biases|model|(train|trainable|learnable|model)_?(vars?|variables|weights|params?)|embeddings?|"
    r"(weights?|params?|parameters?|theta)_(values?|tensor|matrix|vec(tor)?|arr(ay)?)|"
    r"coef_?|intercept_?|w_t|x_t|theta_t|data|phi|omega)(_?(new|next|old)|_(ptr|data|val))?",
    re.IGNORECASE,
)


KEPT = re.compile(
    r"(?:^|_)(squared?|squares|sqr?|ema|running|moving|cache\w?|hist|history|exp|prev|previous|old|last|velocity|"
    r"norms?)(?:_|$)",
    re.IGNORECASE,
)
"""Words in the name of what is made of gradients and is none."""

GATHERED = re.compile(
    r"(?:^|_)(acc|accum|accumulated?|accumulator|sums?|avg|average|mean|total)(?:_|$)", re.IGNORECASE
)
"""Words in the name of what gathers gradients: those of a batch, or those of all steps."""


def is_gradient_name(name: str) -> bool:
    """Whether a variable of that name may be the gradient."""
    if KEPT.search(name) or re.fullmatch(r"g(amma|roup)s?\w*", name) or SHARE.fullmatch(name):
        return False
    return GRADIENT_NAME.fullmatch(name) is not None


def gathers_gradients(name: str) -> bool:
    """Whether a variable of that name that is kept from step to step is a state made of gradients."""
    return KEPT.search(name) is not None or GATHERED.search(name) is not None
