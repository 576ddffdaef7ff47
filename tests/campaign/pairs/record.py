"""The record of a pair of formula files and what is true of it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Pair:
    """Two formula files with known truth.

    Attributes
    ----------
    id : str
    left, right : str
        Source texts.
    verdicts : tuple of str
        The verdicts of ``compare`` that are right; the first is the best.
    to : str
        The side whose hyperparameters the translation replaces.
    translation : dict
        A constant map under which the sides are equal; others may exist.
    conditions : tuple of str
        Conditions that suffice and must be among those reported.
    rename : dict
        Given as ``--rename``.
    remark, source : str
        What it is about, and where it comes up.
    """

    id: str
    left: str
    right: str
    verdicts: tuple[str, ...]
    to: str = "left"
    translation: dict[str, str] = field(default_factory=dict)
    conditions: tuple[str, ...] = ()
    rename: dict[str, str] = field(default_factory=dict)
    remark: str = ""
    source: str = ""

    @property
    def as_given(self) -> str:
        """``proved`` or ``refuted``."""
        return "proved" if self.verdicts[0] == "equal" else "refuted"


def rule(parameters: str, body: str) -> str:
    """A formula file of one function from its parameters and the lines of its body."""
    lines = "\n".join(f"    {line}" for line in body.strip("\n").split("\n"))
    return f"def step({parameters}):\n{lines}\n"


EQUAL, TRANSLATED, CONDITIONAL, DIFFERENT = ("equal",), ("translated",), ("conditional",), ("different",)
EITHER = ("conditional", "different")
