"""How a disclosure is laid out: everything that differs between documents of one form and changes no figure."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

RULES = ("lines", "boxes", "pieces")
"""Rules drawn as lines, as thin filled boxes (WPS spreadsheets), as many short pieces (Word)."""


DIGITS = ("plain", "short", "whole")


@dataclass(frozen=True, slots=True)
class Layout:
    """One layout; ``seed`` decides what is drawn by lot: aliases of heads, reasons, widths.

    ``codes``: 3 columns for 类, 款 and 项, or 1. ``blank`` stands in cells without a figure. ``ordinals``: a row that
    numbers the columns. ``grouped``: value columns under a merged head. ``spanning``: 合计 spans the code columns.
    ``repeat``: heads are repeated on every page. ``fills``: white boxes behind cells. ``digits``: codes in three
    columns as ``plain`` (208, 05, 05), ``short`` (208, 5, 5) or ``whole`` (208, 20805, 2080505). ``indent``: names
    are indented by depth. ``years``: heads say the year. ``stacked``: tables follow one another on a page.
    ``letters``: titles are letter-spaced. ``height``: points added to every row.
    """

    seed: int = 0
    codes: int = 3
    thousands: bool = False
    blank: str = ""
    ordinals: bool = False
    grouped: bool = True
    spanning: bool = False
    rules: str = "lines"
    fills: bool = False
    repeat: bool = True
    landscape: bool = True
    size: float = 9.0
    height: float = 0.0
    letters: bool = False
    digits: str = "plain"
    indent: bool = False
    years: bool = False
    stacked: bool = False

    def __post_init__(self) -> None:
        """Refuse what no document looks like."""
        given = (self.codes, self.rules, self.digits)
        if self.codes not in (1, 3) or self.rules not in RULES or self.digits not in DIGITS:
            raise ValueError(
                f"a layout has 1 or 3 code columns, rules {', '.join(RULES)}, digits {', '.join(DIGITS)}; got {given}"
            )

    @classmethod
    def of(cls, seed: int) -> Layout:
        """Draw a layout.

        >>> Layout.of(7) == Layout.of(7)
        True
        """
        rng = Random(f"layout {seed}")
        return cls(
            seed=seed,
            codes=rng.choice((3, 3, 1)),
            thousands=rng.random() < 0.4,
            blank=rng.choice(("", "", "-")),
            ordinals=rng.random() < 0.4,
            grouped=rng.random() < 0.6,
            spanning=rng.random() < 0.5,
            rules=rng.choice(RULES),
            fills=rng.random() < 0.4,
            repeat=rng.random() < 0.6,
            landscape=rng.random() < 0.6,
            size=rng.choice((7.5, 9.0, 10.5)),
            height=rng.choice((0.0, 0.0, 6.0)),
            letters=rng.random() < 0.2,
            digits=rng.choice(("plain", "plain", "short", "whole")),
            indent=rng.random() < 0.3,
            years=rng.random() < 0.3,
            stacked=rng.random() < 0.3,
        )

    def rng(self, *about: object) -> Random:
        """Return the lot for one thing, the same whenever it is drawn."""
        return Random(" ".join(map(str, ("layout", self.seed, *about))))
