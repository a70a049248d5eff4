"""The bundled reference is complete and right: accounted against its source text and against what is known of it."""

import csv
import hashlib
import json
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from budgetkit.model.disclosure import Disclosure
from budgetkit.present.records import facts
from budgetkit.present.results import claims as claim_records
from budgetkit.source import REFERENCE, bundled

TABLES = (
    *("summary", "revenue", "expenditure", "appropriations", "general_public", "basic", "projects"),
    *("government_funds", "state_capital", "three_public", "brought_forward"),
)
# Two places, and no more: in flattened text a code may be glued to an amount (19.98208 05).
TRANSCRIBED = "b54de22624d8ca5f0ac082179201a2c88f6f1877421e987e1174f3c6b9a27ca6"
AMOUNT = re.compile(r"\d+\.\d{2}")


@pytest.fixture(scope="module")
def source(documents: Path) -> str:
    """The flattened text the reference was transcribed from."""
    return next((documents / "reference").glob("*.txt")).read_text(encoding="utf-8")


def csv_amounts(table: str) -> Counter[str]:
    """Every printed amount in the CSV of a table."""
    path = bundled("data") / REFERENCE / "tables" / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    skipped = {"half", "item", "code", "name", "project_name", "page", "inferred"}
    return Counter(value for row in rows for column, value in row.items() if column not in skipped and value)


@pytest.mark.parametrize("table", TABLES)
def test_every_printed_amount_is_in_its_csv(source: str, table: str) -> None:
    """The multiset of amounts printed in a table equals the multiset in its CSV: nothing lost, nothing invented."""
    number = TABLES.index(table) + 1
    start = re.search(rf"^ ?表 {number}\s*$", source, re.M)
    end = re.search(rf"^ ?表 {number + 1}\s*$|^ 第三部分", source, re.M)
    assert start is not None and end is not None
    assert Counter(AMOUNT.findall(source[start.end() : end.start()])) == csv_amounts(table)


def test_the_source_is_the_one_named(documents: Path) -> None:
    """The digest in datapackage.json is that of the source text."""
    from budgetkit.source import reference

    text = next((documents / "reference").glob("*.txt"))
    assert reference().sources[0]["sha256"] == hashlib.sha256(text.read_bytes()).hexdigest()


def test_every_narrative_amount_is_in_the_claims(source: str, reference: Disclosure) -> None:
    """Every 万元 figure of the narrative's numbered sections is a figure of a claim: as often, or said once for two."""
    start = source.index("第三部分 2024 年部门预算情况说明")
    prose = "".join(source[start : source.index("部门整体绩效目标表", start)].split())
    said = Counter(re.findall(r"(\d+(?:\.\d+)?)万元", prose))
    kept: Counter[str] = Counter()
    for claim in reference.claims:
        for figure in (claim.amount, claim.change):
            if figure is not None and figure.unit == "万元":
                kept[f"{abs(figure.value):f}"] += 1
    thresholds = Counter({"50": 3, "100": 2})
    assert said - thresholds - kept == Counter()


def test_every_percentage_is_in_the_claims(source: str, reference: Disclosure) -> None:
    """The percentages of the narrative are the shares and growths of the claims, as often."""
    start = source.index("第三部分 2024 年部门预算情况说明")
    prose = "".join(source[start : source.index("部门整体绩效目标表", start)].split())
    said = Counter(re.findall(r"(\d+(?:\.\d+)?)%", prose))
    kept = Counter(
        f"{abs(r.value):f}" for c in reference.claims for r in (c.share, c.growth) if r is not None
    )
    assert said == kept


def test_counts(reference: Disclosure) -> None:
    """230 printed amounts in eleven tables, 27 quantified statements, 7 + 12 indicators."""
    assert len(list(facts(reference))) == 230
    assert len(list(claim_records(reference))) == 27
    assert Counter(i.table for i in reference.indicators) == {"overall": 7, "project": 12}
    assert len(reference.tables) == 11


def test_weights_of_both_performance_tables_sum_to_ninety(reference: Disclosure) -> None:
    """Transcription check: weights add to 90 in each table, the other ten being budget execution by convention."""
    for table in ("overall", "project"):
        weights = [i.weight.value for i in reference.indicators if i.table == table and i.weight is not None]
        assert sum(weights) == Decimal(90)


def test_no_personal_data() -> None:
    """No mobile telephone number stands anywhere in the data."""
    for path in (bundled("data") / REFERENCE).rglob("*.*"):
        assert not re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)", path.read_text(encoding="utf-8"))


def test_inferred_columns_are_explained() -> None:
    """data/README.md says what inferred columns were inferred from."""
    text = (bundled("data") / "README.md").read_text(encoding="utf-8")
    assert "inferred" in text


def test_the_data_are_those_transcribed() -> None:
    """Every figure, page, date and mark of the reference's CSV files is what was transcribed and accounted for.

    Some facts no identity guards and no notebook shows; their digest does. Who corrects a figure says so here.
    """
    folder = bundled("data") / REFERENCE
    files = sorted(folder.rglob("*.csv"))
    text = "".join(f"{f.relative_to(folder).as_posix()}\n{f.read_text(encoding='utf-8')}" for f in files)
    about = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    about_it = json.dumps([about["budgetkit"], about["sources"]], ensure_ascii=False, sort_keys=True)
    assert hashlib.sha256((text + about_it).encode()).hexdigest() == TRANSCRIBED
