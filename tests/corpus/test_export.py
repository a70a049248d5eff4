"""Laws of the export: valid for the tools of its standard, and its amounts add up to what was published."""

import json
from decimal import Decimal
from pathlib import Path

import corpora
import pytest

from budgetkit.corpus.build import build
from budgetkit.corpus.export import MEASURES, export
from budgetkit.corpus.query import connect, query
from budgetkit.corpus.staging import stage
from budgetkit.model.amount import UNITS

frictionless = pytest.importorskip("frictionless", reason="frictionless is not installed")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of ten disclosures and one that could not be read."""
    folder = tmp_path_factory.mktemp("documents")
    corpora.put_folders(folder, 10)
    corpora.put_bad(folder / "bad")
    made = tmp_path_factory.mktemp("corpus")
    build([folder], made, stager=lambda todo, at: (stage(work, str(at)) for work in todo))
    return made


@pytest.fixture(scope="module")
def package(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The corpus, exported."""
    return export(corpus, tmp_path_factory.mktemp("export") / "package")


def test_the_standard_accepts_it(package: Path) -> None:
    """frictionless finds no error in the descriptor or in any row of any resource."""
    report = frictionless.Package(str(package / "datapackage.json")).validate()
    assert report.valid, report.flatten(["title", "note"])
    assert len(report.tasks) == len(MEASURES) + 5


def test_measures_have_currency_factor_and_phase(package: Path) -> None:
    """Every measure names its resource, currency, factor and phase; every source is a column that is there."""
    about = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))
    fields = {
        r["name"]: {f["name"]: f.get("columnType") for f in r["schema"]["fields"]} for r in about["resources"]
    }
    assert {m["phase"] for m in about["model"]["measures"].values()} == {"approved", "executed"}
    for measure in about["model"]["measures"].values():
        columns = fields[measure["resource"]]
        assert (measure["currency"], measure["factor"]) == ("CNY", 1)
        assert columns[measure["source"]] == "value"
        assert {"phase:id", "date:fiscal-year", "value-currency:code"} <= set(columns.values())
    columns = {name for of in fields.values() for name in of}
    for dimension in about["model"]["dimensions"].values():
        assert {attribute["source"] for attribute in dimension["attributes"].values()} <= columns
    kinds = {kind for of in fields.values() for kind in of.values() if kind}
    assert {
        "functional-classification:generic:level3:code",
        "economic-classification:generic:level1:code",
    } <= kinds


@pytest.mark.parametrize(("classification", "table"), [("functional", "expenditure"), ("economic", "basic")])
def test_facts_add_up_to_the_published_total(
    corpus: Path, package: Path, classification: str, table: str
) -> None:
    """The amounts of a document add up to its printed total, but for the rounding of what is added."""
    sums: dict[str, list[Decimal]] = {}
    for phase in ("approved", "executed"):
        path = str(package / f"{classification}-{phase}.csv").replace("'", "''")
        rows = f"read_csv('{path}', types={{'amount': 'DECIMAL(38,6)'}})"
        sql = f"SELECT document, sum(amount), count(*) FROM {rows} GROUP BY 1"
        for document, total, number in connect(corpus).execute(sql).fetchall():
            sums[document] = [total, number]
    totals = query(
        corpus,
        f"""SELECT document, value, places, unit FROM facts WHERE "table" = '{table}' AND item = 'total'
        AND "column" IN ('total', 'actual')""",
    )[1]
    checked = 0
    for document, total, places, unit in totals:
        found, number = sums[str(document)]
        half = UNITS[str(unit)].scaleb(-int(str(places))) / 2
        assert abs(found - Decimal(str(total)) * UNITS[str(unit)]) <= half * (int(number) + 1)
        checked += 1
    assert checked > 3


def test_a_full_folder_is_left_alone(corpus: Path, tmp_path: Path) -> None:
    """A folder that holds something is refused, and nothing in it is touched."""
    (tmp_path / "letter").write_text("x", encoding="utf-8")
    with pytest.raises(FileExistsError, match="not empty"):
        export(corpus, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letter"]
    assert export(corpus, tmp_path / "empty").is_dir()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty", "letter"]
