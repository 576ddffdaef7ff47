"""Standard output, and what several screens have in common."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

WIDTH_OF_A_FILE = 120
"""The width of lines where standard output is no terminal that has one."""

MARKS = {True: ("✓", "green"), False: ("✗", "bold red"), None: ("?", "yellow")}


class Screen(Console):
    """Standard output; that its reader has gone is for the command line to deal with."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError

    def say(self, text: Text, hang: int = 0) -> None:
        """A sentence: whole in a file or a pipe, and on a terminal broken between words.

        Parameters
        ----------
        text : Text
        hang : int
            The column at which the second line and all after it begin.
        """
        if self.is_terminal:
            broken = text[hang:].wrap(self, max(self.width - hang, 1))
            text = text[:hang] + Text(f"\n{' ' * hang}").join(broken)
        self.print(text, soft_wrap=True)


def console() -> Screen:
    """Standard output, with a fixed width where it is a file or a pipe."""
    screen = Screen(highlight=False)
    return screen if screen.is_terminal else Screen(highlight=False, width=WIDTH_OF_A_FILE)


def counted(number: int, word: str) -> str:
    """A number of things: ``1 file``, ``2 files``."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def lines(out: Screen, title: str, texts: Sequence[str]) -> None:
    """Lines under a title; nothing where there are none."""
    if texts:
        out.print(f"\n{title}", style="bold")
        for line in texts:
            out.say(Text(f"  {line}"), hang=2)
