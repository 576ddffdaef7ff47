"""Optimizers of installed frameworks, read out of their running code by tracing it.

A framework has a module of its name here with ``lift_call(call, vocabulary) -> Lift``, which runs in a child
process (`child`). `lift.lift` starts that process and keeps what it gives. Nothing is imported here: whether
it is a call is asked of every name, and what reads one is seldom needed.
"""
