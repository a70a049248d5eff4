"""Background calls: calls made in a fork of the warm parent, here where that cannot be."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import psutil
import pytest

from budgetkit.notebooks import outputs
from budgetkit.notebooks.warm import client as background
from budgetkit.notebooks.warm.client import BackgroundCall, can_fork, client_of
from budgetkit.package import save
from budgetkit.source import reference

forks = pytest.mark.skipif(not can_fork(), reason="this system cannot fork from a warm parent")


@forks
def test_a_background_call_leaves_what_the_call_leaves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a fork writes is byte for byte what the call writes here, and the call is not made here as well."""
    saved = str(save(reference(), tmp_path / "saved"))
    outputs.write_tables(saved, str(tmp_path / "here"))
    with BackgroundCall(outputs.write_tables, saved, str(tmp_path / "there"), scratch=tmp_path / "s") as sent:
        monkeypatch.setattr(sent, "_call", lambda: pytest.fail("made here too"))
        sent.finish()
    here, there = ({p.name: p.read_bytes() for p in (tmp_path / n).iterdir()} for n in ("here", "there"))
    assert here == there
    assert len(here) == len(reference().tables)


@forks
def test_a_background_call_that_fails_raises_here(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The error of a call that failed in its fork is raised by ``finish``; the fork itself prints nothing."""
    nowhere = (str(tmp_path / "nothing"), str(tmp_path / "out"), "both")
    with (
        BackgroundCall(outputs.write_figures, *nowhere, scratch=tmp_path / "s") as sent,
        pytest.raises(Exception, match="nothing"),
    ):
        sent.finish()
    assert capfd.readouterr() == ("", "")
    assert not (tmp_path / "out").exists()


@forks
def test_a_background_call_outlives_its_parent(tmp_path: Path) -> None:
    """Where the warm parent ends with a background call on its way, the call is made here."""
    saved = str(save(reference(), tmp_path / "saved"))
    with BackgroundCall(
        outputs.write_tables, saved, str(tmp_path / "tables"), scratch=tmp_path / "s"
    ) as sent:
        client_of(os.getpid()).close()
        sent.finish()
    assert len(list((tmp_path / "tables").iterdir())) == len(reference().tables)


def test_without_fork_the_call_is_made_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing can be forked the call is made when it is asked for, and not before."""
    monkeypatch.setattr(background, "can_fork", lambda: False)
    saved = str(save(reference(), tmp_path / "saved"))
    with BackgroundCall(
        outputs.write_tables, saved, str(tmp_path / "tables"), scratch=tmp_path / "s"
    ) as sent:
        assert not (tmp_path / "tables").exists()
        sent.finish()
    assert (tmp_path / "tables").is_dir()


@forks
def test_a_background_call_nobody_waits_for_ends(tmp_path: Path) -> None:
    """An error in between ends what is under way: no process goes on, no file appears afterwards."""
    saved, output = str(save(reference(), tmp_path / "saved")), tmp_path / "figures"
    sent = BackgroundCall(
        outputs.write_figures, saved, str(output), "both", scratch=outputs.scratch_of(output)
    )
    with pytest.raises(RuntimeError, match="in between"), sent:
        raise RuntimeError("in between")
    assert sent._fork is not None
    assert sent._fork.poll() == -signal.SIGKILL
    assert sorted(path.name for path in tmp_path.iterdir()) == ["saved"]


@forks
def test_a_kernel_that_is_ready_has_its_process_id(tmp_path: Path) -> None:
    """Whoever waits for it finds the id: one line tells both, so that neither can come first."""
    parent = background.WarmParent(os.environ)
    sleeping = parent.call("signal:pause", [], os.environ, tmp_path, tmp_path / "s")
    sleeping.ready.result(timeout=600)
    assert sleeping.pid > 0
    asked, found = background.WarmKernel(-1, parent), []
    parent._kernels[-1] = asked
    asked.ready.add_done_callback(lambda _: found.append(asked.pid))
    parent.note({"ready": -1, "is": 7})
    assert found == [7]
    del parent._kernels[-1]
    parent.close()
    sleeping.wait()


@forks
def test_a_parent_that_still_imports_is_ended_and_not_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """A warm parent closed before it serves is gone afterwards, however busy the machine: nobody finds it later."""
    monkeypatch.setattr(background, "_COMMAND", (sys.executable, "-c", "import time; time.sleep(600)"))
    monkeypatch.setattr(background, "PATIENCE", 0.1)
    parent = background.WarmParent(os.environ)
    (started,) = [p for p in psutil.Process().children() if "time.sleep(600)" in " ".join(p.cmdline())]
    parent.close()
    assert not started.is_running()


@forks
def test_a_parent_that_serves_leaves_no_kernel_when_it_is_told_to_end(tmp_path: Path) -> None:
    """SIGTERM, which would leave its kernels behind, does not end a warm parent that serves; a kernel heeds it."""
    parent = background.WarmParent(os.environ)
    sleeping = parent.call("signal:pause", [], os.environ, tmp_path, tmp_path / "s")
    sleeping.ready.result(timeout=600)
    os.kill(psutil.Process(sleeping.pid).ppid(), signal.SIGTERM)
    assert sleeping.poll() is None
    os.kill(sleeping.pid, signal.SIGTERM)
    assert sleeping.wait() == -signal.SIGTERM
    parent.close()
