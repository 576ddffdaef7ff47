"""Commands that answer a question: what is it, is it as claimed, are two the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from verifier.cli.group import (
    BAD_INPUT,
    NOT_AS_CLAIMED,
    OK,
    UNDECIDED,
    Name,
    Seconds,
    as_json,
    at_length,
    chosen,
    give,
    pairs,
    terminal,
    verifier,
)

if TYPE_CHECKING:
    from verifier.work import Effort


@verifier.command("list")
@as_json
def list_(as_json: bool) -> int:
    """Specifications, printed forms, and the frameworks that are installed."""
    from verifier import catalogue

    inventory = catalogue.inventory()
    return give("list", as_json, inventory, lambda: terminal().inventory(inventory))


@verifier.command()
@click.argument("name")
@as_json
def show(name: str, as_json: bool) -> int:
    """The recurrence as a mathematician prints it, with domains, first values and source."""
    from dataclasses import asdict

    from verifier.show import shown

    display = shown(name)
    return give("show", as_json, asdict(display), lambda: terminal().display(display))


@verifier.command()
@click.argument("names", nargs=-1, metavar="NAME...")
@click.option("--all", "everything", is_flag=True, help="Derive the theorems of every specification.")
@at_length("deriving")
@as_json
def derive(names: tuple[str, ...], everything: bool, effort: Effort, as_json: bool) -> int:
    """What follows from the recurrence alone: theorems, each with its hypotheses and proof."""
    from verifier.derivations import derivations, to_json

    found = derivations(chosen(names, everything), effort)
    return give("derive", as_json, to_json(found), lambda: terminal().derivations(found))


@verifier.command()
@click.argument("names", nargs=-1, metavar="NAME...")
@click.option("--all", "everything", is_flag=True, help="Check every specification.")
@click.option("--frameworks", is_flag=True, help="Read anew what the installed frameworks run.")
@at_length("checking")
@as_json
def check(names: tuple[str, ...], everything: bool, frameworks: bool, effort: Effort, as_json: bool) -> int:
    """Hold everything that is claimed of an optimizer against what can be computed.

    Exit status: 0 every finding is as claimed, 1 one is not, 3 nothing contradicts a claim but
    something is undecided.
    """
    from verifier.check import checks, to_json
    from verifier.outcome import outcome

    results = checks(chosen(names, everything), frameworks=frameworks, effort=effort)
    give("check", as_json, to_json(results), lambda: terminal().checks(results))
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
@click.option("--timeout", type=Seconds(min=0, min_open=True), default=30.0, show_default=True)
@click.option(
    "--certificate", type=Name(), metavar="FILE", help="Write the proof, to be re-checked by `verify FILE`."
)
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

    rename, at = pairs("--rename", renames), pairs("--at", numbers)
    found = run(a, b, rename=rename, at=at, timeout=timeout, certificate=certificate)
    give("compare", as_json, found.to_json(), lambda: terminal().comparison(found))
    return {"equal": OK, "undecided": UNDECIDED, "ill-formed": BAD_INPUT}.get(found.verdict, NOT_AS_CLAIMED)


@verifier.command()
@click.argument("file", metavar="FILE")
@click.argument("names", nargs=-1, metavar="[A B]")
@renamed
@given_numbers
@click.option("--timeout", type=Seconds(min=0, min_open=True), default=60.0, show_default=True)
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

    rename, at = pairs("--rename", renames), pairs("--at", numbers)
    found = run(file, names, rename=rename, at=at, solver=not no_solver, timeout=timeout)
    give("verify", as_json, found.to_json(), lambda: click.echo("\n".join(found.lines())))
    return OK if found.verified else NOT_AS_CLAIMED


@verifier.command()
@click.argument("paths", nargs=-1, required=True, metavar="FILE...")
@click.option("--fail-on", default="wrong", show_default=True, help="Verdicts that make the exit status 1.")
@click.option(
    "--format", "form", type=click.Choice(["sarif", "junit", "md"]), help="Print for other programs."
)
@click.option("--no-cache", is_flag=True, help="Audit anew what was audited before.")
@at_length("auditing")
@as_json
def audit(
    paths: tuple[str, ...], fail_on: str, form: str | None, no_cache: bool, effort: Effort, as_json: bool
) -> int:
    """Find the optimizer formulas in documents and source files, and judge each.

    FILE is a file, a directory or a pattern. Exit status: 1 where a verdict that --fail-on names is found.
    """
    from verifier.audit.command import audit_all, failing, printed, to_json

    verdicts = failing(fail_on)
    found = audit_all(paths, anew=no_cache, effort=effort)
    if form is not None and not as_json:
        click.echo(printed(found, form, verdicts), nl=False)
    else:
        give("audit", as_json, to_json(found), lambda: terminal().audit(found))
    return NOT_AS_CLAIMED if any(f.verdict in verdicts for file in found for f in file.findings) else OK
