"""Which reading of a scan's figures the document proves, and who is accused."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetkit.checks.joint.readings import prove
from budgetkit.checks.readings import DOUBT
from budgetkit.checks.verdicts import check
from budgetkit.model.amount import Amount
from budgetkit.model.disclosure import Cell, Disclosure, Place, Row, Table
from budgetkit.package import load, save
from budgetkit.present.records import FACTS, fact_columns, facts
from budgetkit.readers.formats.page import Page, Paper, Reading
from budgetkit.readers.scanned import with_readings

Readings = list[tuple[str, float]]
SURE = 0.9999


def scanned(
    rows: dict[str, list[str | Readings]], columns: tuple[str, ...] = ("total", "basic", "project")
) -> Disclosure:
    """Return a disclosure of one scanned table; a figure is a text surely read, or its readings, the first taken."""
    made = []
    for code, figures in rows.items():
        cells = {}
        for column, figure in zip(columns, figures, strict=True):
            may_be = [(figure, SURE)] if isinstance(figure, str) else figure
            status = "read" if may_be[0][1] >= 0.9 else "uncertain"
            place = Place(1, (0.0, 0.0, 9.0, 9.0))
            cells[column] = Cell(Amount(Decimal(may_be[0][0])), place, ocr=status, readings=tuple(may_be))
        item = "" if code.isdigit() else code
        made.append(Row(code, cells, code=code if code.isdigit() else "", item=item))
    table = Table("expenditure", "部门支出总体情况表", "万元", columns, tuple(made), form="xinjiang-budget")
    return Disclosure("某局", 2024, "budget", "xinjiang-budget", {"expenditure": table})


def status(disclosure: Disclosure, row: str, column: str) -> tuple[str, str]:
    """Return the figure of a cell and what is known of it."""
    cell = next(r for r in disclosure["expenditure"].rows if r.key == row).cells[column]
    assert cell.amount is not None
    return f"{cell.amount.value:f}", cell.ocr


def test_figures_that_sums_bear_out_are_proved() -> None:
    """Where every sum holds as printed and nothing else was thought of, all its figures are proved."""
    done = prove(scanned({"total": ["15.50", "10.25", "5.25"], "201": ["15.50", "10.25", "5.25"]}))
    assert {status(done, r, c)[1] for r in ("total", "201") for c in ("total", "basic", "project")} == {
        "proved"
    }


def test_two_sums_choose_the_reading_that_mends_both() -> None:
    """A first reading that breaks its row and its column gives way to the one that lets both hold, and that is proved."""
    doubtful: Readings = [("10.26", 0.7), ("10.25", 0.3)]
    done = prove(scanned({"total": ["15.50", "10.25", "5.25"], "201": ["15.50", doubtful, "5.25"]}))
    assert status(done, "201", "basic") == ("10.25", "proved")


def test_a_reading_that_nothing_settles_stays_uncertain_and_is_listed() -> None:
    """Two readings that satisfy the document alike leave a figure uncertain: it is listed with its place, never guessed."""
    doubtful: Readings = [("5.25", 0.6), ("5.75", 0.4)]
    done = prove(scanned({"201": ["15.50", "10.25", doubtful]}, ("basic", "general", "project")))
    assert status(done, "201", "project") == ("5.25", "uncertain")
    (remark,) = done.remarks
    assert remark.id == "ocr.uncertain" and "5.75" in remark.text and remark.place.box is not None


def test_equal_misreadings_of_both_sides_prove_nothing() -> None:
    """A total and its only part that may both be another number alike satisfy the sum either way: neither is proved."""
    both: Readings = [("16.50", 0.8), ("15.50", 0.2)]
    done = prove(scanned({"total": [both, both, "0.00"]}))
    assert status(done, "total", "total")[1] != "proved" and status(done, "total", "basic")[1] != "proved"


def test_an_error_of_the_document_is_not_read_away() -> None:
    """A far less likely reading that would mend one statement alone is not taken: the document may be wrong."""
    rare: Readings = [("10.26", 0.9998), ("10.25", 0.0002)]
    done = prove(scanned({"total": ["15.50", rare, "5.25"]}))
    assert status(done, "total", "basic")[0] == "10.26"


def test_a_finding_accuses_only_if_no_other_reading_removes_it() -> None:
    """A broken sum over figures of which one may be misread is unstated, with what it may be; else broken."""
    rows: dict[str, list[str | Readings]] = {"total": ["15.50", "10.25", "5.35"]}
    found = [f for f in check(prove(scanned(rows))) if f.identity == "expenditure.row"]
    assert [f.verdict for f in found] == ["unstated"] and DOUBT in found[0].statement.doubt
    # Not one wrong digit, nor any reading thought of, would let this hold.
    rows = {"total": ["15.50", "10.25", "7.91"]}
    assert "broken" in {f.verdict for f in check(prove(scanned(rows)))}


NAMES = {
    "201": "一般公共服务支出",
    "20103": "政府办公厅（室）及相关机构事务",
    "2010301": "行政运行",
    "2010302": "一般行政管理事务",
}


def labelled(misread: dict[str, tuple[str, str]], ocr: str = "proved") -> Disclosure:
    """Return a table whose sums hold, some of its rows under another code and name; every figure is proved."""
    figures = {"201": "31.75", "20103": "31.75", "2010301": "20.33", "2010302": "11.42"}
    rows = [Row("合计", {"total": Cell(Amount(Decimal("31.75")), ocr=ocr)}, item="total")]
    for code, figure in figures.items():
        read, name = misread.get(code, (code, NAMES[code]))
        cell = Cell(Amount(Decimal(figure)), Place(1, (0.0, 0.0, 9.0, 9.0)), ocr=ocr)
        rows.append(
            Row(name, {"total": cell}, code=read if read.isdigit() else "", project="" if read else name)
        )
    table = Table("expenditure", "支出表", "万元", ("total",), tuple(rows))
    return Disclosure("某局", 2024, "budget", "", {"expenditure": table})


@pytest.mark.parametrize(
    "misread",
    [
        {"2010302": ("2010802", "一般行政管理事务")},
        {"2010302": ("2070302", "一般行政管理事务")},
        {"2010302": ("", "一般行政管理亊务")},
        {"20103": ("20108", "政府办公厅（室）及相关机构事务")},
        {"201": ("207", "一般公共服务支出")},
        {"2010301": ("2010801", "行政运行"), "2010302": ("2010802", "一般行政管理事务")},
    ],
)
def test_a_label_that_may_be_misread_accuses_nobody(misread: dict[str, tuple[str, str]]) -> None:
    """Sums that miss a row whose code is not borne out by its name and the codes above it are unstated on a scan.

    However surely the figures were read: where a row belongs its label tells. The same rows in a text are judged.
    """
    assert not check(labelled({})).of("broken") and not check(labelled(misread)).of("broken")
    doubted = {f.place for f in check(labelled(misread)).of("unstated") if DOUBT in f.statement.doubt}
    assert doubted == {f.place for f in check(labelled(misread, ocr="")).of("broken")} != set()


def test_labels_that_bear_one_another_out_let_sums_be_judged() -> None:
    """Where every code has its name and the codes above it, a sum on a scan that misses is broken."""
    made = labelled({})
    table = made["expenditure"]
    other = replace(
        table.rows[-1],
        cells={"total": replace(table.rows[-1].cells["total"], amount=Amount(Decimal("18.96")))},
    )
    wrong = replace(made, tables={"expenditure": replace(table, rows=(*table.rows[:-1], other))})
    assert {f.place for f in check(wrong).of("broken")} >= {"expenditure/20103/total"}


@pytest.mark.parametrize("both", [False, True])
def test_a_head_that_may_be_misread_accuses_nobody(both: bool) -> None:
    """Of two columns that no row fills both the heads may be one, as where a table goes on over a page."""
    made = labelled({})
    rows = [
        replace(row, cells={"士额": row.cells["total"]} if n < 4 else {"金额": row.cells["total"]})
        for n, row in enumerate(made["expenditure"].rows)
    ]
    if both:
        rows[1] = replace(rows[1], cells=rows[1].cells | {"金额": rows[1].cells["士额"]})
    table = replace(made["expenditure"], columns=("士额", "金额"), rows=tuple(rows))
    found = check(replace(made, tables={"expenditure": table}))
    assert any(f.place.endswith("士额") for f in found.of("broken")) == both


def test_what_is_no_scan_stays_as_it_is(reference: Disclosure) -> None:
    """A disclosure without pictures has no status, no further column and no other figure."""
    assert prove(reference).tables == reference.tables and prove(reference).claims == reference.claims
    assert fact_columns(reference) == FACTS


def test_status_and_readings_are_kept(tmp_path: Path) -> None:
    """Saving and loading keeps the status and the readings of every figure; facts print the status."""
    doubtful: Readings = [("10.26", 0.7), ("10.25", 0.3)]
    done = prove(scanned({"total": ["15.50", "10.25", "5.25"], "201": ["15.50", doubtful, "5.25"]}))
    again = load(save(done, tmp_path / "saved"))
    for row, kept in zip(done["expenditure"].rows, again["expenditure"].rows, strict=True):
        for column, cell in row.cells.items():
            assert (kept.cells[column].ocr, kept.cells[column].readings) == (cell.ocr, cell.readings)
    assert {f["ocr"] for f in facts(again)} == {"proved"} and again.remarks == done.remarks


@given(
    st.lists(st.decimals(0, 9999, places=2), min_size=2, max_size=4),
    st.integers(0, 3),
    st.integers(1, 9),
)
def test_no_wrong_figure_is_proved(parts: list[Decimal], place: int, by: int) -> None:
    """Whatever one figure is misread as, with the right reading among the others or not, nothing wrong is proved."""
    total = sum(parts, Decimal(0))
    right = {f"20{n}": [f"{p}", f"{p}", "0.00"] for n, p in enumerate(parts, 1)}
    wrong = parts[place % len(parts)] + by
    code = f"20{place % len(parts) + 1}"
    for readings in ([(f"{wrong}", 0.99)], [(f"{wrong}", 0.6), (f"{parts[place % len(parts)]}", 0.4)]):
        rows: dict[str, list[str | Readings]] = {
            "total": [f"{total}", f"{total}", "0.00"],
            **{k: list(v) for k, v in right.items()},
        }
        rows[code][1] = readings
        done = prove(scanned(rows))
        value, known = status(done, code, "basic")
        assert known != "proved" or Decimal(value) == parts[place % len(parts)]


def test_readings_come_to_the_cell_they_stand_in() -> None:
    """A cell takes the readings inside its box; under a seal the first is worth less, however sure the recogniser was."""
    table = scanned({"201": ["10.25", "10.25", "0.00"]})
    boxes = (
        Reading("10.25", (1, 1, 2, 2), (("10.25", 0.999), ("10.26", 0.001))),
        Reading("10.25", (50, 1, 52, 2), (("10.25", 0.7), ("70.25", 0.3))),
    )
    done = with_readings(table, Paper("pdf", (Page(1, readings=boxes),)))
    cell = done["expenditure"].rows[0].cells["total"]
    assert cell.ocr == "read" and cell.readings == (("10.25", 0.999), ("10.26", 0.001))
    covered = (Reading("10.25", (1, 1, 2, 2), (("10.25", 0.999),), covered=True),)
    done = with_readings(table, Paper("pdf", (Page(1, readings=covered),)))
    assert done["expenditure"].rows[0].cells["total"].ocr == "uncertain"
    assert with_readings(table, Paper("pdf", (Page(1),))) == table


def test_the_price_of_a_statement_is_that_of_the_catalogue(reference: Disclosure) -> None:
    """Statements of the bundled reference need no choice: no figure of it has readings."""
    from budgetkit.checks.joint.readings import Choice
    from budgetkit.checks.verdicts import all_statements

    statements = all_statements(reference)
    choice = Choice({f.id: f for s in statements for f in s.figures}, statements)
    assert choice.amounts == {} and choice.undecided == frozenset()


pytestmark = pytest.mark.filterwarnings("error")
