"""Plots: their numbers are those of independent runs, and what a caption says is so."""

from __future__ import annotations

import re
import sys
from fractions import Fraction
from functools import cache
from importlib import import_module
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from xml.dom.minidom import parseString

import numpy as np
import pytest

from verifier import catalogue, report
from verifier.errors import InputError
from verifier.evaluate import compile_system
from verifier.evaluate import run as exact_run
from verifier.findings import Verdict
from verifier.kernel import compile_numpy
from verifier.obligation import obligations
from verifier.plots import drawing, figures, paths, responses, stability, variants
from verifier.plots.figure import Curve, Figure, Panel
from verifier.plots.runs import SEQUENCES, STEPS, run, values
from verifier.system import System, hold_constant
from verifier.term import Term, term

SKIPPED = "python -m pip install '.[plots]'"
FEW = ("sgd", "nesterov", "adam", "lion")


@cache
def every(name: str) -> tuple[Figure, ...]:
    return figures(name)


def of(name: str, key: str) -> Figure:
    return next(figure for figure in every(name) if figure.key == key)


def exact_weights(system: System, gradients: list[Fraction]) -> list[float]:
    """The weights by the referee's own evaluation, which shares nothing with kernels."""
    held = hold_constant(system, [h.name for h in system.hypers if h.varies])
    at = {name: Fraction(str(value)) for name, value in values(system).items()}
    found = exact_run(compile_system(held), at, Fraction(0), gradients, exact_bits=256).weights
    return [float(w.mid()) if hasattr(w, "mid") else float(Fraction(int(w.p), int(w.q))) for w in found]


@pytest.mark.parametrize("name", FEW)
@pytest.mark.parametrize("place", range(len(SEQUENCES)), ids=[*SEQUENCES])
def test_responses_are_those_of_an_independent_exact_run(name: str, place: int) -> None:
    system = catalogue.system(name)
    shown = responses.responses(system, values(system)).panels[place].curves[0]
    gradients = [Fraction(float(g)) for g in list(SEQUENCES.values())[place]]
    assert np.allclose(shown.y[:21], exact_weights(system, gradients[:20]), rtol=1e-9, atol=1e-15)


def test_effective_rates_and_corrections_are_what_the_formulas_give() -> None:
    rate, correction = of("adam", "rate").panels
    assert [c.name for c in correction.curves] == ["m", "v"]
    assert np.allclose(correction.curves[0].y, [1 / (1 - 0.9**t) for t in range(1, STEPS + 1)])
    assert np.allclose(rate.curves[0].y, 1e-3, rtol=1e-6)
    assert "within 1 % of 1 from step 44 on" in of("adam", "rate").caption


def test_a_method_without_averages_has_no_correction() -> None:
    assert len(of("sgd", "rate").panels) == 1


@pytest.mark.parametrize("name", ["adam", "momentum"])
def test_forms_that_are_proved_the_same_are_not_drawn_and_all_others_are_named(name: str) -> None:
    library, told = catalogue.library(), of(name, "distances").caption
    for form in catalogue.forms(name).values():
        verdicts = {
            o.verdict
            for o in obligations(form, library)
            if o.right.name == name and o.sentence.startswith(f"{form.name} ")
        }
        assert (form.name in re.split(r"[ ,.:]+", told)) == (Verdict.REFUTED in verdicts)


def test_distances_are_those_of_the_two_runs() -> None:
    left, right = variants.refuted("adam")["adam/keras"]
    found = variants.pair("adam/keras", left, right)
    ones = np.ones((STEPS, 1))
    apart = np.abs(run(left, found.at, ones).weights - run(right, found.at, ones).weights)
    assert np.array_equal(found.apart[:, :1], apart)
    assert 0 < found.apart[-1, 0] < 1e-7
    assert np.isclose(found.ratios[0], (1 - 0.999) ** 0.5, rtol=1e-3)  # epsilon alone is left below


def test_a_side_against_itself_is_never_apart() -> None:
    system = catalogue.system("adam")
    found = variants.pair("itself", system, system)
    assert not found.apart.any()
    assert variants.course(found.ratios) == "1 for gradients of every size"


@pytest.mark.parametrize(("product", "converges"), [(0.99, True), (1.01, False)])
def test_the_edge_of_stability_is_where_runs_begin_to_diverge(product: float, converges: bool) -> None:
    edge = of("momentum", "stability").panels[0].curves[0]
    damping = edge.y[36]
    system = catalogue.system("momentum")
    at = {"lr": product * edge.x[36], "momentum": damping}
    kernel, weight, velocity = compile_numpy(system), np.ones(1), np.zeros(1)
    for _ in range(3000):  # the gradient is the weight: the curvature is 1
        weight, velocity = kernel(weight, weight, 1, velocity, **at)
    assert (abs(weight[0]) < 1e-3) == converges


def test_what_is_not_linear_has_no_stable_region() -> None:
    assert not list(stability.figures(catalogue.system("adam"), {}))


def test_a_path_asks_for_gradients_where_the_method_does() -> None:
    walk = paths._Walk(catalogue.system("nesterov"))
    bowl = paths.OBJECTIVES[0]
    points = walk(bowl, 0.01).points
    first = np.array(bowl.begin) - 0.01 * bowl.gradient(np.array(bowl.begin))
    ahead = first + 0.9 * (first - bowl.begin)
    assert np.allclose(points[1], first)
    assert np.allclose(points[2], ahead - 0.01 * bowl.gradient(ahead))


def test_the_best_of_the_rates_ends_lowest() -> None:
    walk = paths._Walk(catalogue.system("sgd"))
    bowl = paths.OBJECTIVES[0]
    ends = [walk(bowl, rate).values[-1] for rate in paths.RATES]
    assert paths._best(walk, bowl).values[-1] == np.nanmin(ends)


def test_where_no_source_names_a_value_what_most_specifications_use_is_taken_else_it_is_off() -> None:
    left, right = variants.refuted("amsgrad")["amsgrad/optax"]
    at = values(left, right)
    assert at["epsilon"] == 1e-8
    assert at["eps_root"] == 0


HOSTILE = "<script>alert(1)</script> & $\\input{x}$ | `b`"


def drawn(text: str) -> Figure:
    panel = Panel(text, text, text, (Curve(text, (0.0, 1.0), (1.0, 2.0)),))
    return Figure("key", text, text, (panel,))


def test_an_svg_is_the_same_byte_for_byte_well_formed_and_without_a_date() -> None:
    pytest.importorskip("matplotlib", reason=SKIPPED)
    figure = drawn("name")
    text = drawing.svg(figure)
    parseString(text.encode())
    assert text == drawing.svg(figure)
    assert "date" not in text.lower()


def test_text_of_a_figure_is_shown_and_never_interpreted() -> None:
    pytest.importorskip("matplotlib", reason=SKIPPED)
    text = drawing.svg(drawn(HOSTILE))
    parseString(text.encode())
    assert "<script" not in text
    assert "alert(1)" in text


def test_a_number_that_is_to_be_read_keeps_its_digits_and_a_point_does_not() -> None:
    """Once the curve for gradients of 0.0001 was named 0.00."""
    pytest.importorskip("matplotlib", reason=SKIPPED)
    text = drawing.svg(drawn("gradient 0.0001"))
    assert set(re.findall("gradient [0-9.]*", text)) == {"gradient 0.0001"}
    assert not re.search(r'd="[^"]*\d\.\d\d\d', text)


def test_without_matplotlib_the_cure_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "find_spec", lambda name: None)
    monkeypatch.delitem(sys.modules, "matplotlib", raising=False)
    with pytest.raises(InputError, match=r"pip install 'optimizer-verifier\[plots\]'"):
        drawing.draw(drawn("x"))


def test_a_report_of_plots_names_the_cure_before_it_asks_for_a_version(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def missing(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(drawing, "find_spec", lambda name: None)
    monkeypatch.setattr(import_module("verifier.report.plots"), "version", missing)
    with pytest.raises(InputError, match=r"pip install 'optimizer-verifier\[plots\]'"):
        report.write(["sgd"], tmp_path, ("svg",))


def test_a_rate_that_no_kernel_takes_is_not_asked_for() -> None:
    still = System("still", (), (), Term("add", Term("sym", "weight", "w"), term(0)))
    (figure,) = paths.figures(still)
    assert "best of" not in figure.caption


def test_a_report_of_plots_is_a_page_with_its_figures(tmp_path: Path) -> None:
    files = report.write(["sgd"], tmp_path, ("svg",))
    page = next(path for path in files if path.suffix == ".md")
    assert {path.suffix for path in files} == {".md", ".json", ".svg"}
    text = page.read_text(encoding="utf-8")
    assert all(f"]({path.name})" in text for path in files if path.suffix == ".svg")
