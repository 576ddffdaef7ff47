"""State that begins with zero, whose next value is computed, and of which no line stores it.

``m = state["m"]; m = beta * m + g`` gives a name to the new value, and leaves the state what it was.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from verifier.audit.drafts.meaning import named_in
from verifier.audit.drafts.names import Sort, sort_of
from verifier.audit.drafts.slots import name_called, word_of
from verifier.audit.drafts.vocabulary import BINARY, IDENTITIES, TERNARY, UNARY, ZEROS
from verifier.audit.finding import AuditFinding
from verifier.audit.flaws.flaw import flaw
from verifier.audit.flaws.strangers import elsewhere
from verifier.audit.flaws.unused import EXCUSED
from verifier.audit.pages.document import Region
from verifier.audit.programs.python_code import Function, Spans
from verifier.audit.programs.survey import in_place

PURE = frozenset((*UNARY, *BINARY, *TERNARY, "add", "addcmul", "addcdiv", "norm", "mean", "sum", "len"))
"""Functions and methods that change nothing that they are given."""
ADDING = frozenset(("add", "sub", "subtract", "lerp", "addcmul", "addcdiv"))
"""Those of them that add something to something."""
BASES = frozenset(("object", "Optimizer"))
"""What a class may be made of that says nothing of its states."""
LOOKING = (ast.Compare, ast.If, ast.For, ast.comprehension, ast.UnaryOp, ast.BoolOp)
"""Where a place stands that nothing is done with."""
STORING = frozenset(("setattr", "vars", "exec", "locals", "globals"))


def findings(region: Region, tree: ast.Module, span: Spans) -> Iterator[AuditFinding]:
    """The states of classes named after an optimizer that stay what they begin with."""
    if region.source.cell is not None:  # another cell may store them
        return
    own = {node.name for node in tree.body if isinstance(node, ast.ClassDef)}
    for node in (n for n in tree.body if isinstance(n, ast.ClassDef)):
        named = sorted(named_in(node.name))
        said = ast.get_source_segment(region.text, node) or ""
        if not named or not _is_alone(node, own) or EXCUSED.search(said):
            continue
        for place, line in list(_fixed(tree, node))[:1]:
            why = f"{place} begins with zero, and no line stores a new value in it: it stays zero"
            yield flaw(region, span(line), named[0], place, f"store the new value in {place}", why)


def _is_alone(node: ast.ClassDef, own: set[str]) -> bool:
    """Whether all that may store a state of a class is printed."""
    bases = {b.attr if isinstance(b, ast.Attribute) else getattr(b, "id", "") for b in node.bases}
    calls = [n for n in ast.walk(node) if isinstance(n, ast.Call)]
    others = [c for c in calls if name_called(c) != "super"]
    handed = any(isinstance(a, ast.Name) and a.id == "self" for c in others for a in c.args)
    listed = any(isinstance(n, ast.Attribute) and n.attr == "__dict__" for n in ast.walk(node))
    stored = listed or any(name_called(c) in STORING for c in calls)
    return bases <= own | BASES and not handed and not stored


@dataclass
class _Uses:
    """What lines do with one place: begin it with zero, name what would be its next value, change it."""

    begun: bool = False
    changed: bool = False
    renewing: list[ast.stmt] = field(default_factory=list)


def _fixed(tree: ast.Module, node: ast.ClassDef) -> Iterator[tuple[str, ast.stmt]]:
    """The places of a class that begin with zero, have a next value in some line, and never change."""
    uses: dict[str, _Uses] = {}
    for method in (m for m in node.body if isinstance(m, Function)):
        _Method(method, uses).look()
    for n in elsewhere(tree, node, _is_stranger):  # what others do with a place may change it
        for place in (_attribute(n), _word(n)):
            if place in uses:
                uses[place].changed = True
    for place, each in uses.items():
        if each.begun and each.renewing and not each.changed:
            yield place, each.renewing[0]


def _is_stranger(s: ast.stmt, node: ast.ClassDef) -> bool:
    """Whether a statement is a class that stands on its own, beside one that does."""
    classes = isinstance(s, ast.ClassDef) and _is_alone(s, set()) and _is_alone(node, set())
    return classes and not any(isinstance(n, ast.Name) and n.id == node.name for n in ast.walk(s))


def _attribute(n: ast.AST) -> str:
    return f"self.{n.attr}" if isinstance(n, ast.Attribute) else ""


def _word(n: ast.AST) -> str:
    return f"'{n.value}'" if isinstance(n, ast.Constant) and isinstance(n.value, str) else ""


class _Method:
    """One method: its names for places, and what it does with them."""

    def __init__(self, method: Function, uses: dict[str, _Uses]) -> None:
        self.method, self.uses = method, uses
        self.names: dict[str, str] = {}
        self.parents = {id(c): n for n in ast.walk(method) for c in ast.iter_child_nodes(n)}

    def look(self) -> None:
        """Every place that is named in the method."""
        for n in ast.walk(self.method):
            self._name(n)
        for n in ast.walk(self.method):
            if isinstance(n, ast.AugAssign) and (place := self.names.get(getattr(n.target, "id", ""))):
                self._of(place).changed = True
            elif (place := self.place(n)) is not None:
                self._use(n, place)
            elif isinstance(n, ast.Constant) and _word(n) and not self._is_key(n):
                self._of(_word(n)).changed = True
            elif isinstance(n, ast.keyword) and n.arg and isinstance(self.parents[id(n)], ast.Call):
                self._name_argument(n, self.parents[id(n)])

    def _name_argument(self, n: ast.keyword, call: ast.AST) -> None:
        """An argument called as a place: ``dict(m=0)`` begins it, ``state.update(m=m)`` may change it."""
        if name_called(call) == "dict":
            self._begin(f"'{n.arg}'", n.value)
        elif isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and not is_zero(n.value):
            self._of(f"'{n.arg}'").changed = True

    def _of(self, place: str) -> _Uses:
        return self.uses.setdefault(place, _Uses())

    def place(self, n: ast.AST) -> str | None:
        """The place that a node names: ``self.m``, ``state["m"]``, a local name for it."""
        if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name) and n.value.id == "self":
            return _attribute(n)
        if isinstance(n, ast.Subscript) and (word := word_of(n.slice)) is not None:
            return f"'{word}'"
        return self.names.get(n.id) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load) else None

    def _name(self, n: ast.AST) -> None:
        """Names that stand for places: ``m = self.m[i]``, ``for p, m in zip(params, self.m)``."""
        if isinstance(n, ast.Assign):
            for target in n.targets:
                self._pair(target, n.value)
        elif isinstance(n, ast.For | ast.comprehension):
            self._pair(n.target, n.iter, inner=True)

    def _pair(self, target: ast.expr, value: ast.expr, *, inner: bool = False) -> None:
        call = value if isinstance(value, ast.Call) else None
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            for one, other in zip(target.elts, value.elts, strict=False):
                self._pair(one, other)
        elif inner and call and name_called(call) == "enumerate" and isinstance(target, ast.Tuple):
            self._pair(target.elts[1], call.args[0], inner=True)
        elif inner and call is not None and name_called(call) == "zip" and isinstance(target, ast.Tuple):
            for one, other in zip(target.elts, call.args, strict=False):
                self._pair(one, other, inner=True)
        elif isinstance(target, ast.Name):
            while isinstance(value, ast.Subscript) and word_of(value.slice) is None:
                value = value.value
            found = self.place(value)
            if found is not None and self.names.get(target.id, found) == found:
                self.names[target.id] = found
            elif found is not None:  # a name for two places
                self._of(found).changed = self._of(self.names[target.id]).changed = True

    def _is_key(self, n: ast.Constant) -> bool:
        """Whether a word is a key that is looked at where it stands, or a docstring."""
        parent = self.parents.get(id(n))
        asked = isinstance(parent, ast.Compare) and all(isinstance(o, ast.In | ast.NotIn) for o in parent.ops)
        if isinstance(parent, ast.Dict) and n in parent.keys:
            self._begin(_word(n), parent.values[parent.keys.index(n)])
            return True
        return isinstance(parent, ast.Subscript | ast.Expr) or asked

    def _use(self, n: ast.AST, place: str) -> None:
        """One place where a place is named: what becomes of it there."""
        top: ast.AST | None = n
        parent = self.parents.get(id(n))
        while self._is_of_place(top, parent):
            if isinstance(parent, ast.Subscript) and word_of(parent.slice) is not None:  # another place
                return
            top, parent = parent, self.parents.get(id(parent))
        context, call = getattr(top, "ctx", None), self.parents.get(id(parent))
        uses = self._of(place)
        if isinstance(context, ast.Store):
            self._store(parent, place)
        elif isinstance(context, ast.Del):
            uses.changed = True
        elif isinstance(call, ast.Call) and getattr(parent, "attr", "") == "append" and len(call.args) == 1:
            self._begin(place, call.args[0])
        elif self._is_blended(top, parent):
            uses.renewing += [line for line in (self._statement(n),) if _is_new_value(line, n, place)]
        elif not self._is_looked_at(top, parent, None if isinstance(n, ast.Name) else place):
            uses.changed = True

    def _is_of_place(self, top: ast.AST | None, parent: ast.AST | None) -> bool:
        """Whether what is around a node is an element of it, or the same in another form."""
        if isinstance(parent, ast.Call) and parent.func is top:
            return isinstance(top, ast.Attribute) and top.attr in IDENTITIES
        if isinstance(parent, ast.Attribute):
            return parent.attr in IDENTITIES
        return isinstance(parent, ast.Subscript) and parent.value is top

    def _store(self, parent: ast.AST | None, place: str) -> None:
        if isinstance(parent, ast.Assign | ast.AnnAssign) and parent.value is not None:
            if not self._is_moved(parent.value, place):
                self._begin(place, parent.value)
        else:
            self._of(place).changed = True

    def _is_moved(self, value: ast.expr, place: str) -> bool:
        """Whether a value is a place's own in another form: ``state["m"].to(device)``."""
        while isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
            if value.func.attr not in IDENTITIES:
                return False
            value = value.func.value
        return not isinstance(value, ast.Name) and self.place(value) == place

    def _begin(self, place: str, value: ast.expr) -> None:
        """A place is given a value: one to begin with, or a new one."""
        if is_zero(value):
            self._of(place).begun = True
        elif not _is_empty(value):
            self._of(place).changed = True

    def _is_blended(self, top: ast.AST | None, parent: ast.AST | None) -> bool:
        """Whether a place is read in arithmetic: ``beta * m``, ``m.mul(beta)``, ``sqrt(m)``."""
        if isinstance(parent, ast.Attribute) and isinstance(call := self.parents.get(id(parent)), ast.Call):
            return call.func is parent and parent.attr in PURE
        if not isinstance(parent, ast.Call) or top not in parent.args:
            return isinstance(parent, ast.BinOp | ast.AugAssign)
        read = _is_read_by(parent, parent.args.index(top)) and all(k.arg != "out" for k in parent.keywords)
        return read or (isinstance(parent.func, ast.Attribute) and in_place(parent.func.attr))

    def _is_looked_at(self, top: ast.AST | None, parent: ast.AST | None, place: str | None) -> bool:
        """Whether a place is compared, counted or given a name."""
        if isinstance(parent, ast.Tuple) and isinstance(top, ast.expr):
            parent = self.parents.get(id(parent))
        if isinstance(parent, ast.Assign):
            targets = [t for each in parent.targets for t in getattr(each, "elts", [each])]
            return all(isinstance(t, ast.Name) or (place and self.place(t) == place) for t in targets)
        if isinstance(parent, ast.Call) and name_called(parent) in ("zip", "enumerate"):
            return self._is_looped(parent)
        return isinstance(parent, LOOKING)

    def _is_looped(self, call: ast.AST) -> bool:
        parent = self.parents.get(id(call))
        if isinstance(parent, ast.Call) and name_called(parent) == "enumerate":
            parent = self.parents.get(id(parent))
        return isinstance(parent, ast.For | ast.comprehension)

    def _statement(self, n: ast.AST) -> ast.stmt:
        while not isinstance(n, ast.stmt):
            n = self.parents[id(n)]
        return n


def _is_new_value(line: ast.stmt, n: ast.AST, place: str) -> bool:
    """Whether a line gives a name to what the next value of a place looks like: ``m = b * self.m + g``."""
    target = line.targets[0] if isinstance(line, ast.Assign) and len(line.targets) == 1 else None
    if not isinstance(target, ast.Name) or not isinstance(line, ast.Assign):
        return False
    word = place.removeprefix("self.").strip("'_")
    called_so = word in target.id or target.id in word or target.id == getattr(n, "id", "")
    return called_so and sort_of(word) is Sort.OTHER and _is_sum(line.value)


def _is_sum(value: ast.expr) -> bool:
    """Whether a value adds something to something, and counts nothing on."""
    if isinstance(value, ast.Call):
        return name_called(value) in ADDING
    both = isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add | ast.Sub)
    return both and not any(isinstance(n, ast.Constant) for n in ast.iter_child_nodes(value))


def _is_read_by(call: ast.Call, position: int) -> bool:
    """Whether a function only reads an argument: ``np.add(m, g, m)`` writes into its third."""
    name = name_called(call)
    reads = 3 if name in TERNARY or name.startswith("addc") else 2 if name in BINARY or name == "add" else 1
    return name in PURE and position < reads


def is_zero(value: ast.expr) -> bool:
    """Whether a value is zero, or zeros for each parameter."""
    if isinstance(value, ast.ListComp | ast.DictComp):
        return is_zero(value.elt if isinstance(value, ast.ListComp) else value.value)
    if isinstance(value, ast.Call):
        return name_called(value) in ZEROS and not any(isinstance(a, ast.Starred) for a in value.args)
    return isinstance(value, ast.Constant) and type(value.value) in (int, float) and not value.value


def _is_empty(value: ast.expr) -> bool:
    """Whether a value holds nothing yet: ``None``, ``{}``, ``[]``, ``dict()``."""
    if isinstance(value, ast.Dict | ast.List):
        return not (value.keys if isinstance(value, ast.Dict) else value.elts)
    none = isinstance(value, ast.Constant) and value.value is None
    return none or (isinstance(value, ast.Call) and name_called(value) in ("dict", "list") and not value.args)
