"""The columns of every CSV of a saved disclosure, in order: what save writes and load reads."""

from __future__ import annotations

from typing import Final

DESCRIPTOR: Final = "datapackage.json"
ROW_HEAD: Final = ("half", "item", "code", "name", "project_name")
ROW_FIELDS: Final = ("half", "item", "code", "name", "project")
"""The fields of a row under the heads of the CSV; ``project`` is also a value column, hence the longer head."""
CLAIM_NUMBERS: Final = ("amount", "share", "change", "growth", "base_amount")
CLAIM: Final = (
    *("order", "section", "subject", "code", "amount", "unit", "share", "change", "growth", "base"),
    *("base_amount", "about", "whole", "page", "inferred"),
)
INDICATOR: Final = (
    *("table", "owner", "level1", "level2", "level3", "target", "basis", "prior", "weight", "scoring"),
    *("page", "inferred"),
)
BOX: Final = ("x0", "y0", "x1", "y1")
UNPLACED: Final = ("text", "reason", "page", *BOX)
PLACES: Final = ("table", "row", "column", "page", *BOX)
WHOLE: Final = ("page", "row", "order")
"""The columns of whole numbers, in whichever file."""

Record = dict[str, str]
