"""Evaluation: systems unrolled over exact numbers and certified balls, and an independent check."""

from verifier.evaluate.algebraic import AlgebraicNumber
from verifier.evaluate.number import UNSETTLED, Undefined, Value, is_number
from verifier.evaluate.program import Program, compile_system
from verifier.evaluate.text import fraction_of, text_of
from verifier.evaluate.trajectory import Given, Run, Setting, Trajectory, run

__all__ = [
    "UNSETTLED",
    "AlgebraicNumber",
    "Given",
    "Program",
    "Run",
    "Setting",
    "Trajectory",
    "Undefined",
    "Value",
    "compile_system",
    "fraction_of",
    "is_number",
    "run",
    "text_of",
]
