"""Which hyperparameter of one side is which of the other: names that the user gave, names, aliases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from verifier.domain import Domain
from verifier.errors import InputError
from verifier.lift.frameworks.norms import told_apart
from verifier.lift.names import GROUPS
from verifier.lift.vocabulary import nearest, quoted
from verifier.system import Hyper, System, hold_constant, rename_hypers


@dataclass(frozen=True)
class Match:
    """Two optimizers whose common hyperparameters have common names and domains.

    Attributes
    ----------
    left, right : System
        The right one with the left's names; each common hyperparameter with the intersection of the
        two domains, and given at each step only where it is on both sides. A usual value outside
        that domain is dropped.
    pairs : tuple of (str, str)
        The left's names and, as they were written, the right's.
    left_only, right_only : tuple of str
        Names without a partner, as they stand in ``left`` and ``right``.
    as_read : (System, System)
        Both, each hyperparameter given at each step where the text of that side alone says so too.
    """

    left: System
    right: System
    pairs: tuple[tuple[str, str], ...]
    left_only: tuple[str, ...]
    right_only: tuple[str, ...]
    as_read: tuple[System, System]

    @property
    def unmatched(self) -> tuple[str, ...]:
        """The hyperparameters of one side alone."""
        return (*self.left_only, *self.right_only)

    @property
    def domains(self) -> dict[str, Domain]:
        """The domain of every hyperparameter, the left's first."""
        return {h.name: h.domain for h in (*self.left.hypers, *self.right.hypers)}

    @property
    def scope(self) -> str:
        """What the verdict is about, in one sentence."""
        return self.scope_at({})

    def scope_at(self, values: Mapping[str, Fraction]) -> str:
        """What it is about once some hyperparameters are numbers."""
        given = {name: f"{name} == {value}" for name, value in values.items()}
        conditions = ", ".join(given.get(name) or d.describe(name) for name, d in self.domains.items())
        return "real numbers, each coordinate alone" + (f"; {conditions}" if conditions else "")


def match(left: System, right: System, rename: Mapping[str, str] | None = None) -> Match:
    """Match the hyperparameters of two optimizers.

    ``rename`` comes first, then identical names, then, in each group of aliases, a name left over on
    the left with one left over on the right when there is exactly one on each side.

    Raises
    ------
    InputError
        When ``rename`` names nothing, or a pair has no common value.
    """
    left, right = told_apart(left, right), told_apart(right, left)
    names = tuple(h.name for h in left.hypers), tuple(h.name for h in right.hypers)
    pairs = _paired(*names, dict(rename or {}))
    left_only = tuple(n for n in names[0] if n not in pairs)
    moved = {theirs: ours for ours, theirs in pairs.items()}
    kept_apart = _kept_apart([n for n in names[1] if n not in moved], {*names[0], *names[1]}, names[0])
    renamed = rename_hypers(right, moved | kept_apart)
    common = {ours: _common(ours, theirs, left, right) for ours, theirs in pairs.items()}
    varying = [n for n in pairs if _varies(left, n) and _varies(renamed, n)]
    as_read = _on_common_domains(left, common), _on_common_domains(renamed, common)
    return Match(
        left=_judged(as_read[0], varying),
        right=_judged(as_read[1], varying),
        pairs=tuple((n, pairs[n]) for n in names[0] if n in pairs),
        left_only=left_only,
        right_only=tuple(kept_apart.get(n, n) for n in names[1] if n not in moved),
        as_read=as_read,
    )


def _paired(left: tuple[str, ...], right: tuple[str, ...], rename: dict[str, str]) -> dict[str, str]:
    _check_rename(left, right, rename)
    pairs = dict(rename)
    pairs |= {n: n for n in left if n in right and n not in pairs and n not in rename.values()}
    for _, group in GROUPS:
        ours = [n for n in left if n in group and n not in pairs]
        theirs = [n for n in right if n in group and n not in pairs.values()]
        if len(ours) == len(theirs) == 1:
            pairs[ours[0]] = theirs[0]
    return pairs


def _check_rename(left: tuple[str, ...], right: tuple[str, ...], rename: dict[str, str]) -> None:
    for side, written, known in (("left", rename.keys(), left), ("right", rename.values(), right)):
        for name in written:
            if name not in known:
                raise InputError(
                    f"rename: the {side} side has no hyperparameter {quoted(name)}; {nearest(name, known)}"
                )
    theirs = list(rename.values())
    for name in theirs:
        if theirs.count(name) > 1:
            raise InputError(f"rename: {quoted(name)} of the right side is given twice; give it one name")


def _kept_apart(alone: Iterable[str], used: set[str], left: tuple[str, ...]) -> dict[str, str]:
    """New names for the right's hyperparameters without a partner that are called as one of the left's."""
    names: dict[str, str] = {}
    for name in alone:
        if name in left:
            names[name] = _fresh(f"{name}_right", used)
            used.add(names[name])
    return names


def _fresh(name: str, used: set[str]) -> str:
    while name in used:
        name += "_"
    return name


def _common(ours: str, theirs: str, left: System, right: System) -> Domain:
    first, second = left.hyper(ours), right.hyper(theirs)
    assert first is not None
    assert second is not None
    domain = first.domain.intersect(second.domain)
    if domain.empty:
        raise InputError(
            f"no value lies in both domains, {first.domain.describe(ours)} on the left and "
            f"{second.domain.describe(theirs)} on the right; change an annotation or use --rename"
        )
    return domain


def _varies(system: System, name: str) -> bool:
    found = system.hyper(name)
    return found is not None and found.varies


def _on_common_domains(system: System, common: Mapping[str, Domain]) -> System:
    return replace(system, hypers=tuple(_restricted(h, common.get(h.name, h.domain)) for h in system.hypers))


def _judged(system: System, varying: Iterable[str]) -> System:
    """The side as it is judged: constant unless both sides vary."""
    return hold_constant(system, [h.name for h in system.hypers if h.name not in set(varying)])


def _restricted(parameter: Hyper, domain: Domain) -> Hyper:
    usual = parameter.usual
    usable = usual is not None and domain.contains(usual)
    return replace(parameter, domain=domain, usual=usual if usable else None)
