"""Two disclosures side by side as one HTML page: what makes them hard to compare, what changed, what was said of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any, Final

from budgetkit.checks.comparison import Change, compare, remarks
from budgetkit.files import write_text
from budgetkit.forms.english import base_in_both, english_unit
from budgetkit.forms.form import Form, Label, national
from budgetkit.forms.layout import form_of
from budgetkit.model.amount import Amount
from budgetkit.model.codes import official_name
from budgetkit.model.disclosure import Disclosure
from budgetkit.present.font import font_face
from budgetkit.present.wording import check_language, department
from budgetkit.report.words import LANGUAGE_TAGS, Speaker, templates

MOST: Final = 12
"""So many lines are drawn, those with the largest change."""

_TAGS: Final = re.compile(r"<(script|style)>.*?</\1>|<[^>]+>", re.S)
_BASE: Final = ("expenditure", "general_public", "appropriations_expenditure", "revenue")
"""The tables whose lines are drawn, that which has most of them."""


@dataclass(frozen=True, slots=True)
class Line:
    """A cell as people read it: names in both languages, figures as text in one unit, blanks blank."""

    name: Label
    column: Label
    where: Label
    earlier: str
    later: str
    unit: Label
    change: str
    growth: str
    status: Label
    stated: str
    stated_growth: str
    base: Label
    agrees: bool | None
    pages: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two bars of one line, in percent of the longest of the drawing."""

    name: Label
    before: float
    now: float
    words: str


def is_completion(later: Disclosure, earlier: Disclosure) -> bool:
    """Tell whether accounts stand beside a budget, which asks how much of it was carried out."""
    return (later.kind, earlier.kind) == ("final_accounts", "budget")


def write_comparison(later: Disclosure, earlier: Disclosure, target: Path, language: str = "both") -> Path:
    """Write the comparison of two disclosures of one department as one HTML file that opens offline.

    Two departments, years the wrong way round and the like are said before anything else. Every line is in one unit, a
    blank is no zero, and a stated change is held only against the document that it is measured from.

    Raises:
        BudgetkitError: ``later`` is a budget and ``earlier`` the accounts of a year.
        ValueError: the language is none of ``zh``, ``en``, ``both``.
        OSError: the file cannot be written; nothing half-written stays.
    """
    say = Speaker(check_language(language))
    found = compare(later, earlier, is_completion(later, earlier))
    environment = templates(say)
    known = _content(found, later, earlier)
    known |= {
        "css": environment.get_template("report.css").render(),
        "html_language": LANGUAGE_TAGS[language],
    }
    text = environment.get_template("compare.html").render({**known, "language": language})
    letters = "".join(sorted(set(unescape(_TAGS.sub("", text)) + "".join(map(chr, range(32, 127))))))
    write_text(target, text.replace("@@FONT@@", font_face(letters)))
    return target


def _content(found: Sequence[Change], later: Disclosure, earlier: Disclosure) -> dict[str, Any]:
    layout, older = form_of(later), form_of(earlier)
    tables: dict[str, list[Line]] = {}
    for change in found:
        tables.setdefault(change.table, []).append(_line(change, layout if change.table in later else older))
    stated = [_line(c, layout) for c in found if c.stated is not None or c.stated_growth is not None]
    statuses = national()["values"]
    counts = {
        s: sum(c.status == s for c in found)
        for s in ("changed", "same", "appeared", "vanished", "renamed", "blank", "ambiguous", "scope")
    }
    return {
        "title": department(later),
        "later": later,
        "earlier": earlier,
        "kinds": [statuses[d.kind] for d in (later, earlier)],
        "remarks": remarks(later, earlier),
        "completion": is_completion(later, earlier),
        "pairs": _pairs(found, layout),
        "counts": [(statuses[s], number) for s, number in counts.items() if number],
        "stated": stated,
        "differ": sum(line.agrees is False for line in stated),
        "held": sum(line.agrees is not None for line in stated),
        "tables": [(_title(t, later, earlier, layout, older), lines) for t, lines in tables.items()],
    }


def _title(table: str, later: Disclosure, earlier: Disclosure, layout: Form, older: Form) -> Label:
    source, form = (later, layout) if table in later else (earlier, older)
    return Label(source[table].title, form.table(table).title.en or source[table].title)


def _line(change: Change, layout: Form) -> Line:
    shape = layout.table(change.table)
    column = next(
        (c.label for c in shape.columns if c.id == change.column), Label(change.column, change.column)
    )
    name = change.name.strip()
    code = change.row.rpartition(".")[2].partition("#")[0]
    label = shape.row_label(code, change.row.partition(".")[0] if "." in change.row else "")
    english = (official_name(code, "en") if code.isdigit() else None) or (label.en if label else "") or name
    prefix = f"{code} " if code.isdigit() else ""
    was = (
        Label(f"（原名 {change.earlier_name}）", f" (was {change.earlier_name})")
        if change.earlier_name
        else Label("", "")
    )
    return Line(
        Label(f"{prefix}{name}{was.zh}", f"{prefix}{english}{was.en}"),
        column,
        Label(f"{shape.title.zh}，{column.zh}", f"{shape.title.en or shape.title.zh}, {column.en}"),
        _parted(change.shown(change.earlier)),
        _parted(change.shown(change.later)),
        Label(change.unit, english_unit(change.unit)),
        _signed(None if change.change is None else f"{change.change:+,f}"),
        _signed(None if change.growth is None else f"{change.growth:+f}%"),
        national()["values"][change.status],
        _signed(None if change.stated is None else f"{_in_unit(change, change.stated)}"),
        _signed(None if change.stated_growth is None else f"{change.stated_growth.value:+f}%"),
        base_in_both(change.base),
        change.agrees,
        " / ".join("—" if page is None else str(page) for page in reversed(change.pages))
        if any(change.pages)
        else "",
    )


def _in_unit(change: Change, amount: Amount) -> str:
    text = _parted(change.shown(amount))
    return text if text.startswith("-") else f"+{text}"


def _parted(number: str) -> str:
    """Return a printed number with its thousands parted for the eye."""
    return f"{Decimal(number):,f}" if number else ""


def _signed(text: str | None) -> str:
    return "" if text is None else text.replace("-", "−")


def _pairs(found: Iterable[Change], layout: Form) -> list[Pair]:
    """Return the lines of one table as pairs of bars: its classes where it has codes, the largest changes first."""
    both = [c for c in found if c.change is not None and c.column in ("total", "actual", "budget")]
    # Of one that has only a total there is nothing to compare; among equally long ones the first counts.
    table = max(_BASE, key=lambda t: sum(c.table == t for c in both))
    lines = [c for c in both if c.table == table]
    classes = [c for c in lines if c.row.isdigit() and len(c.row) == 3] or [
        c for c in lines if c.row != "total"
    ]
    drawn = [c for c in lines if c.row == "total"] + sorted(classes, key=_moved, reverse=True)[:MOST]
    most = max((float(a.exact) for c in drawn for a in (c.later, c.earlier) if a is not None), default=0.0)
    if not most:
        return []
    return [_pair(c, _line(c, layout), most) for c in drawn]


def _moved(change: Change) -> float:
    return abs(float(change.later.exact - change.earlier.exact)) if change.later and change.earlier else 0.0


def _pair(change: Change, line: Line, most: float) -> Pair:
    before, now = (
        0.0 if a is None else max(0.0, float(a.exact)) / most * 100 for a in (change.earlier, change.later)
    )
    step = f" ({line.growth or line.change})" if line.change.strip("+−0.") else ""
    return Pair(line.name, before, now, f"{line.earlier} → {line.later}{step}")
