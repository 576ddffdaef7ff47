"""Many things done: on all cores or other machines, with a line of progress, interrupted and gone on with.

A command makes its `Unit` s and asks for their `results`; the `Effort` says where and how.

Examples
--------
>>> results([Unit("two", pow, (2, 10)), Unit("three", pow, (3, 4))], Effort(jobs=1))
[1024, 81]
"""

from verifier.work.run import QUIET, Effort, Interrupted, finished, results
from verifier.work.unit import Unit

__all__ = ["QUIET", "Effort", "Interrupted", "Unit", "finished", "results"]
