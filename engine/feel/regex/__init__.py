"""Regular expressions of XPath 3.1 (Functions and Operators, 5.6.1), as FEEL takes them.

Reading path: `syntax` (text to tree, after XML Schema 1.1 part 2, appendix G) → `linear` (RE2, time grows with the
text) or, for the back references RE2 lacks, `backtrack` (a machine whose every step is paid for).
"""

from __future__ import annotations

from engine.feel.regex.pattern import Found, Pattern, compile_pattern
from engine.feel.regex.syntax import InvalidPattern

__all__ = ["Found", "InvalidPattern", "Pattern", "compile_pattern"]
