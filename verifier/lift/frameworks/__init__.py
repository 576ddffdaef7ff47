"""Optimizers of installed frameworks, read out of their running code by tracing it.

A framework has a module of its name here with ``lift_call(call, vocabulary) -> Lift``, which runs in a child
process (`child`). `lift` starts that process and keeps what it gives.
"""

from verifier.lift.frameworks.call import FRAMEWORKS, FrameworkCall, is_framework_call, parse
from verifier.lift.frameworks.lift import lift, lift_all
from verifier.lift.frameworks.meaning import Free, Meaning, Vocabulary
from verifier.lift.frameworks.record import Lift

__all__ = [
    "FRAMEWORKS",
    "FrameworkCall",
    "Free",
    "Lift",
    "Meaning",
    "Vocabulary",
    "is_framework_call",
    "lift",
    "lift_all",
    "parse",
]
