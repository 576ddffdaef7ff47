"""The one error class for inputs that cannot be read."""

from __future__ import annotations


class InputError(ValueError):
    """An input is at fault: the message says where, what, and what would be accepted."""
