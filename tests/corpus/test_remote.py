"""Laws of reading on a cluster: the same bytes as here, nothing lost with a worker, faults of the cluster are no rows."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import corpora
import pytest

from budgetkit.corpus.build import build
from budgetkit.corpus.manifest import CorpusError
from budgetkit.corpus.remote import dask_stager
from budgetkit.corpus.sources import Work, document_digest
from budgetkit.model.errors import BudgetkitError

distributed = pytest.importorskip("distributed", reason="the extra dask is not installed")
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Two workers of two threads each on this machine."""
    import dask

    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 1}),
        distributed.LocalCluster(n_workers=2, threads_per_worker=2, dashboard_address=None) as running,
    ):
        yield running


def test_the_cluster_changes_no_byte(cluster: Any, tmp_path: Path) -> None:
    """Read on Dask workers, a corpus is the very same as read here, unreadable documents included."""
    corpora.put_folders(tmp_path / "in", 8)
    corpora.put_bad(tmp_path / "in" / "bad")
    build([tmp_path / "in"], tmp_path / "here")
    build([tmp_path / "in"], tmp_path / "there", stager=dask_stager(cluster.scheduler_address))
    assert corpora.everything(tmp_path / "there") == corpora.everything(tmp_path / "here")


def test_a_worker_killed_loses_nothing(cluster: Any, tmp_path: Path) -> None:
    """A worker ended in the middle of a build: every document is read, none twice."""
    corpora.put_folders(tmp_path / "in", 8)
    remote = dask_stager(cluster.scheduler_address, stage=corpora.slow)

    def killing(todo: Iterable[Work], folder: Path) -> Iterator[Any]:
        outcomes = remote(todo, folder)
        yield next(outcomes)
        next(iter(cluster.workers.values())).process.process.kill()
        yield from outcomes

    built = build([tmp_path / "in"], tmp_path / "there", stager=killing)
    build([tmp_path / "in"], tmp_path / "here")
    assert (built.read, built.failed) == (8, ())
    assert corpora.everything(tmp_path / "there") == corpora.everything(tmp_path / "here")


def test_a_document_that_ends_workers_is_one_row(cluster: Any, tmp_path: Path) -> None:
    """A document that kills its workers, or that never ends, fails alone; the others are read."""
    todo = [Work(str(p), document_digest(p)) for p in corpora.put_folders(tmp_path / "in", 3)]
    bad = [Work("kills", "aa"), Work("hangs", "bb")]
    (tmp_path / "staging").mkdir()
    remote = dask_stager(cluster.scheduler_address, timeout=15, stage=corpora.deadly)
    done = {one.document: one.error for one in remote([*bad, *todo], tmp_path / "staging")}
    assert set(done) == {"aa", "bb", *(work.document for work in todo)}
    assert {name for name, error in done.items() if error} == {"aa", "bb"}


def test_what_the_cluster_does_wrong_blames_no_document(cluster: Any, tmp_path: Path) -> None:
    """Workers that do not see the corpus are told of; no document becomes a row for it."""
    todo = [Work(str(p), document_digest(p)) for p in corpora.put_folders(tmp_path / "in", 1)]
    remote = dask_stager(cluster.scheduler_address)
    with pytest.raises(CorpusError, match="cannot stage"):
        list(remote(todo, tmp_path / "nowhere"))


def test_no_scheduler_is_one_sentence() -> None:
    """Where no scheduler answers, one plain sentence says so."""
    with pytest.raises(BudgetkitError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        dask_stager("tcp://127.0.0.1:9")
