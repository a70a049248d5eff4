"""Figures of many disclosures: records of a corpus and an Axes in, the Axes out; as ``figures`` does for one.

Records are rows of the panel's frames (``budgetkit.corpus.panel.totals``): mappings with exact amounts in yuan. What there
is nothing of is said in the figure instead.
"""

from __future__ import annotations

from budgetkit.figures.panel.bars import errors, per_head
from budgetkit.figures.panel.growths import growths
from budgetkit.figures.panel.shares import classes, departments

__all__ = ["classes", "departments", "errors", "growths", "per_head"]
