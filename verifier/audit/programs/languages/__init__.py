"""Other languages as Python trees: Julia, Java, C++, JavaScript, as far as assignments, calls and loops go.

A program is turned into the syntax tree that Python has for the same statements, so that one reader serves
all. What has no counterpart becomes a call of ``unknown``, which nobody understands.
"""

from verifier.audit.programs.languages.braces import parse_braces, parse_java
from verifier.audit.programs.languages.julia import parse_julia

__all__ = ["parse_braces", "parse_java", "parse_julia"]
