"""Terms as rows of a table, which a certificate carries: a part of the checker."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

LEAVES, CONSTANT = ("num", "sym"), ("hyper", "sequence")


def number_of(text: str) -> Fraction:
    """The number written as ``3`` or ``-1/2``."""
    return Fraction(*map(int, text.split("/")))


class Terms:
    """Rows (operation, arguments): arguments come first, equal terms have equal numbers."""

    def __init__(self, rows: Iterable[Sequence[Any]]) -> None:
        self.rows: list[tuple[Any, ...]] = []
        self.numbers: dict[tuple[Any, ...], int] = {}
        self.given: list[int] = []
        for op, *args in rows:
            leaf = [number_of(args[0])] if op == "num" else args
            self.given.append(self(op, *(leaf if op in LEAVES else map(self.at, args))))

    def at(self, place: int) -> int:
        """The term in a row of the certificate."""
        if place < 0:  # Python would count from the end, a reader from the beginning
            raise IndexError(f"there is no row {place}")
        return self.given[place]

    def __call__(self, *row: Any) -> int:
        self.rows += [] if row in self.numbers else [row]
        return self.numbers.setdefault(row, len(self.rows) - 1)

    def fold(self, root: int, combine: Callable[[int, str, list[Any]], Any]) -> dict[int, Any]:
        """A value for every term below a root, made of its arguments' values, arguments first."""
        below, waiting = set[int](), [root]
        while waiting:
            node = waiting.pop()
            waiting += () if node in below or self.rows[node][0] in LEAVES else self.rows[node][1:]
            below.add(node)
        found: dict[int, Any] = {}
        for node in sorted(below):
            op, *args = self.rows[node]
            found[node] = combine(node, op, [] if op in LEAVES else [found[a] for a in args])
        return found

    def symbols(self, *roots: int) -> set[int]:
        """The symbols that terms are made of."""
        return {n for root in roots for n in self.fold(root, lambda *_: None) if self.rows[n][0] == "sym"}

    def put(self, root: int, new: Mapping[int, int]) -> int:
        """The term with others in the place of some, all at once."""
        made = self.fold(root, lambda node, op, args: new.get(node, self(op, *args) if args else node))
        return int(made[root])

    def later(self, root: int, by: int) -> int:
        """The term read some steps later."""
        moved = {}
        for node in self.symbols(root):
            _, kind, *name = self.rows[node]
            if kind == "time":
                moved[node] = self("add", node, self("num", Fraction(by)))
            elif kind == "sequence":
                moved[node] = self("sym", kind, name[0], name[1] + by)
        return self.put(root, moved)

    def needs(self, root: int, wanted: Iterable[int]) -> bool:
        """Whether the term is undefined wherever all the wanted symbols are."""

        def needed(node: int, op: str, own: list[bool]) -> bool:
            return own[0] or (own[1] and own[2]) if op == "where" else node in wanted or any(own)

        return bool(self.fold(root, needed)[root])
