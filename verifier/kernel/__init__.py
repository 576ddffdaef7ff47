"""Kernels generated from a `System`: the optimizer's step over whole arrays."""

from verifier.kernel.compiled import Kernel, compile_numpy
from verifier.kernel.program import Program, program_of
from verifier.kernel.source import TARGETS, generate
from verifier.kernel.text import digest

__all__ = ["TARGETS", "Kernel", "Program", "compile_numpy", "digest", "generate", "program_of"]
