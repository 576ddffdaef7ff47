"""Documents that nobody wrote: mutated texts and random ones, as files of every kind, before the audit.

Run with ``python -m tests.campaign.documents --minutes 30 --seed 1``; ``--guided`` lets atheris choose the
mutations by the lines of `verifier.audit` and `verifier.lift` that they reach. Minutes are those of the
processor. A document fails that raises, takes too long or too much memory, runs anything, or has findings
that cannot be printed; each is kept in ``--out``.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any
from xml.etree import ElementTree

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st

from tests.campaign.scrambled import BITS, SUFFIXES, document, mutated, notebook

FORBIDDEN = ("exec", "os.", "subprocess.", "socket.", "shutil.", "ctypes.dlopen", "pty.", "webbrowser.")
"""Events that the interpreter tells of when something is run; what imports a module is none of a document."""
HARMLESS = ("os.listdir", "os.scandir", "os.putenv")
ADAM = "# Adam\n\n$$w = w - \\eta g$$\n"
MEMORY = 3_000_000_000
"""Bytes of address space."""


class TooLongError(BaseException):
    """A document that takes more of the processor than any may."""


@dataclass
class Watch:
    """What the interpreter is asked to run while a document is read."""

    on: bool = False
    seen: list[str] = field(default_factory=list)

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.on:
            return
        runs = event.startswith(FORBIDDEN) and event not in HARMLESS and not _of_libraries()
        if runs or (event == "open" and set(str(arguments[1])) & set("wax+")):
            self.seen.append(f"{event} {arguments!r}"[:200])


def _of_libraries() -> bool:
    """Whether a module is being imported, or nbformat makes a program of its own schema."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        if re.search("importlib|fastjsonschema", frame.f_code.co_filename):
            return True
        frame = frame.f_back
    return False


@contextmanager
def bounded(seconds: float) -> Iterator[None]:
    """So many seconds of the processor, then `TooLongError`."""

    def stop(*_: object) -> None:
        raise TooLongError

    signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


class Trial:
    """Documents before the audit, one after the other."""

    def __init__(self, out: Path, seconds: float) -> None:
        self.out, self.seconds, self.watch = out, seconds, Watch()
        self.count = self.failed = 0
        self.slowest = 0.0
        self.folder = Path(tempfile.mkdtemp())
        out.mkdir(parents=True, exist_ok=True)
        for suffix, text in ((".md", ADAM), (".ipynb", notebook(ADAM, random.Random(0)))):
            self._audit(text.encode(), suffix)  # what is loaded once is no document's
        sys.addaudithook(self.watch)

    def try_one(self, content: bytes, suffix: str) -> None:
        """Audit a document; keep it where something is wrong."""
        self.count += 1
        begun, why = time.process_time(), ""
        try:
            with bounded(self.seconds):
                self._audit(content, suffix)
        except TooLongError:
            why = f"more than {self.seconds} s\n{traceback.format_exc(limit=-6)}"
        except Exception:  # whatever it is, a document made the audit crash, and is kept
            why = traceback.format_exc(limit=-6)
        why += "".join(f"it has run {event}\n" for event in self.watch.seen)
        self.watch.seen.clear()
        spent = time.process_time() - begun
        if spent > self.slowest:
            self.slowest = spent
            (self.out / f"slowest{suffix}").write_bytes(content)
        if why:
            self.failed += 1
            name = self.out / f"{self.failed}{suffix}"
            name.write_bytes(content)
            print(f"FAILED {name}: {why[:3000]}", flush=True)

    def _audit(self, content: bytes, suffix: str) -> None:
        from verifier.audit import lots
        from verifier.audit.audit import audit_file
        from verifier.audit.command import printed, source_line
        from verifier.audit.finding import VERDICTS, to_json

        lots.MANY = sys.maxsize  # what is watched is this process
        path = self.folder / f"a b|é{suffix}"
        path.write_bytes(content)
        self.watch.on = True
        try:
            found = audit_file(path)
            json.dumps(to_json([found]))
            for form in ("sarif", "junit", "md"):
                text = printed([found], form, ("wrong",))
                if form == "junit":
                    ElementTree.fromstring(text.encode("utf-8", "replace"))
            for each in found.findings:
                assert each.verdict in VERDICTS, each
                assert 1 <= each.line <= each.end_line, each
                assert each.column >= 1, each
                assert (each.line, each.column) <= (each.end_line, each.end_column), each
                source_line(found.path, each)
        finally:
            self.watch.on = False


def random_texts(trial: Trial, seed: int, count: int) -> None:
    """Texts of hypothesis: characters of every kind, and pieces of the languages that are read."""
    pieces = st.lists(st.one_of(st.sampled_from(BITS), st.text(max_size=5)), max_size=60).map("".join)

    @seeded(seed)
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.one_of(pieces, st.text(max_size=300)), st.sampled_from(SUFFIXES))
    def trying(text: str, suffix: str) -> None:
        trial.try_one(text.encode("utf-8", "surrogatepass"), suffix)

    trying()


def guided(trial: Trial, texts: list[tuple[str, str]], seconds: float, seed: int) -> None:
    """Mutations that are chosen by what they reach; it ends the process."""
    import atheris

    others = [text for _, text in texts]
    seeds = trial.out / "seeds"
    seeds.mkdir(exist_ok=True)
    for number, (suffix, text) in enumerate(texts):
        kind = SUFFIXES.index(suffix) if suffix in SUFFIXES else 0
        (seeds / str(number)).write_bytes(bytes([kind]) + text.encode())

    def one(data: bytes) -> None:
        trial.try_one(data[1:], SUFFIXES[sum(data[:1]) % len(SUFFIXES)])
        if time.process_time() > seconds:
            tell(trial)
            sys.stdout.flush()
            os._exit(trial.failed > 0)

    def changed(data: bytes, size: int, number: int) -> bytes:
        text = mutated(data[1:].decode("utf-8", "replace"), others, random.Random(number))
        return (data[:1] + text.encode("utf-8", "replace"))[:size]

    options = [f"-seed={seed}", "-max_len=6000", "-timeout=600", f"-artifact_prefix={trial.out}/", str(seeds)]
    atheris.Setup([sys.argv[0], *options], one, custom_mutator=changed)
    atheris.Fuzz()


@contextmanager
def instrumented(guided: bool) -> Iterator[None]:
    """Where modules are imported so that atheris sees which lines of them are reached."""
    if not guided:
        yield
        return
    import atheris

    with atheris.instrument_imports(include=["verifier.audit", "verifier.lift"]):
        yield


def tell(trial: Trial) -> None:
    """Print what was tried."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    spent = time.process_time()
    print(
        f"{trial.count} documents in {spent:.0f} s of the processor, {trial.failed} failed; "
        f"the slowest took {trial.slowest:.1f} s, at most {peak} MB were held"
    )


def main() -> int:
    """Try documents for the time that is given; fail where one fails."""
    parser = argparse.ArgumentParser(prog="python -m tests.campaign.documents", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=20.0, help="of the processor, for one document")
    parser.add_argument("--guided", action="store_true", help="let atheris choose")
    parser.add_argument("--out", type=Path, default=Path(tempfile.gettempdir()) / "audit-documents")
    chosen = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    with instrumented(chosen.guided):
        from tests.audit_corpus import cases
    texts = [(case.suffix, case.text) for case in cases()]
    trial, end = Trial(chosen.out, chosen.seconds), 60 * chosen.minutes
    if chosen.guided:
        guided(trial, texts, end, chosen.seed)
    choice, told = random.Random(chosen.seed), 0
    while time.process_time() < end:
        if trial.count % 500 == 0:
            random_texts(trial, chosen.seed + trial.count, 100)
        trial.try_one(*document(texts, choice))
        if trial.count // 1000 > told:
            told = trial.count // 1000
            tell(trial)
    tell(trial)
    return 1 if trial.failed else 0


if __name__ == "__main__":
    sys.exit(main())
