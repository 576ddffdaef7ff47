"""The group of commands, and what all of them share: reading options, showing results."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import update_wrapper
from math import isfinite
from typing import Any, TypeVar, cast

import click

from verifier import __version__
from verifier.errors import unknown

SCHEMA = 1
"""The version of the JSON's form; a field that is added does not change it."""

OK, NOT_AS_CLAIMED, BAD_INPUT, UNDECIDED, INTERRUPTED = 0, 1, 2, 3, 130

Command = TypeVar("Command", bound=Callable[..., Any])


class Commands(click.Group):
    """A group of commands that suggests the nearest for one it does not know."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            raise unknown(args[0], "command", self.commands)
        return super().resolve_command(ctx, args)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="optimizer-verifier")
def verifier() -> None:
    """Are two descriptions of an optimizer the same method? A proof for every step, or numbers.

    NAME is a specification (adam), a form of it that a source prints (adam/keras; see `list`), a
    Python function in a file (step.py:mine), or what an installed framework runs (keras:Adam()).
    Every command takes --json.
    """


class Seconds(click.FloatRange):
    """A number of seconds; what is no number is in no range, and would never have passed."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number."""
        found = super().convert(value, param, ctx)
        return found if isfinite(found) else self.fail(f"{found} is no number of seconds.", param, ctx)


class Name(click.Path):
    """The name of a file or folder to be written; an empty one would be the present folder."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The name, or its path."""
        return super().convert(value, param, ctx) if str(value) else self.fail("it is empty.", param, ctx)


as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")


jobs = click.option("--jobs", type=click.IntRange(min=1), help="Processes; by default one for each core.")
scheduler = click.option(
    "--scheduler", default="", metavar="ADDRESS", help="A Dask cluster that does the work."
)


def at_length(doing: str) -> Callable[[Command], Command]:
    """Options of a command that does many things; it is given the `effort` that they make.

    Interrupted, and started again with the same arguments, it goes on where it was.

    Parameters
    ----------
    doing : str
        What the line of progress says.
    """

    def options(command: Command) -> Command:
        def run(*, jobs: int | None, scheduler: str, as_json: bool, **others: Any) -> Any:
            from verifier.work import Effort

            if jobs and scheduler:
                raise click.UsageError(
                    "--jobs is for this machine and --scheduler for others; say one of them"
                )
            effort = Effort(jobs, scheduler, doing=doing, run=f"{doing} {sorted(others.items())}")
            try:
                status = command(effort=effort, as_json=as_json, **others)
            except BrokenPipeError:  # all was done, and the reader had enough
                effort.forget()
                raise
            effort.forget()
            return status

        return cast(Command, jobs(scheduler(update_wrapper(run, command))))

    return options


def _has_all_letters() -> bool:
    """Whether standard output can hold every letter."""
    return (sys.stdout.encoding or "").lower().startswith("utf")


def give(command: str, as_json: bool, data: dict[str, Any], show: Callable[[], object]) -> int:
    """Put the result on standard output, for a program or for a person."""
    if as_json:
        head = {"schema": SCHEMA, "command": command, "version": __version__}
        click.echo(json.dumps(head | data, ensure_ascii=not _has_all_letters(), indent=2, default=str))
    else:
        show()
    return OK


def terminal() -> Any:
    """What prints for people; it is loaded only where something is printed."""
    from verifier import terminal as found

    return found


def chosen(names: tuple[str, ...], everything: bool) -> tuple[str, ...]:
    """The optimizers that are named, or all."""
    from verifier import catalogue

    if everything == bool(names):
        raise click.UsageError("say which: NAME..., or --all for every one of them")
    return catalogue.names() if everything else tuple(dict.fromkeys(names))


def pairs(option: str, texts: tuple[str, ...]) -> dict[str, str]:
    """``name=value`` options, of several names or separated by commas."""
    found = choices(option, texts)
    for name, values in found.items():
        if len(values) > 1:
            raise click.UsageError(f"{option} {name}: it is given {' and '.join(values)}; say one of them")
    return {name: value for name, (value,) in found.items()}


def choices(option: str, texts: tuple[str, ...]) -> dict[str, list[str]]:
    """The same, where a name may have several values."""
    found: dict[str, list[str]] = {}
    for name, equals, value in (pair.partition("=") for text in texts for pair in text.split(",")):
        if not (name.strip() and equals and value.strip()):
            raise click.UsageError(f"{option} {name}{equals}{value}: write NAME=VALUE, several with commas")
        found.setdefault(name.strip(), []).append(value.strip())
    return found
