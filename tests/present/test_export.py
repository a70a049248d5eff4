"""Laws of exports: every format holds the same rows, and numbers are numbers."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import pandas as pd
import pytest
from openpyxl import load_workbook

from budgetkit.model.disclosure import Disclosure
from budgetkit.model.errors import BudgetkitError
from budgetkit.present.export import export, tables_of
from budgetkit.present.frames import facts


def _read(path: Path) -> pd.DataFrame:
    if path.suffix == ".xlsx":
        frame = pd.read_excel(path, sheet_name="facts", dtype={"code 编码": str})
        return frame.rename(columns=lambda head: head.split(" ")[0])
    if path.suffix == ".dta":
        return pd.read_stata(path)
    if path.suffix == ".csv":
        return pd.read_csv(path, dtype={"code": str})
    with closing(sqlite3.connect(path)) as connection:
        return pd.read_sql("select * from facts", connection)


@pytest.mark.parametrize("suffix", [".xlsx", ".dta", ".csv", ".sqlite"])
def test_every_format_holds_the_facts_as_numbers(suffix: str, tmp_path: Path, reference: Disclosure) -> None:
    """Values, yuan, pages, department and year come back equal; codes stay text."""
    export(reference, tmp_path / f"budget{suffix}")
    found, wanted = _read(tmp_path / f"budget{suffix}"), tables_of(reference)["facts"]
    assert list(found["value"]) == [float(v) for v in wanted["value"]]
    assert list(found["yuan"]) == [float(v) for v in wanted["yuan"]]
    assert list(found["page"]) == list(wanted["page"])
    assert [c or "" for c in found["code"].fillna("")] == list(wanted["code"])
    assert set(found["department"]) == {reference.department} and set(found["year"]) == {2024}


def test_stata_and_sqlite_carry_chinese_labels(tmp_path: Path, reference: Disclosure) -> None:
    """Every column has a Chinese label where the format has a place for one."""
    export(reference, tmp_path / "budget.dta")
    with pd.io.stata.StataReader(tmp_path / "budget-findings.dta") as reader:
        assert reader.variable_labels()["allowance"] == "舍入允许"
    export(reference, tmp_path / "budget.sqlite")
    with closing(sqlite3.connect(tmp_path / "budget.sqlite")) as connection:
        assert connection.execute("select count(*) from columns where label = ''").fetchone() == (0,)


def test_csv_is_exact_and_begins_with_a_mark_on_request(tmp_path: Path, reference: Disclosure) -> None:
    """CSV keeps every printed place; the byte-order mark is there when asked for."""
    export(reference, tmp_path / "plain.csv")
    assert ",100.00,万元,2," in (tmp_path / "plain.csv").read_text(encoding="utf-8")
    export(reference, tmp_path / "marked.csv", bom=True)
    assert (tmp_path / "marked.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_an_unknown_format_is_refused_and_nothing_written(tmp_path: Path, reference: Disclosure) -> None:
    """The message names the formats there are."""
    with pytest.raises(BudgetkitError, match=r"\.xlsx, \.dta, \.csv, \.sqlite"):
        export(reference, tmp_path / "budget.ods")
    assert list(tmp_path.iterdir()) == []


def test_facts_for_plots_are_floats(reference: Disclosure) -> None:
    """Exact frames hold Decimals, inexact ones float columns with the same values."""
    exact, inexact = facts(reference), facts(reference, exact=False)
    assert all(isinstance(value, Decimal) for value in exact["value"])
    assert inexact["value"].dtype == float and list(inexact["value"]) == [float(v) for v in exact["value"]]


def test_a_text_that_begins_with_an_equals_sign_is_that_text(tmp_path: Path, reference: Disclosure) -> None:
    """It is stored as it is printed, neither as a formula nor with a sign before it."""
    changed = replace(reference.indicators[0], target="=100%")
    export(replace(reference, indicators=(changed,)), tmp_path / "budget.xlsx")
    sheet = load_workbook(tmp_path / "budget.xlsx")["indicators"]
    (cell,) = [c for row in sheet.iter_rows() for c in row if str(c.value).endswith("=100%")]
    assert cell.value == "=100%" and cell.quotePrefix
    with ZipFile(tmp_path / "budget.xlsx") as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist() if "sheets/" in name)
