"""Figures of a disclosure: a disclosure and an Axes in, the Axes out; matplotlib without pyplot or global state.

Every figure takes any disclosure: what was not published is said in the figure instead. ``language`` is ``zh``,
``en`` or ``both``. Without an Axes a figure gets a Figure of its own, as high as it needs.

>>> import budgetkit as bk
>>> from budgetkit import figures
>>> axes = figures.three_public(bk.reference(), language="en")
>>> axes.get_label()
'three_public · 3.50 万元 budgeted for the three public expenses: 57.1% on vehicles'
>>> len(figures.figure_digest(axes.figure)["axes"])
2
"""

from __future__ import annotations

from budgetkit.figures.change import change
from budgetkit.figures.composition import composition, economic
from budgetkit.figures.digest import figure_digest
from budgetkit.figures.display import save_figure, show
from budgetkit.figures.every import FIGURES, save_figures
from budgetkit.figures.flow import flow
from budgetkit.figures.ledger import ledger
from budgetkit.figures.three_public import three_public

__all__ = [
    "FIGURES",
    "change",
    "composition",
    "economic",
    "figure_digest",
    "flow",
    "ledger",
    "save_figure",
    "save_figures",
    "show",
    "three_public",
]
