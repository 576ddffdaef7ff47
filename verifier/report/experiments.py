"""The documents' experiments, run anew: a page, a notebook, figures and numbers of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from verifier import catalogue
from verifier.errors import InputError
from verifier.experiments.book import executed, pages, written
from verifier.experiments.images import load
from verifier.experiments.record import Experiment, Images
from verifier.report.files import write_all
from verifier.report.markdown import table, text

PICTURES = "VERIFIER_PICTURES"
"""The variable of the environment in which a notebook finds the folder of the pictures."""
NO_PICTURES = "needs a data set that is not part of this project: unpack cifar-10-binary.tar.gz, name --data"


def write(names: Sequence[str], out: Path, data: str | None = None) -> tuple[list[Path], list[str]]:
    """Run experiments and write what they give.

    Parameters
    ----------
    names : sequence of str
        None for all, those left out for which there is no data set.
    out : Path
    data : str, optional
        The folder of the pictures.

    Returns
    -------
    list of Path, list of str
        What was written, and what was left out and why.

    Raises
    ------
    InputError
        When there is no such experiment, or what it needs is missing.
    """
    chosen = [catalogue.experiment(name) for name in names] or list(catalogue.experiments())
    without = [each for each in chosen if isinstance(each.setting, Images) and not data]
    if without and names:
        raise InputError(f"{without[0].name}: {NO_PICTURES}")
    if data:
        load(Path(data))
    environment = {PICTURES: str(Path(data).resolve())} if data else {}
    texts = {"index.md": index()}
    for experiment in (each for each in chosen if each not in without):
        book = executed(written(experiment, place(experiment)), environment)
        texts |= pages(experiment, book)
    return write_all(out, texts), [f"{each.name}: {NO_PICTURES}" for each in without]


def place(experiment: Experiment) -> str:
    """The document and the line, in words."""
    work = catalogue.works()[experiment.document]
    return f"After “{text(work.title)}”, line {experiment.line}."


def index() -> str:
    """The page that leads to the experiments."""
    lines = [
        "# The documents' experiments",
        "",
        "Run anew with several seeds, and what a document concludes from one run held against them. "
        "Measured: other machines and releases give other digits.",
        "",
        *table(["experiment", "of", "runs"], list(_rows())),
        "",
        "To reproduce: `python -m verifier experiments --all`",
    ]
    return "\n".join(lines) + "\n"


def _rows() -> Iterator[list[str]]:
    for each in catalogue.experiments():
        needs = isinstance(each.setting, Images)
        name = text(each.title) if needs else f"[{text(each.title)}]({each.name}.md)"
        runs = "not run here: its data set is not part of this project" if needs else str(each.seeds)
        yield [name, text(catalogue.works()[each.document].title), runs]
