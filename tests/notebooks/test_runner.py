"""Executed notebooks: parameters injected, failures in plain words, outputs complete or not there."""

import json
import re
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from notebook_files import notebook, printed, read

from budgetkit.model.errors import NotebookError, NotebookFailed
from budgetkit.notebooks.parameters import ParameterError
from budgetkit.notebooks.runner import Job, Run, run_notebook, run_notebooks


def test_parameters_are_injected_readably_and_the_result_is_written_whole(tmp_path: Path) -> None:
    """Text keeps its characters, quotes and braces; files named with braces work; nothing but the target is left."""
    given = {"name": "对口援疆 \"{year}' \\ \n", "years": ["2023", "2024"]}
    cells = ["print(repr(name), years)\nimport os; print(os.path.basename(os.getcwd()))"]
    source = notebook(tmp_path / "a{1}.ipynb", *cells, parameters="name: str = ''\nyears: list[str] = []")
    run = run_notebook(source, tmp_path / "o{ut}" / "预算.ipynb", given)
    assert printed(run.job.target) == f"{given['name']!r} {given['years']!r}\n{tmp_path.name}\n"
    assert "".join(read(run.job.target)["cells"][1]["source"]).splitlines()[1] == f"name = {given['name']!r}"
    assert "对口援疆" in run.job.target.read_text(encoding="utf-8")
    assert [path.name for path in run.job.target.parent.iterdir()] == ["预算.ipynb"]
    noted = read(run.job.target)["metadata"]["papermill"]
    assert (noted["input_path"], noted["output_path"]) == ("a{1}.ipynb", "预算.ipynb")


def test_parameters_are_refused_before_anything_runs(tmp_path: Path) -> None:
    """One ill-typed parameter of one notebook among several, and none of them is started or written."""
    source = notebook(tmp_path / "a.ipynb", "print(year)", parameters="year: int = 2024")
    jobs = [Job(source, tmp_path / "1.ipynb"), Job(source, tmp_path / "2.ipynb", {"year": "20x4"})]
    with pytest.raises(
        ParameterError, match=r"'year' is a whole number, not '20x4'; .*a\.ipynb takes year: int"
    ):
        run_notebooks(jobs)
    assert [path.name for path in tmp_path.iterdir()] == ["a.ipynb"]


def test_failing_notebook_is_written_as_far_as_it_came(tmp_path: Path) -> None:
    """A raising cell names itself in the message, its error is in the target, and later cells did not run."""
    source = notebook(tmp_path / "a.ipynb", "print('before')", "1 / 0", "print('after')")
    with pytest.raises(
        NotebookFailed, match=r"cell \[2\] raised ZeroDivisionError: division by zero; .*t\.ipynb"
    ):
        run_notebook(source, tmp_path / "t.ipynb")
    assert printed(tmp_path / "t.ipynb") == "before\n"
    errors = [o for c in read(tmp_path / "t.ipynb")["cells"] for o in c.get("outputs", ()) if "ename" in o]
    assert [error["ename"] for error in errors] == ["ZeroDivisionError"]


def test_cell_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    """A time limit ends a sleeping cell with its reason, what came before it is kept; a busy machine has time for it."""
    source = notebook(tmp_path / "a.ipynb", "print('before')", "import time; time.sleep(600)")
    with pytest.raises(NotebookFailed, match="ran longer than 10 s"):
        run_notebook(source, tmp_path / "t.ipynb", timeout=9.5)
    assert printed(tmp_path / "t.ipynb") == "before\n"


def test_kernel_that_dies_is_a_failure_with_its_reason(tmp_path: Path) -> None:
    """A notebook that kills its own kernel fails in plain words and does not hang."""
    source = notebook(tmp_path / "a.ipynb", "import os; os._exit(3)")
    with pytest.raises(NotebookFailed, match="its kernel died"):
        run_notebook(source, tmp_path / "t.ipynb")


def test_several_run_at_once_in_order_and_one_failure_is_no_end(tmp_path: Path) -> None:
    """Runs come in the order given, a failed one holds its reason, progress counts up in the calling thread."""
    source = notebook(tmp_path / "a.ipynb", "print(1 // number)", parameters="number: int")
    jobs = [Job(source, tmp_path / f"{number}.ipynb", {"number": number}) for number in (1, 0, 2)]
    seen: list[tuple[int, int, Run, bool]] = []
    main = threading.current_thread()
    runs = run_notebooks(
        jobs, workers=2, progress=lambda *step: seen.append((*step, threading.current_thread() is main))
    )
    assert [run.job for run in runs] == jobs
    assert [bool(run.error) for run in runs] == [False, True, False]
    assert "raised ZeroDivisionError" in runs[1].error
    assert [printed(tmp_path / f"{number}.ipynb") for number in (1, 2)] == ["1\n", "0\n"]
    assert [(done, of, here) for done, of, _, here in seen] == [(1, 3, True), (2, 3, True), (3, 3, True)]
    assert sorted(run.job.target.name for _, _, run, _ in seen) == ["0.ipynb", "1.ipynb", "2.ipynb"]


def test_nothing_to_run_is_nothing_done() -> None:
    """No jobs give no runs and call no progress."""
    calls: list[Sequence[object]] = []
    assert run_notebooks([], progress=lambda *step: calls.append(step)) == ()
    assert calls == []


def test_relative_paths_and_another_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Relative source and target are taken from the caller's folder, while the kernel starts in the folder given."""
    (tmp_path / "elsewhere").mkdir()
    notebook(tmp_path / "a.ipynb", "import os; print(os.path.basename(os.getcwd()))")
    monkeypatch.chdir(tmp_path)
    run_notebook("a.ipynb", "out/t.ipynb", cwd="elsewhere")
    assert printed(tmp_path / "out" / "t.ipynb") == "elsewhere\n"


def test_byte_order_mark_before_a_notebook_is_passed_over(tmp_path: Path) -> None:
    """A notebook saved by an editor of Windows runs, is noted by its own name, and stays as it was."""
    source = notebook(tmp_path / "a.ipynb", "print(year)", parameters="year: int = 2024")
    source.write_bytes(b"\xef\xbb\xbf" + source.read_bytes())
    before = source.read_bytes()
    run_notebook(source, tmp_path / "t.ipynb", {"year": 2023})
    assert printed(tmp_path / "t.ipynb") == "2023\n"
    assert read(tmp_path / "t.ipynb")["metadata"]["papermill"]["input_path"] == "a.ipynb"
    assert source.read_bytes() == before
    assert {path.name for path in tmp_path.iterdir()} == {"a.ipynb", "t.ipynb"}


@pytest.mark.parametrize(
    ("metadata", "named"),
    [
        ({"kernelspec": {"name": "ir", "language": "R"}, "language_info": {"name": "R"}}, "r (kernel 'ir')"),
        ({"language_info": {"name": "R"}}, "for r;"),
        ({"kernelspec": {"name": "julia-1.10", "display_name": "Julia 1.10"}}, "(kernel 'julia-1.10')"),
        ({"kernelspec": {"name": "xcpp17", "language": "C++17"}}, "c++17 (kernel 'xcpp17')"),
    ],
)
def test_notebook_of_another_language_is_refused_by_name(
    tmp_path: Path, metadata: dict[str, Any], named: str
) -> None:
    """Nothing of another language is executed as Python: not one notebook of the call is started."""
    plain = notebook(tmp_path / "a.ipynb", "print(1)")
    other = notebook(tmp_path / "b.ipynb", "x <- 1")
    other.write_text(json.dumps(read(other) | {"metadata": metadata}), encoding="utf-8")
    with pytest.raises(NotebookError, match=re.escape(named)):
        run_notebooks([Job(plain, tmp_path / "1.ipynb"), Job(other, tmp_path / "2.ipynb")])
    assert {path.name for path in tmp_path.iterdir()} == {"a.ipynb", "b.ipynb"}


@pytest.mark.parametrize(
    "kernel", [{}, {"name": "python3"}, {"name": "conda-env-x-py", "language": "python"}]
)
def test_notebook_of_python_by_any_kernel_name_is_run(tmp_path: Path, kernel: dict[str, str]) -> None:
    """A notebook that names another Python, or no kernel, is executed by this Python."""
    source = notebook(tmp_path / "a.ipynb", "print(1)")
    metadata = {"kernelspec": kernel | {"display_name": "P"}} if kernel else {}
    source.write_text(json.dumps(read(source) | {"metadata": metadata}), encoding="utf-8")
    run_notebook(source, tmp_path / "t.ipynb")
    assert printed(tmp_path / "t.ipynb") == "1\n"
