"""Judging a corpus anew: what a build of today would say, without a document, and all of it or nothing."""

import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import corpora
import pyarrow.parquet as pq
import pytest
from where import DOCUMENTS

from budgetkit.checks import judge as judgement
from budgetkit.corpus import judge as judging
from budgetkit.corpus.build import build
from budgetkit.corpus.judge import judge
from budgetkit.corpus.kept import disclosure_of, line_of
from budgetkit.corpus.manifest import MANIFEST, CorpusError, read_manifest
from budgetkit.corpus.query import query
from budgetkit.corpus.staging import stage
from budgetkit.readers.read import read

DYING = f"""{corpora.DYING}
from budgetkit.corpus import judge
class Here:
    def __init__(self, *_): pass
    def __enter__(self): return self
    def __exit__(self, *_): pass
    def shutdown(self, **_): pass
    def submit(self, work, *words):
        from concurrent.futures import Future
        one = Future()
        one.set_result(work(*words))
        return one
judge.ProcessPoolExecutor = Here
judge.judge(Path(sys.argv[1]))
"""


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seven disclosures, some with errors, and five documents that cannot be read."""
    folder = tmp_path_factory.mktemp("documents")
    corpora.put_folders(folder, 7)
    corpora.put_bad(folder / "bad")
    return folder


@pytest.fixture(scope="module")
def whole(documents: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of them as this version judges them."""
    corpus = tmp_path_factory.mktemp("whole") / "corpus"
    build([documents], corpus, stager=lambda todo, at: (stage(work, str(at)) for work in todo))
    return corpus


@pytest.fixture
def older(documents: Path, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The same corpus as a version built it that found nothing rounded, and had fewer identities."""
    from budgetkit.checks import verdicts

    all_of = verdicts.all_statements

    def fewer(disclosure):  # type: ignore[no-untyped-def]
        return tuple(s for s in all_of(disclosure) if not s.identity.startswith("claims"))

    def exact(statement):  # type: ignore[no-untyped-def]
        found = judgement.judge(statement)
        return replace(found, verdict="exact") if found.verdict == "rounded" else found

    with monkeypatch.context() as patch:
        patch.setattr(verdicts, "all_statements", fewer)
        patch.setattr(verdicts, "judge", exact)
        build([documents], tmp_path / "older", stager=lambda todo, at: (stage(w, str(at)) for w in todo))
    assert corpora.everything(tmp_path / "older") != corpora.everything(whole)
    yield tmp_path / "older"


def test_it_is_what_a_build_of_today_says(older: Path, whole: Path) -> None:
    """Judged anew, a corpus of an older version has the very bytes of one that is built today."""
    assert judge(older) == 7
    assert corpora.everything(older) == corpora.everything(whole)


def test_no_document_is_read(older: Path, whole: Path, documents: Path) -> None:
    """With all documents gone it says the same: it has everything from the corpus."""
    away = documents.rename(documents.with_name("away"))
    try:
        judge(older, workers=1)
    finally:
        away.rename(documents)
    assert corpora.everything(older) == corpora.everything(whole)


def test_judged_again_nothing_changes(whole: Path, tmp_path: Path) -> None:
    """What this version judged keeps every byte."""
    shutil.copytree(whole, tmp_path / "corpus")
    judge(tmp_path / "corpus")
    assert corpora.everything(tmp_path / "corpus") == corpora.everything(whole)


def test_ended_at_any_step_it_goes_on(older: Path, whole: Path) -> None:
    """Ended before the first file is in place, then before the second more, …, it comes to the very same bytes; until
    files are being put in place the corpus is wholly the old one."""
    old, ends, moving = corpora.everything(older), 0, False
    for steps in range(1, 99):
        done = subprocess.run([sys.executable, "-c", DYING, str(older), str(steps)], check=False)
        if done.returncode == 0:
            break
        assert done.returncode == 9
        ends += 1
        moving = moving or any((new / MANIFEST).exists() for new in older.glob(".new-*"))
        if not moving:
            now = corpora.everything(older)
            assert {name: now[name] for name in now if not name.startswith(".new-")} == old
    assert ends > 3
    assert corpora.everything(older) == corpora.everything(whole)


def test_a_build_ends_what_was_being_put_in_place(
    older: Path, documents: Path, whole: Path, tmp_path: Path
) -> None:
    """A build on a corpus whose new files were in part in place first puts the rest there, and then adds documents."""
    for steps in range(1, 99):
        subprocess.run([sys.executable, "-c", DYING, str(older), str(steps)], check=False)
        if any((new / MANIFEST).exists() for new in older.glob(".new-*")):
            break
    more = corpora.put_folders(tmp_path / "more", 1, first=20)
    build([documents, *more], older, stager=lambda todo, at: (stage(work, str(at)) for work in todo))
    assert not list(older.glob(".new-*"))
    fresh = tmp_path / "fresh"
    shutil.copytree(whole, fresh)
    build([documents, *more], fresh, stager=lambda todo, at: (stage(work, str(at)) for work in todo))
    assert corpora.everything(older) == corpora.everything(fresh)


def test_what_keeps_no_disclosures_is_refused(whole: Path, tmp_path: Path) -> None:
    """A corpus without kept disclosures, or with those of another version, is left as it was, and the message says why."""
    corpus = tmp_path / "corpus"
    shutil.copytree(whole, corpus)
    manifest = read_manifest(corpus)
    replace(manifest, files={**manifest.files, "disclosures": ()}).write(corpus)
    before = corpora.everything(corpus)
    with pytest.raises(CorpusError, match="keeps no disclosures"):
        judge(corpus)
    assert corpora.everything(corpus) == before
    with pytest.raises(CorpusError, match="no corpus"):
        judge(tmp_path / "nothing")


def test_another_shape_is_refused(whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line that was written with other fields is not guessed at."""
    monkeypatch.setattr(judging, "SHAPE", "other")
    row = pq.ParquetFile(whole / read_manifest(whole).files["disclosures"][0]).read().to_pylist()[0]
    with pytest.raises(CorpusError, match="another version"):
        judging._judged(whole, [row], {row["document"]: "a.pdf"})


def test_kept_disclosures_are_no_table_to_ask(whole: Path) -> None:
    """A query knows the five tables only."""
    with pytest.raises(CorpusError, match="disclosures"):
        query(whole, "FROM disclosures")


@pytest.mark.parametrize("name", ["shanghai", "swu", "jiangsu", "performance"])
def test_a_line_loses_nothing(name: str) -> None:
    """A published disclosure, written as a line and read again, is equal in every field; damaged it is refused."""
    folder = DOCUMENTS / name
    if not folder.is_dir():
        pytest.skip(f"no published documents in {folder}")
    for path in sorted(folder.iterdir())[:2]:
        disclosure = read(path)
        line = line_of(disclosure)
        assert disclosure_of(line) == disclosure
        rng = random.Random(name)
        for _ in range(5):
            cut = line[: rng.randrange(len(line))]
            with pytest.raises(ValueError):
                disclosure_of(cut)
