"""The command line. Commands read their arguments, call one function, and show what it returns."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from verifier.cli import asking, making, plain
from verifier.cli.group import BAD_INPUT, INTERRUPTED, OK, verifier
from verifier.errors import InputError

__all__ = ["asking", "main", "making"]

FULL = {errno.ENOSPC, errno.EFBIG, errno.EIO}


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command and leave with its exit status.

    A mistake of the user is one sentence on standard error and status 2; a mistake of ours is a
    traceback.
    """
    plain.register()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=plain.SPELLED)
    sys.exit(_status(arguments))


def _status(arguments: Sequence[str] | None) -> int:
    try:
        asked = list(sys.argv[1:] if arguments is None else arguments) or ["--help"]
        status = int(verifier.main(asked, prog_name="verifier", standalone_mode=False) or OK)
        sys.stdout.flush()
        return status
    except click.UsageError as error:
        return _fail(error.format_message() if error.ctx is None else _with_help(error, error.ctx))
    except click.ClickException as error:
        return _fail(error.format_message())
    except InputError as error:
        return _fail(str(error))
    except (KeyboardInterrupt, click.Abort) as stop:
        # click makes an abortion of an interruption
        said = str(stop) or str(stop.__cause__ or "") or "nothing was left half written"
        click.echo(f"verifier: interrupted; {said}", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        _close_output()
        return OK
    except OSError as error:
        if error.errno not in FULL:
            raise
        _close_output()
        return _fail(f"standard output cannot be written: {error.strerror}; make room, or write elsewhere")


def _close_output() -> None:
    """Nobody takes what is still to be written: Python would complain again when it closes the stream."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _with_help(error: click.UsageError, context: click.Context) -> str:
    """What click says of options and arguments, and where it stands what there are."""
    said = error.format_message().removesuffix(".")
    return said if said.endswith("?") else f"{said}; `{context.command_path} --help` tells what there is"


def _fail(message: str) -> int:
    click.echo(f"verifier: {message}", err=True)
    return BAD_INPUT
