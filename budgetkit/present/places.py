"""Where every printed figure of a disclosure stands, by the id that findings know it by."""

from __future__ import annotations

from budgetkit.checks.printed import Printed
from budgetkit.model.disclosure import Disclosure, Place


def places(disclosure: Disclosure) -> dict[str, Place]:
    """Return page and box (points from the top left of the displayed page) of figures, by figure id.

    Ids are ``table/row/column``, ``claims/<n>/<field>`` and ``indicators/<n>/<field>``, numbered from 1.

    >>> from budgetkit.source import reference
    >>> places(reference())["expenditure/2010450/total"].page
    5
    """
    printed = Printed(disclosure)
    found = {
        f"{table}/{line.id}/{column}": cell.place
        for table in disclosure.tables
        for line in printed.lines(table)
        for column, cell in line.row.cells.items()
    }
    for number, claim in enumerate(disclosure.claims, 1):
        for part in ("amount", "share", "change", "growth", "base_amount"):
            found[f"claims/{number}/{part}"] = claim.place
    for number, indicator in enumerate(disclosure.indicators, 1):
        for part in ("target", "weight"):
            found[f"indicators/{number}/{part}"] = indicator.place
    return found
