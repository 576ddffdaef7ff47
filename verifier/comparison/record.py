"""The result of a comparison, as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from operator import eq
from typing import Any

from verifier.findings import UNDEFINED, Witness, said, witness_json

LONGEST = 12
"""So many numbers are written out in a sentence."""


@dataclass(frozen=True)
class Comparison:
    """What the referee says of two optimizers.

    Attributes
    ----------
    left, right : str
        As they were named.
    verdict : str
        ``equal``, ``translated``, ``conditional``, ``different``, ``undecided`` or ``ill-formed``.
    as_given : str
        ``proved``, ``refuted`` or ``undecided``, with each side's hyperparameters as they are.
    scope : str
        What the verdict is about: real numbers, coordinatewise, the hyperparameters' domains.
    unmatched : list of str
        Hyperparameters of one side alone.
    state_map, weight_map : dict
        The left's states, and both weights, in terms of the right's.
    relations : list of str
        Equations between the states that are not of the form of ``state_map``.
    translation : dict or None
        ``kind`` (``constant`` or ``step-dependent``), ``to`` (a side), ``map``, and ``where``: the
        constraints under which the images lie in their domains.
    constant_translation : str or None
        ``found``, ``impossible`` or ``not found``; None where none is needed. Of which maps it is
        proved that there are none, the reason says.
    conditions : list of str
        Each makes the two the same by itself.
    schedules, schedule_witnesses : dict
        For each hyperparameter, whether the verdict survives when it varies with the step.
    defaults_differ : dict
        Hyperparameters whose usual values differ: the left's and the right's.
    witness : Witness or None
    at_defaults : dict or None
        How far apart the two are at their usual values.
    proof : dict or None
        ``method``, ``checked_by``, ``steps``, ``side_conditions``, ``certificate``; where that is of the two
        under conditions or a translation, these are listed as what is ``supposed``.
    reason : str or None
    seconds : float
    readings : list of str
        How the weights are read under the conditions under which they are not the same; in JSON, the
        ``reason`` says it.
    """

    left: str
    right: str
    verdict: str
    as_given: str
    scope: str
    unmatched: list[str] = field(default_factory=list)
    state_map: dict[str, str] | None = None
    weight_map: dict[str, str] | None = None
    relations: list[str] = field(default_factory=list)
    translation: dict[str, Any] | None = None
    constant_translation: str | None = None
    conditions: list[str] = field(default_factory=list)
    schedules: dict[str, str] = field(default_factory=dict)
    schedule_witnesses: dict[str, Any] = field(default_factory=dict)
    defaults_differ: dict[str, list[str | None]] = field(default_factory=dict)
    witness: Witness | None = None
    at_defaults: dict[str, Any] | None = None
    proof: dict[str, Any] | None = None
    reason: str | None = None
    seconds: float = 0.0
    readings: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """The comparison as JSON data."""
        data = asdict(self)
        del data["readings"]
        data["witness"] = self.witness and witness_json(self.witness)
        data["schedule_witnesses"] = {n: witness_json(w) for n, w in self.schedule_witnesses.items()}
        return data

    def sentence(self) -> str:
        """One sentence that a person can send to a colleague."""
        if self.verdict == "equal":
            return self._same()
        if self.verdict == "translated" and self.translation is not None:
            return f"the same once {_replaced(self.translation)}{self._elsewhere()}{self._readings()}"
        if self.verdict == "conditional":
            return self._conditional()
        if self.verdict == "different":
            return self.apart()
        return f"{self.verdict}: {self.reason}"

    def _same(self) -> str:
        readings = self._readings()
        return f"the same method{readings}" if readings else "same"

    def _readings(self) -> str:
        """How the weights are to be read, where they are not the same."""
        names = self.weight_map or {"left": "w", "right": "w"}
        if names["left"] == names["right"] == "w":
            return ""
        return f", the left's weights read at {names['left']}, the right's at {names['right']}"

    def _elsewhere(self) -> str:
        assert self.translation is not None
        return f" on the {self.translation['to']} ({self.translation['kind']})"

    def _conditional(self) -> str:
        found = by_themselves(self.conditions, self.translation)
        parts = [f"same if {' or if '.join(found)}{self._told()}"] if found else []
        if self.translation is not None and not says_its_limits(self.translation):
            own = self.translation["where"]
            limits = f", where {' and '.join(own)}" if own else ""
            once = f"the same once {_replaced(self.translation)}{self._elsewhere()}"
            parts.append(f"{once}{limits}{self._readings()}")
        return f"{'; '.join(parts)}; else {self.apart()}"

    def _told(self) -> str:
        return f" ({'; '.join(self.readings)})" if self.readings else ""

    def apart(self) -> str:
        """Where the two part, in numbers."""
        return "not the same" if self.witness is None else f"not the same: {self._parting(self.witness)}"

    def partings(self) -> dict[str, str]:
        """Where the two part, in numbers, for each hyperparameter that may not vary with the step."""
        return {f"{name}[t]": self._parting(witness) for name, witness in self.schedule_witnesses.items()}

    def _parting(self, w: Witness) -> str:
        numbers = ", ".join(f"{k} = {_held(v)}" for k, v in w.hyperparameters.items())
        where = f"with {numbers}, " if numbers else ""
        before = [said(g) for g in (w.gradients if w.queries is None else w.gradients[: w.t - 1])]
        given = f" and gradients {_listed(before)}" if before else ""
        steps = f"after {w.t} {'step' if w.t == 1 else 'steps'}" if w.queries is None else f"at step {w.t}"
        told = _outcome if w.queries is None else _asked
        return (
            f"{where}w0 = {said(w.w0)}{given}, {steps} "
            f"{self.left} {told(w.left)} and {self.right} {told(w.right)}"
        )


def _listed(numbers: Sequence[str]) -> str:
    """All the numbers; of many that repeat, those that do."""
    period = next((p for p in range(1, len(numbers)) if all(map(eq, numbers, numbers[p:]))), len(numbers))
    if len(numbers) <= LONGEST or period > LONGEST:
        return ", ".join(numbers)
    return f"{', '.join(numbers[:period])} and so on ({len(numbers)} of them)"


def by_themselves(conditions: Iterable[str], translation: Mapping[str, Any] | None) -> list[str]:
    """The conditions that make two the same without a translation, and not only limit where it holds."""
    limits = [] if translation is None or says_its_limits(translation) else translation["where"]
    return [text for text in conditions if text not in limits]


def says_its_limits(translation: Mapping[str, Any]) -> bool:
    """Whether a map is its own condition: ``flag`` is 1 where ``flag == 1``."""
    equations = " and ".join(f"{name} == {value}" for name, value in translation["map"].items())
    return bool(translation["where"] == [equations])


def _held(value: Any) -> str:
    """A hyperparameter's value; a sequence whose numbers are all the same is that number."""
    values = [said(v) for v in value] if isinstance(value, list) else [said(value)]
    return values[0] if len(set(values)) == 1 else f"[{_listed(values)}]"


def _outcome(weight: str) -> str:
    """What a side gives; or why it gives nothing."""
    missing = weight.removeprefix(UNDEFINED)
    return f"gives {weight}" if missing == weight else f"has no weight ({missing})"


def _asked(point: str) -> str:
    """Where a side asks for its gradient; or why it asks nowhere."""
    missing = point.removeprefix(UNDEFINED)
    return (
        f"asks for the gradient at {point}"
        if missing == point
        else f"has no point to ask for the gradient at ({missing})"
    )


def _replaced(translation: dict[str, Any]) -> str:
    return " and ".join(f"{name} is replaced by {value}" for name, value in translation["map"].items())
