"""What cannot hold in a corpus: by form and kind of relation, and beside the errors that are known to be there."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import pandas as pd
import pyarrow as pa

from budgetkit.checks import narrative as stated
from budgetkit.checks.identities import catalogue
from budgetkit.corpus.panel.totals import Panel, Row, framed, records
from budgetkit.forms.form import Label, form, form_ids

TRUTH: Final = "truth.csv"
"""Lies beside the tables of a corpus whose errors are known: path, kind, figure, right and printed amount of each."""

FAMILIES: Final[Mapping[str, Label]] = MappingProxyType(
    {
        "inside": Label("表内关系", "inside a table"),
        "between": Label("表间关系", "between tables"),
        "text": Label("文字与表、文字前后", "text against tables and itself"),
        "rates": Label("占比与增长", "shares and growths"),
    }
)
_CLAIMS: Final = {
    "claims.repeat": ("text", stated.REPEAT),
    "claims.twice": ("text", stated.TWICE),
    "claims.share": ("rates", stated.SHARE),
    "claims.completion": ("rates", stated.COMPLETION),
    "claims.growth": ("rates", stated.GROWTH),
    "claims.change": ("rates", stated.CHANGE),
}
_BROKEN: Final = """SELECT d.form, f.identity, count(*) AS broken, count(DISTINCT document) AS documents,
  max(length(list_distinct([split_part(x, '/', 1) FOR x IN f.figures]))) AS tables
  FROM findings f JOIN documents d USING (document) WHERE f.verdict = 'broken' GROUP BY ALL ORDER BY ALL"""
_KNOWN: Final = """SELECT t.*, count(f.identity) AS named, string_agg(DISTINCT f.identity, ', ' ORDER BY f.identity) AS by
  FROM truth t JOIN documents d ON d.path = t.path
  LEFT JOIN findings f ON f.document = d.document AND f.verdict = 'broken' AND list_contains(f.figures, t.figure)
  GROUP BY ALL ORDER BY t.path, t.figure"""


def says() -> dict[str, Label]:
    """Return what the statements of the narrative say that are judged, by the id of their identity."""
    return {identity: label for identity, (_, label) in _CLAIMS.items()}


def verdicts(panel: Panel) -> pd.DataFrame:
    """Return one row a form: documents, how many have something that cannot hold, and the counts of all verdicts."""
    sql = """SELECT form, count(*) AS documents, count(*) FILTER (broken > 0) AS with_broken, sum(exact) AS exact,
      sum(rounded) AS rounded, sum(broken) AS broken, sum(undefined) AS undefined, sum(unstated) AS unstated
      FROM documents WHERE error IS NULL GROUP BY form ORDER BY form"""
    head = ("form", "documents", "with_broken", "exact", "rounded", "broken", "undefined", "unstated")
    return framed(list(panel.rows(sql)), *head)


def broken(panel: Panel) -> pd.DataFrame:
    """Return one row a form and identity that is broken somewhere: its family, what it says, how often, in how many."""
    known = {name: {identity.id: identity.says for identity in catalogue(form(name))} for name in form_ids()}
    rows = []
    for r in panel.rows(_BROKEN):
        family, says = _CLAIMS.get(r["identity"], ("", Label("", "")))
        says = known.get(r["form"], {}).get(r["identity"], says)
        rows.append(
            {**r, "family": family or _family(r), "says": f"{says.zh} · {says.en}" if says.zh else ""}
        )
    return framed(rows, "form", "family", "identity", "says", "broken", "documents")


def _family(r: Row) -> str:
    if r["identity"].split(".")[0] in ("changes", "narrative", "performance"):
        return "text"
    return "inside" if r["tables"] == 1 else "between"


def known_errors(panel: Panel, against: pd.DataFrame) -> pd.DataFrame:
    """Return one row an error that was put in, where the corpus knows them: right and printed figure, what found it.

    ``against`` are the statements held against the document of the year before (``against_prior``).
    """
    differ = {(r["department"], r["year"], r["number"]) for r in records(against) if not r["agrees"]}
    path, rows = panel.where / TRUTH, list[Row]()
    if path.is_file():
        head, *lines = csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
        columns = [pa.array([line[n] for line in lines], pa.string()) for n in range(len(head))]
        panel.connection.register("truth", pa.table(columns, head))
        rows = list(panel.rows(_KNOWN))
    for row in rows:
        row["correct"], row["printed"] = (f"{row[n]} {row[f'{n}_unit']}" for n in ("right", "printed"))
        number = row["figure"].split("/")[1] if row["figure"].startswith("claims/") else "0"
        prior = (row["department"], int(row["year"]), int(number)) in differ
        row["found_by"] = ", ".join(x for x in (row["by"], "上年文件 prior document" if prior else "") if x)
    return framed(rows, "department", "year", "kind", "figure", "correct", "printed", "found_by")
