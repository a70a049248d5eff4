"""Laws of building a corpus: nothing lost, nothing double, the same bytes whatever happened on the way."""

import random
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import corpora
import pytest
from filelock import FileLock

from budgetkit.corpus.build import Built, Stager, build
from budgetkit.corpus.manifest import CorpusError, read_manifest
from budgetkit.corpus.query import query
from budgetkit.corpus.rows import failed_rows
from budgetkit.corpus.schema import TABLES
from budgetkit.corpus.sources import Work
from budgetkit.corpus.staging import STAGING, Outcome, put, refuse, stage, staged_tables, staging_folder

DYING = f"""{corpora.DYING}
from budgetkit.corpus import build, staging
build.build([Path(sys.argv[1])], Path(sys.argv[2]), stager=lambda todo, at: (staging.stage(w, str(at)) for w in todo))
"""


def here(todo: Iterable[Work], folder: Path) -> Iterator[Outcome]:
    """Read documents in this very process."""
    return (stage(work, str(folder)) for work in todo)


def noting(seen: list[Work]) -> Stager:
    """Stage here, and note what there was to do."""

    def stager(todo: Iterable[Work], folder: Path) -> Iterator[Outcome]:
        seen.extend(todo)
        return here(seen, folder)

    return stager


def rows(corpus: Path, sql: str) -> list[tuple[object, ...]]:
    """What a query gives."""
    return list(query(corpus, sql)[1])


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six disclosures and five documents that cannot be read."""
    folder = tmp_path_factory.mktemp("documents")
    corpora.put_folders(folder, 6)
    corpora.put_bad(folder / "bad")
    return folder


@pytest.fixture(scope="module")
def whole(documents: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of them, built without interruption."""
    corpus = tmp_path_factory.mktemp("whole") / "corpus"
    build([documents], corpus, stager=here)
    return corpus


def test_one_bad_document_is_one_row(documents: Path, tmp_path: Path) -> None:
    """What cannot be read is a row with its reason and no other rows; the others are read."""
    built = build([documents], tmp_path / "corpus", stager=here)
    assert (built.read, built.known, built.same, len(built.failed)) == (11, 0, 0, 5)
    found = rows(tmp_path / "corpus", "SELECT path, error FROM documents WHERE form IS NULL ORDER BY path")
    assert [Path(str(path)).name for path, _ in found] == sorted(
        p.name for p in (documents / "bad").iterdir()
    )
    assert all(reason for _, reason in found)
    assert {outcome.error for outcome in built.failed} == {reason for _, reason in found}
    joined = "SELECT count(*) FROM facts JOIN documents USING (document) WHERE error IS NOT NULL"
    assert rows(tmp_path / "corpus", joined) == [(0,)]


def test_the_number_of_processes_changes_no_byte(documents: Path, whole: Path, tmp_path: Path) -> None:
    """Two processes, which finish documents in any order, write what one writes."""
    build([documents], tmp_path / "corpus", workers=2)
    assert corpora.everything(tmp_path / "corpus") == corpora.everything(whole)


def test_ended_at_any_step_it_goes_on(documents: Path, whole: Path, tmp_path: Path) -> None:
    """Ended before the third file is in place, then before the fifth more, …, it comes to the very same bytes."""
    corpus, ends = tmp_path / "corpus", 0
    for steps in range(3, 99, 2):
        words = [sys.executable, "-c", DYING, str(documents), str(corpus), str(steps)]
        status = subprocess.run(words, check=False).returncode
        if status == 0:
            break
        assert status == 9
        ends += 1
    assert ends > 3
    assert corpora.everything(corpus) == corpora.everything(whole)


@pytest.mark.slow
def test_killed_at_random_moments_it_goes_on(documents: Path, whole: Path, tmp_path: Path) -> None:
    """The whole command killed four times at random, the fifth time let through: the very same bytes."""
    rng = random.Random(5)
    words = [
        sys.executable,
        "-m",
        "budgetkit",
        "corpus",
        "build",
        str(documents),
        "-o",
        str(tmp_path / "corpus"),
    ]
    for _ in range(4):
        process = subprocess.Popen(words, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        time.sleep(rng.uniform(0.5, 2.5))
        process.kill()
        process.wait()
    subprocess.run(words, check=True, capture_output=True)
    assert corpora.everything(tmp_path / "corpus") == corpora.everything(whole)


def test_what_is_staged_is_not_read_again(documents: Path, whole: Path, tmp_path: Path) -> None:
    """Started again with some documents staged, only the others are read; the bytes are the same."""
    corpus, seen = tmp_path / "corpus", list[Work]()

    def ending(todo: Iterable[Work], folder: Path) -> Iterator[Outcome]:
        for number, work in enumerate(todo):
            if number == 4:
                raise KeyboardInterrupt
            yield stage(work, str(folder))

    with pytest.raises(KeyboardInterrupt):
        build([documents], corpus, stager=ending)
    build([documents], corpus, stager=noting(seen))
    assert len(seen) == 7
    assert corpora.everything(corpus) == corpora.everything(whole)


def test_what_is_staged_in_part_is_read_again(documents: Path, whole: Path, tmp_path: Path) -> None:
    """Staged files that lost their content, or the end or a bit of it, with the power are not taken for rows."""
    corpus, seen = tmp_path / "corpus", list[Work]()

    def ending(todo: Iterable[Work], folder: Path) -> Iterator[Outcome]:
        for work in todo:
            yield stage(work, str(folder))
        files = sorted(folder.rglob("*.staged"))
        files[0].write_bytes(b"")
        files[1].write_bytes(bytes(files[1].stat().st_size))
        files[2].write_bytes(files[2].read_bytes()[:-1])
        content = bytearray(files[3].read_bytes())
        content[-9] ^= 4
        files[3].write_bytes(content)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build([documents], corpus, stager=ending)
    build([documents], corpus, stager=noting(seen))
    assert len(seen) == 4
    assert corpora.everything(corpus) == corpora.everything(whole)


def test_what_another_library_staged_is_not_taken_over(documents: Path, whole: Path, tmp_path: Path) -> None:
    """Rows staged by another version, or with a layout forced, are left and cleared away."""
    corpus = tmp_path / "corpus"
    other = corpus / STAGING / "another" / "aa"
    other.mkdir(parents=True)
    (other / "aa.staged").write_bytes(b"rows of another version")
    assert staging_folder(corpus, "xinjiang-budget") != staging_folder(corpus)
    build([documents], corpus, stager=here)
    assert corpora.everything(corpus) == corpora.everything(whole)


def test_a_second_batch_is_added(documents: Path, tmp_path: Path) -> None:
    """What is there stays byte for byte; only what is new is read; building again changes nothing."""
    corpus, more = tmp_path / "corpus", tmp_path / "more"
    build([documents], corpus, stager=here)
    before = corpora.everything(corpus)
    corpora.put_folders(more, 3, first=6)
    assert build([documents, more], corpus, stager=here) == Built(3, 11, 0, ())
    after = corpora.everything(corpus)
    assert {
        name: content for name, content in after.items() if name in before and name != "manifest.json"
    } == {name: content for name, content in before.items() if name != "manifest.json"}
    assert rows(corpus, "SELECT count(*), count(DISTINCT document) FROM documents") == [(14, 14)]
    assert build([documents, more], corpus, stager=here).read == 0
    assert corpora.everything(corpus) == after


def test_the_same_bytes_are_one_document(tmp_path: Path) -> None:
    """Two paths with the same bytes are one document, known by the first path; other bytes are another."""
    corpora.put_folders(tmp_path / "a", 1)
    corpora.put_folders(tmp_path / "b", 1)
    corpora.put_folders(tmp_path / "c", 1, first=1)
    built = build([tmp_path / "c", tmp_path / "b", tmp_path / "a"], tmp_path / "corpus", stager=here)
    assert (built.read, built.same) == (2, 1)
    paths = {
        Path(str(path)).parent.name for (path,) in rows(tmp_path / "corpus", "SELECT path FROM documents")
    }
    assert paths == {"a", "c"}


def test_what_could_not_be_read_is_read_again_on_demand(tmp_path: Path) -> None:
    """Left alone by a second build; with ``retry`` read again wherever it lies, and no row is double or lost."""
    corpus, good = tmp_path / "corpus", tmp_path / "good"
    corpora.put_folders(good, 2)
    bad = corpora.put_bad(tmp_path / "bad")

    def refusing(todo: Iterable[Work], folder: Path) -> Iterator[Outcome]:
        return (refuse(folder, work, "not understood yet") for work in todo)

    letter = tmp_path / "reference"
    corpora.put_folders(letter, 1, first=9)
    build([letter, *bad], corpus, stager=refusing)
    assert rows(corpus, "SELECT count(*) FROM documents WHERE error IS NOT NULL") == [(6,)]
    assert build([good, letter], corpus, stager=here).read == 2
    built = build([good], corpus, stager=here, retry=True)
    assert (built.read, len(built.failed)) == (6, 5)
    assert rows(corpus, "SELECT count(*), count(DISTINCT document), count(error) FROM documents") == [
        (8, 8, 5)
    ]


def test_a_document_that_changes_meanwhile_is_not_lost(tmp_path: Path) -> None:
    """Changed or gone between being found and being read, it is a row that says so."""
    folders = corpora.put_folders(tmp_path / "in", 3)

    def meanwhile(todo: Iterable[Work], folder: Path) -> Iterator[Outcome]:
        (folders[0] / "claims.csv").write_text("other", encoding="utf-8")
        for path in folders[1].rglob("*.*"):
            path.unlink()
        return here(todo, folder)

    built = build([tmp_path / "in"], tmp_path / "corpus", stager=meanwhile)
    assert built.read == 3
    assert sorted(outcome.path for outcome in built.failed) == [str(path) for path in folders[:2]]


def test_a_document_that_cannot_be_opened_is_one_row(tmp_path: Path) -> None:
    """A link that leads nowhere does not end the build, and its reason names it."""
    (tmp_path / "in").mkdir()
    try:
        (tmp_path / "in" / "lost.pdf").symlink_to(tmp_path / "nowhere.pdf")
    except OSError:
        pytest.skip("no links here")
    (failure,) = build([tmp_path / "in"], tmp_path / "corpus", stager=here).failed
    assert failure.error.startswith("lost.pdf: ")


def test_a_value_that_fits_no_column_is_one_row(tmp_path: Path) -> None:
    """A figure too long for the dataset makes its document a row with the reason, and no end."""
    work, fact = Work("a.pdf", "aa"), {"document": "aa", "value": "9" * 40, "inferred": False}
    outcome = put(tmp_path, work, {**failed_rows("a.pdf", "aa", ""), "facts": [fact]})
    assert "does not fit" in outcome.error
    tables = staged_tables(tmp_path, "aa")
    assert (tables["documents"].num_rows, tables["facts"].num_rows) == (1, 0)


def test_leftovers_are_swept(documents: Path, whole: Path, tmp_path: Path) -> None:
    """Files that no manifest names, as a build killed with other paths leaves, are gone after the next build."""
    corpus = tmp_path / "corpus"
    leftover = corpus / "facts" / "form=xinjiang-budget" / "0123.parquet"
    leftover.parent.mkdir(parents=True)
    leftover.write_bytes(b"half a file")
    leftover.with_name(".0123.parquet.part").write_bytes(b"half a file")
    build([documents], corpus, stager=here)
    assert corpora.everything(corpus) == corpora.everything(whole)


def test_two_builds_do_not_meet(tmp_path: Path) -> None:
    """A build refuses a corpus that another one is at work on."""
    corpora.put_folders(tmp_path / "in", 1)
    (tmp_path / "corpus").mkdir()
    with FileLock(tmp_path / "corpus" / ".lock"), pytest.raises(CorpusError, match="another build"):
        build([tmp_path / "in"], tmp_path / "corpus", stager=here)


def test_what_is_no_corpus_is_refused(tmp_path: Path) -> None:
    """A folder of other things is left alone; a manifest that is damaged or of another version says so."""
    (tmp_path / "letter.txt").write_text("x", encoding="utf-8")
    with pytest.raises(CorpusError, match="is no corpus"):
        build([tmp_path / "letter.txt"], tmp_path, stager=here)
    with pytest.raises(FileNotFoundError, match="nowhere"):
        build([tmp_path / "nowhere"], tmp_path / "corpus", stager=here)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]
    for content, said in [("{", "damaged"), ('{"budgetkit_corpus": 1}', "damaged"), ("[]", "damaged")]:
        (tmp_path / "manifest.json").write_text(content, encoding="utf-8")
        with pytest.raises(CorpusError, match=said):
            read_manifest(tmp_path)


def test_progress_counts_every_document_once(documents: Path, tmp_path: Path) -> None:
    """It ends at all of all, and never goes back."""
    seen: list[tuple[int, int]] = []
    build([documents], tmp_path / "corpus", stager=here, show=lambda _, done, of: seen.append((done, of)))
    assert [done for done, _ in seen] == list(range(12))
    assert {of for _, of in seen} == {11}


def test_narrative_and_tables_apart_are_one_document(tmp_path: Path) -> None:
    """Of one folder, body, year and kind they are one row that names both; a second build knows both."""
    pair = corpora.put_pair(tmp_path / "in", "某市教育局")
    corpora.put_pair(tmp_path / "in", "某市财政局", 2023)
    (tmp_path / "in" / "某市教育局-3.html").write_bytes(pair[1].read_bytes().replace(b"2024", b"2022"))
    built = build([tmp_path / "in"], tmp_path / "corpus", stager=here)
    assert (built.read, built.joined, built.apart) == (5, 2, ())
    found = rows(tmp_path / "corpus", "SELECT path, tables, statements FROM documents ORDER BY path")
    assert [(str(path).count("\n"), tables, said) for path, tables, said in found] == [
        (1, 1, 1),
        (0, 1, 0),
        (1, 1, 1),
    ]
    again = build([tmp_path / "in"], tmp_path / "corpus", stager=here)
    assert (again.read, again.known, again.joined) == (0, 5, 0)


def test_files_that_hold_the_same_are_not_joined(tmp_path: Path) -> None:
    """Two versions of one table stay two documents, and it is said why; so do files in different folders."""
    pair = corpora.put_pair(tmp_path / "in", "某市教育局")
    (tmp_path / "in" / "version.html").write_bytes(pair[1].read_bytes().replace(b"3.00", b"4.00"))
    corpora.put_pair(tmp_path / "other" / "a", "某市水利局")[1].rename(tmp_path / "other" / "tables.html")
    built = build([tmp_path / "in", tmp_path / "other"], tmp_path / "corpus", stager=here)
    assert built.joined == 0 and len(built.apart) == 1
    assert (
        "version.html and 某市教育局-2.html" in built.apart[0] and "both hold expenditure" in built.apart[0]
    )
    assert rows(tmp_path / "corpus", "SELECT count(*) FROM documents") == [(5,)]


@pytest.mark.parametrize("first", [0, 1])
def test_a_half_that_comes_late_is_joined(tmp_path: Path, first: int) -> None:
    """Narrative and tables of two builds are one document as of one build; what else the first build read stays."""
    pair = corpora.put_pair(tmp_path / "in", "某市教育局")
    other = corpora.put_pair(tmp_path / "in", "某市财政局")
    build([pair[first], *other], tmp_path / "corpus", stager=here)
    built = build([pair[1 - first]], tmp_path / "corpus", stager=here)
    assert (built.read, built.joined, built.apart) == (1, 1, ())
    build([tmp_path / "in"], tmp_path / "whole", stager=here)
    for table in TABLES:
        found, expected = (rows(tmp_path / c, f'FROM "{table}" ORDER BY ALL') for c in ("corpus", "whole"))
        assert found == expected
    assert build([tmp_path / "in"], tmp_path / "corpus", stager=here).known == 4


@pytest.mark.parametrize("gone", [True, False])
def test_a_half_whose_other_is_not_there_any_more_is_told(tmp_path: Path, gone: bool) -> None:
    """Where the file of the other half is gone, or another one, both stay documents and the build says so."""
    narrative, tables = corpora.put_pair(tmp_path / "in", "某市教育局")
    build([tables], tmp_path / "corpus", stager=here)
    if gone:
        tables.unlink()
    else:
        tables.write_text("<p>another</p>")
    built = build([narrative], tmp_path / "corpus", stager=here)
    assert built.joined == 0 and narrative.name in built.apart[0] and tables.name in built.apart[0]
    assert rows(tmp_path / "corpus", "SELECT count(*) FROM documents") == [(2,)]


def test_a_document_with_both_is_no_half(tmp_path: Path) -> None:
    """What holds narrative and tables is not joined with tables that were added before."""
    narrative, tables = corpora.put_pair(tmp_path / "in", "某市教育局")
    build([tables], tmp_path / "corpus", stager=here)
    said, shown = (path.read_text(encoding="utf-8") for path in (narrative, tables))
    narrative.write_text(said.replace("</body>", shown.partition("<body>")[2]), encoding="utf-8")
    built = build([narrative], tmp_path / "corpus", stager=here)
    assert built.joined == 0 and "holds more than the narrative" in built.apart[0]


def test_halves_in_two_batches_are_joined(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is one disclosure and is read in two batches is one document."""
    monkeypatch.setattr("budgetkit.corpus.build.BATCH", 1)
    corpora.put_pair(tmp_path / "in", "某市教育局")
    built = build([tmp_path / "in"], tmp_path / "corpus", stager=here)
    assert (built.read, built.joined, built.apart) == (2, 1, ())
    assert rows(tmp_path / "corpus", "SELECT count(*) FROM documents") == [(1,)]


@pytest.mark.parametrize("late", [False, True])
def test_pairs_ended_at_any_step_go_on(tmp_path: Path, late: bool) -> None:
    """Ended at any step, a build of files that are one disclosure, one added before or not, comes to the same bytes."""
    pair = corpora.put_pair(tmp_path / "in", "某市教育局")
    for corpus in ("whole", "corpus") if late else ():
        build([pair[0]], tmp_path / corpus, stager=here)
    build([tmp_path / "in"], tmp_path / "whole", stager=here)
    for steps in range(1, 99):
        words = [sys.executable, "-c", DYING, str(tmp_path / "in"), str(tmp_path / "corpus"), str(steps)]
        if (status := subprocess.run(words, check=False).returncode) == 0:
            break
        assert status == 9
    assert corpora.everything(tmp_path / "corpus") == corpora.everything(tmp_path / "whole")


def test_a_bundle_of_several_bodies_is_several_documents(tmp_path: Path) -> None:
    """Bodies and years of one zip are a row each, none in the place of another, and a second build knows the file."""
    (tmp_path / "in").mkdir()
    with zipfile.ZipFile(tmp_path / "in" / "all.zip", "w") as bundle:
        for body, year in (("某市教育局", 2024), ("某市财政局", 2024), ("某市财政局", 2023)):
            for path in corpora.put_pair(tmp_path / "single", body, year):
                bundle.write(path, f"{year}/{path.name}")
    build([tmp_path / "in"], tmp_path / "corpus", stager=here)
    sql = "SELECT department, year, tables, statements, error FROM documents ORDER BY ALL"
    assert rows(tmp_path / "corpus", sql) == [
        ("某市教育局", 2024, 1, 1, None),
        ("某市财政局", 2023, 1, 1, None),
        ("某市财政局", 2024, 1, 1, None),
    ]
    assert build([tmp_path / "in"], tmp_path / "corpus", stager=here).known == 1


def test_a_file_of_several_bodies_is_several_documents(tmp_path: Path) -> None:
    """A department and its unit in one file are two rows, each by its name, and a second build knows the file."""
    titles = ("收入预算总表", "支出预算总表", "一般公共预算支出表")
    cells = corpora.ROWS
    page = "".join(
        f"<p>2024年{title}</p><p>编制单位：{body}</p><p>单位：万元</p><table border='1'>{cells}</table>"
        for body in ("某市教育局", "某市第一中学")
        for title in titles
    )
    (tmp_path / "both.html").write_text(f"<html><body>{page}</body></html>", encoding="utf-8")
    build([tmp_path / "both.html"], tmp_path / "corpus", stager=here)
    sql = "SELECT department, tables, amounts FROM documents ORDER BY department"
    assert rows(tmp_path / "corpus", sql) == [("某市教育局", 3, 3), ("某市第一中学", 3, 3)]
    counted = "SELECT count(DISTINCT document), count(*) FROM facts"
    assert rows(tmp_path / "corpus", counted) == [(2, 6)]
    assert build([tmp_path / "both.html"], tmp_path / "corpus", stager=here).known == 1
