"""Two states that are one array: ``m = v = np.zeros_like(w)``, of which both are changed in place.

A name that is given a new value, ``m = b*m + g``, is an array of its own from there on.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from verifier.audit.drafts.meaning import named_in
from verifier.audit.drafts.slots import name_called
from verifier.audit.drafts.vocabulary import ONES, ZEROS
from verifier.audit.finding import AuditFinding
from verifier.audit.flaws.flaw import flaw
from verifier.audit.pages.document import Region
from verifier.audit.programs.python_code import Function, Spans
from verifier.audit.programs.survey import in_place, receiver_of


def findings(region: Region, tree: ast.Module, span: Spans) -> Iterator[AuditFinding]:
    """The states of optimizers that are begun as one array, and then changed in place as two."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef | Function) and (named := sorted(named_in(node.name))):
            for begun, one, two in _twins(node):
                if _changed(node, one, begun) & _changed(node, two, begun):
                    why = f"{one} and {two} are one array: what changes one of them changes the other, too"
                    yield flaw(
                        region, span(begun[-1]), named[0], one, f"begin {one} with an array of its own", why
                    )


def _twins(node: ast.ClassDef | Function) -> Iterator[tuple[list[ast.Assign], str, str]]:
    """The statements that begin two places with the same array: at once, or one with the other."""
    begun = dict[str, ast.Assign]()
    for s in (n for n in ast.walk(node) if isinstance(n, ast.Assign)):
        places = [ast.unparse(t) for t in s.targets if _is_place(t)]
        if _is_array(s.value):
            begun |= dict.fromkeys(places, s)
            if len(places) == 2 == len(s.targets):
                yield [s], places[0], places[1]
        elif _is_place(s.value) and (other := ast.unparse(s.value)) in begun and len(places) == 1:
            yield [begun[other], s], places[0], other


def _is_place(node: ast.expr) -> bool:
    """Whether a node is an attribute of the program; a local name is soon another array's."""
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"


def _is_array(value: ast.expr) -> bool:
    """Whether a value is an array, or many of them, that can be changed in place."""
    if isinstance(value, ast.ListComp | ast.DictComp | ast.Dict):
        return True
    return name_called(value) in ZEROS | ONES | {"defaultdict", "dict", "OrderedDict"}


def _changed(node: ast.AST, place: str, begun: list[ast.Assign]) -> set[str]:
    """Under which keys a place is changed, ``""`` as a whole; under none where it is given another array."""
    found = set[str]()
    for n in ast.walk(node):
        if isinstance(n, ast.Assign | ast.AnnAssign):
            every = n.targets if isinstance(n, ast.Assign) else [n.target]
            if n not in begun and n.value is not None and place in map(ast.unparse, every):
                return set()
        elif isinstance(n, ast.AugAssign):
            every = [n.target]
            found |= {""} if ast.unparse(n.target) == place else set()
        elif isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute) and in_place(n.func.attr):
            found |= {""} if receiver_of(n.func.value) == place else set()
            continue
        else:
            continue
        subscripts = (t for t in every if isinstance(t, ast.Subscript) and ast.unparse(t.value) == place)
        found |= {ast.unparse(t.slice) for t in subscripts}
    return found
