"""Laws of start.py: it can be called from anywhere, and what the user names is meant where the user stands."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from where import ROOT


def script() -> ModuleType:
    """The script as a module."""
    spec = importlib.util.spec_from_file_location("start", ROOT / "start.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """The script as a module, with nothing to install, called from somewhere else."""
    module = script()
    monkeypatch.setattr(module, "install", lambda _: None)
    monkeypatch.setattr(module, "python_of", lambda _: Path(sys.executable))
    monkeypatch.chdir(tmp_path)
    return module


def test_a_source_is_meant_where_the_user_stands(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A document beside the user is read, not one of the same name in the project; the status is passed on."""
    (tmp_path / "pyproject.toml").write_text("甲", encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["start.py", "run", "pyproject.toml", "-o", "made"])
    with pytest.raises(SystemExit) as left:
        start.main()
    assert left.value.code == 2
    message = capfd.readouterr().err
    assert "pyproject.toml" in message and "does not exist" not in message
    (tmp_path / "pyproject.toml").unlink()
    with pytest.raises(SystemExit):
        start.main()
    assert "pyproject.toml does not exist" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("words", "count", "given"),
    [
        (["-k", "amount"], 3, ["--numprocesses", "3", "-k", "amount"]),
        (["-k", "amount"], 1, ["-k", "amount"]),
        (["--numprocesses", "2"], 3, ["--numprocesses", "2"]),
        (["-n2"], 3, ["-n2"]),
        (["-p", "no:xdist"], 3, ["-p", "no:xdist"]),
        (["--pdb", "tests/model"], 3, ["--pdb", "tests/model"]),
    ],
)
def test_the_tests_are_those_of_the_project(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, words: list[str], count: int, given: list[str]
) -> None:
    """`test` runs in the project's folder, with the words given, on all processors unless these say on how many."""
    seen: list[tuple[list[str], object]] = []

    def note(words: list[str], cwd: object = None, **_: object) -> subprocess.CompletedProcess[str]:
        seen.append((words, cwd))
        return subprocess.CompletedProcess(words, 0)

    monkeypatch.setattr(start.subprocess, "run", note)
    monkeypatch.setattr(start, "processors", lambda: count)
    monkeypatch.setattr(sys, "argv", ["start.py", "test", *words])
    start.main()
    assert seen == [([sys.executable, "-m", "pytest", *given], ROOT)]


@pytest.mark.parametrize("uv", [None, "/somewhere/uv"])
def test_it_says_what_it_does_before_it_begins(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], uv: str | None
) -> None:
    """Nothing is made, and no other program called, before a line says so; where uv fails, pip installs."""
    start = script()
    done: list[str] = []

    def note(*words: object, **_: object) -> subprocess.CompletedProcess[str]:
        assert done or "installing budgetkit into .venv" in capsys.readouterr().out
        done.append(" ".join(map(str, words[0] if isinstance(words[0], list) else words)))
        return subprocess.CompletedProcess([], int(str(uv) in done[-1]))

    monkeypatch.setattr(start.subprocess, "run", note)
    monkeypatch.setattr("venv.create", note)
    monkeypatch.setattr(start.shutil, "which", lambda name, **_: uv if name == "uv" else None)
    monkeypatch.setattr(start, "HOME", tmp_path)
    start.install("corpus")
    start.install("corpus")
    *tried, made, installed, imported = done
    assert [uv in line for line in tried] == ([True] if uv else [])
    assert (
        made == str(tmp_path) and "-m pip install" in installed and installed.endswith("--editable .[corpus]")
    )
    assert imported.endswith(start.IMPORT_ONCE)


def test_what_is_imported_once_is_there() -> None:
    """The line that has the libraries compiled runs, and says nothing."""
    done = subprocess.run(
        [sys.executable, "-c", script().IMPORT_ONCE], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
