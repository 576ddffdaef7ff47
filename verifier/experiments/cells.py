"""The cells of the notebooks: what they run stands in the modules beside this one."""

from __future__ import annotations

from verifier.experiments.record import Experiment, Images, Moons, Regression, Surfaces, Velocity

START = """\
import os

os.environ["KERAS_BACKEND"] = "jax"

import numpy as np
from IPython.display import SVG, Markdown, display

from verifier import catalogue
from verifier.experiments import drawing
from verifier.experiments.book import results
from verifier.experiments.spread import judge

experiment = catalogue.experiment({name!r})
setting, systems = experiment.setting, dict()
"""

CONCLUDED = """\
rulings = [judge(conclusion, curves) for conclusion in experiment.conclusions]
display(Markdown("\\n".join(f"- {ruling.sentence()}" for ruling in rulings)))
"""

KEPT = """\
display({"application/json": results(experiment, curves, rulings, systems)}, raw=True)
"""

REGRESSION = (
    (
        "## Its panels",
        """\
from verifier.experiments import regression

system = catalogue.system(setting.method)
systems[system.name] = system
fits = [regression.fit(setting, system, seed) for seed in range(experiment.seeds)]
SVG(drawing.svg(drawing.fits(fits[0], setting.shown)))
""",
    ),
    (
        "## What theory says of the rate",
        """\
low, high = fits[0].curvatures
edge = regression.largest_rate(system, high)
display(Markdown(
    f"The error is a quadratic with the curvatures {low:.4f} and {high:.4f} on the document's data. By the "
    f"theorem on quadratics every rate below {edge:.4f} converges. At 0.99 and 1.01 times that rate the "
    "error is, after so many epochs, by the first:"
))
from dataclasses import replace

for share in (0.99, 1.01):
    longer = replace(setting, rates=(share * edge,), epochs=2000)
    excess = regression.fit(longer, system, 0).excess(share * edge)
    parts = ", ".join(f"{excess[k] / excess[0]:.2e} after {k}" for k in (100, 500, 2000))
    display(Markdown(f"- {share}: {parts}"))
""",
    ),
    (
        "## Other data, other first weights",
        """\
curves = regression.curves(setting, fits)
SVG(drawing.svg(drawing.loss_curves(curves, [("error above the least one", list(curves.runs))])))
""",
    ),
)

VELOCITY = (
    (
        "## What theory says",
        """\
import verifier
from verifier.experiments import velocity

for theorem in verifier.derive(setting.method).theorems:
    if theorem.kind in ("terminal-value", "amplification"):
        display(Markdown(f"- {theorem.statement}, if {'; '.join(theorem.hypotheses)}"))
""",
    ),
    (
        "## The generated kernel",
        """\
systems[setting.method] = catalogue.system(setting.method)
curves = velocity.curves(setting, systems[setting.method], experiment.seeds)
for name, run in curves.runs.items():
    last = run[:, -1].mean()
    near = int(np.argmax(run[0] >= 0.99 * last)) + 1
    display(Markdown(f"- {name}: {last:.6g} times rate and gradient; within 1 % from step {near} on"))
SVG(drawing.svg(drawing.loss_curves(curves, [("constant gradients", list(curves.runs))])))
""",
    ),
)

SURFACES = (
    (
        "## The ways",
        """\
from verifier.experiments import surfaces
from verifier.report.markdown import table

systems = {name: catalogue.system(name) for name in catalogue.names()}
found = {s: surfaces.ways(setting, s, systems, experiment.seeds) for s in setting.surfaces}
SVG(drawing.svg(drawing.landscape(setting, found)))
""",
    ),
    (
        "## Where they arrive",
        """\
display(Markdown(
    f"Steps until the value is {setting.near:g} of the first, the middle of {experiment.seeds} starts (least "
    f"and largest), at the rate of the grid that serves best; value after {setting.steps} steps."
))
for surface, ways in found.items():
    rows = surfaces.table(setting, ways)
    told = table(["optimizer", "rate", "steps", "last value"], [list(row) for row in rows])
    display(Markdown("\\n".join([f"### {surface.name}", "", *told])))
""",
    ),
    (
        "## The values",
        """\
curves = surfaces.curves(found)
groups = [(s.name, [surfaces.label(s, name) for name in setting.drawn]) for s in setting.surfaces]
SVG(drawing.svg(drawing.loss_curves(curves, groups)))
""",
    ),
)

MOONS = (
    (
        "## The curves",
        """\
from verifier.experiments import training

curves = training.moons(setting, experiment.seeds)
epochs = sorted({t.epochs for t in setting.trainings})
groups = [
    (f"{n} epochs", [t.label for t in setting.trainings if t.epochs == n]) for n in reversed(epochs)
]
SVG(drawing.svg(drawing.loss_curves(curves, groups)))
""",
    ),
)

IMAGES = (
    (
        "## The curves",
        """\
from pathlib import Path

from verifier.experiments import images, training

given = images.load(Path(os.environ["VERIFIER_PICTURES"]))
curves = training.pictures(setting, given, range(experiment.seeds))
groups = [(o.label, [t.label for t in setting.trainings if t.call == o.call]) for o in setting.optimizers]
SVG(drawing.svg(drawing.loss_curves(curves, groups, log=False)))
""",
    ),
)

CELLS = {Regression: REGRESSION, Velocity: VELOCITY, Surfaces: SURFACES, Moons: MOONS, Images: IMAGES}


def cells(experiment: Experiment, place: str) -> list[tuple[str, str]]:
    """The cells as pairs of kind, ``markdown`` or ``code``, and text.

    Parameters
    ----------
    experiment : Experiment
    place : str
        The document and the line, in words.
    """
    found = [
        ("markdown", f"# {experiment.title}\n\n{place}\n\n{experiment.about}"),
        ("code", START.format(name=experiment.name)),
    ]
    for title, code in CELLS[type(experiment.setting)]:
        found += [("markdown", title), ("code", code)]
    told = f"## What a single run concludes, held against {experiment.seeds}"
    found += [("markdown", told), ("code", CONCLUDED), ("code", KEPT)]
    return [(kind, text.strip()) for kind, text in found]
