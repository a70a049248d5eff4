"""Colours, sizes and symbols of every figure: few, quiet, safe for colour-blind readers and in black and white."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from budgetkit.checks.judge import WORDS

WIDTH: Final = 6.4
"""Inches: 11-point text then is easy to read in a column of A4 and still legible on a telephone."""

MARGIN: Final = 15.0
TITLE, SUBTITLE, BODY, SMALL, NOTE = 15.0, 11.5, 11.0, 9.5, 9.0
"""Font sizes in points."""

SECOND: Final[Mapping[float, float]] = MappingProxyType({TITLE: SUBTITLE, BODY: SMALL})
"""How large the English beside Chinese of a size is; as large where nothing is said."""

LEADING: Final = 1.32

INK, SOFT, FAINT, RULE, PAPER = "#1d2a33", "#5a6873", "#9aa7b0", "#dfe4e8", "#ffffff"

BASIC, PROJECT, OTHER_NATURE = "#2b7a8c", "#e0a043", "#8d99a3"
PERSONNEL, OPERATING = "#2b7a8c", "#a9cdd4"
BUDGET, ACTUAL = "#d5dde2", "#2b7a8c"
CLASS: Final = "#7b8a97"
UP, DOWN, LEVEL = "#c2571a", "#2f6db3", "#8d99a3"

SOURCE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "appropriations": "#3d6fa5",
        "general_public": "#3d6fa5",
        "general_public_transfer": "#7ea3c9",
        "government_funds": "#7a68a6",
        "government_funds_transfer": "#a99cc7",
        "state_capital": "#5f9ea0",
        "state_capital_transfer": "#9cc4c5",
        "special_account": "#b07aa1",
        "business": "#5a8f69",
        "operating_income": "#86b591",
        "own_funds": "#b5654a",
        "other": "#b99d6b",
        "from_above": "#6c8ebf",
        "from_below": "#a3b1c6",
    }
)
"""Where money comes from; what is carried over from earlier years, and anything else, is grey."""

CARRIED: Final = "#98a2ab"


@dataclass(frozen=True, slots=True)
class Mark:
    """How a verdict looks: its colour, a symbol that tells it without colour, and its name, which is the glossary's."""

    colour: str
    symbol: str
    zh: str
    en: str


VERDICT: Final[Mapping[str, Mark]] = MappingProxyType(
    {
        verdict: Mark(colour, symbol, WORDS[verdict][0], verdict)
        for verdict, colour, symbol in (
            ("exact", "#b9cfd8", ""),
            ("rounded", "#5b93ab", "≈"),
            ("broken", "#c2410c", "×"),
            ("undefined", "#e8b04a", "∅"),
            ("unstated", "#ffffff", "–"),
        )
    }
)
