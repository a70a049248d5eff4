"""Laws of the reading processes: one that ends costs nothing, a document that ends them all is one row."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import corpora
import psutil
import pytest
from where import TESTS

from budgetkit.corpus.sources import Work, document_digest
from budgetkit.corpus.staging import Outcome, staged_head
from budgetkit.corpus.workers import LATE, TRIES, stage_all

ORPHAN = """
import sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import corpora
from budgetkit.corpus.sources import Work
from budgetkit.corpus.workers import stage_all
if __name__ == "__main__":
    list(stage_all([Work("hangs", "00")], Path(sys.argv[2]), stage=corpora.deadly))
"""


def works(folders: list[Path]) -> list[Work]:
    """The documents of some paths."""
    return [Work(str(path), document_digest(path)) for path in folders]


def staged(tmp_path: Path) -> Path:
    """An empty staging folder."""
    folder = tmp_path / "staging"
    folder.mkdir()
    return folder


def test_a_document_that_ends_its_readers_is_one_row(tmp_path: Path) -> None:
    """A document that kills every process that reads it is refused with the reason; the others are read."""
    good, bad = works(corpora.put_folders(tmp_path, 4)), Work(str(tmp_path / "kills"), "aa")
    folder = staged(tmp_path)
    done = list(stage_all([bad, *good], folder, stage=corpora.deadly))
    assert sorted(one.document for one in done) == sorted(work.document for work in (bad, *good))
    assert [one.document for one in done if one.error] == ["aa"]
    assert staged_head(folder, "aa").error == f"kills ended the process that read it, {TRIES} times"


def test_a_document_that_never_ends_is_one_row(tmp_path: Path) -> None:
    """A document that takes longer than is allowed is tried again, then refused with the reason."""
    (done,) = stage_all(
        [Work(str(tmp_path / "hangs"), "bb")], staged(tmp_path), timeout=0.3, stage=corpora.deadly
    )
    assert done.error == f"hangs took longer than 0.3 s, {LATE} times"


def test_a_lost_process_loses_no_document(tmp_path: Path) -> None:
    """Where the first reader of every document ends before it is done, every document is read once all the same."""
    todo = works(corpora.put_folders(tmp_path, 4))
    done = list(stage_all(todo, staged(tmp_path), stage=corpora.deadly_once))
    assert sorted(done, key=lambda one: one.document) == sorted(
        (Outcome(work.path, work.document) for work in todo), key=lambda one: one.document
    )


def test_processes_that_never_begin_blame_no_document(tmp_path: Path) -> None:
    """A script that forgets its guard is told so; no document is called bad for it."""
    script = tmp_path / "script.py"
    script.write_text(
        "from pathlib import Path\n"
        "from budgetkit.corpus.sources import Work\n"
        "from budgetkit.corpus.workers import stage_all\n"
        "print(list(stage_all([Work('a', 'aa')], Path('.'))))\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, check=False, cwd=staged(tmp_path)
    )
    assert done.returncode != 0
    assert "__name__ == '__main__'" in done.stderr
    assert list((tmp_path / "staging").iterdir()) == []


def test_a_folder_that_is_gone_is_said_once(tmp_path: Path) -> None:
    """Where nothing can be staged the build ends with the reason, not with every document refused."""
    todo = works(corpora.put_folders(tmp_path, 2))
    with pytest.raises(OSError, match="staging"):
        list(stage_all(todo, tmp_path / "staging"))
    assert not (tmp_path / "staging").exists()


def test_nothing_to_do_starts_nothing(tmp_path: Path) -> None:
    """Without documents no process is started."""
    assert list(stage_all([], tmp_path)) == []


def test_no_process_stays_behind(tmp_path: Path) -> None:
    """Killed in the middle of a document that never ends, a build leaves no process."""
    here = TESTS
    parent = subprocess.Popen([sys.executable, "-c", ORPHAN, str(here), str(staged(tmp_path))])
    for _ in range(12000):
        assert parent.poll() is None, "the build ended before it read anything"
        if children := _readers(parent.pid):
            break
        time.sleep(0.05)
    else:
        parent.kill()
        pytest.fail("no reading process was started within ten minutes")
    os.kill(parent.pid, signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
    parent.wait()
    _, alive = psutil.wait_procs(children, timeout=600)
    for process in alive:
        process.kill()
    assert alive == []


def _readers(pid: int) -> list[psutil.Process]:
    return psutil.Process(pid).children(recursive=True)


def test_damaged_is_not_a_reason_to_stop_reading(tmp_path: Path) -> None:
    """Documents that cannot be read do not end the processes that try."""
    todo = works(corpora.put_bad(tmp_path / "bad"))
    done = list(stage_all(todo, staged(tmp_path), workers=1))
    assert len(done) == len(todo)
    assert all(one.error and "process" not in one.error for one in done)
