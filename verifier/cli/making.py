"""Commands that make something: a constructor call, a kernel, a search, reports."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from verifier.cli.group import (
    NOT_AS_CLAIMED,
    OK,
    Name,
    as_json,
    at_length,
    choices,
    chosen,
    give,
    terminal,
    verifier,
)

if TYPE_CHECKING:
    from verifier.work import Effort


@verifier.command()
@click.argument("a")
@click.option("--to", required=True, metavar="FRAMEWORK", help="keras, torch or optax.")
@as_json
def port(a: str, to: str, as_json: bool) -> int:
    """The constructor call of another framework that gives the same training run as the call A.

    A is a call as a program has it: torch.optim.SGD(params, lr=0.1), keras:Adam(1e-4).

    Exit status: 0 there is one, proved and run; 1 there is none.
    """
    from verifier.port.porting import port as run

    found = run(a, to)
    give("port", as_json, found.to_json(), lambda: click.echo("\n".join(found.lines())))
    return OK if found.is_same else NOT_AS_CLAIMED


@verifier.command()
@click.argument("name")
@click.option("--target", default="numpy", show_default=True, help="numpy, or in place: blocked, numba.")
@as_json
def kernel(name: str, target: str, as_json: bool) -> int:
    """One step over arrays as a stand-alone Python source file, generated from the recurrence."""
    from verifier import catalogue
    from verifier.kernel import generate
    from verifier.show import shown

    display = shown(name)
    units = {letter.name: letter.unit for letter in display.letters if letter.unit}
    system, cited = catalogue.system(name), display.source or None
    source = generate(system, target, title=display.title or None, source=cited, units=units)
    data = {"name": name, "target": target, "source": source}
    return give("kernel", as_json, data, lambda: click.echo(source, nl=not source.endswith("\n")))


@verifier.command()
@click.argument("names", nargs=-1, metavar="NAME...")
@click.option("--all", "everything", is_flag=True, help="Search every specification.")
@click.option(
    "--dtype",
    default="float32",
    show_default=True,
    help="Of float16, bfloat16, float32 and float64, by commas.",
)
@click.option(
    "--at",
    "numbers",
    multiple=True,
    metavar="NAME=NUMBER",
    help="A usual value to search around; several of a name make a grid.",
)
@click.option("--seed", type=int, default=None, help="Of the drawn gradients; the same finds the same.")
@at_length("searching")
@as_json
def hazards(
    names: tuple[str, ...],
    everything: bool,
    dtype: str,
    numbers: tuple[str, ...],
    seed: int | None,
    effort: Effort,
    as_json: bool,
) -> int:
    """Where floating point breaks the formula: a search, with the smallest trigger and what to do."""
    from verifier.compare import number
    from verifier.grid import search_grid
    from verifier.hazards import SEED

    at = {name: [number(name, text) for text in texts] for name, texts in choices("--at", numbers).items()}
    dtypes = [each.strip() for each in dtype.split(",")]
    found = search_grid(chosen(names, everything), dtypes, SEED if seed is None else seed, at, effort)
    data = found[0].data if len(found) == 1 else {"searches": [each.data for each in found]}
    text = "\n\n".join("\n".join(each.lines) for each in found)
    return give("hazards", as_json, data, lambda: click.echo(text))


@verifier.command()
@click.argument("names", nargs=-1, metavar="NAME...")
@click.option("--all", "everything", is_flag=True, help="Report on every specification.")
@click.option(
    "--format", "formats", default="md,json", show_default=True, help="Of md, json, html, ipynb, svg."
)
@click.option("--out", type=Name(path_type=Path, file_okay=False), default="reports", show_default=True)
@at_length("reporting:")
@as_json
def report(
    names: tuple[str, ...], everything: bool, formats: str, out: Path, effort: Effort, as_json: bool
) -> int:
    """Write the reports: what is printed where, the verdicts, the proofs, the witnesses."""
    from verifier.report import left_out, write

    written = write(chosen(names, everything), out, tuple(formats.split(",")), effort)
    skipped = [left_out()] if everything and left_out() else []
    data = {"out": str(out), "files": [str(path) for path in written], "skipped": skipped}
    return give("report", as_json, data, lambda: terminal().written(out, written, skipped))


@verifier.command()
@click.argument("names", nargs=-1, metavar="NAME...")
@click.option("--all", "everything", is_flag=True, help="Run every experiment.")
@click.option("--data", metavar="FOLDER", help="The binary version of CIFAR-10, unpacked, for pictures.")
@click.option(
    "--out",
    type=Name(path_type=Path, file_okay=False),
    default="reports/measured/experiments",
    show_default=True,
)
@as_json
def experiments(names: tuple[str, ...], everything: bool, data: str | None, out: Path, as_json: bool) -> int:
    """Run the documents' experiments anew with several seeds, as notebooks with figures.

    It takes some minutes, and Keras with JAX: python -m pip install '.[experiments]'.
    """
    from verifier.report.experiments import write

    if everything == bool(names):
        raise click.UsageError("name the experiments, or say --all for every one of them")
    written, skipped = write(names, out, data)
    told = {"out": str(out), "files": [str(path) for path in written], "skipped": skipped}
    return give("experiments", as_json, told, lambda: terminal().written(out, written, skipped))


@verifier.command()
@click.argument("pythons", nargs=-1, required=True, metavar="PYTHON...")
@click.option("--of", "names", multiple=True, metavar="NAME", help="An optimizer; by default all.")
@click.option("--out", type=Name(path_type=Path, file_okay=False), default="reports", show_default=True)
@at_length("reading")
@as_json
def releases(
    pythons: tuple[str, ...], names: tuple[str, ...], out: Path, effort: Effort, as_json: bool
) -> int:
    """What changed between releases of the frameworks: PYTHON is an interpreter of an environment of its own.

    Each needs what this program needs, and the frameworks in the releases that are to be read.
    """
    from verifier.report.releases import write

    written = write(pythons, names, out, effort)
    told = {"out": str(out), "files": [str(path) for path in written]}
    return give("releases", as_json, told, lambda: terminal().written(out, written, []))
