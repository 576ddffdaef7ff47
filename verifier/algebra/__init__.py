"""Exact algebra: terms as fractions of polynomials over generators, and the signs of these.

A generator stands for a symbol, for a power ``b**n`` with the step in its exponent, or for a root
of an irreducible polynomial. The polynomials are python-flint's ``fmpz_mpoly``.
"""
