"""The tree of cases of one obligation: lines until a sign is missing, then a split."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from fractions import Fraction
from time import process_time
from typing import Any, NamedTuple

from verifier.certificate import solver
from verifier.certificate.axioms import between
from verifier.certificate.branch import Branch, Impossible, Split, Uncertified, X
from verifier.certificate.entering import enter
from verifier.certificate.increasing import beside_one
from verifier.certificate.known import factored
from verifier.certificate.laws import show
from verifier.certificate.lost import below, lose, needs
from verifier.certificate.signs import decide, signs_of
from verifier.certificate.values import difference, ends, ensure, equal
from verifier.checker import Case, Claim
from verifier.checker.proof import ANY, LEAVES, PLUS, ZERO, Facts, Rejected, Signs

MOST_CASES = 600

Compared = tuple[int, Signs, int]
"""Two terms, and the signs that their difference can have."""


class Obligation(NamedTuple):
    """What is given, and facts of which one list must be shown, by the name of its proof."""

    name: str
    case: Case
    goals: list[Facts]


class Way(NamedTuple):
    """How a proof is written.

    Attributes
    ----------
    apart : bool
        Whether the first step is proved by itself, and exponents are counted from the second.
    parted : bool
        Whether powers of products are products of powers.
    """

    apart: bool
    parted: bool = False


class Search:
    """The proof of one obligation.

    Attributes
    ----------
    way : Way
        How it is written; a start has no first step.
    later : int
        In which way it was before; 0 where all was there.
    there, gone : list of int
        The states that were there, and those that were lost.
    before : list of (int, signs, int)
        The invariants as they held before the step.
    terms, compared, kept : list
        What the obligation speaks of, the comparisons of its first goal, and which hold where some is lost.
    lost : list of set of int
        In every case that is undefined on both sides: which of the obligation's terms are.
    """

    def __init__(self, claim: Claim, obligation: Obligation, deadline: float, way: Way) -> None:
        self.claim, self.obligation, self.deadline = claim, obligation, deadline
        self.way = way._replace(apart=way.apart and obligation.name != "start")
        self.later = obligation.name.count("later")
        self.there, self.gone, held = claim.ways[self.later]
        self.before = [] if obligation.name == "start" else self._put(claim.earlier(), held)
        self.terms, self.compared = self._shown(obligation.name)
        self.kept = [False] * len(self.compared)
        if obligation.name.endswith("step"):
            others = [held for _, _, held in claim.ways[1:]]
            self.kept = [any(each in held for held in others) for each in claim.invariants]
        self.count = 0
        self.lost: list[set[int]] = []

    def proof(self) -> dict[str, Any]:
        """The obligation's proof.

        Raises
        ------
        Uncertified
            When no line is known for something that is needed.
        """
        branch = Branch(self.obligation.case, parted=self.way.parted)
        for a, signs, b in self.before:
            if a in self.claim.update and signs == ZERO and a != b:
                at_times = a in ends(branch.terms, b)
                told = branch.told.setdefault(a, [])
                told.insert(0 if at_times else len(told), b)
        return self.tree(branch)

    def tree(self, branch: Branch) -> dict[str, Any]:
        """The proof from here on."""
        self.count += 1
        if self.count > MOST_CASES or process_time() > self.deadline:
            raise Uncertified(
                f"more than {self.count} cases" if self.count > MOST_CASES else "this within the time"
            )
        try:
            self._leaf(branch)
        except Split as split:
            self._split(branch, split)
        return branch.tree

    def _leaf(self, branch: Branch) -> None:
        try:
            if self.way.apart:
                first_step_apart(branch, self.claim.t)
            self._show(branch)
            self._met(branch)
        except Impossible:
            return
        except (Uncertified, Rejected) as fault:
            if _contradiction(branch, self.terms):
                return
            raise Uncertified(str(fault)) from None

    def _met(self, branch: Branch) -> None:
        exists = branch.exists
        gone = {node for node in self.terms if not exists(node)}
        if gone and self.obligation.name == "step" and len(self.claim.ways) == 1:
            alike = exists(self._weights[0]) is exists(self._weights[1])
            if alike or not _contradiction(branch, self.terms):
                self.lost.append(gone)
        else:
            branch.case.walk({"lines": []}, self.obligation.goals)

    @property
    def _weights(self) -> list[int]:
        T, update = self.claim.terms, self.claim.update
        return [update[T("sym", "state", name)] for name in ("w", "w'")]

    def _is_zero(self, a: int, b: int) -> bool:
        """Whether an equation says what vanishes, and not what a state is told by."""
        rows = self.claim.terms.rows
        return rows[b] == ("num", Fraction(0)) and a not in self.claim.update

    @property
    def _for_good(self) -> bool:
        """Whether what is lost stays so."""
        T, update = self.claim.terms, self.claim.update
        return not self.there and all(needs(T, update[x], self.gone) for x in self.gone)

    def _shown(self, name: str) -> tuple[list[int], list[Compared]]:
        claim = self.claim
        p, q = claim.queries
        if name == "start":
            return [*claim.start.values()], self._put(
                {claim.t: claim.terms("num", Fraction(0)), **claim.start}
            )
        if name.endswith("query"):
            return [p, q], [(p, ZERO, q)]
        return [*claim.update.values()], self._put(dict(claim.update))

    def _put(self, new: dict[int, int], held: Iterable[Compared] | None = None) -> list[Compared]:
        put = self.claim.terms.put
        held = self.claim.invariants if held is None else held
        return [(put(a, new), signs, put(b, new)) for a, signs, b in held]

    def _show(self, branch: Branch) -> None:
        if self.later and self._for_good:
            for node in (x for x in self.terms if needs(branch.terms, x, self.gone)):
                lose(branch, node, self.gone)
            return
        rows, update = branch.terms.rows, self.claim.update
        ways = [(a, b) for a, signs, b in self.before if signs == ZERO and rows[a][0] == "or"]
        kept = [(a, b) for a, signs, b in self.before if signs != ZERO or self._is_zero(a, b)]
        kept.sort(key=lambda pair: (pair[0] in branch.told, pair[0] not in update))
        for a, b in kept + ways:  # signs first: what they leave open is where the ways part
            _assume(branch, a, b)
        for a, signs, b in self.compared:
            if signs != ZERO:
                _show_signs(branch, a, signs, b)
        for node in self.terms:
            ensure(branch, node)
        whole = all(branch.exists(node) for node in self.terms)
        for (a, signs, b), lasts in zip(self.compared, self.kept, strict=True):
            if signs == ZERO and (whole or lasts):
                _show_equal(branch, a, b)

    def _split(self, branch: Branch, split: Split) -> None:
        text, cases = branch.text(split.polynomial), list[Any]()
        for signs in split.parts:
            child = branch.fork(text, signs)
            try:
                enter(child, split.polynomial, signs)
            except Impossible:
                cases.append([sorted(signs), child.tree])
                continue
            cases.append([sorted(signs), self.tree(child)])
        branch.here |= {"split": text, "cases": cases}


def _show_equal(branch: Branch, a: int, b: int) -> None:
    for node in (a, b):
        ensure(branch, node)
    if branch.exists(a) and branch.exists(b):
        rest = equal(branch, a, b)
        if not rest.is_zero():
            beside_one(branch)
            rest = equal(branch, a, b)
        if not rest.is_zero():
            solver.show_equal(branch, a, b, rest)


def _show_signs(branch: Branch, a: int, signs: Signs, b: int) -> None:
    """The signs of a difference that an invariant asks for."""
    for node in (a, b):
        ensure(branch, node)
    if branch.exists(a) and branch.exists(b):
        (p, q), zeros = difference(branch, a, b)
        decide(branch, p * q, signs)
        branch.show_sign(f"x{a} + -1*x{b}", (p, q), zeros)


def _assume(branch: Branch, a: int, b: int) -> None:
    """An invariant as a fact about the generators that it is made of."""
    for node in (a, b):
        ensure(branch, node)
    if not (branch.exists(a) and branch.exists(b)):
        return
    (p, q), zeros = difference(branch, a, b)
    others = [["-1", *zero] for zero in zeros]
    if q.is_one() and p.is_constant() and not p.is_zero():  # a number's sign is known, and may be another
        for f in ([[f"x{a} + -1*x{b}"], *others], [[branch.text(p)]]):
            branch.sum(branch.text(p), [], f)
    if 0 not in branch.product_sign(q) and not p.is_constant():
        content = factored(p)[0]  # negative where the polynomial is, as its factors are asked for
        unit, scale = p / content, [str(content)] if content != 1 else []
        branch.sum(branch.text(unit), scale, [[*branch.factors(q), f"x{a} + -1*x{b}"], *others])
        if len(unit) > 1 and unit not in branch.facts:
            branch.facts.append(unit)


def first_step_apart(branch: Branch, t: int) -> None:
    """Split into the first step and later ones, whose exponents are counted from the second one."""
    ensure(branch, t)
    if branch.first == 2 or branch.values[t][0].is_constant():
        return
    place = branch.nodes.index(t)
    step = X[place]
    if branch.known(step - 1) != PLUS:
        raise Split(step - 1, (ZERO, PLUS))
    apart, not_negative = between(branch.terms, 1)
    branch.add(*apart)
    branch.sum(branch.text(step - 2), [branch.text(step - 1)], [[not_negative]])
    branch.first, branch.ranges[place] = 2, (Fraction(2), None)


def _contradiction(branch: Branch, nodes: Iterable[int]) -> bool:
    """Whether lines can be added after which the case holds no point."""
    try:
        for root in nodes:
            _look_again(branch, root)
        with suppress(Uncertified, Rejected, Split):
            beside_one(branch)
        return solver.close(branch)
    except Impossible:
        return True


def _look_again(branch: Branch, root: int) -> None:
    """Signs once more, in what the values are now: for which a term was found undefined, of what is told."""
    rows = branch.terms.rows
    undefined = [
        n for n in below(branch.terms, root) if branch.exists(n) is False and rows[n][0] not in LEAVES
    ]
    told = [n for n in branch.zeros if branch.case.sign(f"x{n}") != ANY]
    for node in [*told, *(a for n in undefined for a in rows[n][1:] if branch.exists(a))]:
        with suppress(Uncertified, Rejected, Split):
            ensure(branch, node)
            p, q = branch.values[node]
            signs_of(branch, p * q)
            show(branch, node)
