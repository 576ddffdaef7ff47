"""The hazards of every specification in every format, each run again by other means. Not part of the tests:

    python -m tests.benchmarks.hazards [NAME...]

Two processes share the work. `reports/measured/hazards.md` and `.json` are written when no name is given;
with names the findings are only listed. `tests/native_run.py` recomputes each trigger."""

from __future__ import annotations

import json
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from itertools import product
from pathlib import Path
from typing import Any

from tests.native_run import TYPES, confirmed
from verifier import catalogue
from verifier.hazards import hazards, to_json
from verifier.kernel import digest

ROOT = Path(__file__).parent.parent.parent
LIMIT = 10.0
"""Seconds of processor time that a search may take."""


def searched(case: tuple[str, str]) -> dict[str, Any]:
    """What is found for one recurrence in one format, and how long that took."""
    name, dtype = case
    system = catalogue.system(name)
    begun = time.process_time()
    found = to_json(hazards(system, dtype))
    seconds = time.process_time() - begun
    again = [confirmed(system, dtype, hazard) for hazard in found["hazards"]]
    return {**found, "hash": digest(system), "seconds": round(seconds, 2), "confirmed": again}


def main() -> None:
    """Search, list, and write unless names were given."""
    from tests.benchmarks.hazards_page import page

    names = sys.argv[1:] or list(catalogue.names())
    cases, every = list(product(names, TYPES)), []
    with ProcessPoolExecutor(2) as pool:
        for case, found in zip(cases, pool.map(searched, cases), strict=True):
            every.append(found)
            counts = f"{len(found['hazards'])} hazards, {sum(found['confirmed'])} confirmed"
            late = f", beyond {LIMIT:.0f} s" if found["seconds"] > LIMIT else ""
            print(f"{' '.join(case)}: {counts}, {found['seconds']:.1f} s{late}", flush=True)
    if not sys.argv[1:]:
        lines = ",\n".join(map(json.dumps, every))
        (ROOT / "reports/measured/hazards.json").write_text(f"[\n{lines}\n]\n")
        (ROOT / "reports/measured/hazards.md").write_text(page(every))


if __name__ == "__main__":
    main()
