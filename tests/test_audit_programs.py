"""How programs in other languages than Python are read: each function once, and under its own name."""

from __future__ import annotations

import ast

from verifier.audit import code
from verifier.audit.drafts.candidate import Candidate
from verifier.audit.equations.assembly import updates
from verifier.audit.judging.judge import Judge, go_on_alike
from verifier.audit.judging.known import Correspondence
from verifier.audit.pages.reading import read_text
from verifier.audit.programs.languages import parse_braces

MANY = 12
METHODS = ",\n".join(f"  method{k}: function(a) {{ return a + {k}; }}" for k in range(MANY))
CONSTRUCTED = """
Plain::Plain(float rate) : rate_(rate) {}

void Plain::step() { w_ -= rate_ * grad_; }

std::vector<double> Other::run(std::vector<double> x) { return x; }
"""
CLIPPED = """
def adam(w, g, m, v, t, lr, b1, b2, eps):
    m = b1 * m + (1 - b1) * g
    v = b2 * v + (1 - b2) * g**2
    boosted = lr * min(5.0, 0.1 / lr) if lr <= 0.02 else lr
    step = np.clip(boosted * m / (1 - b1**t) / (np.sqrt(v / (1 - b2**t)) + eps), -10, 10)
    return w - step, m, v
"""


def functions(text: str) -> list[str]:
    """The names of all functions of a program."""
    return [n.name for n in ast.walk(parse_braces(text)) if isinstance(n, ast.FunctionDef)]


def test_each_method_of_an_object_is_read_once() -> None:
    """Each was read within all that follow, too: twice as long for every method."""
    found = functions(f"Thing.prototype = {{\n{METHODS}\n}}\n")
    assert sorted(found) == sorted(f"method{k}" for k in range(MANY))


def test_what_sets_members_first_does_not_hide_the_functions_behind_it() -> None:
    assert functions(CONSTRUCTED) == ["__init__", "step", "run"]


def test_what_clips_large_steps_and_turns_small_rates_up_parts_from_a_form_at_another_rate() -> None:
    """Its course is the form's at one rate; without a second look the referee is asked many times."""
    document = read_text(CLIPPED, ".py")
    (region,) = document.regions
    (candidate,) = code.candidates(region)
    assert isinstance(candidate, Candidate)
    update = next(u for draft in candidate.drafts for u in updates(draft))
    judge = Judge(update.system, frozenset({"adam"}))
    form = next(f for f in judge.forms() if f.name == "adam")
    (same, *_) = judge.same_courses(form)
    assert not go_on_alike(update.system, form, same)
    assert go_on_alike(form.system, form, Correspondence({n: n for n in same.names.values()}, {}, {}))
