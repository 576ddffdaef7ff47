"""Flaws that the syntax tree of a program shows by itself, without a known form to hold it against."""
