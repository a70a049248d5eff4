"""Fictitious disclosures: complete ones of every form, from hidden exact amounts, rounded as the real ones are.

For tests, benchmarks and examples: every figure is invented, the department cannot be mistaken for a real one, and
what is right (and which errors were put in) is known.
"""

from budgetkit.synthesize.errors import KINDS, SeededError, with_figure
from budgetkit.synthesize.years import Synthetic, synthesize, synthesize_years

__all__ = ["KINDS", "SeededError", "Synthetic", "synthesize", "synthesize_years", "with_figure"]
