"""A corpus in SQLite: every row, numbers as numbers, every row with its document, and metadata that names what is there."""

import json
import sqlite3
from pathlib import Path

import pytest

from budgetkit.corpus.panel.totals import SHIPPED
from budgetkit.corpus.query import query
from budgetkit.corpus.schema import SCHEMAS, TABLES
from budgetkit.corpus.sqlite import export_sqlite
from budgetkit.source import bundled

CORPUS = bundled("data") / SHIPPED


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The corpus that ships, as SQLite, and its metadata."""
    return export_sqlite(CORPUS, tmp_path_factory.mktemp("sqlite") / "corpus.sqlite")


def test_every_row_is_there(written: tuple[Path, Path]) -> None:
    """Each table has as many rows as in the corpus, and every row leads to a document."""
    made = sqlite3.connect(written[0])
    for table in TABLES:
        (number,) = next(query(CORPUS, f"SELECT count(*) FROM {table}")[1])
        assert made.execute(f"SELECT count(*) FROM {table}").fetchone() == (number,)
    assert made.execute("PRAGMA foreign_key_check").fetchall() == []
    made.close()


def test_numbers_are_numbers(written: tuple[Path, Path]) -> None:
    """Sums over amounts are those of the corpus; nothing numeric is stored as text."""
    made = sqlite3.connect(written[0])
    (exact,) = next(query(CORPUS, "SELECT sum(yuan) FROM facts")[1])
    assert made.execute("SELECT sum(yuan) FROM facts").fetchone()[0] == pytest.approx(float(str(exact)))
    kinds = made.execute("SELECT DISTINCT typeof(value), typeof(places) FROM facts").fetchall()
    assert kinds == [("real", "integer")]
    made.close()


def test_metadata_names_what_is_there(written: tuple[Path, Path]) -> None:
    """Datasette's metadata speaks of the database by its name, of every table, and of columns that it has."""
    tables = json.loads(written[1].read_text(encoding="utf-8"))["databases"]["corpus"]["tables"]
    assert set(tables) == set(TABLES)
    for table, about in tables.items():
        columns = {field.name for field in SCHEMAS[table]}
        assert set(about["facets"]) | set(about["columns"]) <= columns
        # Datasette answers with an error where this key names a unit that its registry lacks, as it lacks yuan.
        assert "units" not in about
        assert about["title"] and len(about["columns"]) > len(columns) / 2
    assert "yuan" in tables["facts"]["columns"]["yuan"] and "(%)" in tables["claims"]["columns"]["share"]


def test_a_file_that_is_there_is_kept(tmp_path: Path) -> None:
    """What exists is not written over."""
    target = tmp_path / "mine.sqlite"
    target.write_bytes(b"mine")
    with pytest.raises(FileExistsError, match="name another file"):
        export_sqlite(CORPUS, target)
    assert target.read_bytes() == b"mine"
