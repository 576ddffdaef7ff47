"""The operations of PyTorch that act on each element alone, as operations on terms."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from verifier.lift.reals import as_condition, as_number, relation
from verifier.lift.tidy import tidy
from verifier.term import HALF, ONE, ZERO, Term, sqrt, term, where

TWO = term(2)


def _numbers(function: Callable[..., Term]) -> Callable[..., Term]:
    """The function with truth values among its arguments taken as 1 and 0."""
    return lambda *args, **named: function(*map(as_number, args), **named)


def _add(a: Term, b: Term, alpha: Term = ONE) -> Term:
    return a + _times(alpha, b)


def _sub(a: Term, b: Term, alpha: Term = ONE) -> Term:
    return a - _times(alpha, b)


def _times(factor: Term, x: Term) -> Term:
    return x if factor is ONE else factor * x


def _reciprocal(x: Term) -> Term:
    """``1/x``; of a quotient whose divisor is zero by its form, what floats make of it: 1/(a/0) is 0/a."""
    if x.op == "div" and _vanishes(x.terms[1]):
        return x.terms[1] / x.terms[0]
    return ONE / x


def _vanishes(x: Term) -> bool:
    (plain,) = tidy([x])
    if plain.op == "mul":
        return any(map(_vanishes, plain.terms))
    return plain is ZERO or (plain.op == "div" and _vanishes(plain.terms[0]))


def _clamp(x: Term, low: Term | None = None, high: Term | None = None) -> Term:
    raised = x if low is None else Term("max", x, low)
    return raised if high is None else Term("min", raised, high)


def _sigmoid(x: Term) -> Term:
    return ONE / (ONE + Term("exp", -x))


def _tanh(x: Term) -> Term:
    return TWO / (ONE + Term("exp", x * -2)) - ONE


def _compared(op: str) -> Callable[..., Term]:
    return _numbers(lambda a, b: relation(op, a, b))


def _logical(op: str) -> Callable[..., Term]:
    return lambda *args: Term(op, *map(as_condition, args))


ELEMENTWISE: Mapping[str, Callable[..., Term]] = {
    "add": _numbers(_add),
    "sub": _numbers(_sub),
    "rsub": _numbers(lambda a, b, alpha=ONE: _sub(b, a, alpha)),
    "mul": _numbers(lambda a, b: a * b),
    "div": _numbers(lambda a, b: a / b),
    "reciprocal": _numbers(_reciprocal),
    "neg": _numbers(lambda a: -a),
    "sqrt": _numbers(sqrt),
    "rsqrt": _numbers(lambda a: _reciprocal(sqrt(a))),
    "square": _numbers(lambda a: a**2),
    "pow": _numbers(lambda a, b: sqrt(a) if b is HALF else a**b),
    "exp": _numbers(lambda a: Term("exp", a)),
    "log": _numbers(lambda a: Term("log", a)),
    "log1p": _numbers(lambda a: Term("log", a + ONE)),
    "expm1": _numbers(lambda a: Term("exp", a) - ONE),
    "sigmoid": _numbers(_sigmoid),
    "tanh": _numbers(_tanh),
    "abs": _numbers(lambda a: Term("abs", a)),
    "sign": _numbers(lambda a: Term("sign", a)),
    "sgn": _numbers(lambda a: Term("sign", a)),
    "maximum": _numbers(lambda a, b: Term("max", a, b)),
    "minimum": _numbers(lambda a, b: Term("min", a, b)),
    "clamp": _clamp,
    "clamp_min": _numbers(lambda a, b: Term("max", a, b)),
    "clamp_max": _numbers(lambda a, b: Term("min", a, b)),
    "lerp": _numbers(lambda a, b, weight: a + weight * (b - a)),
    "addcmul": _numbers(lambda a, b, c, value=ONE: a + _times(value, b * c)),
    "addcdiv": _numbers(lambda a, b, c, value=ONE: a + _times(value, b / c)),
    "where": lambda condition, a, b: where(as_condition(condition), a, b),
    "masked_fill": lambda a, mask, value: where(as_condition(mask), value, a),
    "eq": _compared("eq"),
    "ne": _compared("ne"),
    "lt": _compared("lt"),
    "le": _compared("le"),
    "gt": _compared("gt"),
    "ge": _compared("ge"),
    "logical_and": _logical("and"),
    "logical_or": _logical("or"),
    "logical_not": _logical("not"),
    "bitwise_and": _logical("and"),
    "bitwise_or": _logical("or"),
    "bitwise_not": _logical("not"),
    "clone": lambda a: a,
    "_to_copy": lambda a: a,
    "copy": lambda a, b: b,
    "fill": lambda a, b: b,
    "_coalesce": lambda a: a,
    "sparse_mask": lambda a, mask: a,
    "_sparse_coo_tensor_with_dims_and_tensors": lambda *values: values[-1],
    "zero": lambda a: ZERO,
}
"""By name, without ``_foreach_`` in front and ``_`` behind; the arguments in the order of the schema."""

CONSTANT: Mapping[str, Term | None] = {
    "zeros": ZERO,
    "zeros_like": ZERO,
    "new_zeros": ZERO,
    "ones": ONE,
    "ones_like": ONE,
    "new_ones": ONE,
    "full": None,
    "full_like": None,
    "new_full": None,
    "scalar_tensor": None,
    "empty": ZERO / ZERO,
    "empty_like": ZERO / ZERO,
    "new_empty": ZERO / ZERO,
}
"""Operations that make a tensor of one value: that value, None where it is an argument.

What is in an empty tensor nobody knows: it is undefined until it is written.
"""

LAYOUT = frozenset(
    "is_coalesced _nnz _indices sparse_dim dense_dim _dimI _dimV _coalesced set unsqueeze squeeze t "
    "transpose detach requires_grad".split()
)
"""Operations that ask how a tensor is laid out, or say so, or let it look at other memory; in this memory
nothing changes."""

ACROSS = (
    "sum mean norm linalg_vector_norm linalg_matrix_norm max min amax amin mm bmm addmm matmul dot mv median "
    "std var prod cumsum cat stack sort topk any all count_nonzero argmax argmin linalg_qr linalg_svd "
    "baddbmm outer einsum _linalg_svd aminmax logsumexp"
).split()
"""Operations that join several coordinates: their result in one depends on the others."""
