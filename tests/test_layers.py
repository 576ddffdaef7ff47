"""The structure of the program: imports go one way, and no module outside specs/ knows an optimizer."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import verifier
from verifier import catalogue

PACKAGE = Path(__file__).parent.parent / "verifier"

ROOMS = (PACKAGE.parent / "docs" / "rooms.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| ((?:`\w+` )+)\|", ROOMS, re.MULTILINE)
LAYERS = [name for row in ROWS for name in re.findall(r"\w+", row)]
"""The rooms of the guide, in its order."""
INNER = re.findall(r"^\| `audit/(\w+)` \|", ROOMS, re.MULTILINE)
"""The rooms within `audit`, in the guide's order."""

FRAMEWORKS = {"jax", "keras", "optax", "tensorflow", "torch"}

MODULES = sorted(path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py"))


def layer(module: str) -> str:
    """The part of `verifier` in which a module lies."""
    return module.split(".")[1]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse((PACKAGE / path).read_text(encoding="utf-8"))


def imported(path: Path) -> Iterator[str]:
    """The modules that a file imports, wherever in it."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def modules(room: str) -> list[Path]:
    """The files of a room."""
    return [path for path in MODULES if path.parts[0].removesuffix(".py") == room]


@pytest.mark.parametrize("room", LAYERS)
def test_imports_go_one_way_only(room: str) -> None:
    below = {*LAYERS[: LAYERS.index(room) + 1], *verifier.__all__}
    for path in modules(room):
        others = {layer(name) for name in imported(path) if name.startswith("verifier.")}
        assert others <= below, f"{path} imports what lies below it in docs/rooms.md"


def test_every_room_of_the_guide_is_there_once() -> None:
    assert sorted(LAYERS) == sorted({path.parts[0].removesuffix(".py") for path in MODULES} - {"__init__"})


@pytest.mark.parametrize("room", INNER)
def test_imports_within_the_audit_go_one_way_only(room: str) -> None:
    below = INNER[: INNER.index(room) + 1]
    for path in (p for p in MODULES if p.parts[:2] in (("audit", room), ("audit", f"{room}.py"))):
        others = {name.split(".")[2] for name in imported(path) if name.startswith("verifier.audit.")}
        assert others <= set(below), f"{path} imports what lies below it in docs/rooms.md"


def test_every_room_of_the_audit_is_in_the_guide() -> None:
    packages = {path.parts[1] for path in MODULES if path.parts[0] == "audit" and len(path.parts) > 2}
    assert packages == set(INNER) - {"finding"}


def imported_at_once(path: Path) -> set[str]:
    """The packages that a file imports when it is imported."""
    top = [node for node in tree(path).body if isinstance(node, ast.Import | ast.ImportFrom)]
    return {
        (node.module or "" if isinstance(node, ast.ImportFrom) else alias.name).split(".")[0]
        for node in top
        for alias in node.names
    }


def test_no_module_imports_specs_or_a_framework_when_it_is_imported() -> None:
    found = {path: imported_at_once(path) & (FRAMEWORKS | {"specs"}) for path in MODULES}
    assert {path: names for path, names in found.items() if names} == {}
    assert "numpy" in set().union(*map(imported_at_once, MODULES))


def naming(*names: str) -> re.Pattern[str]:
    """Where a word, a string or a part of an identifier is one of the names."""
    return re.compile(rf"(?<![A-Za-z])(?:{'|'.join(map(re.escape, names))})(?![A-Za-z])", re.IGNORECASE)


def code_of(path: Path) -> Iterator[str]:
    """The identifiers and strings of a file, without its comments and docstrings."""
    nodes = list(ast.walk(tree(path)))
    prose = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node.value
        elif isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr


@pytest.mark.parametrize("room", [room for room in (*LAYERS, "__init__") if room != "handwritten"])
def test_no_module_outside_specs_names_an_optimizer(room: str) -> None:
    # `momentum` is also a hyperparameter of other methods, and `signum` a function of Java.
    names = [name for name in catalogue.names() if name not in ("momentum", "signum")]
    found = {path: naming(*names).findall("\n".join(code_of(path))) for path in modules(room)}
    assert {path: each for path, each in found.items() if each} == {}


def test_the_search_for_names_finds_a_name() -> None:
    assert naming("adam").search('if name == "adam":')
    assert naming("adam").search("ADAM_RULE")
    assert not naming("adam", "lion").search("adamant")
    assert naming("adam", "lion").findall("of Lion, and\nadam_step") == ["Lion", "adam"]
