"""Many departments over many years, as frames: totals, composition, three public expenses, errors.

Of several documents of one department, kind and year the one with the most amounts is taken. Amounts are exact; what
is shown in 万元 or in percent is rounded half up to two decimals and says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final

import pandas as pd

from budgetkit.corpus.manifest import opened
from budgetkit.corpus.query import answer, connect
from budgetkit.model.amount import Amount
from budgetkit.model.codes import official_name
from budgetkit.model.fraction import Fraction
from budgetkit.source import bundled

SHIPPED: Final = "corpus-fictitious.zip"
MANY: Final = 40
"""So many departments are listed, those with the largest expenditure."""

_CHOSEN: Final = """CREATE VIEW chosen AS SELECT * FROM documents WHERE error IS NULL AND department <> '' AND year > 0
QUALIFY row_number() OVER (PARTITION BY department, kind, year ORDER BY amounts DESC, document) = 1"""
Row = dict[str, Any]


@dataclass(frozen=True)
class Panel:
    """An open corpus; ``where`` its files are: a folder, or within a zip file."""

    where: Traversable
    connection: Any

    def rows(self, sql: str) -> Iterator[Row]:
        """Yield the rows of a query as records; ``chosen`` are the documents of the panel."""
        names, rows = answer(self.connection, sql)
        yield from (dict(zip(names, row, strict=True)) for row in rows)


def open_panel(corpus: str | Path = "") -> Panel:
    """Open a corpus, a folder or packed into a zip file; the fictitious one that ships by its name, or where none is named.

    Raises:
        CorpusError: the folder is no corpus.
    """
    ships = str(corpus) in ("", SHIPPED) and not Path(SHIPPED).exists()
    where = bundled("data") / SHIPPED if ships else Path(corpus)
    connection = connect(where)
    connection.execute(_CHOSEN)
    return Panel(opened(where), connection)


def printed(value: Decimal, unit: str, places: int) -> Amount:
    """Return an amount of a corpus as it was printed."""
    return Amount(value.quantize(Decimal(1).scaleb(-places)), unit)


def rounded(number: Fraction) -> Decimal:
    """Return a number to two decimals, half up, for display.

    >>> rounded(Fraction(1, 8)), rounded(Fraction(-1, 8))
    (Decimal('0.13'), Decimal('-0.13'))
    """
    return (Decimal(number.numerator) / Decimal(number.denominator)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def wan(yuan: Fraction) -> Decimal:
    """Return yuan in 万元 to two decimals, for display."""
    return rounded(yuan / 10_000)


def framed(rows: list[Row], *columns: str) -> pd.DataFrame:
    """Return records as a frame with these columns, also where there are no records."""
    return pd.DataFrame([[row.get(c) for c in columns] for row in rows], columns=list(columns), dtype=object)


def records(found: pd.DataFrame) -> list[Row]:
    """Return the rows of a frame as records, for figures."""
    return [{str(name): value for name, value in row.items()} for row in found.to_dict("records")]


def contents(panel: Panel) -> pd.DataFrame:
    """Return one row a form: documents, departments, years, amounts, statements, and what could not be read."""
    sql = """SELECT form, kind, count(*) AS documents, count(DISTINCT department) AS departments,
      min(year) || '–' || max(year) AS years, sum(amounts) AS amounts, sum(statements) AS statements
      FROM documents WHERE error IS NULL GROUP BY form, kind ORDER BY form, kind"""
    head = ("form", "kind", "documents", "departments", "years", "amounts", "statements")
    return framed(list(panel.rows(sql)), *head)


def unread(panel: Panel) -> pd.DataFrame:
    """Return one row a document that could not be read, with the reason."""
    sql = "SELECT path, error FROM documents WHERE error IS NOT NULL ORDER BY path"
    rows = [{"file": Path(r["path"]).name, "reason": r["error"]} for r in panel.rows(sql)]
    return framed(rows, "file", "reason")


def totals(panel: Panel, most: int = MANY) -> pd.DataFrame:
    """Return one row a department, kind and year: expenditure, basic and project, in yuan exactly; verdicts broken.

    Departments come with the largest expenditure of their latest year first, at most ``most`` of them.
    """
    sql = """SELECT d.department, d.kind, d.year, d.form, d.broken, f."column", f.value, f.unit, f.places
      FROM facts f JOIN chosen d USING (document)
      WHERE f."table" = 'expenditure' AND f."row" = 'total' AND f."column" IN ('total', 'basic', 'project')
      ORDER BY d.department, d.kind, d.year"""
    found: dict[tuple[str, str, int], Row] = {}
    for r in panel.rows(sql):
        about = {name: r[name] for name in ("department", "kind", "year", "form", "broken")}
        row = found.setdefault((r["department"], r["kind"], r["year"]), about)
        row[r["column"]] = printed(r["value"], r["unit"], r["places"]).exact
    latest: dict[tuple[str, str], Fraction] = {
        (department, kind): row.get("total", Fraction(0)) for (department, kind, _), row in found.items()
    }
    order = sorted(latest, key=lambda who: (-latest[who], who))[:most]
    rows = [row for who in order for key, row in found.items() if key[:2] == who]
    return framed(rows, "department", "kind", "form", "year", "total", "basic", "project", "broken")


def by_year(found: pd.DataFrame) -> pd.DataFrame:
    """Return totals with a column a year, in 万元, and the share of projects in the latest year, in percent."""
    years = sorted({str(year) for year in found["year"]})
    rows: dict[tuple[str, str], Row] = {}
    for r in records(found):
        row = rows.setdefault((r["department"], r["kind"]), dict.fromkeys(years, None))
        row |= {"department": r["department"], "kind": r["kind"], str(r["year"]): _wan(r["total"])}
        row["projects"] = _percent(r["project"], r["total"])
        row["broken"] = row.get("broken", 0) + r["broken"]
    return framed(list(rows.values()), "department", "kind", *years, "projects", "broken")


def _wan(yuan: object) -> Decimal | None:
    return wan(yuan) if isinstance(yuan, Fraction) else None


def _percent(part: object, whole: object) -> Decimal | None:
    if not isinstance(part, Fraction) or not isinstance(whole, Fraction) or not whole:
        return None
    return rounded(part / whole * 100)


def composition(panel: Panel) -> pd.DataFrame:
    """Return one row a kind, year and functional class (类): the sum of what is printed, in yuan, and its share.

    ``documents`` is how many the year has; shares of years with other departments compare only loosely.
    """
    sql = """SELECT d.kind, d.year, f.code, f.name, d.document, f.value, f.unit, f.places
      FROM facts f JOIN chosen d USING (document)
      WHERE f."table" = 'expenditure' AND f."column" = 'total' AND length(f.code) = 3 AND f.project_name = ''
      ORDER BY d.kind, d.year, f.code, d.document"""
    found: dict[tuple[str, int, str], Row] = {}
    documents: dict[tuple[str, int], set[str]] = {}
    for r in panel.rows(sql):
        named = {"kind": r["kind"], "year": r["year"], "code": r["code"]}
        row = found.setdefault((r["kind"], r["year"], r["code"]), {**named, "amount": Fraction(0)})
        row["name"] = official_name(r["code"]) or r["name"]
        row["amount"] += printed(r["value"], r["unit"], r["places"]).exact
        documents.setdefault((r["kind"], r["year"]), set()).add(r["document"])
    for (kind, year, _), row in found.items():
        row["documents"] = len(documents[kind, year])
        row["share"] = _percent(
            row["amount"], sum(o["amount"] for k, o in found.items() if k[:2] == (kind, year))
        )
    return framed(list(found.values()), "kind", "year", "documents", "code", "name", "amount", "share")


def three_public(panel: Panel, most: int = MANY) -> pd.DataFrame:
    """Return one row a department, kind and year: the three public expenses in yuan, headcount, yuan per head.

    Headcount is that of active staff where the narrative gives it; without it there is nothing per head.
    """
    sql = """SELECT d.department, d.kind, d.year, f."row" AS item, f.value, f.unit, f.places, h.heads
      FROM facts f JOIN chosen d USING (document) LEFT JOIN (
        SELECT document, arg_min(amount, CASE about WHEN 'narrative/headcount/active' THEN 1 ELSE 2 END) AS heads
        FROM claims WHERE about IN ('narrative/headcount/active', 'narrative/headcount/actual') AND amount > 0
        GROUP BY document) h USING (document)
      WHERE f."table" = 'three_public' AND f."column" = CASE d.kind WHEN 'budget' THEN 'total' ELSE 'actual' END
        AND f."row" IN ('total', 'overseas_trips', 'receptions', 'vehicles')
      ORDER BY d.department, d.kind, d.year"""
    found: dict[tuple[str, str, int], Row] = {}
    for r in panel.rows(sql):
        about = {name: r[name] for name in ("department", "kind", "year")}
        heads = None if r["heads"] is None else int(r["heads"])
        row = found.setdefault((r["department"], r["kind"], r["year"]), {**about, "headcount": heads})
        row[r["item"]] = printed(r["value"], r["unit"], r["places"]).exact
    for row in found.values():
        whole, heads = row.get("total"), row["headcount"]
        row["per_head"] = rounded(whole / heads) if whole is not None and heads else None
    names = sorted({row["department"] for row in found.values()})[:most]
    rows = [row for row in found.values() if row["department"] in names]
    head = (
        "department",
        "kind",
        "year",
        "overseas_trips",
        "receptions",
        "vehicles",
        "total",
        "headcount",
        "per_head",
    )
    return framed(rows, *head)


def in_wan(found: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """Return a frame with these columns in 万元 in place of yuan, for display."""
    rows = [{n: _wan(v) if n in columns else v for n, v in row.items()} for row in records(found)]
    return framed(rows, *map(str, found.columns))
