"""Figures of a disclosure: a disclosure and an Axes in, the Axes out; matplotlib without pyplot or global state.

Every figure takes any disclosure: what was not published is said in the figure instead. ``language`` is ``zh``,
``en`` or ``both``. Without an Axes a figure gets a Figure of its own, as high as it needs.

>>> import budgetkit as bk
>>> from budgetkit import figures
>>> axes = figures.three_public(bk.reference(), language="en")
>>> axes.get_label()
'three_public · 3.50 wan yuan budgeted for the three public expenses: 57.1% on vehicles'
>>> len(figures.figure_digest(axes.figure)["axes"])
2
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final, Protocol

from matplotlib.axes import Axes

from budgetkit.figures.change import change
from budgetkit.figures.composition import composition, economic
from budgetkit.figures.digest import figure_digest
from budgetkit.figures.display import save_figure, show
from budgetkit.figures.flow import flow
from budgetkit.figures.ledger import ledger
from budgetkit.figures.three_public import three_public
from budgetkit.model.disclosure import Disclosure

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


class Draws(Protocol):
    """A figure: a disclosure in, the Axes it was drawn in out."""

    def __call__(self, disclosure: Disclosure, axes: Axes | None = None, language: str = "both") -> Axes:
        """Draw a disclosure, in a Figure of its own where no Axes is given."""


FIGURES: Final[Mapping[str, Draws]] = MappingProxyType(
    {
        "flow": flow,
        "composition": composition,
        "economic": economic,
        "change": change,
        "three_public": three_public,
        "ledger": ledger,
    }
)
"""Name → function, in the order in which a reader looks at them."""


def save_figures(disclosure: Disclosure, folder: Path | str, language: str = "both") -> tuple[Path, ...]:
    """Draw every figure and write each as PNG and SVG under its name; return the paths written.

    Raises:
        ValueError: the language is none of zh, en, both.
        OSError: the folder cannot be made or written to.
    """
    written: list[Path] = []
    for name, draw in FIGURES.items():
        written += save_figure(draw(disclosure, language=language), folder, name)
    return tuple(written)
