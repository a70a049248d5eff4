"""Laws of asking a corpus: every value comes back as printed and as read, plain sentences for bad questions."""

import shutil
import tempfile
import zipfile
from decimal import Decimal
from pathlib import Path

import corpora
import pytest

from budgetkit.checks.verdicts import check
from budgetkit.corpus.build import build
from budgetkit.corpus.export import export
from budgetkit.corpus.manifest import MANIFEST, CorpusError
from budgetkit.corpus.query import columns, query
from budgetkit.corpus.schema import SCHEMAS, TABLES
from budgetkit.corpus.staging import stage
from budgetkit.model.amount import plain_number
from budgetkit.package import load
from budgetkit.present.records import facts


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Five disclosures, one of each form."""
    return corpora.put_folders(tmp_path_factory.mktemp("documents"), 5)


@pytest.fixture(scope="module")
def corpus(folders: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of them."""
    made = tmp_path_factory.mktemp("corpus")
    build([folders[0].parent], made, stager=lambda todo, at: (stage(work, str(at)) for work in todo))
    return made


def test_every_fact_is_there_as_printed(corpus: Path, folders: list[Path]) -> None:
    """Value, unit, places, row and column of every printed amount of every document, nothing else."""
    sql = (
        'SELECT "table", half, code, name, "column", value, unit, places FROM facts JOIN documents USING (document)'
        " WHERE path = '{}'"
    )
    for folder in folders:
        _, found = query(corpus, sql.format(folder))
        expected = [
            (
                *(r[n] for n in ("table", "half", "code", "name", "column")),
                Decimal(str(r["value"])),
                r["unit"],
                r["places"],
            )
            for r in facts(load(folder))
        ]
        assert sorted(map(str, found)) == sorted(
            str((*e[:5], e[5].quantize(Decimal("0.000001")), *e[6:])) for e in expected
        )


def test_a_packed_corpus_answers_as_its_folder_does_and_leaves_nothing_behind(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All rows of all tables are the same, and no file is made anywhere: a process that is killed cannot leave any."""
    packed = Path(shutil.make_archive(str(tmp_path / "packed"), "zip", corpus))
    scratch = tmp_path / "temporary"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    for table in TABLES:
        names, rows = query(packed, f"SELECT * FROM {table}")
        there, expected = query(corpus, f"SELECT * FROM {table}")
        assert names == there and list(rows) == list(expected)
    assert not [*scratch.iterdir()]
    with pytest.raises(CorpusError, match="disabled by configuration"):
        list(query(packed, f"SELECT * FROM read_csv('{packed}')")[1])


def test_a_damaged_packed_corpus_is_refused_in_one_sentence(corpus: Path, tmp_path: Path) -> None:
    """No zip file, and one that lacks a file it names."""
    (tmp_path / "none.zip").write_bytes(b"no archive")
    with pytest.raises(CorpusError, match="packed as a zip file"):
        query(tmp_path / "none.zip", "SELECT 1")
    with zipfile.ZipFile(tmp_path / "part.zip", "w") as file:
        file.write(corpus / MANIFEST, MANIFEST)
    with pytest.raises(CorpusError, match="is damaged"):
        query(tmp_path / "part.zip", "SELECT 1")


def test_every_finding_is_there(corpus: Path, folders: list[Path]) -> None:
    """The counts of verdicts in the findings are those of the documents, and those of the check itself."""
    sql = (
        "SELECT path, any_value(d.exact), any_value(d.rounded), any_value(d.broken), "
        + ", ".join(f"count(*) FILTER (verdict = '{v}')" for v in ("exact", "rounded", "broken"))
        + " FROM findings JOIN documents d USING (document) GROUP BY path"
    )
    counts = {str(path): numbers for path, *numbers in query(corpus, sql)[1]}
    for folder in folders:
        found = check(load(folder)).counts
        expected = [found["exact"], found["rounded"], found["broken"]]
        assert counts[str(folder)] == expected * 2


def test_claims_lead_to_the_facts_they_are_about(corpus: Path, folders: list[Path]) -> None:
    """``about`` of a statement is ``table/row/column`` of a fact; both amounts are of the same document."""
    sql = """SELECT c.amount, c.unit, f.value, f.unit, c.verdict FROM claims c JOIN facts f ON
      f.document = c.document AND c.about = f."table" || '/' || f."row" || '/' || f."column" WHERE c.amount IS NOT NULL"""
    pairs = list(query(corpus, sql)[1])
    assert len(pairs) > 5 * len(folders)
    assert sum(a == b for a, u, b, v, _ in pairs if u == v) > len(pairs) // 2


def test_indicators_are_there(corpus: Path, folders: list[Path]) -> None:
    """Every indicator with its levels, target and weight."""
    expected = [
        (
            *i.levels,
            i.target,
            plain_number(i.weight) and str(Decimal(plain_number(i.weight)).quantize(Decimal("0.000001"))),
        )
        for folder in folders
        for i in load(folder).indicators
    ]
    found = [
        (a, b, c, target, "" if weight is None else str(weight))
        for a, b, c, target, weight in query(
            corpus, "SELECT level1, level2, level3, target, weight FROM indicators"
        )[1]
    ]
    assert found and sorted(map(str, found)) == sorted(map(str, expected))


def test_the_columns_listed_are_those_that_are_there(corpus: Path) -> None:
    """Every table's columns with their types are those that DuckDB describes, and each has a label in both languages."""
    columns_known = list(columns())
    for table in TABLES:
        _, found = query(corpus, f"DESCRIBE {table}")
        described = [(name, kind.replace(",", ", ")) for name, kind, *_ in found]
        assert described == [(one["column"], one["type"]) for one in columns_known if one["table"] == table]
    assert all(one["zh"] and one["en"] for one in columns_known)


def test_columns_of_the_same_name_stay_apart(corpus: Path) -> None:
    """A second column of a name is marked, so that CSV keeps both."""
    names, rows = query(
        corpus, "SELECT a.form, b.form, a.form FROM documents a JOIN documents b USING (document)"
    )
    assert names == ["form", "form_2", "form_3"]
    assert all(len(row) == 3 for row in rows)


def test_an_empty_corpus_answers(tmp_path: Path) -> None:
    """A corpus without documents has all tables with their columns, and no rows."""
    (tmp_path / "in").mkdir()
    build([tmp_path / "in"], tmp_path / "corpus")
    for table in TABLES:
        names, rows = query(tmp_path / "corpus", f"SELECT * FROM {table}")
        assert (names, list(rows)) == (SCHEMAS[table].names, [])


@pytest.mark.parametrize(
    "sql", ["SELEC 1", "SELECT treasure FROM facts", "SELECT CAST(name AS INT) FROM facts"]
)
def test_a_bad_question_is_one_sentence(corpus: Path, sql: str) -> None:
    """A query that is not understood, or fails on the way, is one line."""
    with pytest.raises(CorpusError) as raised:
        list(query(corpus, sql)[1])
    assert "\n" not in str(raised.value)


def test_a_missing_file_is_one_sentence(corpus: Path, tmp_path: Path) -> None:
    """A file that the manifest names and that is not there is named."""
    (tmp_path / "manifest.json").write_bytes((corpus / "manifest.json").read_bytes())
    with pytest.raises(CorpusError, match="cannot be read"):
        query(tmp_path, "SELECT 1")
    with pytest.raises(CorpusError, match="is no corpus"):
        query(tmp_path / "nowhere", "SELECT 1")


@pytest.mark.parametrize(
    "sql",
    [
        "COPY (FROM facts) TO '{}'",
        "EXPLAIN ANALYZE COPY (FROM facts) TO '{}'",
        "ATTACH '{}' AS other",
        "EXPORT DATABASE '{}'",
        "FROM facts; COPY (FROM facts) TO '{}'",
        "CREATE TABLE copied AS FROM facts",
        "SET enable_external_access = true",
        "INSTALL httpfs",
    ],
)
def test_a_query_changes_nothing(corpus: Path, tmp_path: Path, sql: str) -> None:
    """Whatever is no question is refused in one sentence, and neither the corpus nor another file is written."""
    before = {path: path.read_bytes() for path in corpus.rglob("*") if path.is_file()}
    for target in (tmp_path / "new", next(corpus.rglob("*.parquet"))):
        with pytest.raises(CorpusError, match="a query reads"):
            query(corpus, sql.format(target))
    assert {path: path.read_bytes() for path in corpus.rglob("*") if path.is_file()} == before
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "sql", ["FROM read_csv('{}')", "FROM read_text('{}')", "FROM glob('{}/*')", "FROM '{}'"]
)
def test_a_query_reaches_no_other_file(corpus: Path, tmp_path: Path, sql: str) -> None:
    """A query asks the corpus, not the files beside it."""
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(CorpusError):
        list(query(corpus, sql.format(other))[1])


@pytest.mark.parametrize("table", ["facts", "documents"])
@pytest.mark.parametrize("left", [0.6, 0.0])
def test_a_truncated_file_is_one_sentence(corpus: Path, tmp_path: Path, table: str, left: float) -> None:
    """A file cut short, or emptied, is named as damaged by a query, a build and an export."""
    damaged = Path(shutil.copytree(corpus, tmp_path / "corpus"))
    victim = max(damaged.glob(f"{table}/*/*.parquet"))
    content = victim.read_bytes()
    victim.write_bytes(content[: int(len(content) * left)])
    for ask in (
        lambda: list(query(damaged, f"SELECT * FROM {table}")[1]),
        lambda: export(damaged, tmp_path / "out"),
        *([lambda: build([], damaged)] if table == "documents" else []),
    ):
        with pytest.raises(CorpusError) as caught:
            ask()
        assert victim.name in str(caught.value) and "\n" not in str(caught.value)
