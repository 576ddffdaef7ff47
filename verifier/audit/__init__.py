"""Audit: the optimizer formulas of documents and source files, each judged against all known forms."""
