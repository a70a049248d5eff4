"""Laws of frames: published order, exact figures, both languages."""

from decimal import Decimal

from budgetkit.checks.verdicts import check
from budgetkit.model.disclosure import Disclosure
from budgetkit.present import frames as tables
from budgetkit.present import judged as ledger


def test_a_frame_holds_what_the_table_prints(reference: Disclosure) -> None:
    """Rows and value columns in published order, Decimals as printed, None for blanks."""
    for table in reference.tables.values():
        frame = tables.frame(table)
        assert len(frame) == len(table.rows)
        assert tuple(frame.columns[-len(table.columns) :]) == table.columns
        printed = [v for column in table.columns for v in frame[column] if v is not None]
        assert len(printed) == sum(1 for _ in table.cells())
        assert all(isinstance(v, Decimal) for v in printed)


def test_heads_come_in_the_language_asked_for(reference: Disclosure) -> None:
    """zh has no Latin letters in heads, en no Chinese, both has both."""
    zh = tables.published(reference, "expenditure", "zh").columns
    en = tables.published(reference, "expenditure", "en").columns
    assert not any(c.isascii() for c in zh)
    assert all(c.isascii() for c in en)
    assert [f"{a} {b}" for a, b in zip(zh, en, strict=True)] == list(
        tables.published(reference, "expenditure").columns
    )


def test_halves_stand_side_by_side_with_totals_on_one_line(reference: Disclosure) -> None:
    """The summary shows revenue left and expenditure right; the last line is both totals."""
    last = tables.published(reference, "summary", "zh").iloc[-1]
    assert list(last) == ["收入总计", "313.82", "", "支出总计", "313.82"]


def test_tidy_frames_have_a_row_a_thing(reference: Disclosure) -> None:
    """230 facts, 27 claims, as many findings as were made, 19 indicators, 23 implied figures."""
    findings = check(reference)
    assert len(tables.facts(reference)) == 230
    assert len(ledger.claims(reference)) == 27
    assert len(ledger.findings(findings)) == len(findings)
    assert len(tables.indicators(reference)) == 19
    assert len(ledger.prior_year(reference)) == 23
    assert tables.facts(reference)["value"].sum() > 0


def test_the_ledger_counts_every_finding_once(reference: Disclosure) -> None:
    """By identity, the counts of verdicts add up to the number judged, and all to the number of findings."""
    findings = check(reference)
    frame = ledger.by_identity(findings)
    assert frame["judged"].sum() == len(findings)
    assert (
        frame[["exact", "rounded", "broken", "undefined", "unstated"]].sum(axis=1) == frame["judged"]
    ).all()
