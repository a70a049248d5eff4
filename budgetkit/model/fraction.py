"""Exact fractions: those of quicktions are several times as fast as the standard library's, which serve in their place."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction
else:
    try:
        from quicktions import Fraction
    except ImportError:  # No compiled one for this interpreter.
        from fractions import Fraction

__all__ = ["Fraction"]
