"""The documents' experiments: their settings are the documents', their rulings follow from the numbers."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import nbformat
import numpy as np
import pytest

from tests.command import Run
from verifier import catalogue
from verifier.errors import InputError
from verifier.experiments import Conclusion, Curves, Experiment, Quantity, regression, velocity
from verifier.experiments import surfaces as on_surfaces
from verifier.experiments.book import mark, pages, results, written
from verifier.experiments.descent import Descent
from verifier.experiments.record import Array, Images, Moons, Regression, Surfaces, Velocity
from verifier.experiments.spread import judge, spread
from verifier.kernel import digest
from verifier.report.experiments import index, place

MEASURED = Path(__file__).parent.parent / "reports" / "measured" / "experiments"
CURE = "run `python -m verifier experiments --all`"
EXPERIMENTS = {each.name: each for each in catalogue.experiments()}
FITTED = EXPERIMENTS["learning-rates"]
LINE = FITTED.setting
SURFACES = EXPERIMENTS["surfaces"].setting
assert isinstance(LINE, Regression)
assert isinstance(SURFACES, Surfaces)


def test_the_panels_are_those_of_the_document() -> None:
    # The document's cells, in their order; `get_updates` is the plain rule of its class.
    rnd = np.random.RandomState(0)
    x = np.c_[rnd.uniform(0, 1, size=(100, 1)), np.ones(shape=(100, 1))]
    y = x.dot(np.asarray([2, 1]).reshape(-1, 1)) + rnd.normal(loc=0.0, scale=1 / 10, size=(100, 1))
    w = rnd.randn(2, 1)
    found = regression.fit(LINE, catalogue.system(LINE.method), 0)
    for rate in (0.01, 0.1, 0.5):
        theirs = w.copy()
        for _ in range(100):
            theirs = theirs - rate * ((1 / 100) * 2 * x.T.dot(x.dot(theirs) - y))
        np.testing.assert_allclose(found.ways[rate][-1], theirs, rtol=1e-12)
    assert found.ways.keys() == {0.01, 0.1, 0.5}


def test_below_the_largest_rate_of_the_theorem_the_fit_converges_and_above_it_does_not() -> None:
    system = catalogue.system(LINE.method)
    high = regression.fit(replace(LINE, epochs=1), system, 0).curvatures[-1]
    edge = regression.largest_rate(system, high)
    assert edge == pytest.approx(2 / high)
    for share, converges in ((0.98, True), (1.02, False)):
        longer = replace(LINE, rates=(share * edge,), epochs=800)
        excess = regression.fit(longer, system, 0).excess(share * edge)
        assert (excess[-1] < 1e-6 * excess[0]) == converges


def test_velocities_tend_to_what_the_theorem_says() -> None:
    setting = EXPERIMENTS["terminal-velocity"].setting
    assert isinstance(setting, Velocity)
    shorter = replace(setting, values=("0", "1/2", "9/10"), steps=300)
    curves = velocity.curves(shorter, catalogue.system(setting.method), 2)
    for value, limit in (("0", 1), ("1/2", 2), ("9/10", 10)):
        np.testing.assert_allclose(curves.runs[velocity.label(setting, value)][:, -1], limit, rtol=1e-9)


def test_a_gradient_is_asked_where_the_recurrence_asks_for_it() -> None:
    asked: list[float] = []

    def gradient(w: Array) -> Array:
        asked.append(float(w[0]))
        return w

    descent = Descent.of(catalogue.system("nesterov"))
    way = descent.run(gradient, np.ones(1), 2, {"lr": 0.25, "momentum": 0.5})
    # By hand: -1/4, at 3/4; ahead of it by half the velocity, 5/8.
    assert asked == [1, 0.625]
    assert way[:, 0].tolist() == [1, 0.75, 0.75 - 0.125 - 0.25 * 0.625]


def test_the_norm_that_a_method_is_given_is_that_of_the_gradient() -> None:
    descent = Descent.of(catalogue.system("novograd"))
    start = np.array([3.0, 4.0])
    given = {"lr": 1.0, "weight_decay": 0.0}
    way = descent.run(lambda w: w, start, 1, given, "norm")
    np.testing.assert_allclose(way[1], start - start / 5)
    assert not np.allclose(descent.run(lambda w: w, start, 1, given)[1], way[1])


@pytest.mark.parametrize("surface", SURFACES.surfaces, ids=lambda s: s.name)
def test_a_surface_is_least_where_it_is_said_to_be(surface: on_surfaces.Surface) -> None:
    value, gradient = on_surfaces.compiled(surface)
    least = np.array(surface.minimum, float)
    assert value(least) == 0
    np.testing.assert_allclose(gradient(least), 0, atol=1e-12)
    points = on_surfaces.starts(surface, 5)
    shift = np.array([1e-6, 0.0])
    slope = (value(points + shift) - value(points - shift)) / 2e-6
    np.testing.assert_allclose(gradient(points)[:, 0], slope, rtol=1e-5, atol=1e-5)
    left, right, low, high = surface.window
    assert ((points >= [left, low]) & (points <= [right, high])).all()


def test_the_best_rate_of_the_grid_is_taken_and_a_rate_that_diverges_is_not() -> None:
    setting = replace(SURFACES, steps=60, rates=(0.001, 0.015, 1.0))
    way = on_surfaces.way(setting, setting.surfaces[0], catalogue.system("sgd"), 2)
    assert way.rate == 0.015
    ((name, rate, steps, last),) = on_surfaces.table(setting, {"sgd": way})
    assert (name, rate) == ("sgd", "0.015")
    assert float(last) < 100
    assert steps == "never"


CURVES = Curves(
    "loss",
    "epoch",
    {
        "low": np.array([[3.0, 1.0, 0.5], [3.0, 1.0, 0.5], [3.0, 2.0, 0.4]]),
        "high": np.array([[3.0, 2.0, 1.0], [3.0, 0.5, 0.5], [np.nan, np.inf, np.nan]]),
    },
)


@pytest.mark.parametrize(
    ("less", "more", "held"),
    [
        (Quantity("low"), Quantity("high"), 2),  # what is equal does not bear it out
        (Quantity("high"), Quantity("low"), 0),
        (Quantity("low", at=0), Quantity("high", at=0), 1),  # what is not finite is large
        (Quantity("low", "time", 0.5), 3, 3),
        (Quantity("low", "time", 0.45), 3, 1),  # never, in two of them
        (Quantity("low", "rises"), 0.1, 3),
        (Quantity("high"), 0.75, 1),
    ],
)
def test_a_conclusion_is_counted_seed_by_seed(
    less: Quantity | float, more: Quantity | float, held: int
) -> None:
    found = judge(Conclusion(7, "so it is", less, more), CURVES)
    assert (found.held, found.of) == (held, 3)
    assert found.sentence().startswith("line 7: so it is: **so in ")
    assert ("a single run does not tell" in found.sentence()) == (0 < held < 3)


def test_a_chance_is_told_of_two_runs_that_are_compared_and_of_no_threshold() -> None:
    two = judge(Conclusion(7, "", Quantity("low"), Quantity("high")), CURVES)
    assert two.chance == 1
    assert "chance" in two.sentence()
    assert "chance" not in judge(Conclusion(7, "", Quantity("low"), 3), CURVES).sentence()
    always = replace(two, held=5, of=5)
    assert always.chance == 1 / 16


def test_the_spread_names_the_least_the_middle_and_the_largest() -> None:
    assert str(spread(np.array([3.0, 1.0, 2.0]))) == "2 (from 1 to 3)"
    assert str(spread(np.array([np.nan, 1.0, 1.0]))) == "1 (from 1 to never)"
    assert str(spread(np.array([1.0, 1.0]))) == "1"


def labels(experiment: Experiment) -> set[str]:
    """What the runs of an experiment are called."""
    match experiment.setting:
        case Regression() as s:
            return set(map(regression.label, s.rates))
        case Velocity() as s:
            return {velocity.label(s, value) for value in s.values}
        case Surfaces() as s:
            return {on_surfaces.label(each, n) for each in s.surfaces for n in catalogue.names()}
        case Moons() | Images() as s:
            return {training.label for training in s.trainings}


@pytest.mark.parametrize("experiment", EXPERIMENTS.values(), ids=EXPERIMENTS)
def test_every_conclusion_is_about_runs_that_there_are(experiment: Experiment) -> None:
    sides = [side for c in experiment.conclusions for side in (c.less, c.more)]
    assert {side.of for side in sides if isinstance(side, Quantity)} <= labels(experiment)
    assert experiment.conclusions


def test_a_run_that_is_not_there_is_named() -> None:
    with pytest.raises(InputError, match="there is no run 'lower'; there are low, high"):
        judge(Conclusion(1, "", Quantity("lower"), 1), CURVES)


def test_one_seed_is_refused() -> None:
    with pytest.raises(InputError, match="one seed is a single run"):
        replace(FITTED, seeds=1)


@pytest.mark.parametrize("experiment", EXPERIMENTS.values(), ids=EXPERIMENTS)
def test_the_cells_of_an_experiment_are_python(experiment: Experiment) -> None:
    book = written(experiment, place(experiment))
    nbformat.validate(book)
    for cell in book.cells:
        if cell.cell_type == "code":
            compile(cell.source, "<cell>", "exec")
    assert book.cells[0].source.startswith(f"# {experiment.title}\n\nAfter “")


def test_a_page_has_the_words_the_figures_and_the_numbers_of_its_notebook() -> None:
    book = written(FITTED, "place")
    data = results(FITTED, CURVES, [], {"sgd": catalogue.system("sgd")})
    shown = [{"image/svg+xml": "<svg/>\n"}, {"text/markdown": ["- so", " it is"]}, {"application/json": data}]
    code = [cell for cell in book.cells if cell.cell_type == "code"]
    for cell, found in zip(code[-3:], shown, strict=True):
        cell["outputs"] = [nbformat.v4.new_output("display_data", data=found)]
    found = pages(FITTED, book)
    assert found["learning-rates-1.svg"] == "<svg/>\n"
    assert "![learning-rates](learning-rates-1.svg)\n" in found["learning-rates.md"]
    assert "- so it is\n" in found["learning-rates.md"]
    kept = json.loads(found["learning-rates.json"])
    assert kept["ends"]["high"] == [1.0, 0.5, None]
    assert kept["experiment"] == mark(FITTED) != mark(replace(FITTED, seeds=3))


MADE = [name for name, each in EXPERIMENTS.items() if not isinstance(each.setting, Images)]


@pytest.mark.parametrize("name", MADE)
def test_the_committed_experiments_were_made_from_the_present_settings(name: str) -> None:
    kept = json.loads((MEASURED / f"{name}.json").read_text(encoding="utf-8"))
    assert kept["experiment"] == mark(EXPERIMENTS[name]), CURE
    assert kept["specifications"] == {n: digest(catalogue.system(n)) for n in kept["specifications"]}, CURE
    assert len(kept["rulings"]) == len(EXPERIMENTS[name].conclusions)


def test_the_committed_index_leads_to_what_is_there_and_nothing_else_is_there() -> None:
    assert (MEASURED / "index.md").read_text(encoding="utf-8") == index(), CURE
    assert {path.stem for path in MEASURED.glob("*.md")} == {"index", *MADE}
    for name in MADE:
        text = (MEASURED / f"{name}.md").read_text(encoding="utf-8")
        assert {path.name for path in MEASURED.glob(f"{name}-*.svg")} == {
            f"{name}-{k}.svg" for k in range(1, 1 + text.count("!["))
        }


def test_the_same_numbers_are_drawn_as_the_same_bytes() -> None:
    pytest.importorskip("matplotlib", reason="python -m pip install '.[experiments]'")
    from verifier.experiments import drawing

    figures = [drawing.loss_curves(CURVES, [("title", ["low", "high"])]) for _ in range(2)]
    first, second = map(drawing.svg, figures)
    assert first == second
    assert "<dc:date>" not in first
    assert "title" in first


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "say --all"),
        (("two-moon",), "did you mean 'two-moons'"),
        (("images",), "cifar-10-binary.tar.gz"),
        (("images", "--data", "nowhere"), "nowhere: there is no data_batch"),
    ],
)
def test_what_is_missing_is_said_before_anything_is_run(
    run: Run, arguments: tuple[str, ...], said: str
) -> None:
    found = run("experiments", *arguments)
    assert (found.status, found.out) == (2, "")
    assert said in found.err
