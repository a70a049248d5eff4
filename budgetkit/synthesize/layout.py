"""How a disclosure is laid out: everything that differs between documents of one form and changes no figure."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

RULES = ("lines", "boxes", "pieces")
"""Rules drawn as lines, as thin filled boxes (WPS spreadsheets), as many short pieces (Word)."""


@dataclass(frozen=True, slots=True)
class Layout:
    """One layout; ``seed`` decides what is drawn by lot: aliases of heads, reasons, widths.

    ``codes``: 3 columns for 类, 款 and 项, or 1. ``blank`` stands in cells without a figure. ``ordinals``: a row that
    numbers the columns. ``grouped``: value columns under a merged head. ``spanning``: 合计 spans the code columns.
    ``repeat``: heads are repeated on every page. ``fills``: white boxes behind cells. ``full``: pages are filled to
    the last row, tables start anywhere.
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

    def __post_init__(self) -> None:
        """Refuse what no document looks like."""
        if self.codes not in (1, 3) or self.rules not in RULES:
            raise ValueError(
                f"a layout has 1 or 3 code columns and rules {', '.join(RULES)}; got {self.codes}, {self.rules}"
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
        )

    def rng(self, *about: object) -> Random:
        """Return the lot for one thing, the same whenever it is drawn."""
        return Random(" ".join(map(str, ("layout", self.seed, *about))))
