"""Small inputs that go wrong for others, read and judged: what must be said of each, and what never may.

The inputs are one clean fictitious disclosure with one thing altered; they lie beside the project and these tests skip
where they are not. The same kinds, made small, are tests of the readers.
"""

from pathlib import Path

import pytest
from where import ROOT

from budgetkit.checks.verdicts import check
from budgetkit.present.records import facts
from budgetkit.readers.read import read

FAULTS = ROOT.parent / "shared" / "faults"
CLEAN = 274
FIGURE = "637.50 万元"

AS_THE_TWIN = [
    "a1-note-circled.html",
    "a1-note-front.html",
    "a1-note-raised-pdf.pdf",
    "a1-note-sup-word.docx",
    "a3-covered-text-pdf.pdf",
    "a3-hidden-layer-pdf.pdf",
    "a3-hidden-td.html",
    "a3-tiny-text-pdf.pdf",
    "a3-white-run-word.docx",
    "a3-white-text-pdf.pdf",
    "a4-seal.pdf",
    "a4-watermark-45.pdf",
    "a5-overflow-left.pdf",
    "a9-tracked-cell-deletion.docx",
    "b1-code-with-note.html",
    "b1-head-with-note.html",
    "b1-unknown-label.html",
    "b3-unit-in-header-word.docx",
    "b4-form-field.pdf",
    "b4-free-text.pdf",
    "c2-no-vertical-rules.pdf",
    "c2-white-rules.pdf",
    "c3-currency-excel.xlsx",
    "c4-spreadsheet-html.html",
    "c4-title-inside-borders.xlsx",
    "c5-one-bordered-cell.xlsx",
    "c8-nested-table-word.docx",
    "d1-strict-excel.xlsx",
    "d1-strict-word.docx",
    "d2-word-online.docx",
    "d4-ods.ods",
    "d6-altchunk.docx",
    "d9-rotated-table.pdf",
    "e1-crash-keyerror.pdf",
]
NEGATIVE = ["a2-minus-softhyphen.pdf", "a2-minus-symbol-word.docx", "a2-red-negative-excel.xlsx"]
UNREAD = {
    "a1-note-sup-excel.xlsx": CLEAN - 1,
    "a6-two-integers-pdf.pdf": None,
    "b1-hidden-row-excel.xlsx": 271,
    "b1-unknown-head.html": CLEAN,
    "b2-excel-error.xlsx": CLEAN - 1,
    "b2-hashes.xlsx": CLEAN - 1,
    "b2-one-undecodable.pdf": CLEAN - 2,
    "b3-no-unit.html": CLEAN,
    "c1-digits-undecodable.pdf": 0,
    "d3-ocr-layer.pdf": None,
    "e2-no-end.pdf": None,
}
"""Inputs in which something cannot be known, and how many figures are read all the same where that is certain."""


def _input(name: str) -> Path:
    if not (FAULTS / name).exists():
        pytest.skip("the inputs that go wrong (../shared/faults) are not present")
    return FAULTS / name


@pytest.mark.parametrize("name", AS_THE_TWIN)
def test_it_reads_as_its_clean_twin(name: str) -> None:
    """What is altered belongs to no figure: all 274 are read, the one beside it as printed, and nobody is accused."""
    disclosure = read(_input(name))
    assert len(list(facts(disclosure))) == CLEAN
    assert str(disclosure["expenditure"]["20811", "basic"]) == FIGURE
    assert check(disclosure).counts["broken"] == 0


@pytest.mark.parametrize("name", NEGATIVE)
def test_a_minus_is_kept_however_it_is_shown(name: str) -> None:
    """The figure is negative, and the sums over it are truly broken."""
    disclosure = read(_input(name))
    assert str(disclosure["expenditure"]["20811", "basic"]) == f"-{FIGURE}"
    assert check(disclosure).counts["broken"] == 3


@pytest.mark.parametrize("name", UNREAD)
def test_what_cannot_be_known_accuses_nobody(name: str) -> None:
    """What cannot be read is listed or marked, the rest is read, and no sum over it is called broken."""
    disclosure = read(_input(name))
    wanted = UNREAD[name]
    assert wanted is None or len(list(facts(disclosure))) == wanted
    cells = [
        c
        for t in disclosure.tables.values()
        for r in t.rows
        for c in r.cells.values()
        if c.amount is None and c.text
    ]
    assert disclosure.unplaced or cells or name == "b1-unknown-head.html"
    assert check(disclosure).counts["broken"] == 0


def test_a_unit_in_a_head_is_the_unit_of_its_column() -> None:
    """7550500 元 under a head in 元 is not 7550500 万元, whatever the table's own unit."""
    disclosure = read(_input("a7-unit-in-head.html"))
    assert str(disclosure["expenditure"]["total", "basic"]) == "7550500 元"
    assert check(disclosure).counts["broken"] == 0
