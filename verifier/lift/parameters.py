"""The parameters of a formula file's function: what each is by its place, its default, its annotation."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from verifier.domain import Domain, parse_domain
from verifier.errors import InputError
from verifier.lift.calls import positional_parameters
from verifier.lift.expressions import evaluate, number_at
from verifier.lift.names import standard_domain
from verifier.lift.scope import START_INDICES, Gap, Names, Scope
from verifier.lift.source_text import MAX_DIGITS, parse_expression
from verifier.lift.vocabulary import quoted
from verifier.system import Hyper
from verifier.term import GRADIENT, STEP, WEIGHT, Term, fold, hyper

GIVEN = {"w": WEIGHT, "g": GRADIENT, "t": STEP}
"""The parameters that are no state: the weight, its gradient, the number of the step."""
_MEANING = {"w": "the weight", "g": "the gradient", "t": "the number of the step"}


@dataclass(frozen=True)
class Parameters:
    """What a function takes.

    Attributes
    ----------
    given : tuple of str
        Those of ``w``, ``g`` and ``t`` that it names.
    initial : dict of str to Term
        The states and their first values, in order.
    hypers : tuple of Hyper
        The hyperparameters, in order; that one is read with an index is not known here.
    """

    given: tuple[str, ...]
    initial: dict[str, Term]
    hypers: tuple[Hyper, ...]

    @property
    def names(self) -> Names:
        """What the names of the parameters hold when a step starts."""
        return {**{n: GIVEN[n] for n in self.given}, **{h.name: hyper(h.name) for h in self.hypers}}


def parameters(function: ast.FunctionDef, scope: Scope) -> Parameters:
    """Read the parameters of the function of a step.

    Raises
    ------
    InputError
        When one is neither ``w``, ``g``, ``t``, a state with a first value, nor a hyperparameter.
    """
    positional = positional_parameters(function, scope)
    hypers = tuple(
        _hyper(parameter, default, scope)
        for parameter, default in zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True)
    )
    start = _start(hypers, scope)
    count = len(positional) - len(function.args.defaults)
    given = tuple(_given(parameter, scope) for parameter in positional[:count])
    initial = {
        parameter.arg: _initial(parameter, default, start)
        for parameter, default in zip(positional[count:], function.args.defaults, strict=True)
    }
    if "w" not in given:
        raise scope.fault(
            function, f"{quoted(function.name)} lacks the weight: the parameter w, without a default"
        )
    return Parameters(given, initial, hypers)


def _given(parameter: ast.arg, scope: Scope) -> str:
    if parameter.arg not in GIVEN:
        raise scope.fault(
            parameter,
            f"{quoted(parameter.arg)} has no initial value; a state is written {parameter.arg}=0, "
            "and a hyperparameter stands after `*`; the weight is called w, the gradient g, the step t",
        )
    _refuse_domain(parameter, scope)
    return parameter.arg


def _refuse_domain(parameter: ast.arg, scope: Scope) -> None:
    if isinstance(parameter.annotation, ast.Constant) and isinstance(parameter.annotation.value, str):
        raise scope.fault(
            parameter.annotation,
            f"{quoted(parameter.arg)} is no hyperparameter and has no domain; leave the annotation out",
        )


def _start(hypers: tuple[Hyper, ...], scope: Scope) -> Scope:
    """The scope of initial values: the file's numbers, the hyperparameters, and the first weight."""
    constants = scope.reading.constants
    names: Names = {**constants, **{h.name: hyper(h.name) for h in hypers}, "w": WEIGHT}
    for name in names:
        if name in constants and names[name] is not constants[name]:
            names[name] = Gap("is a number of the file and a parameter; rename one of the two")
    return replace(scope, names=names, indices=START_INDICES, no_oracle="it is an initial value")


def _initial(parameter: ast.arg, default: ast.expr, start: Scope) -> Term:
    if parameter.arg in GIVEN:
        raise start.fault(
            default,
            f"{quoted(parameter.arg)} is {_MEANING[parameter.arg]} and takes no default; "
            "leave it out, or give a state of yours another name",
        )
    _refuse_domain(parameter, start)
    if not (isinstance(default, ast.Constant) and isinstance(default.value, str)):
        return number_at(default, start)
    text, expression = parse_expression(default.value, f"{start.text.place(default)}, in the string")
    return number_at(expression, replace(start, text=text))


def _hyper(parameter: ast.arg, default: ast.expr | None, scope: Scope) -> Hyper:
    name = parameter.arg
    if name in GIVEN:
        raise scope.fault(
            parameter, f"{quoted(name)} is {_MEANING[name]} and stands before `*`, without a default"
        )
    return Hyper(name, _domain(parameter, scope), _usual(parameter, default, scope))


def _domain(parameter: ast.arg, scope: Scope) -> Domain:
    """The domain that the annotation states, else that of the standard name; types say nothing."""
    match parameter.annotation:
        case ast.Constant(value=str() as condition):
            return _stated(condition, parameter, scope)
    return standard_domain(parameter.arg)


def _stated(condition: str, parameter: ast.arg, scope: Scope) -> Domain:
    if len(condition) > MAX_DIGITS:
        raise scope.fault(parameter, f"a domain of {len(condition)} characters; write at most {MAX_DIGITS}")
    try:
        return parse_domain(condition, parameter.arg, scope.text.place(parameter))
    except InputError:
        raise
    except ValueError:  # a bound that no number of Python's holds
        example = f'"0 <= {parameter.arg} < 1"'
        raise scope.fault(parameter, f"a bound of this domain is too large; write, e.g., {example}") from None


def _usual(parameter: ast.arg, default: ast.expr | None, scope: Scope) -> Fraction | None:
    if default is None:
        return None
    outside = replace(scope, names=scope.reading.constants, no_oracle="it is a default")
    value = exact(evaluate(default, outside))
    if value is None:
        raise scope.fault(
            default,
            f"the default of the hyperparameter {quoted(parameter.arg)} is a sample value: write a number",
        )
    return value


def exact(value: Term) -> Fraction | None:
    """The number that a term of numbers stands for; None where it has none, or one too long to write."""
    return fold([value], _exact)[value]


def _exact(node: Term, args: tuple[Fraction | None, ...]) -> Fraction | None:
    numbers = [a for a in args if a is not None]
    if node.op == "num":
        return node.value
    if len(numbers) < len(args) or not args:
        return None
    for result in _operated(node.op, numbers):
        if max(result.numerator.bit_length(), result.denominator.bit_length()) < 10 * MAX_DIGITS // 3:
            return result
    return None


def _operated(op: str, numbers: list[Fraction]) -> Iterator[Fraction]:
    """The result of an operation, or nothing."""
    match op, numbers:
        case "add", [a, b]:
            yield a + b
        case "mul", [a, b]:
            yield a * b
        case "div", [a, b] if b:
            yield a / b
        case "pow", [a, b] if b.denominator == 1 and abs(b) <= MAX_DIGITS and (a or b >= 0):
            yield Fraction(a**b)
