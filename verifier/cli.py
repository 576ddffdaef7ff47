"""The command line. Commands read their arguments, call one function, and show what it returns."""

from __future__ import annotations

import difflib
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from verifier import __version__
from verifier.errors import InputError

SCHEMA = 1
"""The version of the JSON's form; a field that is added does not change it."""

OK, NOT_AS_CLAIMED, BAD_INPUT, UNDECIDED, INTERRUPTED = 0, 1, 2, 3, 130

Command = TypeVar("Command", bound=Callable[..., Any])


class Commands(click.Group):
    """A group of commands that suggests the nearest for one it does not know."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], self.commands, n=1)
            hint = f"did you mean '{near[0]}'?" if near else f"the commands are {', '.join(self.commands)}"
            raise click.UsageError(f"there is no command '{args[0]}'; {hint}", ctx)
        return super().resolve_command(ctx, args)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="optimizer-verifier")
def verifier() -> None:
    """Are two descriptions of an optimizer the same method? A proof for every step, or numbers.

    NAME is a specification (adam), a form of it that a source prints (see `list`), or a Python
    function in a file (step.py:mine). Every command takes --json.
    """


as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")


@verifier.command("list")
@as_json
def list_(as_json: bool) -> int:
    """Specifications, printed forms, and the frameworks that are installed."""
    from verifier import catalogue

    inventory = catalogue.inventory()
    return _give("list", as_json, inventory, lambda: _terminal().inventory(inventory))


@verifier.command()
@click.argument("name")
@as_json
def show(name: str, as_json: bool) -> int:
    """The recurrence as a mathematician prints it, with domains, first values and source."""
    from dataclasses import asdict

    from verifier.show import shown

    display = shown(name)
    return _give("show", as_json, asdict(display), lambda: _terminal().display(display))


@verifier.command()
@click.argument("name")
@as_json
def derive(name: str, as_json: bool) -> int:
    """What follows from the recurrence alone: theorems, each with its hypotheses and proof."""
    from verifier import derive as run
    from verifier.closed_form import to_json

    derivation = run(name)
    return _give("derive", as_json, to_json(derivation), lambda: _terminal().derivation(derivation))


@verifier.command()
@click.argument("names", nargs=-1, metavar="NAME...")
@click.option("--all", "everything", is_flag=True, help="Check every specification.")
@click.option("--frameworks", is_flag=True, help="Read anew what the installed frameworks run.")
@as_json
def check(names: tuple[str, ...], everything: bool, frameworks: bool, as_json: bool) -> int:
    """Hold everything that is claimed of an optimizer against what can be computed.

    Exit status: 0 every finding is as claimed, 1 one is not, 3 nothing contradicts a claim but
    something is undecided.
    """
    from verifier.check import checks, to_json
    from verifier.outcome import outcome

    results = checks(_chosen(names, everything), frameworks=frameworks)
    _give("check", as_json, to_json(results), lambda: _terminal().checks(results))
    return {True: OK, False: NOT_AS_CLAIMED, None: UNDECIDED}[outcome(r.as_claimed for r in results)]


renamed = click.option(
    "--rename", "renames", multiple=True, metavar="LEFT=RIGHT", help="A hyperparameter's name in B."
)
given_numbers = click.option(
    "--at", "numbers", multiple=True, metavar="NAME=NUMBER", help="A hyperparameter that is a number."
)


@verifier.command()
@click.argument("a")
@click.argument("b")
@renamed
@given_numbers
@click.option("--timeout", type=click.FloatRange(min=0, min_open=True), default=30.0, show_default=True)
@click.option("--certificate", metavar="FILE", help="Write the proof, to be re-checked by `verify FILE`.")
@as_json
def compare(
    a: str,
    b: str,
    renames: tuple[str, ...],
    numbers: tuple[str, ...],
    timeout: float,
    certificate: str | None,
    as_json: bool,
) -> int:
    """Are A and B the same optimizer? A proof, or numbers at which they part.

    Exit status: 0 equal, 1 translated, conditional or different, 3 undecided, 2 ill-formed.
    """
    from verifier import compare as run

    rename, at = _pairs("--rename", renames), _pairs("--at", numbers)
    found = run(a, b, rename=rename, at=at, timeout=timeout, certificate=certificate)
    _give("compare", as_json, found.to_json(), lambda: _terminal().comparison(found))
    return {"equal": OK, "undecided": UNDECIDED, "ill-formed": BAD_INPUT}.get(found.verdict, NOT_AS_CLAIMED)


@verifier.command()
@click.argument("file", metavar="FILE")
@click.argument("names", nargs=-1, metavar="[A B]")
@renamed
@given_numbers
@click.option("--timeout", type=click.FloatRange(min=0, min_open=True), default=60.0, show_default=True)
@click.option("--no-solver", is_flag=True, help="List what is trusted to a solver, without solving it again.")
@as_json
def verify(
    file: str,
    names: tuple[str, ...],
    renames: tuple[str, ...],
    numbers: tuple[str, ...],
    timeout: float,
    no_solver: bool,
    as_json: bool,
) -> int:
    """Re-check a certificate that `compare A B --certificate FILE` wrote.

    With A and B (and what --rename and --at said of them), the certificate must be about these two.
    Exit status: 0 accepted, 1 rejected.
    """
    from verifier.verify import verify as run

    rename, at = _pairs("--rename", renames), _pairs("--at", numbers)
    found = run(file, names, rename=rename, at=at, solver=not no_solver, timeout=timeout)
    _give("verify", as_json, found.to_json(), lambda: click.echo("\n".join(found.lines())))
    return OK if found.verified else NOT_AS_CLAIMED


@verifier.command()
@click.argument("a")
@click.option("--to", required=True, metavar="FRAMEWORK", help="keras, torch or optax.")
@as_json
def port(a: str, to: str, as_json: bool) -> int:
    """The constructor call of another framework that gives the same training run as the call A.

    Exit status: 0 there is one, proved and run; 1 there is none.
    """
    from verifier.port.porting import port as run

    found = run(a, to)
    _give("port", as_json, found.to_json(), lambda: click.echo("\n".join(found.lines())))
    return OK if found.is_same else NOT_AS_CLAIMED


@verifier.command()
@click.argument("paths", nargs=-1, required=True, metavar="FILE...")
@click.option("--fail-on", default="wrong", show_default=True, help="Verdicts that make the exit status 1.")
@click.option(
    "--format", "form", type=click.Choice(["sarif", "junit", "md"]), help="Print for other programs."
)
@click.option("--no-cache", is_flag=True, help="Audit anew what was audited before.")
@as_json
def audit(paths: tuple[str, ...], fail_on: str, form: str | None, no_cache: bool, as_json: bool) -> int:
    """Find the optimizer formulas in documents and source files, and judge each.

    FILE is a file, a directory or a pattern. Exit status: 1 where a verdict that --fail-on names is found.
    """
    from verifier.audit.command import audit_all, failing, printed, to_json

    verdicts = failing(fail_on)
    found = audit_all(paths, anew=no_cache)
    if form is not None and not as_json:
        click.echo(printed(found, form, verdicts), nl=False)
    else:
        _give("audit", as_json, to_json(found), lambda: _terminal().audit(found))
    return NOT_AS_CLAIMED if any(f.verdict in verdicts for file in found for f in file.findings) else OK


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
    return _give("kernel", as_json, data, lambda: click.echo(source, nl=not source.endswith("\n")))


@verifier.command()
@click.argument("name")
@click.option("--dtype", default="float32", show_default=True, help="float16, bfloat16, float32 or float64.")
@click.option("--seed", type=int, default=None, help="Of the drawn gradients; the same finds the same.")
@as_json
def hazards(name: str, dtype: str, seed: int | None, as_json: bool) -> int:
    """Where floating point breaks the formula: a search, with the smallest trigger and what to do."""
    from verifier import catalogue
    from verifier.hazards import SEED, lines, to_json
    from verifier.hazards import hazards as run

    found = run(catalogue.system(name), dtype, SEED if seed is None else seed)
    return _give("hazards", as_json, to_json(found), lambda: click.echo("\n".join(lines(found))))


@verifier.command()
@click.argument("names", nargs=-1, metavar="NAME...")
@click.option("--all", "everything", is_flag=True, help="Report on every specification.")
@click.option(
    "--format", "formats", default="md,json", show_default=True, help="Of md, json, html, ipynb."
)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default="reports", show_default=True)
@as_json
def report(names: tuple[str, ...], everything: bool, formats: str, out: Path, as_json: bool) -> int:
    """Write the reports: what is printed where, the verdicts, the proofs, the witnesses."""
    from verifier.report import left_out, write

    written = write(_chosen(names, everything), out, tuple(formats.split(",")))
    skipped = [left_out()] if everything and left_out() else []
    data = {"out": str(out), "files": [str(path) for path in written], "skipped": skipped}
    return _give("report", as_json, data, lambda: _terminal().written(out, written, skipped))


def _chosen(names: tuple[str, ...], everything: bool) -> tuple[str, ...]:
    from verifier import catalogue

    if everything == bool(names):
        raise click.UsageError("name the optimizers, or say --all for every one of them")
    return catalogue.names() if everything else tuple(dict.fromkeys(names))


def _pairs(option: str, texts: tuple[str, ...]) -> dict[str, str]:
    """``name=value`` options, given several times or separated by commas."""
    pairs = [pair.partition("=") for text in texts for pair in text.split(",")]
    for name, equals, value in pairs:
        if not (name.strip() and equals and value.strip()):
            raise click.UsageError(f"{option} {name}{equals}{value}: write NAME=VALUE, several with commas")
    return {name.strip(): value.strip() for name, _, value in pairs}


def _give(command: str, as_json: bool, data: dict[str, Any], show: Callable[[], object]) -> int:
    """Put the result on standard output, for a program or for a person."""
    if as_json:
        head = {"schema": SCHEMA, "command": command, "version": __version__}
        click.echo(json.dumps(head | data, ensure_ascii=False, indent=2, default=str))
    else:
        show()
    return OK


def _terminal() -> Any:
    from verifier import terminal

    return terminal


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command and leave with its exit status.

    A mistake of the user is one sentence on standard error and status 2; a mistake of ours is a
    traceback.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    sys.exit(_status(arguments))


def _status(arguments: Sequence[str] | None) -> int:
    try:
        return int(verifier.main(arguments, prog_name="verifier", standalone_mode=False) or OK)
    except click.ClickException as error:
        return _fail(error.format_message())
    except InputError as error:
        return _fail(str(error))
    except (KeyboardInterrupt, click.Abort):
        click.echo("verifier: interrupted; nothing was left half written", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader has gone: Python would complain again when it closes standard output.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK


def _fail(message: str) -> int:
    click.echo(f"verifier: {message}", err=True)
    return BAD_INPUT
