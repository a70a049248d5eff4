"""What the figures of many disclosures share: records by department, names of kinds, where the figures come from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from budgetkit.forms.form import Label
from budgetkit.model.fraction import Fraction

Records = Iterable[Mapping[str, Any]]
Who = tuple[str, str]
"""A department and a kind of document."""

KINDS: Final[Mapping[str, Label]] = {
    "budget": Label("预算", "budget"),
    "final_accounts": Label("决算", "final accounts"),
}
MOST: Final = 14
"""So many departments are drawn; the others are left to the table."""

NOTHING: Final = Fraction(0)


def by_department(records: Records) -> dict[Who, list[Mapping[str, Any]]]:
    """Return the records of each department and kind in the order of years, departments in the order given."""
    found: dict[Who, list[Mapping[str, Any]]] = {}
    for record in records:
        found.setdefault((record["department"], record["kind"]), []).append(record)
    return {who: sorted(rows, key=lambda r: int(r["year"])) for who, rows in found.items()}


def named(who: Who, year: int) -> Label:
    """Return a department with its kind and year; its name is not translated."""
    kind = KINDS[who[1]]
    return Label(f"{who[0]}（{year} 年{kind.zh}）", "")


def note(what: Label, drawn: int, of: int) -> Label:
    """Return the source line: what is drawn, and how many of all departments."""
    zh, en = f"来源：语料库；{what.zh}。", f"Source: the corpus; {what.en}."
    if drawn < of:
        zh += f"画出 {of} 个部门中的 {drawn} 个。"
        en += f" {drawn} of {of} departments are drawn."
    return Label(zh, en)
