"""An optimizer of a framework written from a recurrence: a class, or a function, that is ready to be used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from verifier.evaluate.infix import infix
from verifier.port.dialects import DIALECTS, RATE, Dialect
from verifier.system import Hyper, System
from verifier.term import ARITHMETIC, GRADIENT, STEP, WEIGHT, Term, hyper, postorder, state

_TAKEN = (
    "w g t i state full sqrt self params torch keras ops jax jnp optax step init update starts options"
).split()
_DEEP = 10**6


def subclass(system: System, title: str, framework: str = "torch") -> str:
    """The text of an optimizer that takes the steps of a system, with a state for each of its own.

    Constants have the system's usual values as defaults.
    """
    dialect = DIALECTS[framework]
    names = {h.name: f"{h.name}_" if h.name in _TAKEN else h.name for h in system.hypers}
    own = [h for h in system.hypers if not (framework == "keras" and h.name == RATE)]
    of_hypers = [{"name": names[h.name], "default": _default(h)} for h in _required_first(own)]
    of_states = [{"name": name, "initial": text} for name, text in _starts(system, names, dialect)]
    texts = _filled(dialect.each_hyper, of_hypers) | _filled(dialect.each_state, of_states)
    lines = "".join(f"        {line}\n" for line in _lines(system, names, dialect))
    return dialect.text.format(title=title, step=lines, rate=_rate(system), **texts)


def _filled(places: Mapping[str, str], words: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """For each place the texts of all that the words are about."""
    every = list(words)
    return {
        place: "".join(text.format(**each) for each in every).removesuffix(", ")
        for place, text in places.items()
    }


def _required_first(hypers: list[Hyper]) -> list[Hyper]:
    """Python wants parameters with a default after those without."""
    return sorted(hypers, key=lambda h: h.usual is not None)


def _default(number: Hyper) -> str:
    return "" if number.usual is None else f"={float(number.usual)!r}"


def _rate(system: System) -> str:
    rate = system.hyper(RATE)
    usual = Fraction(1, 100) if rate is None or rate.usual is None else rate.usual
    return repr(float(usual))


def _symbols(system: System, names: Mapping[str, str]) -> dict[Term, str]:
    known = {WEIGHT: "w", GRADIENT: "g", STEP: "t"}
    known |= {hyper(name): text for name, text in names.items()}
    return known | {state(s.name): f"old_{s.name}" for s in system.states}


def _starts(system: System, names: Mapping[str, str], dialect: Dialect) -> Iterator[tuple[str, str]]:
    """For each state what is added to zeros."""
    known = _symbols(system, names)
    for s in system.states:
        text = _text(s.initial, known, dialect)
        yield s.name, "" if text == "0" else f" + {text}"


def _lines(system: System, names: Mapping[str, str], dialect: Dialect) -> Iterator[str]:
    """The new states and what is used twice, in the order in which they are needed; then the new weight."""
    known = _symbols(system, names)
    updates = {s.update: f"new_{s.name}" for s in reversed(system.states) if s.update.terms}
    roots = [*(s.update for s in system.states), system.weight]
    uses = Counter(argument for node in postorder(roots) for argument in node.terms)
    for node in postorder(roots):
        if node in updates:
            yield f"{updates[node]} = full({_text(node, known, dialect)}, w)"
        elif node.terms and (uses[node] > 1 or node.op not in ARITHMETIC):
            yield f"x{len(known)} = {_text(node, known, dialect)}"
        else:
            continue
        known[node] = updates.get(node, f"x{len(known)}")
    for name, value in (*((s.name, s.update) for s in system.states), ("w", system.weight)):
        if updates.get(value) != f"new_{name}":
            yield f"new_{name} = {dialect.copy.format(f'full({_text(value, known, dialect)}, w)')}"


def _text(value: Term, known: dict[Term, str], dialect: Dialect) -> str:
    """A term as Python. What is no arithmetic is a line of its own; its arguments have names by then."""
    if value in known:
        return known[value]
    if value.op in ("num", "sym", "abs", *ARITHMETIC):
        return infix(value, known, _DEEP)
    parts = [f"full({_text(a, known, dialect)}, w)" for a in value.terms]
    if value.op == "where":
        parts[0] = _text(value.terms[0], known, dialect)
    return f"{dialect.functions[value.op]}({', '.join(parts)})"
