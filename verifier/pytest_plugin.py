"""A plugin for pytest: what is marked ``optimizer("adam")`` must be that optimizer.

Marked can be a step function (its first parameter is ``w``), which then is a test by itself, or a test that
returns a step or an optimizer; it may use fixtures and parameters as any test does.

Nothing else of this package is imported before the first such test runs.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from typing import Any

import pytest

MARK = "optimizer"
USAGE = f'write @pytest.mark.{MARK}("NAME"), with rename=, at= and timeout= as for `assert_equivalent`'


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line(
        "markers",
        f"{MARK}(reference, rename=None, at=None, timeout=30.0): the step that is marked, or what the "
        "marked test returns, is proved to be that optimizer",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_pycollect_makeitem(collector: pytest.Module | pytest.Class, name: str, obj: object) -> Any:
    """A marked step is a test."""
    marks = [mark for mark in getattr(obj, "pytestmark", ()) if mark.name == MARK]
    if not marks or not callable(obj) or not _is_step(obj):
        return None
    item: StepItem = StepItem.from_parent(
        collector, name=name, step=obj, marks=getattr(obj, "pytestmark", ())
    )
    return item


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """A marked test returns what must be the optimizer."""
    marks = list(pyfuncitem.iter_markers(MARK))
    if not marks:
        return None
    names = inspect.signature(pyfuncitem.obj).parameters
    step = pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in names})
    if step is None:
        pytest.fail(f"{pyfuncitem.name} returns nothing; return the step or the optimizer", pytrace=False)
    _judge(step, marks)
    return True


class StepItem(pytest.Item):
    """The test that a step is the optimizer that its mark names."""

    def __init__(self, *, step: Callable[..., Any], marks: Iterable[pytest.Mark], **named: Any) -> None:
        super().__init__(**named)
        self.step = step
        self.own_markers.extend(marks)
        self.keywords.update((mark.name, mark) for mark in marks)

    def runtest(self) -> None:
        """Compare the step with what it must be."""
        _judge(self.step, self.iter_markers(MARK))

    def reportinfo(self) -> tuple[Any, int, str]:
        """Where the step is written."""
        return self.path, self.step.__code__.co_firstlineno - 1, self.name


def _is_step(function: Callable[..., Any]) -> bool:
    """Whether the function takes a step: its first parameter is the weight."""
    return inspect.isfunction(function) and next(iter(inspect.signature(function).parameters), "") == "w"


def _judge(step: Any, marks: Iterable[pytest.Mark]) -> None:
    """Fail, with what there is to say and no traceback, unless the step is what every mark says."""
    for mark in marks:
        said = _fault(step, mark)
        if said:
            pytest.fail(said, pytrace=False)


def _fault(step: Any, mark: pytest.Mark) -> str:
    from verifier.errors import InputError
    from verifier.testing import assert_equivalent

    if len(mark.args) != 1 or not set(mark.kwargs) <= {"rename", "at", "timeout"}:
        return USAGE
    try:
        assert_equivalent(step, mark.args[0], **mark.kwargs)
    except (AssertionError, InputError) as error:
        return str(error)
    return ""
